//! Text as it is compared: without case, accents, punctuation, emoji and names.

/// Folds the accents of the languages the built-in drafter speaks.
fn fold(c: char) -> char {
    match c {
        'à' | 'á' | 'â' | 'ã' | 'ä' | 'å' => 'a',
        'ç' => 'c',
        'è' | 'é' | 'ê' | 'ë' => 'e',
        'ì' | 'í' | 'î' | 'ï' => 'i',
        'ñ' => 'n',
        'ò' | 'ó' | 'ô' | 'õ' | 'ö' => 'o',
        'ù' | 'ú' | 'û' | 'ü' => 'u',
        other => other,
    }
}

/// Returns the words alone, in lower case and without accents, with single spaces between them.
pub(crate) fn normal(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    for c in text.chars().flat_map(char::to_lowercase) {
        if matches!(c, '\'' | '’' | '\u{0301}' | '\u{0308}') {
            continue;
        }
        if c == 'ß' {
            out.push_str("ss");
        } else if c.is_alphanumeric() {
            out.push(fold(c));
        } else if !out.is_empty() && !out.ends_with(' ') {
            out.push(' ');
        }
    }
    out.trim_end().to_owned()
}

/// Returns [`normal`] text with a space at both ends, so that `" word "` finds whole words.
pub(crate) fn padded(text: &str) -> String {
    format!(" {} ", normal(text))
}

/// Tells whether [`padded`] words hold an entry of a list.
///
/// # Shapes
/// Entries are separated by commas; a star at the end of one matches any continuation.
pub(crate) fn says_any(words: &str, list: &str) -> bool {
    entries_in(words, list) > 0
}

/// Counts the entries of a list that [`padded`] words hold; see [`says_any`].
pub(crate) fn entries_in(words: &str, list: &str) -> usize {
    let entries = list.split(',').map(str::trim);
    let held = entries.filter(|entry| match entry.strip_suffix('*') {
        Some(start) => words.contains(&format!(" {start}")),
        None => words.contains(&format!(" {entry} ")),
    });
    held.count()
}

/// Tells whether a list of single words, separated by spaces, has this one.
pub(crate) fn listed(list: &str, word: &str) -> bool {
    list.split_whitespace().any(|w| w == word)
}

const HELLOS: [&str; 10] = [
    "hi", "hello", "hey", "hallo", "salut", "bonjour", "hola", "ola", "oi", "dear",
];

/// Returns [`normal`] text without the name of the person spoken to.
///
/// The names in earlier drafts are not known, so a single capitalised word between a comma and the
/// next mark, or after a word of greeting, counts as one.
pub(crate) fn shape(text: &str, name: Option<&str>) -> String {
    let mut kept = String::with_capacity(text.len());
    let mut pieces = text
        .split_inclusive([',', '.', '!', '?', ':', ';', '\n'])
        .peekable();
    let mut after_comma = false;
    while let Some(piece) = pieces.next() {
        let bare = piece
            .trim_end_matches([',', '.', '!', '?', ':', ';', '\n'])
            .trim();
        let closed = piece.len() > bare.len() || pieces.peek().is_none();
        if !(after_comma && closed && is_name_like(bare)) {
            kept.push_str(&without_hello_name(piece));
            kept.push(' ');
        }
        after_comma = piece.ends_with(',');
    }
    let words = normal(&kept);
    let Some(name) = name.map(normal).filter(|n| !n.is_empty()) else {
        return words;
    };
    let others = words.split(' ').filter(|w| *w != name);
    others.collect::<Vec<_>>().join(" ")
}

fn is_name_like(words: &str) -> bool {
    let mut characters = words.chars();
    characters.next().is_some_and(char::is_uppercase)
        && characters.all(|c| c.is_lowercase() || matches!(c, '-' | '\'' | '’'))
}

fn without_hello_name(piece: &str) -> String {
    let words: Vec<&str> = piece.split_whitespace().collect();
    match words.as_slice() {
        [hello, name, rest @ ..]
            if HELLOS.contains(&normal(hello).as_str())
                && is_name_like(name.trim_end_matches(|c: char| !c.is_alphabetic())) =>
        {
            format!("{hello} {}", rest.join(" "))
        }
        _ => piece.to_owned(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn case_marks_emoji_and_accents_do_not_count() {
        assert_eq!(normal("Très  BIEN, don’t! 🎉"), "tres bien dont");
        assert_eq!(normal("Straße"), "strasse");
        assert_eq!(normal("🎉"), "");
    }

    #[test]
    fn the_name_spoken_to_does_not_count() {
        let with = |name| format!("Thanks, {name}. More soon.");
        assert_eq!(shape(&with("Jonas"), None), shape(&with("Ana"), None));
        assert_eq!(
            shape("Hi Jonas, welcome!", None),
            shape("Hi Mia, welcome.", None)
        );
        assert_eq!(shape("Jonas, noted.", Some("Jonas")), "noted");
        assert_ne!(shape("Thanks, noted.", None), shape("Thanks.", None));
    }
}
