//! What is sent, to the byte; kept with the intent.

use serde::{Deserialize, Serialize};
use serde_json::{Value, json};

use super::super::readback::Wanted;

/// One post of what is sent.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub(super) struct Part {
    /// The body, without what it answers.
    pub(super) body: Value,
    /// What it answers; parts after the first answer the one before.
    pub(super) reply_to: Option<String>,
    /// The key under which the server knows a repetition.
    pub(super) key: String,
    /// What it says, for looking it up.
    pub(super) text: String,
    /// How many pictures it has.
    pub(super) media: usize,
}

impl Part {
    /// Returns what to look for once it is known what the part answers.
    pub(super) fn wanted(&self, reply_to: Option<String>) -> Wanted {
        Wanted {
            text: self.text.split_whitespace().collect::<Vec<_>>().join(" "),
            reply_to,
            media: self.media,
        }
    }
}

/// What is sent.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "kind", rename_all = "snake_case")]
pub(super) enum Outgoing {
    /// One post, or several that answer one another.
    Posts {
        /// The posts, in order.
        parts: Vec<Part>,
    },
    /// A call that changes nothing when it is repeated.
    Mark {
        /// The path.
        path: String,
        /// The body.
        body: Value,
        /// What it is about, for the receipt.
        subject: String,
    },
    /// Deleting one's own post.
    Delete {
        /// The post.
        id: String,
    },
    /// A report to the moderators.
    Report {
        /// The body.
        body: Value,
    },
}

impl Outgoing {
    /// Reads it back.
    pub(super) fn read(wire: &Value) -> Option<Self> {
        Self::deserialize(wire).ok()
    }

    /// Writes it.
    pub(super) fn to_wire(&self) -> Value {
        json!(self)
    }

    /// Returns how many calls sending takes.
    pub(super) fn calls(&self) -> u32 {
        match self {
            Self::Posts { parts } => u32::try_from(parts.len()).unwrap_or(u32::MAX).max(1),
            Self::Mark { .. } | Self::Delete { .. } | Self::Report { .. } => 1,
        }
    }
}

/// What the server has of several posts.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub(super) struct Sent {
    /// The posts, in order: id and link.
    pub(super) posts: Vec<(String, Option<String>)>,
}

impl Sent {
    /// Reads what was kept; nothing where nothing was.
    pub(super) fn read(kept: Option<&Value>) -> Self {
        kept.and_then(|kept| Self::deserialize(kept).ok())
            .unwrap_or_default()
    }

    /// Returns what the next post answers, where one was sent.
    pub(super) fn last(&self) -> Option<String> {
        self.posts.last().map(|(id, _)| id.clone())
    }
}
