//! Splits a long text into the posts of a thread.
//!
//! Words are never cut, nor what looks like one: links, names, tags. A break falls between paragraphs
//! where it can, else between sentences, else between words; a line of three dashes forces one.

use unicode_segmentation::UnicodeSegmentation as _;

/// The line that forces a break.
const FORCED: &str = "---";

/// A break earlier than this share of a full post is not worth a nicer place, in percent.
const LEAST_FILLED: usize = 40;

/// A last post with fewer words takes some from the one before.
const FEW_WORDS: usize = 3;

/// Words whose dot does not end a sentence, in small letters.
const ABBREVIATIONS: [&str; 22] = [
    "e.g.", "i.e.", "etc.", "vs.", "mr.", "mrs.", "ms.", "dr.", "prof.", "st.", "no.", "approx.",
    "z.b.", "d.h.", "bzw.", "ca.", "usw.", "p.ex.", "av.", "sr.", "sra.", "cf.",
];

/// A word with the white space behind it.
#[derive(Clone, Copy)]
struct Word<'a> {
    text: &'a str,
    space: &'a str,
}

impl Word<'_> {
    fn ends_paragraph(&self) -> bool {
        self.space.matches('\n').count() >= 2
    }

    fn ends_sentence(&self) -> bool {
        let bare = self
            .text
            .trim_end_matches(['"', '\'', ')', ']', '”', '’', '»']);
        let Some(last) = bare.chars().next_back() else {
            return false;
        };
        if matches!(last, '!' | '?' | '…' | '。' | '！' | '？') || self.space.contains('\n') {
            return true;
        }
        let small = bare.trim_start_matches(['(', '"', '“', '«']).to_lowercase();
        let initial = small.chars().count() == 2;
        last == '.' && !initial && !ABBREVIATIONS.contains(&small.as_str())
    }
}

/// Splits a text into posts that each pass `fits`; the words stay as they are and in their order.
///
/// A text that fits is returned whole. What has no place to break, a word longer than a post, is cut
/// between characters as people see them.
pub fn split(text: &str, fits: &dyn Fn(&str) -> bool) -> Vec<String> {
    let mut posts = Vec::new();
    for section in sections(text) {
        let section = section.trim();
        if section.is_empty() {
            continue;
        }
        if fits(section) {
            posts.push(section.to_owned());
            continue;
        }
        let words = words(section, fits);
        posts.extend(pack(&words, fits));
    }
    if posts.is_empty() {
        posts.push(String::new());
    }
    posts
}

/// Cuts a text at the lines that force a break.
fn sections(text: &str) -> Vec<String> {
    let mut sections = vec![String::new()];
    for line in text.split_inclusive('\n') {
        if line.trim() == FORCED {
            sections.push(String::new());
        } else if let Some(section) = sections.last_mut() {
            section.push_str(line);
        }
    }
    sections
}

/// Reads the words of a text; one that does not fit by itself is cut into pieces that do.
fn words<'a>(text: &'a str, fits: &dyn Fn(&str) -> bool) -> Vec<Word<'a>> {
    let mut words = Vec::new();
    let mut rest = text;
    while !rest.is_empty() {
        let end = rest.find(char::is_whitespace).unwrap_or(rest.len());
        let (word, behind) = rest.split_at(end);
        let end = behind
            .find(|c: char| !c.is_whitespace())
            .unwrap_or(behind.len());
        let (space, behind) = behind.split_at(end);
        rest = behind;
        let mut pieces = if fits(word) {
            vec![word]
        } else {
            pieces(word, fits)
        };
        let last = pieces.pop();
        words.extend(pieces.into_iter().map(|text| Word { text, space: "" }));
        words.extend(last.map(|text| Word { text, space }));
    }
    words
}

/// Cuts a word without a place to break; a character that does not fit alone stays whole.
fn pieces<'a>(word: &'a str, fits: &dyn Fn(&str) -> bool) -> Vec<&'a str> {
    let mut pieces = Vec::new();
    let mut start = 0;
    let mut end = 0;
    for (at, character) in word.grapheme_indices(true) {
        let next = at + character.len();
        let grown = word.get(start..next).unwrap_or_default();
        if end > start && !fits(grown) {
            pieces.extend(word.get(start..end));
            start = at;
        }
        end = next;
    }
    pieces.extend(word.get(start..));
    pieces
}

