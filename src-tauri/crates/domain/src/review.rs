//! Reviews and decisions: a suggestion waiting for a person, and what the person said.

use serde::{Deserialize, Serialize};

use crate::Digest;
use crate::{AccountId, DecisionId, ReviewId, SuggestionId, Timestamp};

/// How far a review has come.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "kind", rename_all = "snake_case")]
pub enum ReviewState {
    /// Waiting for a person.
    Open,
    /// Out of sight until an instant.
    Snoozed {
        /// When it comes back.
        until: Timestamp,
    },
    /// Approved, as drafted or as edited.
    Approved,
    /// Rejected.
    Rejected,
    /// Another version was asked for; a newer revision takes its place in this same review.
    Rethinking,
}

impl ReviewState {
    /// Returns the word used in the database.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Open => "open",
            Self::Snoozed { .. } => "snoozed",
            Self::Approved => "approved",
            Self::Rejected => "rejected",
            Self::Rethinking => "rethinking",
        }
    }
}

/// A suggestion waiting for a person, with the exact content that would go out.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Review {
    /// The review's id; it stays the same while revisions change.
    pub id: ReviewId,
    /// The suggestion under review.
    pub suggestion_id: SuggestionId,
    /// The account it is for.
    pub account_id: AccountId,
    /// The revision shown.
    pub revision: u32,
    /// The digest of that revision.
    pub digest: Digest,
    /// How far it has come.
    pub state: ReviewState,
    /// When it was asked for.
    pub created_at: Timestamp,
}

/// What a person said.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "kind", rename_all = "snake_case")]
pub enum DecisionKind {
    /// Send it as it is.
    Approve,
    /// Send it as edited; the edit is a revision of its own.
    EditAndApprove,
    /// Do not send it.
    Reject {
        /// Why not, where the person said so.
        reason: Option<String>,
    },
    /// Ask again later.
    Snooze {
        /// When to ask again.
        until: Timestamp,
    },
    /// Think of something else.
    AnotherVersion {
        /// What should be different, where the person said so.
        wish: Option<String>,
    },
}

impl DecisionKind {
    /// Tells whether the decision lets the content out.
    pub fn approves(&self) -> bool {
        matches!(self, Self::Approve | Self::EditAndApprove)
    }

    /// Returns the word used in the database.
    pub fn as_str(&self) -> &'static str {
        match self {
            Self::Approve => "approve",
            Self::EditAndApprove => "edit_and_approve",
            Self::Reject { .. } => "reject",
            Self::Snooze { .. } => "snooze",
            Self::AnotherVersion { .. } => "another_version",
        }
    }
}

/// One decision: who, when, about exactly what.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Decision {
    /// The decision's id.
    pub id: DecisionId,
    /// The review decided on.
    pub review_id: ReviewId,
    /// The revision the person saw.
    pub revision: u32,
    /// The digest of what the person saw.
    pub digest: Digest,
    /// What the person said.
    pub kind: DecisionKind,
    /// Where it was said: `window`, `command line`, `notification`.
    pub by: String,
    /// When it was said.
    pub at: Timestamp,
    /// Until when it can be undone, and before when nothing leaves.
    pub undo_until: Timestamp,
    /// When it was undone, if it was.
    pub undone_at: Option<Timestamp>,
}
