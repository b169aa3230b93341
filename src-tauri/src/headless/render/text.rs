//! Text of strangers, made safe and measured for a terminal.

use unicode_segmentation::UnicodeSegmentation as _;
use unicode_width::UnicodeWidthStr as _;

/// Removes what could steer a terminal or change the order in which text is read.
///
/// Line breaks stay, tabs become spaces. Control characters (C0, C1, delete), bidirectional
/// overrides and isolates, and invisible tag characters go.
pub fn clean(text: &str) -> String {
    let mut kept = String::with_capacity(text.len());
    for c in text.chars() {
        match c {
            '\n' | '\u{2028}' | '\u{2029}' => kept.push('\n'),
            '\t' => kept.push(' '),
            c if is_hidden(c) => {}
            c => kept.push(c),
        }
    }
    kept
}

/// Counts the characters of a text that [`clean`] would take out; carriage returns are not counted.
pub fn hidden_count(text: &str) -> usize {
    let hidden = |c: &char| !matches!(c, '\n' | '\r' | '\t') && is_hidden(*c);
    text.chars().filter(hidden).count()
}

fn is_hidden(c: char) -> bool {
    c.is_control()
        || matches!(c,
            '\u{202a}'..='\u{202e}' | '\u{2066}'..='\u{2069}' | '\u{feff}' | '\u{e0000}'..='\u{e007f}')
}

/// Cleans a text and puts it on one line, with single spaces.
pub fn one_line(text: &str) -> String {
    clean(text).split_whitespace().collect::<Vec<_>>().join(" ")
}

/// Returns the columns a text takes on a terminal.
pub fn width(text: &str) -> usize {
    text.width()
}

/// Cuts a line to a number of columns, with an ellipsis where something was cut.
pub fn fit(line: &str, columns: usize) -> String {
    if width(line) <= columns {
        return line.to_owned();
    }
    let mut cut = String::new();
    let mut used = 0;
    for grapheme in line.graphemes(true) {
        let next = used + width(grapheme);
        if next + 1 > columns {
            break;
        }
        used = next;
        cut.push_str(grapheme);
    }
    cut.truncate(cut.trim_end().len());
    cut.push('…');
    cut
}

/// Fills a line with spaces up to a number of columns.
pub fn pad(line: &str, columns: usize) -> String {
    let missing = columns.saturating_sub(width(line));
    format!("{line}{}", " ".repeat(missing))
}

/// Breaks a cleaned text into lines of at most a number of columns; `None` keeps its own lines.
///
/// Words longer than a line are broken between graphemes. A text without any characters is one
/// empty line.
pub fn wrap(text: &str, columns: Option<usize>) -> Vec<String> {
    let own = text.split('\n').map(str::trim_end);
    match columns {
        None => own.map(str::to_owned).collect(),
        Some(columns) => own
            .flat_map(|line| wrap_line(line, columns.max(2)))
            .collect(),
    }
}

fn wrap_line(line: &str, columns: usize) -> Vec<String> {
    let mut lines = Vec::new();
    let mut current = String::new();
    for (index, word) in line.split(' ').enumerate() {
        let space = usize::from(index > 0);
        let used = width(&current);
        if used + space + width(word) <= columns {
            current.push_str(if index > 0 { " " } else { "" });
            current.push_str(word);
        } else if width(word) <= columns {
            close(&mut lines, &mut current);
            current.push_str(word);
        } else {
            if used + space < columns && index > 0 {
                current.push(' ');
            }
            break_word(word, columns, &mut lines, &mut current);
        }
    }
    if !current.trim().is_empty() || lines.is_empty() {
        close(&mut lines, &mut current);
    }
    lines
}

/// Fills lines with a word that is wider than any line, such as an address or Japanese text.
fn break_word(word: &str, columns: usize, lines: &mut Vec<String>, current: &mut String) {
    for grapheme in word.graphemes(true) {
        if width(current) + width(grapheme) > columns {
            close(lines, current);
        }
        current.push_str(grapheme);
    }
}

fn close(lines: &mut Vec<String>, current: &mut String) {
    lines.push(std::mem::take(current).trim_end().to_owned());
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn escape_sequences_lose_what_makes_them_work() {
        let hostile = "a\u{1b}[2J\u{1b}]0;title\u{7}b\u{9b}31mc\u{7f}\rd";
        let cleaned = clean(hostile);
        assert_eq!(cleaned, "a[2J]0;titleb31mcd");
        assert!(!cleaned.chars().any(char::is_control));
    }

    #[test]
    fn overrides_and_hidden_tags_are_taken_out_and_counted() {
        let hostile = "pay \u{202e}eciovni\u{202c}\u{e0041}\u{2066}";
        assert_eq!(clean(hostile), "pay eciovni");
        assert_eq!(hidden_count(hostile), 4);
        assert_eq!(hidden_count("two\r\nlines\tand a tab"), 0);
    }

    #[test]
    fn joined_emoji_and_right_to_left_words_stay_whole() {
        let family = "👩‍👩‍👧 שלום";
        assert_eq!(clean(family), family);
    }

    #[test]
    fn cutting_counts_columns_not_characters() {
        assert_eq!(fit("日本語テキスト", 7), "日本語…");
        assert_eq!(width(&fit("日本語テキスト", 7)), 7);
        assert_eq!(fit("short", 5), "short");
        assert_eq!(fit("one two three", 5), "one…");
    }

    #[test]
    fn padding_lines_up_wide_and_narrow_text() {
        assert_eq!(width(&pad("日本", 6)), width(&pad("abc", 6)));
    }

    #[test]
    fn no_wrapped_line_is_wider_than_allowed() {
        let text = "A sentence, then https://example.org/a/very/long/address/without/any/break \
                    und 日本語のとても長い文章はどこでも折り返せます 👩‍👩‍👧👩‍👩‍👧👩‍👩‍👧";
        for columns in [2, 5, 11, 40] {
            let lines = wrap(text, Some(columns));
            assert!(
                lines.iter().all(|l| width(l) <= columns),
                "{columns}: {lines:?}"
            );
            let letters = |s: &str| s.chars().filter(|c| !c.is_whitespace()).collect::<String>();
            assert_eq!(
                letters(&lines.concat()),
                letters(text),
                "nothing is lost at {columns}"
            );
        }
    }

    #[test]
    fn words_with_hyphens_are_not_torn() {
        let wrapped = wrap("herald history --data-dir DIR", Some(20));
        assert_eq!(wrapped, ["herald history", "--data-dir DIR"]);
    }

    #[test]
    fn own_line_breaks_are_kept() {
        assert_eq!(wrap("one\n\ntwo", Some(20)), ["one", "", "two"]);
        assert_eq!(wrap("", Some(20)), [""]);
        assert_eq!(
            wrap("as it is, however long", None),
            ["as it is, however long"]
        );
    }
}
