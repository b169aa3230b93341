//! The thing a question is about, where it can be taken over safely.
//!
//! Only plain words of letters are taken, at most two, and only where the grammar is plain; in doubt
//! nothing is. In English the words go into the sentence (`the lens`); in the other languages, where
//! gender would have to be known, they are quoted.

use super::kind::asking_sentence;
use super::language::Language;
use super::lexicon::{HELPING, HOSTILE};
use crate::text::{clean_line, is_emoji, listed, normal, says_any};

const POINTERS: &str = "the your this that these those any";

const ADJECTIVES: &str = "next new last first old latest current original main blue red black white green small big \
     final second full whole online free early open";

/// Words after which a thing's name is surely over.
const ENDS: &str = "for in on at from to with of and or do did does is are was were will would can could has \
     have should you i we they it this that here there now today tomorrow tonight again please \
     yet still open close start starts begin end ends work works cost take happen come go ship \
     look last run available about by like back";

const VERBS: &str = "do did does is are can could was were would";

const TOO_VAGUE: &str = "one ones thing things way stuff bit lot it this that these those them there here much many \
     fuck hell heck else exactly reason people same";

fn is_plain(word: &str) -> bool {
    let letters = word
        .chars()
        .all(|c| c.is_alphabetic() && !is_emoji(c) && u32::from(c) < 0x250);
    let folded = normal(word);
    let rude = says_any(&format!(" {folded} "), HOSTILE);
    letters && (3..=20).contains(&word.chars().count()) && !rude
}

/// Splits into words; a word with anything but letters, such as a handle or a link, stays whole.
fn words_of(sentence: &str) -> Vec<String> {
    let edge = |c: char| matches!(c, ',' | ';' | ':' | '¿' | '¡' | '(' | ')' | '"' | '“' | '”');
    let words = sentence.split_whitespace();
    words
        .map(|w| w.trim_matches(edge).to_owned())
        .filter(|w| !w.is_empty())
        .collect()
}

/// Returns the words for the thing asked about, ready to stand in a sentence.
pub(crate) fn topic(text: &str, language: Language) -> Option<String> {
    let line = clean_line(text);
    let sentence = asking_sentence(&line).unwrap_or(line);
    let words = words_of(&sentence);
    match language {
        Language::English => english(&words).map(|t| format!("the {t}")),
        Language::German => german(&words).map(|t| format!("„{t}“")),
        Language::French => after(&words, &FRENCH).map(|t| format!("« {t} »")),
        Language::Spanish => after(&words, &SPANISH).map(|t| format!("«{t}»")),
        Language::Portuguese => after(&words, &PORTUGUESE).map(|t| format!("“{t}”")),
    }
}

fn english(words: &[String]) -> Option<String> {
    let lower: Vec<String> = words
        .iter()
        .map(|w| w.to_lowercase().replace('’', "'"))
        .collect();
    let at = lower
        .iter()
        .position(|w| matches!(w.as_str(), "which" | "what"));
    if let Some(at) = at {
        let kind_of = lower
            .get(at + 1)
            .is_some_and(|w| matches!(w.as_str(), "kind" | "sort" | "type"))
            && lower.get(at + 2).is_some_and(|w| w == "of");
        let from = if kind_of { at + 3 } else { at + 1 };
        if let Some(found) = noun_at(&lower, from, true) {
            return Some(found);
        }
    }
    let pointers = lower.iter().enumerate();
    pointers
        .filter(|(_, w)| listed(POINTERS, w) || *w == "a" || *w == "an")
        .find_map(|(i, _)| noun_at(&lower, i + 1, false))
}

/// Reads one noun, with an adjective in front where there is one, that surely ends there.
fn noun_at(words: &[String], at: usize, needs_helper: bool) -> Option<String> {
    let first = words.get(at)?;
    let usable = |w: &str| {
        is_plain(w)
            && !listed(TOO_VAGUE, w)
            && !listed(VERBS, w)
            && (!listed(ENDS, w) || listed(ADJECTIVES, w))
    };
    if !usable(first) {
        return None;
    }
    let described = listed(ADJECTIVES, first);
    let (noun, next) = if described {
        (words.get(at + 1).filter(|w| usable(w))?, words.get(at + 2))
    } else {
        (first, words.get(at + 1))
    };
    let over = match next {
        None => !needs_helper,
        Some(next) if needs_helper => says_any(&format!(" {next} "), HELPING),
        Some(next) => listed(ENDS, next),
    };
    if !over {
        return None;
    }
    Some(if described {
        format!("{first} {noun}")
    } else {
        first.clone()
    })
}

fn german(words: &[String]) -> Option<String> {
    let asks = |w: &String| {
        let w = w.to_lowercase();
        w.starts_with("welche")
            || matches!(
                w.as_str(),
                "der" | "die" | "das" | "dein" | "deine" | "euer" | "eure"
            )
    };
    let at = words.iter().position(asks)?;
    let noun = words
        .iter()
        .skip(at + 1)
        .take(2)
        .find(|w| w.chars().next().is_some_and(char::is_uppercase))?;
    is_plain(noun).then(|| noun.clone())
}

const FRENCH: [&[&str]; 7] = [
    &["quel"],
    &["quelle"],
    &["quels"],
    &["quelles"],
    &["coûte", "le"],
    &["coûte", "la"],
    &["où", "est", "la"],
];
const SPANISH: [&[&str]; 7] = [
    &["cuál", "es", "el"],
    &["cuál", "es", "la"],
    &["cuándo", "es", "la"],
    &["cuándo", "es", "el"],
    &["dónde", "está", "el"],
    &["dónde", "está", "la"],
    &["cuánto", "cuesta", "el"],
];
const PORTUGUESE: [&[&str]; 6] = [
    &["qual"],
    &["custa", "o"],
    &["custa", "a"],
    &["quando", "é", "o"],
    &["quando", "é", "a"],
    &["onde", "fica", "o"],
];

const NOT_NOUNS: &str = "est sont etait sera as avez a le la e foi era o os dos das deles seu sua sao vai proxima \
     proximo prochaine que prochain";

fn after(words: &[String], starts: &[&[&str]]) -> Option<String> {
    let folded: Vec<String> = words.iter().map(|w| normal(w)).collect();
    starts.iter().find_map(|start| {
        let start: Vec<String> = start.iter().map(|w| normal(w)).collect();
        let at = folded
            .windows(start.len())
            .position(|w| w == start.as_slice())?;
        let noun = words.get(at + start.len())?;
        let fits = is_plain(noun) && !listed(NOT_NOUNS, &normal(noun));
        fits.then(|| noun.to_lowercase())
    })
}
