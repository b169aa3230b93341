//! The state of the simulated network: people, records, links, notifications, sessions.
//!
//! A [`World`] does no IO and reads no clock. Questions are asked by `&self` methods that return
//! the [`Change`]s a write would make; [`World::apply`] is the only way anything changes, so that
//! replaying a ledger rebuilds the same world.

pub mod change;
pub mod feed;
pub mod notifications;
pub mod records;
pub mod thread;
pub mod users;
pub mod validate;
pub mod views;

use std::collections::{BTreeMap, BTreeSet};

use serde_json::Value;

use crate::clock::Timestamp;
use crate::ids::{AtUri, Did};
pub use change::{Change, Person, Report};
pub use notifications::Notification;

/// A record as it was written, with what the network added.
#[derive(Clone, Debug, PartialEq)]
pub struct StoredRecord {
    /// Where it lives.
    pub uri: AtUri,
    /// Its content id.
    pub cid: String,
    /// Exactly what was written.
    pub value: Value,
    /// When the network took it in.
    pub indexed_at: Timestamp,
    /// Position among all writes, for a stable order within one millisecond.
    pub order: u64,
}

/// Raw bytes that were uploaded.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Blob {
    /// MIME type as uploaded.
    pub mime_type: String,
    /// The content.
    pub bytes: Vec<u8>,
}

/// How one record points at another record or at an account.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Link {
    /// A like of a post.
    Like,
    /// A repost of a post.
    Repost,
    /// A reply whose parent is the post.
    Reply,
    /// A quote of the post.
    Quote,
    /// A follow of the account.
    Follow,
    /// A block of the account.
    Block,
}

#[derive(Clone, Debug, PartialEq, Eq)]
struct Session {
    did: Did,
    ends_at: Timestamp,
}

/// Everything the simulated network knows.
#[derive(Clone, Debug, Default)]
pub struct World {
    people: BTreeMap<Did, Person>,
    handles: BTreeMap<String, Did>,
    records: BTreeMap<AtUri, StoredRecord>,
    links: BTreeMap<(Link, String), Vec<AtUri>>,
    blobs: BTreeMap<(Did, String), Blob>,
    sessions: BTreeMap<String, Session>,
    mutes: BTreeSet<(Did, Did)>,
    seen: BTreeMap<Did, Timestamp>,
    notifications: Vec<Notification>,
    reports: Vec<Report>,
    steps: u64,
    reacted_through: u64,
    writes: u64,
}

impl World {
    /// Makes one change. Never fails: whatever could be refused was refused before.
    pub fn apply(&mut self, change: &Change) {
        match change {
            Change::Founded { .. } => {}
            Change::PersonJoined(person) => self.add_person(person),
            Change::RecordWritten {
                uri,
                cid,
                record,
                indexed_at,
            } => self.store_record(uri, cid, record, *indexed_at),
            Change::RecordDeleted { uri } => self.drop_record(uri),
            Change::BlobStored {
                did,
                cid,
                mime_type,
                bytes,
            } => {
                let blob = Blob {
                    mime_type: mime_type.clone(),
                    bytes: bytes.clone(),
                };
                self.blobs.insert((did.clone(), cid.clone()), blob);
            }
            Change::SessionOpened { did, jti, ends_at } => {
                let session = Session {
                    did: did.clone(),
                    ends_at: *ends_at,
                };
                self.sessions.insert(jti.clone(), session);
            }
            Change::SessionClosed { jti } => {
                self.sessions.remove(jti);
            }
            Change::Muted { by, subject } => {
                self.mutes.insert((by.clone(), subject.clone()));
            }
            Change::Unmuted { by, subject } => {
                self.mutes.remove(&(by.clone(), subject.clone()));
            }
            Change::NotificationsSeen { did, seen_at } => {
                self.seen.insert(did.clone(), *seen_at);
            }
            Change::Reported(report) => self.reports.push(report.clone()),
            Change::Stepped { step } => self.steps = self.steps.max(step + 1),
            Change::Reacted { through } => self.reacted_through = *through,
        }
    }

    /// Returns how many steps the population has taken.
    pub const fn steps_taken(&self) -> u64 {
        self.steps
    }

    /// Returns the ledger position up to which the population has answered the owner.
    pub const fn reacted_through(&self) -> u64 {
        self.reacted_through
    }

    /// Returns the reports filed so far, oldest first.
    pub fn reports(&self) -> &[Report] {
        &self.reports
    }

    /// Returns a blob that `did` uploaded.
    pub fn blob(&self, did: &Did, cid: &str) -> Option<&Blob> {
        self.blobs.get(&(did.clone(), cid.to_owned()))
    }

    /// Tells whether the refresh token `jti` of `did` may still be used at `now`.
    pub fn session_is_open(&self, did: &Did, jti: &str, now: Timestamp) -> bool {
        self.sessions
            .get(jti)
            .is_some_and(|session| session.did == *did && session.ends_at > now)
    }

    /// Returns the records that point at `subject` in the given way, oldest first.
    pub fn linked(&self, link: Link, subject: &str) -> &[AtUri] {
        self.links
            .get(&(link, subject.to_owned()))
            .map_or(&[], Vec::as_slice)
    }

    /// Returns the record by which `by` points at `subject`, if there is one.
    pub fn link_by(&self, link: Link, subject: &str, by: &Did) -> Option<&AtUri> {
        self.linked(link, subject)
            .iter()
            .find(|uri| uri.did() == by)
    }
}

#[cfg(test)]
mod tests;
