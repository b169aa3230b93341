//! The simulated network with the account Herald looks after and people who write to it.

use std::net::SocketAddr;

use anyhow::{Context, Result, anyhow};
use herald_simnet::{RateLimits, SimConfig, SimNet};

/// Somebody who signs in.
pub struct Owner {
    /// The handle.
    pub handle: &'static str,
    /// The app password.
    pub password: &'static str,
}

/// The account Herald looks after.
pub const MIRA: Owner = Owner {
    handle: "mira.bench.test",
    password: "an app password",
};

/// Things people ask.
const QUESTIONS: [&str; 5] = [
    "which lens did you use for the harbour picture?",
    "do you sell prints of the fog series?",
    "when is the next walk along the river?",
    "what time of day did you take this?",
    "where can I see the exhibition?",
];

/// People who write.
const PEOPLE: usize = 20;

/// The running network.
pub struct Network {
    net: SimNet,
}

impl Network {
    /// Starts it on a free port.
    pub async fn start() -> Result<Self> {
        let limits = RateLimits {
            requests: 1_000_000,
            ..RateLimits::default()
        };
        let config = SimConfig {
            populated: false,
            limits,
            ..SimConfig::default()
        };
        let net = SimNet::start(config).await.context("Start a network")?;
        let join = |handle: &str, name: &str, password: &str| {
            let joined = net.add_user(handle, name, password);
            joined.map_err(|refusal| anyhow!("{handle} was refused: {refusal:?}"))
        };
        join(MIRA.handle, "Mira", MIRA.password)?;
        for person in 0..PEOPLE {
            join(&handle(person), &format!("Person {person}"), "another")?;
        }
        Ok(Self { net })
    }

    /// Returns where it listens.
    pub fn address(&self) -> SocketAddr {
        self.net.address()
    }

    /// Lets the network name the relay before it as its own address.
    pub fn advertise(&self, url: &str) {
        self.net.advertise(url);
    }

    /// Lets somebody ask the account something, with a mark in the text.
    pub fn mention(&self, number: usize, mark: &str) -> Result<()> {
        let question = QUESTIONS
            .get(number % QUESTIONS.len())
            .copied()
            .unwrap_or_default();
        let from = handle(number % PEOPLE);
        let asked = self
            .net
            .mention(&from, MIRA.handle, &format!("{question} {mark}"));
        asked
            .map(drop)
            .map_err(|refusal| anyhow!("It was refused: {refusal:?}"))
    }

    /// Stops it.
    pub async fn stop(self) {
        self.net.shutdown().await;
    }
}

fn handle(person: usize) -> String {
    format!("person{person}.bench.test")
}
