//! What is sent, to the byte; kept with the intent.

use serde::{Deserialize, Serialize};
use serde_json::{Value, json};

use super::super::pictures::Pictures;
use super::super::readback::Wanted;
use super::super::rules::visibility;

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
    /// What the pictures show; what an older build kept does not have it.
    #[serde(default)]
    pub(super) alts: Vec<String>,
}

impl Part {
    /// Returns what to look for once it is known what the part answers.
    pub(super) fn wanted(&self, reply_to: Option<String>) -> Wanted {
        let word = self.body.get("visibility").and_then(Value::as_str);
        Wanted {
            text: self.text.clone(),
            reply_to,
            pictures: Pictures {
                count: self.media,
                ids: self.uploaded(),
                alts: self.alts.clone(),
            },
            visibility: word.map(visibility),
        }
    }

    /// Returns the identifiers of the files that were uploaded for it.
    pub(super) fn uploaded(&self) -> Vec<String> {
        files_in(&self.body)
    }
}

/// Returns the identifiers of the files that are named in what is sent or kept.
pub(super) fn files_in(body: &Value) -> Vec<String> {
    let ids = body.get("media_ids").and_then(Value::as_array);
    let said = |id: &Value| match id {
        Value::String(id) => Some(id.clone()),
        Value::Number(id) => Some(id.to_string()),
        _ => None,
    };
    ids.into_iter().flatten().filter_map(said).collect()
}

/// What is sent.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "kind", rename_all = "snake_case")]
pub(super) enum Outgoing {
    /// One post, or several that answer one another.
    Posts {
        /// The posts, in order.
        parts: Vec<Part>,
        /// What the account had there before, where the server is only read back.
        #[serde(default)]
        before: Vec<String>,
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
    pub(super) fn steps(&self) -> usize {
        match self {
            Self::Posts { parts, .. } => parts.len().max(1),
            Self::Mark { .. } | Self::Delete { .. } | Self::Report { .. } => 1,
        }
    }
}
