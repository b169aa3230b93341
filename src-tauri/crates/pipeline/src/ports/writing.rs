//! Writing to a network; held by `execute` alone.

use std::collections::{BTreeMap, BTreeSet};
use std::time::Duration;

use async_trait::async_trait;
use herald_domain::{Account, ApprovedAction, HandOver, Receipt, Safety, Seen, Timestamp, Verb};
use serde_json::Value;

use super::{NetworkError, ParkingPlace};

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

/// What is known when a step is looked up.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Search {
    /// When the step was first sent.
    pub first_called: Timestamp,
    /// Where the network put what Herald can account for otherwise, by its identifiers.
    pub accounted: BTreeSet<String>,
}

/// What a look-up found.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Lookup {
    /// The network has it.
    Found(Receipt),
    /// Nothing there is left to account for: it is absent, unless the network is still at work on it.
    Nothing,
    /// There is something nobody can account for, and it is not alike.
    Unlike(Vec<Seen>),
    /// This network shows no list that would have to show it, for the reason given in words.
    CannotTell(String),
}

/// Writes to a network.
///
/// What is sent is one or more steps (the posts of a thread), each one call. The engine writes the
/// intent before each and what became of it after, and asks its guards in between.
#[async_trait]
pub trait ActionExecutor: Send + Sync {
    /// Makes a key the network will know the action by; called once for each action.
    fn key(&self, verb: Verb, now: Timestamp, entropy: [u8; 10]) -> String;

    /// Tells by what means this very server rules out that something is done twice.
    async fn safety(&self, account: &Account, verb: Verb) -> Safety;

    /// Checks that what it is about still is as it was approved; called before every sending.
    ///
    /// # Errors
    /// - `Gone`: it is no longer there.
    /// - `Changed`: a person has to look again: it was edited, or answered already (`answered_already`).
    async fn check_target(
        &self,
        account: &Account,
        approved: &ApprovedAction,
    ) -> Result<(), NetworkError>;

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

    /// Returns how many steps sending takes, at least one.
    fn steps(&self, wire: &Value) -> usize;

    /// Sends the step after those that are done: one call. Called again only with the same bytes.
    ///
    /// A step that answers the one before, which a lagging replica does not show yet, is `NotSent` with
    /// the code `lagging`.
    async fn send(
        &self,
        account: &Account,
        wire: &Value,
        done: &[Receipt],
    ) -> Result<Receipt, SendError>;

    /// Looks up whether the network has the step after those that are done.
    ///
    /// # Errors
    /// [`NetworkError`] where it cannot be told now.
    async fn find(
        &self,
        account: &Account,
        wire: &Value,
        done: &[Receipt],
        search: &Search,
    ) -> Result<Lookup, NetworkError>;

    /// The longest one call can take; the lease of a sending is longer than this.
    fn call_timeout(&self) -> Duration;

    /// Returns what leaves planned posts with the network, where there is such a thing.
    fn parking(&self) -> Option<&dyn ParkingPlace> {
        None
    }
}
