//! What is looked for and what is found, cut into words the same way.
//!
//! Case, accents and the width of letters do not count. Scripts that do not part words by spaces are
//! indexed as pairs of neighbouring characters, so that every part of a text is found, whatever a
//! dictionary holds.

use std::collections::BTreeSet;

use icu_casemap::CaseMapper;
use icu_normalizer::{ComposingNormalizer, DecomposingNormalizer};
use icu_properties::props::{
    DefaultIgnorableCodePoint, GeneralCategory, LineBreak, Script, WhiteSpace,
};
use icu_properties::{CodePointMapData, CodePointSetData};

/// A word of a text.
#[derive(Debug, PartialEq, Eq)]
pub(crate) enum Word {
    /// Letters and digits up to the next character that is neither.
    Parted(String),
    /// Characters of scripts that write words without spaces.
    Run(Vec<char>),
}

/// Texts of one row, as the index takes them.
#[derive(Debug, Default, PartialEq, Eq)]
pub(crate) struct Indexed {
    /// The words of each text, with spaces between.
    pub(crate) texts: Vec<String>,
    /// Every character of all runs, once.
    pub(crate) letters: String,
}

impl Indexed {
    pub(crate) fn of(texts: &[&str]) -> Self {
        let mut letters = BTreeSet::new();
        let texts = texts.iter().map(|text| spread(text, &mut letters));
        let texts = texts.collect();
        Self {
            texts,
            letters: spaced(letters.iter().map(char::to_string)),
        }
    }
}

/// Writes the words of a text with spaces between, and adds its single characters to `letters`.
fn spread(text: &str, letters: &mut BTreeSet<char>) -> String {
    // The index parts ASCII by itself, at the same places.
    if text.is_ascii() {
        return text.to_owned();
    }
    let parts = words(text).into_iter().flat_map(|word| match word {
        Word::Parted(word) => vec![word],
        Word::Run(run) => {
            letters.extend(&run);
            pairs(&run, true)
        }
    });
    spaced(parts)
}

fn spaced(parts: impl IntoIterator<Item = String>) -> String {
    parts.into_iter().collect::<Vec<_>>().join(" ")
}

/// The pairs of neighbours in a run; `to_its_end` adds the last character, which begins no pair.
pub(crate) fn pairs(run: &[char], to_its_end: bool) -> Vec<String> {
    let mut pairs: Vec<String> = run.windows(2).map(String::from_iter).collect();
    pairs.extend(run.last().filter(|_| to_its_end).map(char::to_string));
    pairs
}

/// Cuts a text into words.
pub(crate) fn words(text: &str) -> Vec<Word> {
    let mut found = Vec::new();
    let mut open = None;
    for c in plain(text).chars() {
        let kind = kind_of(c);
        open = match (open, kind) {
            (Some(Word::Parted(mut word)), Kind::Letter | Kind::Mark) => {
                word.push(c);
                Some(Word::Parted(word))
            }
            (Some(Word::Run(mut run)), Kind::Unspaced | Kind::Mark) => {
                run.push(c);
                Some(Word::Run(run))
            }
            (before, kind) => {
                found.extend(before);
                match kind {
                    Kind::Letter => Some(Word::Parted(c.into())),
                    Kind::Unspaced => Some(Word::Run(vec![c])),
                    Kind::Mark | Kind::Other => None,
                }
            }
        };
    }
    found.extend(open);
    found
}

/// The text without case, accents, widths and characters that are not seen.
fn plain(text: &str) -> String {
    let folded = CaseMapper::new().fold_string(text);
    let apart = DecomposingNormalizer::new_nfkd().normalize(&folded);
    let bare: String = apart.chars().filter(|c| !is_left_out(*c)).collect();
    // Folded once more: taking a letter apart can bring a capital to light.
    let bare = CaseMapper::new().fold_string(&bare);
    ComposingNormalizer::new_nfc().normalize(&bare).into_owned()
}

/// Accents, points of vowels that people leave out when they type, and what is not seen at all.
fn is_left_out(c: char) -> bool {
    /// The marks that make another letter of kana, and the line that stretches Arabic words.
    const VOICED: [char; 2] = ['\u{3099}', '\u{309a}'];
    const STRETCHED: char = '\u{640}';
    if c.is_ascii() || VOICED.contains(&c) {
        return false;
    }
    let script = CodePointMapData::<Script>::new().get(c);
    let is_point = matches!(
        script,
        Script::Inherited | Script::Hebrew | Script::Arabic | Script::Syriac
    ) && category(c) == GeneralCategory::NonspacingMark;
    let is_unseen = CodePointSetData::new::<DefaultIgnorableCodePoint>().contains(c)
        && !CodePointSetData::new::<WhiteSpace>().contains(c);
    is_point || is_unseen || c == STRETCHED
}

