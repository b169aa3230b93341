//! `app.bsky.notification.*`.
//!
//! # Source
//! Lexicons `app.bsky.notification.*`, read 2026-08-20.

use serde_json::{Value, json};

use super::{Answer, Call, Method, Takes};
use crate::clock::Timestamp;
use crate::core::Core;
use crate::refusal::Refusal;
use crate::world::Change;
use crate::world::notifications::{Notification, parse_cursor};
use crate::world::views::Lens;

pub(super) const METHODS: &[Method] = &[
    Method {
        nsid: "app.bsky.notification.listNotifications",
        takes: Takes::Query,
        run: list_notifications,
    },
    Method {
        nsid: "app.bsky.notification.getUnreadCount",
        takes: Takes::Query,
        run: get_unread_count,
    },
    Method {
        nsid: "app.bsky.notification.updateSeen",
        takes: Takes::Json,
        run: update_seen,
    },
];

fn list_notifications(core: &mut Core, call: &Call) -> Result<Answer, Refusal> {
    let did = core.actor(call)?;
    let limit = call.page_size(50)?;
    let cursor = match call.param("cursor") {
        None => None,
        Some(text) => Some(parse_cursor(text).ok_or_else(|| Refusal::invalid("Malformed cursor"))?),
    };
    let page = core
        .world
        .notifications(&did, &call.params("reasons"), limit, cursor);
    let lens = core.lens(Some(&did));
    let shown: Vec<Value> = page
        .items
        .iter()
        .filter_map(|one| view(lens, one))
        .collect();
    let mut output = json!({"notifications": shown, "priority": false});
    if let Some(map) = output.as_object_mut() {
        if let Some(cursor) = page.cursor {
            map.insert("cursor".to_owned(), json!(cursor));
        }
        if let Some(seen_at) = core.world.seen_at(&did) {
            map.insert("seenAt".to_owned(), json!(seen_at.to_string()));
        }
    }
    Ok(Answer::Json(output))
}

fn view(lens: Lens<'_>, notification: &Notification) -> Option<Value> {
    let record = lens.world.record(&notification.uri)?;
    let mut view = json!({
        "uri": notification.uri.to_string(),
        "cid": record.cid,
        "author": lens.profile(notification.uri.did()),
        "reason": notification.reason,
        "record": record.value,
        "isRead": lens.world.is_read(notification),
        "indexedAt": notification.indexed_at.to_string(),
        "labels": [],
    });
    if let (Some(subject), Some(map)) = (&notification.reason_subject, view.as_object_mut()) {
        map.insert("reasonSubject".to_owned(), json!(subject.to_string()));
    }
    Some(view)
}

fn get_unread_count(core: &mut Core, call: &Call) -> Result<Answer, Refusal> {
    let did = core.actor(call)?;
    let count = core.world.unread_count(&did);
    Ok(Answer::Json(json!({"count": count})))
}

fn update_seen(core: &mut Core, call: &Call) -> Result<Answer, Refusal> {
    let did = core.actor(call)?;
    let seen_at = Timestamp::parse(call.need_text("seenAt")?)
        .ok_or_else(|| Refusal::invalid("Input/seenAt must be a valid RFC 3339 datetime"))?;
    let mut changes = Vec::new();
    if core.world.seen_at(&did) != Some(seen_at) {
        changes.push(Change::NotificationsSeen {
            did: did.clone(),
            seen_at,
        });
    }
    core.commit(&did, &call.nsid, None, changes)?;
    Ok(Answer::Empty)
}
