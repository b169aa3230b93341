//! Keeps everything Herald knows in one SQLite file.
//!
//! Owns the schema (`migrations/`), the SQL and the mapping between rows and the domain. It does not
//! decide anything: guards in a unit of work are checked and refused here, and made elsewhere. The SQL
//! is written once; what differs between engines is a `db::Pair`. To add a noun: its table in a new
//! migration, its reads in a file of its own, its changes in `commit/`, its facts in the contract
//! suite of `herald-testkit`.

#![warn(missing_docs, unreachable_pub)]

mod accounts;
mod actions;
mod activity;
mod args;
mod commit;
mod counts;
mod db;
mod deeds;
mod error;
mod journal;
mod lanes;
mod leases;
mod migrate;
mod open;
mod own_posts;
mod parking;
mod probe;
mod reindex;
mod reviews;
mod row;
mod search;
mod sheets;
mod store;
mod suggestions;
mod tidy;
mod tx;
mod words;
mod work;
mod writer;

/// What a yardstick needs to search by bare SQLite as the store does.
pub mod yardstick {
    use crate::search;
    use crate::words::Indexed;

    /// Returns the columns of a row of the index: its texts, then its single characters.
    pub fn columns(texts: &[&str]) -> Vec<String> {
        let Indexed { mut texts, letters } = Indexed::of(texts);
        texts.push(letters);
        texts
    }

    /// Returns what is matched for what was typed, its last word as a beginning where it may be one;
    /// `None` without a word.
    pub fn query(typed: &str) -> Option<String> {
        search::widest(typed)
    }
}

pub use probe::read_schema_version;
pub use store::SqliteStore;

/// The newest schema this build knows; older files are brought up to it when they are opened.
pub fn newest_schema() -> i64 {
    migrate::newest()
}