fn category(c: char) -> GeneralCategory {
    CodePointMapData::<GeneralCategory>::new().get(c)
}

/// What a character does in a word.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Kind {
    /// Belongs to a word that spaces part from the next.
    Letter,
    /// Belongs to a script that writes words without spaces. Korean has spaces, yet puts its small
    /// words and compounds without.
    Unspaced,
    /// Goes with what stands before it.
    Mark,
    /// Parts words.
    Other,
}

/// Tells what a character does in a word, by how lines may break in it (Unicode, UAX 14).
fn kind_of(c: char) -> Kind {
    if c.is_ascii_alphanumeric() {
        return Kind::Letter;
    }
    let is_mark = matches!(
        category(c),
        GeneralCategory::NonspacingMark | GeneralCategory::SpacingMark
    );
    if !is_mark && !c.is_alphanumeric() {
        return Kind::Other;
    }
    match CodePointMapData::<LineBreak>::new().get(c) {
        LineBreak::Ideographic
        | LineBreak::ConditionalJapaneseStarter
        | LineBreak::Nonstarter
        | LineBreak::ComplexContext
        | LineBreak::H2
        | LineBreak::H3
        | LineBreak::JL
        | LineBreak::JV
        | LineBreak::JT
        | LineBreak::Aksara
        | LineBreak::AksaraPrebase
        | LineBreak::AksaraStart
        | LineBreak::ViramaFinal
        | LineBreak::Virama => Kind::Unspaced,
        _ if is_mark => Kind::Mark,
        _ => Kind::Letter,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn spelled(text: &str) -> Vec<String> {
        let spell = |word| match word {
            Word::Parted(word) => word,
            Word::Run(run) => format!("[{}]", String::from_iter(run)),
        };
        words(text).into_iter().map(spell).collect()
    }

    #[test]
    fn words_end_where_letters_end() {
        assert_eq!(
            spelled("It's 5 o'clock, @ada_b!"),
            ["it", "s", "5", "o", "clock", "ada", "b"]
        );
        assert_eq!(spelled("приве́т, мир"), ["привет", "мир"]);
        assert_eq!(spelled("हिन्दी भाषा"), ["हिन्दी", "भाषा"]);
        assert_eq!(spelled("🎉 * - \u{301}"), [""; 0]);
    }

    #[test]
    fn case_accents_and_widths_do_not_count() {
        for (written, plain) in [
            ("CRÈME Brûlée", ["creme", "brulee"].as_slice()),
            ("Straße STRASSE", &["strasse", "strasse"]),
            ("ΟΔΟΣ οδός", &["οδοσ", "οδοσ"]),
            ("İzmir Œuvre", &["izmir", "œuvre"]),
            ("ＡＢＣ１２ ﬁne", &["abc12", "fine"]),
            ("أحمد مُحَمَّد محـمد", &["احمد", "محمد", "محمد"]),
            ("שָׁלוֹם", &["שלום"]),
            (
                "ﾚﾝｽﾞ レンズ レンス\u{3099}",
                &["[レンズ]", "[レンズ]", "[レンズ]"],
            ),
            (
                "한국어 \u{1112}\u{1161}\u{11ab}국어",
                &["[한국어]", "[한국어]"],
            ),
            (
                "soft\u{ad}hyphen zero\u{200b}width",
                &["softhyphen", "zerowidth"],
            ),
        ] {
            assert_eq!(spelled(written), plain, "{written}");
        }
    }

    #[test]
    fn scripts_without_spaces_are_runs_of_their_own() {
        for (written, runs) in [
            (
                "新しいレンズを買いました",
                ["[新しいレンズを買いました]"].as_slice(),
            ),
            (
                "佐々木さん、2026年のiPhone",
                &["[佐々木さん]", "2026", "[年の]", "iphone"],
            ),
            ("ที่ กินข้าว", &["[ที่]", "[กินข้าว]"]),
            ("ខ្មែរ\u{200b}ស្រី", &["[ខ្មែរស្រី]"]),
            ("မြန်မာ ລາວ", &["[မြန်မာ]", "[ລາວ]"]),
            ("བོད་ཡིག", &["བོད", "ཡིག"]),
        ] {
            let apart: Vec<String> = runs.iter().map(|run| plain(run)).collect();
            assert_eq!(spelled(written), apart, "{written}");
        }
    }

    #[test]
    fn a_row_holds_pairs_and_single_characters() {
        let indexed = Indexed::of(&["新しいX", "Ada", "レ"]);
        assert_eq!(indexed.texts, ["新し しい い x", "Ada", "レ"]);
        assert_eq!(indexed.letters, "い し レ 新");
    }
}
