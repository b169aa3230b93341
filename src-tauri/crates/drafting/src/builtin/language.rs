//! Which language to answer in.

use crate::text::{Script, listed, main_script, padded};

/// A language the built-in drafter speaks.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) enum Language {
    /// English.
    English,
    /// German.
    German,
    /// French.
    French,
    /// Spanish.
    Spanish,
    /// Portuguese.
    Portuguese,
}

impl Language {
    /// Every language.
    pub(crate) const ALL: [Self; 5] = [
        Self::English,
        Self::German,
        Self::French,
        Self::Spanish,
        Self::Portuguese,
    ];

    /// Returns the language's English name.
    pub(crate) fn name(self) -> &'static str {
        match self {
            Self::English => "English",
            Self::German => "German",
            Self::French => "French",
            Self::Spanish => "Spanish",
            Self::Portuguese => "Portuguese",
        }
    }

    fn from_tag(tag: &str) -> Option<Self> {
        let primary = tag.split(['-', '_']).next().unwrap_or(tag);
        Some(match primary.to_ascii_lowercase().as_str() {
            "en" => Self::English,
            "de" => Self::German,
            "fr" => Self::French,
            "es" => Self::Spanish,
            "pt" => Self::Portuguese,
            _ => return None,
        })
    }

    /// Frequent words that tell this language from the other four, without accents.
    fn marks(self) -> &'static str {
        match self {
            Self::English => {
                "the is are you your this what which and of for thanks thank how it was with \
                 have my when where"
            }
            Self::German => {
                "der das und ist nicht ich du wie wann welches welche danke ein eine mit fur \
                 auf sehr schon wo habt ihr sie auch zum was dein gluckwunsch kommt guten \
                 morgen zusammen bild vielen hast habt ganz noch"
            }
            Self::French => {
                "le les est et vous merci quel quelle pour une avec je tres dans cest ou \
                 bonjour votre des pas quand comment pourquoi salut felicitations bravo cette \
                 bonne aux sur"
            }
            Self::Spanish => {
                "el los las y muy gracias cual donde cuando esta para por con una que es hola \
                 tu felicidades cuanto como usted buenos nos buenas muchas estas qué nuestra \
                 nuestro pedido"
            }
            Self::Portuguese => {
                "o os um uma nao muito obrigado obrigada qual onde voce para com que e ola \
                 parabens quanto quando isso foto seu sua bom dia custa gostaria nosso nossa \
                 voces estou tudo bem voce"
            }
        }
    }
}

fn letters(language: Language) -> &'static str {
    match language {
        Language::English => "",
        Language::German => "äöüßÄÖÜ",
        Language::French => "àèêœùÀÈÊ",
        Language::Spanish => "¿¡ñÑ",
        Language::Portuguese => "ãõÃÕ",
    }
}

/// Counts the words and letters of a text that are signs of a language.
fn score(text: &str, language: Language) -> usize {
    let (marks, letters) = (language.marks(), letters(language));
    let words = padded(text);
    let spoken = words.split(' ').filter(|w| listed(marks, w)).count();
    spoken + usize::from(text.contains(|c| letters.contains(c)))
}

/// Chooses the language of an answer.
///
/// What the author declared counts first; many apps declare the language of the menus, so text that
/// speaks clearly another language wins over it. What is not one of the five is answered in English.
pub(crate) fn detect(text: &str, declared: &[String]) -> Language {
    let mut best = (Language::English, 0);
    for language in Language::ALL {
        let points = score(text, language);
        if points > best.1 {
            best = (language, points);
        }
    }
    let first_known = declared.iter().find_map(|t| Language::from_tag(t));
    match first_known {
        Some(said) if best.1 >= 3 && best.1 >= 3 * score(text, said).max(1) => best.0,
        Some(said) => said,
        None if declared.is_empty() && main_script(text) == Some(Script::Latin) => best.0,
        None => Language::English,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn declared_languages_count_before_guesses() {
        let tags = |t: &[&str]| t.iter().map(|t| (*t).to_owned()).collect::<Vec<_>>();
        assert_eq!(detect("Super!", &tags(&["de-AT"])), Language::German);
        assert_eq!(
            detect("Super!", &tags(&["ja", "pt-BR"])),
            Language::Portuguese
        );
        assert_eq!(detect("Merci", &tags(&["ja"])), Language::English);
        let german = "Das ist sehr schön, ich komme auch und freue mich";
        assert_eq!(detect(german, &tags(&["en"])), Language::German);
    }

    #[test]
    fn undeclared_text_is_guessed() {
        for (text, language) in [
            ("Which lens did you use for this?", Language::English),
            (
                "Welches Objektiv hast du für das Bild genommen?",
                Language::German,
            ),
            ("Merci, c'est très beau", Language::French),
            (
                "¿Cuándo es la próxima exposición? Gracias",
                Language::Spanish,
            ),
            (
                "Parabéns! Quanto custa a foto? Muito obrigado",
                Language::Portuguese,
            ),
            ("شكرا جزيلا", Language::English),
            ("", Language::English),
        ] {
            assert_eq!(detect(text, &[]), language, "{text}");
        }
    }
}
