//! Splits a long text into the posts of a thread.
//!
//! Links, names and tags are never cut, as the network finds them, nor are words. A break falls between
//! paragraphs where it can, else between sentences, else between words; a line of three dashes forces one.
//! Scripts that are written without spaces break where Unicode lets lines break (UAX 14).

mod places;

use std::ops::Range;

use places::{Word, words};

/// The line that forces a break.
const FORCED: &str = "---";

/// A break earlier than this share of a full post is not worth a nicer place, in percent.
const LEAST_FILLED: usize = 40;

/// A last post with fewer words takes some from the one before.
const FEW_WORDS: usize = 3;

/// Returns whether a text is short enough for one post.
pub type Fits<'a> = &'a dyn Fn(&str) -> bool;

/// Returns the stretches of a text that must stay in one post, as byte ranges: links, names and tags.
pub type Whole<'a> = &'a dyn Fn(&str) -> Vec<Range<usize>>;

/// Splits a text into posts that each pass `fits`; the words stay as they are and in their order.
///
/// A text that fits is returned whole. What has no place to break, a word longer than a post, is cut
/// between characters as people see them; a link or name that is longer than a post stays whole, in a post that
/// does not fit.
pub fn split(text: &str, fits: Fits<'_>, whole: Whole<'_>) -> Vec<String> {
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
        let words = words(section, fits, &whole(section));
        posts.extend(pack(section, &words, fits));
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

/// Fills posts one after the other, then evens out the last two.
fn pack(text: &str, words: &[Word], fits: Fits<'_>) -> Vec<String> {
    let mut cuts = vec![0];
    let mut start = 0;
    while start < words.len() {
        let full = fill(text, words, start, fits);
        let end = if full == words.len() {
            full
        } else {
            nicest_end(text, words, start, full)
        };
        cuts.push(end);
        start = end;
    }
    even_out(text, words, &mut cuts, fits);
    cuts.windows(2)
        .filter_map(|pair| Some(joined(text, words, *pair.first()?, *pair.last()?).to_owned()))
        .collect()
}

/// Returns the end of the longest run of words from `start` that fits; at least one word.
///
/// The run is doubled until it no longer fits and halved back, since counting a long text takes long.
fn fill(text: &str, words: &[Word], start: usize, fits: Fits<'_>) -> usize {
    let run_fits = |end: usize| fits(joined(text, words, start, end));
    let (mut fitting, mut step) = (start + 1, 1);
    while fitting + step <= words.len() && run_fits(fitting + step) {
        fitting += step;
        step *= 2;
    }
    while step > 0 {
        if fitting + step <= words.len() && run_fits(fitting + step) {
            fitting += step;
        }
        step /= 2;
    }
    fitting
}

fn nicest_end(text: &str, words: &[Word], start: usize, full: usize) -> usize {
    let least = start + ((full - start) * LEAST_FILLED).div_ceil(100).max(1);
    let last = |ends: &dyn Fn(&Word) -> bool| {
        let mut ends_of = (least..=full).rev();
        ends_of.find(|end| words.get(end - 1).is_some_and(ends))
    };
    last(&|word| word.ends_paragraph(text))
        .or_else(|| last(&|word| word.ends_sentence(text)))
        .unwrap_or(full)
}

/// Moves words from the last post but one to the last where that has hardly any.
fn even_out(text: &str, words: &[Word], cuts: &mut [usize], fits: Fits<'_>) {
    let [.., from, middle, end] = cuts else {
        return;
    };
    if *end - *middle >= FEW_WORDS {
        return;
    }
    let half = *from + (*end - *from) / 2;
    let ends_sentence = |at: &usize| words.get(at - 1).is_some_and(|w| w.ends_sentence(text));
    let wished = (half.max(*from + 1)..*middle).find(ends_sentence);
    let wished = wished.unwrap_or(half);
    let moves = wished > *from && wished < *middle;
    if moves && fits(joined(text, words, wished, *end)) {
        *middle = wished;
    }
}

/// Returns the text of words, without the white space behind the last.
fn joined<'a>(text: &'a str, words: &[Word], start: usize, end: usize) -> &'a str {
    let run = words.get(start..end).unwrap_or_default();
    let (Some(first), Some(last)) = (run.first(), run.last()) else {
        return "";
    };
    text.get(first.start..last.end).unwrap_or_default()
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;
    use unicode_segmentation::UnicodeSegmentation as _;

    fn at_most(limit: usize) -> impl Fn(&str) -> bool {
        move |text: &str| text.graphemes(true).count() <= limit
    }

    fn no_marks(_text: &str) -> Vec<Range<usize>> {
        Vec::new()
    }

    /// Finds what begins with `https://`, `@` or `#` and goes on in ASCII.
    fn marks(text: &str) -> Vec<Range<usize>> {
        let begins = ["https://", "@", "#"]
            .into_iter()
            .flat_map(|mark| text.match_indices(mark));
        let all = begins.map(|(at, _)| {
            let rest = text.get(at..).unwrap_or_default();
            let ends = |c: char| c.is_whitespace() || !c.is_ascii();
            at..at + rest.find(ends).unwrap_or(rest.len())
        });
        all.collect()
    }

    #[test]
    fn a_text_that_fits_stays_whole() {
        assert_eq!(
            split("Hello there.\n\nBye.", &at_most(50), &no_marks),
            ["Hello there.\n\nBye."]
        );
        assert_eq!(split("", &at_most(5), &no_marks), [""]);
    }

    #[test]
    fn breaks_fall_between_paragraphs_then_sentences_then_words() {
        let text = "One two three.\n\nFour five six seven.";
        assert_eq!(
            split(text, &at_most(24), &no_marks),
            ["One two three.", "Four five six seven."]
        );
        let text = "One two three. Four five six seven.";
        assert_eq!(
            split(text, &at_most(24), &no_marks),
            ["One two three.", "Four five six seven."]
        );
        let text = "one two three four five six seven eight";
        assert_eq!(
            split(text, &at_most(20), &no_marks),
            ["one two three four", "five six seven eight"]
        );
    }

    #[test]
    fn the_dot_of_an_abbreviation_ends_nothing() {
        let text = "We met Dr. Weber, i.e. Jonas, on the old pier today.";
        let posts = split(text, &at_most(30), &no_marks);
        assert!(
            posts
                .iter()
                .all(|post| !post.ends_with("Dr.") && !post.ends_with("i.e."))
        );
    }

    #[test]
    fn three_dashes_force_a_break_and_are_not_published() {
        assert_eq!(
            split("One.\n---\nTwo.\n\n---\n", &at_most(50), &no_marks),
            ["One.", "Two."]
        );
        assert_eq!(split("a --- b", &at_most(50), &no_marks), ["a --- b"]);
    }

    #[test]
    fn links_names_and_emoji_stay_whole() {
        let link = "https://example.com/a/path";
        let text = format!("Look at this fine thing {link} 👩‍👩‍👧‍👦 @mira@a.test #harbour");
        for post in split(&text, &at_most(30), &no_marks) {
            let cut = post.split_whitespace().any(|word| !text.contains(word));
            assert!(!cut, "{post}");
        }
    }

    #[test]
    fn links_between_ideographs_stay_whole_and_breaks_keep_to_the_rules_of_lines() {
        let link = "https://example.com/tickets/2026/12";
        for at in 20..=60 {
            let before = "港の写真展は明日から始まります。".repeat(8);
            let before: String = before.chars().take(at).collect();
            let text = format!("{before}{link}をご覧ください。皆様のお越しを、お待ちしています。");
            let posts = split(&text, &at_most(60), &marks);
            assert_eq!(posts.concat(), text);
            assert!(posts.iter().any(|post| post.contains(link)), "{posts:?}");
            for post in &posts {
                assert!(at_most(60)(post), "{post}");
                let first = post.chars().next().unwrap_or_default();
                assert!(!"。、」っー".contains(first), "{post}");
            }
        }
    }

    #[test]
    fn posts_without_spaces_end_with_sentences() {
        let text = "今日は港へ行きました。とても良い天気でした。写真を撮りました。";
        assert_eq!(
            split(text, &at_most(25), &no_marks),
            [
                "今日は港へ行きました。とても良い天気でした。",
                "写真を撮りました。"
            ]
        );
        let thai = "วันนี้ฉันไปท่าเรือและถ่ายรูปสวยมากมาย";
        let posts = split(thai, &at_most(20), &no_marks);
        assert_eq!(posts.concat(), thai);
        assert!(
            ["เรือ", "ท่าเรือ", "และ"]
                .iter()
                .any(|word| posts[1].starts_with(word)),
            "{posts:?}"
        );
    }

    #[test]
    fn a_link_longer_than_a_post_stays_whole() {
        let link = format!("https://example.com/{}", "a".repeat(60));
        let posts = split(&format!("Look: {link} it is long"), &at_most(40), &marks);
        assert!(posts.iter().any(|post| post.contains(&link)), "{posts:?}");
        let posts = split(&"x".repeat(100), &at_most(40), &marks);
        assert_eq!(
            posts.iter().map(String::len).collect::<Vec<_>>(),
            [40, 40, 20]
        );
    }

    #[test]
    fn the_last_post_is_no_single_word() {
        let text = "aaaa bbbb cccc dddd eeee ffff gggg hhhh iiii";
        let posts = split(text, &at_most(40), &no_marks);
        assert_eq!(posts.len(), 2);
        assert!(posts[1].split(' ').count() >= FEW_WORDS, "{posts:?}");
    }

    #[test]
    fn a_long_text_is_split_in_time_that_grows_with_it() {
        let text = "It was a long day at the harbour. ".repeat(3_000);
        assert!(split(&text, &at_most(300), &no_marks).len() > 300);
    }

    proptest! {
        #[test]
        fn nothing_is_lost_nothing_doubled_and_every_post_fits(
            text in "([a-z.é漢👩‍👧!?]{1,12}[ \n]{1,2}){0,60}",
            limit in 12_usize..80,
        ) {
            let posts = split(&text, &at_most(limit), &no_marks);
            for post in &posts {
                prop_assert!(at_most(limit)(post), "{post:?}");
            }
            let bare = |text: &str| text.chars().filter(|c| !c.is_whitespace()).collect::<String>();
            prop_assert_eq!(bare(&posts.concat()), bare(&text));
        }
    }
}
