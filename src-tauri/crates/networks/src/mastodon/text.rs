//! Links, names and tags as Mastodon finds them, and how it counts.
//!
//! In doubt a text counts more, never less, than on the server: a post that Herald lets through is taken.
//!
//! # Source
//! docs.joinmastodon.org, user/posting, read 2026-07-02: every link counts as
//! `characters_reserved_per_url` (23), of `@user@host` only `@user`, a content warning counts too. Mastodon's
//! `StatusLengthValidator`, `Extractor`, `Account::MENTION_RE` and its changes to `twitter-text`, read 2026-11-28.

use std::ops::Range;
use std::sync::LazyLock;

use regex::Regex;

use crate::text::graphemes;
use crate::text::links::{self, is_known_end, pattern};

/// A name with its server, where there is one.
static NAME: LazyLock<Regex> = LazyLock::new(|| {
    pattern(r"(?i)@[a-z0-9_]+(?:[.-]+[a-z0-9_]+)*(?<host>@[\w]+(?:[.-]+[\w]+)*)?")
});

static TAG: LazyLock<Regex> = LazyLock::new(|| pattern(r"#[\w·]*[\p{L}\p{M}_][\w·]*"));

/// A link as short as any.
const SHORTEST: &str = "https://a.co";

/// A name: its place, and how many of its bytes at the end are its server.
struct Name {
    range: Range<usize>,
    host: usize,
}

/// Counts the characters of a text: extended grapheme clusters, links and remote names shortened.
pub(super) fn count(text: &str, per_url: usize) -> usize {
    let links = links(text);
    let shown = |range: &Range<usize>| graphemes(text.get(range.clone()).unwrap_or_default());
    let in_doubt = doubtful(text, &links) * per_url.saturating_sub(SHORTEST.len());
    let mut used = graphemes(text) + links.len() * per_url + in_doubt;
    used = used.saturating_sub(links.iter().map(shown).sum());
    let hosts = names(text)
        .into_iter()
        .filter(|name| !overlaps(&links, &name.range));
    let hidden = hosts.map(|name| shown(&(name.range.end - name.host..name.range.end)));
    used.saturating_sub(hidden.sum())
}

/// Finds links, names and tags: what stays in one post.
pub(super) fn marks(text: &str) -> Vec<Range<usize>> {
    let mut marks = links(text);
    let names = names(text).into_iter().map(|name| name.range);
    let tags = TAG.find_iter(text).map(|tag| tag.range());
    marks.extend(names.chain(tags));
    marks
}

/// Returns whom a text names, without the `@`.
pub(super) fn named(text: &str) -> Vec<&str> {
    let links = links(text);
    let names = names(text)
        .into_iter()
        .filter(|name| !overlaps(&links, &name.range));
    names
        .filter_map(|name| text.get(name.range)?.strip_prefix('@'))
        .collect()
}

/// Puts those in front of a text whom it does not name yet; people of the server `home` may be written with it.
pub(super) fn naming<'a>(
    text: &str,
    wanted: impl Iterator<Item = &'a str>,
    home: Option<&str>,
) -> String {
    let bare = |name: &'a str| local(name, home);
    let there: Vec<&str> = named(text)
        .into_iter()
        .map(|name| local(name, home))
        .collect();
    let mut missing: Vec<&str> = Vec::new();
    for name in wanted.map(bare) {
        let known = there
            .iter()
            .chain(&missing)
            .any(|one| one.eq_ignore_ascii_case(name));
        if !known {
            missing.push(name);
        }
    }
    let names = missing.iter().map(|name| format!("@{name} "));
    format!("{}{text}", names.collect::<String>())
}

/// Returns a name as its own server writes it: without the server.
fn local<'a>(name: &'a str, home: Option<&str>) -> &'a str {
    match (name.split_once('@'), home) {
        (Some((bare, host)), Some(home)) if host.eq_ignore_ascii_case(home) => bare,
        _ => name,
    }
}

fn overlaps(links: &[Range<usize>], range: &Range<usize>) -> bool {
    links
        .iter()
        .any(|link| link.start < range.end && range.start < link.end)
}

/// Returns where the links of a text lead, in text order.
pub(super) fn addresses(text: &str) -> Vec<String> {
    let links = links(text).into_iter();
    links
        .filter_map(|link| Some(text.get(link)?.to_owned()))
        .collect()
}

