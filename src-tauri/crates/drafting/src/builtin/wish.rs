//! What the owner wished to be different, as far as the built-in drafter understands it.

use super::books::{Sentence, Tone};
use crate::text::{padded, says_any};

/// The parts of a wish that are understood.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(crate) struct Wish {
    /// Fewer words.
    pub(crate) shorter: bool,
    /// More words.
    pub(crate) longer: bool,
    /// A warmer tone.
    pub(crate) warmer: bool,
    /// A more formal tone.
    pub(crate) formal: bool,
    /// A more casual tone.
    pub(crate) casual: bool,
    /// Begin with thanks.
    pub(crate) thanks_first: bool,
    /// Leave out the name.
    pub(crate) without_name: bool,
    /// Leave out emoji.
    pub(crate) without_emoji: bool,
    /// Ask nothing back.
    pub(crate) without_question: bool,
}

const SHORTER: &str = "shorter, short, briefer, brief, concise, less, fewer words, kurzer, kurz, \
     plus court, mas corto, mas curto, breve";
const LONGER: &str = "longer, long, more words, more detail*, langer, ausfuhrlich*, plus long, mas largo, mais longo";
const WARMER: &str = "warmer, warm, friendl*, kind*, nicer, cordial*, warmly, herzlich*, \
     freundlich*, chaleureu*, amable, mas calid*, mais calor*, simpatic*";
const FORMAL: &str = "formal, formally, more formal, polite*, professional*, serious, formlich*, \
     formell*, hoflich*, formel, mas formal, mais formal, poli, cortes";
const CASUAL: &str = "casual*, informal, less formal, not so formal, relaxed, chatty, looser, \
     locker*, decontracte, menos formal, coloquial";
const THANKS_FIRST: &str = "thanks first, thank first, thank them, thank him, thank her, say thanks, \
     start with thanks, begin with thanks, thank you first, erst danken, zuerst danke, danke zuerst, \
     remercie*, merci d abord, primero gracias, da las gracias, agradece*";
const WITHOUT_NAME: &str = "no name, without name, without the name, without their name, without a name, leave out the name, \
     ohne namen, sans nom, sin nombre, sem nome";
const WITHOUT_EMOJI: &str =
    "no emoji*, without emoji*, ohne emoji*, sans emoji*, sin emoji*, sem emoji*";
const WITHOUT_QUESTION: &str = "no question*, without a question, without question*, dont ask, do not ask, ohne frage*, \
     sans question*, sin pregunta*, sem pergunta*";

impl Wish {
    /// Reads a wish.
    pub(crate) fn read(wish: Option<&str>) -> Self {
        let words = padded(wish.unwrap_or_default());
        let says = |list| says_any(&words, list);
        let casual = says(CASUAL);
        let less_formal = says_any(&words, "less formal, not so formal, menos formal");
        Self {
            shorter: says(SHORTER) && !less_formal,
            longer: says(LONGER),
            warmer: says(WARMER),
            formal: says(FORMAL) && !casual,
            casual,
            thanks_first: says(THANKS_FIRST),
            without_name: says(WITHOUT_NAME),
            without_emoji: says(WITHOUT_EMOJI),
            without_question: says(WITHOUT_QUESTION),
        }
    }

    /// Says what was followed, in words that fit after `made`; empty where nothing was.
    pub(crate) fn followed(self) -> Vec<&'static str> {
        let parts = [
            (self.shorter, "shorter"),
            (self.longer, "longer"),
            (self.warmer, "warmer"),
            (self.formal, "more formal"),
            (self.casual, "more casual"),
            (self.thanks_first, "thanks first"),
            (self.without_name, "without the name"),
            (self.without_emoji, "without emoji"),
            (self.without_question, "without a question back"),
        ];
        parts
            .into_iter()
            .filter(|(on, _)| *on)
            .map(|(_, w)| w)
            .collect()
    }

    /// Counts how much the tone of some sentences goes against the wish; zero is best.
    pub(crate) fn tone_cost(self, sentences: &[Sentence]) -> usize {
        let count = |tone| sentences.iter().filter(|s| s.tone == tone).count();
        let lacks = |tone| usize::from(count(tone) == 0);
        let mut cost = 0;
        if self.warmer {
            cost += 60 * lacks(Tone::Warm) + 10 * count(Tone::Formal);
        }
        if self.formal {
            let contracted = sentences.iter().filter(|s| s.text.contains('\'')).count();
            cost += 60 * lacks(Tone::Formal) + 90 * count(Tone::Casual) + 20 * contracted;
            cost += 5 * sentences.iter().filter(|s| s.tone != Tone::Formal).count();
        }
        if self.casual {
            cost += 60 * lacks(Tone::Casual) + 90 * count(Tone::Formal);
        }
        cost
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn wishes_are_read_in_plain_words() {
        for (text, expected) in [
            ("Shorter, please", vec!["shorter"]),
            (
                "make it warmer and thanks first",
                vec!["warmer", "thanks first"],
            ),
            ("more formal", vec!["more formal"]),
            ("less formal", vec!["more casual"]),
            ("kürzer und ohne Emojis", vec!["shorter", "without emoji"]),
            ("mention my cat", vec![]),
        ] {
            assert_eq!(Wish::read(Some(text)).followed(), expected, "{text}");
        }
        assert_eq!(Wish::read(None), Wish::default());
    }
}
