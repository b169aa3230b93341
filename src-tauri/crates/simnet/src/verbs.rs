//! The running network as demo and tests hold it.

use std::net::SocketAddr;
use std::sync::Arc;

use tokio::task::JoinHandle;

use crate::faults::Fault;
use crate::ids::AtUri;
use crate::json::At as _;
use crate::ledger::Ledger;
use crate::refusal::Refusal;
use crate::serve::Shared;
use crate::sim::{self, Running, SimConfig, SimError};
use crate::world::{Person, StoredRecord, World};

/// A simulated network that listens on loopback until it is shut down or dropped.
#[derive(Debug)]
pub struct SimNet {
    shared: Arc<Shared>,
    address: SocketAddr,
    tasks: Vec<JoinHandle<()>>,
}

impl SimNet {
    /// Names another address as the server's own, for example of a relay in front of it.
    pub fn advertise(&self, url: &str) {
        url.clone_into(&mut self.shared.core().base_url);
    }

    /// Starts a network; its world is read from the ledger, or founded.
    ///
    /// # Errors
    /// - [`SimError::Listen`]: the port is taken.
    /// - [`SimError::Ledger`]: the ledger cannot be read.
    /// - [`SimError::Founding`]: the first entry cannot be written.
    pub async fn start(config: SimConfig) -> Result<Self, SimError> {
        let Running {
            shared,
            address,
            tasks,
        } = sim::start(config).await?;
        Ok(Self {
            shared,
            address,
            tasks,
        })
    }

    /// Returns the address clients use, without a slash at the end.
    pub fn url(&self) -> String {
        format!("http://{}", self.address)
    }

    /// Returns the socket address.
    pub const fn address(&self) -> SocketAddr {
        self.address
    }

    /// Stops listening, ends held calls and waits until the port is free.
    pub async fn shutdown(mut self) {
        sim::stop(&self.shared, &mut self.tasks).await;
    }

    /// Returns a copy of the ledger as it stands.
    pub fn ledger(&self) -> Ledger {
        self.shared.core().ledger.clone()
    }

    /// Returns a copy of the world as it stands.
    pub fn world(&self) -> World {
        self.shared.core().world.clone()
    }

    /// Injects a fault.
    pub fn inject(&self, fault: Fault) {
        self.shared.core().faults.inject(fault);
    }

    /// Forgets all faults that still wait.
    pub fn clear_faults(&self) {
        self.shared.core().faults.clear();
    }

    /// Lets the population answer the owner and take one step; returns what it wrote.
    ///
    /// # Errors
    /// - `InternalServerError`: the ledger cannot be written.
    pub fn step(&self) -> Result<Vec<AtUri>, Refusal> {
        self.shared.core().step()
    }

    /// Finds somebody by handle or DID.
    pub fn user(&self, handle: &str) -> Option<Person> {
        self.shared.core().world.find(handle).cloned()
    }

    /// Adds somebody.
    ///
    /// # Errors
    /// - `HandleNotAvailable`: the handle is taken.
    pub fn add_user(
        &self,
        handle: &str,
        display_name: &str,
        password: &str,
    ) -> Result<Person, Refusal> {
        self.shared.core().join(handle, display_name, password)
    }

    /// Posts; handles, links and hashtags become facets.
    ///
    /// # Errors
    /// - `InvalidRequest`: nobody of that handle, or the text is too long.
    pub fn post_as(&self, handle: &str, text: &str) -> Result<AtUri, Refusal> {
        self.shared.changing(|core| core.post(handle, text))
    }

    /// Posts a mention of `to`, whose handle is put in front unless the text has it.
    ///
    /// # Errors
    /// - `InvalidRequest`: nobody of that handle, or the text is too long.
    pub fn mention(&self, from: &str, to: &str, text: &str) -> Result<AtUri, Refusal> {
        let address = format!("@{to}");
        if text.contains(&address) {
            return self.post_as(from, text);
        }
        self.post_as(from, &format!("{address} {text}"))
    }

    /// Replies to a post.
    ///
    /// # Errors
    /// - `RecordNotFound`: there is no such post.
    /// - `InvalidRequest`: nobody of that handle, or the text is too long.
    pub fn reply_as(&self, handle: &str, parent: &AtUri, text: &str) -> Result<AtUri, Refusal> {
        self.shared
            .changing(|core| core.reply(handle, parent, text))
    }

    /// Quotes a post.
    ///
    /// # Errors
    /// As [`SimNet::reply_as`].
    pub fn quote_as(&self, handle: &str, quoted: &AtUri, text: &str) -> Result<AtUri, Refusal> {
        self.shared
            .changing(|core| core.quote(handle, quoted, text))
    }

    /// Likes a post.
    ///
    /// # Errors
    /// As [`SimNet::reply_as`].
    pub fn like_as(&self, handle: &str, post: &AtUri) -> Result<AtUri, Refusal> {
        self.shared.core().about(handle, "app.bsky.feed.like", post)
    }

    /// Reposts a post.
    ///
    /// # Errors
    /// As [`SimNet::reply_as`].
    pub fn repost_as(&self, handle: &str, post: &AtUri) -> Result<AtUri, Refusal> {
        let mut core = self.shared.core();
        core.about(handle, "app.bsky.feed.repost", post)
    }

    /// Follows somebody.
    ///
    /// # Errors
    /// - `InvalidRequest`: nobody of one of the handles.
    pub fn follow_as(&self, handle: &str, subject: &str) -> Result<AtUri, Refusal> {
        self.shared.core().follow(handle, subject)
    }

    /// Returns the texts of somebody's posts, in no particular order; none of somebody who is not there.
    pub fn texts_of(&self, handle: &str) -> Vec<String> {
        let core = self.shared.core();
        let Some(person) = core.world.find(handle) else {
            return Vec::new();
        };
        let posts = core.world.records_of(&person.did, "app.bsky.feed.post");
        let text = |post: &StoredRecord| post.value.at("text").as_str().map(str::to_owned);
        posts.filter_map(text).collect()
    }

    /// Deletes a record as its owner; an absent one is no error.
    ///
    /// # Errors
    /// - `InternalServerError`: the ledger cannot be written.
    pub fn delete_as_owner(&self, uri: &AtUri) -> Result<(), Refusal> {
        self.shared.core().delete(uri)
    }
}

impl Drop for SimNet {
    fn drop(&mut self) {
        self.shared.closing.send_replace(true);
    }
}
