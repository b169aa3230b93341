//! Puts sentences together: opener, body and closer, each left out where that reads well.

use std::collections::BTreeMap;

use herald_pipeline::ports::{DraftRequest, Rng};

use super::books::{Book, Page, Sentence};
use super::kind::{Asks, Kind};
use super::wish::Wish;
use crate::rules::{self, Said};
use crate::text::{graphemes, normal, padded};

/// What a reply is made for.
pub(super) struct Occasion<'a> {
    /// What is answered.
    pub(super) request: &'a DraftRequest,
    /// What sort of thing was said.
    pub(super) kind: Kind,
    /// The sentences of the language.
    pub(super) book: &'a Book,
    /// The first name, where it may be used.
    pub(super) name: Option<String>,
    /// The thing asked about, ready to stand in a sentence.
    pub(super) topic: Option<String>,
    /// What the owner wished.
    pub(super) wish: Wish,
}

struct Candidate {
    sentences: Vec<Sentence>,
    cost: usize,
}

impl Occasion<'_> {
    fn fits(&self, sentence: &Sentence) -> bool {
        if sentence.text.contains("{t}") && self.topic.is_none() {
            return false;
        }
        if self.wish.without_question && sentence.text.ends_with('?') {
            return false;
        }
        let Some(occasion) = sentence.occasion else {
            return true;
        };
        let asks = match self.kind {
            Kind::Question(asks) => asks_word(asks),
            _ => "",
        };
        occasion == asks || occasion == self.request.activity.kind.as_str()
    }

    fn filled(&self, sentences: &[Sentence]) -> String {
        let texts: Vec<&str> = sentences.iter().map(|s| s.text).collect();
        let name = self.name.as_deref();
        texts
            .join(" ")
            .replace("{n}", &name.map_or_else(String::new, |n| format!(", {n}")))
            .replace("{s}", &name.map_or_else(String::new, |n| format!(" {n}")))
            .replace("{t}", self.topic.as_deref().unwrap_or_default())
    }

    fn page(&self) -> Option<Page> {
        let mut page = self.book.page(self.kind)?;
        let thanks_fit = self.wish.thanks_first && !self.wish_is_met_by(&page.openers);
        if thanks_fit {
            page.openers.extend(self.book.gratitude());
        }
        for part in [&mut page.openers, &mut page.bodies, &mut page.closers] {
            part.retain(|s| self.fits(s));
        }
        Some(page)
    }

    fn wish_is_met_by(&self, openers: &[Sentence]) -> bool {
        openers
            .iter()
            .filter(|s| self.begins_with_thanks(s.text))
            .count()
            > 5
    }

    fn begins_with_thanks(&self, text: &str) -> bool {
        normal(text).starts_with(self.book.thanks_root)
            || self
                .book
                .gratitude()
                .iter()
                .any(|s| text.starts_with(bare(s.text)))
    }

    fn candidates(&self) -> Vec<Candidate> {
        let Some(page) = self.page() else {
            return Vec::new();
        };
        let some = |part: &[Sentence]| part.iter().copied().map(Some).collect::<Vec<_>>();
        let with_none = |part: &[Sentence]| [vec![None], some(part)].concat();
        let mut all = Vec::new();
        for opener in with_none(&page.openers) {
            for body in with_none(&page.bodies) {
                for closer in with_none(&page.closers) {
                    if let Some(c) = self.candidate(opener, body, closer) {
                        all.push(c);
                    }
                }
            }
        }
        all
    }

    fn candidate(
        &self,
        opener: Option<Sentence>,
        body: Option<Sentence>,
        closer: Option<Sentence>,
    ) -> Option<Candidate> {
        let complete = body.is_some() || (opener.is_some() && self.opener_is_enough());
        if !complete || (closer.is_some() && opener.is_none()) {
            return None;
        }
        let sentences: Vec<Sentence> = [opener, body, closer].into_iter().flatten().collect();
        let layout = match (opener, body, closer) {
            (Some(_), Some(_), None) => 0,
            (Some(_), Some(_), Some(_)) => 2,
            (Some(_), None, _) => 3,
            (None, _, _) => 4,
        };
        let mut cost = layout + self.wish.tone_cost(&sentences);
        if self.topic.is_some() && !sentences.iter().any(|s| s.text.contains("{t}")) {
            cost += 30;
        } else if matches!(self.kind, Kind::Question(_))
            && sentences.iter().all(|s| s.occasion.is_none())
        {
            cost += 3;
        }
        if self.wish != Wish::default() {
            cost += self.wish_cost(&self.filled(&sentences));
        }
        Some(Candidate { sentences, cost })
    }

    fn wish_cost(&self, text: &str) -> usize {
        let thankless = self.wish.thanks_first && !self.begins_with_thanks(text);
        self.length_cost(text) + if thankless { 500 } else { 0 }
    }

    /// Tells whether the sentences go together: thanks once, and nothing said twice.
    fn reads_well(&self, text: &str) -> bool {
        let thanks = format!(" {}", self.book.thanks_root);
        padded(text).matches(&thanks).count() < 2 && !repeats_itself(text)
    }

    fn opener_is_enough(&self) -> bool {
        !matches!(
            self.kind,
            Kind::Question(_) | Kind::Complaint | Kind::Invitation | Kind::Empty
        )
    }

    /// Weighs the wish for length against the version the owner saw last.
    fn length_cost(&self, text: &str) -> usize {
        if !self.wish.shorter && !self.wish.longer {
            return 0;
        }
        let length = graphemes(text);
        let seen = self.request.earlier_versions.last().map(|t| graphemes(t));
        let wrong_way = |yes: bool| if yes { 400 } else { 0 };
        if self.wish.shorter {
            length / 2 + wrong_way(seen.is_some_and(|s| length >= s))
        } else {
            200_usize.saturating_sub(length) / 2 + wrong_way(seen.is_some_and(|s| length <= s))
        }
    }
}

