//! Whether a text on a server is what was sent: servers change texts in many ways.
//!
//! Codes become emoji, markup loses its marks, names lose their server, entities change. What is left are
//! letters and digits; two texts are alike when most letters and all digits are the same, in the same order.

use herald_pipeline::mutant::Mutant;

/// The least likeness of two texts that are taken for the same.
const ALIKE: f64 = 0.8;

/// Tells whether a text is what was sent where the server keeps texts: only names, links and marks may be
/// shown in another way.
pub(super) fn is_same(sent: &str, shown: &str) -> bool {
    let with_symbols = |text| core(text, true);
    has_its_links(sent, shown) && with_symbols(sent) == with_symbols(shown)
}

/// Tells whether a text is what was sent where the server may change texts.
pub(super) fn is_alike(sent: &str, shown: &str) -> bool {
    if Mutant::TextEquality.lives() || !has_letters(sent) {
        return sent.trim() == shown.trim();
    }
    if !has_its_links(sent, shown) {
        return false;
    }
    let (sent, shown) = (core(sent, false), core(shown, false));
    digits(&sent).eq(digits(&shown)) && strsim::normalized_levenshtein(&sent, &shown) >= ALIKE
}

/// Tells whether a text has anything that servers leave as it is.
pub(super) fn has_letters(text: &str) -> bool {
    !core(text, false).is_empty()
}

/// Tells whether a text that shows links whole shows those that were sent.
fn has_its_links(sent: &str, shown: &str) -> bool {
    let shown: Vec<&str> = links(shown).collect();
    shown.is_empty() || links(sent).all(|link| shown.contains(&link))
}

/// Returns the links of a text that say more than their host, without what ends a sentence.
fn links(text: &str) -> impl Iterator<Item = &str> {
    let words = text.split(|c: char| c.is_whitespace() || matches!(c, '(' | ')' | '<' | '>'));
    words.filter_map(|word| {
        let start = word.find("https://").or_else(|| word.find("http://"))?;
        let link = word
            .get(start..)?
            .trim_end_matches(|c: char| !c.is_alphanumeric());
        let (_, rest) = link.split_once("://")?;
        (rest.contains('/') && !rest.contains('…')).then_some(link)
    })
}

/// Returns the digits of a text: no server changes them, and often they alone tell one post of a series from
/// the next.
fn digits(core: &str) -> impl Iterator<Item = char> {
    core.chars().filter(char::is_ascii_digit)
}

/// Leaves of a text what servers leave of it, with emoji and their codes or without.
fn core(text: &str, symbols: bool) -> String {
    let stays = |c: &char| c.is_alphanumeric() || (symbols && !c.is_ascii());
    let mut out = String::new();
    for line in text.lines() {
        for word in without_marks(line).split_whitespace() {
            let word = match as_shown(word) {
                "" if symbols => word,
                shown => shown,
            };
            out.extend(word.chars().filter(stays).flat_map(char::to_lowercase));
        }
    }
    out
}

/// Takes the marks of lists, quotes and headings off the front of a line.
fn without_marks(line: &str) -> &str {
    let line = line.trim_start();
    let digits = line.trim_start_matches(|c: char| c.is_ascii_digit());
    if digits.len() < line.len()
        && let Some(rest) = digits
            .strip_prefix(". ")
            .or_else(|| digits.strip_prefix(") "))
    {
        return rest;
    }
    let rest = line.trim_start_matches(['>', '#', '-', '*', '+']);
    if rest.starts_with(' ') { rest } else { line }
}

/// Shortens a word as servers do: names to what stands before the server, links to their host, codes of
/// emoji to nothing.
fn as_shown(word: &str) -> &str {
    let bare = word.trim_start_matches(|c: char| !c.is_alphanumeric() && c != '@' && c != ':');
    if let Some(name) = bare.strip_prefix('@') {
        return name.split('@').next().unwrap_or_default();
    }
    if let Some((scheme, rest)) = bare.split_once("://")
        && matches!(scheme, "http" | "https")
    {
        return rest.split(['/', '?', '#']).next().unwrap_or_default();
    }
    // Servers show links without their beginning and cut.
    if let Some((host, _)) = bare.split_once('/')
        && host.contains('.')
    {
        return host;
    }
    let is_code = bare.len() > 2
        && bare.starts_with(':')
        && bare.ends_with(':')
        && bare
            .chars()
            .all(|c| c.is_ascii_alphanumeric() || ":_+-".contains(c));
    if is_code { "" } else { word }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_servers_make_of_a_text_is_still_it() {
        for (sent, shown) in [
            ("Hi @ada@a.test, thanks", "Hi @ada, thanks"),
            ("that is *really* kind", "that is really kind"),
            ("1. one", "one"),
            ("> quoted\nand mine", "quoted\nand mine"),
            ("I :heart: it, \"quite\" & more", "I ❤ it, “quite” & more"),
            (
                "see https://example.com/a/long/path?x=1",
                "see example.com/a/long/…",
            ),
            ("レンズを買いました :tada:", "レンズを買いました 🎉"),
            ("~~old~~ `new`", "old new"),
        ] {
            assert!(is_alike(sent, shown), "{sent:?} became {shown:?}");
        }
    }

    #[test]
    fn where_texts_are_kept_one_letter_makes_another() {
        assert!(is_same(
            "Hi @ada@a.test, *see* https://b.test/c",
            "Hi @ada, see https://b.test/…"
        ));
        assert!(is_same("Well :tada: 🎉", "Well :tada: 🎉"));
        assert!(!is_same("Well 🎉", "Well 👋"));
        assert!(!is_same("Well :tada:", "Well"));
        assert!(!is_same("Day 12: a long walk", "Day 11: a long walk"));
    }

    #[test]
    fn what_has_no_letters_is_only_itself() {
        assert!(is_alike("🎉", "🎉"));
        assert!(!is_alike("🎉", "👋"));
        assert!(!is_alike(":tada:", "👋"));
    }

    #[test]
    fn another_text_is_not_it() {
        for (sent, other) in [
            (
                "Thank you, the lens is a 35 mm.",
                "Good morning from the harbour.",
            ),
            ("See you on Friday", "See you on Monday at the market"),
            ("Yes", "No"),
            ("https://a.test/lens", "https://a.test/film"),
            (
                "Day 12: a long walk by the harbour",
                "Day 11: a long walk by the harbour",
            ),
        ] {
            assert!(!is_alike(sent, other), "{sent:?} and {other:?}");
        }
    }
}
