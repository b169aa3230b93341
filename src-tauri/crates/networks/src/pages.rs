//! Web pages, read for the card that leads to them: title, description and picture.
//!
//! A page and its picture are asked for once each, without anything that tells who asks, and are read up to a
//! limit. What they say is text of a stranger.
//!
//! # Source
//! The Open Graph protocol, <https://ogp.me>, read 2026-11-28; `twitter:` names are what many pages have
//! instead; `title` and `description` are HTML's own.

use std::cell::RefCell;
use std::collections::HashMap;
use std::sync::Arc;
use std::time::Duration;

use encoding_rs::{Encoding, UTF_8};
use herald_domain::typed;
use herald_pipeline::ports::{HttpRequest, HttpResponse, Reach, Transport, TransportError};
use html5ever::tendril::StrTendril;
use html5ever::tokenizer::states::RawKind;
use html5ever::tokenizer::{
    BufferQueue, Tag, TagKind, Token, TokenSink, TokenSinkResult, Tokenizer, TokenizerOpts,
};
use http::{HeaderValue, Method, header};
use url::Url;

/// How long a page, and how long its picture may take: somebody waits for the draft.
const PATIENCE: Duration = Duration::from_secs(6);

/// The most bytes read of a page and of a picture.
const MOST_BYTES: usize = 8 << 20;

/// The most characters kept of a title and of a description.
const MOST_TITLE: usize = 300;
const MOST_DESCRIPTION: usize = 1_000;

/// Where the encoding of a page must be named, by HTML's own rule.
const NAMED_WITHIN: usize = 1_024;

/// What a page says of itself.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Page {
    /// Its title.
    pub title: String,
    /// What it is about; empty where it does not say.
    pub description: String,
    /// The bytes of its picture; nothing where there is none or it could not be had.
    pub picture: Option<Vec<u8>>,
}

/// Why a page could not be read, in words for people, to go on a sentence.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("{0}")]
pub struct Unread(String);

/// Reads web pages.
pub struct Pages {
    transport: Arc<dyn Transport>,
}

impl Pages {
    /// Reads through this transport.
    pub fn new(transport: Arc<dyn Transport>) -> Self {
        Self { transport }
    }

    /// Reads a page, and its picture where it has one.
    ///
    /// # Errors
    /// [`Unread`] when it does not answer, is no page, or has no title.
    pub async fn read(&self, address: &str, reach: Reach) -> Result<Page, Unread> {
        let url = Url::parse(address).map_err(|_| Unread(format!("{address} is no address")))?;
        let host = url.host_str().unwrap_or_default().to_owned();
        let answer = self.get(&url, reach, "text/html").await;
        let answer = answer.map_err(|error| Unread(error.to_string()))?;
        if answer.status != 200 {
            return Err(Unread(format!("{host} answered with {}", answer.status)));
        }
        let html = html_of(&answer).ok_or_else(|| Unread(format!("{host} did not send a page")))?;
        let facts = facts_of(&html);
        let title = facts.first(&["og:title", "twitter:title", "title"], MOST_TITLE);
        if title.is_empty() {
            return Err(Unread(format!("the page at {host} has no title")));
        }
        let about = ["og:description", "twitter:description", "description"];
        Ok(Page {
            title,
            description: facts.first(&about, MOST_DESCRIPTION),
            picture: self.picture(&url, &facts, reach).await,
        })
    }

    async fn picture(&self, page: &Url, facts: &Facts, reach: Reach) -> Option<Vec<u8>> {
        let named = ["og:image", "og:image:url", "twitter:image"];
        let url = page.join(&facts.first(&named, usize::MAX)).ok()?;
        if !facts.says(&named) || !matches!(url.scheme(), "http" | "https") {
            return None;
        }
        match self.get(&url, reach, "image/*").await {
            Ok(answer) => (answer.status == 200).then_some(answer.body),
            Err(error) => {
                tracing::info!(%error, "a page's picture could not be had");
                None
            }
        }
    }

    async fn get(
        &self,
        url: &Url,
        reach: Reach,
        accept: &'static str,
    ) -> Result<HttpResponse, TransportError> {
        let mut request = HttpRequest::new(Method::GET, url.clone());
        let accept = HeaderValue::from_static(accept);
        request.headers.insert(header::ACCEPT, accept);
        request.timeout = PATIENCE;
        request.max_response_bytes = MOST_BYTES;
        request.reach = reach;
        self.transport.send(request).await
    }
}

/// Returns a page as text, in the encoding it names; nothing where it is no page.
fn html_of(answer: &HttpResponse) -> Option<String> {
    let kind = answer.header("content-type").unwrap_or("text/html");
    let kind = kind.to_ascii_lowercase();
    if !kind.starts_with("text/html") && !kind.starts_with("application/xhtml+xml") {
        return None;
    }
    let head = answer
        .body
        .get(..NAMED_WITHIN.min(answer.body.len()))
        .unwrap_or_default();
    let head = String::from_utf8_lossy(head).to_ascii_lowercase();
    let encoding = charset(&kind).or_else(|| charset(&head)).unwrap_or(UTF_8);
    Some(encoding.decode(&answer.body).0.into_owned())
}

