//! Leaving a planned post with a network that publishes it at its time.

use async_trait::async_trait;
use herald_domain::{Account, Receipt, Seen, Timestamp};
use serde_json::Value;

use super::{NetworkError, Search, SendError};

/// Where a post is that was to be parked.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Whereabouts {
    /// It lies with the network as it was sent, for its time, under this identifier.
    Lies(String),
    /// It lies there, and not as it was sent or not for its time.
    Differs(String),
    /// It is public.
    Public(Receipt),
    /// It is nowhere.
    Nowhere,
    /// It is nowhere, and something is public that nobody can account for.
    Unlike(Vec<Seen>),
}

/// Parks posts: the network keeps them and publishes them at their time. What is sent is what
/// [`prepare`](super::ActionExecutor::prepare) made.
#[async_trait]
pub trait ParkingPlace: Send + Sync {
    /// Tells whether this very server keeps posts until their time; never guessed, since others publish at
    /// once what they do not understand.
    async fn is_offered(&self, account: &Account) -> bool;

    /// Leaves a post there until its time: one call.
    async fn park(
        &self,
        account: &Account,
        wire: &Value,
        key: &str,
        at: Timestamp,
    ) -> Result<Whereabouts, SendError>;

    /// Finds out where a post is: by its identifier, or among all that lies there where none is known.
    /// Identifiers of other parked posts are among the accounted ones.
    ///
    /// # Errors
    /// [`NetworkError`] where it cannot be told now.
    async fn find(
        &self,
        account: &Account,
        wire: &Value,
        id: Option<&str>,
        at: Timestamp,
        search: &Search,
    ) -> Result<Whereabouts, NetworkError>;

    /// Takes a post out; `false` where it does not lie there (any more).
    ///
    /// # Errors
    /// [`NetworkError`] where it may still lie there.
    async fn take_out(&self, account: &Account, id: &str) -> Result<bool, NetworkError>;
}
