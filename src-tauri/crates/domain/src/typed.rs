//! What people type or paste, made fit before anything is done with it.

use language_tags::LanguageTag;

/// Returns a text without what nobody can see or means: byte order marks and control characters; ends of lines
/// are one character.
///
/// Networks drop or refuse these, and then what was counted and marked is no longer where it was.
pub fn cleaned(text: &str) -> String {
    let lines = text
        .replace("\r\n", "\n")
        .replace(['\r', '\u{85}', '\u{2028}'], "\n");
    let lines = lines.replace('\u{2029}', "\n\n");
    lines.chars().filter(|c| is_kept(*c)).collect()
}

fn is_kept(c: char) -> bool {
    matches!(c, '\n' | '\t')
        || (!c.is_control() && !matches!(c, '\u{feff}' | '\u{fff9}'..='\u{fffb}'))
}

/// Reads the tag of a language as BCP 47 writes it (`zh-tw` is `zh-TW`); nothing where it names none that is
/// registered.
pub fn language(tag: &str) -> Option<String> {
    let tag = tag.trim().replace('_', "-");
    let tag = LanguageTag::parse(&tag).ok()?;
    tag.validate().ok()?;
    let canonical = tag.canonicalize().unwrap_or(tag);
    Some(canonical.into_string())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn marks_of_files_and_controls_are_taken_out_and_lines_end_one_way() {
        for (typed, text) in [
            ("\u{feff}Hello", "Hello"),
            ("one\r\ntwo\rthree\u{2028}four", "one\ntwo\nthree\nfour"),
            ("one\u{2029}two", "one\n\ntwo"),
            ("a\u{0}b\u{1b}[31mc\u{9b}", "ab[31mc"),
            ("tab\tstays", "tab\tstays"),
            ("👩‍👩‍👧 نمی\u{200c}خواهم", "👩‍👩‍👧 نمی\u{200c}خواهم"),
        ] {
            assert_eq!(cleaned(typed), text, "{typed:?}");
        }
    }

    #[test]
    fn languages_are_those_that_are_registered() {
        for (tag, read) in [
            ("en", Some("en")),
            ("zh-tw", Some("zh-TW")),
            ("PT_br", Some("pt-BR")),
            ("sr-latn", Some("sr-Latn")),
            ("de-1996", Some("de-1996")),
            (" nan ", Some("nan")),
            ("xx-invalid-language", None),
            ("english", None),
            ("e", None),
            ("", None),
            ("en-", None),
            ("zz", None),
        ] {
            assert_eq!(language(tag).as_deref(), read, "{tag:?}");
        }
    }
}
