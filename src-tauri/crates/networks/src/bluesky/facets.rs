//! Facets: the links, mentions and tags in a text, by UTF-8 byte ranges.
//!
//! Nothing is linked by the network itself, so what is found here is all that can be clicked. What Bluesky's
//! own client finds is found here, too, except where this is safer:
//! - a link never leads to another host than was typed, nor swallows the text behind it (`text::links`);
//! - it always begins with `http://` or `https://`, and names of files (`README.md`) are none;
//! - `@ada@example.social` is nobody on Bluesky;
//! - ranges never overlap: links win over mentions, mentions over tags.
//!
//! # Source
//! `@atproto/api` 0.21.0, `rich-text/detection`, read 2026-11-28; lexicon `app.bsky.richtext.facet`, read
//! 2026-08-20: byte ranges with open end; tags of at most 64 graphemes and 640 bytes.

use std::ops::Range;
use std::sync::LazyLock;

use regex::Regex;

use super::address::is_handle;
use crate::text::graphemes;
use crate::text::links::{self, pattern};

const MAX_TAG_GRAPHEMES: usize = 64;
const MAX_TAG_BYTES: usize = 640;

/// The longest ticker that is a tag of its own (`$TSLA`).
const MAX_TICKER: usize = 5;

/// What a tag has to hold at least one of.
static SAYS_SOMETHING: LazyLock<Regex> = LazyLock::new(|| pattern(r"[^0-9\p{P}]"));

/// Marks at the end of a tag, which are none of it.
static PUNCTUATION: LazyLock<Regex> = LazyLock::new(|| pattern(r"\p{P}+$"));

/// What a stretch of text stands for.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) enum Mark {
    /// A link to this address.
    Link(String),
    /// A person's handle, lower case, not looked up.
    Mention(String),
    /// A tag without its `#`.
    Tag(String),
}

/// A marked stretch of text.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Span {
    /// Bytes of the text, end exclusive, on character boundaries.
    pub(super) range: Range<usize>,
    /// What it stands for.
    pub(super) mark: Mark,
}

/// Finds what can be clicked, in text order.
pub(super) fn detect(text: &str) -> Vec<Span> {
    let mut spans: Vec<Span> = Vec::new();
    for span in links(text)
        .into_iter()
        .chain(mentions(text))
        .chain(tags(text))
        .chain(tickers(text))
    {
        let overlaps =
            |other: &Span| span.range.start < other.range.end && other.range.start < span.range.end;
        if !spans.iter().any(overlaps) {
            spans.push(span);
        }
    }
    spans.sort_by_key(|span| span.range.start);
    spans
}

/// Returns where the links of a text lead, in text order.
pub(super) fn addresses(text: &str) -> Vec<String> {
    let marks = detect(text).into_iter().map(|span| span.mark);
    let address = |mark| match mark {
        Mark::Link(address) => Some(address),
        Mark::Mention(_) | Mark::Tag(_) => None,
    };
    marks.filter_map(address).collect()
}

/// One link at most for each stretch without white space: at its beginning, or behind a bracket in it.
fn links(text: &str) -> Vec<Span> {
    let mut spans = Vec::new();
    let mut start = 0;
    for token in text.split(is_space) {
        let begins = |at: &usize| *at == 0 || token.get(..*at).is_some_and(|t| t.ends_with('('));
        let mut places = token.char_indices().map(|(at, _)| at).filter(begins);
        let begin = places.find(|at| token.get(*at..).is_some_and(looks_like_a_link));
        let found = begin.and_then(|at| Some((at, link(token.get(at..)?)?)));
        spans.extend(found.map(|(at, found)| Span {
            range: start + at..start + at + found.length,
            mark: Mark::Link(found.address),
        }));
        // What is white space is as long as it is written.
        start += token.len();
        start += text
            .get(start..)
            .and_then(|t| t.chars().next())
            .map_or(0, char::len_utf8);
    }
    spans
}

