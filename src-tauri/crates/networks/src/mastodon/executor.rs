//! Writing to Mastodon: every post under a key the server remembers for an hour.
//!
//! A server that knows the key answers a repetition with the first post; one that does not would post
//! twice. So what may have arrived is read back first, and sent again under the same key only where
//! it is not there.
//!
//! # Source
//! docs.joinmastodon.org/methods/statuses#create, read 2026-07-02.

mod prepare;
mod send;
mod uploads;
mod wire;

use std::collections::BTreeMap;
use std::sync::Arc;
use std::time::Duration;

use async_trait::async_trait;
use herald_domain::{Account, ApprovedAction, Receipt, Timestamp, Verb};
use herald_pipeline::ports::{ActionExecutor, Lookup, NetworkError, Prepared, Progress, SendError};
use serde_json::Value;

use super::client::Client;
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

    async fn send(
        &self,
        account: &Account,
        wire: &Value,
        progress: &dyn Progress,
    ) -> Result<Receipt, SendError> {
        send::send(&self.client, account, wire, progress).await
    }

    async fn find(
        &self,
        account: &Account,
        wire: &Value,
        progress: &dyn Progress,
        first_tried: Timestamp,
    ) -> Result<Lookup, NetworkError> {
        send::find(&self.client, account, wire, progress, first_tried).await
    }

    fn send_timeout(&self, wire: &Value) -> Duration {
        CALL * Outgoing::read(wire).map_or(1, |outgoing| outgoing.calls())
    }
}
