//! The sentences of the built-in drafter, one book per language, one page per kind.
//!
//! A page is text: openers, bodies and closers, separated by `---`, one sentence per line. In front
//! of a sentence may stand its tone (`+` warm, `=` formal, `~` casual) and, in brackets, the only
//! occasion it fits (`[when]`, `[mention]`, ...). In it, `{n}` is a comma and the first name, `{s}` a
//! space and the first name, `{t}` the thing asked about. No sentence states a fact about the owner.

mod english;
mod french;
mod german;
mod portuguese;
mod spanish;

use super::kind::Kind;
use super::language::Language;

/// How a sentence sounds.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Tone {
    /// Fits anywhere.
    Plain,
    /// Warmer than most.
    Warm,
    /// More formal than most.
    Formal,
    /// More casual than most.
    Casual,
}

/// One sentence of a page.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Sentence {
    /// The text with its marks.
    pub(crate) text: &'static str,
    /// How it sounds.
    pub(crate) tone: Tone,
    /// The only occasion it fits, where there is one.
    pub(crate) occasion: Option<&'static str>,
}

/// The sentences for one kind in one language.
pub(crate) struct Page {
    /// First sentences.
    pub(crate) openers: Vec<Sentence>,
    /// Sentences that carry the answer.
    pub(crate) bodies: Vec<Sentence>,
    /// Last sentences.
    pub(crate) closers: Vec<Sentence>,
}

/// All sentences in one language.
pub(crate) struct Book {
    thanks: &'static str,
    question: &'static str,
    complaint: &'static str,
    greeting: &'static str,
    praise: &'static str,
    congratulation: &'static str,
    invitation: &'static str,
    statement: &'static str,
    emoji: &'static str,
    empty: &'static str,
    gratitude: &'static str,
    /// The beginning all words of thanks share, in lower case and without accents.
    pub(crate) thanks_root: &'static str,
}

/// Returns the book of a language.
pub(crate) fn of(language: Language) -> &'static Book {
    match language {
        Language::English => &english::BOOK,
        Language::German => &german::BOOK,
        Language::French => &french::BOOK,
        Language::Spanish => &spanish::BOOK,
        Language::Portuguese => &portuguese::BOOK,
    }
}

fn sentence(line: &'static str) -> Sentence {
    let (tone, rest) = match line.split_at_checked(1) {
        Some(("+", rest)) => (Tone::Warm, rest),
        Some(("=", rest)) => (Tone::Formal, rest),
        Some(("~", rest)) => (Tone::Casual, rest),
        _ => (Tone::Plain, line),
    };
    let rest = rest.trim_start();
    let (occasion, text) = match rest.strip_prefix('[').and_then(|r| r.split_once(']')) {
        Some((occasion, text)) => (Some(occasion), text.trim_start()),
        None => (None, rest),
    };
    Sentence {
        text,
        tone,
        occasion,
    }
}

fn sentences(section: Option<&'static str>) -> Vec<Sentence> {
    let lines = section.unwrap_or_default().lines().map(str::trim);
    lines.filter(|l| !l.is_empty()).map(sentence).collect()
}

impl Book {
    /// Returns the page for a kind; `None` for kinds that are not answered.
    pub(crate) fn page(&self, kind: Kind) -> Option<Page> {
        let text = match kind {
            Kind::Hostile | Kind::Advert => return None,
            Kind::Empty => self.empty,
            Kind::EmojiOnly => self.emoji,
            Kind::Invitation => self.invitation,
            Kind::Complaint => self.complaint,
            Kind::Question(_) => self.question,
            Kind::Congratulation => self.congratulation,
            Kind::Thanks => self.thanks,
            Kind::Praise => self.praise,
            Kind::Greeting => self.greeting,
            Kind::Statement => self.statement,
        };
        let mut sections = text.split("---");
        Some(Page {
            openers: sentences(sections.next()),
            bodies: sentences(sections.next()),
            closers: sentences(sections.next()),
        })
    }

    /// Returns first sentences that say thanks, whatever the kind.
    pub(crate) fn gratitude(&self) -> Vec<Sentence> {
        sentences(Some(self.gratitude))
    }
}

#[cfg(test)]
mod tests {
    use super::super::kind::Asks;
    use super::*;

    #[test]
    fn every_page_has_enough_to_say_without_facts_links_or_tags() {
        let kinds = [
            Kind::Empty,
            Kind::EmojiOnly,
            Kind::Invitation,
            Kind::Complaint,
            Kind::Congratulation,
            Kind::Thanks,
            Kind::Praise,
            Kind::Greeting,
            Kind::Statement,
            Kind::Question(Asks::When),
        ];
        for language in Language::ALL {
            let book = of(language);
            assert!(book.gratitude().len() >= 3, "{language:?}");
            for kind in kinds {
                let page = book.page(kind).expect("answered kinds have a page");
                let combinations =
                    page.openers.len() * page.bodies.len() * (page.closers.len() + 1);
                assert!(combinations >= 80, "{language:?} {kind:?}: {combinations}");
                for s in page.openers.iter().chain(&page.bodies).chain(&page.closers) {
                    assert!(s.text.ends_with(['.', '!', '?']), "{}", s.text);
                    assert!(!s.text.contains(['@', '#', '[', ']']), "{}", s.text);
                }
            }
        }
    }
}
