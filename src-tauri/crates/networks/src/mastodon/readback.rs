//! Reading back: whether a post the server may have is there.
//!
//! The account's own newest posts are compared with what was sent: text as people read it, what it
//! answers, and how many pictures it has, written since sending began.

use std::time::Duration;

use herald_domain::{Account, PostContent, Proposal, Receipt, RemoteRef, Timestamp};
use herald_pipeline::ports::NetworkError;
use serde_json::Value;

use super::client::{Ask, Client};
use super::html::to_text;
use super::wire::{Status, fit};

/// How far a server's clock may be behind ours.
const SKEW: Duration = Duration::from_mins(10);

/// What is looked for.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Wanted {
    pub(super) text: String,
    pub(super) reply_to: Option<String>,
    pub(super) media: usize,
}

impl Wanted {
    /// Makes it from what was approved.
    pub(super) fn of(content: &PostContent, proposal: &Proposal) -> Self {
        let reply_to = match proposal {
            Proposal::Reply { to, .. } => Some(to.parent.id.clone()),
            _ => None,
        };
        Self {
            text: plain(&content.text),
            reply_to,
            media: content.media.len(),
        }
    }

    fn fits(&self, status: &Status) -> bool {
        let text = plain(&to_text(&status.content));
        let same_text = text == self.text || names_shortened(&text) == names_shortened(&self.text);
        same_text
            && status.in_reply_to_id == self.reply_to
            && status.media_attachments.len() == self.media
    }
}

/// Finds a post among the account's newest.
///
/// # Errors
/// [`NetworkError`] where it cannot be told now.
pub(super) async fn find(
    client: &Client,
    account: &Account,
    wanted: &Wanted,
    since: Timestamp,
) -> Result<Option<Receipt>, NetworkError> {
    let path = format!("/api/v1/accounts/{}/statuses", account.remote_id);
    let ask = Ask::get(path)
        .with("limit", "40")
        .with("exclude_reblogs", "true");
    let statuses: Vec<Value> = client
        .read(account, ask)
        .await
        .map_err(|error| error.explain("Looking up whether it arrived"))?;
    let after = since.minus(SKEW);
    let found = statuses
        .iter()
        .filter_map(fit::<Status>)
        .find(|status| status.at().is_some_and(|at| at >= after) && wanted.fits(status));
    Ok(found.map(|status| receipt(&status)))
}

/// Returns where the server put a post.
pub(super) fn receipt(status: &Status) -> Receipt {
    Receipt {
        remote: Some(RemoteRef::unversioned(status.id.clone())),
        url: status.link(),
    }
}

/// Brings white space into one form: servers trim and join it.
fn plain(text: &str) -> String {
    text.split_whitespace().collect::<Vec<_>>().join(" ")
}

/// Leaves the hosts out of names: servers show `@ada@a.test` as `@ada`.
fn names_shortened(text: &str) -> String {
    let short = |word: &str| match word.strip_prefix('@').and_then(|rest| rest.split_once('@')) {
        Some((user, _)) => format!("@{user}"),
        None => word.to_owned(),
    };
    text.split(' ').map(short).collect::<Vec<_>>().join(" ")
}
