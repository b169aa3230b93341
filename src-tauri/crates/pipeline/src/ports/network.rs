//! Networks: connecting, reading and writing are three ports; only `execute` holds the third.

use std::sync::Arc;

use herald_domain::{Capability, Network, Timestamp};

use super::{AccountConnector, ActionExecutor, ActivitySource};

/// What kind of trouble a network made; the pipeline decides by this alone.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum NetworkErrorKind {
    /// The network cannot be reached or has trouble of its own; later may be better.
    Unavailable,
    /// Too many requests; nothing before the instant given.
    RateLimited {
        /// When requests are welcome again.
        until: Timestamp,
    },
    /// The stored sign-in is no longer accepted; only the person can mend it.
    SignedOut,
    /// The network refuses this for good.
    Refused,
    /// It would cost more than the person allows.
    OverBudget,
    /// What it is about is no longer as it was approved: a person has to look again.
    Changed,
    /// What was asked about is not there (any more).
    Gone,
    /// The answer made no sense.
    Garbled,
    /// The secrets cannot be read now.
    VaultClosed,
}

/// Trouble with a network, in words for people: what failed, what it means, what to do.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("{message}")]
pub struct NetworkError {
    /// What kind of trouble.
    pub kind: NetworkErrorKind,
    /// A stable word, for example `wrong_password`, `unknown_handle`, `invalid_swap`.
    pub code: String,
    /// What failed, what it means, what to do; no secrets, no bodies.
    pub message: String,
}

impl NetworkError {
    /// Makes one from its parts.
    pub fn new(kind: NetworkErrorKind, code: &str, message: impl Into<String>) -> Self {
        Self {
            kind,
            code: code.to_owned(),
            message: message.into(),
        }
    }
}

/// Hands out what connects to and reads a network; `None` for networks without a connector.
pub trait NetworkReaders: Send + Sync {
    /// Returns what connects accounts.
    fn connector(&self, network: Network) -> Option<Arc<dyn AccountConnector>>;

    /// Returns what reads.
    fn source(&self, network: Network) -> Option<Arc<dyn ActivitySource>>;

    /// Returns what the network allows, verb by verb, for each kind of account it knows.
    fn table(&self, network: Network) -> Vec<KindOfAccount>;
}

/// Hands out what writes to a network; held by `execute` alone.
pub trait NetworkWriters: Send + Sync {
    /// Returns what writes.
    fn executor(&self, network: Network) -> Option<Arc<dyn ActionExecutor>>;
}

/// What one kind of account of a network can do.
#[derive(Clone, Debug)]
pub struct KindOfAccount {
    /// The kind in words, for example `Business account, signed in with Instagram`; empty where the
    /// network knows one kind alone.
    pub name: String,
    /// What it can do, one for each verb.
    pub capabilities: Vec<Capability>,
}