/// Finds the links that count as one: with `https://` and an end of their host that exists.
fn links(text: &str) -> Vec<Range<usize>> {
    // Letters of a scheme may be of any size; the places stay the same.
    let text = &text.to_ascii_lowercase();
    let mut found: Vec<Range<usize>> = Vec::new();
    for (at, _) in text.match_indices("http") {
        let begins = may_begin(text, at);
        let behind = found.last().is_none_or(|last| last.end <= at);
        let rest = text.get(at..).unwrap_or_default();
        if begins
            && behind
            && let Some(link) = links::with_scheme(rest)
        {
            let link = counted(rest.get(..link.length).unwrap_or_default());
            found.extend(link.map(|length| at..at + length));
        }
    }
    found
}

/// Counts the beginnings of links that are none here and may be one to the server, which is more generous with
/// hosts in other letters: one that is shorter than it counts.
fn doubtful(text: &str, links: &[Range<usize>]) -> usize {
    let lower = text.to_ascii_lowercase();
    let in_doubt = |at: usize| {
        let rest = lower.get(at..).unwrap_or_default();
        let behind = ["https://", "http://"]
            .iter()
            .find_map(|scheme| rest.strip_prefix(scheme));
        let ends = |c: char| "/?#:\\@".contains(c) || c.is_whitespace();
        let host = behind.and_then(|behind| behind.split(ends).next());
        host.is_some_and(|host| !host.is_ascii() || begins_with_a_host(host))
    };
    let begins = lower.match_indices("http").map(|(at, _)| at);
    let others = begins.filter(|at| !links.iter().any(|link| link.contains(at)));
    others
        .filter(|at| may_begin(&lower, *at) && in_doubt(*at))
        .count()
}

/// Tells whether a host, or the beginning of it, has an end that exists.
fn begins_with_a_host(host: &str) -> bool {
    let dots = host.match_indices('.').map(|(at, _)| at);
    let ends = dots.chain([host.len()]);
    ends.filter_map(|end| host.get(..end)).any(is_known_end)
}

/// Tells whether a link may begin at a place, for what stands before it.
fn may_begin(text: &str, at: usize) -> bool {
    let before = text.get(..at).and_then(|before| before.chars().next_back());
    before.is_none_or(|c| !c.is_ascii_alphanumeric() && !"@＠$#＃".contains(c))
}

/// Returns how much of a link counts as one; what follows counts as it is.
fn counted(link: &str) -> Option<usize> {
    let (_, behind) = link.split_once("://")?;
    let host = behind.split(['/', '?', '#', ':']).next()?;
    if !is_known_end(&host.to_lowercase()) {
        return None;
    }
    // What follows a host is a path or a query, else no part of the link.
    let to_host = link.len() - behind.len() + host.len();
    let after_host = link.get(to_host..)?;
    let after_port = after_host.trim_start_matches(|c: char| c == ':' || c.is_ascii_digit());
    if !after_port.starts_with(['/', '?']) {
        return Some(link.len() - after_port.len());
    }
    let (path, query) = link
        .split_once('?')
        .map_or((link, None), |(p, q)| (p, Some(q)));
    let whole = path.len();
    let path = path.get(..lone_bracket(path).unwrap_or(whole))?;
    let cut = path.trim_end_matches(|c| "!*\"'「」<>;:=,.$%[]~&|@".contains(c));
    let query = query.filter(|_| cut.len() == whole).map_or(0, |query| {
        let ends = |c: char| !c.is_alphanumeric() && c.is_ascii() && !"_&=#/-".contains(c);
        let query = query
            .split(['"', '<', '>', '\\', '{', '}', '`'])
            .next()
            .unwrap_or_default();
        match query.trim_end_matches(ends).len() {
            0 => 0,
            length => length + 1,
        }
    });
    Some(cut.len() + query)
}

/// Finds the first bracket that is not closed.
fn lone_bracket(path: &str) -> Option<usize> {
    let mut open = Vec::new();
    for (at, c) in path.char_indices() {
        match c {
            '(' => open.push(at),
            ')' if open.pop().is_none() => return Some(at),
            _ => {}
        }
    }
    open.first().copied()
}

/// Tells whether a character is part of a word: a letter, a mark on one, a digit or what joins them.
fn is_of_a_word(c: char) -> bool {
    static WORD: LazyLock<Regex> = LazyLock::new(|| pattern(r"\w"));
    WORD.is_match(c.encode_utf8(&mut [0; 4]))
}

