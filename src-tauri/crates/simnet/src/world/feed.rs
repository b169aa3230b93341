//! Author feeds and post search.
//!
//! # Source
//! Lexicons `app.bsky.feed.getAuthorFeed` and `app.bsky.feed.searchPosts`, read 2026-08-20.

use serde_json::{Value, json};

use super::records::reply_end;
use super::validate::POST;
use super::views::Lens;
use super::{Link, StoredRecord, World};
use crate::clock::Timestamp;
use crate::ids::{AtUri, Did};
use crate::json::At as _;

/// Which entries of an author feed are wanted.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum FeedFilter {
    /// Posts, replies and reposts.
    PostsWithReplies,
    /// Posts and reposts, no replies.
    PostsNoReplies,
    /// Posts that carry media.
    PostsWithMedia,
    /// Posts and the author's replies to the own thread.
    PostsAndAuthorThreads,
}

impl FeedFilter {
    /// Reads the lexicon's name of a filter.
    pub fn parse(name: &str) -> Option<Self> {
        match name {
            "posts_with_replies" => Some(Self::PostsWithReplies),
            "posts_no_replies" => Some(Self::PostsNoReplies),
            "posts_with_media" | "posts_with_video" => Some(Self::PostsWithMedia),
            "posts_and_author_threads" => Some(Self::PostsAndAuthorThreads),
            _ => None,
        }
    }

    fn wants(self, post: &StoredRecord) -> bool {
        let parent = reply_end(&post.value, "parent");
        match self {
            Self::PostsWithReplies => true,
            Self::PostsNoReplies => parent.is_none(),
            Self::PostsWithMedia => {
                post.value
                    .at("embed")
                    .at("$type")
                    .as_str()
                    .is_some_and(|kind| {
                        kind.contains("images") || kind.contains("video") || kind.contains("Media")
                    })
            }
            Self::PostsAndAuthorThreads => parent.is_none_or(|uri| uri.did() == post.uri.did()),
        }
    }
}

/// What to search for; every given part must fit.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Search {
    /// Words, all of which must occur; `from:` and `#tag` are understood.
    pub words: Vec<String>,
    /// Only posts of this account.
    pub author: Option<Did>,
    /// Only posts that mention this account.
    pub mentions: Option<Did>,
    /// Only posts with all of these tags, lower case, without `#`.
    pub tags: Vec<String>,
    /// Only posts in this language.
    pub lang: Option<String>,
    /// Only posts at or after this instant.
    pub since: Option<Timestamp>,
    /// Only posts before this instant.
    pub until: Option<Timestamp>,
    /// Most liked first instead of newest first.
    pub top: bool,
}

impl World {
    /// Returns the posts that fit, in the order asked for.
    pub fn search(&self, search: &Search) -> Vec<&StoredRecord> {
        let mut hits: Vec<&StoredRecord> = self.posts().filter(|post| search.fits(post)).collect();
        let likes = |post: &StoredRecord| {
            let count = self.linked(Link::Like, &post.uri.to_string()).len();
            if search.top { count } else { 0 }
        };
        hits.sort_by_key(|post| std::cmp::Reverse((likes(post), post.indexed_at, post.order)));
        hits
    }
}

impl Search {
    fn fits(&self, post: &StoredRecord) -> bool {
        let text = post
            .value
            .at("text")
            .as_str()
            .unwrap_or_default()
            .to_lowercase();
        let features = || {
            let facets = post.value.at("facets").as_array().into_iter().flatten();
            facets.flat_map(|facet| facet.at("features").as_array().into_iter().flatten())
        };
        let tagged = |tag: &String| {
            features().any(|feature| {
                let given = feature.at("tag").as_str();
                given.is_some_and(|given| given.to_lowercase() == *tag)
            })
        };
        let langs = || post.value.at("langs").as_array().into_iter().flatten();
        self.words.iter().all(|word| text.contains(word.as_str()))
            && self.tags.iter().all(tagged)
            && self.author.as_ref().is_none_or(|did| post.uri.did() == did)
            && self
                .mentions
                .as_ref()
                .is_none_or(|did| features().any(|feature| feature.at("did") == did.as_str()))
            && self
                .lang
                .as_ref()
                .is_none_or(|lang| langs().any(|one| one == lang))
            && self.since.is_none_or(|since| post.indexed_at >= since)
            && self.until.is_none_or(|until| post.indexed_at < until)
    }
}

impl Lens<'_> {
    /// Shows an author's posts and reposts, newest first.
    ///
    /// # Shapes
    /// Items older than `before` (milliseconds and write position); at most `limit`; the second
    /// part is the position of the last item when more follow.
    pub fn author_feed(
        &self,
        did: &Did,
        filter: FeedFilter,
        limit: usize,
        before: Option<(i64, u64)>,
    ) -> (Vec<Value>, Option<String>) {
        let posts = self
            .world
            .records_of(did, POST)
            .filter(|post| filter.wants(post));
        let reposts = self.world.records_of(did, "app.bsky.feed.repost");
        let mut entries: Vec<&StoredRecord> = posts
            .chain(reposts)
            .filter(|entry| before.is_none_or(|edge| position(entry) < edge))
            .collect();
        entries.sort_by_key(|entry| std::cmp::Reverse(position(entry)));
        let more = entries.len() > limit;
        entries.truncate(limit);
        let cursor = entries.last().filter(|_| more).map(|last| {
            let (ms, order) = position(last);
            format!("{ms}::{order}")
        });
        let shown = entries.iter().filter_map(|entry| self.feed_entry(entry));
        (shown.collect(), cursor)
    }

    fn feed_entry(&self, entry: &StoredRecord) -> Option<Value> {
        if entry.uri.collection() != POST {
            let subject = AtUri::parse(entry.value.at("subject").at("uri").as_str()?)?;
            let post = self.world.record(&subject)?;
            return Some(json!({
                "post": self.post(post),
                "reason": {
                    "$type": "app.bsky.feed.defs#reasonRepost",
                    "by": self.profile_basic(entry.uri.did()),
                    "uri": entry.uri.to_string(),
                    "cid": entry.cid,
                    "indexedAt": entry.indexed_at.to_string(),
                },
            }));
        }
        let mut shown = json!({"post": self.post(entry)});
        if let (Some(parent), Some(map)) =
            (reply_end(&entry.value, "parent"), shown.as_object_mut())
        {
            let root = reply_end(&entry.value, "root").unwrap_or_else(|| parent.clone());
            let reply = json!({"root": self.reply_end(&root), "parent": self.reply_end(&parent)});
            map.insert("reply".to_owned(), reply);
        }
        Some(shown)
    }

    fn reply_end(&self, uri: &AtUri) -> Value {
        let Some(post) = self.world.record(uri) else {
            return json!({
                "$type": "app.bsky.feed.defs#notFoundPost",
                "uri": uri.to_string(),
                "notFound": true,
            });
        };
        let mut view = self.post(post);
        if let Some(map) = view.as_object_mut() {
            map.insert("$type".to_owned(), json!("app.bsky.feed.defs#postView"));
        }
        view
    }
}

fn position(entry: &StoredRecord) -> (i64, u64) {
    (entry.indexed_at.as_ms(), entry.order)
}
