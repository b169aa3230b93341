//! What the network sends, read leniently: own types with only the fields Herald uses.
//!
//! Lists are read as bare JSON and each item by itself, so that one odd item costs one item.
//!
//! # Source
//! Lexicons `app.bsky.actor.defs`, `app.bsky.feed.defs`, `app.bsky.feed.post`,
//! `app.bsky.notification.listNotifications`, read 2026-08-20.

use herald_domain::{Author, RemoteRef, Target, ThreadPost, Timestamp, Visibility};
use serde::Deserialize;
use serde_json::Value;

use super::address::Web;
use crate::lenient::{lenient, needed, next_page, what_fits};

/// A reference to one version of a record.
#[derive(Clone, Debug, PartialEq, Eq, Deserialize)]
pub(super) struct StrongRef {
    /// The address.
    #[serde(deserialize_with = "needed")]
    pub(super) uri: String,
    /// The version.
    #[serde(deserialize_with = "needed")]
    pub(super) cid: String,
}

impl From<StrongRef> for RemoteRef {
    fn from(reference: StrongRef) -> Self {
        Self {
            id: reference.uri,
            version: Some(reference.cid),
        }
    }
}

/// A person, as shown beside posts and notifications, with counts where they were asked for.
#[derive(Clone, Debug, Deserialize)]
#[serde(rename_all = "camelCase")]
pub(super) struct ProfileView {
    pub(super) did: String,
    pub(super) handle: String,
    #[serde(default, deserialize_with = "lenient")]
    pub(super) display_name: Option<String>,
    #[serde(default, deserialize_with = "lenient")]
    pub(super) description: String,
    #[serde(default, deserialize_with = "lenient")]
    pub(super) viewer: Option<ActorViewer>,
    #[serde(default, deserialize_with = "lenient")]
    pub(super) followers_count: Option<i64>,
    #[serde(default, deserialize_with = "lenient")]
    pub(super) follows_count: Option<i64>,
    #[serde(default, deserialize_with = "lenient")]
    pub(super) posts_count: Option<i64>,
}

impl From<ProfileView> for Author {
    fn from(profile: ProfileView) -> Self {
        Self {
            remote_id: profile.did,
            handle: profile.handle,
            display_name: profile.display_name.unwrap_or_default(),
        }
    }
}

/// How the account stands to a person.
#[derive(Clone, Debug, Default, Deserialize)]
pub(super) struct ActorViewer {
    #[serde(default, deserialize_with = "lenient")]
    pub(super) muted: bool,
    /// The own follow record.
    #[serde(default, deserialize_with = "lenient")]
    pub(super) following: Option<String>,
    /// The own block record.
    #[serde(default, deserialize_with = "lenient")]
    pub(super) blocking: Option<String>,
}

/// A post with its numbers.
#[derive(Clone, Debug, Deserialize)]
#[serde(rename_all = "camelCase")]
pub(super) struct PostView {
    #[serde(deserialize_with = "needed")]
    pub(super) uri: String,
    #[serde(deserialize_with = "needed")]
    pub(super) cid: String,
    pub(super) author: ProfileView,
    pub(super) record: PostRecord,
    /// What is shown with it, in any of many forms.
    #[serde(default)]
    pub(super) embed: Value,
    pub(super) indexed_at: String,
    #[serde(default, deserialize_with = "lenient")]
    pub(super) like_count: Option<i64>,
    #[serde(default, deserialize_with = "lenient")]
    pub(super) repost_count: Option<i64>,
    #[serde(default, deserialize_with = "lenient")]
    pub(super) reply_count: Option<i64>,
    #[serde(default, deserialize_with = "lenient")]
    pub(super) quote_count: Option<i64>,
    #[serde(default, deserialize_with = "lenient")]
    pub(super) viewer: PostViewer,
}

impl PostView {
    /// Returns the reference to this version.
    pub(super) fn reference(&self) -> RemoteRef {
        RemoteRef {
            id: self.uri.clone(),
            version: Some(self.cid.clone()),
        }
    }

    /// Returns the first post of the conversation: the post's own word, or itself.
    pub(super) fn root(&self) -> RemoteRef {
        let root = self.record.reply.as_ref().map(|reply| reply.root.clone());
        root.map_or_else(|| self.reference(), RemoteRef::from)
    }

