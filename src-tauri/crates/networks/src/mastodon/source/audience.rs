//! Who will see something: resolved from the account's own default and from what is answered.
//!
//! A server's default changes at any time, so it is asked for each proposal; only where the server does
//! not answer does what it said when the account was connected decide, and the card shows it either way.
//!
//! # Source
//! docs.joinmastodon.org/entities/CredentialAccount (`source.privacy`) and /entities/Status
//! (`visibility`), read 2026-11-26.

use herald_domain::{Account, PostContent, Proposal, Visibility};
use herald_pipeline::ports::{NetworkError, NetworkErrorKind, target};

use super::super::client::{Ask, Client};
use super::super::instance::fact;
use super::super::rules::visibility;
use super::super::wire::{Person, Status};

/// Says in a proposal who will see it.
///
/// # Errors
/// - `Gone` with `parent_deleted`: what it answers is no longer there.
/// - others: what it answers cannot be read now.
pub(super) async fn resolve(
    client: &Client,
    account: &Account,
    mut proposal: Proposal,
) -> Result<Proposal, NetworkError> {
    if proposal.contents().is_empty() {
        return Ok(proposal);
    }
    let at_most = match &proposal {
        Proposal::Reply { to, .. } => Some(of_status(client, account, &to.parent.id).await?),
        Proposal::Message { .. } => Some(Visibility::Direct),
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
    Ok(proposal)
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
