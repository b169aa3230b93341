//! Spending: what networks were paid for using their interfaces.

use serde::{Deserialize, Serialize};

use crate::{AccountId, Timestamp};

/// What was paid on one day for one kind of use.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Spending {
    /// The account it was paid for.
    pub account_id: AccountId,
    /// The day in UTC, `YYYY-MM-DD`: networks bill by UTC days.
    pub day: String,
    /// What was used: a verb, `observe` or `sample`.
    pub what: String,
    /// How often.
    pub uses: i64,
    /// The price in millionths of a US dollar.
    pub micro_usd: i64,
}

impl Spending {
    /// Makes one use at an instant.
    pub fn once(account_id: AccountId, what: &str, micro_usd: u64, at: Timestamp) -> Self {
        let day = at.to_rfc3339().chars().take(10).collect();
        Self {
            account_id,
            day,
            what: what.to_owned(),
            uses: 1,
            micro_usd: i64::try_from(micro_usd).unwrap_or(i64::MAX),
        }
    }

    /// Returns the month an instant lies in, `YYYY-MM` in UTC.
    pub fn month(at: Timestamp) -> String {
        at.to_rfc3339().chars().take(7).collect()
    }
}
