//! Threads: a post with its ancestors and its replies.
//!
//! # Source
//! Lexicon `app.bsky.feed.getPostThread`, read 2026-08-20.

use serde_json::{Value, json};

use super::records::reply_end;
use super::views::Lens;
use super::{Link, StoredRecord};
use crate::ids::AtUri;
use crate::refusal::Refusal;

impl Lens<'_> {
    /// Shows the thread around `uri`: `parent_height` ancestors up, `depth` levels of replies down.
    ///
    /// # Errors
    /// - `NotFound`: there is no such post.
    pub fn thread(&self, uri: &AtUri, depth: u64, parent_height: u64) -> Result<Value, Refusal> {
        let anchor = self
            .world
            .record(uri)
            .ok_or_else(|| Refusal::new(400, "NotFound", format!("Post not found: {uri}")))?;
        let mut node = self.node(anchor, depth);
        let parent = reply_end(&anchor.value, "parent");
        if let (Some(parent), Some(map)) = (parent, node.as_object_mut())
            && parent_height > 0
        {
            map.insert("parent".to_owned(), self.ancestor(&parent, parent_height));
        }
        Ok(node)
    }

    fn ancestor(&self, uri: &AtUri, height: u64) -> Value {
        let Some(post) = self.world.record(uri) else {
            return not_found(uri);
        };
        if self.is_blocked(uri.did()) {
            return self.blocked(post);
        }
        let mut node = json!({
            "$type": "app.bsky.feed.defs#threadViewPost",
            "post": self.post(post),
            "threadContext": {},
        });
        if let (Some(parent), Some(map)) = (reply_end(&post.value, "parent"), node.as_object_mut())
            && height > 1
        {
            map.insert("parent".to_owned(), self.ancestor(&parent, height - 1));
        }
        node
    }

    fn node(&self, post: &StoredRecord, depth: u64) -> Value {
        if self.is_blocked(post.uri.did()) {
            return self.blocked(post);
        }
        let mut node = json!({
            "$type": "app.bsky.feed.defs#threadViewPost",
            "post": self.post(post),
            "threadContext": {},
        });
        if let (true, Some(map)) = (depth > 0, node.as_object_mut()) {
            map.insert("replies".to_owned(), self.replies(post, depth));
        }
        node
    }

    /// The author's own replies come first, then the oldest.
    fn replies(&self, post: &StoredRecord, depth: u64) -> Value {
        let mut replies: Vec<&StoredRecord> = self
            .world
            .linked(Link::Reply, &post.uri.to_string())
            .iter()
            .filter_map(|uri| self.world.record(uri))
            .collect();
        replies.sort_by_key(|reply| (reply.uri.did() != post.uri.did(), reply.order));
        replies
            .into_iter()
            .map(|reply| self.node(reply, depth - 1))
            .collect()
    }

    fn blocked(&self, post: &StoredRecord) -> Value {
        json!({
            "$type": "app.bsky.feed.defs#blockedPost",
            "uri": post.uri.to_string(),
            "blocked": true,
            "author": {"did": post.uri.did().as_str(), "viewer": self.viewer_state(post.uri.did())},
        })
    }
}

fn not_found(uri: &AtUri) -> Value {
    json!({
        "$type": "app.bsky.feed.defs#notFoundPost",
        "uri": uri.to_string(),
        "notFound": true,
    })
}
