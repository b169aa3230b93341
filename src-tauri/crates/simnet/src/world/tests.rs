use serde_json::json;

use super::records::Swap;
use super::*;
use crate::compose;

const NOW: Timestamp = Timestamp::from_ms(1_800_000_000_000);

/// A world with people a, b, c, d, e, f and g.
fn world() -> World {
    let mut world = World::default();
    for name in ["a", "b", "c", "d", "e", "f", "g"] {
        let handle = format!("{name}.sim.test");
        let person = world.prepare_person(1, &handle, name, "pw", NOW).unwrap();
        world.apply(&Change::PersonJoined(person));
    }
    world
}

fn did(world: &World, name: &str) -> Did {
    world.find(&format!("{name}.sim.test")).unwrap().did.clone()
}

fn write(world: &mut World, by: &str, record: &Value) -> AtUri {
    let did = did(world, by);
    let collection = record["$type"].as_str().unwrap().to_owned();
    let prepared = world
        .prepare_create(&did, &collection, None, record, NOW)
        .unwrap();
    prepared
        .changes
        .iter()
        .for_each(|change| world.apply(change));
    prepared.uri
}

fn say(world: &mut World, by: &str, text: &str, parent: Option<&AtUri>) -> AtUri {
    let mut record = compose::post(world, text, "en", NOW);
    if let Some(parent) = parent {
        record = compose::replying(record, world.record(parent).unwrap());
    }
    write(world, by, &record)
}

fn told(world: &World, name: &str) -> Vec<&'static str> {
    let page = world.notifications(&did(world, name), &[], 100, None);
    page.items.iter().map(|one| one.reason).collect()
}

#[test]
fn writes_of_one_instant_get_distinct_rising_keys() {
    let mut world = world();
    let uris: Vec<AtUri> = (0..5).map(|_| say(&mut world, "a", "x", None)).collect();
    assert!(uris.is_sorted() && uris.windows(2).all(|pair| pair[0] != pair[1]));
}

#[test]
fn one_post_tells_each_person_once_and_a_mention_outranks_a_reply() {
    let mut world = world();
    let root = say(&mut world, "a", "root", None);
    let middle = say(&mut world, "b", "middle", Some(&root));
    say(
        &mut world,
        "c",
        "@a.sim.test and @a.sim.test, look",
        Some(&middle),
    );
    assert_eq!(told(&world, "a"), ["mention", "reply"]);
    assert_eq!(told(&world, "b"), ["reply"]);
    assert!(
        told(&world, "c").is_empty(),
        "nobody is told of the own post"
    );
}

#[test]
fn replies_tell_four_ancestors_and_no_further() {
    let mut world = world();
    let mut parent = say(&mut world, "a", "root", None);
    for by in ["b", "c", "d", "e", "f"] {
        parent = say(&mut world, by, "and", Some(&parent));
    }
    assert_eq!(
        told(&world, "a").len(),
        4,
        "b, c, d and e are near, f is not"
    );
    assert_eq!(told(&world, "b").len(), 4);
}

#[test]
fn quote_with_media_counts_and_tells() {
    let mut world = world();
    let quoted = say(&mut world, "a", "quote me", None);
    let strong = json!({"uri": quoted.to_string(), "cid": world.record(&quoted).unwrap().cid});
    let mut record = compose::post(&world, "look", "en", NOW);
    record["embed"] = json!({
        "$type": "app.bsky.embed.recordWithMedia",
        "record": {"$type": "app.bsky.embed.record", "record": strong},
        "media": {"$type": "app.bsky.embed.images", "images": []},
    });
    let quote = write(&mut world, "b", &record);
    assert_eq!(told(&world, "a"), ["quote"]);
    assert_eq!(world.linked(Link::Quote, &quoted.to_string()), [quote]);
}

#[test]
fn replaced_record_moves_its_links_and_tells_nobody_again() {
    let mut world = world();
    let (a, b, c) = (did(&world, "a"), did(&world, "b"), did(&world, "c"));
    let uri = write(&mut world, "a", &compose::follow(&b, NOW));
    let moved = compose::follow(&c, NOW);
    let prepared = world
        .prepare_put(uri, &moved, &Swap::Anything, NOW.plus_ms(5))
        .unwrap();
    prepared
        .changes
        .iter()
        .for_each(|change| world.apply(change));
    assert_eq!(
        (world.followers(&b), world.followers(&c)),
        (vec![], vec![a])
    );
    assert!(told(&world, "c").is_empty());
}

#[test]
fn block_hides_both_ways() {
    let mut world = world();
    let (a, b) = (did(&world, "a"), did(&world, "b"));
    say(&mut world, "a", "@b.sim.test hi", None);
    say(&mut world, "b", "@a.sim.test hi", None);
    let block = json!({
        "$type": "app.bsky.graph.block",
        "subject": b.as_str(),
        "createdAt": NOW.to_string(),
    });
    let block = write(&mut world, "a", &block);
    assert!(told(&world, "a").is_empty() && told(&world, "b").is_empty());
    let undone = world.prepare_delete(&block, &Swap::Anything).unwrap();
    for change in &undone {
        world.apply(change);
    }
    assert!(!world.block_between(&b, &a));
    assert_eq!(told(&world, "b"), ["mention"]);
}
