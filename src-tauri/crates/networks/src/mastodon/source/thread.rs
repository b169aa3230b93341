//! The conversation around a post.

use herald_domain::{Account, RemoteRef};
use herald_pipeline::ports::{NetworkError, ThreadView};

use super::super::client::{Ask, Client};
use super::super::wire::{Around, Status};
use super::decode::{target, thread_post};
use crate::lenient::fit;

const DOING: &str = "Reading a conversation";

/// Reads the posts before a post and whether the account answered it.
pub(super) async fn read(
    client: &Client,
    account: &Account,
    post: &RemoteRef,
) -> Result<ThreadView, NetworkError> {
    let path = format!("/api/v1/statuses/{}", post.id);
    let status: Status = client
        .read(account, Ask::get(&path))
        .await
        .map_err(|error| error.explain(DOING))?;
    let around: Around = client
        .read(account, Ask::get(format!("{path}/context")))
        .await
        .map_err(|error| error.explain(DOING))?;
    let before: Vec<Status> = around.ancestors.iter().filter_map(fit).collect();
    let after: Vec<Status> = around.descendants.iter().filter_map(fit).collect();
    let answered_by_me = after.iter().any(|one| {
        one.account.id == account.remote_id && one.in_reply_to_id.as_ref() == Some(&post.id)
    });
    let root = before.first().map_or(&status.id, |first| &first.id);
    Ok(ThreadView {
        root: Some(RemoteRef::unversioned(root.clone())),
        before: before.iter().filter_map(thread_post).collect(),
        post: Some(target(&status, account, client.clock.now())),
        answered_by_me,
    })
}
