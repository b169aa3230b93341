use unicode_segmentation::UnicodeSegmentation;

use super::*;
use crate::clock::Timestamp;

fn demo_world(seed: u64) -> World {
    let mut world = World::default();
    for change in found(seed, Timestamp::from_ms(1_800_000_000_000)).unwrap() {
        world.apply(&change);
    }
    world
}

#[test]
fn steps_depend_on_seed_and_number_only_and_start_with_a_friendly_mention() {
    for seed in 0..20 {
        let population = Population::new(seed);
        let Act::Mention { by, text } = &population.step(0)[0] else {
            panic!("step 0 must be a mention");
        };
        assert!(script::OPENERS.contains(&(*by, *text)));
        for n in 0..40 {
            assert_eq!(population.step(n), Population::new(seed).step(n));
        }
    }
    let story = |seed| {
        (0..12)
            .flat_map(|n| Population::new(seed).step(n))
            .collect::<Vec<_>>()
    };
    assert_ne!(story(1), story(2));
}

#[test]
fn no_line_is_said_twice_before_all_of_its_kind_are_said() {
    let population = Population::new(7);
    let mut said = std::collections::BTreeSet::new();
    let mut mentions = 0;
    for n in 0.. {
        if let Act::Mention { text, .. } = &population.step(n)[0] {
            mentions += 1;
            assert!(said.insert(*text), "said twice: {text}");
        }
        if mentions == 1 + script::MENTIONS.len() {
            break;
        }
    }
}

#[test]
fn every_speaker_is_in_the_cast_and_every_line_fits() {
    let openings = script::OPENINGS.len();
    let threads = script::REPLIES
        .iter()
        .chain(script::QUOTES)
        .chain(script::EARLIER);
    for (by, opening, text) in threads {
        assert!(
            cast::member(by).is_some() && *opening < openings,
            "{by}: {text}"
        );
        assert!(text.graphemes(true).count() <= 300, "{text}");
    }
    let lines = script::OPENERS
        .iter()
        .chain(script::MENTIONS)
        .chain(script::POSTS);
    for (by, text) in lines {
        assert!(cast::member(by).is_some(), "{by}");
        assert!(text.graphemes(true).count() <= 300, "{text}");
    }
    for (_, text) in script::OPENERS.iter().chain(script::MENTIONS) {
        assert!(text.contains("@mira.demo.test"), "{text}");
    }
    for handle in cast::FRIENDLY.iter().chain(cast::NEWCOMERS) {
        assert!(cast::member(handle).is_some(), "{handle}");
    }
}

#[test]
fn demo_world_starts_with_posts_followers_and_nothing_unread() {
    let world = demo_world(7);
    let owner = &world.find(OWNER).unwrap().did;
    assert_eq!(
        world.records_of(owner, POST).count(),
        script::OPENINGS.len()
    );
    assert_eq!(world.followers(owner).len(), 5);
    assert_eq!(world.unread_count(owner), 0);
    assert!(!world.notifications(owner, &[], 100, None).items.is_empty());
    assert!((0..script::OPENINGS.len()).all(|nth| opening(&world, nth).is_some()));
}
