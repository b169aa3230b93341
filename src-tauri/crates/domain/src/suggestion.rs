//! Suggestions: what the agent, or the person, proposes, in numbered revisions.

use serde::{Deserialize, Serialize};

use crate::{Account, AccountId, ActivityId, SuggestionId, Timestamp};
use crate::{Capability, Digest, Proposal, PublishTime, Target};

/// What sort of thing is proposed.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum SuggestionKind {
    /// An answer to somebody.
    Reply,
    /// A post of one's own.
    Post,
    /// A like, repost, follow or quote.
    Engagement,
    /// A hide, delete, mute, block or report.
    Moderation,
}

impl SuggestionKind {
    /// Returns the word used in the database.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Reply => "reply",
            Self::Post => "post",
            Self::Engagement => "engagement",
            Self::Moderation => "moderation",
        }
    }

    /// Every kind, in the order a person is shown them.
    pub const ALL: [Self; 4] = [Self::Reply, Self::Post, Self::Engagement, Self::Moderation];

    /// Returns the kind with a word.
    pub fn from_word(word: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|kind| kind.as_str() == word)
    }

    /// Returns the kind a proposal belongs to.
    pub fn of(proposal: &Proposal) -> Self {
        match proposal {
            Proposal::Post { .. } | Proposal::Thread { .. } => Self::Post,
            Proposal::Reply { .. } | Proposal::Message { .. } => Self::Reply,
            Proposal::Quote { .. }
            | Proposal::Like { .. }
            | Proposal::Repost { .. }
            | Proposal::Follow { .. } => Self::Engagement,
            Proposal::Delete { .. }
            | Proposal::Mute { .. }
            | Proposal::Block { .. }
            | Proposal::Report { .. }
            | Proposal::HideReply { .. }
            | Proposal::DeleteComment { .. }
            | Proposal::CloseComments { .. } => Self::Moderation,
        }
    }
}

/// How far a suggestion has come.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum SuggestionState {
    /// Made, not yet in the queue.
    Proposed,
    /// Waiting for a person.
    InReview,
    /// Another version was asked for and is being thought of.
    Rethinking,
    /// Approved.
    Approved,
    /// Rejected.
    Rejected,
}

impl SuggestionState {
    /// Returns the word used in the database.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Proposed => "proposed",
            Self::InReview => "in_review",
            Self::Rethinking => "rethinking",
            Self::Approved => "approved",
            Self::Rejected => "rejected",
        }
    }
}

/// Something proposed, across its revisions.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Suggestion {
    /// The suggestion's id.
    pub id: SuggestionId,
    /// The account it is for.
    pub account_id: AccountId,
    /// What it answers, where it answers something.
    pub activity_id: Option<ActivityId>,
    /// What sort of thing is proposed.
    pub kind: SuggestionKind,
    /// How far it has come.
    pub state: SuggestionState,
    /// The number of the newest revision, from 1.
    pub latest_revision: u32,
    /// When it was first made.
    pub created_at: Timestamp,
}

/// Who or what wrote a revision, and from what.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Provenance {
    /// `builtin`, `openai`, `anthropic`, `ollama` or `person`.
    pub drafter: String,
    /// The model, where one was used.
    pub model: Option<String>,
    /// Whether the model ran on this computer.
    pub local: bool,
    /// Tokens read and written, as the model counted them.
    pub tokens_in: Option<u32>,
    /// Tokens written, as the model counted them.
    pub tokens_out: Option<u32>,
    /// What the draft rests on, in words for people.
    pub facts: Vec<String>,
}

/// How much a warning matters.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Severity {
    /// A person may approve it all the same.
    Advice,
    /// It is unfit to send.
    Blocking,
}

/// Something a person should know before approving.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(from = "StoredWarning")]
pub struct Warning {
    /// A stable word, for example `too_long`.
    pub code: String,
    /// How much it matters.
    pub severity: Severity,
    /// The reason, in words for people.
    pub text: String,
}

/// A warning as it is kept; older ones said how much they matter by how their word begins.
#[derive(Deserialize)]
struct StoredWarning {
    code: String,
    severity: Option<Severity>,
    text: String,
}

impl From<StoredWarning> for Warning {
    fn from(stored: StoredWarning) -> Self {
        let StoredWarning {
            code,
            severity,
            text,
        } = stored;
        if let Some(severity) = severity {
            return Self {
                code,
                severity,
                text,
            };
        }
        match code.strip_prefix("error_") {
            Some(code) => Self::blocking(code, text),
            None => Self::advice(code.strip_prefix("warning_").unwrap_or(&code), text),
        }
    }
}

/// One version of a suggestion: exactly what would go out, and why.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Revision {
    /// The suggestion it belongs to.
    pub suggestion_id: SuggestionId,
    /// Its number, from 1.
    pub number: u32,
    /// What would be done.
    pub proposal: Proposal,
    /// When it would go out.
    pub publish_at: PublishTime,
    /// Why it is proposed, in words for people.
    pub why: String,
    /// Who or what wrote it.
    pub drafted_by: Provenance,
    /// What a person should know before approving.
    pub warnings: Vec<Warning>,
    /// How the network lets it be done, and its price, as resolved when it was made; nothing for
    /// revisions of before it was kept.
    pub capability: Option<Capability>,
    /// What it is about, as it was seen; nothing where it is about nothing that is there already.
    pub target: Option<Box<Target>>,
    /// When it was made.
    pub created_at: Timestamp,
}

impl Warning {
    /// Makes one that a person may approve all the same.
    pub fn advice(code: &str, text: impl Into<String>) -> Self {
        Self {
            code: code.to_owned(),
            severity: Severity::Advice,
            text: text.into(),
        }
    }

    /// Makes one of what is unfit to send.
    pub fn blocking(code: &str, text: impl Into<String>) -> Self {
        Self {
            severity: Severity::Blocking,
            ..Self::advice(code, text)
        }
    }

    /// Tells whether what it warns of makes it unfit to send.
    pub fn blocks(&self) -> bool {
        self.severity == Severity::Blocking
    }
}

impl Revision {
    /// Computes the digest an approval of this revision is bound to.
    pub fn digest(&self, account: &Account) -> Digest {
        Digest::of(account, &self.proposal, &self.publish_at)
    }

    /// Tells whether a digest is of this revision as it is now, for the account as it is now.
    pub fn fits(&self, account: &Account, digest: &Digest) -> bool {
        digest.again(account, &self.proposal, &self.publish_at) == *digest
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn warnings_of_before_severities_are_read_as_they_were_meant() {
        let read = |text: &str| serde_json::from_str::<Warning>(text).expect("is read");
        let old = read(r#"{"code": "error_too_long", "text": "x"}"#);
        assert_eq!(old, Warning::blocking("too_long", "x"));
        assert_eq!(
            read(r#"{"code": "warning_no_alt", "text": "x"}"#),
            Warning::advice("no_alt", "x")
        );
        assert_eq!(
            read(r#"{"code": "time", "text": "x"}"#),
            Warning::advice("time", "x")
        );
        let now = Warning::blocking("error_prone", "x");
        let kept = serde_json::to_string(&now).expect("is kept");
        assert_eq!(read(&kept), now);
    }
}
