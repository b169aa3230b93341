//! What goes out: the wire form kept with the intent, and the records in it.
//!
//! Everything here is a plain function of its arguments, so that the same approval, key and instant
//! give the same bytes.
//!
//! # Source
//! Lexicons `app.bsky.feed.post`, `.like`, `.repost`, `.threadgate`, `app.bsky.graph.follow`,
//! `.block`, `com.atproto.moderation.createReport`, read 2026-08-20.

use herald_domain::{LinkCard, Receipt, RemoteRef, Timestamp};
use herald_pipeline::ports::{NetworkError, NetworkErrorKind};
use serde::{Deserialize, Serialize};
use serde_json::{Map, Value, json};

use super::address::{AtUri, POST, Web};
use super::rules::MAX_LANGS;
use super::trouble::trouble;

/// Collection of reply rules and hidden replies; the key is the post's.
pub(super) const THREADGATE: &str = "app.bsky.feed.threadgate";

/// The most replies a thread can hide.
pub(super) const MAX_HIDDEN: usize = 300;

/// The whole of what `send` and `find` need.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(tag = "kind", rename_all = "snake_case")]
pub(super) enum Outgoing {
    /// Make a record under a key of our own; never replaces anything.
    Put {
        collection: String,
        rkey: String,
        record: Value,
    },
    /// Hide a reply by writing the thread's gate over the version seen.
    Hide {
        rkey: String,
        record: Value,
        /// The version replaced; `None` where there was no gate.
        swap: Option<String>,
        /// The reply to hide.
        reply: String,
    },
    /// Make several posts, each an answer to the one before.
    Thread { parts: Vec<Part> },
    /// Let nobody answer any more, by writing the thread's gate over the version seen.
    Close {
        rkey: String,
        record: Value,
        /// The version replaced; `None` where there was no gate.
        swap: Option<String>,
    },
    /// Delete a record of one's own.
    Delete { collection: String, rkey: String },
    /// Mute a person.
    Mute { did: String },
    /// Report to a labeler.
    Report { labeler: String, input: Value },
}

/// A post of a thread, without what it answers.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub(super) struct Part {
    pub(super) rkey: String,
    pub(super) record: Value,
}

impl Outgoing {
    /// Packs it for the intent.
    pub(super) fn to_wire(&self) -> Value {
        json!(self)
    }

    /// Takes it back from the intent.
    ///
    /// # Errors
    /// - `Refused` with `bad_wire`: it was not written by this version.
    pub(super) fn from_wire(wire: &Value) -> Result<Self, NetworkError> {
        Self::deserialize(wire).map_err(|_| {
            trouble(
                NetworkErrorKind::Refused,
                "bad_wire",
                "What was to be sent cannot be read back, so nothing was sent. \
                 Approve it again to prepare it anew.",
            )
        })
    }

    /// Says what is being done, for messages.
    pub(super) fn doing(&self) -> &'static str {
        match self {
            Self::Put { collection, .. } => match collection.as_str() {
                POST => "Publishing the post",
                "app.bsky.feed.like" => "Liking the post",
                "app.bsky.feed.repost" => "Reposting",
                "app.bsky.graph.follow" => "Following",
                "app.bsky.graph.block" => "Blocking",
                _ => "Writing the record",
            },
            Self::Thread { .. } => "Publishing the thread",
            Self::Close { .. } => "Closing the replies",
            Self::Hide { .. } => "Hiding the reply",
            Self::Delete { .. } => "Deleting",
            Self::Mute { .. } => "Muting",
            Self::Report { .. } => "Reporting",
        }
    }

    /// Returns the record it makes, changes or deletes.
    pub(super) fn target(&self, did: &str) -> Option<AtUri> {
        match self {
            Self::Put {
                collection, rkey, ..
            }
            | Self::Delete { collection, rkey } => Some(AtUri::new(did, collection, rkey)),
            Self::Hide { rkey, .. } | Self::Close { rkey, .. } => {
                Some(AtUri::new(did, THREADGATE, rkey))
            }
            Self::Thread { parts } => {
                let first = parts.first();
                first.map(|part| AtUri::new(did, POST, &part.rkey))
            }
            Self::Mute { .. } | Self::Report { .. } => None,
        }
    }

    /// Returns the receipt once the network has it.
    pub(super) fn receipt(&self, did: &str, cid: Option<String>, web: &Web) -> Receipt {
        let remote = match self {
            Self::Mute { did } => Some(RemoteRef::unversioned(did)),
            _ => self.target(did).map(|uri| RemoteRef {
                id: uri.to_string(),
                version: cid,
            }),
        };
        Receipt {
            remote,
            url: self.link(did, web),
        }
    }

    fn link(&self, own_did: &str, web: &Web) -> Option<String> {
        match self {
            Self::Put {
                collection,
                rkey,
                record,
            } => {
                if collection == POST {
                    return web.post(&AtUri::new(own_did, POST, rkey).to_string());
                }
                let subject = record.get("subject")?;
                match subject.as_str() {
                    Some(did) => Some(web.profile(did)),
                    None => web.post(subject.get("uri")?.as_str()?),
                }
            }
            Self::Hide { rkey, .. } | Self::Close { rkey, .. } => {
                web.post(&AtUri::new(own_did, POST, rkey).to_string())
            }
            Self::Thread { .. } => web.post(&self.target(own_did)?.to_string()),
            Self::Mute { did } => Some(web.profile(did)),
            Self::Delete { .. } | Self::Report { .. } => None,
        }
    }
}

