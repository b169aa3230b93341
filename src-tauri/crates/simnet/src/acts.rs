//! Carrying out what people do: the cast's acts and the direct verbs of tests.

use serde_json::Value;

use crate::compose;
use crate::core::Core;
use crate::ids::{AtUri, Did};
use crate::ledger::{Draft, Outcome};
use crate::population::{Act, OWNER, Population, cast, opening};
use crate::refusal::Refusal;
use crate::world::validate::POST;
use crate::world::{Change, Link, Person, StoredRecord};

const CREATE: &str = "com.atproto.repo.createRecord";

impl Core {
    /// Lets the population answer the owner, then take its next step; returns what was written.
    ///
    /// # Errors
    /// - `InternalServerError`: the ledger could not be written.
    pub(crate) fn step(&mut self) -> Result<Vec<AtUri>, Refusal> {
        let Some(population) = self.population else {
            return Ok(Vec::new());
        };
        let mut written = self.react()?;
        let step = self.world.steps_taken();
        for act in population.step(step) {
            written.extend(self.perform(&act)?);
        }
        self.enter_own("sim.step", Change::Stepped { step })?;
        Ok(written)
    }

    /// Lets the population answer what the owner wrote since it last did.
    ///
    /// # Errors
    /// - `InternalServerError`: the ledger could not be written.
    pub(crate) fn react(&mut self) -> Result<Vec<AtUri>, Refusal> {
        let (Some(population), through) = (self.population, self.ledger.last_seq()) else {
            return Ok(Vec::new());
        };
        let posts = self.unanswered();
        if posts.is_empty() {
            return Ok(Vec::new());
        }
        let written = self.react_to(population, &posts)?;
        self.enter_own("sim.react", Change::Reacted { through })?;
        Ok(written)
    }

    fn react_to(&mut self, population: Population, posts: &[AtUri]) -> Result<Vec<AtUri>, Refusal> {
        let mut written = Vec::new();
        for uri in posts {
            let acts = match self.world.record(uri) {
                Some(post) => population.reaction(&self.world, post),
                None => Vec::new(),
            };
            for act in acts {
                written.extend(self.perform(&act)?);
            }
        }
        Ok(written)
    }

    fn unanswered(&self) -> Vec<AtUri> {
        let Some(owner) = self.world.find(OWNER) else {
            return Vec::new();
        };
        let since = self.world.reacted_through();
        self.ledger
            .entries()
            .iter()
            .filter(|entry| entry.seq > since && entry.actor.as_ref() == Some(&owner.did))
            .flat_map(|entry| &entry.changes)
            .filter_map(|change| match change {
                Change::RecordWritten { uri, .. } if uri.collection() == POST => Some(uri.clone()),
                _ => None,
            })
            .collect()
    }

    fn enter_own(&mut self, method: &str, change: Change) -> Result<(), Refusal> {
        self.enter(Draft {
            actor: None,
            method: method.to_owned(),
            uri: None,
            outcome: Outcome::Accepted,
            changes: vec![change],
        })
    }

    /// Carries out an act; one that has become pointless writes nothing.
    fn perform(&mut self, act: &Act) -> Result<Option<AtUri>, Refusal> {
        match act {
            Act::Post { by, text } | Act::Mention { by, text } => self.post(by, text).map(Some),
            Act::Reply {
                by,
                opening: nth,
                text,
            } => match opening(&self.world, *nth) {
                Some(to) => self.reply(by, &to, text).map(Some),
                None => Ok(None),
            },
            Act::Quote {
                by,
                opening: nth,
                text,
            } => match opening(&self.world, *nth) {
                Some(to) => self.quote(by, &to, text).map(Some),
                None => Ok(None),
            },
            Act::Answer { by, to, text } => self.reply(by, to, text).map(Some),
            Act::LikePost { by, to } => self.about(by, "app.bsky.feed.like", to).map(Some),
            Act::Like { by } => self.about_newest(by, Link::Like, "app.bsky.feed.like"),
            Act::Repost { by } => self.about_newest(by, Link::Repost, "app.bsky.feed.repost"),
            Act::Follow { by } => {
                let (follower, owner) = (self.need_did(by)?, self.need_did(OWNER)?);
                if self
                    .world
                    .link_by(Link::Follow, owner.as_str(), &follower)
                    .is_some()
                {
                    return Ok(None);
                }
                self.follow(by, OWNER).map(Some)
            }
        }
    }

