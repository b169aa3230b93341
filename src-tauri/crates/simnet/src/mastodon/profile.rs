//! How servers that speak Mastodon's interface differ: each profile behaves as real software was seen to.
//!
//! # Source
//! Two servers of other software than Mastodon, observed on 2026-11-26; docs.joinmastodon.org, read
//! 2026-07-02.

use std::time::Duration;

/// What becomes of the marks in a text.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Markup {
    /// They stay as they are written.
    Kept,
    /// Emphasis, code, quotes, headings and lists lose their marks; smileys and codes become emoji;
    /// the address of a picture becomes an attachment.
    Rendered,
}

/// What an account's own list of posts shows.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Lists {
    /// All of them.
    Everything,
    /// Those that everybody may see; followers-only and direct ones are left out.
    PublicOnly,
}

/// What identifiers look like.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Ids {
    /// Rising numbers.
    Numbers,
    /// 26 letters and digits that sort by time.
    Ulids,
    /// Words that look like file names and sort by nothing.
    Words,
}

/// How one server behaves.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Profile {
    /// What it is called in a sweep.
    pub name: &'static str,
    /// The software's name, as nodeinfo gives it.
    pub software: &'static str,
    /// Its version, as the instance gives it.
    pub version: &'static str,
    /// How long an idempotency key is honoured; nothing where it is ignored.
    pub keys: Option<Duration>,
    /// What becomes of marks.
    pub markup: Markup,
    /// What the list of own posts shows.
    pub lists: Lists,
    /// What identifiers look like.
    pub ids: Ids,
    /// How long reads lag behind writes.
    pub lag: Duration,
    /// Whether a post with a time is parked until then; otherwise it is published at once.
    pub parks: bool,
    /// Who sees what an account writes where it says nothing else.
    pub privacy: &'static str,
    /// The most characters of a post.
    pub max_characters: usize,
}

impl Profile {
    /// Mastodon itself.
    pub const MASTODON: Self = Self {
        name: "mastodon",
        software: "mastodon",
        version: "4.6.2",
        keys: Some(Duration::from_hours(1)),
        markup: Markup::Kept,
        lists: Lists::Everything,
        ids: Ids::Numbers,
        lag: Duration::ZERO,
        parks: true,
        privacy: "public",
        max_characters: 500,
    };

    /// Mastodon behind replicas that lag.
    pub const LAGGING: Self = Self {
        name: "lagging",
        lag: Duration::from_secs(8),
        ..Self::MASTODON
    };

    /// Other software that ignores keys and keeps text as it is.
    pub const KEYLESS: Self = Self {
        name: "keyless",
        software: "pebble",
        version: "2.7.2 (compatible; Pebble 1.4.0)",
        keys: None,
        ids: Ids::Ulids,
        parks: false,
        privacy: "unlisted",
        max_characters: 5_000,
        ..Self::MASTODON
    };

    /// Other software that ignores keys, renders markup and leaves narrow posts out of its lists.
    pub const RENDERING: Self = Self {
        name: "rendering",
        software: "quill",
        version: "2.75",
        markup: Markup::Rendered,
        lists: Lists::PublicOnly,
        ids: Ids::Words,
        privacy: "public",
        ..Self::KEYLESS
    };

    /// Every profile, so that a sweep cannot miss one.
    pub const ALL: [Self; 4] = [
        Self::MASTODON,
        Self::LAGGING,
        Self::KEYLESS,
        Self::RENDERING,
    ];

    /// Makes the identifier of the `n`-th thing, counted from 1.
    pub(super) fn id(&self, n: usize) -> String {
        match self.ids {
            Ids::Numbers => format!("{}", 115_000_000_000_000_000_u64 + n as u64 * 65_536),
            Ids::Ulids => format!("01KB{n:022}"),
            // An odd multiplier modulo 2^32 gives every number another word, in no order.
            Ids::Words => format!("p{:08x}.note", (n as u32).wrapping_mul(2_654_435_761)),
        }
    }
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeSet;

    use super::*;

    #[test]
    fn every_profile_names_its_things_apart() {
        for profile in Profile::ALL {
            let ids: BTreeSet<String> = (1..=1_000).map(|n| profile.id(n)).collect();
            assert_eq!(ids.len(), 1_000, "{}", profile.name);
        }
    }
}
