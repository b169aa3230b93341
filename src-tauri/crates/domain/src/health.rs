//! Health: how each named part is doing, for people to see.

use serde::{Deserialize, Serialize};

use crate::{AccountId, Timestamp};

/// How a part is doing.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum HealthState {
    /// Working.
    Ok,
    /// Working, with trouble that may pass.
    Degraded,
    /// Not working.
    Failed,
}

impl HealthState {
    /// Returns the word used in the database.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Ok => "ok",
            Self::Degraded => "degraded",
            Self::Failed => "failed",
        }
    }
}

/// The health of one named part.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Health {
    /// The part, for example `observe` or `execute`.
    pub part: String,
    /// The account it works for, where it works for one.
    pub account_id: Option<AccountId>,
    /// How it is doing.
    pub state: HealthState,
    /// What is wrong, what it means and what to do; empty when all is well.
    pub message: String,
    /// How many times it has failed in a row.
    pub failures: u32,
    /// Until when it is left alone.
    pub retry_at: Option<Timestamp>,
    /// When this was written.
    pub updated_at: Timestamp,
}

impl Health {
    /// Returns that a part is well.
    pub fn well(part: &str, account_id: Option<AccountId>, now: Timestamp) -> Self {
        Self {
            part: part.to_owned(),
            account_id,
            state: HealthState::Ok,
            message: String::new(),
            failures: 0,
            retry_at: None,
            updated_at: now,
        }
    }
}
