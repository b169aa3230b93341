//! Notifications: who is told about a new record, and how they are listed.
//!
//! # Source
//! Lexicon `app.bsky.notification.*`; the order of precedence (mention, quote, reply, one per
//! person and post, ancestors up to five levels) follows the reference AppView, read 2026-08-20.

use std::collections::BTreeSet;

use serde_json::Value;

use super::records::{quoted, reply_end};
use super::validate::POST;
use super::{StoredRecord, World};
use crate::clock::Timestamp;
use crate::ids::{AtUri, Did};
use crate::json::At as _;

const REPLY_DEPTH: usize = 5;

/// One line in somebody's notification list.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Notification {
    /// Who is told.
    pub to: Did,
    /// `like`, `repost`, `follow`, `mention`, `reply` or `quote`.
    pub reason: &'static str,
    /// The own post it is about, where there is one.
    pub reason_subject: Option<AtUri>,
    /// The record that caused it.
    pub uri: AtUri,
    /// When the network took that record in.
    pub indexed_at: Timestamp,
    /// Position among all writes, for a stable order within one millisecond.
    pub order: u64,
}

/// One page of notifications.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Page<'a> {
    /// Newest first.
    pub items: Vec<&'a Notification>,
    /// Where the next page starts; absent at the end.
    pub cursor: Option<String>,
}

impl World {
    /// Lists what `did` was told, newest first, without muted or blocked people.
    ///
    /// # Shapes
    /// At most `limit` items; `cursor` is one that an earlier page returned.
    pub fn notifications(
        &self,
        did: &Did,
        reasons: &[String],
        limit: usize,
        cursor: Option<(i64, u64)>,
    ) -> Page<'_> {
        let mut all: Vec<&Notification> = self
            .visible_notifications(did)
            .filter(|one| reasons.is_empty() || reasons.iter().any(|wanted| wanted == one.reason))
            .filter(|one| cursor.is_none_or(|edge| one.position() < edge))
            .collect();
        all.sort_by_key(|one| std::cmp::Reverse(one.position()));
        let more = all.len() > limit;
        all.truncate(limit);
        let cursor = all.last().filter(|_| more).map(|last| {
            let (ms, order) = last.position();
            format!("{ms}::{order}")
        });
        Page { items: all, cursor }
    }

    /// Counts what `did` has not seen yet.
    pub fn unread_count(&self, did: &Did) -> usize {
        self.visible_notifications(did)
            .filter(|one| !self.is_read(one))
            .count()
    }

    /// Returns up to when `did` has seen notifications.
    pub fn seen_at(&self, did: &Did) -> Option<Timestamp> {
        self.seen.get(did).copied()
    }

    /// Tells whether the person has seen this notification.
    pub fn is_read(&self, notification: &Notification) -> bool {
        self.seen_at(&notification.to)
            .is_some_and(|seen| notification.indexed_at <= seen)
    }

    fn visible_notifications<'a, 'd>(
        &'a self,
        did: &'d Did,
    ) -> impl Iterator<Item = &'a Notification> + use<'a, 'd> {
        self.notifications.iter().filter(move |one| {
            let author = one.uri.did();
            one.to == *did && !self.has_muted(did, author) && !self.block_between(did, author)
        })
    }
}

impl Notification {
    const fn position(&self) -> (i64, u64) {
        (self.indexed_at.as_ms(), self.order)
    }
}

/// Reads a cursor that [`World::notifications`] wrote.
pub fn parse_cursor(text: &str) -> Option<(i64, u64)> {
    let (ms, order) = text.split_once("::")?;
    Some((ms.parse().ok()?, order.parse().ok()?))
}

pub(super) fn notifications_of(world: &World, record: &StoredRecord) -> Vec<Notification> {
    let value = &record.value;
    let about = |uri: AtUri| vec![(uri.did().clone(), Some(uri))];
    let subject = || {
        value
            .at("subject")
            .at("uri")
            .as_str()
            .and_then(AtUri::parse)
    };
    let told = match record.uri.collection() {
        "app.bsky.feed.like" => with_reason("like", subject().map(about)),
        "app.bsky.feed.repost" => with_reason("repost", subject().map(about)),
        "app.bsky.graph.follow" => {
            let followed = value
                .at("subject")
                .as_str()
                .map(|did| vec![(Did::new(did), None)]);
            with_reason("follow", followed)
        }
        POST => post_notifications(world, value),
        _ => Vec::new(),
    };
    let mut already = BTreeSet::from([record.uri.did().clone()]);
    told.into_iter()
        .filter(|(_, to, _)| world.person(to).is_some() && already.insert(to.clone()))
        .map(|(reason, to, reason_subject)| Notification {
            to,
            reason,
            reason_subject,
            uri: record.uri.clone(),
            indexed_at: record.indexed_at,
            order: record.order,
        })
        .collect()
}

type Told = (&'static str, Did, Option<AtUri>);

fn with_reason(reason: &'static str, told: Option<Vec<(Did, Option<AtUri>)>>) -> Vec<Told> {
    told.into_iter()
        .flatten()
        .map(|(did, subject)| (reason, did, subject))
        .collect()
}

fn post_notifications(world: &World, post: &Value) -> Vec<Told> {
    let mentioned = post
        .at("facets")
        .as_array()
        .into_iter()
        .flatten()
        .flat_map(|facet| facet.at("features").as_array().into_iter().flatten())
        .filter(|feature| feature.at("$type") == "app.bsky.richtext.facet#mention")
        .filter_map(|feature| Some(("mention", Did::new(feature.at("did").as_str()?), None)));
    let quote = quoted(post)
        .filter(|uri| uri.collection() == POST)
        .map(|uri| ("quote", uri.did().clone(), Some(uri)));
    let mut told: Vec<Told> = mentioned.chain(quote).collect();
    let mut ancestor = reply_end(post, "parent");
    for _ in 1..REPLY_DEPTH {
        let Some(uri) = ancestor else { break };
        ancestor = world
            .record(&uri)
            .and_then(|record| reply_end(&record.value, "parent"));
        told.push(("reply", uri.did().clone(), Some(uri)));
    }
    told
}
