//! Approvals: the one way from what a person said to something that may go out.

use crate::{Account, AccountId, Decision, Identity, Proposal, Review, Revision};

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
#[path = "approval_tests.rs"]
mod tests;
