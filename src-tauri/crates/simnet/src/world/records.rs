//! The record store: reading, and preparing creates, puts and deletes.
//!
//! # Source
//! Lexicons `com.atproto.repo.*` and the reference PDS, read 2026-08-20.

use serde_json::Value;

use super::notifications::{Notification, notifications_of};
use super::validate::{POST, validate_record};
use super::{Change, Link, StoredRecord, World};
use crate::clock::Timestamp;
use crate::ids::{AtUri, Did, is_record_key, record_cid, tid};
use crate::json::At as _;
use crate::refusal::Refusal;

/// A write that would be accepted: its answer and what it changes.
#[derive(Clone, Debug, PartialEq)]
pub struct Prepared {
    /// Where the record is.
    pub uri: AtUri,
    /// Its content id.
    pub cid: String,
    /// What happens; empty when the record already has this content.
    pub changes: Vec<Change>,
}

/// What a put expects to find: nothing said, nothing there, or this content.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Swap {
    /// Whatever is there may be replaced.
    Anything,
    /// `swapRecord: null`: the record must not exist.
    Absent,
    /// The record must have this content id.
    At(String),
}

impl World {
    /// Finds a record.
    pub fn record(&self, uri: &AtUri) -> Option<&StoredRecord> {
        self.records.get(uri)
    }

    /// Returns the records of one collection, by rising record key.
    pub fn records_of<'a>(
        &'a self,
        did: &'a Did,
        collection: &'a str,
    ) -> impl DoubleEndedIterator<Item = &'a StoredRecord> {
        // `~` is the greatest character a record key may hold, and keys end at 512.
        let last = AtUri::new(did, collection, "~".repeat(513));
        self.records
            .range(AtUri::new(did, collection, "")..last)
            .map(|(_, record)| record)
    }

    /// Returns every post on the network in no useful order.
    pub fn posts(&self) -> impl Iterator<Item = &StoredRecord> {
        self.records
            .values()
            .filter(|record| record.uri.collection() == POST)
    }

    /// Prepares `putRecord`.
    ///
    /// # Errors
    /// - `InvalidRequest`: the record or its key breaks a rule.
    /// - `InvalidSwap`: something else is there than `swap` says.
    pub fn prepare_put(
        &self,
        uri: AtUri,
        record: &Value,
        swap: &Swap,
        now: Timestamp,
    ) -> Result<Prepared, Refusal> {
        validate_record(self, &uri, record)?;
        let cid = record_cid(record);
        let current = self.record(&uri).map(|stored| stored.cid.as_str());
        if current == Some(cid.as_str()) {
            return Ok(Prepared {
                uri,
                cid,
                changes: Vec::new(),
            });
        }
        check_swap(swap, current)?;
        Ok(written(uri, cid, record, now))
    }

    /// Prepares `createRecord`; without a key the next free timestamp key is taken.
    ///
    /// As on the reference server an earlier like, repost, follow or block of the same subject
    /// is removed, and an existing key is a plain 500.
    ///
    /// # Errors
    /// - `InvalidRequest`: the record or its key breaks a rule.
    /// - `InternalServerError`: the key is taken.
    pub fn prepare_create(
        &self,
        did: &Did,
        collection: &str,
        rkey: Option<&str>,
        record: &Value,
        now: Timestamp,
    ) -> Result<Prepared, Refusal> {
        let rkey = rkey.map_or_else(|| self.free_tid(did, collection, now), str::to_owned);
        let uri = AtUri::new(did, collection, rkey);
        validate_record(self, &uri, record)?;
        if self.record(&uri).is_some() {
            return Err(Refusal::internal());
        }
        let mut prepared = written(uri, record_cid(record), record, now);
        let earlier = links_of(record)
            .into_iter()
            .filter(|(link, _)| !matches!(link, Link::Reply | Link::Quote))
            .filter_map(|(link, subject)| self.link_by(link, &subject, did));
        for uri in earlier {
            prepared
                .changes
                .insert(0, Change::RecordDeleted { uri: uri.clone() });
        }
        Ok(prepared)
    }

    /// Prepares `deleteRecord`; an absent record is no error and no change.
    ///
    /// # Errors
    /// - `InvalidRequest`: the key is malformed.
    /// - `InvalidSwap`: the record has other content than expected.
    pub fn prepare_delete(&self, uri: &AtUri, swap: &Swap) -> Result<Vec<Change>, Refusal> {
        if !is_record_key(uri.rkey()) {
            return Err(Refusal::invalid("Input/rkey must be a valid Record Key"));
        }
        let Some(current) = self.record(uri) else {
            return Ok(Vec::new());
        };
        check_swap(swap, Some(&current.cid))?;
        Ok(vec![Change::RecordDeleted { uri: uri.clone() }])
    }

    fn free_tid(&self, did: &Did, collection: &str, now: Timestamp) -> String {
        let first = u64::try_from(now.as_ms()).unwrap_or(0) * 1_000;
        let mut micros = first;
        loop {
            let rkey = tid(micros, 0);
            if self.record(&AtUri::new(did, collection, &*rkey)).is_none() {
                return rkey;
            }
            micros += 1;
        }
    }

    pub(super) fn store_record(
        &mut self,
        uri: &AtUri,
        cid: &str,
        record: &Value,
        indexed_at: Timestamp,
    ) {
        self.writes += 1;
        let replaced = self.records.get(uri).cloned();
        if let Some(old) = &replaced {
            self.unlink(uri, &old.value);
        }
        for key in links_of(record) {
            self.links.entry(key).or_default().push(uri.clone());
        }
        let stored = StoredRecord {
            uri: uri.clone(),
            cid: cid.to_owned(),
            value: record.clone(),
            // A replaced record keeps its place: the network indexes a post once.
            indexed_at: replaced.as_ref().map_or(indexed_at, |old| old.indexed_at),
            order: replaced.as_ref().map_or(self.writes, |old| old.order),
        };
        if replaced.is_none() {
            let fresh: Vec<Notification> = notifications_of(self, &stored);
            self.notifications.extend(fresh);
        }
        self.records.insert(uri.clone(), stored);
    }

    pub(super) fn drop_record(&mut self, uri: &AtUri) {
        if let Some(old) = self.records.remove(uri) {
            self.unlink(uri, &old.value);
            self.notifications
                .retain(|notification| notification.uri != *uri);
        }
    }

    fn unlink(&mut self, uri: &AtUri, record: &Value) {
        for key in links_of(record) {
            if let Some(uris) = self.links.get_mut(&key) {
                uris.retain(|linked| linked != uri);
            }
        }
    }
}