/// Fills posts one after the other, then evens out the last two.
fn pack(words: &[Word<'_>], fits: &dyn Fn(&str) -> bool) -> Vec<String> {
    let mut cuts = vec![0];
    let mut start = 0;
    while start < words.len() {
        let full = fill(words, start, fits);
        let end = if full == words.len() {
            full
        } else {
            nicest_end(words, start, full)
        };
        cuts.push(end);
        start = end;
    }
    even_out(words, &mut cuts, fits);
    cuts.windows(2)
        .filter_map(|pair| Some(join(words.get(*pair.first()?..*pair.last()?)?)))
        .collect()
}

/// Returns the end of the longest run of words from `start` that fits; at least one word.
fn fill(words: &[Word<'_>], start: usize, fits: &dyn Fn(&str) -> bool) -> usize {
    let mut text = String::new();
    for (at, word) in words.iter().enumerate().skip(start) {
        text.push_str(word.text);
        if at > start && !fits(&text) {
            return at;
        }
        text.push_str(word.space);
    }
    words.len()
}

fn nicest_end(words: &[Word<'_>], start: usize, full: usize) -> usize {
    let least = start + ((full - start) * LEAST_FILLED).div_ceil(100).max(1);
    let last = |ends: &dyn Fn(&Word<'_>) -> bool| {
        let mut ends_of = (least..=full).rev();
        ends_of.find(|end| words.get(end - 1).is_some_and(ends))
    };
    last(&|word| word.ends_paragraph())
        .or_else(|| last(&|word| word.ends_sentence()))
        .unwrap_or(full)
}

/// Moves words from the last post but one to the last where that has hardly any.
fn even_out(words: &[Word<'_>], cuts: &mut [usize], fits: &dyn Fn(&str) -> bool) {
    let [.., from, middle, end] = cuts else {
        return;
    };
    if *end - *middle >= FEW_WORDS {
        return;
    }
    let half = *from + (*end - *from) / 2;
    let ends_sentence = |at: &usize| words.get(at - 1).is_some_and(Word::ends_sentence);
    let wished = (half.max(*from + 1)..*middle).find(ends_sentence);
    let wished = wished.unwrap_or(half);
    let fit = words
        .get(wished..*end)
        .is_some_and(|last| fits(&join(last)));
    if wished > *from && wished < *middle && fit {
        *middle = wished;
    }
}

fn join(words: &[Word<'_>]) -> String {
    let mut text = String::new();
    for (at, word) in words.iter().enumerate() {
        text.push_str(word.text);
        if at + 1 < words.len() {
            text.push_str(word.space);
        }
    }
    text
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn at_most(limit: usize) -> impl Fn(&str) -> bool {
        move |text: &str| text.graphemes(true).count() <= limit
    }

    #[test]
    fn a_text_that_fits_stays_whole() {
        assert_eq!(
            split("Hello there.\n\nBye.", &at_most(50)),
            ["Hello there.\n\nBye."]
        );
        assert_eq!(split("", &at_most(5)), [""]);
    }

    #[test]
    fn breaks_fall_between_paragraphs_then_sentences_then_words() {
        let text = "One two three.\n\nFour five six seven.";
        assert_eq!(
            split(text, &at_most(24)),
            ["One two three.", "Four five six seven."]
        );
        let text = "One two three. Four five six seven.";
        assert_eq!(
            split(text, &at_most(24)),
            ["One two three.", "Four five six seven."]
        );
        let text = "one two three four five six seven eight";
        assert_eq!(
            split(text, &at_most(20)),
            ["one two three four", "five six seven eight"]
        );
    }

    #[test]
    fn the_dot_of_an_abbreviation_ends_nothing() {
        let text = "We met Dr. Weber, i.e. Jonas, on the old pier today.";
        let posts = split(text, &at_most(30));
        assert!(
            posts
                .iter()
                .all(|post| !post.ends_with("Dr.") && !post.ends_with("i.e."))
        );
    }

    #[test]
    fn three_dashes_force_a_break_and_are_not_published() {
        assert_eq!(
            split("One.\n---\nTwo.\n\n---\n", &at_most(50)),
            ["One.", "Two."]
        );
        assert_eq!(split("a --- b", &at_most(50)), ["a --- b"]);
    }

    #[test]
    fn links_names_and_emoji_stay_whole() {
        let link = "https://example.com/a/path";
        let text = format!("Look at this fine thing {link} 👩‍👩‍👧‍👦 @mira@a.test #harbour");
        for post in split(&text, &at_most(30)) {
            let cut = post.split_whitespace().any(|word| !text.contains(word));
            assert!(!cut, "{post}");
        }
    }

    #[test]
    fn the_last_post_is_no_single_word() {
        let text = "aaaa bbbb cccc dddd eeee ffff gggg hhhh iiii";
        let posts = split(text, &at_most(40));
        assert_eq!(posts.len(), 2);
        assert!(posts[1].split(' ').count() >= FEW_WORDS, "{posts:?}");
    }

    #[test]
    fn a_long_text_is_split_in_time_that_grows_with_it() {
        let text = "It was a long day at the harbour. ".repeat(3_000);
        assert!(split(&text, &at_most(300)).len() > 300);
    }

    proptest! {
        #[test]
        fn nothing_is_lost_nothing_doubled_and_every_post_fits(
            text in "([a-z.é漢👩‍👧!?]{1,12}[ \n]{1,2}){0,60}",
            limit in 12_usize..80,
        ) {
            let posts = split(&text, &at_most(limit));
            for post in &posts {
                prop_assert!(at_most(limit)(post), "{post:?}");
            }
            let bare = |text: &str| text.chars().filter(|c| !c.is_whitespace()).collect::<String>();
            prop_assert_eq!(bare(&posts.concat()), bare(&text));
        }
    }
}
