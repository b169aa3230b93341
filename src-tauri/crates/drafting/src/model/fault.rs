//! What can go wrong with a model, and the words for it.

use std::time::Duration;

use herald_pipeline::ports::{DraftError, HttpResponse, TransportError};
use serde_json::Value;

use super::learned::Optional;
use crate::text::{clean_line, cut};

/// Why an exchange gave no usable text.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) enum Fault {
    /// The server does not accept something optional.
    Unsupported(Optional),
    /// There is no key, and the service wants one.
    NoKey,
    /// The key cannot be put into a header.
    UnsendableKey,
    /// The vault did not give the key, in its own words.
    Vault(String),
    /// The key was not accepted.
    BadKey,
    /// The key may not use this.
    Forbidden,
    /// The account has no credit or quota left.
    NoCredit,
    /// No model is chosen.
    NoModelChosen,
    /// Ollama has no model installed.
    NothingInstalled,
    /// The model is not there.
    NoSuchModel,
    /// The address answers, but not as a model.
    NotAModelServer,
    /// The conversation is longer than the model can read.
    TooLong,
    /// The server is busy or failing; it may say when to come back, and why.
    Busy(Option<Duration>, String),
    /// The server refused the request, in its own words.
    Rejected(String),
    /// The transport does not let anything be sent there, in its words.
    Barred(String),
    /// The server cannot be reached, in the transport's words.
    Unreachable(String),
    /// The answer is not what the wire form promises.
    Unreadable,
    /// The time was up.
    TimedOut,
    /// The model refused.
    Refused,
    /// The service filtered the answer.
    Filtered,
    /// The answer broke a rule twice, in the rule's words.
    Unfit(String),
}

/// Whom the words are about.
pub(super) struct Party {
    /// The model's name; empty when it is not known yet.
    pub(super) model: String,
    /// The server, for people.
    pub(super) server: String,
    /// How long the whole attempt could take.
    pub(super) limit: Duration,
    /// Whether the server is Ollama on this computer.
    pub(super) own_ollama: bool,
}

impl Party {
    fn model(&self) -> String {
        if self.model.is_empty() {
            format!("The model at {}", self.server)
        } else {
            format!(
                "The model {} at {}",
                cut(&clean_line(&self.model), 60),
                self.server
            )
        }
    }
}

impl Fault {
    /// Puts the fault into words; what may pass by itself is `Unavailable`.
    pub(super) fn words(&self, party: &Party, kept: &str) -> DraftError {
        let text = format!("{} {kept}", self.sentence(party));
        let passes = matches!(
            self,
            Self::Busy(..)
                | Self::Unreachable(_)
                | Self::TimedOut
                | Self::Unreadable
                | Self::Vault(_)
        );
        if passes {
            DraftError::Unavailable(text)
        } else {
            DraftError::Declined(text)
        }
    }

    fn sentence(&self, party: &Party) -> String {
        let (model, server) = (party.model(), &party.server);
        match self {
            Self::NoKey
            | Self::UnsendableKey
            | Self::BadKey
            | Self::Forbidden
            | Self::NoCredit
            | Self::NoModelChosen
            | Self::NothingInstalled
            | Self::NoSuchModel
            | Self::NotAModelServer
            | Self::Barred(_) => format!("{} {}", self.happened(&model, server), self.to_do()),
            Self::Unreachable(_) if party.own_ollama => format!(
                "Ollama does not answer at {server}. Start it, or choose another drafter in Settings."
            ),
            Self::Vault(words) => words.clone(),
            Self::TimedOut => match party.limit.as_secs() {
                0 | 1 => format!("{model} did not answer within 1 second."),
                seconds => format!("{model} did not answer within {seconds} seconds."),
            },
            _ => self.happened(&model, server),
        }
    }

    /// Says what happened.
    fn happened(&self, model: &str, server: &str) -> String {
        let low = lower_first(model);
        match self {
            Self::NoKey => format!("{server} wants an API key and none is stored."),
            Self::UnsendableKey => {
                "The stored API key has characters a key cannot have.".to_owned()
            }
            Self::BadKey => format!("{server} did not accept the API key."),
            Self::Forbidden => format!("{server} does not let this API key use the model."),
            Self::NoCredit => format!("The account at {server} has no credit left."),
            Self::NoModelChosen => format!("No model is chosen for {server}."),
            Self::NothingInstalled => format!("Ollama at {server} has no model installed."),
            Self::NoSuchModel => format!("{model} is not there."),
            Self::NotAModelServer => format!("{server} answers, but not as a language model."),
            Self::TooLong => format!("The conversation is longer than {low} can read."),
            Self::Busy(_, words) => {
                format!("{model} is busy or failing at the moment{}.", quoted(words))
            }
            Self::Rejected(words) => format!("{model} refused the request{}.", quoted(words)),
            Self::Barred(words) | Self::Unreachable(words) => {
                format!("{}.", words.trim_end_matches('.'))
            }
            Self::Unreadable => format!("{model} sent an answer that cannot be read."),
            Self::Refused => format!("{model} refused to write a reply."),
            Self::Filtered => {
                format!("The answer of {low} was held back by its content filter.")
            }
            Self::Unfit(rule) => format!("{model} wrote nothing usable in two tries: {rule}"),
            Self::Unsupported(_) => format!("{model} does not accept what Herald has to send."),
            Self::Vault(_) | Self::TimedOut => String::new(),
        }
    }

