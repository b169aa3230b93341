//! How the demo world looks before anybody does anything.

use serde_json::{Value, json};

use super::cast::{CAST, Member, OWNER, OWNER_PASSWORD, OWNER_PROFILE};
use super::script;
use crate::clock::Timestamp;
use crate::compose;
use crate::ids::{AtUri, Did};
use crate::json::At as _;
use crate::refusal::Refusal;
use crate::world::users::PROFILE;
use crate::world::validate::POST;
use crate::world::{Change, World};

const HOUR_MS: i64 = 60 * 60 * 1_000;
const DAY_MS: i64 = 24 * HOUR_MS;

/// A world in the making and the changes that made it.
struct Draft {
    world: World,
    changes: Vec<Change>,
    seed: u64,
}

/// Returns the changes that found the demo world: people, the owner's posts, a few replies,
/// likes and followers from the days before `now`, all of it already seen.
///
/// # Errors
/// A refusal here means that a line of the script breaks a rule of the network.
pub fn found(seed: u64, now: Timestamp) -> Result<Vec<Change>, Refusal> {
    let mut draft = Draft {
        world: World::default(),
        changes: Vec::new(),
        seed,
    };
    draft.change(Change::Founded { seed });
    let owner = draft.join(&OWNER_PROFILE, now.plus_ms(-400 * DAY_MS))?;
    let mut joined = Vec::new();
    for (at, member) in CAST.iter().enumerate() {
        let days = 300 - 20 * at as i64;
        joined.push((draft.join(member, now.plus_ms(-days * DAY_MS))?, member));
    }
    for (at, (did, member)) in joined.iter().enumerate() {
        let at = now.plus_ms(-20 * DAY_MS + at as i64 * DAY_MS);
        if member.follows {
            draft.write(
                did,
                "app.bsky.graph.follow",
                &compose::follow(&owner, at),
                at,
            )?;
        }
        if member.handle == "jonas.sim.test" || member.handle == "amara.sim.test" {
            draft.write(
                &owner,
                "app.bsky.graph.follow",
                &compose::follow(did, at),
                at,
            )?;
        }
    }
    let openings = draft.openings(&owner, now)?;
    draft.earlier(&openings)?;
    draft.change(Change::NotificationsSeen {
        did: owner,
        seen_at: now,
    });
    Ok(draft.changes)
}

impl Draft {
    fn change(&mut self, change: Change) {
        self.world.apply(&change);
        self.changes.push(change);
    }

    fn join(&mut self, member: &Member, at: Timestamp) -> Result<Did, Refusal> {
        let (handle, name) = (member.handle, member.display_name);
        let person = self
            .world
            .prepare_person(self.seed, handle, name, OWNER_PASSWORD, at)?;
        let did = person.did.clone();
        self.change(Change::PersonJoined(person));
        let profile = json!({
            "$type": PROFILE,
            "displayName": name,
            "description": member.description,
            "createdAt": at.to_string(),
        });
        let uri = AtUri::new(&did, PROFILE, "self");
        let swap = crate::world::records::Swap::Absent;
        let prepared = self.world.prepare_put(uri, &profile, &swap, at)?;
        prepared
            .changes
            .into_iter()
            .for_each(|one| self.change(one));
        Ok(did)
    }

    fn write(
        &mut self,
        did: &Did,
        collection: &str,
        record: &Value,
        at: Timestamp,
    ) -> Result<AtUri, Refusal> {
        let prepared = self
            .world
            .prepare_create(did, collection, None, record, at)?;
        prepared
            .changes
            .into_iter()
            .for_each(|one| self.change(one));
        Ok(prepared.uri)
    }

    fn openings(&mut self, owner: &Did, now: Timestamp) -> Result<Vec<AtUri>, Refusal> {
        let count = script::OPENINGS.len() as i64;
        let mut uris = Vec::new();
        for (nth, text) in script::OPENINGS.iter().enumerate() {
            let at = now.plus_ms(-(count - nth as i64) * DAY_MS + 3 * HOUR_MS);
            let record = compose::post(&self.world, text, "en", at);
            uris.push(self.write(owner, POST, &record, at)?);
        }
        Ok(uris)
    }

    fn earlier(&mut self, openings: &[AtUri]) -> Result<(), Refusal> {
        for (handle, opening, text) in script::EARLIER {
            let (Some(person), Some(parent)) = (
                self.world.find(handle),
                openings
                    .get(*opening)
                    .and_then(|uri| self.world.record(uri)),
            ) else {
                continue;
            };
            let at = parent.indexed_at.plus_ms(HOUR_MS);
            let record = compose::replying(compose::post(&self.world, text, "en", at), parent);
            let like = compose::about("app.bsky.feed.like", parent, at);
            let did = person.did.clone();
            self.write(&did, POST, &record, at)?;
            self.write(&did, "app.bsky.feed.like", &like, at)?;
        }
        Ok(())
    }
}

/// Finds the nth of the owner's opening posts, unless it was deleted.
pub(crate) fn opening(world: &World, nth: usize) -> Option<AtUri> {
    let text = script::OPENINGS.get(nth)?;
    let owner = world.find(OWNER)?;
    world
        .records_of(&owner.did, POST)
        .find(|post| post.value.at("text").as_str() == Some(*text))
        .map(|post| post.uri.clone())
}
