//! How Mastodon counts.
//!
//! # Source
//! docs.joinmastodon.org, user/posting, read 2026-07-02: every link counts as
//! `characters_reserved_per_url` (23), of `@user@host` only `@user`, a content warning counts too.

use linkify::{LinkFinder, LinkKind};
use unicode_segmentation::UnicodeSegmentation as _;

/// Counts the characters of a text: extended grapheme clusters, links and remote names shortened.
pub(super) fn count(text: &str, per_url: usize) -> usize {
    let mut finder = LinkFinder::new();
    finder.kinds(&[LinkKind::Url]);
    let mut used = 0;
    for span in finder.spans(text) {
        let part = span.as_str();
        let is_link =
            span.kind().is_some() && (part.starts_with("https://") || part.starts_with("http://"));
        used += if is_link { per_url } else { plain(part) };
    }
    used
}

fn plain(text: &str) -> usize {
    let all = text.graphemes(true).count();
    let hosts: usize = remote_hosts(text)
        .map(|host| host.chars().count() + 1)
        .sum();
    all.saturating_sub(hosts)
}

/// Finds the host of every `@user@host`.
fn remote_hosts(text: &str) -> impl Iterator<Item = &str> {
    let is_name = |c: char| c.is_ascii_alphanumeric() || matches!(c, '_' | '.' | '-');
    text.match_indices('@').filter_map(move |(at, _)| {
        let before = text.get(..at)?;
        let starts_word = before
            .chars()
            .next_back()
            .is_none_or(|c| !is_name(c) && c != '/');
        let rest = text.get(at + 1..)?;
        let user = rest.find(|c| !is_name(c)).and_then(|end| rest.get(..end))?;
        let host = rest.get(user.len()..)?.strip_prefix('@')?;
        let host = host
            .find(|c| !is_name(c))
            .and_then(|end| host.get(..end))
            .unwrap_or(host);
        let host = host.trim_end_matches(['.', '-']);
        (starts_word && !user.is_empty() && host.contains('.')).then_some(host)
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn links_and_remote_names_are_counted_short() {
        assert_eq!(count("Hello", 23), 5);
        assert_eq!(
            count(
                "see https://example.com/a/very/long/path?with=query now",
                23
            ),
            31
        );
        assert_eq!(count("@ada@example.social hi", 23), 7);
        assert_eq!(count("@ada hi", 23), 7);
        assert_eq!(count("mail a@b.test", 23), 13);
        assert_eq!(count("👩‍👩‍👧 é e\u{301}", 23), 5);
        assert_eq!(count("example.com is no link there", 23), 28);
        assert_eq!(count("@ada@a.test, @bo@b.test.", 23), 10);
    }
}
