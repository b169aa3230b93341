//! Replies as the network sends them, for tests that spoil them.

use herald_domain::Account;
use herald_pipeline::ports::Observed;
use serde_json::{Value, json};

use super::source::observe;
use super::wire::PostView;
use crate::lenient::fit;
use crate::odd_replies::NOW;

const CID: &str = "bafyreigh2akiscaildcqabsyg3dfr6chu3fgpregiymsck7e7aqa4s52zy";

fn person() -> Value {
    json!({
        "did": "did:plc:ada", "handle": "ada.test", "displayName": "Ada", "avatar": "https://cdn.test/a.jpg",
        "viewer": {"muted": false, "blockedBy": false, "following": null}, "labels": [], "followersCount": 3,
        "followsCount": 4, "postsCount": 5,
    })
}

fn reference(key: &str) -> Value {
    json!({"uri": format!("at://did:plc:mira/app.bsky.feed.post/{key}"), "cid": CID})
}

fn record() -> Value {
    json!({
        "$type": "app.bsky.feed.post", "text": "Which lens was that?", "langs": ["en"],
        "createdAt": "2026-11-22T09:00:00.000Z", "reply": {"root": reference("3k1"), "parent": reference("3k2")},
        "facets": [], "tags": [],
    })
}

/// A post that answers another, with its numbers.
pub(crate) fn post() -> Value {
    json!({
        "uri": "at://did:plc:ada/app.bsky.feed.post/3k9", "cid": CID, "author": person(), "record": record(),
        "indexedAt": "2026-11-22T09:00:01.000Z", "likeCount": 1, "repostCount": 2, "replyCount": 3, "quoteCount": 0,
        "viewer": {"like": null, "repost": null, "replyDisabled": false, "embeddingDisabled": false}, "labels": [],
    })
}

/// One notification of every kind, the newest first.
pub(crate) fn notifications() -> Vec<Value> {
    let kinds = [
        "mention",
        "like",
        "repost",
        "follow",
        "quote",
        "reply",
        "starterpack-joined",
    ];
    let one = |(n, kind): (usize, &&str)| {
        let said = match *kind {
            "mention" | "quote" | "reply" => record(),
            _ => {
                json!({"$type": "x", "subject": reference("3k1"), "createdAt": "2026-11-22T09:00:00.000Z"})
            }
        };
        json!({
            "uri": format!("at://did:plc:ada/app.bsky.feed.post/4k{n}"), "cid": CID, "author": person(), "reason": kind,
            "reasonSubject": "at://did:plc:mira/app.bsky.feed.post/3k2", "record": said, "isRead": false,
            "indexedAt": format!("2026-11-22T09:0{}:00.000Z", 9 - n), "labels": [],
        })
    };
    kinds.iter().enumerate().map(one).collect()
}

/// Reads a page of them.
pub(crate) fn read(account: &Account, page: &[Value]) -> Observed {
    observe::read_first(account, page, NOW)
}

/// Reads all that is read of a post.
pub(crate) fn look_at(post: &Value) {
    if let Some(post) = fit::<PostView>(post) {
        assert!(!post.root().id.is_empty());
        let post = post.into_thread_post(NOW);
        assert!(post.created_at <= NOW);
    }
}
