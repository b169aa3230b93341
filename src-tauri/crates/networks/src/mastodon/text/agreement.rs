//! How long texts are beside what a Mastodon server counts.

use std::cmp::Ordering;

use serde::Deserialize;

use super::*;
use crate::text::odd_texts::{TEXTS, said, texts};

/// What the server says of a text.
#[derive(Deserialize)]
struct Said {
    length: usize,
}

#[test]
#[ignore = "needs the library Mastodon is built on: cargo xtask sweep texts"]
fn texts_count_as_on_a_mastodon_server_or_more_and_never_less() {
    const PER_URL: usize = 23;
    let texts = texts();
    let said: Vec<Said> = said("HERALD_MASTODON_TEXTS", &texts);
    assert_eq!(said.len(), TEXTS);
    let (mut same, mut more, mut less) = (0, Vec::new(), Vec::new());
    for (text, said) in texts.iter().zip(said) {
        let used = count(text, PER_URL);
        let words = || format!("{text:?} counts {used}, there {}", said.length);
        match used.cmp(&said.length) {
            Ordering::Equal => same += 1,
            Ordering::Greater => more.push(words()),
            Ordering::Less => less.push(words()),
        }
    }
    println!("{TEXTS} texts: {same} count the same, {} more", more.len());
    let some = |all: &[String]| all.iter().take(12).cloned().collect::<Vec<_>>();
    assert_eq!(some(&less), [""; 0], "{} count less", less.len());
    // Of texts of which half make no sense.
    assert!(same * 10 > TEXTS * 8, "{:#?}", some(&more));
}