    fn about_newest(
        &mut self,
        by: &str,
        link: Link,
        collection: &str,
    ) -> Result<Option<AtUri>, Refusal> {
        let (did, owner) = (self.need_did(by)?, self.need_did(OWNER)?);
        let target = self
            .world
            .records_of(&owner, POST)
            .rev()
            .find(|post| {
                self.world
                    .link_by(link, &post.uri.to_string(), &did)
                    .is_none()
            })
            .map(|post| post.uri.clone());
        target.map(|to| self.about(by, collection, &to)).transpose()
    }

    /// Posts as somebody.
    pub(crate) fn post(&mut self, by: &str, text: &str) -> Result<AtUri, Refusal> {
        let record = compose::post(&self.world, text, lang_of(by), self.now());
        self.create(by, POST, &record)
    }

    /// Replies as somebody.
    pub(crate) fn reply(&mut self, by: &str, parent: &AtUri, text: &str) -> Result<AtUri, Refusal> {
        let record = compose::post(&self.world, text, lang_of(by), self.now());
        let record = compose::replying(record, self.need_record(parent)?);
        self.create(by, POST, &record)
    }

    /// Quotes as somebody.
    pub(crate) fn quote(&mut self, by: &str, quoted: &AtUri, text: &str) -> Result<AtUri, Refusal> {
        let record = compose::post(&self.world, text, lang_of(by), self.now());
        let record = compose::quoting(record, self.need_record(quoted)?);
        self.create(by, POST, &record)
    }

    /// Likes or reposts as somebody.
    pub(crate) fn about(
        &mut self,
        by: &str,
        collection: &str,
        uri: &AtUri,
    ) -> Result<AtUri, Refusal> {
        let record = compose::about(collection, self.need_record(uri)?, self.now());
        self.create(by, collection, &record)
    }

    /// Follows as somebody.
    pub(crate) fn follow(&mut self, by: &str, subject: &str) -> Result<AtUri, Refusal> {
        let subject = self.need_did(subject)?;
        let record = compose::follow(&subject, self.now());
        self.create(by, "app.bsky.graph.follow", &record)
    }

    /// Adds somebody.
    pub(crate) fn join(
        &mut self,
        handle: &str,
        name: &str,
        password: &str,
    ) -> Result<Person, Refusal> {
        let person = self
            .world
            .prepare_person(self.seed, handle, name, password, self.now())?;
        let joined = vec![Change::PersonJoined(person.clone())];
        self.commit(
            &person.did,
            "sim.join",
            Some(person.did.to_string()),
            joined,
        )?;
        Ok(person)
    }

    /// Deletes a record as its owner.
    pub(crate) fn delete(&mut self, uri: &AtUri) -> Result<(), Refusal> {
        let swap = crate::world::records::Swap::Anything;
        let changes = self.world.prepare_delete(uri, &swap)?;
        let method = "com.atproto.repo.deleteRecord";
        self.commit(uri.did(), method, Some(uri.to_string()), changes)
    }

    fn create(&mut self, by: &str, collection: &str, record: &Value) -> Result<AtUri, Refusal> {
        let did = self.need_did(by)?;
        let now = self.now();
        let prepared = self
            .world
            .prepare_create(&did, collection, None, record, now)?;
        self.commit_record(&did, CREATE, prepared)
    }

    fn need_did(&self, handle: &str) -> Result<Did, Refusal> {
        self.need_person(handle).map(|person| person.did.clone())
    }

    fn need_record(&self, uri: &AtUri) -> Result<&StoredRecord, Refusal> {
        self.world
            .record(uri)
            .ok_or_else(|| Refusal::new(400, "RecordNotFound", format!("Could not locate {uri}")))
    }
}

fn lang_of(handle: &str) -> &'static str {
    cast::member(handle).map_or("en", |member| member.lang)
}
