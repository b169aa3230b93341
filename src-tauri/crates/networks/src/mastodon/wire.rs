//! What servers send, read leniently: unknown fields and values are normal.
//!
//! # Source
//! docs.joinmastodon.org/entities, read 2026-07-02 (API version 10).

use herald_domain::{Author, RemoteRef, Timestamp};
use serde::{Deserialize, Deserializer};
use serde_json::Value;

/// Reads an item, or nothing where it makes no sense.
pub(super) fn fit<T: for<'de> Deserialize<'de>>(value: &Value) -> Option<T> {
    T::deserialize(value).ok()
}

/// Reads text or a number as text: some servers number what others name.
fn id<'de, D: Deserializer<'de>>(input: D) -> Result<String, D::Error> {
    match Value::deserialize(input)? {
        Value::String(text) if !text.is_empty() => Ok(text),
        Value::Number(number) => Ok(number.to_string()),
        _ => Err(serde::de::Error::custom("an id is missing")),
    }
}

fn id_or_none<'de, D: Deserializer<'de>>(input: D) -> Result<Option<String>, D::Error> {
    Ok(match Value::deserialize(input)? {
        Value::String(text) if !text.is_empty() => Some(text),
        Value::Number(number) => Some(number.to_string()),
        _ => None,
    })
}

/// Somebody.
#[derive(Clone, Debug, Deserialize)]
pub(super) struct Person {
    #[serde(deserialize_with = "id")]
    pub(super) id: String,
    pub(super) acct: String,
    #[serde(default)]
    pub(super) display_name: Option<String>,
    #[serde(default)]
    pub(super) url: Option<String>,
    #[serde(default)]
    pub(super) followers_count: Option<i64>,
    #[serde(default)]
    pub(super) following_count: Option<i64>,
    #[serde(default)]
    pub(super) statuses_count: Option<i64>,
    #[serde(default)]
    pub(super) source: Option<Source>,
}

/// The account's own defaults.
#[derive(Clone, Debug, Deserialize)]
pub(super) struct Source {
    #[serde(default)]
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

/// A post.
#[derive(Clone, Debug, Deserialize)]
pub(super) struct Status {
    #[serde(deserialize_with = "id")]
    pub(super) id: String,
    pub(super) created_at: String,
    #[serde(default)]
    pub(super) edited_at: Option<String>,
    pub(super) account: Person,
    #[serde(default)]
    pub(super) content: String,
    #[serde(default)]
    pub(super) url: Option<String>,
    #[serde(default)]
    pub(super) uri: Option<String>,
    #[serde(default)]
    pub(super) visibility: String,
    #[serde(default)]
    pub(super) spoiler_text: String,
    #[serde(default)]
    pub(super) language: Option<String>,
    #[serde(default, deserialize_with = "id_or_none")]
    pub(super) in_reply_to_id: Option<String>,
    #[serde(default, deserialize_with = "id_or_none")]
    pub(super) in_reply_to_account_id: Option<String>,
    #[serde(default)]
    pub(super) reblog: Option<Value>,
    #[serde(default)]
    pub(super) media_attachments: Vec<Value>,
    #[serde(default)]
    pub(super) replies_count: i64,
    #[serde(default)]
    pub(super) reblogs_count: i64,
    #[serde(default)]
    pub(super) favourites_count: i64,
    #[serde(default)]
    pub(super) quotes_count: Option<i64>,
}

impl Status {
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
    #[serde(default)]
    pub(super) status: Option<Value>,
}

/// The posts around a post.
#[derive(Clone, Debug, Deserialize)]
pub(super) struct Around {
    #[serde(default)]
    pub(super) ancestors: Vec<Value>,
    #[serde(default)]
    pub(super) descendants: Vec<Value>,
}

/// A picture or video that was uploaded.
#[derive(Clone, Debug, Deserialize)]
pub(super) struct Attachment {
    #[serde(deserialize_with = "id")]
    pub(super) id: String,
    /// What it shows.
    #[serde(default)]
    pub(super) description: Option<String>,
}

/// What was found.
#[derive(Clone, Debug, Deserialize)]
pub(super) struct Found {
    #[serde(default)]
    pub(super) accounts: Vec<Value>,
    #[serde(default)]
    pub(super) statuses: Vec<Value>,
}

/// A hashtag many people use.
#[derive(Clone, Debug, Deserialize)]
pub(super) struct Tag {
    pub(super) name: String,
    #[serde(default)]
    pub(super) url: Option<String>,
    #[serde(default)]
    pub(super) history: Vec<Uses>,
}

/// How often a hashtag was used on a day.
#[derive(Clone, Debug, Deserialize)]
pub(super) struct Uses {
    #[serde(default)]
    pub(super) uses: Value,
}

/// How the account stands to somebody.
#[derive(Clone, Debug, Default, Deserialize)]
pub(super) struct Relationship {
    #[serde(default)]
    pub(super) following: bool,
    #[serde(default)]
    pub(super) requested: bool,
    #[serde(default)]
    pub(super) blocking: bool,
    #[serde(default)]
    pub(super) muting: bool,
}

/// Herald as an app of a server.
#[derive(Clone, Debug, Deserialize)]
pub(super) struct Registered {
    pub(super) client_id: String,
    pub(super) client_secret: String,
}
