//! Characters as people see them, counted so that no server counts more.

use unicode_segmentation::UnicodeSegmentation as _;

/// Signs that join two consonants into one cluster since Unicode 17; servers of today take them apart.
///
/// The six that Unicode 15.1 joined (Devanagari, Bengali, Gujarati, Oriya, Telugu, Malayalam) are joined by
/// servers, too.
///
/// # Source
/// `DerivedCoreProperties.txt`, `InCB=Linker`, of Unicode 15.1, 16 and 17, read 2026-11-28.
const JOINED_BY_FEW: [char; 14] = [
    '\u{1039}',
    '\u{17d2}',
    '\u{1a60}',
    '\u{1b44}',
    '\u{1bab}',
    '\u{a9c0}',
    '\u{aaf6}',
    '\u{10a3f}',
    '\u{11133}',
    '\u{113d0}',
    '\u{1193e}',
    '\u{11a47}',
    '\u{11a99}',
    '\u{11f42}',
];

/// Counts extended grapheme clusters: as many as the oldest rules in use find.
pub(crate) fn graphemes(text: &str) -> usize {
    text.graphemes(true).map(apart).sum()
}

/// Counts the clusters that older rules make of one.
fn apart(cluster: &str) -> usize {
    let pieces = cluster.split_inclusive(JOINED_BY_FEW);
    let begun = pieces.filter(|piece| piece.chars().any(|c| !joins(c)));
    begun.count().max(1)
}

fn joins(c: char) -> bool {
    c == '\u{200d}' || JOINED_BY_FEW.contains(&c)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_script_is_counted_as_servers_count() {
        // Counted by `unicode-segmenter` 0.14.5, which the reference server falls back on.
        for (text, count) in [
            ("ខ្មែរ ស្រី ", 7),
            ("क्षत्रिय", 3),
            ("ক্ষ", 1),
            ("ශ්‍රී", 2),
            ("မြန်မာ", 4),
            ("ᬓ᭄ᬱ", 2),
            ("ꦏ꧀ꦱ", 2),
            ("ᨠ᩠ᨡ", 2),
            ("తెలుగు క్ష", 5),
            ("മലയാളം ക്ഷ", 6),
            ("👩‍👩‍👧‍👦🇩🇪", 2),
            ("e\u{301}", 1),
            ("한국어", 3),
            ("", 0),
        ] {
            assert_eq!(graphemes(text), count, "{text}");
        }
    }
}