fn names(text: &str) -> Vec<Name> {
    let found = NAME.captures_iter(text).filter_map(|captures| {
        let whole = captures.get(0)?;
        let before = text.get(..whole.start())?.chars().next_back();
        let after = text.get(whole.end()..)?;
        let begins = before.is_none_or(|c| !is_of_a_word(c) && !"=/".contains(c));
        let ends = !after.starts_with(['@', '＠']) && !after.starts_with("://");
        (begins && ends).then(|| Name {
            range: whole.range(),
            host: captures.name("host").map_or(0, |host| host.len()),
        })
    });
    found.collect()
}

#[cfg(test)]
mod agreement;

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn links_and_remote_names_are_counted_short() {
        for (text, used) in [
            ("Hello", 5),
            (
                "see https://example.com/a/very/long/path?with=query now",
                31,
            ),
            ("@ada@example.social hi", 7),
            ("@ada hi", 7),
            ("mail a@b.test", 13),
            ("👩‍👩‍👧 é e\u{301}", 5),
            ("example.com is no link there", 28),
            ("@ada@a.test, @bo@b.test.", 10),
            ("見て：https://example.com/x、次", 28),
            ("@bücher@bücher.example", 22),
            ("@ada@bücher.example", 4),
        ] {
            assert_eq!(count(text, 23), used, "{text}");
        }
    }

    #[test]
    fn what_the_server_does_not_shorten_counts_as_it_is() {
        for text in [
            "https://localhost/a/very/long/path/to/something",
            "xhttps://example.com/a/very/long/path/to/something",
            "é@ada@example.social",
            "=@ada@example.social",
            "@ada@example.social@b",
            "@.ada@example.social",
            "https://example.invalidend/a/very/long/path/to/it",
        ] {
            assert_eq!(count(text, 23), text.chars().count(), "{text}");
        }
        // Behind the end of a link as the server sees it characters count again.
        for (text, more) in [
            ("https://example.com/a(b", 2),
            ("https://example.com/a~", 1),
            ("https://example.com/a?b=c%", 1),
            ("https://example.com/a_(b)", 0),
            ("https://example.com/?q=東京", 0),
        ] {
            assert_eq!(count(text, 23), 23 + more, "{text}");
        }
    }

    #[test]
    fn links_names_and_tags_stay_whole() {
        let text = "Hi @ada@a.test: https://example.com/x (#harbour #2024 #日本語)";
        let found: Vec<&str> = marks(text)
            .into_iter()
            .filter_map(|mark| text.get(mark))
            .collect();
        assert_eq!(
            found,
            [
                "https://example.com/x",
                "@ada@a.test",
                "#harbour",
                "#日本語"
            ]
        );
    }

    #[test]
    fn who_is_not_named_yet_is_put_in_front() {
        let with = |text, wanted: &[&str]| naming(text, wanted.iter().copied(), Some("own.test"));
        assert_eq!(with("Hi @ada@own.test", &["ada"]), "Hi @ada@own.test");
        assert_eq!(with("Hi @ada", &["ada@own.test"]), "Hi @ada");
        assert_eq!(with("Thanks!", &["ada@a.test"]), "@ada@a.test Thanks!");
        assert_eq!(
            with("Thanks, @Ada@a.test!", &["ada@a.test"]),
            "Thanks, @Ada@a.test!"
        );
        assert_eq!(
            with("Hi @adam and @bo", &["ada", "bo", "cy"]),
            "@ada @cy Hi @adam and @bo"
        );
        assert_eq!(
            with("https://b.test/@ada hi", &["ada"]),
            "@ada https://b.test/@ada hi"
        );
        assert_eq!(with("", &["ada", "ada"]), "@ada ");
    }

    #[test]
    fn a_link_counts_as_one_however_its_scheme_is_written_and_whatever_follows() {
        for (text, used) in [
            ("https://example.com @mira", 29),
            ("HTTPS://Example.com", 23),
            ("see https://example.com and write to me@example.com", 55),
            ("https://例え.jp/x", 23),
        ] {
            assert_eq!(count(text, 23), used, "{text}");
        }
        // The server takes it for a link, and for a longer text.
        assert!(count("https://ｅｘａｍｐｌｅ.com", 23) >= 23);
    }
}
