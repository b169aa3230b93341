//! Searching a network, and what many people speak of there.

use serde::{Deserialize, Serialize};
use ts_rs::TS;

/// Searches the network of an account.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, TS)]
pub struct SearchNetwork {
    /// The account that asks.
    pub account_id: String,
    /// What to look for; a hashtag begins with `#`.
    pub query: String,
    /// At most this many, 1 to 100; 0 means 20.
    #[serde(default)]
    pub limit: u32,
}

/// A post that was found.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, TS)]
pub struct FoundPostView {
    /// The network's identifier.
    pub id: String,
    /// Who wrote it.
    pub who: String,
    /// Their handle.
    pub who_handle: String,
    /// What it says.
    pub text: String,
    /// When it was written.
    pub at: i64,
    /// Where a person can look at it.
    pub url: Option<String>,
}

/// Posts that were found.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, TS)]
pub struct FoundPosts {
    /// The posts, in the network's order.
    pub posts: Vec<FoundPostView>,
}

/// Something many people speak of.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, TS)]
pub struct TrendView {
    /// What they call it.
    pub name: String,
    /// How many posts, where the network says.
    pub posts: Option<i64>,
    /// Where a person can look at it.
    pub url: Option<String>,
}

/// What many people speak of.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, TS)]
pub struct TrendList {
    /// The trends, most spoken of first.
    pub trends: Vec<TrendView>,
}
