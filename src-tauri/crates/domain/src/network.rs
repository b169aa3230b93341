//! The networks.

use std::fmt;
use std::str::FromStr;

use serde::{Deserialize, Serialize};

/// A social network Herald knows of.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Network {
    /// Bluesky and every other server of the AT Protocol.
    Bluesky,
    /// Mastodon and software that speaks its API.
    Mastodon,
    /// X, formerly Twitter.
    X,
    /// Instagram.
    Instagram,
    /// LinkedIn.
    LinkedIn,
}

impl Network {
    /// Every network, in the order people see them.
    pub const ALL: [Self; 5] = [
        Self::Bluesky,
        Self::Mastodon,
        Self::X,
        Self::Instagram,
        Self::LinkedIn,
    ];

    /// Returns the word used in the database and on the command line.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Bluesky => "bluesky",
            Self::Mastodon => "mastodon",
            Self::X => "x",
            Self::Instagram => "instagram",
            Self::LinkedIn => "linkedin",
        }
    }

    /// Returns the name people know.
    pub fn name(self) -> &'static str {
        match self {
            Self::Bluesky => "Bluesky",
            Self::Mastodon => "Mastodon",
            Self::X => "X",
            Self::Instagram => "Instagram",
            Self::LinkedIn => "LinkedIn",
        }
    }
}

impl fmt::Display for Network {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.name())
    }
}

/// A word that names no network.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("`{0}` is not a network Herald knows")]
pub struct UnknownNetwork(pub String);

impl FromStr for Network {
    type Err = UnknownNetwork;

    fn from_str(word: &str) -> Result<Self, UnknownNetwork> {
        Self::ALL
            .into_iter()
            .find(|n| n.as_str().eq_ignore_ascii_case(word))
            .ok_or_else(|| UnknownNetwork(word.to_owned()))
    }
}
