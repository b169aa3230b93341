//! Bluesky and every other server of the AT Protocol.
//!
//! [`Bluesky`] owns what all three ports share: the HTTP calls, the sessions and the limits. Reader
//! and writer are separate objects, so that the writer can be kept from everybody but `execute`.

mod address;
mod client;
mod connect;
mod executor;
mod facets;
mod identity;
mod limits;
mod login;
mod records;
mod rules;
mod session;
mod source;
#[cfg(test)]
mod tests;
mod tid;
mod trouble;
mod wire;
mod xrpc;

use std::sync::Arc;

use herald_domain::Verb;
use herald_pipeline::ports::{
    AccountConnector, ActionExecutor, ActivitySource, Clock, KindOfAccount, Rng, Transport, Vault,
};

use client::Client;
pub use connect::BlueskyConnector;
pub use executor::BlueskyExecutor;
pub use session::session_name;
pub use source::BlueskySource;

/// Bluesky on the four ports it needs.
pub struct Bluesky {
    client: Arc<Client>,
    executor: Arc<BlueskyExecutor>,
}

impl Bluesky {
    /// Builds the network; sessions and limits are shared by all objects it hands out.
    pub fn new(
        transport: Arc<dyn Transport>,
        vault: Arc<dyn Vault>,
        clock: Arc<dyn Clock>,
        rng: Arc<dyn Rng>,
    ) -> Self {
        let client = Arc::new(Client::new(transport, vault, clock, rng));
        let executor = Arc::new(BlueskyExecutor::new(Arc::clone(&client)));
        Self { client, executor }
    }

    /// Returns what the network allows: the same to every account.
    pub fn table() -> Vec<KindOfAccount> {
        vec![KindOfAccount {
            name: String::new(),
            capabilities: Verb::ALL.map(rules::capability).to_vec(),
        }]
    }

    /// Returns what signs accounts in.
    pub fn connector(&self) -> Arc<dyn AccountConnector> {
        Arc::new(BlueskyConnector::new(Arc::clone(&self.client)))
    }

    /// Returns the reader.
    pub fn source(&self) -> Arc<dyn ActivitySource> {
        Arc::new(BlueskySource::new(Arc::clone(&self.client)))
    }

    /// Returns the writer; every call returns the same one, so that its keys stay in order.
    pub fn executor(&self) -> Arc<dyn ActionExecutor> {
        Arc::clone(&self.executor) as Arc<dyn ActionExecutor>
    }
}
