//! Whether what an action is about still is as it was approved.

use herald_domain::{Account, PostContent, Proposal, RemoteRef};
use herald_pipeline::ports::{NetworkError, NetworkErrorKind, target};

use super::super::client::{Ask, Client};
use super::super::rules::visibility;
use super::super::wire::{Around, Status};
use crate::lenient::fit;

const DOING: &str = "Looking up what it answers";

/// Checks what an answer, message or quote is about.
///
/// # Errors
/// - `Gone` with `parent_deleted`: it is no longer there.
/// - `Changed` with `target_edited`, `audience_changed` or `answered_already`.
pub(super) async fn check(
    client: &Client,
    account: &Account,
    proposal: &Proposal,
) -> Result<(), NetworkError> {
    match proposal {
        Proposal::Reply { to, content } => {
            let status = need(client, account, &to.parent).await?;
            check_audience(&status, content)?;
            check_answers(client, account, &to.parent).await
        }
        Proposal::Quote { subject, .. } => need(client, account, subject).await.map(drop),
        _ => Ok(()),
    }
}

/// Reads a post that must be there as it was approved.
async fn need(
    client: &Client,
    account: &Account,
    approved: &RemoteRef,
) -> Result<Status, NetworkError> {
    let ask = Ask::get(format!("/api/v1/statuses/{}", approved.id));
    let status: Status = match client.read(account, ask).await {
        Ok(status) => status,
        Err(error) if error.is_missing() => {
            let words = "What it answers was deleted, so nothing was sent.";
            let kind = NetworkErrorKind::Gone;
            return Err(NetworkError::new(kind, target::GONE, words));
        }
        Err(error) => return Err(error.explain(DOING)),
    };
    let edited = approved.version.is_some() && approved.version != status.version();
    if edited {
        return Err(changed(
            target::EDITED,
            "What it is about was edited since you approved it, so nothing was sent.",
        ));
    }
    Ok(status)
}

/// What was approved names its audience; sent to fewer people it would be something else.
fn check_audience(parent: &Status, content: &PostContent) -> Result<(), NetworkError> {
    let parents = visibility(&parent.visibility);
    if content
        .visibility
        .is_some_and(|approved| approved < parents)
    {
        return Err(changed(
            target::NARROWER,
            "Fewer people see what it answers than when you approved it, so nothing was sent.",
        ));
    }
    Ok(())
}

async fn check_answers(
    client: &Client,
    account: &Account,
    parent: &RemoteRef,
) -> Result<(), NetworkError> {
    let ask = Ask::get(format!("/api/v1/statuses/{}/context", parent.id));
    let around: Around = client
        .read(account, ask)
        .await
        .map_err(|error| error.explain(DOING))?;
    let mut after = around.descendants.iter().filter_map(fit::<Status>);
    let answered = after.any(|one| {
        one.account.id == account.remote_id
            && one.in_reply_to_id.as_deref() == Some(parent.id.as_str())
    });
    if answered {
        return Err(changed(
            target::ANSWERED,
            "You have answered this already. Approving it again sends a second answer.",
        ));
    }
    Ok(())
}

fn changed(code: &str, words: &str) -> NetworkError {
    NetworkError::new(NetworkErrorKind::Changed, code, words)
}
