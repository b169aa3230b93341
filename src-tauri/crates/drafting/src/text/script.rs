//! Which writing system text is in; enough to notice a draft in the wrong one.

use std::collections::BTreeMap;

/// A writing system, or a group of them that is written together.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) enum Script {
    /// Latin.
    Latin,
    /// Cyrillic.
    Cyrillic,
    /// Greek.
    Greek,
    /// Arabic and its relatives.
    Arabic,
    /// Hebrew.
    Hebrew,
    /// Chinese and Japanese.
    Han,
    /// Korean.
    Hangul,
    /// The scripts of India and its neighbours.
    Indic,
    /// Thai, Lao and Khmer.
    Thai,
    /// Letters of any other script.
    Other,
}

fn script_of(c: char) -> Option<Script> {
    if !c.is_alphabetic() {
        return None;
    }
    Some(match u32::from(c) {
        0x0041..=0x024F | 0x1E00..=0x1EFF | 0xFF21..=0xFF5A => Script::Latin,
        0x0370..=0x03FF | 0x1F00..=0x1FFF => Script::Greek,
        0x0400..=0x052F | 0x1C80..=0x1C8F | 0x2DE0..=0x2DFF | 0xA640..=0xA69F => Script::Cyrillic,
        0x0590..=0x05FF | 0xFB1D..=0xFB4F => Script::Hebrew,
        0x0600..=0x08FF | 0xFB50..=0xFDFF | 0xFE70..=0xFEFC => Script::Arabic,
        0x0900..=0x0DFF => Script::Indic,
        0x0E00..=0x0EFF | 0x1780..=0x17FF => Script::Thai,
        0x1100..=0x11FF | 0x3130..=0x318F | 0xAC00..=0xD7AF => Script::Hangul,
        0x3005..=0x30FF
        | 0x31F0..=0x31FF
        | 0x3400..=0x9FFF
        | 0xF900..=0xFAFF
        | 0xFF66..=0xFF9F
        | 0x20000..=0x3FFFF => Script::Han,
        _ => Script::Other,
    })
}

/// Tells whether text has letters written from right to left.
pub(crate) fn has_right_to_left(text: &str) -> bool {
    let all = scripts(text);
    all.contains_key(&Script::Arabic) || all.contains_key(&Script::Hebrew)
}

/// Tells whether a letter belongs to a script that needs invisible joiners.
pub(crate) fn joins_letters(c: char) -> bool {
    matches!(u32::from(c), 0x0600..=0x08FF | 0x0900..=0x0DFF | 0x1780..=0x17FF | 0x1800..=0x18AF)
}

/// Counts the letters of each script.
pub(crate) fn scripts(text: &str) -> BTreeMap<Script, usize> {
    let mut count = BTreeMap::new();
    for script in text.chars().filter_map(script_of) {
        *count.entry(script).or_insert(0) += 1;
    }
    count
}

/// Returns the script most letters are in; `None` where there are no letters.
pub(crate) fn main_script(text: &str) -> Option<Script> {
    let all = scripts(text);
    all.into_iter().max_by_key(|(_, n)| *n).map(|(s, _)| s)
}

/// Returns a word that mixes look-alike alphabets, as disguised words do.
pub(crate) fn mixed_word(text: &str) -> Option<&str> {
    let alike = [Script::Latin, Script::Cyrillic, Script::Greek];
    text.split(|c: char| !c.is_alphabetic()).find(|word| {
        let in_word = scripts(word);
        alike.iter().filter(|s| in_word.contains_key(s)).count() > 1
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn scripts_are_told_apart() {
        assert_eq!(main_script("Grüße aus Köln"), Some(Script::Latin));
        assert_eq!(main_script("Спасибо!"), Some(Script::Cyrillic));
        assert_eq!(main_script("ありがとう"), Some(Script::Han));
        assert_eq!(main_script("🎉 42"), None);
        assert!(has_right_to_left("شكرا"));
    }

    #[test]
    fn disguised_words_are_found() {
        assert_eq!(mixed_word("your pаypal account"), Some("pаypal"));
        assert_eq!(mixed_word("Привет and hello"), None);
    }
}
