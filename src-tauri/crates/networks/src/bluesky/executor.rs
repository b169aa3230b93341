//! Writing to Bluesky, always under a record key chosen before anything is sent.
//!
//! `putRecord` with `swapRecord: null` makes a record only where there is none, and with the same
//! content does nothing; so sending the same bytes again can never publish twice.
//!
//! # Source
//! Reference PDS, `com.atproto.repo.putRecord`, read 2026-08-20.

mod prepare;
mod send;
mod thread;
mod uploads;

use std::collections::BTreeMap;
use std::sync::Arc;
use std::time::Duration;

use async_trait::async_trait;
use herald_domain::{Account, ApprovedAction, Receipt, Timestamp, Verb};
use herald_pipeline::ports::{ActionExecutor, Lookup, NetworkError, Prepared, Progress, SendError};
use serde_json::Value;

use super::client::Client;
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

    async fn send(
        &self,
        account: &Account,
        wire: &Value,
        progress: &dyn Progress,
    ) -> Result<Receipt, SendError> {
        send::send(&self.client, account, wire, progress, SEND_TIMEOUT).await
    }

    async fn find(
        &self,
        account: &Account,
        wire: &Value,
        progress: &dyn Progress,
        _first_tried: Timestamp,
    ) -> Result<Lookup, NetworkError> {
        send::find(&self.client, account, wire, progress).await
    }

    fn send_timeout(&self, wire: &Value) -> Duration {
        let parts = wire.get("parts").and_then(Value::as_array);
        let calls = parts.map_or(1, Vec::len);
        SEND_TIMEOUT * u32::try_from(calls).unwrap_or(u32::MAX).max(1)
    }
}
