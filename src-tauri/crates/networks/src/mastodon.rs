//! Mastodon and other software that speaks its interface.
//!
//! [`Mastodon`] owns what all three ports share: the calls, the tokens and the limits.

mod client;
mod connect;
mod executor;
mod html;
mod instance;
mod likeness;
mod pictures;
mod readback;
mod renewal;
mod rules;
#[cfg(test)]
pub(crate) mod samples;
mod server;
mod software;
mod source;
mod text;
mod wire;

use std::sync::Arc;

use herald_domain::Verb;
use herald_pipeline::ports::{AccountConnector, ActionExecutor, ActivitySource, KindOfAccount};

use crate::{NetworkPorts, Wired};

use client::Client;
pub use connect::{MastodonConnector, ways};
pub use executor::MastodonExecutor;
use instance::Kind;
pub use source::MastodonSource;

/// Mastodon on the ports it needs.
pub struct Mastodon {
    client: Arc<Client>,
}

impl Mastodon {
    /// Builds the network; tokens and limits are shared by all objects it hands out.
    pub fn new(ports: &NetworkPorts) -> Self {
        Self {
            client: Arc::new(Client::new(ports)),
        }
    }
}

impl Wired for Mastodon {
    fn connector(&self) -> Arc<dyn AccountConnector> {
        Arc::new(MastodonConnector::new(Arc::clone(&self.client)))
    }

    fn source(&self) -> Arc<dyn ActivitySource> {
        Arc::new(MastodonSource::new(Arc::clone(&self.client)))
    }

    fn executor(&self) -> Arc<dyn ActionExecutor> {
        Arc::new(MastodonExecutor::new(Arc::clone(&self.client)))
    }

    fn table(&self) -> Vec<KindOfAccount> {
        let kind = |name: &str, server| KindOfAccount {
            name: name.to_owned(),
            capabilities: Verb::ALL
                .map(|verb| rules::capability(verb, server))
                .to_vec(),
        };
        vec![
            kind("Mastodon 4.5 and newer", Kind::Mastodon(u64::MAX)),
            kind("Older Mastodon", Kind::Mastodon(0)),
            kind("Other software with Mastodon's interface", Kind::Other),
        ]
    }
}
