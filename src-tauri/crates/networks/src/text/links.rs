//! Web addresses that people type: how far each goes, and that it leads where it says.
//!
//! Where an address may begin is for the network to say; here begins the text that is read.
//! The host is never another one than was typed: names before an `@`, numbers in other forms and letters
//! that are read as others make it no address.

mod domains;

use std::sync::LazyLock;

use regex::Regex;
use url::Url;

pub(crate) use domains::{is_known_end, means_a_file};

/// An address at the beginning of a text.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Found {
    /// How many bytes of the text it takes.
    pub(crate) length: usize,
    /// The address whole, in ASCII.
    pub(crate) address: String,
}

/// A host as people write it, in any alphabet.
static HOST: LazyLock<Regex> = LazyLock::new(|| pattern(r"^[\p{L}\p{N}\p{M}._-]+"));

/// What ends an address in the middle of its path: white space, what nobody sees, brackets and marks of
/// other scripts than the Latin. Dashes and dots between words belong to titles of pages.
static ENDS: LazyLock<Regex> = LazyLock::new(|| {
    pattern(concat!(
        r#"[\s<>"`\u{ad}\u{200b}\u{200e}\u{200f}\u{202a}-\u{202e}\u{2060}-\u{206f}\u{feff}]"#,
        r"|[\p{Ps}\p{Pe}\p{Pi}\p{Pf}\p{Po}&&[^\x00-\x7f·・’]]",
    ))
});

#[expect(
    clippy::expect_used,
    reason = "patterns are constants, and tests read with each"
)]
pub(crate) fn pattern(pattern: &str) -> Regex {
    Regex::new(pattern).expect("the pattern is sound")
}

/// Reads an address that begins with `http://` or `https://`.
pub(crate) fn with_scheme(text: &str) -> Option<Found> {
    let scheme = ["https://", "http://"]
        .into_iter()
        .find(|scheme| text.starts_with(scheme))?;
    let behind = text.get(scheme.len()..)?;
    // Where the host ends for good; before it nobody else's name may stand.
    let ends = |c: char| "/?#()<>{},;!\"'".contains(c) || c.is_whitespace();
    let authority = behind.split(ends).next()?;
    if authority.contains(['@', '\\']) {
        return None;
    }
    let host = host(behind)?;
    let mut length = scheme.len() + host.len();
    length += port(text.get(length..)?);
    if text.get(length..)?.starts_with(['/', '?', '#']) {
        length += path(text.get(length..)?);
    }
    let typed = text.get(..length)?;
    let url = Url::parse(typed).ok()?;
    leads_where_it_says(&url, host).then(|| Found {
        length,
        address: if typed.is_ascii() {
            typed.to_owned()
        } else {
            url.into()
        },
    })
}

/// Reads an address without `https://`, of which the end must be in use, in small letters.
pub(crate) fn bare(text: &str) -> Option<Found> {
    let labels = |c: char| c.is_ascii_alphanumeric() || c == '.';
    let end = text.find(|c| !labels(c)).unwrap_or(text.len());
    let host = text.get(..end)?.trim_end_matches('.');
    let sound = host.starts_with(|c: char| c.is_ascii_alphabetic()) && !host.contains("..");
    if !sound || !is_known_end(host) || means_a_file(host) {
        return None;
    }
    if text.get(host.len()..)?.starts_with(['-', '_', '@', '\\']) {
        return None;
    }
    let scheme = "https://";
    let found = with_scheme(&format!("{scheme}{text}"))?;
    Some(Found {
        length: found.length - scheme.len(),
        ..found
    })
}

/// Reads the host at the beginning of a text. One in another alphabet goes as far as an end that is in use: a
/// sentence may go on behind it without a space.
fn host(text: &str) -> Option<&str> {
    let host = HOST.find(text)?.as_str().trim_end_matches('.');
    if host.is_ascii() || is_known_end(&host.to_lowercase()) {
        return (!host.is_empty()).then_some(host);
    }
    let ascii = host.find(|c: char| !c.is_ascii())?;
    let host = host.get(..ascii)?.trim_end_matches('.');
    is_known_end(&host.to_ascii_lowercase()).then_some(host)
}

fn port(text: &str) -> usize {
    let Some(digits) = text.strip_prefix(':') else {
        return 0;
    };
    let end = digits.find(|c: char| !c.is_ascii_digit());
    match end.unwrap_or(digits.len()) {
        0 => 0,
        length => length + 1,
    }
}

/// Returns how much of a text belongs to an address whose path begins there.
fn path(text: &str) -> usize {
    let end = ENDS.find(text);
    let mut path = end.and_then(|end| text.get(..end.start())).unwrap_or(text);
    loop {
        let shorter = path.trim_end_matches(['.', ',', ';', ':', '!', '?', '\'']);
        let shorter = without_lone_bracket(shorter);
        if shorter.len() == path.len() {
            return path.len();
        }
        path = shorter;
    }
}

/// Takes away a closing bracket that was opened before the address.
fn without_lone_bracket(path: &str) -> &str {
    for (open, close) in [('(', ')'), ('[', ']'), ('{', '}')] {
        if let Some(rest) = path.strip_suffix(close)
            && path.matches(close).count() > path.matches(open).count()
        {
            return rest;
        }
    }
    path
}

fn leads_where_it_says(url: &Url, typed: &str) -> bool {
    let host = url.host_str().unwrap_or_default();
    if typed.is_ascii() {
        return host == typed.to_ascii_lowercase();
    }
    url::quirks::domain_to_unicode(host) == typed.to_lowercase()
}
