//! What the crate knows about text: counting, cleaning, comparing, finding, scripts.
//!
//! Nothing here knows what a draft is for.

mod clean;
mod find;
mod normal;
mod script;

pub(crate) use clean::{clean_line, is_combining, is_emoji, is_unsafe_at};
pub(crate) use find::{hashtags, links, mentions, shorten_links};
pub(crate) use normal::{entries_in, listed, normal, padded, says_any, shape};
pub(crate) use script::{Script, has_right_to_left, main_script, mixed_word, scripts};

use unicode_segmentation::UnicodeSegmentation;

/// Counts what a reader sees as characters.
pub(crate) fn graphemes(text: &str) -> usize {
    text.graphemes(true).count()
}

/// Cuts to at most `most` graphemes, at a space where one is near, and marks the cut with `…`.
pub(crate) fn cut(text: &str, most: usize) -> String {
    if graphemes(text) <= most {
        return text.to_owned();
    }
    let kept: String = text.graphemes(true).take(most.saturating_sub(1)).collect();
    let whole_words = kept.rfind(' ').and_then(|at| kept.get(..at));
    let kept = match whole_words {
        Some(words) if graphemes(words) * 2 >= most => words,
        _ => &kept,
    };
    let end = |c: char| c.is_whitespace() || matches!(c, ',' | ';' | ':' | '.' | '-');
    format!("{}…", kept.trim_end_matches(end))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_cut_counts_graphemes_and_keeps_families_whole() {
        assert_eq!(cut("short", 10), "short");
        assert_eq!(cut("one two three four", 12), "one two…");
        let families = "👨‍👩‍👧👨‍👩‍👧👨‍👩‍👧👨‍👩‍👧";
        assert_eq!(graphemes(families), 4);
        assert_eq!(cut(families, 3), "👨‍👩‍👧👨‍👩‍👧…");
    }
}
