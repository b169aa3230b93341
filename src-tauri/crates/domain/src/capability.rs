//! Capabilities: what an account can do with a verb, at what price, and how safely.

use serde::{Deserialize, Serialize};

use crate::Verb;

/// How an account can do something on its network.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "kind", rename_all = "snake_case")]
pub enum Availability {
    /// By the network's programming interface.
    Api,
    /// By the interface, once the network has approved the app.
    ApiAfterApproval,
    /// By opening the official page with everything ready.
    HandOver,
    /// Not at all, for the reason given.
    Impossible {
        /// What stands in the way, in words for people.
        reason: String,
    },
}

impl Availability {
    /// Returns the word used on the command line and in tables.
    pub fn as_str(&self) -> &'static str {
        match self {
            Self::Api => "api",
            Self::ApiAfterApproval => "api_after_approval",
            Self::HandOver => "hand_over",
            Self::Impossible { .. } => "impossible",
        }
    }
}

/// By what means doing something twice is ruled out when an answer is lost; strongest first.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(tag = "kind", rename_all = "snake_case")]
pub enum Safety {
    /// The network keeps a record under an identifier chosen before sending.
    ChosenId,
    /// The network answers a repeated key with the first result, for a time.
    Key {
        /// How long it remembers a key, in seconds.
        ttl_seconds: u32,
    },
    /// What is published is prepared under an identifier first, which tells whether it was.
    Container,
    /// Doing it again changes nothing.
    Idempotent,
    /// The network refuses the same text again, and it is read back.
    DuplicateError,
    /// It is read back, nothing more.
    ReadBack,
    /// A person finishes it and says so.
    Person,
}

impl Safety {
    /// Returns the word used on the command line and in tables.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::ChosenId => "chosen_id",
            Self::Key { .. } => "key",
            Self::Container => "container",
            Self::Idempotent => "idempotent",
            Self::DuplicateError => "duplicate_error",
            Self::ReadBack => "read_back",
            Self::Person => "person",
        }
    }
}

/// What an account can do with one verb, and what it costs.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Capability {
    /// The verb asked about.
    pub verb: Verb,
    /// How it can be done.
    pub availability: Availability,
    /// The price of one use in millionths of a US dollar; zero when free.
    pub price_micro_usd: u64,
    /// How doing it twice is ruled out.
    pub safety: Safety,
    /// What a person should know about it, in words; empty where there is nothing to say.
    pub note: String,
    /// Where this is written, with the date it was read.
    pub source: String,
}

impl Capability {
    /// Makes a free one without a note.
    pub fn new(verb: Verb, availability: Availability, safety: Safety, source: &str) -> Self {
        Self {
            verb,
            availability,
            price_micro_usd: 0,
            safety,
            note: String::new(),
            source: source.to_owned(),
        }
    }

    /// Sets the price of one use, in millionths of a US dollar.
    #[must_use]
    pub fn priced(self, micro_usd: u64) -> Self {
        Self {
            price_micro_usd: micro_usd,
            ..self
        }
    }

    /// Sets what a person should know.
    #[must_use]
    pub fn noting(self, note: impl Into<String>) -> Self {
        Self {
            note: note.into(),
            ..self
        }
    }

    /// Returns why it cannot be done, where it cannot.
    pub fn impossible(&self) -> Option<&str> {
        match &self.availability {
            Availability::Impossible { reason } => Some(reason),
            Availability::Api | Availability::ApiAfterApproval | Availability::HandOver => None,
        }
    }
}
