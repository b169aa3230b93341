//! Replies of networks with one thing wrong in each: whatever it is, one item at most is lost, and that is said.

use std::env;

use herald_domain::{Account, Timestamp};
use herald_pipeline::ports::{Observed, Rng as _};
use herald_testkit::{SeededRng, builders};
use serde_json::{Value, json};

use crate::{bluesky, mastodon};

/// How many replies of each network are read where nothing else is said.
const FEW: u32 = 4_000;

/// When they are read.
pub(crate) const NOW: Timestamp = Timestamp(1_795_341_600_000);

struct Chance(SeededRng);

impl Chance {
    fn below(&self, end: usize) -> usize {
        let mut bytes = [0; 8];
        self.0.fill(&mut bytes);
        usize::try_from(u64::from_le_bytes(bytes) % end.max(1) as u64).expect("fits")
    }

    /// What no field of a reply is meant to hold.
    fn odd(&self) -> Value {
        match self.below(12) {
            0 => Value::Null,
            1 => json!(self.below(9)),
            2 => json!(-1),
            3 => json!(1e300),
            4 => json!(""),
            5 => json!("x".repeat(200_000)),
            6 => json!("\u{0}\u{202e}\u{feff}<a href='javascript:x'>"),
            7 => json!([]),
            8 => json!([null, 7, "x", {"a": {}}]),
            9 => json!({}),
            10 => json!({"id": [], "uri": 3, "$type": null}),
            _ => json!(true),
        }
    }

    /// Takes one field of a value away, or puts something odd in its place.
    fn spoil(&self, value: &mut Value) {
        let deeper = self.below(4) > 0;
        match value {
            Value::Object(fields) if !fields.is_empty() => {
                let name = fields
                    .keys()
                    .nth(self.below(fields.len()))
                    .cloned()
                    .expect("is there");
                let nested = fields
                    .get_mut(&name)
                    .filter(|v| deeper && (v.is_object() || v.is_array()));
                match nested {
                    Some(field) => self.spoil(field),
                    None if self.below(4) == 0 => drop(fields.remove(&name)),
                    None => drop(fields.insert(name, self.odd())),
                }
            }
            Value::Array(items) if !items.is_empty() && deeper => {
                let at = self.below(items.len());
                self.spoil(&mut items[at]);
            }
            other => *other = self.odd(),
        }
    }
}

#[expect(
    clippy::disallowed_methods,
    reason = "a sweep speaks to its test by variables"
)]
fn replies() -> u32 {
    let wished = env::var("HERALD_REPLIES").ok();
    wished.and_then(|text| text.parse().ok()).unwrap_or(FEW)
}

/// Reads pages with one item spoiled in each; the others are all there, and so is it, or it is said to be missing.
fn read_spoiled(seed: u64, items: &[Value], read: impl Fn(&Account, &[Value]) -> Observed) {
    let chance = Chance(SeededRng::new(seed));
    let account = builders::account();
    let whole = read(&account, items);
    assert_eq!(
        (whole.activities.len(), whole.dropped.len()),
        (items.len(), 0),
        "{:?}",
        whole.dropped
    );
    let (mut lost, mut kept) = (0, 0);
    for _ in 0..replies() {
        let mut page = items.to_vec();
        let at = chance.below(page.len());
        chance.spoil(&mut page[at]);
        let observed = read(&account, &page);
        let told = observed.activities.len() + observed.dropped.len();
        assert_eq!(told, items.len(), "{:#}", page[at]);
        assert!(
            observed.dropped.len() <= 1,
            "{:?} of {:#}",
            observed.dropped,
            page[at]
        );
        assert!(
            observed
                .dropped
                .iter()
                .all(|why| why.len() < 200 && why.ends_with('.'))
        );
        let others = whole
            .activities
            .iter()
            .filter(|one| !observed.activities.contains(one));
        assert!(others.count() <= 1, "{:#}", page[at]);
        if observed.dropped.is_empty() {
            kept += 1;
        } else {
            lost += 1;
        }
    }
    println!(
        "{} replies: {kept} items read all the same, {lost} left out and said",
        replies()
    );
}

#[test]
fn one_odd_thing_in_a_reply_of_bluesky_costs_one_item_at_most() {
    read_spoiled(
        1,
        &bluesky::samples::notifications(),
        bluesky::samples::read,
    );
}

#[test]
fn one_odd_thing_in_a_reply_of_mastodon_costs_one_item_at_most() {
    read_spoiled(
        2,
        &mastodon::samples::notifications(),
        mastodon::samples::read,
    );
}

#[test]
fn odd_posts_and_conversations_are_read_or_not_without_harm() {
    let chance = Chance(SeededRng::new(3));
    for _ in 0..replies() {
        let mut post = bluesky::samples::post();
        chance.spoil(&mut post);
        bluesky::samples::look_at(&post);
        let mut status = mastodon::samples::status();
        chance.spoil(&mut status);
        mastodon::samples::look_at(&status);
    }
}
