//! Gives what was approved another time: another revision, approved by the person who chose the time.

use herald_domain::{
    Decision, DecisionKind, EventBody, PublishTime, Review, ReviewId, ReviewState,
};

use super::UseCaseError;
use super::record_decision::correlation;
use crate::Context;
use crate::ports::{Change, UnitOfWork};

impl Context {
    /// Approves the content of a review for another time.
    ///
    /// # Errors
    /// `Changed` when it is not approved (any more).
    pub(super) async fn plan_anew(
        &self,
        id: &ReviewId,
        at: PublishTime,
        by: &str,
    ) -> Result<Decision, UseCaseError> {
        let desk = self.desk(id).await?;
        if desk.review.state != ReviewState::Approved {
            let message = "It is not approved any more. Look at it in the review.";
            return Err(UseCaseError::Changed(message.to_owned()));
        }
        let now = self.mint().now();
        let mut revision = desk.revision.clone();
        revision.number = desk.suggestion.latest_revision + 1;
        revision.publish_at = at;
        revision.created_at = now;
        let digest = revision.digest(&desk.account);
        let decision = Decision {
            id: self.mint().decision_id(),
            review_id: desk.review.id.clone(),
            revision: revision.number,
            digest: digest.clone(),
            kind: DecisionKind::EditAndApprove,
            by: by.to_owned(),
            at: now,
            undo_until: now.plus(self.store().settings().await?.undo_window()),
            undone_at: None,
        };
        let body = EventBody::HumanResponseReceived {
            review_id: desk.review.id.clone(),
            decision_id: decision.id.clone(),
            decision: decision.kind.clone(),
        };
        let chain = correlation(&desk.suggestion);
        let unit = UnitOfWork::new()
            .with(Change::UpdateReview {
                review: Review {
                    revision: revision.number,
                    digest,
                    ..desk.review.clone()
                },
                expected_state: desk.review.state,
                expected_digest: desk.review.digest.clone(),
            })
            .with(Change::AddRevision(revision))
            .with(Change::InsertDecision(decision.clone()))
            .emitting(self.mint().event(Some(&desk.account.id), chain, body));
        self.store().commit(unit).await?;
        Ok(decision)
    }
}
