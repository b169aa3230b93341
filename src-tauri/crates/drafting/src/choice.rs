//! Which drafter the person chose.

use std::time::Duration;

use herald_domain::Settings;

/// Who writes the drafts.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord)]
pub enum Provider {
    /// Sentences put together on this computer, with no model.
    #[default]
    Builtin,
    /// Any server that speaks OpenAI's chat completions.
    OpenAi,
    /// Anthropic's Messages.
    Anthropic,
    /// Ollama's own interface.
    Ollama,
}

impl Provider {
    /// Returns the word used in settings and provenance.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Builtin => "builtin",
            Self::OpenAi => "openai",
            Self::Anthropic => "anthropic",
            Self::Ollama => "ollama",
        }
    }

    /// Makes a provider from its word; unknown words mean the built-in one, which sends nothing out.
    pub fn from_word(word: &str) -> Self {
        match word {
            "openai" => Self::OpenAi,
            "anthropic" => Self::Anthropic,
            "ollama" => Self::Ollama,
            _ => Self::Builtin,
        }
    }

    /// Returns the address used when the person gave none; empty for the built-in drafter.
    pub fn default_address(self) -> &'static str {
        match self {
            Self::Builtin => "",
            Self::OpenAi => "https://api.openai.com/v1",
            Self::Anthropic => "https://api.anthropic.com",
            Self::Ollama => "http://127.0.0.1:11434",
        }
    }
}

/// What the person chose for drafting.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct DraftingChoice {
    /// Who writes.
    pub provider: Provider,
    /// The server's address; empty for the provider's own.
    pub address: String,
    /// The model's name; empty for none chosen.
    pub model: String,
    /// The longest a whole attempt may take.
    pub timeout: Duration,
}

impl DraftingChoice {
    /// Reads the choice from the settings `drafting.*`.
    pub fn from_settings(settings: &Settings) -> Self {
        let text = |name| settings.get(name).unwrap_or_default().trim().to_owned();
        Self {
            provider: Provider::from_word(&text("drafting.provider")),
            address: text("drafting.address"),
            model: text("drafting.model"),
            timeout: settings.seconds("drafting.timeout_seconds"),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn settings_become_a_choice() {
        let choice = DraftingChoice::from_settings(&Settings::default());
        assert_eq!(choice.provider, Provider::Builtin);
        assert_eq!(choice.timeout, Duration::from_mins(1));
        let stored = [
            ("drafting.provider".to_owned(), "ollama".to_owned()),
            ("drafting.model".to_owned(), "llama3.1".to_owned()),
        ];
        let choice = DraftingChoice::from_settings(&Settings::from_stored(stored));
        assert_eq!(
            (choice.provider, choice.model.as_str()),
            (Provider::Ollama, "llama3.1")
        );
        assert_eq!(choice.address, "");
    }

    #[test]
    fn words_and_providers_match() {
        for p in [
            Provider::Builtin,
            Provider::OpenAi,
            Provider::Anthropic,
            Provider::Ollama,
        ] {
            assert_eq!(Provider::from_word(p.as_str()), p);
        }
    }
}
