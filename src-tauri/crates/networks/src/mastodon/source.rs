//! Reading Mastodon.

pub(super) mod completed;
pub(super) mod decode;
mod look_up;
mod marks;
pub(super) mod observe;
mod sample;
mod search;
mod thread;

use std::ops::Range;
use std::sync::Arc;

use async_trait::async_trait;
use herald_domain::{
    Account, Capability, PostContent, PostRules, Proposal, Receipt, RemoteRef, Target, Timestamp,
    Verb, Warning,
};
use herald_pipeline::ports::{
    ActivitySource, FoundPost, NetworkError, Observed, Sampled, ThreadView, Trend,
};

use super::client::Client;
use super::{instance, readback, rules, text};

/// Reads Mastodon.
pub struct MastodonSource {
    client: Arc<Client>,
}

impl MastodonSource {
    pub(super) fn new(client: Arc<Client>) -> Self {
        Self { client }
    }
}

#[async_trait]
impl ActivitySource for MastodonSource {
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

    fn capability(&self, account: &Account, verb: Verb) -> Capability {
        rules::capability(verb, instance::kind(account))
    }

    async fn completed(
        &self,
        account: &Account,
        proposal: Proposal,
        target: Option<&Target>,
    ) -> Result<Proposal, NetworkError> {
        completed::complete(&self.client, account, proposal, target).await
    }

    fn check(&self, account: &Account, content: &PostContent) -> Vec<Warning> {
        rules::check(account, content)
    }

    fn count(&self, account: &Account, content: &PostContent) -> (usize, usize) {
        let allowed = instance::post_rules(account).max_characters;
        (rules::used(account, content), allowed)
    }

    fn marks(&self, _account: &Account, text: &str) -> Vec<Range<usize>> {
        text::marks(text)
    }

    fn links(&self, _account: &Account, text: &str) -> Vec<String> {
        text::addresses(text)
    }

    fn post_rules(&self, account: &Account) -> PostRules {
        instance::post_rules(account)
    }

    async fn read_back(
        &self,
        account: &Account,
        proposal: &Proposal,
        since: Timestamp,
    ) -> Result<Option<Receipt>, NetworkError> {
        let Some(content) = proposal.content() else {
            return Ok(None);
        };
        let wanted = readback::Wanted::of(content, proposal);
        readback::by_hand(&self.client, account, &wanted, since).await
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
}
