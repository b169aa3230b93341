//! What shells see and send: one typed input and output for each use case.
//!
//! Instants are milliseconds since 1970-01-01 UTC. Ids are text.

mod accounts;
mod activity;
mod discover;
mod history;
mod networks;
mod overview;
mod review;
mod settings;

pub use accounts::*;
pub use activity::*;
pub use discover::*;
pub use history::*;
pub use networks::*;
pub use overview::*;
pub use review::*;
pub use settings::*;

use serde::{Deserialize, Serialize};
use ts_rs::TS;

/// Nothing to say.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize, TS)]
pub struct Nothing {}

/// Names one thing by its id, or by the last digits of it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, TS)]
pub struct ById {
    /// The id.
    pub id: String,
}
