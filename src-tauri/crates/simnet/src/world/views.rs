//! How records and people look from outside: the AppView's shapes.
//!
//! # Source
//! Lexicons `app.bsky.actor.defs`, `app.bsky.feed.defs`, `app.bsky.embed.*`, read 2026-08-20.

use serde_json::{Map, Value, json};

use super::records::quoted;
use super::validate::POST;
use super::{Link, StoredRecord, World};
use crate::ids::{AtUri, Did};
use crate::json::At as _;

/// Looks at a world with somebody's eyes.
#[derive(Clone, Copy, Debug)]
pub struct Lens<'a> {
    /// What is looked at.
    pub world: &'a World,
    /// Who looks; nobody for public reads.
    pub viewer: Option<&'a Did>,
    /// Address of this server, for image links.
    pub base_url: &'a str,
}

impl Lens<'_> {
    /// Shows `profileViewBasic`.
    pub fn profile_basic(&self, did: &Did) -> Value {
        let Some(person) = self.world.person(did) else {
            return json!({"did": did.as_str(), "handle": "handle.invalid"});
        };
        let record = self.world.profile_record(did).unwrap_or(&Value::Null);
        let mut view = Map::new();
        let display_name = record
            .at("displayName")
            .as_str()
            .unwrap_or(&person.display_name);
        view.insert("did".to_owned(), json!(did.as_str()));
        view.insert("handle".to_owned(), json!(person.handle));
        view.insert("displayName".to_owned(), json!(display_name));
        if let Some(cid) = record.at("avatar").at("ref").at("$link").as_str() {
            view.insert("avatar".to_owned(), json!(self.blob_url(did, cid)));
        }
        if self.viewer.is_some() {
            view.insert("viewer".to_owned(), self.viewer_state(did));
        }
        view.insert("labels".to_owned(), json!([]));
        view.insert("createdAt".to_owned(), json!(person.joined_at.to_string()));
        Value::Object(view)
    }

    /// Shows `profileView`: the basic view, the description and the time of indexing.
    pub fn profile(&self, did: &Did) -> Value {
        let mut view = self.profile_basic(did);
        if let (Some(person), Some(map)) = (self.world.person(did), view.as_object_mut()) {
            let record = self.world.profile_record(did).unwrap_or(&Value::Null);
            let description = record
                .at("description")
                .as_str()
                .unwrap_or(&person.description);
            map.insert("description".to_owned(), json!(description));
            map.insert("indexedAt".to_owned(), json!(person.joined_at.to_string()));
        }
        view
    }

    /// Shows `profileViewDetailed`: the profile view and the counts.
    pub fn profile_detailed(&self, did: &Did) -> Value {
        let mut view = self.profile(did);
        if let Some(map) = view.as_object_mut() {
            let followers = self.world.linked(Link::Follow, did.as_str()).len();
            let follows = self.world.records_of(did, "app.bsky.graph.follow").count();
            let posts = self.world.records_of(did, POST).count();
            map.insert("followersCount".to_owned(), json!(followers));
            map.insert("followsCount".to_owned(), json!(follows));
            map.insert("postsCount".to_owned(), json!(posts));
        }
        view
    }

    /// Shows how the viewer stands to `did`.
    pub fn viewer_state(&self, did: &Did) -> Value {
        let Some(viewer) = self.viewer else {
            return json!({});
        };
        let link = |link, subject: &Did, by| {
            let uri = self.world.link_by(link, subject.as_str(), by);
            uri.map(AtUri::to_string)
        };
        let mut state = Map::new();
        state.insert("muted".to_owned(), json!(self.world.has_muted(viewer, did)));
        let blocked_by = link(Link::Block, viewer, did).is_some();
        state.insert("blockedBy".to_owned(), json!(blocked_by));
        for (name, uri) in [
            ("blocking", link(Link::Block, did, viewer)),
            ("following", link(Link::Follow, did, viewer)),
            ("followedBy", link(Link::Follow, viewer, did)),
        ] {
            if let Some(uri) = uri {
                state.insert(name.to_owned(), json!(uri));
            }
        }
        Value::Object(state)
    }

    /// Tells whether a block stands between the viewer and `did`.
    pub fn is_blocked(&self, did: &Did) -> bool {
        self.viewer
            .is_some_and(|viewer| viewer != did && self.world.block_between(viewer, did))
    }

    /// Shows `postView`.
    pub fn post(&self, post: &StoredRecord) -> Value {
        let uri = post.uri.to_string();
        let count = |link| self.world.linked(link, &uri).len();
        let mut view = json!({
            "uri": uri,
            "cid": post.cid,
            "author": self.profile_basic(post.uri.did()),
            "record": post.value,
            "bookmarkCount": 0,
            "replyCount": count(Link::Reply),
            "repostCount": count(Link::Repost),
            "likeCount": count(Link::Like),
            "quoteCount": count(Link::Quote),
            "indexedAt": post.indexed_at.to_string(),
            "labels": [],
        });
        if let Some(map) = view.as_object_mut() {
            if let Some(embed) = self.embed(post, post.value.at("embed")) {
                map.insert("embed".to_owned(), embed);
            }
            if self.viewer.is_some() {
                map.insert("viewer".to_owned(), self.post_state(&uri));
            }
            if let Some(gate) = self.threadgate(&post.uri) {
                map.insert("threadgate".to_owned(), gate);
            }
        }
        view
    }

    fn post_state(&self, uri: &str) -> Value {
        let mut state = Map::new();
        let own = |link| {
            let viewer = self.viewer?;
            self.world.link_by(link, uri, viewer)
        };
        for (name, link) in [("like", Link::Like), ("repost", Link::Repost)] {
            if let Some(uri) = own(link) {
                state.insert(name.to_owned(), json!(uri.to_string()));
            }
        }
        for name in ["bookmarked", "threadMuted", "embeddingDisabled"] {
            state.insert(name.to_owned(), json!(false));
        }
        Value::Object(state)
    }

    fn threadgate(&self, post: &AtUri) -> Option<Value> {
        let uri = AtUri::new(post.did(), "app.bsky.feed.threadgate", post.rkey());
        let gate = self.world.record(&uri)?;
        Some(json!({
            "uri": uri.to_string(),
            "cid": gate.cid,
            "record": gate.value,
            "lists": [],
        }))
    }

    fn embed(&self, post: &StoredRecord, embed: &Value) -> Option<Value> {
        match embed.at("$type").as_str()? {
            "app.bsky.embed.images" => Some(self.images(post.uri.did(), embed)),
            "app.bsky.embed.external" => Some(self.external(post.uri.did(), embed)),
            "app.bsky.embed.record" => Some(json!({
                "$type": "app.bsky.embed.record#view",
                "record": self.quoted_record(&post.value),
            })),
            "app.bsky.embed.recordWithMedia" => Some(json!({
                "$type": "app.bsky.embed.recordWithMedia#view",
                "record": {"record": self.quoted_record(&post.value)},
                "media": self.embed(post, embed.at("media")),
            })),
            _ => None,
        }
    }

    fn images(&self, did: &Did, embed: &Value) -> Value {
        let images = embed.at("images").as_array().into_iter().flatten();
        let shown: Vec<Value> = images
            .map(|image| {
                let cid = image
                    .at("image")
                    .at("ref")
                    .at("$link")
                    .as_str()
                    .unwrap_or_default();
                let url = self.blob_url(did, cid);
                let mut view = json!({"thumb": url, "fullsize": url, "alt": image.at("alt")});
                if let (Some(ratio), Some(map)) = (image.get("aspectRatio"), view.as_object_mut()) {
                    map.insert("aspectRatio".to_owned(), ratio.clone());
                }
                view
            })
            .collect();
        json!({"$type": "app.bsky.embed.images#view", "images": shown})
    }

    fn external(&self, did: &Did, embed: &Value) -> Value {
        let external = embed.at("external");
        let mut view = json!({
            "uri": external.at("uri"),
            "title": external.at("title"),
            "description": external.at("description"),
        });
        let thumb = external.at("thumb").at("ref").at("$link").as_str();
        if let (Some(cid), Some(map)) = (thumb, view.as_object_mut()) {
            map.insert("thumb".to_owned(), json!(self.blob_url(did, cid)));
        }
        json!({"$type": "app.bsky.embed.external#view", "external": view})
    }

    fn quoted_record(&self, record: &Value) -> Value {
        let Some(uri) = quoted(record) else {
            return Value::Null;
        };
        let Some(post) = self.world.record(&uri) else {
            return json!({
                "$type": "app.bsky.embed.record#viewNotFound",
                "uri": uri.to_string(),
                "notFound": true,
            });
        };
        let count = |link| self.world.linked(link, &uri.to_string()).len();
        json!({
            "$type": "app.bsky.embed.record#viewRecord",
            "uri": uri.to_string(),
            "cid": post.cid,
            "author": self.profile_basic(uri.did()),
            "value": post.value,
            "labels": [],
            "replyCount": count(Link::Reply),
            "repostCount": count(Link::Repost),
            "likeCount": count(Link::Like),
            "quoteCount": count(Link::Quote),
            "indexedAt": post.indexed_at.to_string(),
        })
    }

    fn blob_url(&self, did: &Did, cid: &str) -> String {
        let base = self.base_url;
        format!("{base}/xrpc/com.atproto.sync.getBlob?did={did}&cid={cid}")
    }
}
