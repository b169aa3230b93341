//! Rules about what is said: links, handles, leaks, leftovers, scripts.
//!
//! Who may bring a link or a handle into a reply decides whether a stranger can steer it. A link may
//! come from the owner's own posts only: a stranger's text is where an injected link would come from.
//! A handle may be the owner's, one the owner wrote, or that of somebody who speaks in the thread.

use herald_domain::{Account, ThreadPost};
use herald_pipeline::ports::DraftRequest;

use super::Violation;
use crate::text::{
    Script, hashtags, links, main_script, mentions, mixed_word, normal, padded, says_any, scripts,
};

pub(super) fn check(
    text: &str,
    request: &DraftRequest,
    instructions: &str,
    found: &mut Vec<Violation>,
) {
    foreign_names(text, request, found);
    if let Some(leftover) = placeholder(text) {
        found.push(Violation::new(
            "placeholder",
            format!("The reply still has the placeholder {leftover}; write the finished text."),
        ));
    }
    if speaks_as_model(text) {
        found.push(Violation::new(
            "speaks_as_model",
            "The reply speaks as a model or announces a draft; write as the owner, and only the reply.",
        ));
    }
    if leaks(text, instructions) {
        found.push(Violation::new(
            "leaks_instructions",
            "The reply repeats or mentions its instructions; write only the reply.",
        ));
    }
    if is_echo(text, request) {
        found.push(Violation::new(
            "echo",
            "The reply is the same as what was said to the owner; answer it instead.",
        ));
    }
    if let Some(sentence) = foreign_script(text, request) {
        found.push(Violation::new("foreign_script", sentence));
    }
}

fn own(account: &Account, post: &ThreadPost) -> bool {
    post.author.remote_id == account.remote_id
}

fn own_posts(request: &DraftRequest) -> impl Iterator<Item = &ThreadPost> {
    let thread = request.thread.iter();
    thread.filter(|p| own(&request.account, p))
}

fn foreign_names(text: &str, request: &DraftRequest, found: &mut Vec<Violation>) {
    let own_links: Vec<String> = own_posts(request).flat_map(|p| links(&p.text)).collect();
    if links(text).iter().any(|l| !own_links.contains(l)) {
        found.push(Violation::new(
            "foreign_link",
            "The reply has a link or mail address that is not from the owner's own posts; leave it out.",
        ));
    }
    let mut known: Vec<String> = own_posts(request).flat_map(|p| mentions(&p.text)).collect();
    known.push(request.account.handle.to_lowercase());
    known.push(request.activity.author.handle.to_lowercase());
    known.extend(
        request
            .thread
            .iter()
            .map(|p| p.author.handle.to_lowercase()),
    );
    if mentions(text).iter().any(|m| !known.contains(m)) {
        found.push(Violation::new(
            "foreign_mention",
            "The reply names a handle nobody in the conversation has; leave it out.",
        ));
    }
    let own_tags: Vec<String> = own_posts(request).flat_map(|p| hashtags(&p.text)).collect();
    if hashtags(text).iter().any(|t| !own_tags.contains(t)) {
        found.push(Violation::new(
            "foreign_hashtag",
            "The reply has a hashtag that is not from the owner's own posts; leave it out.",
        ));
    }
}

/// Finds what a template leaves behind: `{{x}}`, `{name}`, `[Your name]`, `<insert link>`.
fn placeholder(text: &str) -> Option<String> {
    for (open, close) in [('{', '}'), ('[', ']'), ('<', '>')] {
        let mut rest = text;
        while let Some((_, after)) = rest.split_once(open) {
            let Some((inner, tail)) = after.split_once(close) else {
                break;
            };
            let inner_words = inner.trim_matches(['{', '}', '/']);
            let wordy = |c: char| c.is_alphanumeric() || matches!(c, ' ' | '_' | '-' | '\'' | '.');
            let lettered = inner_words.chars().next().is_some_and(char::is_alphabetic);
            if lettered && inner_words.chars().count() <= 40 && inner_words.chars().all(wordy) {
                return Some(format!("{open}{inner}{close}"));
            }
            rest = tail;
        }
    }
    None
}

/// Openings that only somebody who is not the owner would write; compared as words.
const MODEL_TALK: &str = "as an ai, as a language model, im an ai, i am an ai, as an assistant, \
     i am a language model, im a language model, heres a reply, here is a reply, heres a draft, \
     here is a draft, heres a possible reply, here is a possible reply, suggested reply, \
     draft reply, als ki, als sprachmodell, en tant qu ia, en tant quia, modele de langage, \
     como una ia, como ia, modelo de lenguaje, modelo de linguagem";

fn speaks_as_model(text: &str) -> bool {
    says_any(&padded(text), MODEL_TALK)
}

const LEAK_TALK: &str =
    "system prompt, my instructions, my prompt, previous instructions, conversation json";

/// How many words in a row count as repeating the instructions.
const LEAK_WORDS: usize = 8;

fn leaks(text: &str, instructions: &str) -> bool {
    let words = padded(text);
    if says_any(&words, LEAK_TALK) {
        return true;
    }
    let told = padded(instructions);
    let said = normal(text);
    let said: Vec<&str> = said.split(' ').collect();
    said.windows(LEAK_WORDS)
        .any(|run| told.contains(&format!(" {} ", run.join(" "))))
}

fn is_echo(text: &str, request: &DraftRequest) -> bool {
    let same = |other: &str| {
        let (a, b) = (normal(text), normal(other));
        text.trim() == other.trim() || (!a.is_empty() && a == b)
    };
    let strangers = request.thread.iter().filter(|p| !own(&request.account, p));
    same(&request.activity.text) || strangers.into_iter().any(|p| same(&p.text))
}

/// A reply is in a script somebody in the conversation writes, or in Latin; at most a name differs.
fn foreign_script(text: &str, request: &DraftRequest) -> Option<String> {
    if let Some(word) = mixed_word(text) {
        return Some(format!(
            "The word “{word}” mixes alphabets; write it in one."
        ));
    }
    let main = main_script(text)?;
    let thread = request.thread.iter().map(|p| p.text.as_str());
    let read = thread.chain([request.activity.text.as_str()]);
    let used: Vec<Script> = read.flat_map(|t| scripts(t).into_keys()).collect();
    let fits = main == Script::Latin || used.contains(&main);
    (!fits).then(|| "The reply is in a script nobody in the conversation uses.".to_owned())
}
