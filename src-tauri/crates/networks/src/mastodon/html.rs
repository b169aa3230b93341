//! HTML of posts turned into plain text; nothing of it ever reaches the screen as markup.
//!
//! The tokenizer is a browser's own, so entities and broken tags are read as people would see them.
//! Only text, paragraphs, line breaks, list items and the targets of links are kept.

use std::cell::RefCell;

use html5ever::tendril::StrTendril;
use html5ever::tokenizer::{
    BufferQueue, Tag, TagKind, Token, TokenSink, TokenSinkResult, Tokenizer, TokenizerOpts,
};
use url::Url;

/// The most bytes of a post that are read; servers allow a few thousand characters.
const MOST_BYTES: usize = 1 << 20;

/// Returns what a person would read: paragraphs apart by an empty line, links with their target where
/// their text does not show it.
pub(super) fn to_text(html: &str) -> String {
    let end = html.floor_char_boundary(MOST_BYTES);
    let sink = Reader::default();
    let queue = BufferQueue::default();
    queue.push_back(StrTendril::from(html.get(..end).unwrap_or_default()));
    let tokenizer = Tokenizer::new(sink, TokenizerOpts::default());
    // A script's end would interrupt; the next call goes on after it.
    while !queue.is_empty() {
        drop(tokenizer.feed(&queue));
    }
    tokenizer.end();
    let text = tokenizer.sink.state.into_inner().text;
    text.trim().to_owned()
}

#[derive(Default)]
struct Reader {
    state: RefCell<State>,
}

#[derive(Default)]
struct State {
    text: String,
    /// The link being read: its target, and where its text begins.
    link: Option<(String, usize)>,
    /// Depth inside elements whose text is not meant to be read.
    hidden: usize,
}

impl TokenSink for Reader {
    type Handle = ();

    fn process_token(&self, token: Token, _line: u64) -> TokenSinkResult<()> {
        let mut state = self.state.borrow_mut();
        match token {
            Token::CharacterTokens(text) if state.hidden == 0 => state.text.push_str(&text),
            Token::TagToken(tag) if tag.kind == TagKind::StartTag => state.open(&tag),
            Token::TagToken(tag) => state.close(&tag.name),
            _ => {}
        }
        TokenSinkResult::Continue
    }
}

impl State {
    fn open(&mut self, tag: &Tag) {
        match &*tag.name {
            "script" | "style" if !tag.self_closing => self.hidden += 1,
            "br" => self.text.push('\n'),
            "p" | "div" | "blockquote" | "ul" | "ol" | "pre" => self.paragraph(),
            "li" => self.line("- "),
            "a" => {
                let href = tag.attrs.iter().find(|a| &*a.name.local == "href");
                let href = href.map(|a| a.value.to_string()).unwrap_or_default();
                self.link = Some((href, self.text.len()));
            }
            _ => {}
        }
    }

    fn close(&mut self, name: &str) {
        match name {
            "script" | "style" => self.hidden = self.hidden.saturating_sub(1),
            "p" | "div" | "blockquote" | "ul" | "ol" | "pre" => self.paragraph(),
            "a" => self.end_link(),
            _ => {}
        }
    }

    /// Shows where a link leads when its text says something else; names and tags speak for themselves.
    fn end_link(&mut self) {
        let Some((href, start)) = self.link.take() else {
            return;
        };
        let shown = self.text.get(start..).unwrap_or_default().trim();
        let speaks = shown.is_empty() || says_where(shown, &href);
        let leads = href.starts_with("https://") || href.starts_with("http://");
        if leads && !speaks {
            let target = format!(" ({href})");
            self.text.push_str(&target);
        }
    }

    fn paragraph(&mut self) {
        let kept = self.text.trim_end_matches([' ', '\n']).len();
        self.text.truncate(kept);
        if !self.text.is_empty() {
            self.text.push_str("\n\n");
        }
    }