    /// Says what a person can do about it.
    fn to_do(&self) -> &'static str {
        match self {
            Self::NoKey => "Add one in Settings, Drafting.",
            Self::UnsendableKey => "Enter it again in Settings, Drafting.",
            Self::BadKey => "Enter a valid one in Settings, Drafting.",
            Self::Forbidden => "Choose another model or key in Settings, Drafting.",
            Self::NoCredit => "Top it up there, or choose another drafter in Settings.",
            Self::NoModelChosen => "Choose one in Settings, Drafting.",
            Self::NothingInstalled => "Install one, for example with `ollama pull llama3.2`.",
            Self::NoSuchModel => "Choose another model in Settings, Drafting.",
            _ => "Check the address in Settings, Drafting.",
        }
    }
}

fn quoted(words: &str) -> String {
    if words.is_empty() {
        String::new()
    } else {
        format!(": “{words}”")
    }
}

fn lower_first(text: &str) -> String {
    text.replacen("The model", "the model", 1)
}

/// Puts a transport's error into a fault.
pub(super) fn of_transport(error: &TransportError) -> Fault {
    match error {
        TransportError::TooLarge { .. } => Fault::Unreadable,
        TransportError::Refused { .. } => Fault::Barred(clean_line(&error.to_string())),
        other => Fault::Unreachable(clean_line(&other.to_string())),
    }
}

/// Reads the fault in an answer; `None` when the answer is fine.
///
/// Some services answer 200 and put the error into the body, with its number as `code`.
pub(super) fn of_response(response: &HttpResponse, body: Option<&Value>) -> Option<Fault> {
    let error = body.and_then(|b| b.get("error")).filter(|e| !e.is_null());
    let inner = error.and_then(|e| e.get("code")).and_then(Value::as_u64);
    let status = match (response.status, error) {
        (200..=299, None) => return None,
        (200..=299, Some(_)) => inner.and_then(|n| u16::try_from(n).ok()).unwrap_or(500),
        (status, _) => status,
    };
    let words = error.map(Words::of).unwrap_or_default();
    Some(of_status(status, &words, retry_after(response)))
}

/// What a server says about an error.
#[derive(Default)]
struct Words {
    /// The name of the field it dislikes, in lower case.
    param: String,
    /// Everything it says, in lower case.
    all: String,
    /// Its message, safe to show.
    shown: String,
}

impl Words {
    fn of(error: &Value) -> Self {
        let part = |name: &str| error.get(name).and_then(Value::as_str).unwrap_or_default();
        let message = error.as_str().unwrap_or_else(|| part("message"));
        Self {
            param: part("param").to_lowercase(),
            all: format!("{} {} {message}", part("code"), part("type")).to_lowercase(),
            shown: cut(&clean_line(message), 160),
        }
    }

    fn has(&self, any: &[&str]) -> bool {
        any.iter().any(|w| self.all.contains(w))
    }
}

const BROKE: [&str; 4] = [
    "insufficient_quota",
    "exceeded your current quota",
    "credit balance",
    "billing",
];

const OVERLONG: [&str; 6] = [
    "context length",
    "context_length",
    "context size",
    "context_size",
    "context window",
    "prompt is too long",
];

fn of_status(status: u16, words: &Words, after: Option<Duration>) -> Fault {
    match status {
        401 => Fault::BadKey,
        402 => Fault::NoCredit,
        429 | 400 | 403 if words.has(&BROKE) => Fault::NoCredit,
        403 => Fault::Forbidden,
        404 if words.has(&["model"]) => Fault::NoSuchModel,
        404 | 405 => Fault::NotAModelServer,
        408 | 409 | 429 | 500..=599 => Fault::Busy(after, words.shown.clone()),
        413 => Fault::TooLong,
        _ => of_bad_request(words),
    }
}

fn of_bad_request(words: &Words) -> Fault {
    if words.has(&OVERLONG) {
        return Fault::TooLong;
    }
    if words.has(&["api key", "api_key"]) {
        return Fault::BadKey;
    }
    let absent = words.has(&["model_not_found", "model not found", "no such model"])
        || (words.has(&["model"]) && words.has(&["does not exist"]));
    if absent {
        return Fault::NoSuchModel;
    }
    match named(&words.param).or_else(|| named(&words.all)) {
        Some(what) => Fault::Unsupported(what),
        None => Fault::Rejected(words.shown.clone()),
    }
}

/// Finds the optional thing a server names as what it dislikes.
fn named(words: &str) -> Option<Optional> {
    let signs: [(&[&str], Optional); 4] = [
        (
            &["max_completion_tokens", "max_tokens"],
            Optional::TokenLimit,
        ),
        (&["temperature"], Optional::Temperature),
        (
            &[
                "format",
                "schema",
                "json_object",
                "output_config",
                "structured",
                "grammar",
            ],
            Optional::Shape,
        ),
        (&["think"], Optional::Think),
    ];
    let found = signs
        .into_iter()
        .find(|(signs, _)| signs.iter().any(|s| words.contains(s)));
    found.map(|(_, what)| what)
}

fn retry_after(response: &HttpResponse) -> Option<Duration> {
    let number = |name| {
        response
            .header(name)
            .and_then(|v| v.trim().parse::<f64>().ok())
    };
    let seconds = number("retry-after-ms")
        .map(|ms| ms / 1000.0)
        .or_else(|| number("retry-after"))?;
    Duration::try_from_secs_f64(seconds).ok()
}