/// The parts of a post record, each already in the network's form.
#[derive(Default)]
pub(super) struct PostParts<'a> {
    pub(super) text: &'a str,
    pub(super) langs: &'a [String],
    pub(super) facets: Vec<Value>,
    pub(super) reply: Option<Value>,
    pub(super) embed: Option<Value>,
}

/// Builds a post record.
pub(super) fn post(parts: PostParts<'_>, at: Timestamp) -> Value {
    let mut record = Map::new();
    let mut put = |name: &str, value: Value| record.insert(name.to_owned(), value);
    put("$type", json!(POST));
    put("text", json!(parts.text));
    put("createdAt", json!(at.to_rfc3339()));
    if !parts.langs.is_empty() {
        let langs: Vec<&String> = parts.langs.iter().take(MAX_LANGS).collect();
        put("langs", json!(langs));
    }
    if !parts.facets.is_empty() {
        put("facets", json!(parts.facets));
    }
    if let Some(reply) = parts.reply {
        put("reply", reply);
    }
    if let Some(embed) = parts.embed {
        put("embed", embed);
    }
    Value::Object(record)
}

/// Builds a like or repost of a post's version.
pub(super) fn about_post(collection: &str, subject: &Value, at: Timestamp) -> Value {
    json!({"$type": collection, "subject": subject, "createdAt": at.to_rfc3339()})
}

/// Builds a follow or block of a person.
pub(super) fn about_person(collection: &str, did: &str, at: Timestamp) -> Value {
    json!({"$type": collection, "subject": did, "createdAt": at.to_rfc3339()})
}

/// Builds an embed of pictures, where there are any.
pub(super) fn pictures(images: &[Value]) -> Option<Value> {
    (!images.is_empty()).then(|| json!({"$type": "app.bsky.embed.images", "images": images}))
}

/// Builds an embed of a link's card, with its picture where it has one.
pub(super) fn external(card: &LinkCard, thumb: Option<Value>) -> Value {
    let mut external = json!({
        "uri": card.url,
        "title": card.title,
        "description": card.description,
    });
    if let (Some(thumb), Some(map)) = (thumb, external.as_object_mut()) {
        map.insert("thumb".to_owned(), thumb);
    }
    json!({"$type": "app.bsky.embed.external", "external": external})
}

/// Builds an embed from pictures or a card and from a quoted post, where there are any.
pub(super) fn embed(media: Option<Value>, quoted: Option<Value>) -> Option<Value> {
    let quote = quoted.map(|record| json!({"$type": "app.bsky.embed.record", "record": record}));
    match (media, quote) {
        (Some(media), Some(record)) => Some(json!({
            "$type": "app.bsky.embed.recordWithMedia",
            "record": record,
            "media": media,
        })),
        (media, quote) => media.or(quote),
    }
}

/// Builds the gate of a thread that hides one more reply; every other rule in it stays.
///
/// Returns `None` where the gate already hides it.
///
/// # Errors
/// - `Refused` with `too_many_hidden`: the network allows no more.
pub(super) fn gate(
    existing: Option<&Value>,
    root: &str,
    reply: &str,
    at: Timestamp,
) -> Result<Option<Value>, NetworkError> {
    let mut gate = existing
        .and_then(Value::as_object)
        .cloned()
        .unwrap_or_else(|| {
            let fresh = json!({"$type": THREADGATE, "post": root, "createdAt": at.to_rfc3339()});
            fresh.as_object().cloned().unwrap_or_default()
        });
    let mut hidden = hidden_in(&gate);
    if hidden.iter().any(|uri| uri == reply) {
        return Ok(None);
    }
    if hidden.len() >= MAX_HIDDEN {
        return Err(trouble(
            NetworkErrorKind::Refused,
            "too_many_hidden",
            format!(
                "This conversation already hides {MAX_HIDDEN} replies and Bluesky allows no more. \
                 Limit who may reply, or block the author."
            ),
        ));
    }
    hidden.push(json!(reply));
    gate.insert("hiddenReplies".to_owned(), Value::Array(hidden));
    Ok(Some(Value::Object(gate)))
}

/// Builds the gate of a thread nobody may answer; the replies hidden in it stay hidden.
///
/// Returns `None` where the gate is closed already.
pub(super) fn closed_gate(existing: Option<&Value>, root: &str, at: Timestamp) -> Option<Value> {
    if existing.is_some_and(is_closed) {
        return None;
    }
    let fresh = || json!({"$type": THREADGATE, "post": root, "createdAt": at.to_rfc3339()});
    let mut gate = existing.cloned().unwrap_or_else(fresh);
    gate.as_object_mut()?.insert("allow".to_owned(), json!([]));
    Some(gate)
}

/// Tells whether a gate lets nobody answer.
pub(super) fn is_closed(gate: &Value) -> bool {
    let allowed = gate.get("allow").and_then(Value::as_array);
    allowed.is_some_and(Vec::is_empty)
}

fn hidden_in(gate: &Map<String, Value>) -> Vec<Value> {
    let hidden = gate.get("hiddenReplies").and_then(Value::as_array);
    hidden.cloned().unwrap_or_default()
}

/// Tells whether a gate hides a reply.
pub(super) fn hides(gate: &Value, reply: &str) -> bool {
    let gate = gate.as_object();
    gate.is_some_and(|gate| hidden_in(gate).iter().any(|uri| uri == reply))
}
