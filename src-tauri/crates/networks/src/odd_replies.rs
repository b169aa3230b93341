//! Replies of networks with one thing wrong in each: whatever it is, one item at most is lost, and that is said.

use std::env;

use herald_domain::{Account, Timestamp};
use herald_pipeline::ports::Observed;
use herald_testkit::{Spoiler, builders};
use serde_json::Value;

use crate::{bluesky, mastodon};

/// How many replies of each network are read where nothing else is said.
const FEW: u32 = 4_000;

/// When they are read.
pub(crate) const NOW: Timestamp = Timestamp(1_795_341_600_000);

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
    let chance = Spoiler::new(seed);
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
    let chance = Spoiler::new(3);
    for _ in 0..replies() {
        let mut post = bluesky::samples::post();
        chance.spoil(&mut post);
        bluesky::samples::look_at(&post);
        let mut status = mastodon::samples::status();
        chance.spoil(&mut status);
        mastodon::samples::look_at(&status);
    }
}
