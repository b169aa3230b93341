//! Full-text search: how words become a query, and how the index is fed.
//!
//! A row of the index is a number that follows time (`seq`), so that newest first costs nothing. Two
//! ids of one millisecond can ask for the same number; the later one takes the next that is free.

use std::collections::HashSet;

use herald_pipeline::ports::StoreError;

use crate::args::args;
use crate::db::{Db, Pair};
use crate::row::json;
use crate::tx::Tx;
use crate::words::{Indexed, Word, pairs, words};

/// Numbers for one millisecond.
const PLACES: i64 = 1 << 15;
/// Words of a query that are looked at; SQLite limits how deep a query may nest.
const MOST_WORDS: usize = 32;
/// A last word found in this many rows stands for itself: merging all that begin with it takes too
/// long, whatever the words before it leave of that, and somebody who typed a common word meant it.
const COMMON: i64 = 1_000;
/// Letters from which on a word stands for all that begin with it; fewer begin a large part of all
/// words, and merging those takes seconds.
const FEW_LETTERS: usize = 3;
/// Characters of a query that are looked at.
const MOST_CHARACTERS: usize = 1_000;

/// The statements of one index.
pub(crate) struct Index {
    /// Which of the numbers are taken.
    pub(crate) taken: Pair,
    /// Maps numbers to ids.
    pub(crate) map: Pair,
    /// Indexes rows that are not in the index.
    pub(crate) fill: Pair,
    /// Indexes rows anew that may be in it.
    pub(crate) refill: Pair,
    /// The number of an id within a range of numbers.
    pub(crate) place: Pair,
    /// How many rows a query finds, up to a limit.
    pub(crate) hits: Pair,
}

/// What a person typed, as queries in which no character has a meaning.
#[derive(Debug, PartialEq, Eq)]
struct Query {
    /// Every word must be there.
    whole: String,
    /// The last word, and the query in which it may go on.
    open: Option<(String, String)>,
}

/// Reads what a person typed; `None` without a word.
///
/// What white space parts may lie anywhere; what it does not part lies together.
fn read(typed: &str) -> Option<Query> {
    let typed: String = typed
        .chars()
        .filter(|c| *c != '\0')
        .take(MOST_CHARACTERS)
        .collect();
    let typed: Vec<Vec<Word>> = typed
        .split_whitespace()
        .map(words)
        .filter(|words| !words.is_empty())
        .take(MOST_WORDS)
        .collect();
    let last = typed.last()?;
    let wanted: Vec<String> = typed.iter().flat_map(|words| conditions(words)).collect();
    let whole = wanted.join(" AND ");
    let open = wanted.last().filter(|_| may_go_on(last));
    let open = open.map(|last| (last.clone(), format!("{whole}*")));
    Some(Query { whole, open })
}

/// The conditions for words that lie together: one phrase, and a single character at its end apart,
/// because it begins a pair there and stands alone in the index of characters.
fn conditions(words: &[Word]) -> Vec<String> {
    let mut phrase = Vec::new();
    let mut single = None;
    for (n, word) in words.iter().enumerate() {
        let is_last = n + 1 == words.len();
        match word {
            Word::Parted(word) => phrase.push(word.clone()),
            Word::Run(run) => match run.as_slice() {
                [only] if is_last => single = Some(only.to_string()),
                run => phrase.extend(pairs(run, !is_last)),
            },
        }
    }
    let phrase = Some(phrase.join(" ")).filter(|phrase| !phrase.is_empty());
    // No word holds a quotation mark.
    let quoted = phrase.into_iter().chain(single);
    quoted.map(|words| format!("\"{words}\"")).collect()
}

/// Turns what a person typed into the query to run; `None` without a word.
pub(crate) async fn query(
    db: &Db,
    index: &Index,
    typed: &str,
) -> Result<Option<String>, StoreError> {
    let Some(Query { whole, open }) = read(typed) else {
        return Ok(None);
    };
    let Some((last, open)) = open else {
        return Ok(Some(whole));
    };
    let hits = db.number(db.pick(index.hits), args![last, COMMON]).await?;
    Ok(Some(if hits < COMMON { open } else { whole }))
}

/// The query that finds the most of what was typed; `None` without a word.
pub(crate) fn widest(typed: &str) -> Option<String> {
    let Query { whole, open } = read(typed)?;
    Some(open.map_or(whole, |(_, open)| open))
}

/// Tells whether what was typed last may be the beginning of a longer word; in scripts without spaces
/// every part of a text is found as it is.
fn may_go_on(words: &[Word]) -> bool {
    match words.last() {
        Some(Word::Parted(word)) => word.chars().count() >= FEW_LETTERS,
        Some(Word::Run(_)) | None => false,
    }
}

/// The number an id asks for: its millisecond, then the first digits of its tail.
fn wanted(id: &str) -> i64 {
    let part = |range| id.get(range).and_then(|h| i64::from_str_radix(h, 16).ok());
    let ms = part(0..12).unwrap_or(0);
    ms * PLACES + (part(12..16).unwrap_or(0) >> 1)
}

/// The number before which a page goes on.
pub(crate) async fn floor(db: &Db, index: &Index, before: Option<&str>) -> Result<i64, StoreError> {
    let Some(id) = before else {
        return Ok(i64::MAX);
    };
    let (first, last) = around(id);
    let found: Option<(i64,)> = db.opt(db.pick(index.place), args![first, last, id]).await?;
    Ok(found.map_or_else(|| wanted(id), |(seq,)| seq))
}

