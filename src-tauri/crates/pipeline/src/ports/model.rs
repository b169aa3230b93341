//! Who writes drafts. The text read here is remote data, never instructions.

use std::time::Duration;

use async_trait::async_trait;
use herald_domain::{Account, Activity, Provenance, ThreadPost};

/// What a draft is asked for.
#[derive(Clone, Debug)]
pub struct DraftRequest {
    /// The account that would speak.
    pub account: Account,
    /// What is answered.
    pub activity: Activity,
    /// The conversation before it, oldest first.
    pub thread: Vec<ThreadPost>,
    /// The last drafts of this account, newest first, at most 20; none of them may come again.
    pub recent_drafts: Vec<String>,
    /// Versions of this suggestion the person has already seen.
    pub earlier_versions: Vec<String>,
    /// What should be different, where the person said so.
    pub wish: Option<String>,
    /// The most graphemes the network takes.
    pub max_graphemes: usize,
    /// The most UTF-8 bytes the network takes.
    pub max_bytes: usize,
    /// The longest the whole attempt may take.
    pub timeout: Duration,
}

/// A draft that passed every rule.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct DraftedText {
    /// The text, to the byte.
    pub text: String,
    /// Why it says what it says, in words for people.
    pub why: String,
    /// Who wrote it, and from what.
    pub drafted_by: Provenance,
}

/// Why there is no draft; always words for people, never a half-made text.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum DraftError {
    /// Nothing fitting could be written, now or later.
    #[error("{0}")]
    Declined(String),
    /// The model could not be reached or is busy; trying again later may help.
    #[error("{0}")]
    Unavailable(String),
}

/// The friendly sentence that tells a person somebody wrote.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Greeting {
    /// One line: who, and what they did.
    pub title: String,
    /// One sentence with the gist, at most 200 graphemes.
    pub body: String,
}

/// Writes drafts, and the sentence of a notification.
#[async_trait]
pub trait Drafter: Send + Sync {
    /// Drafts an answer.
    ///
    /// # Errors
    /// [`DraftError`] with the reason there is none.
    async fn draft_reply(&self, request: DraftRequest) -> Result<DraftedText, DraftError>;

    /// Says in one friendly sentence what happened; it needs no model and no network.
    fn greeting(&self, account: &Account, activity: &Activity, draft: Option<&str>) -> Greeting;
}
