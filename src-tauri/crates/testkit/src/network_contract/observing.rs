//! What happened is seen, all of it and once, whatever the server answers in between.

use std::collections::BTreeMap;
use std::env;
use std::time::Duration;

use super::{Desk, is_told};
use crate::Instead;

/// How many spoiled replies are read where nothing else is said.
const FEW: u64 = 120;

#[expect(
    clippy::disallowed_methods,
    reason = "a sweep speaks to its test by variables"
)]
fn how_many() -> u64 {
    let wished = env::var("HERALD_SPOILED_PAGES").ok();
    wished.and_then(|text| text.parse().ok()).unwrap_or(FEW)
}

/// An empty first page is a page: there is a place to go on from, and nothing is there twice.
pub async fn nothing_is_read_where_nothing_happened(desk: &Desk) {
    let (said, cursor) = desk.read_all(None).await;
    assert_eq!(said, Vec::<String>::new());
    let (said, _) = desk.read_all(cursor).await;
    assert_eq!(said, Vec::<String>::new());
}

/// What happens between two readings is in the second, once, and in no later one.
pub async fn everything_that_happened_is_seen_once(desk: &Desk) {
    let mut cursor = desk.caught_up().await;
    for round in 0..5 {
        let mut meant = Vec::new();
        for nth in 0..round {
            let text = format!("number {round} {nth}");
            desk.counterpart.mention(&text).await;
            desk.pass(Duration::from_secs(1));
            meant.push(text);
        }
        let (said, next) = desk.read_all(cursor).await;
        let mine: Vec<_> = said.iter().map(|text| tail(text)).collect();
        assert_eq!(mine, meant, "oldest first, each once");
        cursor = next;
        desk.pass(Duration::from_secs(30));
    }
}

/// A hundred and thirty at once come whole.
pub async fn more_than_a_page_is_read_page_by_page(desk: &Desk) {
    let cursor = desk.caught_up().await;
    for nth in 0..130 {
        desk.counterpart.mention(&format!("number {nth}")).await;
        desk.pass(Duration::from_secs(1));
    }
    let (said, cursor) = desk.read_all(cursor).await;
    let mut counts = BTreeMap::new();
    for text in &said {
        *counts.entry(tail(text)).or_insert(0) += 1;
    }
    for nth in 0..130 {
        let text = format!("number {nth}");
        assert!(counts.contains_key(&text), "{text} of {said:?}");
    }
    assert_eq!(desk.read_all(cursor).await.0, Vec::<String>::new());
}

/// Whatever comes instead of an answer is told in words, and the next reading has everything.
pub async fn an_odd_answer_costs_nothing_but_time(desk: &Desk) {
    let mut cursor = desk.caught_up().await;
    for (nth, instead) in [
        Instead::Status(401),
        Instead::Status(403),
        Instead::Status(404),
        Instead::Status(429),
        Instead::Status(500),
        Instead::Page(503),
        Instead::Page(200),
        Instead::Page(404),
        Instead::Empty,
        Instead::Half,
        Instead::Elsewhere,
        Instead::Silence,
        Instead::Unreached,
    ]
    .into_iter()
    .enumerate()
    {
        let text = format!("number {nth}");
        desk.counterpart.mention(&text).await;
        desk.wire
            .spoil_answers(desk.counterpart.news(), instead.clone());
        let error = desk.observe(cursor.as_deref()).await;
        is_told(&error.expect_err(&format!("{instead:?} is no answer")));
        desk.wire.stop();
        desk.pass(Duration::from_mins(10));
        let (said, next) = desk.read_all(cursor).await;
        assert_eq!(said.len(), 1, "after {instead:?}: {said:?}");
        cursor = next;
    }
    assert!(desk.wire.meddled() >= 13);
}

/// New fields everywhere, as networks add them.
pub async fn fields_nobody_has_heard_of_change_nothing(desk: &Desk) {
    let cursor = desk.caught_up().await;
    for nth in 0..3 {
        desk.counterpart.mention(&format!("number {nth}")).await;
    }
    let plain = desk.observe(cursor.as_deref()).await.expect("it is read");
    desk.wire
        .spoil_answers(desk.counterpart.news(), Instead::Enriched);
    let rich = desk.observe(cursor.as_deref()).await.expect("it is read");
    desk.wire.stop();
    assert_eq!(rich.activities, plain.activities);
    assert_eq!(rich.cursor, plain.cursor);
    assert_eq!(rich.dropped, plain.dropped);
    assert!(desk.wire.meddled() > 0);
}

#[expect(clippy::print_stdout, reason = "a sweep says what it saw")]
fn say(line: &str) {
    println!("{line}");
}

/// One thing wrong anywhere in a page: it is refused and read again, or what is missing is said; nothing that
/// was not read is passed by.
pub async fn a_reply_spoiled_anywhere_loses_nothing_unsaid(desk: &Desk) {
    let mut cursor = desk.caught_up().await;
    let (mut refused, mut left_out) = (0, 0);
    for seed in 0..how_many() {
        // More than a page at a time, now and then.
        let several = if seed % 20 == 7 { 115 } else { 3 };
        let meant: Vec<_> = (0..several)
            .map(|nth| format!("page {seed} {nth}"))
            .collect();
        for text in &meant {
            desk.counterpart.mention(text).await;
        }
        desk.pass(Duration::from_secs(5));
        desk.wire
            .spoil_answers(desk.counterpart.news(), Instead::Spoiled(seed));
        let spoiled = desk.observe(cursor.as_deref()).await;
        desk.wire.stop();
        let (mut said, mut dropped) = (Vec::new(), 0);
        match spoiled {
            Ok(page) => {
                dropped = page.dropped.len();
                said.extend(page.activities.into_iter().map(|one| one.text));
                cursor = page.cursor.or(cursor);
            }
            Err(error) => {
                is_told(&error);
                refused += 1;
            }
        }
        // A page that was empty all of a sudden is looked at again by the reading after the next.
        for _ in 0..2 {
            let (rest, next) = desk.read_all(cursor).await;
            said.extend(rest);
            cursor = next;
        }
        let missing = |text: &&String| !said.iter().any(|said| tail(said) == **text);
        let missing: Vec<_> = meant.iter().filter(missing).collect();
        // An item that is read with one field wrong may say something else than was meant.
        assert!(
            missing.len() <= 1.max(dropped),
            "seed {seed}: {missing:?}, {dropped} left out, {} read",
            said.len()
        );
        left_out += dropped;
    }
    let pages = how_many();
    say(&format!(
        "{pages} pages: {refused} refused and read again, {left_out} items left out and said"
    ));
}

/// Returns what was said without the name it begins with.
fn tail(text: &str) -> String {
    let words = text.split_whitespace();
    let kept: Vec<_> = words.filter(|word| !word.starts_with('@')).collect();
    kept.join(" ")
}
