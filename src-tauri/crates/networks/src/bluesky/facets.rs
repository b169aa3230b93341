//! Facets: the links, mentions and tags in a text, by UTF-8 byte ranges.
//!
//! Nothing is linked by the network itself, so what is found here is all that can be clicked.
//! Ranges never overlap and never cut a character; links win over mentions, mentions over tags.
//!
//! # Source
//! Lexicon `app.bsky.richtext.facet` and docs.bsky.app "Links, mentions, and rich text", read
//! 2026-08-20: byte ranges with open end; tags of at most 64 graphemes and 640 bytes.

mod domains;

use std::ops::{Range, RangeInclusive};

use linkify::{LinkFinder, LinkKind};
use unicode_segmentation::UnicodeSegmentation as _;
use url::Url;

use super::address::is_handle;

const MAX_TAG_GRAPHEMES: usize = 64;
const MAX_TAG_BYTES: usize = 640;

/// Unicode category P beyond ASCII, in the blocks where people write posts.
const PUNCTUATION: [RangeInclusive<char>; 30] = [
    '¡'..='¡',
    '§'..='§',
    '«'..='«',
    '¶'..='·',
    '»'..='»',
    '¿'..='¿',
    '\u{55a}'..='\u{55f}',
    '\u{5be}'..='\u{5be}',
    '\u{5c3}'..='\u{5c3}',
    '\u{5f3}'..='\u{5f4}',
    '\u{60c}'..='\u{60c}',
    '\u{61b}'..='\u{61b}',
    '\u{61f}'..='\u{61f}',
    '\u{66a}'..='\u{66d}',
    '\u{6d4}'..='\u{6d4}',
    '\u{964}'..='\u{965}',
    '\u{2010}'..='\u{2027}',
    '\u{2030}'..='\u{2043}',
    '\u{2045}'..='\u{2051}',
    '\u{2053}'..='\u{205e}',
    '、'..='〃',
    '〈'..='】',
    '〔'..='〟',
    '・'..='・',
    '！'..='＃',
    '％'..='＊',
    '，'..='／',
    '：'..='？',
    '［'..='］',
    '｟'..='･',
];

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

fn links(text: &str) -> Vec<Span> {
    let mut finder = LinkFinder::new();
    finder.kinds(&[LinkKind::Url]).url_must_have_scheme(false);
    let found = finder.links(text).filter_map(|link| {
        let range = link.start()..link.end();
        let address = if link.as_str().contains("://") {
            with_scheme(link.as_str())
        } else {
            bare(text, &range, link.as_str())
        };
        address.map(|address| Span {
            range,
            mark: Mark::Link(address),
        })
    });
    found.collect()
}

fn with_scheme(link: &str) -> Option<String> {
    let url = Url::parse(link).ok()?;
    let opens = matches!(url.scheme(), "http" | "https") && url.has_host();
    // Other alphabets are written the way every reader of the record understands.
    opens.then(|| {
        if link.is_ascii() {
            link.to_owned()
        } else {
            url.into()
        }
    })
}

fn bare(text: &str, range: &Range<usize>, link: &str) -> Option<String> {
    let before = text.get(..range.start)?.chars().next_back();
    if before.is_some_and(|c| c.is_alphanumeric() || "@/._-#\\".contains(c)) {
        return None;
    }
    let host = link.split(['/', '?', '#', ':']).next()?;
    let known = host.is_ascii() && is_handle(host) && domains::is_known_end(host);
    let whole = format!("https://{link}");
    known.then(|| with_scheme(&whole)).flatten()
}

fn mentions(text: &str) -> Vec<Span> {
    let found = text.match_indices('@').filter_map(|(start, _)| {
        let before = text.get(..start)?.chars().next_back();
        if before.is_some_and(|c| c.is_alphanumeric() || "@/._-#&=".contains(c)) {
            return None;
        }
        let rest = text.get(start + 1..)?;
        let length = rest
            .find(|c: char| !(c.is_ascii_alphanumeric() || c == '.' || c == '-'))
            .unwrap_or(rest.len());
        let handle = rest.get(..length)?.trim_end_matches(['.', '-']);
        is_handle(handle).then(|| Span {
            range: start..start + 1 + handle.len(),
            mark: Mark::Mention(handle.to_ascii_lowercase()),
        })
    });
    found.collect()
}

fn tags(text: &str) -> Vec<Span> {
    let found = text.match_indices(['#', '＃']).filter_map(|(start, sign)| {
        let before = text.get(..start)?.chars().next_back();
        if before.is_some_and(|c| !c.is_whitespace()) {
            return None;
        }
        let rest = text.get(start + sign.len()..)?;
        let length = rest.find(ends_tag).unwrap_or(rest.len());
        let tag = rest.get(..length)?.trim_end_matches(is_punctuation);
        is_tag(tag).then(|| Span {
            range: start..start + sign.len() + tag.len(),
            mark: Mark::Tag(tag.to_owned()),
        })
    });
    found.collect()
}

fn is_tag(tag: &str) -> bool {
    // A keycap (`#` with a variation selector) is an emoji, not a tag.
    let keycap = tag.starts_with(['\u{fe0f}', '\u{20e3}']);
    let says_something = tag.chars().any(|c| !c.is_numeric() && !is_punctuation(c));
    !keycap
        && says_something
        && tag.len() <= MAX_TAG_BYTES
        && tag.graphemes(true).count() <= MAX_TAG_GRAPHEMES
}

fn ends_tag(c: char) -> bool {
    c.is_whitespace()
        || matches!(
            c,
            '\u{ad}' | '\u{200b}'..='\u{200d}' | '\u{2060}' | '\u{20e2}'
        )
}

/// Symbols such as `+` are not punctuation.
fn is_punctuation(c: char) -> bool {
    match c {
        '$' | '+' | '<' | '=' | '>' | '^' | '`' | '|' | '~' => false,
        c if c.is_ascii() => c.is_ascii_punctuation(),
        c => PUNCTUATION.iter().any(|block| block.contains(&c)),
    }
}

#[cfg(test)]
#[path = "facets/tests.rs"]
mod tests;