    /// Returns when it was written, not after `now`; the network's date where the author's is odd.
    pub(super) fn written_at(&self, now: Timestamp) -> Timestamp {
        let own = self
            .record
            .created_at
            .as_str()
            .and_then(Timestamp::parse_rfc3339);
        own.or_else(|| Timestamp::parse_rfc3339(&self.indexed_at))
            .unwrap_or(now)
            .clamp(Timestamp(0), now.max(Timestamp(0)))
    }

    /// Turns the view into something to be about.
    pub(super) fn into_target(self, web: &Web, now: Timestamp) -> Target {
        let images = ["/images", "/media/images", "/items"];
        let images = images
            .iter()
            .find_map(|at| self.embed.pointer(at)?.as_array());
        let alt = |image: &Value| {
            image
                .get("alt")
                .and_then(Value::as_str)
                .unwrap_or_default()
                .to_owned()
        };
        Target {
            remote: self.reference(),
            pictures: images.into_iter().flatten().map(alt).collect(),
            visibility: Some(Visibility::Public),
            url: web.post(&self.uri),
            created_at: self.written_at(now),
            author: self.author.into(),
            text: self.record.text,
            ..Target::default()
        }
    }

    /// Turns the view into a post of a conversation.
    pub(super) fn into_thread_post(self, now: Timestamp) -> ThreadPost {
        ThreadPost {
            remote: self.reference(),
            created_at: self.written_at(now),
            author: self.author.into(),
            text: self.record.text,
        }
    }
}

/// How the account stands to a post.
#[derive(Clone, Debug, Default, Deserialize)]
#[serde(rename_all = "camelCase")]
pub(super) struct PostViewer {
    /// The own like record.
    #[serde(default, deserialize_with = "lenient")]
    pub(super) like: Option<String>,
    /// The own repost record.
    #[serde(default, deserialize_with = "lenient")]
    pub(super) repost: Option<String>,
    /// The author lets the account not reply.
    #[serde(default, deserialize_with = "lenient")]
    pub(super) reply_disabled: bool,
    /// The author lets the account not quote.
    #[serde(default, deserialize_with = "lenient")]
    pub(super) embedding_disabled: bool,
}

/// What a post says.
#[derive(Clone, Debug, Deserialize)]
#[serde(rename_all = "camelCase")]
pub(super) struct PostRecord {
    #[serde(default, deserialize_with = "lenient")]
    pub(super) text: String,
    #[serde(default, deserialize_with = "what_fits")]
    pub(super) langs: Vec<String>,
    /// An odd one makes the post unreadable: an answer to it would stand in another conversation.
    pub(super) reply: Option<ReplyEnds>,
    /// The author's date, which may be any text.
    #[serde(default)]
    pub(super) created_at: Value,
}

/// Where a reply hangs.
#[derive(Clone, Debug, Deserialize)]
pub(super) struct ReplyEnds {
    pub(super) root: StrongRef,
    pub(super) parent: StrongRef,
}

/// One line of the notification list.
#[derive(Clone, Debug, Deserialize)]
#[serde(rename_all = "camelCase")]
pub(super) struct Notification {
    pub(super) uri: String,
    pub(super) cid: String,
    pub(super) author: ProfileView,
    pub(super) reason: String,
    #[serde(default, deserialize_with = "lenient")]
    pub(super) reason_subject: Option<String>,
    /// Read by kind: a post, a like, a follow.
    #[serde(default)]
    pub(super) record: Value,
    pub(super) indexed_at: String,
}

/// One page of notifications, newest first.
#[derive(Clone, Debug, Deserialize)]
pub(super) struct NotificationPage {
    pub(super) notifications: Vec<Value>,
    /// Where to go on.
    #[serde(default, deserialize_with = "next_page")]
    pub(super) cursor: Option<String>,
}

/// One page of an author's posts.
#[derive(Clone, Debug, Deserialize)]
pub(super) struct FeedPage {
    pub(super) feed: Vec<Value>,
}

/// The posts asked for; those that are gone are missing.
#[derive(Clone, Debug, Deserialize)]
pub(super) struct Posts {
    pub(super) posts: Vec<Value>,
}

/// A record read from a repository.
#[derive(Clone, Debug, Deserialize)]
pub(super) struct StoredRecord {
    #[serde(default, deserialize_with = "lenient")]
    pub(super) cid: Option<String>,
    pub(super) value: Value,
}

/// Who a handle belongs to.
#[derive(Clone, Debug, Deserialize)]
pub(super) struct Resolved {
    pub(super) did: String,
}
