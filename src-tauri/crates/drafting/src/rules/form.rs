//! Rules about the form: length, characters, dressing.

use herald_pipeline::ports::DraftRequest;
use unicode_segmentation::UnicodeSegmentation;

use super::Violation;
use crate::text::{graphemes, has_right_to_left, is_combining, is_unsafe_at};

pub(super) fn check(text: &str, request: &DraftRequest, found: &mut Vec<Violation>) {
    if text.trim().is_empty() {
        found.push(Violation::new("empty", "The reply is empty."));
        return;
    }
    lengths(text, request, found);
    if has_unsafe_characters(text) {
        found.push(Violation::new(
            "unsafe_characters",
            "The reply has control, invisible or direction-changing characters; use plain text.",
        ));
    }
    if text.trim() != text {
        found.push(Violation::new(
            "outer_space",
            "The reply begins or ends with blank space.",
        ));
    }
    if has_markdown(text) {
        found.push(Violation::new(
            "markdown",
            "The reply has Markdown marks; networks show them as they are, so use plain text.",
        ));
    }
    if is_wrapped(text) {
        found.push(Violation::new(
            "wrapped_in_quotes",
            "The whole reply stands in quotation marks; leave them out.",
        ));
    }
}

fn lengths(text: &str, request: &DraftRequest, found: &mut Vec<Violation>) {
    let count = graphemes(text);
    if count > request.max_graphemes {
        found.push(Violation::new(
            "too_long",
            format!(
                "The reply has {count} characters; at most {} fit.",
                request.max_graphemes
            ),
        ));
    }
    if text.len() > request.max_bytes {
        found.push(Violation::new(
            "too_many_bytes",
            format!(
                "The reply takes {} bytes; at most {} fit.",
                text.len(),
                request.max_bytes
            ),
        ));
    }
}

fn has_unsafe_characters(text: &str) -> bool {
    let right_to_left = has_right_to_left(text);
    let characters: Vec<char> = text.chars().collect();
    let at = |i: usize| characters.get(i).copied();
    let bad = characters.iter().enumerate().any(|(i, c)| {
        let before = i.checked_sub(1).and_then(at);
        is_unsafe_at(before, *c, at(i + 1), right_to_left)
    });
    let tower = |g: &str| g.chars().filter(|c| is_combining(*c)).count() > 3;
    bad || text.graphemes(true).any(tower)
}

fn has_markdown(text: &str) -> bool {
    let heading = |line: &str| {
        let marks = line.chars().take_while(|c| *c == '#').count();
        marks > 0 && line.chars().nth(marks) == Some(' ')
    };
    let bold = text.split("**").count() > 2 || text.split("__").count() > 2;
    text.contains("```") || text.contains("](") || bold || text.lines().any(heading)
}

const QUOTES: [(char, char); 7] = [
    ('"', '"'),
    ('\'', '\''),
    ('“', '”'),
    ('„', '“'),
    ('«', '»'),
    ('‘', '’'),
    ('`', '`'),
];

fn is_wrapped(text: &str) -> bool {
    QUOTES.iter().any(|(open, close)| {
        let inner = text
            .strip_prefix(*open)
            .and_then(|t| t.strip_suffix(*close));
        inner.is_some_and(|t| !t.contains(*open) && !t.contains(*close))
    })
}
