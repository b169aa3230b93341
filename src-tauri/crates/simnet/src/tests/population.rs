use std::collections::BTreeSet;
use std::time::Duration;

use serde_json::json;

use super::support::{Bench, POST, bench, post};
use crate::population::Population;
use crate::{AtUri, OWNER, Pace, SimConfig, SimNet};

const PUT: &str = "com.atproto.repo.putRecord";

async fn answer(bench: &Bench, nth: u64, parent: &AtUri) {
    let world = bench.sim.world();
    let parent = world.record(parent).unwrap();
    let strong = json!({"uri": parent.uri.to_string(), "cid": parent.cid});
    let root = parent
        .value
        .get("reply")
        .map_or(&strong, |reply| &reply["root"]);
    let mut record = post("Thank you for asking.");
    record["reply"] = json!({"root": root, "parent": strong});
    bench.wire.post(PUT, &bench.put(nth, &record)).await.ok();
}

fn told(bench: &Bench) -> usize {
    bench
        .sim
        .world()
        .notifications(&bench.owner(), &[], 10_000, None)
        .items
        .len()
}

#[tokio::test]
async fn a_dozen_steps_bring_every_kind_of_activity() {
    let bench = bench().await;
    let before = told(&bench);
    for _ in 0..13 {
        bench.clock.advance(Duration::from_secs(30));
        bench.sim.step().unwrap();
    }
    let world = bench.sim.world();
    let owner = bench.owner();
    let page = world.notifications(&owner, &[], 13, None);
    let reasons: BTreeSet<&str> = page.items.iter().map(|one| one.reason).collect();
    assert_eq!(
        told(&bench) - before,
        12,
        "all but the one post about something else"
    );
    let all = ["follow", "like", "mention", "quote", "reply", "repost"];
    assert_eq!(reasons, BTreeSet::from(all));
}

#[tokio::test]
async fn answered_person_likes_it_and_speaks_once_more_but_never_endlessly() {
    let bench = bench().await;
    let mention = bench
        .sim
        .mention("jonas.sim.test", OWNER, "which lens?")
        .unwrap();
    answer(&bench, 1, &mention).await;
    let written = bench.sim.step().unwrap();
    let back = written
        .iter()
        .find(|uri| uri.collection() == POST && uri.did() == mention.did())
        .unwrap()
        .clone();
    let liked = bench
        .sim
        .world()
        .link_by(
            crate::world::Link::Like,
            &bench.post_uri(1).to_string(),
            mention.did(),
        )
        .is_some();
    assert!(liked);
    assert_eq!(
        bench
            .sim
            .ledger()
            .replies_under(mention.did(), &bench.post_uri(1)),
        1
    );

    answer(&bench, 2, &back).await;
    bench.sim.step().unwrap();
    bench.sim.step().unwrap();
    assert_eq!(
        bench
            .sim
            .ledger()
            .replies_under(mention.did(), &bench.post_uri(1)),
        1
    );
    assert_eq!(
        bench
            .sim
            .ledger()
            .replies_under(mention.did(), &bench.post_uri(2)),
        0
    );
}

#[tokio::test]
async fn nobody_reacts_twice_to_the_same_post_and_spammers_not_at_all() {
    let bench = bench().await;
    bench
        .wire
        .post(PUT, &bench.put(1, &post("A new picture")))
        .await
        .ok();
    bench.sim.step().unwrap();
    let likes = || {
        let world = bench.sim.world();
        world
            .linked(crate::world::Link::Like, &bench.post_uri(1).to_string())
            .len()
    };
    assert!((1..=4).contains(&likes()));
    let reactions = || {
        let ledger = bench.sim.ledger();
        ledger
            .entries()
            .iter()
            .filter(|one| one.method == "sim.react")
            .count()
    };
    assert_eq!(reactions(), 1);
    bench.sim.step().unwrap();
    assert_eq!(reactions(), 1);

    let spam = bench
        .sim
        .mention("growth.sim.test", OWNER, "10k followers")
        .unwrap();
    answer(&bench, 2, &spam).await;
    bench.sim.step().unwrap();
    assert_eq!(
        bench
            .sim
            .ledger()
            .replies_under(spam.did(), &bench.post_uri(2)),
        0
    );
}

#[tokio::test]
async fn same_seed_gives_the_same_world_and_another_seed_another() {
    async fn story(seed: u64) -> Vec<String> {
        let bench = super::support::bench_with(SimConfig {
            seed,
            ..SimConfig::default()
        })
        .await;
        for _ in 0..10 {
            bench.clock.advance(Duration::from_secs(30));
            bench.sim.step().unwrap();
        }
        let ledger = bench.sim.ledger();
        let cids = ledger.accepted().flat_map(|one| &one.changes);
        cids.map(|change| serde_json::to_string(change).unwrap())
            .collect()
    }
    assert_eq!(story(3).await, story(3).await);
    assert_ne!(story(3).await, story(4).await);
}

#[tokio::test(start_paused = true)]
async fn driver_steps_by_itself_at_the_given_pace() {
    let pace = Pace::Every(Duration::from_secs(5));
    let sim = SimNet::start(SimConfig {
        pace,
        ..SimConfig::default()
    })
    .await
    .unwrap();
    assert_eq!(sim.world().steps_taken(), 0);
    tokio::time::sleep(Duration::from_secs(26)).await;
    assert_eq!(sim.world().steps_taken(), 5);
}

#[tokio::test(start_paused = true)]
async fn people_answer_the_owner_between_two_steps() {
    let pace = Pace::Every(Duration::from_hours(1));
    let sim = SimNet::start(SimConfig {
        pace,
        ..SimConfig::default()
    })
    .await
    .unwrap();
    let mention = sim
        .mention("hana.sim.test", OWNER, "may I print it?")
        .unwrap();
    let answer = sim.reply_as(OWNER, &mention, "Of course.").unwrap();
    tokio::time::sleep(Duration::from_secs(5)).await;
    let hana = mention.did();
    assert_eq!(sim.ledger().replies_under(hana, &answer), 0);
    tokio::time::sleep(Duration::from_secs(2)).await;
    assert_eq!(sim.ledger().replies_under(hana, &answer), 1);
    assert_eq!(sim.world().steps_taken(), 0);
}

#[test]
fn demo_pace_starts_within_two_seconds_and_slows_after_a_dozen() {
    let population = Population::new(7);
    let wait = |n| Pace::Demo.wait_before(n, &population).unwrap();
    assert!(wait(0) < Duration::from_secs(2));
    for n in 1..12 {
        assert!((20..=40).contains(&wait(n).as_secs()), "{n}");
    }
    for n in 12..40 {
        assert!((120..=300).contains(&wait(n).as_secs()), "{n}");
    }
    assert_eq!(Pace::Manual.wait_before(0, &population), None);
}
