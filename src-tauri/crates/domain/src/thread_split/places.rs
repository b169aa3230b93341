//! Where a text may be broken: its words, with what stands between them.

use std::ops::{Range, RangeInclusive};

use icu_segmenter::LineSegmenter;
use icu_segmenter::options::LineBreakOptions;
use unicode_segmentation::UnicodeSegmentation as _;

use super::Fits;

/// Words whose dot does not end a sentence, in small letters.
const ABBREVIATIONS: [&str; 22] = [
    "e.g.", "i.e.", "etc.", "vs.", "mr.", "mrs.", "ms.", "dr.", "prof.", "st.", "no.", "approx.",
    "z.b.", "d.h.", "bzw.", "ca.", "usw.", "p.ex.", "av.", "sr.", "sra.", "cf.",
];

/// Blocks of scripts that are written without spaces between words. Korean has them.
const SPACELESS: [RangeInclusive<char>; 9] = [
    // Thai and Lao; Myanmar; Khmer.
    '\u{e00}'..='\u{eff}',
    '\u{1000}'..='\u{109f}',
    '\u{1780}'..='\u{17ff}',
    // Marks, kana and ideographs of Chinese and Japanese.
    '\u{2e80}'..='\u{30ff}',
    '\u{31c0}'..='\u{31ff}',
    '\u{3400}'..='\u{9fff}',
    '\u{f900}'..='\u{faff}',
    '\u{ff00}'..='\u{ffef}',
    '\u{20000}'..='\u{3ffff}',
];

/// A word of a text, and the white space behind it.
#[derive(Clone, Debug)]
pub(super) struct Word {
    /// Its first byte.
    pub(super) start: usize,
    /// Behind its last byte.
    pub(super) end: usize,
    /// Behind the white space that follows.
    next: usize,
}

impl Word {
    fn space<'a>(&self, text: &'a str) -> &'a str {
        text.get(self.end..self.next).unwrap_or_default()
    }

    /// Tells whether an empty line follows.
    pub(super) fn ends_paragraph(&self, text: &str) -> bool {
        self.space(text).matches('\n').count() >= 2
    }

    /// Tells whether a sentence or a line ends with it.
    pub(super) fn ends_sentence(&self, text: &str) -> bool {
        let word = text.get(self.start..self.end).unwrap_or_default();
        let bare = word.trim_end_matches(['"', '\'', ')', ']', '”', '’', '»', '」', '』', '）']);
        let Some(last) = bare.chars().next_back() else {
            return false;
        };
        let ends = matches!(
            last,
            '!' | '?' | '…' | '。' | '！' | '？' | '।' | '។' | '።' | '؟' | '۔'
        );
        if ends || self.space(text).contains('\n') {
            return true;
        }
        let small = bare.trim_start_matches(['(', '"', '“', '«']).to_lowercase();
        let initial = small.chars().count() == 2;
        last == '.' && !initial && !ABBREVIATIONS.contains(&small.as_str())
    }
}

/// Reads the words of a text; one that does not fit by itself is cut into pieces that do.
pub(super) fn words(text: &str, fits: Fits<'_>, whole: &[Range<usize>]) -> Vec<Word> {
    let inside = |at: usize| whole.iter().any(|one| one.start < at && at < one.end);
    let mut words = Vec::new();
    let mut start = 0;
    for end in breaks(text).into_iter().filter(|at| !inside(*at)) {
        let piece = text.get(start..end).unwrap_or_default();
        let word = piece.trim_end();
        let cuts = if fits(word) {
            Vec::new()
        } else {
            cuts(word, fits, &|at| inside(start + at))
        };
        let mut from = start;
        for cut in cuts {
            let at = start + cut;
            words.push(Word {
                start: from,
                end: at,
                next: at,
            });
            from = at;
        }
        words.push(Word {
            start: from,
            end: start + word.len(),
            next: end,
        });
        start = end;
    }
    words
}

/// Returns the places where words end, the white space behind them included; the last one is the text's end.
fn breaks(text: &str) -> Vec<usize> {
    let segmenter = LineSegmenter::new_auto(LineBreakOptions::default());
    let mut places: Vec<usize> = segmenter
        .segment_str(text)
        .filter(|at| *at > 0 && *at < text.len() && is_between_words(text, *at))
        .collect();
    let behind_space = text.char_indices().filter_map(|(at, c)| {
        let before = text.get(..at)?.chars().next_back()?;
        (before.is_whitespace() && !c.is_whitespace()).then_some(at)
    });
    places.extend(behind_space);
    places.sort_unstable();
    places.dedup();
    places.push(text.len());
    places
}

/// Lines break at hyphens and strokes, too; a post of a thread does not.
fn is_between_words(text: &str, at: usize) -> bool {
    let (before, after) = text.split_at(at);
    let sides = [before.chars().next_back(), after.chars().next()];
    let spaceless = |c: char| SPACELESS.iter().any(|block| block.contains(&c));
    !sides[1].is_some_and(char::is_whitespace) && sides.into_iter().flatten().any(spaceless)
}

/// Returns where a word without a place to break is cut; a character that does not fit alone stays whole.
fn cuts(word: &str, fits: Fits<'_>, inside: &dyn Fn(usize) -> bool) -> Vec<usize> {
    let mut cuts = Vec::new();
    let (mut start, mut last) = (0, 0);
    for (at, character) in word.grapheme_indices(true) {
        let grown = word.get(start..at + character.len()).unwrap_or_default();
        if at > start && !inside(at) {
            last = at;
        }
        if last > start && !fits(grown) {
            cuts.push(last);
            start = last;
        }
    }
    cuts
}