/// Returns the encoding named by the first `charset=` of a text.
fn charset(text: &str) -> Option<&'static Encoding> {
    let (_, named) = text.split_once("charset=")?;
    let named = named.trim_start_matches(['"', '\'', ' ']);
    let end = named.find(|c: char| !c.is_ascii_alphanumeric() && !"-_:.".contains(c));
    Encoding::for_label(named.get(..end.unwrap_or(named.len()))?.as_bytes())
}

/// What the head of a page says, by name; of several with one name the first.
#[derive(Default)]
struct Facts(HashMap<String, String>);

impl Facts {
    /// Returns what stands under the first of the names that says something, on one line and cut.
    fn first(&self, names: &[&str], most: usize) -> String {
        let said = names.iter().filter_map(|name| self.0.get(*name));
        let said = said.map(|text| on_one_line(text));
        let said = said.into_iter().find(|text| !text.is_empty());
        said.map(|text| cut(&text, most)).unwrap_or_default()
    }

    fn says(&self, names: &[&str]) -> bool {
        !self.first(names, 1).is_empty()
    }

    fn note(&mut self, name: &str, text: &str) {
        let known = self.0.entry(name.to_ascii_lowercase()).or_default();
        if known.is_empty() {
            text.clone_into(known);
        }
    }
}

fn on_one_line(text: &str) -> String {
    let text: String = typed::cleaned(text)
        .chars()
        .filter(|c| !is_unseen(*c))
        .collect();
    let words: Vec<&str> = text.split_whitespace().collect();
    words.join(" ")
}

/// What a stranger could say without anybody seeing it, or turn other words around with: what goes out on a card
/// is what was shown. Joiners stay, some scripts need them.
fn is_unseen(c: char) -> bool {
    matches!(
        c,
        '\u{ad}'
            | '\u{34f}'
            | '\u{61c}'
            | '\u{115f}'
            | '\u{1160}'
            | '\u{180e}'
            | '\u{200b}'
            | '\u{200e}'
            | '\u{200f}'
            | '\u{202a}'..='\u{202e}'
            | '\u{2060}'..='\u{206f}'
            | '\u{3164}'
            | '\u{ffa0}'
            | '\u{e0000}'..='\u{e0fff}'
    )
}

fn cut(text: &str, most: usize) -> String {
    if text.char_indices().nth(most).is_none() {
        return text.to_owned();
    }
    let kept: String = text.chars().take(most.saturating_sub(1)).collect();
    format!("{}…", kept.trim_end())
}

fn facts_of(html: &str) -> Facts {
    let queue = BufferQueue::default();
    queue.push_back(StrTendril::from(html));
    let tokenizer = Tokenizer::new(Head::default(), TokenizerOpts::default());
    // A script's end would interrupt; the next call goes on after it.
    while !queue.is_empty() {
        drop(tokenizer.feed(&queue));
    }
    tokenizer.end();
    tokenizer.sink.state.into_inner().facts
}

/// Reads the head of a page; what its body says of itself is not asked for.
#[derive(Default)]
struct Head {
    state: RefCell<Reading>,
}

#[derive(Default)]
struct Reading {
    facts: Facts,
    /// The title as far as it was read, while it is read.
    title: Option<String>,
    /// Whether the head is over.
    over: bool,
}

impl TokenSink for Head {
    type Handle = ();

    fn process_token(&self, token: Token, _line: u64) -> TokenSinkResult<()> {
        let mut reading = self.state.borrow_mut();
        if reading.over {
            return TokenSinkResult::Continue;
        }
        match token {
            Token::CharacterTokens(text) => {
                if let Some(title) = &mut reading.title {
                    title.push_str(&text);
                }
            }
            Token::TagToken(tag) if tag.kind == TagKind::StartTag => return reading.open(&tag),
            Token::TagToken(tag) => reading.close(&tag),
            _ => {}
        }
        TokenSinkResult::Continue
    }
}

impl Reading {
    fn open(&mut self, tag: &Tag) -> TokenSinkResult<()> {
        match &*tag.name {
            "meta" => self.meta(tag),
            "body" => self.over = true,
            "title" => {
                self.title = Some(String::new());
                return TokenSinkResult::RawData(RawKind::Rcdata);
            }
            "style" | "noscript" => return TokenSinkResult::RawData(RawKind::Rawtext),
            "script" => return TokenSinkResult::RawData(RawKind::ScriptData),
            _ => {}
        }
        TokenSinkResult::Continue
    }

    fn close(&mut self, tag: &Tag) {
        match &*tag.name {
            "title" => {
                if let Some(title) = self.title.take() {
                    self.facts.note("title", &title);
                }
            }
            "head" => self.over = true,
            _ => {}
        }
    }

    fn meta(&mut self, tag: &Tag) {
        let value = |wanted: &str| {
            let mut found = tag.attrs.iter().filter(|a| &*a.name.local == wanted);
            found.next().map(|a| a.value.to_string())
        };
        let name = value("property").or_else(|| value("name"));
        if let (Some(name), Some(text)) = (name, value("content")) {
            self.facts.note(name.trim(), &text);
        }
    }
}

#[cfg(test)]
#[path = "pages_tests.rs"]
mod tests;
