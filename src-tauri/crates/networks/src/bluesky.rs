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
mod login;
mod oauth;
mod records;
mod renewal;
mod rules;
#[cfg(test)]
pub(crate) mod samples;
mod source;
#[cfg(test)]
mod tests;
mod tid;
mod tokens;
mod trouble;
mod wire;
mod xrpc;

use std::sync::Arc;

use herald_domain::Verb;
use herald_pipeline::ports::{AccountConnector, ActionExecutor, ActivitySource, KindOfAccount};

use crate::{NetworkPorts, Wired};

use client::Client;
pub use connect::{BlueskyConnector, ways};
pub use executor::BlueskyExecutor;
pub use source::BlueskySource;

/// Bluesky on the ports it needs.
pub struct Bluesky {
    client: Arc<Client>,
    executor: Arc<BlueskyExecutor>,
}

impl Bluesky {
    /// Builds the network; sessions and limits are shared by all objects it hands out.
    pub fn new(ports: &NetworkPorts) -> Self {
        let client = Arc::new(Client::new(ports));
        let executor = Arc::new(BlueskyExecutor::new(Arc::clone(&client)));
        Self { client, executor }
    }
}

impl Wired for Bluesky {
    fn connector(&self) -> Arc<dyn AccountConnector> {
        Arc::new(BlueskyConnector::new(Arc::clone(&self.client)))
    }

    fn source(&self) -> Arc<dyn ActivitySource> {
        Arc::new(BlueskySource::new(Arc::clone(&self.client)))
    }

    /// Every call returns the same one, so that its keys stay in order.
    fn executor(&self) -> Arc<dyn ActionExecutor> {
        Arc::clone(&self.executor) as Arc<dyn ActionExecutor>
    }

    fn table(&self) -> Vec<KindOfAccount> {
        vec![KindOfAccount {
            name: String::new(),
            capabilities: Verb::ALL.map(rules::capability).to_vec(),
        }]
    }
}
