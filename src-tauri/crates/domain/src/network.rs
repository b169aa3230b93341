//! The networks and what each can do.

use std::fmt;
use std::str::FromStr;

use serde::{Deserialize, Serialize};

use crate::content::Verb;

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

/// How an account can do something on its network.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "kind", rename_all = "snake_case")]
pub enum Availability {
    /// By the network's programming interface.
    Api,
    /// By the interface, once the network has approved the app.
    ApiAfterApproval,
    /// By opening the official page with everything ready.
    HandOver,
    /// Not at all, for the reason given.
    Impossible {
        /// What stands in the way, in words for people.
        reason: String,
    },
}

/// What an account can do with one verb, and what it costs.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Capability {
    /// The verb asked about.
    pub verb: Verb,
    /// How it can be done.
    pub availability: Availability,
    /// The price of one use in millionths of a US dollar; zero when free.
    pub price_micro_usd: u64,
}
