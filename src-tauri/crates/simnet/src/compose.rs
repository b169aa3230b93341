//! Builds records the way a good client does: facets by byte range, strong references.

use serde_json::{Value, json};

use crate::clock::Timestamp;
use crate::ids::Did;
use crate::json::At as _;
use crate::world::validate::POST;
use crate::world::{StoredRecord, World};

/// Builds a post; handles, links and hashtags in the text become facets.
pub(crate) fn post(world: &World, text: &str, lang: &str, at: Timestamp) -> Value {
    let mut record = json!({
        "$type": POST,
        "text": text,
        "createdAt": at.to_string(),
        "langs": [lang],
    });
    let facets = facets(world, text);
    if let (false, Some(map)) = (facets.is_empty(), record.as_object_mut()) {
        map.insert("facets".to_owned(), Value::Array(facets));
    }
    record
}

/// Turns a post into a reply to `parent`.
#[must_use]
pub(crate) fn replying(mut record: Value, parent: &StoredRecord) -> Value {
    let parent_ref = strong_ref(parent);
    let root = parent.value.at("reply").at("root").clone();
    let root = if root.is_object() {
        root
    } else {
        parent_ref.clone()
    };
    if let Some(map) = record.as_object_mut() {
        map.insert(
            "reply".to_owned(),
            json!({"root": root, "parent": parent_ref}),
        );
    }
    record
}

/// Turns a post into a quote of `quoted`.
#[must_use]
pub(crate) fn quoting(mut record: Value, quoted: &StoredRecord) -> Value {
    let embed = json!({"$type": "app.bsky.embed.record", "record": strong_ref(quoted)});
    if let Some(map) = record.as_object_mut() {
        map.insert("embed".to_owned(), embed);
    }
    record
}

/// Builds a like or repost of `subject`.
pub(crate) fn about(collection: &str, subject: &StoredRecord, at: Timestamp) -> Value {
    json!({
        "$type": collection,
        "subject": strong_ref(subject),
        "createdAt": at.to_string(),
    })
}

/// Builds a follow of `subject`.
pub(crate) fn follow(subject: &Did, at: Timestamp) -> Value {
    json!({
        "$type": "app.bsky.graph.follow",
        "subject": subject.as_str(),
        "createdAt": at.to_string(),
    })
}

fn strong_ref(record: &StoredRecord) -> Value {
    json!({"uri": record.uri.to_string(), "cid": record.cid})
}

fn facets(world: &World, text: &str) -> Vec<Value> {
    let mut facets = Vec::new();
    let mut start = 0;
    for word in text.split_inclusive(char::is_whitespace) {
        let bare = word
            .trim_end()
            .trim_end_matches(['.', ',', '!', '?', ':', ';', ')']);
        if let Some(feature) = feature(world, bare) {
            facets.push(json!({
                "index": {"byteStart": start, "byteEnd": start + bare.len()},
                "features": [feature],
            }));
        }
        start += word.len();
    }
    facets
}

fn feature(world: &World, word: &str) -> Option<Value> {
    if let Some(handle) = word.strip_prefix('@') {
        let did = &world.find(handle)?.did;
        return Some(json!({"$type": "app.bsky.richtext.facet#mention", "did": did.as_str()}));
    }
    if let Some(tag) = word.strip_prefix('#').filter(|tag| !tag.is_empty()) {
        return Some(json!({"$type": "app.bsky.richtext.facet#tag", "tag": tag}));
    }
    let is_link = word.starts_with("https://") || word.starts_with("http://");
    is_link.then(|| json!({"$type": "app.bsky.richtext.facet#link", "uri": word}))
}
