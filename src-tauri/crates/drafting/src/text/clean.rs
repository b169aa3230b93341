//! Characters that have no business in a line of plain text.

use super::script::{has_right_to_left, joins_letters};

/// Tells whether a character is drawn as a picture.
pub(crate) fn is_emoji(c: char) -> bool {
    matches!(u32::from(c),
        0x1F000..=0x1FAFF | 0x2600..=0x27BF | 0x2B05..=0x2B07 | 0x2B1B | 0x2B1C | 0x2B50
        | 0x2B55 | 0x231A | 0x231B | 0x23E9..=0x23F3 | 0x23F8..=0x23FA | 0x25FB..=0x25FE)
}

fn follows_emoji(before: Option<char>) -> bool {
    before.is_some_and(|c| is_emoji(c) || matches!(c, '\u{FE0F}' | '\u{E0020}'..='\u{E007F}'))
}

/// Tells whether the character between two others may hide, reorder or deform text.
///
/// Joiners are right inside an emoji and between letters of scripts that need them; direction marks
/// are right in text with right-to-left letters; overrides and isolates never are.
pub(crate) fn is_unsafe_at(
    before: Option<char>,
    c: char,
    after: Option<char>,
    right_to_left: bool,
) -> bool {
    match c {
        '\n' => false,
        '\u{200E}' | '\u{200F}' | '\u{061C}' => !right_to_left,
        '\u{200D}' => {
            let emoji = follows_emoji(before) && after.is_some_and(is_emoji);
            !emoji && !before.is_some_and(joins_letters)
        }
        '\u{200C}' => !before.is_some_and(joins_letters),
        '\u{FE0E}' | '\u{FE0F}' => before.is_none_or(|b| b.is_alphabetic() || b.is_whitespace()),
        '\u{E0020}'..='\u{E007F}' => !follows_emoji(before),
        '\u{00AD}'
        | '\u{034F}'
        | '\u{115F}'
        | '\u{1160}'
        | '\u{17B4}'
        | '\u{17B5}'
        | '\u{180B}'..='\u{180F}'
        | '\u{200B}'
        | '\u{2028}'..='\u{202E}'
        | '\u{2060}'..='\u{206F}'
        | '\u{2800}'
        | '\u{3164}'
        | '\u{FE00}'..='\u{FE0D}'
        | '\u{FEFF}'
        | '\u{FFA0}'
        | '\u{FFF0}'..='\u{FFFD}'
        | '\u{E000}'..='\u{F8FF}'
        | '\u{1D400}'..='\u{1D7FF}'
        | '\u{E0000}'..='\u{10FFFF}' => true,
        _ => c.is_control(),
    }
}

/// Turns remote text into one line that is safe to show: no controls, no overrides, single spaces.
pub(crate) fn clean_line(text: &str) -> String {
    let right_to_left = has_right_to_left(text);
    let mut out = String::with_capacity(text.len());
    let mut before = None;
    let mut marks = 0;
    let mut characters = text.chars().peekable();
    while let Some(c) = characters.next() {
        let separates = c.is_whitespace() || matches!(c, '\u{2028}' | '\u{2029}' | '\u{2800}');
        if separates {
            if !out.is_empty() && !out.ends_with(' ') {
                out.push(' ');
            }
            before = Some(' ');
            continue;
        }
        marks = if is_combining(c) { marks + 1 } else { 0 };
        let after = characters.peek().copied();
        if marks > 3 || is_unsafe_at(before, c, after, right_to_left) {
            continue;
        }
        out.push(c);
        before = Some(c);
    }
    out.trim_end().to_owned()
}

/// Tells whether a character sits on the one before it; towers of these deform neighbouring lines.
pub(crate) fn is_combining(c: char) -> bool {
    matches!(u32::from(c),
        0x0300..=0x036F | 0x0483..=0x0489 | 0x1AB0..=0x1AFF | 0x1DC0..=0x1DFF | 0x20D0..=0x20FF
        | 0xFE20..=0xFE2F)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn remote_text_becomes_one_safe_line() {
        assert_eq!(clean_line(" a\r\n\tb \u{202E}c\u{200B}d\u{0} "), "a b cd");
        assert_eq!(clean_line("👩‍🚀 ok"), "👩‍🚀 ok");
        assert_eq!(clean_line("می‌خواهم"), "می‌خواهم");
        assert_eq!(clean_line("Z̴̡̢̛͈a"), "Z̴̡̢a");
    }
}
