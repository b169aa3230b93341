//! People: lookup, credentials, profiles, mutes and the follow graph.

use serde_json::Value;

use super::change::password_hash;
use super::{Link, Person, World};
use crate::clock::Timestamp;
use crate::ids::{AtUri, Did};
use crate::json::At as _;
use crate::refusal::Refusal;

/// Collection of the profile record, whose key is always `self`.
pub const PROFILE: &str = "app.bsky.actor.profile";

impl World {
    pub(super) fn add_person(&mut self, person: &Person) {
        self.handles
            .insert(person.handle.clone(), person.did.clone());
        self.people.insert(person.did.clone(), person.clone());
    }

    /// Returns everybody, by DID.
    pub fn people(&self) -> impl Iterator<Item = &Person> {
        self.people.values()
    }

    /// Finds a person by DID.
    pub fn person(&self, did: &Did) -> Option<&Person> {
        self.people.get(did)
    }

    /// Finds a person by DID or handle, as the parameter type `at-identifier` allows.
    pub fn find(&self, actor: &str) -> Option<&Person> {
        if actor.starts_with("did:") {
            return self.people.get(&Did::new(actor));
        }
        let handle = actor.trim_start_matches('@').to_ascii_lowercase();
        self.handles
            .get(&handle)
            .and_then(|did| self.people.get(did))
    }

    /// Checks handle or DID and password.
    ///
    /// # Errors
    /// - `AuthenticationRequired`: no such account or another password.
    pub fn check_password(&self, identifier: &str, password: &str) -> Result<&Person, Refusal> {
        self.find(identifier)
            .filter(|person| person.password_hash == password_hash(&person.did, password))
            .ok_or_else(|| {
                Refusal::new(
                    401,
                    "AuthenticationRequired",
                    "Invalid identifier or password",
                )
            })
    }

    /// Prepares a new person; the handle must be free.
    ///
    /// # Errors
    /// - `HandleNotAvailable`: the handle is taken.
    pub fn prepare_person(
        &self,
        seed: u64,
        handle: &str,
        display_name: &str,
        password: &str,
        now: Timestamp,
    ) -> Result<Person, Refusal> {
        let handle = handle.to_ascii_lowercase();
        if self.handles.contains_key(&handle) {
            let message = format!("Handle already taken: {handle}");
            return Err(Refusal::new(400, "HandleNotAvailable", message));
        }
        let did = Did::derived(seed, &handle);
        Ok(Person {
            password_hash: password_hash(&did, password),
            did,
            handle,
            display_name: display_name.to_owned(),
            description: String::new(),
            joined_at: now,
        })
    }

    /// Returns the content of the profile record, if the person ever wrote one.
    pub fn profile_record(&self, did: &Did) -> Option<&Value> {
        self.record(&AtUri::new(did, PROFILE, "self"))
            .map(|record| &record.value)
    }

    /// Tells whether `by` muted `subject`.
    pub fn has_muted(&self, by: &Did, subject: &Did) -> bool {
        self.mutes.contains(&(by.clone(), subject.clone()))
    }

    /// Tells whether either of the two blocks the other.
    pub fn block_between(&self, one: &Did, other: &Did) -> bool {
        self.link_by(Link::Block, other.as_str(), one).is_some()
            || self.link_by(Link::Block, one.as_str(), other).is_some()
    }

    /// Returns the accounts that follow `did`, newest follow first.
    pub fn followers(&self, did: &Did) -> Vec<Did> {
        let follows = self.linked(Link::Follow, did.as_str());
        follows.iter().rev().map(|uri| uri.did().clone()).collect()
    }

    /// Returns the accounts `did` follows, newest follow first.
    pub fn follows(&self, did: &Did) -> Vec<Did> {
        let mut follows: Vec<_> = self
            .records_of(did, "app.bsky.graph.follow")
            .filter_map(|record| {
                Some((record.order, Did::new(record.value.at("subject").as_str()?)))
            })
            .collect();
        follows.sort_by_key(|(order, _)| std::cmp::Reverse(*order));
        follows.into_iter().map(|(_, subject)| subject).collect()
    }
}