/// The number an indexed id was given.
pub(crate) async fn place(tx: &mut Tx, index: &Index, id: &str) -> Result<Option<i64>, StoreError> {
    let (first, last) = around(id);
    let sql = tx.pick(index.place);
    let found: Vec<(i64,)> = tx.all(sql, args![first, last, id]).await?;
    Ok(found.first().map(|(seq,)| *seq))
}

/// The first and the last number of an id's millisecond.
fn around(id: &str) -> (i64, i64) {
    let asked = wanted(id);
    let first = asked - asked % PLACES;
    (first, first.saturating_add(PLACES - 1))
}

/// A row as the index takes it: its number, its texts, and single characters.
pub(crate) fn entry(seq: i64, indexed: &Indexed) -> Vec<serde_json::Value> {
    let texts = indexed.texts.iter().map(|text| text.as_str().into());
    let ends = std::iter::once(indexed.letters.as_str().into());
    std::iter::once(seq.into())
        .chain(texts)
        .chain(ends)
        .collect()
}

/// Indexes rows that were just inserted, each by its texts in the order of the index.
pub(crate) async fn feed(
    tx: &mut Tx,
    index: &Index,
    rows: &[(&str, Indexed)],
) -> Result<(), StoreError> {
    let mut wishes: Vec<(i64, &str, &Indexed)> = rows
        .iter()
        .map(|(id, indexed)| (wanted(id), *id, indexed))
        .collect();
    // The index is a tree: adding to it in order is cheapest.
    wishes.sort_unstable_by_key(|(seq, id, _)| (*seq, *id));
    let mut used = HashSet::with_capacity(wishes.len());
    loop {
        let numbers: Vec<i64> = wishes.iter().map(|(seq, ..)| *seq).collect();
        let sql = tx.pick(index.taken);
        let taken: Vec<(i64,)> = tx.all(sql, args![json(&numbers)?]).await?;
        let taken: HashSet<i64> = taken.into_iter().map(|(seq,)| seq).collect();
        used.clear();
        let mut settled = true;
        for (seq, ..) in &mut wishes {
            while taken.contains(seq) || !used.insert(*seq) {
                *seq = next_place(*seq);
                settled = false;
            }
        }
        if settled {
            break;
        }
    }
    let places: Vec<(i64, &str)> = wishes.iter().map(|(seq, id, _)| (*seq, *id)).collect();
    let sql = tx.pick(index.map);
    tx.run(sql, args![json(&places)?]).await?;
    let entries = wishes.iter().map(|(seq, _, indexed)| entry(*seq, indexed));
    let entries: Vec<_> = entries.collect();
    let sql = tx.pick(index.fill);
    tx.run(sql, args![json(&entries)?]).await.map(drop)
}

/// Indexes a row anew whose texts have changed.
pub(crate) async fn feed_again(
    tx: &mut Tx,
    index: &Index,
    id: &str,
    indexed: &Indexed,
) -> Result<(), StoreError> {
    let Some(place) = place(tx, index, id).await? else {
        return Ok(());
    };
    let sql = tx.pick(index.refill);
    let entries = json(&[entry(place, indexed)])?;
    tx.run(sql, args![entries]).await.map(drop)
}

/// The next number of the same millisecond, from its last back to its first.
fn next_place(seq: i64) -> i64 {
    let place = seq % PLACES;
    seq - place + (place + 1) % PLACES
}

#[cfg(test)]
mod tests {
    use super::*;

    fn whole(typed: &str) -> String {
        read(typed).expect("has a word").whole
    }

    fn open(typed: &str) -> Option<String> {
        let open = read(typed).expect("has a word").open;
        open.map(|(_, query)| query)
    }

    #[test]
    fn words_are_quoted() {
        assert_eq!(whole("harbour fog"), "\"harbour\" AND \"fog\"");
        assert_eq!(whole("NEAR(a"), "\"near a\"");
        assert_eq!(whole("say \"hi\""), "\"say\" AND \"hi\"");
    }

    #[test]
    fn a_last_word_of_three_letters_may_go_on() {
        assert_eq!(open("the fog").as_deref(), Some("\"the\" AND \"fog\"*"));
        assert_eq!(open("туман").as_deref(), Some("\"туман\"*"));
        assert_eq!(open("fog is"), None);
        assert_eq!(open("fog レンズ"), None);
    }

    #[test]
    fn without_spaces_neighbours_are_looked_for() {
        assert_eq!(whole("レンズ"), "\"レン ンズ\"");
        assert_eq!(whole("東 京都"), "\"東\" AND \"京都\"");
        assert_eq!(whole("iPhoneの"), "\"iphone\" AND \"の\"");
        assert_eq!(whole("レンズX"), "\"レン ンズ ズ x\"");
        assert_eq!(open("レンズabc").as_deref(), Some("\"レン ンズ ズ abc\"*"));
    }

    #[test]
    fn without_a_word_there_is_no_query() {
        for typed in ["", "   ", "\0", "* - \" ( )", "🎉"] {
            assert_eq!(read(typed), None, "{typed:?}");
        }
    }

    #[test]
    fn numbers_follow_time() {
        let early = wanted("0190a1b2c3d4ffffffffffffffffffff");
        let late = wanted("0190a1b2c3d500000000000000000000");
        assert!(early < late);
        assert!(wanted("ffffffffffffffffffffffffffffffff") > 0);
        assert_eq!(next_place(2 * PLACES + PLACES - 1), 2 * PLACES);
    }
}