/// Tells whether the client takes what begins here for a link; it looks for no further one in the same stretch,
/// also where this is none.
fn looks_like_a_link(text: &str) -> bool {
    static LOOKS: LazyLock<Regex> = LazyLock::new(|| {
        pattern(r"^(?:[Hh][Tt][Tt][Pp][Ss]?://.|[A-Za-z][A-Za-z0-9]*(?:\.[A-Za-z0-9]+)+)")
    });
    LOOKS.is_match(text)
}

fn link(text: &str) -> Option<links::Found> {
    links::with_scheme(text).or_else(|| links::bare(text))
}

fn mentions(text: &str) -> Vec<Span> {
    let found = text.match_indices('@').filter_map(|(start, _)| {
        begins(text, start, &['(']).then_some(())?;
        let rest = text.get(start + 1..)?;
        let belongs = |c: char| c.is_ascii_alphanumeric() || c == '.' || c == '-';
        let length = rest.find(|c| !belongs(c)).unwrap_or(rest.len());
        let handle = rest.get(..length)?.trim_end_matches(['.', '-']);
        let goes_on = rest.get(length..)?.starts_with('_');
        if goes_on || rest.get(handle.len()..)?.starts_with('@') {
            return None;
        }
        let known = handle.rsplit('.').next() == Some("test") || links::is_known_end(handle);
        (known && is_handle(handle)).then(|| Span {
            range: start..start + 1 + handle.len(),
            mark: Mark::Mention(handle.to_ascii_lowercase()),
        })
    });
    found.collect()
}

fn tags(text: &str) -> Vec<Span> {
    let found = text.match_indices(['#', '＃']).filter_map(|(start, sign)| {
        begins(text, start, &[]).then_some(())?;
        let rest = text.get(start + sign.len()..)?;
        let run = rest.get(..rest.find(ends_tag).unwrap_or(rest.len()))?;
        let says_something = SAYS_SOMETHING.is_match(run) && !run.starts_with('\u{fe0f}');
        let tag = PUNCTUATION.replace(run, "");
        let fits = tag.len() <= MAX_TAG_BYTES && graphemes(&tag) <= MAX_TAG_GRAPHEMES;
        (says_something && fits).then(|| Span {
            range: start..start + sign.len() + tag.len(),
            mark: Mark::Tag(tag.into_owned()),
        })
    });
    found.collect()
}

/// Finds the tickers of shares: tags that keep their `$`.
fn tickers(text: &str) -> Vec<Span> {
    let found = text.match_indices('$').filter_map(|(start, _)| {
        begins(text, start, &['(']).then_some(())?;
        let rest = text.get(start + 1..)?;
        let length = rest
            .find(|c: char| !c.is_ascii_alphanumeric())
            .unwrap_or(rest.len());
        let ticker = rest.get(..length)?;
        let ends = rest.get(length..)?.chars().next();
        let alone = ends.is_none_or(|c| is_space(c) || ".,;:!?)\"'\u{2019}".contains(c));
        let is_one = ticker.starts_with(|c: char| c.is_ascii_alphabetic()) && length <= MAX_TICKER;
        (alone && is_one).then(|| Span {
            range: start..start + 1 + length,
            mark: Mark::Tag(format!("${}", ticker.to_ascii_uppercase())),
        })
    });
    found.collect()
}

/// Tells whether something may begin here: at the beginning, behind white space, or behind one of these.
fn begins(text: &str, at: usize, behind: &[char]) -> bool {
    let before = text.get(..at).and_then(|before| before.chars().next_back());
    before.is_none_or(|c| is_space(c) || behind.contains(&c))
}

/// White space as the client's own patterns know it.
fn is_space(c: char) -> bool {
    c.is_whitespace() && c != '\u{85}' || c == '\u{feff}'
}

fn ends_tag(c: char) -> bool {
    is_space(c)
        || matches!(
            c,
            '\u{ad}' | '\u{200b}'..='\u{200d}' | '\u{2060}' | '\u{20e2}'
        )
}

#[cfg(test)]
mod agreement;

#[cfg(test)]
#[path = "facets/tests.rs"]
mod tests;
