//! Networks: one folder each, with its wire types, reading, writing and rules.
//!
//! Everything goes through the ports [`Transport`], [`Vault`], [`Clock`] and [`Rng`]; nothing here
//! opens a socket or reads a clock of its own. To add a network: one folder with a `README.md`, a
//! struct that hands out the three ports, and one line in each lookup of [`Networks`].

#![warn(missing_docs, unreachable_pub)]

pub mod bluesky;

mod ports;

use std::sync::Arc;

use herald_domain::Network;
use herald_pipeline::ports::{
    AccountConnector, ActionExecutor, ActivitySource, Clock, KindOfAccount, Rng, Transport, Vault,
};

use bluesky::Bluesky;

/// The networks that work, each under its name.
pub struct Networks {
    bluesky: Bluesky,
}

impl Networks {
    /// Builds every network on the same four ports.
    pub fn new(
        transport: Arc<dyn Transport>,
        vault: Arc<dyn Vault>,
        clock: Arc<dyn Clock>,
        rng: Arc<dyn Rng>,
    ) -> Self {
        Self {
            bluesky: Bluesky::new(transport, vault, clock, rng),
        }
    }

    /// Returns what signs accounts in; `None` where Herald cannot connect accounts of the network.
    pub fn connector(&self, network: Network) -> Option<Arc<dyn AccountConnector>> {
        match network {
            Network::Bluesky => Some(self.bluesky.connector()),
            Network::Mastodon | Network::X | Network::Instagram | Network::LinkedIn => None,
        }
    }

    /// Returns what reads the network; `None` where Herald cannot read it.
    pub fn source(&self, network: Network) -> Option<Arc<dyn ActivitySource>> {
        match network {
            Network::Bluesky => Some(self.bluesky.source()),
            Network::Mastodon | Network::X | Network::Instagram | Network::LinkedIn => None,
        }
    }

    /// Returns what the network allows each kind of account it knows.
    pub fn table(&self, network: Network) -> Vec<KindOfAccount> {
        match network {
            Network::Bluesky => Bluesky::table(),
            Network::Mastodon | Network::X | Network::Instagram | Network::LinkedIn => Vec::new(),
        }
    }

    /// Returns what writes to the network; only the stage `execute` may be given it.
    pub fn executor(&self, network: Network) -> Option<Arc<dyn ActionExecutor>> {
        match network {
            Network::Bluesky => Some(self.bluesky.executor()),
            Network::Mastodon | Network::X | Network::Instagram | Network::LinkedIn => None,
        }
    }
}
