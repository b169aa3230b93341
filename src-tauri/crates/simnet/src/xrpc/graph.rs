//! `app.bsky.graph.*`: followers and mutes.
//!
//! # Source
//! Lexicons `app.bsky.graph.*`, read 2026-08-20.

use serde_json::{Value, json};

use super::{Answer, Call, Method, Takes};
use crate::core::Core;
use crate::ids::Did;
use crate::refusal::Refusal;
use crate::world::{Change, World};

pub(super) const METHODS: &[Method] = &[
    Method {
        nsid: "app.bsky.graph.getFollowers",
        takes: Takes::Query,
        run: get_followers,
    },
    Method {
        nsid: "app.bsky.graph.getFollows",
        takes: Takes::Query,
        run: get_follows,
    },
    Method {
        nsid: "app.bsky.graph.muteActor",
        takes: Takes::Json,
        run: mute_actor,
    },
    Method {
        nsid: "app.bsky.graph.unmuteActor",
        takes: Takes::Json,
        run: unmute_actor,
    },
];

fn get_followers(core: &mut Core, call: &Call) -> Result<Answer, Refusal> {
    list_people(core, call, "followers", World::followers)
}

fn get_follows(core: &mut Core, call: &Call) -> Result<Answer, Refusal> {
    list_people(core, call, "follows", World::follows)
}

/// Pages through people; the cursor is the DID of the last one shown.
fn list_people(
    core: &Core,
    call: &Call,
    name: &str,
    list: fn(&World, &Did) -> Vec<Did>,
) -> Result<Answer, Refusal> {
    let viewer = core.viewer(call)?;
    let subject = core.need_person(call.need_param("actor")?)?;
    let limit = call.page_size(50)?;
    let all = list(&core.world, &subject.did);
    let start = match call.param("cursor") {
        None => 0,
        Some(last) => all
            .iter()
            .position(|did| did.as_str() == last)
            .map_or(all.len(), |at| at + 1),
    };
    let lens = core.lens(viewer.as_ref());
    let page: Vec<&Did> = all.iter().skip(start).take(limit).collect();
    let shown: Vec<Value> = page.iter().map(|did| lens.profile(did)).collect();
    let mut output = json!({"subject": lens.profile(&subject.did)});
    if let Some(map) = output.as_object_mut() {
        map.insert(name.to_owned(), json!(shown));
        if let Some(last) = page.last().filter(|_| start + page.len() < all.len()) {
            map.insert("cursor".to_owned(), json!(last.as_str()));
        }
    }
    Ok(Answer::Json(output))
}

fn mute_actor(core: &mut Core, call: &Call) -> Result<Answer, Refusal> {
    change_mute(core, call, true)
}

fn unmute_actor(core: &mut Core, call: &Call) -> Result<Answer, Refusal> {
    change_mute(core, call, false)
}

fn change_mute(core: &mut Core, call: &Call, mute: bool) -> Result<Answer, Refusal> {
    let by = core.actor(call)?;
    let subject = core.need_person(call.need_text("actor")?)?.did.clone();
    if subject == by {
        return Err(Refusal::invalid("Cannot mute oneself"));
    }
    let mut changes = Vec::new();
    if core.world.has_muted(&by, &subject) != mute {
        let (by, subject) = (by.clone(), subject.clone());
        changes.push(if mute {
            Change::Muted { by, subject }
        } else {
            Change::Unmuted { by, subject }
        });
    }
    core.commit(&by, &call.nsid, Some(subject.to_string()), changes)?;
    Ok(Answer::Empty)
}
