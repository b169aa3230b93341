//! Links, handles and hashtags in plain text.

use linkify::{LinkFinder, LinkKind};

fn finder() -> LinkFinder {
    let mut finder = LinkFinder::new();
    finder.kinds(&[LinkKind::Url, LinkKind::Email]);
    finder.url_must_have_scheme(false);
    finder
}

/// Returns links and mail addresses, in lower case, without the handles of people.
///
/// Bare domains count, as networks make links of them; other full stops are read as dots.
pub(crate) fn links(text: &str) -> Vec<String> {
    let plain = text.replace(['。', '．', '｡', '․'], ".");
    let finder = finder();
    let found = finder.links(&plain);
    found
        .filter(|l| {
            !plain
                .get(..l.start())
                .is_some_and(|b| b.ends_with(['@', '＠']))
        })
        .map(|l| l.as_str().to_lowercase())
        .collect()
}

/// Replaces each link by its host, so that a long or disguised address cannot fill a line.
pub(crate) fn shorten_links(text: &str) -> String {
    let finder = finder();
    let mut out = String::with_capacity(text.len());
    for span in finder.spans(text) {
        match span.kind() {
            Some(LinkKind::Url) if !out.ends_with(['@', '＠']) => {
                out.push_str(&host_of(span.as_str()));
            }
            _ => out.push_str(span.as_str()),
        }
    }
    out
}

fn host_of(link: &str) -> String {
    let rest = link.split_once("://").map_or(link, |(_, rest)| rest);
    let authority = rest.split(['/', '?', '#']).next().unwrap_or(rest);
    let host = authority.rsplit('@').next().unwrap_or(authority);
    let host = host.strip_prefix("www.").unwrap_or(host);
    if rest.len() > authority.len() + 1 {
        format!("{host}/…")
    } else {
        host.to_owned()
    }
}

fn is_handle_part(c: char) -> bool {
    c.is_ascii_alphanumeric() || matches!(c, '_' | '.' | '-' | '@')
}

fn marked(text: &str, marks: [char; 2], part: fn(char) -> bool) -> Vec<String> {
    let mut found = Vec::new();
    let mut before: Option<char> = None;
    for (at, c) in text.char_indices() {
        let free = before.is_none_or(|b| !b.is_alphanumeric() && b != '.' && b != '/');
        before = Some(c);
        if !marks.contains(&c) || !free {
            continue;
        }
        let rest = text.get(at + c.len_utf8()..).unwrap_or_default();
        let word: String = rest.chars().take_while(|c| part(*c)).collect();
        let word = word.trim_end_matches(['.', '-', '@']).to_lowercase();
        if !word.is_empty() {
            found.push(word);
        }
    }
    found
}

/// Returns the handles named with an at sign, in lower case, without it.
pub(crate) fn mentions(text: &str) -> Vec<String> {
    marked(text, ['@', '＠'], is_handle_part)
}

/// Returns the hashtags, in lower case, without the sign; numbers such as `#1` are none.
pub(crate) fn hashtags(text: &str) -> Vec<String> {
    let tags = marked(text, ['#', '＃'], |c| c.is_alphanumeric() || c == '_');
    tags.into_iter()
        .filter(|t| t.chars().any(|c| !c.is_numeric()))
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn links_are_found_with_and_without_a_scheme() {
        assert_eq!(
            links("see https://Evil.example/x?y=1."),
            ["https://evil.example/x?y=1"]
        );
        assert_eq!(links("go to evil.com/now"), ["evil.com/now"]);
        assert_eq!(links("go to evil。com"), ["evil.com"]);
        assert_eq!(links("write to me@evil.com"), ["me@evil.com"]);
        assert!(links("Thanks @jonas.bsky.social, e.g. at 10.30 a.m. Really.").is_empty());
    }

    #[test]
    fn handles_and_hashtags_are_found() {
        assert_eq!(
            mentions("hi @Jonas.bsky.social, and @a@b.example."),
            ["jonas.bsky.social", "a@b.example"]
        );
        assert!(mentions("mail me@evil.com").is_empty());
        assert_eq!(hashtags("#Win the #1 spot ＃now"), ["win", "now"]);
    }

    #[test]
    fn long_links_shrink_to_their_host() {
        let text = "see https://www.paypal.com@evil.example/login?x=1 now";
        assert_eq!(shorten_links(text), "see evil.example/… now");
    }
}
