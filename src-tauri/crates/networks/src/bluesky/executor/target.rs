//! Whether what an action is about still is as it was approved.

use herald_domain::{Account, Proposal, RemoteRef};
use herald_pipeline::ports::{NetworkError, NetworkErrorKind, target};

use super::super::client::Client;
use super::super::source::thread;
use super::super::trouble::trouble;

/// Checks what an answer or quote is about.
///
/// # Errors
/// - `Gone` with `parent_deleted`: it is no longer there.
/// - `Changed` with `target_edited`: it reads differently now.
/// - `Changed` with `answered_already`: the account has answered it.
pub(super) async fn check(
    client: &Client,
    account: &Account,
    proposal: &Proposal,
) -> Result<(), NetworkError> {
    let (target, is_answer) = match proposal {
        Proposal::Reply { to, .. } => (&to.parent, true),
        Proposal::Quote { subject, .. } => (subject, false),
        _ => return Ok(()),
    };
    let view = match thread::read(client, account, target).await {
        Ok(view) => view,
        Err(error) if error.kind == NetworkErrorKind::Gone => return Err(gone()),
        Err(error) => return Err(error),
    };
    let now = view.post.ok_or_else(gone)?.remote;
    if is_edited(target, &now) {
        return Err(trouble(
            NetworkErrorKind::Changed,
            target::EDITED,
            "What it is about was edited since you approved it, so nothing was sent.",
        ));
    }
    if is_answer && view.answered_by_me {
        return Err(trouble(
            NetworkErrorKind::Changed,
            target::ANSWERED,
            "You have answered this already. Approving it again sends a second answer.",
        ));
    }
    Ok(())
}

/// Tells whether a post has another version than the one approved, where that one is known.
fn is_edited(approved: &RemoteRef, now: &RemoteRef) -> bool {
    let (before, after) = (&approved.version, &now.version);
    before.is_some() && after.is_some() && before != after
}

fn gone() -> NetworkError {
    trouble(
        NetworkErrorKind::Gone,
        target::GONE,
        "The post you answer was deleted or is hidden from you, so nothing was sent. \
         Publish your text as a post of its own if you still want to say it.",
    )
}
