//! Actions: approved things on their way out, each with a life of its own.
//!
//! ```text
//! held -> due -> sending -> done | failed | unconfirmed
//!   \______\-> cancelled | done (it was so already)
//!                           unconfirmed -> done | sending (same key) | failed
//!   held | due -> handed_over -> done | cancelled (the person says which)
//! ```

use serde::{Deserialize, Serialize};

use crate::{
    Account, AccountId, ActionId, Decision, DecisionId, Digest, Identity, Proposal, RemoteRef,
    Review, ReviewId, Revision, SuggestionId, Timestamp, Verb,
};

/// How far an action has come.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum ActionState {
    /// Inside the undo window; nothing has left.
    Held,
    /// May leave; nothing has left.
    Due,
    /// The intent is written; the network may or may not have it.
    Sending,
    /// On the network.
    Done,
    /// Surely not on the network, and it will not be tried again.
    Failed,
    /// Nobody knows yet whether the network has it; it is being looked up.
    Unconfirmed,
    /// Given to a person to finish on the network's own page.
    HandedOver,
    /// Taken back before it left.
    Cancelled,
}

impl ActionState {
    /// Returns the word used in the database.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Held => "held",
            Self::Due => "due",
            Self::Sending => "sending",
            Self::Done => "done",
            Self::Failed => "failed",
            Self::Unconfirmed => "unconfirmed",
            Self::HandedOver => "handed_over",
            Self::Cancelled => "cancelled",
        }
    }

    /// Tells whether nothing further will happen.
    pub fn is_final(self) -> bool {
        matches!(self, Self::Done | Self::Failed | Self::Cancelled)
    }

    /// Tells whether an action may go from this state to `next`.
    pub fn may_become(self, next: Self) -> bool {
        match self {
            // Done without sending: the network already is as wished.
            Self::Held | Self::Due => matches!(
                next,
                Self::Due
                    | Self::Sending
                    | Self::Done
                    | Self::Cancelled
                    | Self::Failed
                    | Self::HandedOver
            ),
            Self::Sending => matches!(
                next,
                Self::Done | Self::Failed | Self::Unconfirmed | Self::Due | Self::HandedOver
            ),
            Self::Unconfirmed => matches!(
                next,
                Self::Done | Self::Failed | Self::Sending | Self::Unconfirmed
            ),
            Self::HandedOver => matches!(next, Self::Done | Self::Cancelled),
            Self::Done | Self::Failed | Self::Cancelled => false,
        }
    }
}

/// A step an action cannot take.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[error("an action that is {} cannot become {}", from.as_str(), to.as_str())]
pub struct InvalidTransition {
    /// Where it is.
    pub from: ActionState,
    /// Where it was to go.
    pub to: ActionState,
}

/// Where the network put it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Receipt {
    /// The record that was made or changed.
    pub remote: Option<RemoteRef>,
    /// Where a person can look at it.
    pub url: Option<String>,
}

/// What a person needs to finish something on the network's own page.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct HandOver {
    /// The official page, with as much filled in as it takes.
    pub url: String,
    /// What is put on the clipboard, where there is something to paste.
    pub text: Option<String>,
    /// What is left to do there, in words.
    pub instruction: String,
}

/// Why something did not happen.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Failure {
    /// A stable word, for example `refused`, `parent_deleted`, `signed_out`.
    pub code: String,
    /// What happened, what it means and what to do, in words for people.
    pub message: String,
}

