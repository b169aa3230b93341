//! What a server turned out not to accept; kept until the program ends.

use std::collections::BTreeMap;
use std::sync::{Mutex, PoisonError};

use crate::choice::Provider;

/// How the answer's form is asked for, strictest first.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum Shape {
    /// By a schema the server enforces.
    #[default]
    Schema,
    /// By asking for any JSON object.
    Object,
    /// By words alone.
    Plain,
}

/// Under which name the length of the answer is limited.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(super) enum TokenLimit {
    /// `max_completion_tokens`.
    #[default]
    Completion,
    /// `max_tokens`.
    Classic,
    /// Not at all.
    Unnamed,
}

/// Something optional in a request.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Optional {
    /// The form of the answer.
    Shape,
    /// The name of the limit.
    TokenLimit,
    /// The sampling temperature.
    Temperature,
    /// Thinking switched off.
    Think,
}

/// What may be sent to one model at one server.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Learned {
    /// How the answer's form is asked for.
    pub(super) shape: Shape,
    /// Under which name the answer is limited.
    pub(super) token_limit: TokenLimit,
    /// Whether a temperature may be sent.
    pub(super) temperature: bool,
    /// Whether thinking may be switched off.
    pub(super) think: bool,
}

impl Default for Learned {
    fn default() -> Self {
        Self {
            shape: Shape::default(),
            token_limit: TokenLimit::default(),
            temperature: true,
            think: true,
        }
    }
}

impl Learned {
    /// Steps down to something less; `false` when there is nothing less to send.
    pub(super) fn leave_out(&mut self, what: Optional, provider: Provider) -> bool {
        let before = self.clone();
        match what {
            Optional::Shape => self.shape = lower(self.shape, provider),
            Optional::TokenLimit if provider == Provider::OpenAi => {
                self.token_limit = match self.token_limit {
                    TokenLimit::Completion => TokenLimit::Classic,
                    TokenLimit::Classic | TokenLimit::Unnamed => TokenLimit::Unnamed,
                };
            }
            Optional::TokenLimit => {}
            Optional::Temperature => self.temperature = false,
            Optional::Think => self.think = false,
        }
        before != *self
    }
}

/// Anthropic has no form between a schema and none.
fn lower(shape: Shape, provider: Provider) -> Shape {
    match shape {
        Shape::Schema if provider != Provider::Anthropic => Shape::Object,
        _ => Shape::Plain,
    }
}

type Key = (Provider, String, String);

/// What was learned, by provider, address and model.
#[derive(Debug, Default)]
pub(crate) struct Memory(Mutex<BTreeMap<Key, Learned>>);

impl Memory {
    fn key(provider: Provider, address: &str, model: &str) -> Key {
        (provider, address.to_owned(), model.to_owned())
    }

    pub(super) fn get(&self, provider: Provider, address: &str, model: &str) -> Learned {
        let all = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        let known = all.get(&Self::key(provider, address, model));
        known.cloned().unwrap_or_default()
    }

    pub(super) fn keep(&self, provider: Provider, address: &str, model: &str, learned: Learned) {
        let mut all = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        all.insert(Self::key(provider, address, model), learned);
    }
}
