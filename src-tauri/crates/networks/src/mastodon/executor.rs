//! Writing to Mastodon: every post under a key that Mastodon itself remembers for an hour.
//!
//! A server that knows the key answers a repetition with the first post; one that does not would post
//! twice. Which it is, is told by the software it says it is; all others are only read back.
//!
//! # Source
//! docs.joinmastodon.org/methods/statuses#create, read 2026-07-02.

mod parking;
mod prepare;
mod send;
mod target;
mod uploads;
mod wire;

use std::collections::BTreeMap;
use std::sync::Arc;
use std::time::Duration;

use async_trait::async_trait;
use herald_domain::{Account, ApprovedAction, Receipt, Safety, Timestamp, Verb};
use herald_pipeline::ports::{
    ActionExecutor, Lookup, NetworkError, ParkingPlace, Prepared, Search, SendError,
};
use serde_json::Value;

use super::client::Client;
use super::instance::kind;
use super::rules::capability;
use super::software::safety_of_posts;
use prepare::Preparing;
use wire::Outgoing;

/// The longest one call takes.
const CALL: Duration = Duration::from_secs(25);

/// Writes to Mastodon.
pub struct MastodonExecutor {
    client: Arc<Client>,
}

impl MastodonExecutor {
    pub(super) fn new(client: Arc<Client>) -> Self {
        Self { client }
    }
}

#[async_trait]
impl ActionExecutor for MastodonExecutor {
    fn key(&self, _verb: Verb, now: Timestamp, entropy: [u8; 10]) -> String {
        format!("herald-{:x}-{}", now.millis(), hex::encode(entropy))
    }

    async fn prepare(
        &self,
        account: &Account,
        approved: &ApprovedAction,
        key: &str,
        _at: Timestamp,
        media: &BTreeMap<String, Vec<u8>>,
    ) -> Result<Prepared, NetworkError> {
        let preparing = Preparing {
            client: &self.client,
            account,
            key,
            media,
        };
        preparing.prepare(approved.proposal()).await
    }

    async fn safety(&self, account: &Account, verb: Verb) -> Safety {
        match capability(verb, kind(account)).safety {
            Safety::Key { .. } => safety_of_posts(&self.client, account).await,
            other => other,
        }
    }

    async fn check_target(
        &self,
        account: &Account,
        approved: &ApprovedAction,
    ) -> Result<(), NetworkError> {
        target::check(&self.client, account, approved.proposal()).await
    }

    fn steps(&self, wire: &Value) -> usize {
        Outgoing::read(wire).map_or(1, |outgoing| outgoing.steps())
    }

    async fn send(
        &self,
        account: &Account,
        wire: &Value,
        done: &[Receipt],
    ) -> Result<Receipt, SendError> {
        send::send(&self.client, account, wire, done).await
    }

    async fn find(
        &self,
        account: &Account,
        wire: &Value,
        done: &[Receipt],
        search: &Search,
    ) -> Result<Lookup, NetworkError> {
        send::find(&self.client, account, wire, done, search).await
    }

    fn call_timeout(&self) -> Duration {
        CALL
    }

    fn parking(&self) -> Option<&dyn ParkingPlace> {
        Some(self)
    }
}
