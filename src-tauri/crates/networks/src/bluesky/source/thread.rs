//! The conversation around a post.

use herald_domain::{Account, RemoteRef, ThreadPost, Timestamp};
use herald_pipeline::ports::{NetworkError, NetworkErrorKind, ThreadView};
use serde_json::Value;

use super::super::address::Web;
use super::super::client::Client;
use super::super::trouble::trouble;
use super::super::wire::PostView;
use crate::lenient::fit;

const PARENT_HEIGHT: &str = "20";
const DOING: &str = "Reading the conversation";

/// Reads a post, what came before it, and whether the account has answered it.
///
/// # Errors
/// - `Gone`: it is deleted, or hidden by a block.
pub(in crate::bluesky) async fn read(
    client: &Client,
    account: &Account,
    post: &RemoteRef,
) -> Result<ThreadView, NetworkError> {
    let params = vec![
        ("uri", post.id.clone()),
        ("depth", "1".to_owned()),
        ("parentHeight", PARENT_HEIGHT.to_owned()),
    ];
    let answer: Value = client
        .read(account, "app.bsky.feed.getPostThread", params)
        .await
        .map_err(|error| error.explain(DOING))?;
    let node = answer.get("thread").unwrap_or(&Value::Null);
    let now = client.clock.now();
    let view = post_in(node).ok_or_else(|| missing(node))?;
    Ok(ThreadView {
        before: before(node, now),
        root: Some(view.root()),
        answered_by_me: is_answered(node, &account.remote_id),
        post: Some(view.into_target(&Web::of(account), now)),
    })
}

/// Returns the post of a node; blocked, missing and odd nodes have none.
fn post_in(node: &Value) -> Option<PostView> {
    node.get("post").and_then(fit)
}

fn before(node: &Value, now: Timestamp) -> Vec<ThreadPost> {
    let above = std::iter::successors(node.get("parent"), |node| node.get("parent"));
    let mut posts: Vec<ThreadPost> = above
        .filter_map(post_in)
        .map(|view| view.into_thread_post(now))
        .collect();
    posts.reverse();
    posts
}

fn is_answered(node: &Value, did: &str) -> bool {
    let replies = node.get("replies").and_then(Value::as_array);
    replies.into_iter().flatten().any(|reply| {
        let author = reply.pointer("/post/author/did").and_then(Value::as_str);
        author == Some(did)
    })
}

fn missing(node: &Value) -> NetworkError {
    let says = |flag: &str| node.get(flag).and_then(Value::as_bool) == Some(true);
    if says("notFound") || says("blocked") {
        let (code, why) = if says("blocked") {
            ("blocked", "a block stands between its author and you")
        } else {
            ("not_found", "it was deleted")
        };
        return trouble(
            NetworkErrorKind::Gone,
            code,
            format!("The post cannot be read: {why}. There is nothing to answer."),
        );
    }
    trouble(
        NetworkErrorKind::Garbled,
        "garbled",
        "The conversation cannot be read: Bluesky's answer makes no sense. Herald tries again later.",
    )
}
