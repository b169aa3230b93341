//! Who will see something, and whom it is for: resolved from the account's own default and from what is answered.
//!
//! A server's default changes at any time, so it is asked for each proposal; only where the server does
//! not answer does what it said when the account was connected decide, and the card shows it either way.
//!
//! # Source
//! docs.joinmastodon.org/entities/CredentialAccount (`source.privacy`) and /entities/Status
//! (`visibility`), read 2026-11-26.

use herald_domain::{Account, PostContent, Proposal, Target, Verb, Visibility};
use herald_pipeline::ports::{NetworkError, NetworkErrorKind, target};

use super::super::client::{Ask, Client};
use super::super::instance::fact;
use super::super::rules::visibility;
use super::super::text;
use super::super::wire::{Person, Status};

/// Completes a proposal: who will see it, behind which warning, and the names of those it is for.
///
/// # Errors
/// - `Gone` with `parent_deleted`: what it answers is no longer there.
/// - others: what it answers cannot be read now.
pub(super) async fn complete(
    client: &Client,
    account: &Account,
    mut proposal: Proposal,
    target: Option<&Target>,
) -> Result<Proposal, NetworkError> {
    if proposal.contents().is_empty() {
        return Ok(proposal);
    }
    let at_most = match (&proposal, target.and_then(|target| target.visibility)) {
        (Proposal::Message { .. }, _) => Some(Visibility::Direct),
        (Proposal::Reply { .. }, Some(seen)) => Some(seen),
        (Proposal::Reply { to, .. }, None) => {
            Some(of_status(client, account, &to.parent.id).await?)
        }
        _ => None,
    };
    let needs_default = proposal.contents().iter().any(|c| c.visibility.is_none());
    let own = if needs_default {
        own_default(client, account).await?
    } else {
        Visibility::Public
    };
    for content in proposal.contents_mut() {
        narrow(content, own, at_most);
    }
    if matches!(proposal.verb(), Verb::Reply | Verb::Message) {
        answer(account, proposal.contents_mut(), target);
    }
    if let Proposal::Thread { posts } = &mut proposal {
        reach_the_same(posts, home(account));
    }
    for content in proposal.contents_mut() {
        content.warning = content.warning.take().filter(|w| !w.trim().is_empty());
    }
    Ok(proposal)
}

/// An answer takes over the warning of what it answers, and names whom it is for.
fn answer(account: &Account, contents: &mut [PostContent], target: Option<&Target>) {
    let (Some(content), Some(target)) = (contents.first_mut(), target) else {
        return;
    };
    if content.warning.is_none() {
        content.warning.clone_from(&target.warning);
    }
    let own = target.author.remote_id == account.remote_id;
    let author = Some(&target.author.handle).filter(|handle| !own && !handle.is_empty());
    let names = author.into_iter().chain(&target.names);
    content.text = text::naming(&content.text, names.map(String::as_str), home(account));
}

/// Returns the server an account's people are called after.
pub(in crate::mastodon) fn home(account: &Account) -> Option<&str> {
    account.handle.split_once('@').map(|(_, home)| home)
}

/// What only those see whom it names reaches them with its first part alone; the others name them, too.
fn reach_the_same(posts: &mut [PostContent], home: Option<&str>) {
    let Some((first, rest)) = posts.split_first_mut() else {
        return;
    };
    if first.visibility != Some(Visibility::Direct) {
        return;
    }
    let names = text::named(&first.text);
    for post in rest {
        post.text = text::naming(&post.text, names.iter().copied(), home);
    }
}

/// An answer is seen by no more people than what it answers.
fn narrow(content: &mut PostContent, own: Visibility, at_most: Option<Visibility>) {
    let wished = content.visibility.unwrap_or(own);
    content.visibility = Some(at_most.map_or(wished, |most| wished.max(most)));
}

/// Returns who can see a post.
pub(in crate::mastodon) async fn of_status(
    client: &Client,
    account: &Account,
    id: &str,
) -> Result<Visibility, NetworkError> {
    let ask = Ask::get(format!("/api/v1/statuses/{id}"));
    match client.read::<Status>(account, ask).await {
        Ok(status) => Ok(visibility(&status.visibility)),
        Err(error) if error.is_missing() => Err(NetworkError::new(
            NetworkErrorKind::Gone,
            target::GONE,
            "What it answers was deleted, so nothing was sent.",
        )),
        Err(error) => Err(error.explain("Looking up what it answers")),
    }
}

/// Returns who sees what the account writes where nothing else is said.
async fn own_default(client: &Client, account: &Account) -> Result<Visibility, NetworkError> {
    let ask = Ask::get("/api/v1/accounts/verify_credentials");
    let said = match client.read::<Person>(account, ask).await {
        Ok(me) => me.source.and_then(|source| source.privacy),
        Err(error) => {
            let error = error.explain("Looking up who sees your posts");
            if error.kind == NetworkErrorKind::SignedOut {
                return Err(error);
            }
            None
        }
    };
    let word = said.as_deref().or_else(|| account.fact(fact::VISIBILITY));
    Ok(word.map_or(Visibility::Public, visibility))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn narrowed(
        wish: Option<Visibility>,
        own: Visibility,
        at_most: Option<Visibility>,
    ) -> Option<Visibility> {
        let mut content = PostContent {
            visibility: wish,
            ..PostContent::default()
        };
        narrow(&mut content, own, at_most);
        content.visibility
    }

    #[test]
    fn the_wish_wins_over_the_default_and_what_is_answered_over_both() {
        use Visibility::{Direct, Followers, Public, Unlisted};
        assert_eq!(narrowed(None, Followers, None), Some(Followers));
        assert_eq!(narrowed(Some(Public), Followers, None), Some(Public));
        assert_eq!(narrowed(None, Public, Some(Direct)), Some(Direct));
        assert_eq!(
            narrowed(Some(Followers), Public, Some(Unlisted)),
            Some(Followers)
        );
    }
}