    fn line(&mut self, mark: &str) {
        if !self.text.is_empty() && !self.text.ends_with('\n') {
            self.text.push('\n');
        }
        self.text.push_str(mark);
    }
}

/// Tells whether the text of a link says where it leads: its whole host, and as much of the rest as is shown; or
/// the name or tag that is there.
fn says_where(shown: &str, href: &str) -> bool {
    let Ok(target) = Url::parse(href) else {
        return false;
    };
    if let Some(name) = shown.strip_prefix(['@', '#', '＃']) {
        let name = name.split('@').next().unwrap_or_default();
        let path = target.path().to_lowercase();
        return path
            .rsplit(['/', '@'])
            .any(|part| part == name.to_lowercase());
    }
    let plain = |text: &str| {
        let behind = text.split_once("://").map_or(text, |(_, behind)| behind);
        behind.trim_end_matches(['…', '/']).to_owned()
    };
    let host = target.host_str().unwrap_or_default();
    let (shown, whole) = (plain(shown), plain(href));
    let behind_host = shown.strip_prefix(host).map(|rest| rest.chars().next());
    let names_host = behind_host.is_some_and(|c| c.is_none_or(|c| "/?#:".contains(c)));
    names_host && whole.starts_with(&shown)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn paragraphs_breaks_and_entities_are_read() {
        let html = "<p>Caf&eacute; &amp; co<br>second line</p><p>next</p>";
        assert_eq!(to_text(html), "Café & co\nsecond line\n\nnext");
    }

    #[test]
    fn a_shortened_link_is_read_whole_and_a_disguised_one_shows_its_target() {
        let shortened = r#"<a href="https://example.com/a/very/long"><span class="invisible">https://</span><span class="ellipsis">example.com/a/</span><span class="invisible">very/long</span></a>"#;
        assert_eq!(to_text(shortened), "https://example.com/a/very/long");
        let disguised = r#"<a href="https://evil.test/x">your bank</a>"#;
        assert_eq!(to_text(disguised), "your bank (https://evil.test/x)");
        let mention =
            r#"<span class="h-card"><a href="https://a.test/@ada">@<span>ada</span></a></span> hi"#;
        assert_eq!(to_text(mention), "@ada hi");
    }

    #[test]
    fn scripts_and_broken_markup_leave_no_trace() {
        assert_eq!(
            to_text("a<script>alert(1)</script>b<img src=x onerror=y>"),
            "ab"
        );
        assert_eq!(to_text("<p>open <b>ends"), "open ends");
        assert_eq!(to_text("1 < 2 && 3 > 2"), "1 < 2 && 3 > 2");
        assert_eq!(to_text("<ul><li>one</li><li>two</li></ul>"), "- one\n- two");
    }

    #[test]
    fn a_link_that_says_another_place_shows_its_target() {
        for (href, shown) in [
            ("https://evil.test/?paypal.com/help", "paypal.com/help"),
            ("https://evil.test/paypal.com", "paypal.com"),
            ("https://paypal.com.evil.test/help", "paypal.com"),
            ("https://paypal.com@evil.test/help", "paypal.com"),
            ("https://evil.test/x", "evil"),
            ("https://evil.test/x", "test/x"),
            ("https://evil.test/x", "@bank"),
            ("https://evil.test/x", "https://"),
        ] {
            let text = to_text(&format!("<a href=\"{href}\">{shown}</a>"));
            assert_eq!(text, format!("{shown} ({href})"), "{href}");
        }
        for (href, shown) in [
            ("https://a.test/help/me", "a.test/help…"),
            ("https://a.test/", "a.test"),
            ("https://a.test", "https://a.test/"),
            ("https://a.test:8080/x", "a.test:8080/x"),
            ("https://b.test/@ada", "@ada"),
            ("https://b.test/users/Ada", "@ada@b.test"),
            ("https://a.test/tags/harbour", "#Harbour"),
        ] {
            let text = to_text(&format!("<a href=\"{href}\">{shown}</a>"));
            assert_eq!(text, shown, "{href}");
        }
    }
}
