//! The rules a record must keep before it is stored.
//!
//! Unknown collections are stored unseen, as on a real PDS. In two places this server is
//! stricter on purpose, so that a faulty client is seen at once: a reply must point at posts that
//! exist, and its root must be the root of its parent's thread.
//!
//! # Source
//! Lexicons `app.bsky.feed.*`, `app.bsky.graph.*`, `app.bsky.richtext.facet`, read 2026-08-20.

use serde_json::Value;
use unicode_segmentation::UnicodeSegmentation;

use super::World;
use super::records::reply_end;
use crate::clock::Timestamp;
use crate::ids::{AtUri, is_nsid, is_record_key, is_tid};
use crate::json::At as _;
use crate::refusal::Refusal;

/// Collection of posts.
pub const POST: &str = "app.bsky.feed.post";

const MAX_GRAPHEMES: usize = 300;
const MAX_TEXT_BYTES: usize = 3_000;
const MAX_IMAGES: usize = 4;
const MAX_IMAGE_BYTES: u64 = 2_000_000;
const MAX_LANGS: usize = 3;
const MAX_TAG_GRAPHEMES: usize = 64;
const MAX_TAG_BYTES: usize = 640;

/// Collections whose record key must be a TID.
const TID_KEYED: [&str; 7] = [
    POST,
    "app.bsky.feed.like",
    "app.bsky.feed.repost",
    "app.bsky.feed.threadgate",
    "app.bsky.feed.postgate",
    "app.bsky.graph.follow",
    "app.bsky.graph.block",
];

/// Checks the key and the content of a record about to be written at `uri`.
///
/// # Errors
/// - `InvalidRequest`: a rule is broken; the message names it.
/// - `BlobNotFound`, `BlobTooLarge`, `InvalidMimeType`: an embedded image is not usable.
pub fn validate_record(world: &World, uri: &AtUri, record: &Value) -> Result<(), Refusal> {
    check_key(uri)?;
    let collection = uri.collection();
    let broken = |what: &str| Refusal::invalid(format!("Invalid {collection} record: {what}"));
    if !record.is_object() {
        return Err(Refusal::invalid("Input/record must be an object"));
    }
    if record.at("$type") != collection {
        let given = record.at("$type").as_str().unwrap_or("undefined");
        let message = format!("Invalid $type: expected {collection}, got {given}");
        return Err(Refusal::invalid(message));
    }
    if TID_KEYED.contains(&collection) {
        let created_at = record.at("createdAt").as_str();
        if created_at.and_then(Timestamp::parse).is_none() {
            return Err(broken("Record/createdAt must be a valid RFC 3339 datetime"));
        }
    }
    match collection {
        POST => check_post(world, uri, record),
        "app.bsky.feed.like" | "app.bsky.feed.repost" => check_strong_ref(record.at("subject"))
            .ok_or_else(|| broken("Record/subject must be a strong reference"))
            .map(|_| ()),
        "app.bsky.graph.follow" | "app.bsky.graph.block" => record
            .at("subject")
            .as_str()
            .filter(|subject| subject.starts_with("did:"))
            .map(|_| ())
            .ok_or_else(|| broken("Record/subject must be a valid did")),
        "app.bsky.feed.threadgate" | "app.bsky.feed.postgate" => record
            .at("post")
            .as_str()
            .and_then(AtUri::parse)
            .filter(|post| post.rkey() == uri.rkey() && post.did() == uri.did())
            .map(|_| ())
            .ok_or_else(|| broken("Record/post must name the own post with the same key")),
        _ => Ok(()),
    }
}

fn check_key(uri: &AtUri) -> Result<(), Refusal> {
    let (collection, rkey) = (uri.collection(), uri.rkey());
    if !is_nsid(collection) {
        return Err(Refusal::invalid("Input/collection must be a valid nsid"));
    }
    if !is_record_key(rkey) {
        return Err(Refusal::invalid("Input/rkey must be a valid Record Key"));
    }
    if TID_KEYED.contains(&collection) && !is_tid(rkey) {
        let message = format!("Invalid record key for {collection}: {rkey} is not a TID");
        return Err(Refusal::invalid(message));
    }
    if collection == super::users::PROFILE && rkey != "self" {
        return Err(Refusal::invalid(format!(
            "Invalid record key for {collection}: expected self"
        )));
    }
    Ok(())
}

fn check_post(world: &World, uri: &AtUri, record: &Value) -> Result<(), Refusal> {
    let broken = |what: &str| Refusal::invalid(format!("Invalid {POST} record: {what}"));
    let text = record
        .at("text")
        .as_str()
        .ok_or_else(|| broken("Record must have the property \"text\""))?;
    if text.len() > MAX_TEXT_BYTES {
        return Err(broken(
            "Record/text must not be longer than 3000 characters",
        ));
    }
    if text.graphemes(true).count() > MAX_GRAPHEMES {
        return Err(broken("Record/text must not be longer than 300 graphemes"));
    }
    if let Some(langs) = record.get("langs") {
        let langs = langs.as_array().map(Vec::len);
        if langs.is_none_or(|count| count > MAX_LANGS) {
            return Err(broken(
                "Record/langs must be an array of at most 3 elements",
            ));
        }
    }
    if let Some(facets) = record.get("facets") {
        let facets = facets
            .as_array()
            .ok_or_else(|| broken("Record/facets must be an array"))?;
        for facet in facets {
            check_facet(text, facet).map_err(|what| broken(&format!("Record/facets {what}")))?;
        }
    }
    if record.get("reply").is_some() {
        check_reply(world, record.at("reply")).map_err(|what| broken(&what))?;
    }
    if let Some(embed) = record.get("embed") {
        check_embed(world, uri, embed)?;
    }
    Ok(())
}

