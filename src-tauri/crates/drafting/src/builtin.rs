//! The built-in drafter: short, polite replies from sentences put together, with no model.
//!
//! It classifies what was said, chooses the language, and composes a reply nobody got from this
//! account lately. It states nothing about the owner, answers no question it cannot answer, and takes
//! over nothing from remote text but a first name and a plain noun.

mod books;
mod compose;
mod kind;
mod language;
mod lexicon;
mod lift;
#[cfg(test)]
mod tests;
mod wish;

use herald_domain::Provenance;
use herald_pipeline::ports::{DraftError, DraftRequest, DraftedText, Rng};

pub(crate) use kind::{Kind, classify};
pub(crate) use language::detect;

use self::compose::{Occasion, compose};
use self::language::Language;
use self::wish::Wish;
use crate::person::{first_name, label};
use crate::text::{clean_line, cut, is_emoji};
use crate::words::{kept_note, noun};

const EMOJI: [&str; 3] = ["🙂", "🙏", "😊"];

/// Drafts a reply without a model.
///
/// # Errors
/// [`DraftError::Declined`] where nothing should be answered, or every combination is used up.
pub(crate) fn draft(
    request: &DraftRequest,
    rng: &(dyn Rng + 'static),
) -> Result<DraftedText, DraftError> {
    let activity = &request.activity;
    if !activity.kind.is_conversation() {
        return Err(DraftError::Declined(format!(
            "There is nothing to answer in a {}.",
            clean_line(activity.kind.as_str())
        )));
    }
    let language = detect(&activity.text, &activity.langs);
    let kind = classify(&activity.text, language);
    declines(kind, request)?;
    let wish = Wish::read(request.wish.as_deref());
    let name = first_name(&activity.author.display_name);
    let occasion = Occasion {
        request,
        kind,
        book: books::of(language),
        name: name.filter(|_| !wish.without_name),
        topic: match kind {
            Kind::Question(_) => lift::topic(&activity.text, language),
            _ => None,
        },
        wish,
    };
    let Some(text) = compose(&occasion, rng, emoji(request, kind, wish, rng)) else {
        return Err(DraftError::Declined(format!(
            "The built-in drafter has nothing left to say here that it has not said lately, or that \
             fits {} characters. {}",
            request.max_graphemes,
            kept_note(request)
        )));
    };
    let why = why(&occasion, language);
    Ok(DraftedText {
        text,
        why,
        drafted_by: provenance(request),
    })
}

fn declines(kind: Kind, request: &DraftRequest) -> Result<(), DraftError> {
    let noun = noun(&request.activity.kind);
    let reason = match kind {
        Kind::Advert => format!("This {noun} looks like advertising."),
        Kind::Hostile => format!("This {noun} reads like an insult, and an answer rarely helps."),
        _ => return Ok(()),
    };
    Err(DraftError::Declined(format!(
        "{reason} {}",
        kept_note(request)
    )))
}

/// Chooses an emoji at every second reply, where the other person used one and it suits.
fn emoji(
    request: &DraftRequest,
    kind: Kind,
    wish: Wish,
    rng: &(dyn Rng + 'static),
) -> Option<&'static str> {
    let suits = matches!(
        kind,
        Kind::EmojiOnly | Kind::Thanks | Kind::Praise | Kind::Congratulation | Kind::Greeting
    );
    let used = request.activity.text.chars().any(is_emoji);
    if !suits || !used || wish.without_emoji || wish.formal {
        return None;
    }
    EMOJI
        .get(rng.below(2 * EMOJI.len() as u64) as usize)
        .copied()
}

fn provenance(request: &DraftRequest) -> Provenance {
    let mut facts = vec![format!("What {} wrote", label(&request.activity.author))];
    if request.wish.is_some() {
        facts.push("What you wished to be different".to_owned());
    }
    Provenance {
        drafter: "builtin".to_owned(),
        local: true,
        facts,
        ..Provenance::default()
    }
}

fn why(occasion: &Occasion<'_>, language: Language) -> String {
    let who = label(&occasion.request.activity.author);
    let about = match &occasion.topic {
        Some(topic) => format!(" about {topic}"),
        None => String::new(),
    };
    let said = match occasion.kind {
        Kind::Question(_) => format!(
            "{who} asked a question{about}; a holding answer, since the drafts know no facts yet."
        ),
        Kind::Thanks => format!("{who} said thanks; a short answer in return."),
        Kind::Complaint => format!(
            "{who} is unhappy with something; sympathy and a look into it, with no promise of a remedy."
        ),
        Kind::Greeting => format!("{who} said hello; a greeting in return."),
        Kind::Praise => format!("{who} praised something; a short thank-you."),
        Kind::Congratulation => format!("{who} sent good wishes; a short thank-you."),
        Kind::Invitation => {
            format!("{who} offered or proposed something; thanks, with neither a yes nor a no.")
        }
        Kind::EmojiOnly => format!("{who} sent only emoji; a few friendly words."),
        Kind::Empty => format!("{who} wrote no words; a friendly word and a question back."),
        Kind::Statement | Kind::Hostile | Kind::Advert => {
            format!("{who} shared a thought; an acknowledgement that takes no side.")
        }
    };
    [said, in_language(&who, language), wished(occasion)]
        .into_iter()
        .filter(|s| !s.is_empty())
        .collect::<Vec<_>>()
        .join(" ")
}

fn in_language(who: &str, language: Language) -> String {
    if language == Language::English {
        return String::new();
    }
    format!("In {}, as {who} seems to write.", language.name())
}

fn wished(occasion: &Occasion<'_>) -> String {
    let Some(wish) = occasion.request.wish.as_deref().map(clean_line) else {
        return String::new();
    };
    let followed = occasion.wish.followed();
    if wish.is_empty() {
        String::new()
    } else if followed.is_empty() {
        let wish = cut(&wish, 60);
        format!(
            "The built-in drafter does not understand “{wish}”; this is simply another version."
        )
    } else {
        format!("Made {}, as you wished.", followed.join(", "))
    }
}
