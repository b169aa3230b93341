//! Writing to a network; held by `execute` alone.

use std::collections::BTreeMap;
use std::time::Duration;

use async_trait::async_trait;
use herald_domain::{Account, ApprovedAction, HandOver, Receipt, Timestamp, Verb};
use serde_json::Value;

use super::NetworkError;

/// What will be sent, to the byte, in the network's own form; kept with the intent.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Prepared {
    /// The whole of what `send` and `find` need, without secrets.
    pub wire: Value,
    /// Set when the network already is in the wished state and nothing needs sending.
    pub already: Option<Receipt>,
    /// Set when a person finishes it on the network's own page; nothing is sent then.
    pub hand_over: Option<HandOver>,
}

/// How sending ended when it did not end well.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum SendError {
    /// The network surely does not have it.
    NotSent(NetworkError),
    /// The network may have it: look it up, never send blindly.
    Unknown(NetworkError),
    /// The network surely does not have it and refuses it from a program; a person can do it.
    HandOver(HandOver),
}

/// What a look-up found.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Lookup {
    /// The network has it.
    Found(Receipt),
    /// The network surely does not have it.
    Absent,
    /// This network has no way to tell.
    CannotTell,
}

/// Keeps what the network surely has of an action with several steps.
#[async_trait]
pub trait Progress: Send + Sync {
    /// Returns what was kept last, in the network's own form; nothing before the first step.
    fn kept(&self) -> Option<Value>;

    /// Keeps the present state; it is on the disk when this returns.
    ///
    /// # Errors
    /// [`SendError`] when it cannot be kept or the action is in other hands: stop, do nothing more.
    async fn keep(&self, state: Value) -> Result<(), SendError>;
}

/// Writes to a network.
#[async_trait]
pub trait ActionExecutor: Send + Sync {
    /// Makes a key the network will know the action by; called once for each action.
    fn key(&self, verb: Verb, now: Timestamp, entropy: [u8; 10]) -> String;

    /// Turns what was approved into what is sent: resolves names, uploads pictures.
    ///
    /// `media` holds the bytes by SHA-256. The same input and key give the same bytes.
    async fn prepare(
        &self,
        account: &Account,
        approved: &ApprovedAction,
        key: &str,
        at: Timestamp,
        media: &BTreeMap<String, Vec<u8>>,
    ) -> Result<Prepared, NetworkError>;

    /// Sends it. Called again only with the same bytes, and goes on where `progress` left off.
    ///
    /// After each step of several, what the network has is kept before the next begins.
    async fn send(
        &self,
        account: &Account,
        wire: &Value,
        progress: &dyn Progress,
    ) -> Result<Receipt, SendError>;

    /// Looks up whether the network has it: all of it, or the step after what `progress` holds.
    ///
    /// `Absent` means that sending may go on from there. A step that is found and is not the last is
    /// kept in `progress` and answered with `Absent`. `first_tried` is when sending first began.
    async fn find(
        &self,
        account: &Account,
        wire: &Value,
        progress: &dyn Progress,
        first_tried: Timestamp,
    ) -> Result<Lookup, NetworkError>;

    /// The longest `send` can take; the lease of an attempt is longer than this.
    fn send_timeout(&self, wire: &Value) -> Duration;
}