fn check_facet(text: &str, facet: &Value) -> Result<(), String> {
    let edge = |name: &str| {
        facet
            .at("index")
            .at(name)
            .as_u64()
            .and_then(|at| usize::try_from(at).ok())
            .ok_or_else(|| format!("index must have the integer {name}"))
    };
    let (start, end) = (edge("byteStart")?, edge("byteEnd")?);
    if start >= end || end > text.len() {
        return Err(format!("range {start}..{end} is outside the text"));
    }
    if !text.is_char_boundary(start) || !text.is_char_boundary(end) {
        return Err(format!("range {start}..{end} cuts a character"));
    }
    let features = facet
        .at("features")
        .as_array()
        .ok_or_else(|| "must have features".to_owned())?;
    features.iter().try_for_each(check_feature)
}

fn check_feature(feature: &Value) -> Result<(), String> {
    let text_of = |name: &str| feature.at(name).as_str().unwrap_or_default();
    let sound = match feature.at("$type").as_str() {
        Some("app.bsky.richtext.facet#mention") => text_of("did").starts_with("did:"),
        Some("app.bsky.richtext.facet#link") => text_of("uri").contains(':'),
        Some("app.bsky.richtext.facet#tag") => {
            let tag = text_of("tag");
            !tag.is_empty()
                && tag.len() <= MAX_TAG_BYTES
                && tag.graphemes(true).count() <= MAX_TAG_GRAPHEMES
        }
        Some(_) => true,
        None => false,
    };
    if sound {
        return Ok(());
    }
    Err(format!("has an unusable feature {feature}"))
}

fn check_reply(world: &World, reply: &Value) -> Result<(), String> {
    let end = |name: &str| {
        let (uri, cid) = check_strong_ref(reply.at(name))
            .ok_or_else(|| format!("Record/reply/{name} must be a strong reference"))?;
        let target = world
            .record(&uri)
            .filter(|record| record.cid == cid && uri.collection() == POST)
            .ok_or_else(|| format!("Record/reply/{name} points at no post: {uri}"))?;
        Ok::<_, String>((uri, target))
    };
    let ((parent_uri, parent), (root_uri, _)) = (end("parent")?, end("root")?);
    let expected = reply_end(&parent.value, "root").unwrap_or(parent_uri);
    if expected != root_uri {
        return Err(format!("Record/reply/root must be {expected}"));
    }
    Ok(())
}

fn check_strong_ref(reference: &Value) -> Option<(AtUri, String)> {
    let uri = AtUri::parse(reference.at("uri").as_str()?)?;
    let cid = reference
        .at("cid")
        .as_str()
        .filter(|cid| cid.starts_with("baf"))?;
    Some((uri, cid.to_owned()))
}

fn check_embed(world: &World, uri: &AtUri, embed: &Value) -> Result<(), Refusal> {
    let broken =
        |what: &str| Refusal::invalid(format!("Invalid {POST} record: Record/embed{what}"));
    match embed.at("$type").as_str() {
        Some("app.bsky.embed.images") => {
            let images = embed
                .at("images")
                .as_array()
                .filter(|images| images.len() <= MAX_IMAGES)
                .ok_or_else(|| broken("/images must be an array of at most 4 elements"))?;
            for image in images {
                if !image.at("alt").is_string() {
                    return Err(broken("/images must have the property \"alt\""));
                }
                check_image(world, uri, image.at("image"))?;
            }
            Ok(())
        }
        Some("app.bsky.embed.record") => check_strong_ref(embed.at("record"))
            .map(|_| ())
            .ok_or_else(|| broken("/record must be a strong reference")),
        Some("app.bsky.embed.recordWithMedia") => {
            check_strong_ref(embed.at("record").at("record"))
                .ok_or_else(|| broken("/record must be a strong reference"))?;
            check_embed(world, uri, embed.at("media"))
        }
        Some("app.bsky.embed.external") => {
            let external = embed.at("external");
            let whole = ["uri", "title", "description"]
                .iter()
                .all(|name| external.at(name).is_string());
            if !whole {
                return Err(broken("/external must have uri, title and description"));
            }
            match external.get("thumb") {
                Some(thumb) => check_image(world, uri, thumb),
                None => Ok(()),
            }
        }
        Some(_) => Ok(()),
        None => Err(broken(" must have the property \"$type\"")),
    }
}

fn check_image(world: &World, uri: &AtUri, blob: &Value) -> Result<(), Refusal> {
    let cid = blob.at("ref").at("$link").as_str().unwrap_or_default();
    let known = world
        .blob(uri.did(), cid)
        .ok_or_else(|| Refusal::new(400, "BlobNotFound", format!("Could not find blob: {cid}")))?;
    let mime_type = blob.at("mimeType").as_str().unwrap_or_default();
    if !mime_type.starts_with("image/") || mime_type != known.mime_type {
        let message = format!("Wrong type of file. It is {mime_type} but it must match image/*.");
        return Err(Refusal::new(400, "InvalidMimeType", message));
    }
    if known.bytes.len() as u64 > MAX_IMAGE_BYTES {
        let message = format!(
            "This file is too large. It is {} bytes but the maximum size is {MAX_IMAGE_BYTES}.",
            known.bytes.len()
        );
        return Err(Refusal::new(400, "BlobTooLarge", message));
    }
    Ok(())
}
