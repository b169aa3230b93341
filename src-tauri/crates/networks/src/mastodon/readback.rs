//! Reading back: whether a post the server may have is there.
//!
//! What the account has on the server since sending began is put aside where it is accounted for: it was
//! there before, or it came of another action. An answer to the same post that is left over is it; another
//! post that is left over is it when it reads the same, or alike where servers change texts; otherwise nobody
//! can tell.

use std::collections::BTreeSet;
use std::time::Duration;

use herald_domain::{
    Account, PostContent, Proposal, Receipt, RemoteRef, Seen, Timestamp, Visibility,
};
use herald_pipeline::ports::{Lookup, NetworkError};
use serde_json::Value;

use super::client::{Ask, Client};
use super::html::to_text;
use super::likeness::{has_letters, is_alike, is_same};
use super::pictures::{Pictures, alts};
use super::software::{keeps_texts, lists_everything};
use super::source::decode::said_in;
use super::wire::{Around, Status};
use crate::lenient::fit;

/// How far a server's clock may be behind ours.
const SKEW: Duration = Duration::from_mins(10);

/// The most pages of own posts read back: 800 posts.
const MOST_PAGES: u32 = 20;

const DOING: &str = "Looking up whether it arrived";

/// What is looked for.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Wanted {
    pub(super) text: String,
    /// What it answers.
    pub(super) reply_to: Option<String>,
    pub(super) pictures: Pictures,
    /// Who sees it; nothing where it was not said.
    pub(super) visibility: Option<Visibility>,
}

impl Wanted {
    /// Makes it from what was approved.
    pub(super) fn of(content: &PostContent, proposal: &Proposal) -> Self {
        let reply_to = match proposal {
            Proposal::Reply { to, .. } => Some(to.parent.id.clone()),
            _ => None,
        };
        Self {
            text: content.text.clone(),
            reply_to,
            pictures: Pictures {
                count: content.media.len(),
                alts: alts(content),
                ids: Vec::new(),
            },
            visibility: content.visibility,
        }
    }

    /// Tells whether a post that is left over is it, on a server that keeps texts or one that may not.
    fn is(&self, status: &Status, keeps_texts: bool) -> bool {
        if self.reply_to.is_some() {
            return status.in_reply_to_id == self.reply_to;
        }
        let shown = &status.media_attachments;
        status.in_reply_to_id.is_none()
            && (self.pictures.are_those_uploaded(shown)
                || (self.reads_as(&to_text(&status.content), shown.len(), keeps_texts)
                    && self.is_told_apart(shown)))
    }

    /// Tells whether words and the number of pictures are what was sent.
    fn reads_as(&self, shown: &str, pictures: usize, keeps_texts: bool) -> bool {
        if keeps_texts {
            return pictures == self.pictures.count && is_same(&self.text, shown);
        }
        // Servers make pictures of links, too, so their number tells nothing beside words.
        let is_wordless = !has_letters(&self.text) && !has_letters(shown);
        is_alike(&self.text, shown) || (self.pictures.count > 0 && is_wordless)
    }

    /// Tells whether what is compared can tell one post from another: words, or pictures where there are none.
    fn is_told_apart(&self, shown: &[Value]) -> bool {
        has_letters(&self.text) || self.pictures.count == 0 || self.pictures.read_the_same(shown)
    }

    /// Tells whether real servers show such a post in an account's list and a conversation.
    fn is_listed(&self) -> bool {
        matches!(
            self.visibility,
            Some(Visibility::Public | Visibility::Unlisted)
        )
    }
}

/// Looks a post up among what the account has written since `since`.
///
/// # Errors
/// [`NetworkError`] where it cannot be told now.
pub(super) async fn look_up(
    client: &Client,
    account: &Account,
    wanted: &Wanted,
    since: Timestamp,
    accounted: &BTreeSet<String>,
) -> Result<Lookup, NetworkError> {
    let left = left_over(client, account, wanted, since, accounted).await?;
    let keeps_texts = keeps_texts(client, account).await;
    if let Some(found) = left.iter().find(|status| wanted.is(status, keeps_texts)) {
        return Ok(Lookup::Found(receipt(found)));
    }
    // What answers something else was not this.
    let left: Vec<Seen> = left
        .iter()
        .filter(|status| status.in_reply_to_id == wanted.reply_to)
        .map(seen)
        .collect();
    if !left.is_empty() {
        return Ok(Lookup::Unlike(left));
    }
    if wanted.is_listed() || lists_everything(client, account).await {
        return Ok(Lookup::Nothing);
    }
    Ok(Lookup::CannotTell(
        "This server does not show posts for few people in a list of your posts, so nothing there \
         proves nothing."
            .to_owned(),
    ))
}

