//! What every wire form has in common: turns in, one text and a reason to stop out.

use herald_pipeline::ports::Secret;
use http::HeaderMap;
use http::header::{AUTHORIZATION, CONTENT_TYPE, HeaderName, HeaderValue};
use serde_json::{Value, json};

use super::fault::Fault;
use super::learned::Learned;
use super::{anthropic, ollama, openai};
use crate::choice::Provider;

/// Who speaks in a turn.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Speaker {
    /// Herald, on behalf of the owner.
    User,
    /// The model.
    Assistant,
}

impl Speaker {
    /// Returns the word all three wire forms use.
    pub(super) fn as_str(self) -> &'static str {
        match self {
            Self::User => "user",
            Self::Assistant => "assistant",
        }
    }
}

/// One turn of the exchange.
#[derive(Clone, Debug)]
pub(super) struct Turn {
    /// Who speaks.
    pub(super) speaker: Speaker,
    /// What is said.
    pub(super) text: String,
}

/// One call to a model.
pub(super) struct Call<'a> {
    /// The model's name.
    pub(super) model: &'a str,
    /// The instructions; no remote text is ever in them.
    pub(super) system: &'a str,
    /// The turns, ending with one of the user.
    pub(super) turns: &'a [Turn],
    /// The most tokens the answer may take.
    pub(super) most_tokens: u32,
}

impl Call<'_> {
    /// Returns the turns in the form all three wires share.
    pub(super) fn messages(&self) -> Vec<Value> {
        let turns = self.turns.iter();
        turns
            .map(|t| json!({"role": t.speaker.as_str(), "content": t.text}))
            .collect()
    }
}

/// Why a model stopped.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Stop {
    /// It was done.
    Finished,
    /// It ran out of room; the text is cut off.
    Length,
    /// It refused.
    Refused,
    /// Its keeper filtered the answer.
    Filtered,
}

/// What a model said.
#[derive(Clone, Debug)]
pub(super) struct Spoken {
    /// The text.
    pub(super) text: String,
    /// Why it stopped.
    pub(super) stop: Stop,
    /// Tokens read.
    pub(super) tokens_in: Option<u32>,
    /// Tokens written.
    pub(super) tokens_out: Option<u32>,
}

/// The one typed field a model returns, and why it chose so.
pub(super) fn schema() -> Value {
    json!({
        "type": "object",
        "properties": {"reply": {"type": "string"}, "why": {"type": "string"}},
        "required": ["reply", "why"],
        "additionalProperties": false,
    })
}

/// Reads a count of tokens.
pub(super) fn count(value: &Value, pointer: &str) -> Option<u32> {
    let number = value.pointer(pointer)?.as_u64()?;
    u32::try_from(number).ok()
}

/// Returns the path of a call below the server's address.
pub(super) fn path(provider: Provider) -> &'static str {
    match provider {
        Provider::Anthropic => "v1/messages",
        Provider::Ollama => "api/chat",
        Provider::OpenAi | Provider::Builtin => "chat/completions",
    }
}

/// Writes the body of a call.
pub(super) fn body(provider: Provider, call: &Call<'_>, learned: &Learned) -> Value {
    match provider {
        Provider::Anthropic => anthropic::body(call, learned),
        Provider::Ollama => ollama::body(call, learned),
        Provider::OpenAi | Provider::Builtin => openai::body(call, learned),
    }
}

/// Reads the body of an answer.
///
/// # Errors
/// [`Fault`] when it is not the answer the wire form promises.
pub(super) fn read(provider: Provider, body: &Value) -> Result<Spoken, Fault> {
    match provider {
        Provider::Anthropic => anthropic::read(body),
        Provider::Ollama => ollama::read(body),
        Provider::OpenAi | Provider::Builtin => openai::read(body),
    }
}

/// Writes the headers of a call; the key is marked so that it is never shown.
///
/// # Errors
/// [`Fault::UnsendableKey`] when the key holds characters no header can carry.
pub(super) fn headers(provider: Provider, key: Option<&Secret>) -> Result<HeaderMap, Fault> {
    let mut headers = HeaderMap::new();
    headers.insert(CONTENT_TYPE, HeaderValue::from_static("application/json"));
    if provider == Provider::Anthropic {
        let version = HeaderName::from_static("anthropic-version");
        headers.insert(version, HeaderValue::from_static(anthropic::VERSION));
    }
    let Some(key) = key else {
        return Ok(headers);
    };
    let (name, text) = match provider {
        Provider::Anthropic => (
            HeaderName::from_static("x-api-key"),
            key.expose().to_owned(),
        ),
        _ => (AUTHORIZATION, format!("Bearer {}", key.expose())),
    };
    let mut value = HeaderValue::from_str(&text).map_err(|_| Fault::UnsendableKey)?;
    value.set_sensitive(true);
    headers.insert(name, value);
    Ok(headers)
}
