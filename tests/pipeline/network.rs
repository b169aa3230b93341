//! Every fault at every deed on every kind of server: what Herald tells is what is there.
//!
//! `HERALD_NETWORK=whole` tries every pair, hanging calls included; `cargo xtask sweep network` sets it.

mod scene;

use std::collections::BTreeMap;
use std::sync::atomic::{AtomicUsize, Ordering};

use herald_simnet::{FaultKind, Profile};

use scene::{Ending, Scene};

/// What a person does.
pub const VERBS: [&str; 11] = [
    "post", "planned", "reply", "thread", "like", "repost", "follow", "mute", "block", "report",
    "delete",
];

/// What goes wrong with the call that does it, once.
const FAULTS: [FaultKind; 14] = [
    FaultKind::Offline,
    FaultKind::ServerError,
    FaultKind::Status { status: 503 },
    FaultKind::Status { status: 422 },
    FaultKind::Status { status: 404 },
    FaultKind::ExpiredToken,
    FaultKind::RateLimited { reset_after_s: 90 },
    FaultKind::Garbage,
    FaultKind::CloseAfter,
    FaultKind::ErrorAfter { status: 502 },
    FaultKind::ErrorAfter { status: 504 },
    FaultKind::GarbageAfter,
    FaultKind::HalfAnswer,
    FaultKind::WorksOn { for_s: 27 },
];

/// What takes as long as a call may take, in real time.
const HANGING: [FaultKind; 2] = [FaultKind::TimeoutBefore, FaultKind::TimeoutAfter];

/// A deed on a kind of server; Bluesky's where there is no profile.
type Place = (&'static str, Option<Profile>);

/// What came of a pair of deed and fault.
struct Outcome {
    what: String,
    ending: Ending,
}

fn is_whole() -> bool {
    #[expect(clippy::disallowed_methods, reason = "the way a sweep says how much")]
    let said = std::env::var("HERALD_NETWORK");
    said.is_ok_and(|said| said == "whole")
}

/// Returns the deeds with the faults that are tried at each: in the short form every fourth.
fn pairs() -> Vec<(Place, Vec<FaultKind>)> {
    let whole = is_whole();
    let mut servers: Vec<Option<Profile>> = vec![None];
    servers.extend(Profile::ALL.map(Some));
    let mut pairs = Vec::new();
    for (at, profile) in servers.into_iter().enumerate() {
        for (deed, verb) in VERBS.into_iter().enumerate() {
            let chosen = |fault: &usize| whole || (at + deed + fault).is_multiple_of(4);
            let faults = (0..FAULTS.len()).filter(chosen).map(|fault| FAULTS[fault]);
            pairs.push(((verb, profile.clone()), faults.collect()));
            if whole {
                pairs.push(((verb, profile.clone()), HANGING.to_vec()));
            }
        }
    }
    pairs
}

async fn tried(place: &Place, faults: &[FaultKind]) -> Vec<Outcome> {
    let (verb, profile) = place;
    let mut scene = Scene::new(profile.clone()).await;
    let name = profile.as_ref().map_or("bluesky", |profile| profile.name);
    let mut outcomes = Vec::new();
    for fault in faults {
        let what = format!("{} at a {verb} on {name}", fault.name());
        let ending = scene.meets(verb, *fault).await;
        outcomes.push(Outcome { what, ending });
    }
    outcomes
}

/// Works off deeds one after the other, as long as there are any.
fn worker(next: &AtomicUsize, pairs: &[(Place, Vec<FaultKind>)]) -> Vec<Outcome> {
    let runtime = tokio::runtime::Builder::new_current_thread()
        .enable_all()
        .build()
        .expect("a runtime");
    let mut outcomes = Vec::new();
    while let Some((place, faults)) = pairs.get(next.fetch_add(1, Ordering::Relaxed)) {
        outcomes.extend(runtime.block_on(tried(place, faults)));
    }
    outcomes
}

#[test]
fn what_is_told_of_a_deed_is_what_is_there_whatever_went_wrong() {
    let pairs = pairs();
    let next = AtomicUsize::new(0);
    let at_once = std::thread::available_parallelism().map_or(2, usize::from) * 4;
    let outcomes: Vec<Outcome> = std::thread::scope(|scope| {
        let workers: Vec<_> = (0..at_once)
            .map(|_| scope.spawn(|| worker(&next, &pairs)))
            .collect();
        let ended = workers.into_iter();
        ended
            .flat_map(|worker| worker.join().expect("the deeds come to an end"))
            .collect()
    });
    let mut counts: BTreeMap<&str, u32> = BTreeMap::new();
    for outcome in &outcomes {
        *counts.entry(outcome.ending.word()).or_default() += 1;
    }
    eprintln!("{} pairs of deed and fault: {counts:?}", outcomes.len());
    let wrong: Vec<String> = outcomes
        .iter()
        .filter_map(|o| o.ending.wrong().map(|why| format!("{}: {why}", o.what)))
        .collect();
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}
