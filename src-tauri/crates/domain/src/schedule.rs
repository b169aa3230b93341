//! Scheduled work: rows with a next fire time, so that restarts lose nothing.

use std::str::FromStr;
use std::time::Duration;

use serde::{Deserialize, Serialize};

use crate::{AccountId, Timestamp};

/// What is done at the fire time.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum ScheduleKind {
    /// Read what happened to an account.
    Observe,
    /// Read own posts, their numbers and the follower count of an account.
    Sample,
}

impl ScheduleKind {
    /// Every kind.
    pub const ALL: [Self; 2] = [Self::Observe, Self::Sample];

    /// Returns the word used in the database.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Observe => "observe",
            Self::Sample => "sample",
        }
    }
}

/// A word that names no scheduled work.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("`{0}` is not scheduled work")]
pub struct UnknownSchedule(pub String);

impl FromStr for ScheduleKind {
    type Err = UnknownSchedule;

    fn from_str(word: &str) -> Result<Self, UnknownSchedule> {
        Self::ALL
            .into_iter()
            .find(|k| k.as_str() == word)
            .ok_or_else(|| UnknownSchedule(word.to_owned()))
    }
}

/// One row of scheduled work.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Schedule {
    /// What is done.
    pub kind: ScheduleKind,
    /// For which account.
    pub account_id: AccountId,
    /// When it fires next.
    pub next_at: Timestamp,
    /// The span between two fires.
    pub every: Duration,
    /// IANA name of the zone a wall-time rule is read in; spans do not need it.
    pub zone: String,
    /// Raised at every claim; a write with an older epoch is dropped.
    pub epoch: i64,
}

impl Schedule {
    /// Returns the next fire time after one at `now`: missed fires are caught up by a single one.
    pub fn after(&self, now: Timestamp) -> Timestamp {
        now.plus(self.every)
    }
}
