//! Writing to Bluesky, always under a record key chosen before anything is sent.
//!
//! `putRecord` with `swapRecord: null` makes a record only where there is none, and with the same
//! content does nothing; so sending the same bytes again can never publish twice.
//!
//! # Source
//! Reference PDS, `com.atproto.repo.putRecord`, read 2026-08-20.

mod prepare;
mod send;
mod target;
mod thread;
mod uploads;

use std::collections::BTreeMap;
use std::sync::Arc;
use std::time::Duration;

use async_trait::async_trait;
use herald_domain::{Account, ApprovedAction, Receipt, Safety, Timestamp, Verb};
use herald_pipeline::ports::{ActionExecutor, Lookup, NetworkError, Prepared, Search, SendError};
use serde_json::Value;

use super::client::Client;
use super::rules;
use super::tid::Tids;
use prepare::Preparing;

/// The longest `send` takes, a renewal of the session included.
const SEND_TIMEOUT: Duration = Duration::from_secs(25);

/// Writes to Bluesky.
pub struct BlueskyExecutor {
    client: Arc<Client>,
    tids: Tids,
}

impl BlueskyExecutor {
    pub(super) fn new(client: Arc<Client>) -> Self {
        Self {
            client,
            tids: Tids::default(),
        }
    }
}

#[async_trait]
impl ActionExecutor for BlueskyExecutor {
    fn key(&self, _verb: Verb, now: Timestamp, entropy: [u8; 10]) -> String {
        self.tids.next(now, entropy)
    }

    async fn prepare(
        &self,
        account: &Account,
        approved: &ApprovedAction,
        key: &str,
        at: Timestamp,
        media: &BTreeMap<String, Vec<u8>>,
    ) -> Result<Prepared, NetworkError> {
        let preparing = Preparing {
            client: &self.client,
            account,
            key,
            at,
            media,
        };
        preparing.prepare(approved).await
    }

    async fn safety(&self, _account: &Account, verb: Verb) -> Safety {
        rules::capability(verb).safety
    }

    async fn check_target(
        &self,
        account: &Account,
        approved: &ApprovedAction,
    ) -> Result<(), NetworkError> {
        target::check(&self.client, account, approved.proposal()).await
    }

    fn steps(&self, wire: &Value) -> usize {
        let parts = wire.get("parts").and_then(Value::as_array);
        parts.map_or(1, Vec::len).max(1)
    }

    async fn send(
        &self,
        account: &Account,
        wire: &Value,
        done: &[Receipt],
    ) -> Result<Receipt, SendError> {
        send::send(&self.client, account, wire, done, SEND_TIMEOUT).await
    }

    async fn find(
        &self,
        account: &Account,
        wire: &Value,
        done: &[Receipt],
        _search: &Search,
    ) -> Result<Lookup, NetworkError> {
        send::find(&self.client, account, wire, done).await
    }

    fn call_timeout(&self) -> Duration {
        SEND_TIMEOUT
    }
}
