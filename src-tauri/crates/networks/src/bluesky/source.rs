//! Reading Bluesky: news, conversations, own posts and numbers, names.

mod cursor;
mod decode;
mod look_up;
pub(super) mod observe;
mod sample;
mod search;
pub(super) mod thread;

use std::ops::Range;
use std::sync::Arc;

use async_trait::async_trait;
use herald_domain::{
    Account, Capability, PostContent, PostRules, Proposal, RemoteRef, Target, Verb, Warning,
};
use herald_pipeline::ports::{
    ActivitySource, FoundPost, NetworkError, Observed, Sampled, ThreadView, Trend,
};

use super::client::Client;
use super::{facets, rules};
use crate::text::graphemes;

/// Reads Bluesky; it has no way to write.
pub struct BlueskySource {
    client: Arc<Client>,
}

impl BlueskySource {
    pub(super) fn new(client: Arc<Client>) -> Self {
        Self { client }
    }
}

#[async_trait]
impl ActivitySource for BlueskySource {
    async fn observe(
        &self,
        account: &Account,
        cursor: Option<&str>,
    ) -> Result<Observed, NetworkError> {
        observe::observe(&self.client, account, cursor).await
    }

    async fn thread(
        &self,
        account: &Account,
        post: &RemoteRef,
    ) -> Result<ThreadView, NetworkError> {
        thread::read(&self.client, account, post).await
    }

    async fn sample(&self, account: &Account) -> Result<Sampled, NetworkError> {
        sample::read(&self.client, account).await
    }

    async fn look_up(&self, account: &Account, named: &str) -> Result<Target, NetworkError> {
        look_up::look_up(&self.client, account, named).await
    }

    async fn search(
        &self,
        account: &Account,
        query: &str,
        limit: u32,
    ) -> Result<Vec<FoundPost>, NetworkError> {
        search::posts(&self.client, account, query, limit).await
    }

    async fn trends(&self, account: &Account) -> Result<Vec<Trend>, NetworkError> {
        search::trends(&self.client, account).await
    }

    fn capability(&self, _account: &Account, verb: Verb) -> Capability {
        rules::capability(verb)
    }

    async fn completed(
        &self,
        _account: &Account,
        proposal: Proposal,
        _target: Option<&Target>,
    ) -> Result<Proposal, NetworkError> {
        rules::complete(proposal)
    }

    fn check(&self, _account: &Account, content: &PostContent) -> Vec<Warning> {
        rules::check(content)
    }

    fn count(&self, _account: &Account, content: &PostContent) -> (usize, usize) {
        (graphemes(&content.text), rules::MAX_GRAPHEMES)
    }

    fn marks(&self, _account: &Account, text: &str) -> Vec<Range<usize>> {
        facets::detect(text)
            .into_iter()
            .map(|span| span.range)
            .collect()
    }

    fn links(&self, _account: &Account, text: &str) -> Vec<String> {
        facets::addresses(text)
    }

    fn post_rules(&self, _account: &Account) -> PostRules {
        rules::post_rules()
    }
}
