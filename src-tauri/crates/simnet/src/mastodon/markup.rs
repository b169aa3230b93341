//! From what was written to what a server shows.

use super::profile::Markup;

/// What a server shows of a text.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Shown {
    /// The HTML.
    pub(super) html: String,
    /// Addresses of pictures that became attachments.
    pub(super) pictures: Vec<String>,
}

/// Codes and smileys that become emoji where markup is rendered.
const EMOJI: [(&str, &str); 5] = [
    (":tada:", "🎉"),
    (":heart:", "❤"),
    ("&lt;3", "❤"),
    (":)", "🙂"),
    (";)", "😉"),
];

/// Shows a text as a server does: escaped, in paragraphs, with names and links as links.
pub(super) fn show(text: &str, markup: Markup, host: &str) -> Shown {
    let mut pictures = Vec::new();
    let mut paragraphs = Vec::new();
    for paragraph in text.split("\n\n") {
        let lines: Vec<String> = paragraph
            .lines()
            .map(|line| show_line(line, markup, host, &mut pictures))
            .collect();
        paragraphs.push(format!("<p>{}</p>", lines.join("<br>")));
    }
    Shown {
        html: paragraphs.concat(),
        pictures,
    }
}

fn show_line(line: &str, markup: Markup, host: &str, pictures: &mut Vec<String>) -> String {
    let rendered = markup == Markup::Rendered;
    let line = if rendered {
        without_block_marks(line)
    } else {
        line
    };
    let words: Vec<String> = line
        .split(' ')
        .filter_map(|word| {
            if rendered && is_picture(word) {
                pictures.push(word.to_owned());
                return None;
            }
            Some(show_word(word, host))
        })
        .collect();
    let line = words.join(" ");
    if !rendered {
        return line;
    }
    let mut line = line;
    for (mark, tag) in [
        ("**", "strong"),
        ("*", "em"),
        ("_", "em"),
        ("`", "code"),
        ("~~", "del"),
    ] {
        line = paired(&line, mark, tag);
    }
    EMOJI
        .iter()
        .fold(line, |line, (code, emoji)| line.replace(code, emoji))
}

/// Takes the marks of quotes, headings and list items off the front of a line.
fn without_block_marks(line: &str) -> &str {
    for mark in ["> ", "# ", "## ", "- ", "* "] {
        if let Some(rest) = line.strip_prefix(mark) {
            return rest;
        }
    }
    let digits = line.trim_start_matches(|c: char| c.is_ascii_digit());
    match digits.strip_prefix(". ") {
        Some(rest) if digits.len() < line.len() => rest,
        _ => line,
    }
}

fn is_picture(word: &str) -> bool {
    word.starts_with("https://")
        && [".png", ".jpg", ".jpeg"]
            .iter()
            .any(|end| word.ends_with(end))
}

fn show_word(word: &str, host: &str) -> String {
    if word.starts_with("https://") || word.starts_with("http://") {
        let (safe, shown) = (
            escaped(word),
            escaped(word.split_once("://").map_or(word, |(_, r)| r)),
        );
        return format!(r#"<a href="{safe}" rel="nofollow">{shown}</a>"#);
    }
    let Some(name) = word.strip_prefix('@') else {
        return escaped(word);
    };
    let end = name.find(|c: char| !(c.is_ascii_alphanumeric() || "@._-".contains(c)));
    let (name, after) = name.split_at(end.unwrap_or(name.len()));
    let bare = name.trim_end_matches(['.', '-']);
    let user = bare.split('@').next().unwrap_or_default();
    if user.is_empty() {
        return escaped(word);
    }
    let tail = name.strip_prefix(bare).unwrap_or_default();
    format!(
        r#"<span class="h-card"><a href="http://{host}/@{user}">@<span>{user}</span></a></span>{}{}"#,
        escaped(tail),
        escaped(after)
    )
}

fn escaped(text: &str) -> String {
    text.replace('&', "&amp;")
        .replace('<', "&lt;")
        .replace('>', "&gt;")
        .replace('"', "&quot;")
}

/// Turns pairs of a mark into an element; a single mark stays.
fn paired(line: &str, mark: &str, tag: &str) -> String {
    let parts: Vec<&str> = line.split(mark).collect();
    if parts.len() < 3 || line.contains("<a ") && mark == "_" {
        return line.to_owned();
    }
    let last = parts.len() - 1;
    let mut out = String::new();
    for (at, part) in parts.iter().enumerate() {
        out.push_str(part);
        if at == last {
            break;
        }
        let is_open = at % 2 == 0;
        match (is_open, at + 1 == last) {
            (true, true) => out.push_str(mark),
            (true, false) => out.extend(["<", tag, ">"]),
            (false, _) => out.extend(["</", tag, ">"]),
        }
    }
    out
}

#[cfg(test)]
mod tests {
    use super::*;

    fn html(text: &str, markup: Markup) -> String {
        show(text, markup, "b.test").html
    }

    #[test]
    fn marks_stay_or_are_rendered() {
        assert_eq!(
            html("that is *really* kind", Markup::Kept),
            "<p>that is *really* kind</p>"
        );
        assert_eq!(
            html("that is *really* kind", Markup::Rendered),
            "<p>that is <em>really</em> kind</p>"
        );
        assert_eq!(html("1. one", Markup::Rendered), "<p>one</p>");
        assert_eq!(html("2 * 3 < 7", Markup::Rendered), "<p>2 * 3 &lt; 7</p>");
        assert_eq!(html("I <3 it :)", Markup::Rendered), "<p>I ❤ it 🙂</p>");
    }

    #[test]
    fn names_lose_their_server_and_pictures_become_attachments() {
        let shown = html("Hi @ada@a.test, thanks", Markup::Kept);
        assert!(
            shown.contains("@<span>ada</span></a></span>, thanks"),
            "{shown}"
        );
        let shown = show("see https://x.test/a.png now", Markup::Rendered, "b.test");
        assert_eq!(shown.html, "<p>see now</p>");
        assert_eq!(shown.pictures, ["https://x.test/a.png"]);
    }
}
