//! Own posts and the numbers sampled over time.

use serde::{Deserialize, Serialize};

use crate::RemoteRef;
use crate::{AccountId, OwnPostId, Timestamp};

/// One of the account's own posts as the network shows it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct OwnPost {
    /// Derived from the account and the remote id.
    pub id: OwnPostId,
    /// Whose it is.
    pub account_id: AccountId,
    /// Where it lives.
    pub remote: RemoteRef,
    /// What it says.
    pub text: String,
    /// Where a person can look at it.
    pub url: Option<String>,
    /// When it was published.
    pub created_at: Timestamp,
}

/// A number read from a network at an instant.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Sample {
    /// The account it belongs to.
    pub account_id: AccountId,
    /// What it counts: `followers`, `follows`, `posts`, `likes`, `reposts`, `replies`, `quotes`.
    pub metric: String,
    /// The remote id of the own post it counts for; empty for the account as a whole.
    pub subject: String,
    /// When it was read.
    pub at: Timestamp,
    /// The number.
    pub value: i64,
}