/// Returns own posts written since, newest first, that nothing accounts for.
async fn left_over(
    client: &Client,
    account: &Account,
    wanted: &Wanted,
    since: Timestamp,
    accounted: &BTreeSet<String>,
) -> Result<Vec<Status>, NetworkError> {
    let mut found = own_since(client, account, since).await?;
    if let Some(parent) = &wanted.reply_to {
        for answer in own_answers(client, account, parent).await? {
            if found.iter().all(|known| known.id != answer.id) {
                found.push(answer);
            }
        }
    }
    let after = since.minus(SKEW);
    found.retain(|status| {
        status.at().is_some_and(|at| at >= after) && !accounted.contains(&status.id)
    });
    Ok(found)
}

/// Reads the account's own posts, newest first, back to `since`.
async fn own_since(
    client: &Client,
    account: &Account,
    since: Timestamp,
) -> Result<Vec<Status>, NetworkError> {
    let after = since.minus(SKEW);
    let mut all: Vec<Status> = Vec::new();
    for _ in 0..MOST_PAGES {
        let page = own_page(client, account, all.last().map(|last| last.id.clone())).await?;
        let fresh: Vec<Status> = page
            .into_iter()
            .filter(|one| all.iter().all(|known| known.id != one.id))
            .collect();
        let older = |status: &Status| status.at().is_some_and(|at| at < after);
        // Pinned posts may stand first, so the last of a page decides.
        let ends = fresh.last().is_none_or(older);
        all.extend(fresh.into_iter().filter(|status| !older(status)));
        if ends || all.is_empty() {
            break;
        }
    }
    Ok(all)
}

async fn own_page(
    client: &Client,
    account: &Account,
    below: Option<String>,
) -> Result<Vec<Status>, NetworkError> {
    let path = format!("/api/v1/accounts/{}/statuses", account.remote_id);
    let mut ask = Ask::get(path)
        .with("limit", "40")
        .with("exclude_reblogs", "true");
    if let Some(below) = below {
        ask = ask.with("max_id", below);
    }
    let page: Vec<Value> = client
        .read(account, ask)
        .await
        .map_err(|error| error.explain(DOING))?;
    Ok(page.iter().filter_map(fit).collect())
}

/// Reads the account's own answers to a post; none where the post is gone.
async fn own_answers(
    client: &Client,
    account: &Account,
    parent: &str,
) -> Result<Vec<Status>, NetworkError> {
    let ask = Ask::get(format!("/api/v1/statuses/{parent}/context"));
    let around: Around = match client.read(account, ask).await {
        Ok(around) => around,
        Err(error) if error.is_missing() => return Ok(Vec::new()),
        Err(error) => return Err(error.explain(DOING)),
    };
    let after = around.descendants.iter().filter_map(fit::<Status>);
    Ok(after
        .filter(|status| {
            status.account.id == account.remote_id
                && status.in_reply_to_id.as_deref() == Some(parent)
        })
        .collect())
}

/// Returns the identifiers of what the account has there now, to know later what was there before.
///
/// # Errors
/// [`NetworkError`] where it cannot be told now.
pub(super) async fn before(
    client: &Client,
    account: &Account,
    reply_to: Option<&str>,
) -> Result<Vec<String>, NetworkError> {
    let mut found = own_page(client, account, None).await?;
    if let Some(parent) = reply_to {
        found.extend(own_answers(client, account, parent).await?);
    }
    Ok(found.into_iter().map(|status| status.id).collect())
}

/// Finds what a person did by hand among the account's newest.
///
/// # Errors
/// [`NetworkError`] where it cannot be told now.
pub(super) async fn by_hand(
    client: &Client,
    account: &Account,
    wanted: &Wanted,
    since: Timestamp,
) -> Result<Option<Receipt>, NetworkError> {
    let left = left_over(client, account, wanted, since, &BTreeSet::new()).await?;
    // A person who did it themselves may have written it a little otherwise.
    let found = left.iter().find(|status| wanted.is(status, false));
    Ok(found.map(receipt))
}

/// Returns where the server put a post.
pub(super) fn receipt(status: &Status) -> Receipt {
    Receipt {
        remote: Some(RemoteRef::unversioned(status.id.clone())),
        url: status.link(),
    }
}

fn seen(status: &Status) -> Seen {
    Seen {
        receipt: receipt(status),
        text: said_in(status),
        at: status.at().unwrap_or(Timestamp(0)),
    }
}
