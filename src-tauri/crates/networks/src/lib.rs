//! Networks: one folder each, with its wire types, reading, writing and rules.
//!
//! Everything goes through the ports in [`NetworkPorts`]; nothing here opens a socket or reads a
//! clock of its own. To add a network: one folder with a `README.md`, a struct that implements
//! `Wired`, and one line in `WORKING`. Shared by the folders: `rest` (calls, limits, trouble
//! in words), `sign_in` (signing in, keeping tokens fresh), `lenient` (fields read whatever they hold) and `text`
//! (addresses in texts, and how long texts are). `pages` reads web pages for the cards of links.

#![warn(missing_docs, unreachable_pub)]

pub mod bluesky;
pub mod mastodon;
pub mod pages;

mod lenient;
mod limits;
mod multipart;
#[cfg(test)]
mod odd_replies;
mod ports;
mod rest;
mod sign_in;
mod table;
mod text;

use std::sync::Arc;

use herald_domain::Network;
use herald_pipeline::ports::{
    AccountConnector, ActionExecutor, ActivitySource, Clock, ConnectWay, KindOfAccount, Locks, Rng,
    Transport, Vault,
};

use bluesky::Bluesky;
use mastodon::Mastodon;

/// What every network stands on.
#[derive(Clone)]
pub struct NetworkPorts {
    /// Speaks HTTP.
    pub transport: Arc<dyn Transport>,
    /// Keeps secrets.
    pub vault: Arc<dyn Vault>,
    /// Tells the time.
    pub clock: Arc<dyn Clock>,
    /// Gives chance.
    pub rng: Arc<dyn Rng>,
    /// Locks across processes.
    pub locks: Arc<dyn Locks>,
}

/// A network that works: hands out its three ports.
trait Wired: Send + Sync {
    /// Returns what signs accounts in.
    fn connector(&self) -> Arc<dyn AccountConnector>;

    /// Returns what reads.
    fn source(&self) -> Arc<dyn ActivitySource>;

    /// Returns what writes; every call returns the same one.
    fn executor(&self) -> Arc<dyn ActionExecutor>;

    /// Returns what the network allows each kind of account it knows.
    fn table(&self) -> Vec<KindOfAccount>;
}

/// A network that works, before it stands on anything.
struct Working {
    network: Network,
    ways: fn() -> Vec<ConnectWay>,
    on: fn(&NetworkPorts) -> Box<dyn Wired>,
}

/// The networks that work.
const WORKING: [Working; 2] = [
    Working {
        network: Network::Bluesky,
        ways: bluesky::ways,
        on: |ports| Box::new(Bluesky::new(ports)),
    },
    Working {
        network: Network::Mastodon,
        ways: mastodon::ways,
        on: |ports| Box::new(Mastodon::new(ports)),
    },
];

/// Returns how accounts of a network are connected, the best way first; nothing where they cannot be.
pub fn ways(network: Network) -> Vec<ConnectWay> {
    let found = WORKING.iter().find(|working| working.network == network);
    found.map(|working| (working.ways)()).unwrap_or_default()
}

/// The networks that work, each under its name.
pub struct Networks {
    wired: Vec<(Network, Box<dyn Wired>)>,
}

impl Networks {
    /// Builds every network on the same ports.
    pub fn new(ports: &NetworkPorts) -> Self {
        let wired = WORKING
            .iter()
            .map(|working| (working.network, (working.on)(ports)));
        Self {
            wired: wired.collect(),
        }
    }

    fn of(&self, network: Network) -> Option<&dyn Wired> {
        let found = self.wired.iter().find(|(name, _)| *name == network);
        found.map(|(_, wired)| wired.as_ref())
    }

    /// Returns what signs accounts in; `None` where Herald cannot connect accounts of the network.
    pub fn connector(&self, network: Network) -> Option<Arc<dyn AccountConnector>> {
        self.of(network).map(Wired::connector)
    }

    /// Returns what reads the network; `None` where Herald cannot read it.
    pub fn source(&self, network: Network) -> Option<Arc<dyn ActivitySource>> {
        self.of(network).map(Wired::source)
    }

    /// Returns what the network allows each kind of account it knows.
    pub fn table(&self, network: Network) -> Vec<KindOfAccount> {
        self.of(network).map(Wired::table).unwrap_or_default()
    }

    /// Returns what writes to the network; only the stage `execute` may be given it.
    pub fn executor(&self, network: Network) -> Option<Arc<dyn ActionExecutor>> {
        self.of(network).map(Wired::executor)
    }
}
