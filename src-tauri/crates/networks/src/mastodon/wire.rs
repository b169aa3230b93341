//! What servers send, read leniently: unknown fields and values are normal.
//!
//! # Source
//! docs.joinmastodon.org/entities, read 2026-07-02 (API version 10).

use herald_domain::{Author, RemoteRef, Timestamp};
use serde::Deserialize;
use serde_json::Value;

use crate::lenient::{fit, id, id_or_none, lenient, what_fits};

/// Somebody.
#[derive(Clone, Debug, Deserialize)]
pub(super) struct Person {
    #[serde(deserialize_with = "id")]
    pub(super) id: String,
    pub(super) acct: String,
    #[serde(default, deserialize_with = "lenient")]
    pub(super) display_name: Option<String>,
    #[serde(default, deserialize_with = "lenient")]
    pub(super) url: Option<String>,
    #[serde(default, deserialize_with = "lenient")]
    pub(super) note: String,
    #[serde(default, deserialize_with = "lenient")]
    pub(super) followers_count: Option<i64>,
    #[serde(default, deserialize_with = "lenient")]
    pub(super) following_count: Option<i64>,
    #[serde(default, deserialize_with = "lenient")]
    pub(super) statuses_count: Option<i64>,
    #[serde(default, deserialize_with = "lenient")]
    pub(super) source: Option<Source>,
}

/// The account's own defaults.
#[derive(Clone, Debug, Deserialize)]
pub(super) struct Source {
    #[serde(default, deserialize_with = "lenient")]
    pub(super) privacy: Option<String>,
}

impl From<&Person> for Author {
    fn from(person: &Person) -> Self {
        Self {
            remote_id: person.id.clone(),
            handle: person.acct.clone(),
            display_name: person.display_name.clone().unwrap_or_default(),
        }
    }
}

/// Somebody a post names.
#[derive(Clone, Debug, Deserialize)]
pub(super) struct Mention {
    #[serde(deserialize_with = "id")]
    pub(super) id: String,
    pub(super) acct: String,
}

/// A post.
#[derive(Clone, Debug, Deserialize)]
pub(super) struct Status {
    #[serde(deserialize_with = "id")]
    pub(super) id: String,
    pub(super) created_at: String,
    #[serde(default, deserialize_with = "lenient")]
    pub(super) edited_at: Option<String>,
    pub(super) account: Person,
    #[serde(default, deserialize_with = "lenient")]
    pub(super) content: String,
    #[serde(default, deserialize_with = "lenient")]
    pub(super) url: Option<String>,
    #[serde(default, deserialize_with = "lenient")]
    pub(super) uri: Option<String>,
    #[serde(default, deserialize_with = "lenient")]
    pub(super) visibility: String,
    #[serde(default, deserialize_with = "lenient")]
    pub(super) spoiler_text: String,
    #[serde(default, deserialize_with = "lenient")]
    pub(super) language: Option<String>,
    #[serde(default, deserialize_with = "id_or_none")]
    pub(super) in_reply_to_id: Option<String>,
    #[serde(default, deserialize_with = "id_or_none")]
    pub(super) in_reply_to_account_id: Option<String>,
    #[serde(default, deserialize_with = "lenient")]
    pub(super) reblog: Option<Value>,
    #[serde(default, deserialize_with = "what_fits")]
    pub(super) media_attachments: Vec<Value>,
    #[serde(default, deserialize_with = "what_fits")]
    pub(super) mentions: Vec<Mention>,
    #[serde(default, deserialize_with = "lenient")]
    pub(super) replies_count: i64,
    #[serde(default, deserialize_with = "lenient")]
    pub(super) reblogs_count: i64,
    #[serde(default, deserialize_with = "lenient")]
    pub(super) favourites_count: i64,
    #[serde(default, deserialize_with = "lenient")]
    pub(super) quotes_count: Option<i64>,
}

impl Status {
    /// Returns the post itself where this is the wrapper of a repost around it.
    pub(super) fn unwrapped(self) -> Self {
        self.reblog.as_ref().and_then(fit).unwrap_or(self)
    }

    /// Returns when it was written.
    pub(super) fn at(&self) -> Option<Timestamp> {
        Timestamp::parse_rfc3339(&self.created_at)
    }

    /// Returns its version: when it was last written.
    pub(super) fn version(&self) -> Option<String> {
        let at = self.edited_at.clone().filter(|at| !at.is_empty());
        at.or_else(|| Some(self.created_at.clone()))
    }

    /// Returns where it lives, in the version read.
    pub(super) fn reference(&self) -> RemoteRef {
        RemoteRef {
            id: self.id.clone(),
            version: self.version(),
        }
    }

    /// Returns where a person can look at it.
    pub(super) fn link(&self) -> Option<String> {
        let link = self.url.clone().or_else(|| self.uri.clone());
        link.filter(|link| link.starts_with("https://") || link.starts_with("http://"))
    }
}

/// News of one kind about one thing.
#[derive(Clone, Debug, Deserialize)]
pub(super) struct Notification {
    #[serde(deserialize_with = "id")]
    pub(super) id: String,
    #[serde(rename = "type")]
    pub(super) kind: String,
    pub(super) created_at: String,
    pub(super) account: Person,
    #[serde(default, deserialize_with = "lenient")]
    pub(super) status: Option<Value>,
}

/// The posts around a post.
#[derive(Clone, Debug, Deserialize)]
pub(super) struct Around {
    #[serde(default, deserialize_with = "what_fits")]
    pub(super) ancestors: Vec<Value>,
    #[serde(default, deserialize_with = "what_fits")]
    pub(super) descendants: Vec<Value>,
}

/// A picture or video that was uploaded.
#[derive(Clone, Debug, Deserialize)]
pub(super) struct Attachment {
    #[serde(deserialize_with = "id")]
    pub(super) id: String,
    /// What it shows.
    #[serde(default, deserialize_with = "lenient")]
    pub(super) description: Option<String>,
}

/// What was found.
#[derive(Clone, Debug, Deserialize)]
pub(super) struct Found {
    #[serde(default, deserialize_with = "what_fits")]
    pub(super) accounts: Vec<Value>,
    #[serde(default, deserialize_with = "what_fits")]
    pub(super) statuses: Vec<Value>,
}

/// A hashtag many people use.
#[derive(Clone, Debug, Deserialize)]
pub(super) struct Tag {
    pub(super) name: String,
    #[serde(default, deserialize_with = "lenient")]
    pub(super) url: Option<String>,
    #[serde(default, deserialize_with = "what_fits")]
    pub(super) history: Vec<Uses>,
}

/// How often a hashtag was used on a day.
#[derive(Clone, Debug, Deserialize)]
pub(super) struct Uses {
    #[serde(default, deserialize_with = "lenient")]
    pub(super) uses: Value,
}

/// How the account stands to somebody.
#[derive(Clone, Debug, Default, Deserialize)]
pub(super) struct Relationship {
    #[serde(default, deserialize_with = "lenient")]
    pub(super) following: bool,
    #[serde(default, deserialize_with = "lenient")]
    pub(super) requested: bool,
    #[serde(default, deserialize_with = "lenient")]
    pub(super) blocking: bool,
    #[serde(default, deserialize_with = "lenient")]
    pub(super) muting: bool,
}

/// Herald as an app of a server.
#[derive(Clone, Debug, Deserialize)]
pub(super) struct Registered {
    pub(super) client_id: String,
    pub(super) client_secret: String,
}
