//! Networks: connecting, reading and writing are three ports; only `execute` holds the third.

use std::collections::BTreeMap;
use std::sync::Arc;
use std::time::Duration;

use async_trait::async_trait;
use herald_domain::{
    Account, Activity, ApprovedAction, Capability, Network, OwnPost, PostContent, Receipt,
    RemoteRef, Sample, ThreadPost, Timestamp, Verb, Warning,
};

use super::Secret;

/// What kind of trouble a network made; the pipeline decides by this alone.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum NetworkErrorKind {
    /// The network cannot be reached or has trouble of its own; later may be better.
    Unavailable,
    /// Too many requests; nothing before the instant given.
    RateLimited {
        /// When requests are welcome again.
        until: Timestamp,
    },
    /// The stored sign-in is no longer accepted; only the person can mend it.
    SignedOut,
    /// The network refuses this for good.
    Refused,
    /// What was asked about is not there (any more).
    Gone,
    /// The answer made no sense.
    Garbled,
    /// The secrets cannot be read now.
    VaultClosed,
}

/// Trouble with a network, in words for people: what failed, what it means, what to do.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("{message}")]
pub struct NetworkError {
    /// What kind of trouble.
    pub kind: NetworkErrorKind,
    /// A stable word, for example `wrong_password`, `unknown_handle`, `invalid_swap`.
    pub code: String,
    /// What failed, what it means, what to do; no secrets, no bodies.
    pub message: String,
}

/// What a person gives to connect an account.
#[derive(Clone, Debug)]
pub struct ConnectInput {
    /// The handle or identifier typed.
    pub handle: String,
    /// The password or token; an app password on Bluesky.
    pub secret: Secret,
    /// A second factor, where the network asked for one.
    pub second_factor: Option<String>,
    /// Addresses the person chose, by role; what is missing is found.
    pub addresses: BTreeMap<String, String>,
}

/// A signed-in account.
#[derive(Clone, Debug)]
pub struct Connected {
    /// The network's permanent identifier.
    pub remote_id: String,
    /// The name people type.
    pub handle: String,
    /// The name people see; empty when none is set.
    pub display_name: String,
    /// Addresses by role, chosen or found.
    pub addresses: BTreeMap<String, String>,
    /// What the connector needs next time; goes into the vault under the account's name.
    pub session: Secret,
}

/// Connects accounts.
#[async_trait]
pub trait AccountConnector: Send + Sync {
    /// Signs in and reads who that is.
    ///
    /// # Errors
    /// [`NetworkError`] with codes `wrong_password`, `unknown_handle`, `unreachable`, `second_factor`.
    async fn connect(&self, input: ConnectInput) -> Result<Connected, NetworkError>;
}

/// One page of news about an account.
#[derive(Clone, Debug, Default)]
pub struct Observed {
    /// What happened, oldest first; ids are stable, so seeing one twice is harmless.
    pub activities: Vec<Activity>,
    /// Where to go on; stored in the same commit as the activities.
    pub cursor: Option<String>,
    /// Items that made no sense and were left out, in words for people.
    pub dropped: Vec<String>,
    /// Whether more is waiting already.
    pub more: bool,
}

/// The conversation around a post.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct ThreadView {
    /// The posts before it, oldest first.
    pub before: Vec<ThreadPost>,
    /// The post itself with its version, `None` when it is gone.
    pub post: Option<ThreadPost>,
    /// The first post of the conversation.
    pub root: Option<RemoteRef>,
    /// Whether the account has already answered it.
    pub answered_by_me: bool,
}

/// Own posts and numbers read at one time.
#[derive(Clone, Debug, Default)]
pub struct Sampled {
    /// The newest own posts.
    pub own_posts: Vec<OwnPost>,
    /// The numbers.
    pub samples: Vec<Sample>,
}

/// Reads a network.
#[async_trait]
pub trait ActivitySource: Send + Sync {
    /// Reads what is new since the cursor, at most one page.
    async fn observe(
        &self,
        account: &Account,
        cursor: Option<&str>,
    ) -> Result<Observed, NetworkError>;

    /// Reads the conversation around a post.
    async fn thread(&self, account: &Account, post: &RemoteRef)
    -> Result<ThreadView, NetworkError>;

    /// Reads own posts, their numbers and the follower count.
    async fn sample(&self, account: &Account) -> Result<Sampled, NetworkError>;

    /// Finds what a person named: a handle or a web or native address of a post or profile.
    async fn resolve(&self, account: &Account, named: &str) -> Result<RemoteRef, NetworkError>;

    /// Tells what the account can do with a verb, and its price.
    fn capability(&self, account: &Account, verb: Verb) -> Capability;

    /// Judges text and pictures by the network's own rules; an `error_` code makes it unfit to send.
    fn check(&self, content: &PostContent) -> Vec<Warning>;

    /// Counts as the network counts: used and allowed.
    fn count(&self, text: &str) -> (usize, usize);

    /// Returns the most bytes a text may have.
    fn max_bytes(&self) -> usize;
}

/// What will be sent, to the byte, in the network's own form; kept with the intent.
#[derive(Clone, Debug, PartialEq)]
pub struct Prepared {
    /// The whole of what `send` and `find` need, without secrets.
    pub wire: serde_json::Value,
    /// Set when the network already is in the wished state and nothing needs sending.
    pub already: Option<Receipt>,
}

/// How sending ended when it did not end well.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum SendError {
    /// The network surely does not have it.
    NotSent(NetworkError),
    /// The network may have it: look it up, never send blindly.
    Unknown(NetworkError),
}

/// What a look-up found.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Lookup {
    /// The network has it.
    Found(Receipt),
    /// The network surely does not have it.
    Absent,
    /// This network has no way to tell.
    CannotTell,
}

/// Writes to a network.
#[async_trait]
pub trait ActionExecutor: Send + Sync {
    /// Makes a key the network will know the action by; called once for each action.
    fn key(&self, verb: Verb, now: Timestamp, entropy: [u8; 10]) -> String;

    /// Turns what was approved into what is sent: resolves names, uploads pictures.
    ///
    /// `media` holds the bytes by SHA-256. The same input and key give the same bytes.
    async fn prepare(
        &self,
        account: &Account,
        approved: &ApprovedAction,
        key: &str,
        at: Timestamp,
        media: &BTreeMap<String, Vec<u8>>,
    ) -> Result<Prepared, NetworkError>;

    /// Sends it. Called again only with the same bytes and key.
    async fn send(&self, account: &Account, wire: &serde_json::Value)
    -> Result<Receipt, SendError>;

    /// Looks up whether the network has it.
    async fn find(
        &self,
        account: &Account,
        wire: &serde_json::Value,
    ) -> Result<Lookup, NetworkError>;

    /// The longest `send` can take; the lease of an attempt is longer than this.
    fn send_timeout(&self) -> Duration;
}

/// Hands out what connects to and reads a network; `None` for networks without a connector.
pub trait NetworkReaders: Send + Sync {
    /// Returns what connects accounts.
    fn connector(&self, network: Network) -> Option<Arc<dyn AccountConnector>>;

    /// Returns what reads.
    fn source(&self, network: Network) -> Option<Arc<dyn ActivitySource>>;
}

/// Hands out what writes to a network; held by `execute` alone.
pub trait NetworkWriters: Send + Sync {
    /// Returns what writes.
    fn executor(&self, network: Network) -> Option<Arc<dyn ActionExecutor>>;
}