fn asks_word(asks: Asks) -> &'static str {
    match asks {
        Asks::When => "when",
        Asks::Where => "where",
        Asks::HowMuch => "howmuch",
        Asks::How => "how",
        Asks::Why => "why",
        Asks::Who => "who",
        Asks::What => "what",
        Asks::YesNo => "yesno",
    }
}

fn bare(text: &str) -> &str {
    text.split('{').next().unwrap_or(text)
}

/// Tells whether a sentence, or its last words, comes twice.
fn repeats_itself(text: &str) -> bool {
    let parts: Vec<String> = text.split_inclusive(['.', '!', '?']).map(normal).collect();
    let words: Vec<Vec<&str>> = parts.iter().map(|p| p.split(' ').collect()).collect();
    words.iter().enumerate().any(|(i, a)| {
        words.iter().skip(i + 1).any(|b| {
            a.windows(3)
                .any(|run| b.windows(3).any(|other| run == other))
                || a == b
        })
    })
}

/// Says how fresh the memory of a sentence is: zero when it was not said lately.
fn freshness(sentence: &Sentence, recent: &[String]) -> usize {
    let plain = sentence
        .text
        .replace("{t}", "|")
        .replace("{n}", "")
        .replace("{s}", "");
    let longest = plain
        .split('|')
        .map(normal)
        .max_by_key(String::len)
        .unwrap_or_default();
    let said = recent
        .iter()
        .position(|r| r.contains(&format!(" {longest} ")));
    said.map_or(0, |at| recent.len().saturating_sub(at))
}

/// Adds what was said lately to the cost; a body heard again is dearer than a greeting.
fn weigh_memory(candidates: &mut [Candidate], said: &Said) {
    let recent: Vec<String> = said.normals().iter().map(|n| format!(" {n} ")).collect();
    let mut known: BTreeMap<&str, usize> = BTreeMap::new();
    for candidate in candidates {
        for (place, sentence) in candidate.sentences.iter().enumerate() {
            let fresh = known.entry(sentence.text);
            let fresh = *fresh.or_insert_with(|| freshness(sentence, &recent));
            candidate.cost += if place == 1 { 2 * fresh } else { fresh };
        }
    }
}

fn shuffle<T>(items: &mut [T], rng: &(dyn Rng + 'static)) {
    for i in (1..items.len()).rev() {
        let j = rng.below(i as u64 + 1) as usize;
        items.swap(i, j);
    }
}

/// Composes the cheapest reply that passes every rule; `None` when every combination is used up.
pub(super) fn compose(
    occasion: &Occasion<'_>,
    rng: &(dyn Rng + 'static),
    emoji: Option<&str>,
) -> Option<String> {
    let said = Said::of(occasion.request);
    let mut all = occasion.candidates();
    weigh_memory(&mut all, &said);
    shuffle(&mut all, rng);
    all.sort_by_key(|c| c.cost);
    let passes = |text: &str| rules::check(text, occasion.request, "").is_empty();
    let usable = |t: &String| occasion.reads_well(t) && !said.has(t) && passes(t);
    let text = all
        .iter()
        .map(|c| occasion.filled(&c.sentences))
        .find(usable)?;
    let decorated = emoji.map(|e| format!("{text} {e}")).filter(|t| passes(t));
    Some(decorated.unwrap_or(text))
}
