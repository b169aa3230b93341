//! `app.bsky.actor.*`: profiles.
//!
//! # Source
//! Lexicons `app.bsky.actor.*`, read 2026-08-20.

use serde_json::{Value, json};

use super::{Answer, Call, Method, Takes};
use crate::core::Core;
use crate::refusal::Refusal;

pub(super) const METHODS: &[Method] = &[
    Method {
        nsid: "app.bsky.actor.getProfile",
        takes: Takes::Query,
        run: get_profile,
    },
    Method {
        nsid: "app.bsky.actor.getProfiles",
        takes: Takes::Query,
        run: get_profiles,
    },
];

const MAX_ACTORS: usize = 25;

fn get_profile(core: &mut Core, call: &Call) -> Result<Answer, Refusal> {
    let viewer = core.viewer(call)?;
    let person = core.need_person(call.need_param("actor")?)?;
    let lens = core.lens(viewer.as_ref());
    Ok(Answer::Json(lens.profile_detailed(&person.did)))
}

fn get_profiles(core: &mut Core, call: &Call) -> Result<Answer, Refusal> {
    let viewer = core.viewer(call)?;
    let actors = call.params("actors");
    if actors.is_empty() || actors.len() > MAX_ACTORS {
        let message = format!("Error: actors must have between 1 and {MAX_ACTORS} elements");
        return Err(Refusal::invalid(message));
    }
    let lens = core.lens(viewer.as_ref());
    let profiles: Vec<Value> = actors
        .iter()
        .filter_map(|actor| core.world.find(actor))
        .map(|person| lens.profile_detailed(&person.did))
        .collect();
    Ok(Answer::Json(json!({"profiles": profiles})))
}
