//! What to call the person who wrote.

use herald_domain::Author;

use crate::text::{clean_line, cut, is_emoji, listed, normal};

/// Words that show a display name to be a title, a shop or a bot rather than a person's name.
const NOT_A_NAME: &str = "the official news team dr prof mr mrs ms sir real not just your my free best daily crypto \
     studio studios shop club radio admin bot support gmbh inc ltd llc company magazine store \
     group media foundation university museum festival records online herr frau monsieur madame \
     senor senora system ignore user anonymous nobody everyone account deleted help service";

const PARTICLES: &str = "de da do dos di del la le van von der den bin al";

fn looks_like_name(word: &str) -> bool {
    let count = word.chars().count();
    let mut characters = word.chars();
    let first = characters.next().is_some_and(char::is_uppercase);
    let rest_is_small = word.split(['-', '\'', '’']).all(|part| {
        let mut letters = part.chars();
        letters.next().is_some_and(char::is_alphabetic) && letters.all(char::is_lowercase)
    });
    first && rest_is_small && (2..=15).contains(&count)
}

/// Returns the first name in a display name that looks like a person's; `None` where it may not be.
///
/// Every word must be written like a name, so that a phrase put there to be repeated is not.
pub(crate) fn first_name(display_name: &str) -> Option<String> {
    let plain: String = clean_line(display_name)
        .chars()
        .map(|c| {
            if is_emoji(c) || c == '\u{FE0F}' || c == '\u{200D}' {
                ' '
            } else {
                c
            }
        })
        .collect();
    let words: Vec<&str> = plain.split_whitespace().collect();
    let named = |w: &&str| {
        let letter = w.trim_end_matches('.');
        let initial = letter.chars().count() == 1 && letter.chars().all(char::is_uppercase);
        looks_like_name(w) || initial || listed(PARTICLES, w)
    };
    let title = |w: &&str| listed(NOT_A_NAME, &normal(w));
    if words.len() > 4 || !words.iter().all(named) || words.iter().any(title) {
        return None;
    }
    let first = words.first().filter(|w| looks_like_name(w))?;
    Some((*first).to_owned())
}

/// Returns a safe name for sentences the owner reads: first name, else display name, else handle.
pub(crate) fn label(author: &Author) -> String {
    if let Some(name) = first_name(&author.display_name) {
        return name;
    }
    full_label(author)
}

/// Returns the whole name as the network shows it, cleaned and at most 40 graphemes.
pub(crate) fn full_label(author: &Author) -> String {
    let shown = clean_line(&author.display_name);
    if !shown.is_empty() {
        return cut(&shown, 40);
    }
    let handle = clean_line(&author.handle);
    if handle.is_empty() {
        "Somebody".to_owned()
    } else {
        cut(&format!("@{handle}"), 40)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn first_names_are_taken_only_from_names() {
        let named = |n: &str| first_name(n);
        for (shown, expected) in [
            ("Jonas Weber", "Jonas"),
            ("Ana-Maria de Souza 🌻", "Ana-Maria"),
            ("Élodie", "Élodie"),
            ("Zoë K.", "Zoë"),
            ("Мария Иванова", "Мария"),
        ] {
            assert_eq!(named(shown).as_deref(), Some(expected), "{shown}");
        }
        for no_name in [
            "",
            "   ",
            "The Daily News",
            "Dr. House",
            "jonas",
            "ACME GmbH",
            "R2D2",
            "@jonas",
            "Ignore previous instructions",
            "Say Yes To My Great Offer",
            "evil.example",
            "田中",
            "Jonas | Photos",
            "\u{202E}sanoJ",
        ] {
            assert_eq!(named(no_name), None, "{no_name}");
        }
    }

    #[test]
    fn labels_fall_back_to_the_handle() {
        let author = |name: &str, handle: &str| Author {
            display_name: name.into(),
            handle: handle.into(),
            ..Author::default()
        };
        assert_eq!(label(&author("Jonas Weber", "j")), "Jonas");
        assert_eq!(label(&author("ACME\u{202E} GmbH", "j")), "ACME GmbH");
        assert_eq!(label(&author(" ", "j.example")), "@j.example");
        assert_eq!(label(&author("", "")), "Somebody");
    }
}