/// An approved thing on its way out.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Action {
    /// The action's id.
    pub id: ActionId,
    /// The account it goes out from.
    pub account_id: AccountId,
    /// The suggestion it carries out.
    pub suggestion_id: SuggestionId,
    /// The review that let it out.
    pub review_id: ReviewId,
    /// The decision that let it out.
    pub decision_id: DecisionId,
    /// What it does.
    pub verb: Verb,
    /// The digest of what was approved.
    pub digest: Digest,
    /// How far it has come.
    pub state: ActionState,
    /// When the engine looks at it next: end of the hold, time to send, time to look it up.
    pub due_at: Timestamp,
    /// The idempotency key or chosen record key, made once.
    pub key: String,
    /// What is sent, to the byte, in the network's own form; written before the first call.
    pub prepared: Option<serde_json::Value>,
    /// What of it the network surely has, in the network's own form; written between its steps.
    pub progress: Option<serde_json::Value>,
    /// When sending first began.
    pub first_tried: Option<Timestamp>,
    /// What a person needs to finish it, where it was handed over.
    pub hand_over: Option<HandOver>,
    /// How many times sending was begun.
    pub attempts: u32,
    /// How many times an unconfirmed attempt was looked up without an answer.
    pub lookups: u32,
    /// Raised at every change of hands; a write with an older epoch is dropped.
    pub epoch: i64,
    /// Until when the present attempt may call the network.
    pub lease_until: Option<Timestamp>,
    /// Where the network put it.
    pub receipt: Option<Receipt>,
    /// Why it failed, waits, or cannot be confirmed.
    pub failure: Option<Failure>,
    /// When it was made.
    pub created_at: Timestamp,
    /// When it last changed.
    pub updated_at: Timestamp,
}

impl Action {
    /// Takes a step, raising the epoch.
    ///
    /// # Errors
    /// [`InvalidTransition`] when the state machine has no such step.
    pub fn step(mut self, to: ActionState, at: Timestamp) -> Result<Self, InvalidTransition> {
        if !self.state.may_become(to) {
            return Err(InvalidTransition {
                from: self.state,
                to,
            });
        }
        self.state = to;
        self.epoch += 1;
        self.updated_at = at;
        if to != ActionState::Sending {
            self.lease_until = None;
        }
        Ok(self)
    }
}

/// Why something is not approved.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum ApprovalError {
    /// The decision belongs to another review, or the revision to another suggestion.
    #[error("the decision, the review and the draft do not belong together")]
    Mismatched,
    /// The decision does not let anything out.
    #[error("the decision does not approve anything")]
    NotApproving,
    /// The decision was taken back.
    #[error("the approval was undone")]
    Undone,
    /// What would go out is not what was approved.
    #[error("the content changed after it was approved")]
    ContentChanged,
}

/// Proof that a person approved exactly this content for exactly this account.
///
/// It can be made in one way only, and it cannot be read from anywhere:
///
/// ```compile_fail
/// let forged: herald_domain::ApprovedAction = serde_json::from_str("{}").unwrap();
/// ```
///
/// ```compile_fail
/// fn forge(p: herald_domain::Proposal, a: herald_domain::AccountId) -> herald_domain::ApprovedAction {
///     herald_domain::ApprovedAction { account_id: a, proposal: p }
/// }
/// ```
#[derive(Debug)]
pub struct ApprovedAction {
    account_id: AccountId,
    identity: Identity,
    proposal: Proposal,
}

impl ApprovedAction {
    /// Makes the proof from the account as it is now, a review, an approving decision and the revision
    /// they are about.
    ///
    /// # Errors
    /// [`ApprovalError`] when the four do not belong together, the decision approves nothing or was
    /// undone, or any digest differs from the one computed from content and account now.
    pub fn new(
        account: &Account,
        review: &Review,
        decision: &Decision,
        revision: &Revision,
    ) -> Result<Self, ApprovalError> {
        let belong = review.account_id == account.id
            && decision.review_id == review.id
            && review.suggestion_id == revision.suggestion_id
            && decision.revision == revision.number;
        if !belong {
            return Err(ApprovalError::Mismatched);
        }
        if !decision.kind.approves() {
            return Err(ApprovalError::NotApproving);
        }
        if decision.undone_at.is_some() {
            return Err(ApprovalError::Undone);
        }
        if decision.digest != review.digest || !revision.fits(account, &review.digest) {
            return Err(ApprovalError::ContentChanged);
        }
        Ok(Self {
            account_id: review.account_id.clone(),
            identity: account.identity(),
            proposal: revision.proposal.clone(),
        })
    }

    /// Returns the account it goes out from.
    pub fn account_id(&self) -> &AccountId {
        &self.account_id
    }

    /// Returns who that account was when it was approved.
    pub fn identity(&self) -> &Identity {
        &self.identity
    }

    /// Returns what was approved.
    pub fn proposal(&self) -> &Proposal {
        &self.proposal
    }
}

#[cfg(test)]
#[path = "action_tests.rs"]
mod tests;
