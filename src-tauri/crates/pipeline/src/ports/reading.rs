//! Reading a network: news, conversations, numbers, and what it allows.

use std::ops::Range;

use async_trait::async_trait;
use herald_domain::{
    Account, Activity, Author, Capability, OwnPost, PostContent, PostRules, Proposal, Receipt,
    RemoteRef, Sample, Target, ThreadPost, Timestamp, Verb, Warning,
};

use super::{NetworkError, NetworkErrorKind};

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
    /// What reading it cost, in millionths of a US dollar.
    pub cost_micro_usd: u64,
}

/// The conversation around a post.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct ThreadView {
    /// The posts before it, oldest first.
    pub before: Vec<ThreadPost>,
    /// The post itself in its present version, `None` when it is gone.
    pub post: Option<Target>,
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
    /// What reading them cost, in millionths of a US dollar.
    pub cost_micro_usd: u64,
}

/// A post found by searching.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct FoundPost {
    /// Where the post lives.
    pub remote: RemoteRef,
    /// Who wrote it; empty where the network does not say.
    pub author: Author,
    /// What it says, as plain text.
    pub text: String,
    /// When it was written.
    pub created_at: Timestamp,
    /// Where a person can look at it.
    pub url: Option<String>,
}

/// Something many people speak of.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Trend {
    /// What they call it; a hashtag begins with `#`.
    pub name: String,
    /// How many posts, where the network says.
    pub posts: Option<u64>,
    /// Where a person can look at it.
    pub url: Option<String>,
}

/// Waits for a network to say that something happened.
///
/// What happened is read through [`ActivitySource::observe`]; nothing is lost when a hint is.
#[async_trait]
pub trait NewsBell: Send {
    /// Returns when something may have happened.
    ///
    /// # Errors
    /// [`NetworkError`] when the stream ended or went silent; open another after a pause.
    async fn ring(&mut self) -> Result<(), NetworkError>;
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
    async fn look_up(&self, account: &Account, named: &str) -> Result<Target, NetworkError>;

    /// Tells what the account can do with a verb, and its price.
    fn capability(&self, account: &Account, verb: Verb) -> Capability;

    /// Tells what the account can do with exactly this, now: for this target, at this price.
    ///
    /// `activity` is what it answers or is about, where it came from one.
    ///
    /// # Errors
    /// [`NetworkError`] where the target must be read to tell and cannot be.
    async fn eligibility(
        &self,
        account: &Account,
        proposal: &Proposal,
        _activity: Option<&Activity>,
    ) -> Result<Capability, NetworkError> {
        Ok(self.capability(account, proposal.verb()))
    }

    /// Makes a proposal whole, so that the card shows all of it and the approval covers it: who will see it,
    /// where the network has a default or an answer is bound by what it answers; the warning an answer
    /// takes over; the names of those it is for, where the network needs them in the text.
    ///
    /// A warning that is there and empty was taken off by a person, and stays off.
    ///
    /// # Errors
    /// - `Refused` with `audience`: the network cannot keep the audience that is wished.
    /// - [`NetworkError`] where it must be read to tell and cannot be.
    async fn completed(
        &self,
        account: &Account,
        proposal: Proposal,
        target: Option<&Target>,
    ) -> Result<Proposal, NetworkError>;

    /// Returns what doing exactly this costs, in millionths of a US dollar.
    fn price(&self, account: &Account, proposal: &Proposal) -> u64 {
        self.capability(account, proposal.verb()).price_micro_usd
    }

    /// Judges text and pictures by the network's own rules.
    fn check(&self, account: &Account, content: &PostContent) -> Vec<Warning>;

    /// Counts a post as the network counts, its warning included: used and allowed.
    fn count(&self, account: &Account, content: &PostContent) -> (usize, usize);

    /// Finds the links, names and tags of a text, as byte ranges: stretches that stay in one post.
    fn marks(&self, account: &Account, text: &str) -> Vec<Range<usize>>;

    /// Returns where the links of a text lead, in text order, each whole.
    fn links(&self, account: &Account, text: &str) -> Vec<String>;

    /// Tells what a post of the account may have.
    fn post_rules(&self, account: &Account) -> PostRules;

    /// Looks among the account's own posts and marks for what a person did by hand since an instant.
    ///
    /// # Errors
    /// [`NetworkError`] where it cannot be told now; `None` means not found, or not to be told.
    async fn read_back(
        &self,
        _account: &Account,
        _proposal: &Proposal,
        _since: Timestamp,
    ) -> Result<Option<Receipt>, NetworkError> {
        Ok(None)
    }

    /// Searches for posts, newest first where the network lets choose.
    ///
    /// # Errors
    /// `Refused` with `no_search` where the account cannot search.
    async fn search(
        &self,
        _account: &Account,
        _query: &str,
        _limit: u32,
    ) -> Result<Vec<FoundPost>, NetworkError> {
        Err(NetworkError::new(
            NetworkErrorKind::Refused,
            "no_search",
            "This network offers no search to this account.",
        ))
    }

    /// Reads what many people speak of.
    ///
    /// # Errors
    /// `Refused` with `no_trends` where the network does not tell.
    async fn trends(&self, _account: &Account) -> Result<Vec<Trend>, NetworkError> {
        Err(NetworkError::new(
            NetworkErrorKind::Refused,
            "no_trends",
            "This network does not tell what people speak of.",
        ))
    }

    /// Opens a stream that says when something happened; nothing where the account has none.
    ///
    /// # Errors
    /// [`NetworkError`] when it cannot be opened now; polling goes on.
    async fn bell(&self, _account: &Account) -> Result<Option<Box<dyn NewsBell>>, NetworkError> {
        Ok(None)
    }
}
