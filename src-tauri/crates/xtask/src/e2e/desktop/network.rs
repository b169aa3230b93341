//! Simulated networks as the scenario sees them: the demo's over HTTP, another of its own.

use std::fs;
use std::path::Path;
use std::time::Duration;

use anyhow::{Context, Result};
use herald_simnet::{Fault, FaultKind, Person, SimConfig, SimNet};
use serde_json::Value;
use tokio::runtime::{Builder, Runtime};

use crate::loopback;
use crate::process::wait_for;

/// How long something approved may take to arrive: the undo hold, the call and some room.
const ARRIVAL_LIMIT: Duration = Duration::from_secs(40);

/// The collection of posts and replies.
const POST: &str = "app.bsky.feed.post";

/// The account of the scenario's own network, its password, and somebody who writes to it.
pub const ANNA: (&str, &str) = ("anna.second.test", "an app password");
const BEN: &str = "ben.second.test";

/// Waits until one of the two networks holds a post with exactly this text.
pub fn received(data: &Path, network: &OwnNetwork, text: &str) -> Result<()> {
    wait_for("the text on a network", ARRIVAL_LIMIT, || {
        let there = network.has(text) || demo_posts(data)?.iter().any(|post| post == text);
        Ok(there.then_some(()))
    })
}

/// Waits until the demo's network holds a post with exactly this text.
pub fn demo_received(data: &Path, text: &str) -> Result<()> {
    let there = wait_for("the text on the demo's network", ARRIVAL_LIMIT, || {
        let posts = demo_posts(data)?;
        Ok(posts.iter().any(|post| post == text).then_some(()))
    });
    there.with_context(|| {
        let posts = demo_posts(data).unwrap_or_default();
        let newest = posts.iter().rev().take(3).collect::<Vec<_>>();
        format!(
            "{text:?} is not among {}, newest first: {newest:?}",
            posts.len()
        )
    })
}

/// Returns the texts of everything written on the demo's networks: of each, oldest first.
pub fn demo_posts(data: &Path) -> Result<Vec<String>> {
    let port = fs::read_to_string(data.join("demo/port")).context("Read the demo's port")?;
    let port = port.trim().parse().context("Read the demo's port")?;
    let ledger = loopback::get(port, "/sim/ledger", &[])?;
    let entries = ledger
        .pointer("/entries")
        .and_then(Value::as_array)
        .context("Find entries")?;
    let changes = entries
        .iter()
        .filter_map(|entry| entry.pointer("/changes")?.as_array());
    let mut texts: Vec<String> = changes.flatten().filter_map(text_of).collect();
    texts.extend(town_posts(data)?);
    Ok(texts)
}

/// Returns the texts of everything written in the demo's town, oldest first.
fn town_posts(data: &Path) -> Result<Vec<String>> {
    texts_in_the_town(data, "/statuses", "/text")
}

/// Returns the texts of everything that waits for its time in the demo's town, oldest first.
pub fn lies_in_the_town(data: &Path) -> Result<Vec<String>> {
    texts_in_the_town(data, "/parked", "/draft/text")
}

fn texts_in_the_town(data: &Path, list: &str, text: &str) -> Result<Vec<String>> {
    let town = fs::read(data.join("demo/town.json")).context("Read the demo's town")?;
    let town: Value = serde_json::from_slice(&town).context("Read the demo's town")?;
    let found = town.pointer(list).and_then(Value::as_array);
    let found = found.with_context(|| format!("Find {list}"))?.iter();
    let text = |one: &Value| Some(one.pointer(text)?.as_str()?.to_owned());
    Ok(found.filter_map(text).collect())
}

fn text_of(change: &Value) -> Option<String> {
    Some(change.pointer("/record/text")?.as_str()?.to_owned())
}

/// A network of the scenario's own, with one account for Herald and one friend.
pub struct OwnNetwork {
    runtime: Runtime,
    network: SimNet,
    anna: Person,
}

impl OwnNetwork {
    /// Starts it on a free port; nobody acts in it unless told to.
    pub fn start() -> Result<Self> {
        let runtime = Builder::new_multi_thread()
            .worker_threads(1)
            .enable_all()
            .build()?;
        let config = SimConfig {
            seed: 11,
            populated: false,
            ..SimConfig::default()
        };
        let network = runtime
            .block_on(SimNet::start(config))
            .context("Start a network")?;
        let join = |handle: &str, name: &str, password: &str| {
            let joined = network.add_user(handle, name, password);
            joined.map_err(|refusal| anyhow::anyhow!("{handle} was refused: {refusal:?}"))
        };
        let anna = join(ANNA.0, "Anna Second", ANNA.1)?;
        join(BEN, "Ben Second", "another")?;
        Ok(Self {
            runtime,
            network,
            anna,
        })
    }

    /// Returns its address.
    pub fn url(&self) -> String {
        self.network.url()
    }

    /// Lets the friend ask the account something.
    pub fn ask(&self, text: &str) -> Result<()> {
        let _entered = self.runtime.enter();
        let asked = self.network.mention(BEN, ANNA.0, text);
        asked
            .map(drop)
            .map_err(|refusal| anyhow::anyhow!("It was refused: {refusal:?}"))
    }

    /// Refuses every sign-in with a password from here on.
    pub fn refuse_sign_ins(&self) {
        let fault = Fault::once("com.atproto.server.createSession", FaultKind::ServerError);
        self.network.inject(Fault {
            times: Fault::ALWAYS,
            ..fault
        });
    }

    /// Tells whether anybody tried to sign in since sign-ins are refused.
    pub fn saw_sign_in(&self) -> bool {
        let ledger = self.network.ledger();
        ledger
            .refused()
            .any(|entry| entry.method == "com.atproto.server.createSession")
    }

    /// Tells whether the account has written exactly this text.
    pub fn has(&self, text: &str) -> bool {
        let ledger = self.network.ledger();
        let mut written = ledger.written_by(&self.anna.did, POST);
        written.any(|(_, record)| record.pointer("/text") == Some(&text.into()))
    }

    /// Returns how many posts the account has written.
    pub fn written(&self) -> usize {
        self.network
            .ledger()
            .written_by(&self.anna.did, POST)
            .count()
    }
}