fn check_swap(swap: &Swap, current: Option<&str>) -> Result<(), Refusal> {
    let fits = match swap {
        Swap::Anything => true,
        Swap::Absent => current.is_none(),
        Swap::At(cid) => current == Some(cid.as_str()),
    };
    if fits {
        Ok(())
    } else {
        Err(Refusal::swap(current))
    }
}

fn written(uri: AtUri, cid: String, record: &Value, now: Timestamp) -> Prepared {
    let change = Change::RecordWritten {
        uri: uri.clone(),
        cid: cid.clone(),
        record: record.clone(),
        indexed_at: now,
    };
    Prepared {
        uri,
        cid,
        changes: vec![change],
    }
}

/// Returns the post a record quotes, in either embed form.
pub fn quoted(record: &Value) -> Option<AtUri> {
    let embed = record.at("embed");
    let reference = match embed.at("$type").as_str()? {
        "app.bsky.embed.record" => embed.at("record"),
        "app.bsky.embed.recordWithMedia" => embed.at("record").at("record"),
        _ => return None,
    };
    AtUri::parse(reference.at("uri").as_str()?)
}

/// Returns the address `record.reply.<end>.uri`, where `end` is `parent` or `root`.
pub fn reply_end(record: &Value, end: &str) -> Option<AtUri> {
    AtUri::parse(record.at("reply").at(end).at("uri").as_str()?)
}

fn links_of(record: &Value) -> Vec<(Link, String)> {
    let subject_uri = || record.at("subject").at("uri").as_str().map(str::to_owned);
    let subject_did = || record.at("subject").as_str().map(str::to_owned);
    let one = |link, subject: Option<String>| {
        subject
            .map(|subject| (link, subject))
            .into_iter()
            .collect::<Vec<_>>()
    };
    match record.at("$type").as_str().unwrap_or_default() {
        "app.bsky.feed.like" => one(Link::Like, subject_uri()),
        "app.bsky.feed.repost" => one(Link::Repost, subject_uri()),
        "app.bsky.graph.follow" => one(Link::Follow, subject_did()),
        "app.bsky.graph.block" => one(Link::Block, subject_did()),
        POST => {
            let parent = reply_end(record, "parent").map(|uri| uri.to_string());
            let quote = quoted(record).map(|uri| uri.to_string());
            let mut links = one(Link::Reply, parent);
            links.extend(one(Link::Quote, quote));
            links
        }
        _ => Vec::new(),
    }
}
