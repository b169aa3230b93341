//! What sort of thing somebody said.

use super::language::Language;
use super::lexicon::{self, Topic};
use crate::text::{clean_line, entries_in, is_emoji, links, padded, says_any};

/// What a question asks for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Asks {
    /// A moment.
    When,
    /// A place.
    Where,
    /// A price or an amount.
    HowMuch,
    /// A way of doing it.
    How,
    /// A reason.
    Why,
    /// A person.
    Who,
    /// One of several, or a thing.
    What,
    /// Yes or no.
    YesNo,
}

/// What sort of thing was said.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Kind {
    /// Nothing in words: a picture, or nothing at all.
    Empty,
    /// Friendly emoji alone.
    EmojiOnly,
    /// An insult or a threat.
    Hostile,
    /// An advertisement.
    Advert,
    /// An invitation or an offer.
    Invitation,
    /// Displeasure.
    Complaint,
    /// A question.
    Question(Asks),
    /// Congratulations.
    Congratulation,
    /// Thanks.
    Thanks,
    /// Praise.
    Praise,
    /// A greeting.
    Greeting,
    /// Anything else.
    Statement,
}

fn says(words: &str, language: Language, topic: Topic) -> bool {
    let own = says_any(words, lexicon::of(language, topic));
    own || says_any(words, lexicon::of(Language::English, topic))
}

const DISPLEASED: [char; 9] = ['👎', '😡', '🤬', '🤮', '💩', '🖕', '😠', '🙄', '😤'];

fn is_advert(text: &str, words: &str) -> bool {
    let found = entries_in(words, lexicon::ADVERT);
    let linked = !links(text).is_empty();
    found >= 2 || (found == 1 && linked)
}

/// Classifies what was said.
pub(crate) fn classify(text: &str, language: Language) -> Kind {
    let text = clean_line(text);
    let words = padded(&text);
    if words.trim().is_empty() {
        return wordless(&text);
    }
    if says_any(&words, lexicon::HOSTILE) {
        return Kind::Hostile;
    }
    if is_advert(&text, &words) {
        return Kind::Advert;
    }
    let is = |topic| says(&words, language, topic);
    if is(Topic::Invitation) {
        return Kind::Invitation;
    }
    if is(Topic::Complaint) || text.chars().any(|c| DISPLEASED.contains(&c)) {
        return Kind::Complaint;
    }
    if is(Topic::SmallTalk) {
        return Kind::Greeting;
    }
    if let Some(asks) = asks(&text, language) {
        return Kind::Question(asks);
    }
    let gentle = [
        (Topic::Congratulation, Kind::Congratulation),
        (Topic::Thanks, Kind::Thanks),
        (Topic::Praise, Kind::Praise),
        (Topic::Greeting, Kind::Greeting),
    ];
    let found = gentle.into_iter().find(|(topic, _)| is(*topic));
    found.map_or(Kind::Statement, |(_, kind)| kind)
}

fn wordless(text: &str) -> Kind {
    if text.chars().any(|c| DISPLEASED.contains(&c)) {
        Kind::Complaint
    } else if text.chars().any(is_emoji) {
        Kind::EmojiOnly
    } else if text.contains('?') || text.contains('？') {
        Kind::Question(Asks::What)
    } else {
        Kind::Empty
    }
}

/// Returns the sentence that asks, without its mark.
pub(crate) fn asking_sentence(text: &str) -> Option<String> {
    let mut last = None;
    let mut start = 0;
    for (at, c) in text.char_indices() {
        if !matches!(c, '.' | '!' | '?' | '？' | '؟' | '\n' | '…') {
            continue;
        }
        if matches!(c, '?' | '？' | '؟') {
            last = text.get(start..at).map(str::to_owned);
        }
        start = at + c.len_utf8();
    }
    last
}

fn asks(text: &str, language: Language) -> Option<Asks> {
    let marked = asking_sentence(text);
    let Some(sentence) = marked else {
        return unmarked_question(text, language);
    };
    let words = padded(&sentence);
    if says_any(&words, lexicon::TAGS) && !says(&words, language, Topic::Interrogative) {
        return None;
    }
    Some(word_asked(&words, language).unwrap_or(Asks::YesNo))
}

fn word_asked(words: &str, language: Language) -> Option<Asks> {
    let order = [
        (Topic::HowMuch, Asks::HowMuch),
        (Topic::When, Asks::When),
        (Topic::Where, Asks::Where),
        (Topic::Why, Asks::Why),
        (Topic::Who, Asks::Who),
        (Topic::How, Asks::How),
        (Topic::What, Asks::What),
    ];
    let own = |topic| says_any(words, lexicon::of(language, topic));
    order
        .into_iter()
        .find(|(t, _)| own(*t))
        .map(|(_, asks)| asks)
}

/// Many people leave out the question mark in English: an asking word, then a helping verb.
fn unmarked_question(text: &str, language: Language) -> Option<Asks> {
    if language != Language::English {
        return None;
    }
    text.split(['.', '!', '\n', ',']).find_map(|sentence| {
        let words = padded(sentence);
        let list: Vec<&str> = words.split_whitespace().collect();
        let (first, second, third) = (list.first()?, list.get(1)?, list.get(2)?);
        let helps = |w: &str| says_any(&format!(" {w} "), lexicon::HELPING);
        let asking = match *first {
            "what" | "when" | "where" | "how" | "why" | "who" => helps(second),
            "which" => helps(third) || list.get(3).is_some_and(|w| helps(w)),
            _ => false,
        };
        if asking && list.len() > 3 {
            word_asked(&words, language)
        } else {
            None
        }
    })
}
