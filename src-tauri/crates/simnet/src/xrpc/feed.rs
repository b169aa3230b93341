//! `app.bsky.feed.*`: posts, threads, author feeds and search.
//!
//! # Source
//! Lexicons `app.bsky.feed.*`, read 2026-08-20.

use serde_json::{Value, json};

use super::{Answer, Call, Method, Takes};
use crate::clock::Timestamp;
use crate::core::Core;
use crate::ids::{AtUri, Did};
use crate::refusal::Refusal;
use crate::world::feed::{FeedFilter, Search};
use crate::world::notifications::parse_cursor;

pub(super) const METHODS: &[Method] = &[
    Method {
        nsid: "app.bsky.feed.getPostThread",
        takes: Takes::Query,
        run: get_post_thread,
    },
    Method {
        nsid: "app.bsky.feed.getPosts",
        takes: Takes::Query,
        run: get_posts,
    },
    Method {
        nsid: "app.bsky.feed.getAuthorFeed",
        takes: Takes::Query,
        run: get_author_feed,
    },
    Method {
        nsid: "app.bsky.feed.searchPosts",
        takes: Takes::Query,
        run: search_posts,
    },
];

const MAX_POSTS: usize = 25;

fn get_post_thread(core: &mut Core, call: &Call) -> Result<Answer, Refusal> {
    let viewer = core.viewer(call)?;
    let uri = resolve_uri(core, call.need_param("uri")?)?;
    let depth = call.number("depth", 6, 0, 1_000)?;
    let parent_height = call.number("parentHeight", 80, 0, 1_000)?;
    let lens = core.lens(viewer.as_ref());
    let thread = lens.thread(&uri, depth, parent_height)?;
    Ok(Answer::Json(json!({"thread": thread})))
}

fn get_posts(core: &mut Core, call: &Call) -> Result<Answer, Refusal> {
    let viewer = core.viewer(call)?;
    let uris = call.params("uris");
    if uris.is_empty() || uris.len() > MAX_POSTS {
        let message = format!("Error: uris must have between 1 and {MAX_POSTS} elements");
        return Err(Refusal::invalid(message));
    }
    let uris = uris
        .iter()
        .map(|uri| resolve_uri(core, uri))
        .collect::<Result<Vec<AtUri>, Refusal>>()?;
    let lens = core.lens(viewer.as_ref());
    let posts: Vec<Value> = uris
        .iter()
        .filter_map(|uri| core.world.record(uri))
        .filter(|post| !lens.is_blocked(post.uri.did()))
        .map(|post| lens.post(post))
        .collect();
    Ok(Answer::Json(json!({"posts": posts})))
}

fn get_author_feed(core: &mut Core, call: &Call) -> Result<Answer, Refusal> {
    let viewer = core.viewer(call)?;
    let author = core.need_person(call.need_param("actor")?)?.did.clone();
    let filter = call.param("filter").unwrap_or("posts_with_replies");
    let filter = FeedFilter::parse(filter)
        .ok_or_else(|| Refusal::invalid(format!("Unknown filter: {filter}")))?;
    let limit = call.page_size(50)?;
    let before = match call.param("cursor") {
        None => None,
        Some(text) => Some(parse_cursor(text).ok_or_else(|| Refusal::invalid("Malformed cursor"))?),
    };
    let lens = core.lens(viewer.as_ref());
    if lens.is_blocked(&author) {
        let message = "Requester has blocked actor, or is blocked by it";
        return Err(Refusal::new(400, "BlockedActor", message));
    }
    let (feed, cursor) = lens.author_feed(&author, filter, limit, before);
    let mut output = json!({"feed": feed});
    if let (Some(cursor), Some(map)) = (cursor, output.as_object_mut()) {
        map.insert("cursor".to_owned(), json!(cursor));
    }
    Ok(Answer::Json(output))
}

fn search_posts(core: &mut Core, call: &Call) -> Result<Answer, Refusal> {
    let did = core.actor(call)?;
    let search = read_search(core, call, &did)?;
    let limit = call.page_size(25)?;
    let skip: usize = match call.param("cursor") {
        None => 0,
        Some(text) => text
            .parse()
            .map_err(|_| Refusal::invalid("Malformed cursor"))?,
    };
    let hits = core.world.search(&search);
    let lens = core.lens(Some(&did));
    let posts: Vec<Value> = hits
        .iter()
        .filter(|post| !lens.is_blocked(post.uri.did()))
        .skip(skip)
        .take(limit)
        .map(|post| lens.post(post))
        .collect();
    let mut output = json!({"posts": posts, "hitsTotal": hits.len()});
    if let (true, Some(map)) = (skip + limit < hits.len(), output.as_object_mut()) {
        map.insert("cursor".to_owned(), json!((skip + limit).to_string()));
    }
    Ok(Answer::Json(output))
}

fn read_search(core: &Core, call: &Call, caller: &Did) -> Result<Search, Refusal> {
    let query = call.need_param("q")?;
    if query.trim().is_empty() {
        return Err(Refusal::new(400, "BadQueryString", "Query is empty"));
    }
    let account = |name: &str| match name.trim_start_matches('@') {
        "me" => Ok(caller.clone()),
        name => core.need_person(name).map(|person| person.did.clone()),
    };
    let instant = |name: &str| match call.param(name) {
        None => Ok(None),
        Some(text) => Timestamp::parse(text)
            .map(Some)
            .ok_or_else(|| Refusal::invalid(format!("Error: {name} must be a valid datetime"))),
    };
    let mut search = Search {
        author: call.param("author").map(account).transpose()?,
        mentions: call.param("mentions").map(account).transpose()?,
        tags: call
            .params("tag")
            .iter()
            .map(|tag| tag.to_lowercase())
            .collect(),
        lang: call.param("lang").map(str::to_owned),
        since: instant("since")?,
        until: instant("until")?,
        top: call.param("sort") == Some("top"),
        words: Vec::new(),
    };
    for word in query.split_whitespace() {
        let word = word.trim_matches('"');
        if let Some(author) = word.strip_prefix("from:") {
            search.author = Some(account(author)?);
        } else if let Some(tag) = word.strip_prefix('#') {
            search.tags.push(tag.to_lowercase());
        } else {
            search.words.push(word.to_lowercase());
        }
    }
    Ok(search)
}

/// Reads an AT-URI whose authority may be a handle.
fn resolve_uri(core: &Core, text: &str) -> Result<AtUri, Refusal> {
    let malformed = || Refusal::invalid("Error: uri must be a valid at-uri");
    let rest = text.strip_prefix("at://").ok_or_else(malformed)?;
    let (authority, path) = rest.split_once('/').ok_or_else(malformed)?;
    let did = core
        .world
        .find(authority)
        .map_or(authority, |person| person.did.as_str());
    AtUri::parse(&format!("at://{did}/{path}")).ok_or_else(malformed)
}
