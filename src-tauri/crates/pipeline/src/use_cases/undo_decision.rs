//! Takes a decision back, as long as nothing has left.

use herald_domain::{
    Action, ActionState, Decision, DecisionKind, EventBody, Recall, Review, ReviewId, ReviewState,
    SuggestionState,
};

use super::UseCaseError;
use super::record_decision::{Desk, correlation};
use crate::Context;
use crate::ports::{Change, StoreError, UnitOfWork};
use crate::stages::execute::stepped;

impl Context {
    /// Takes back the newest decision, or the newest one on a review.
    ///
    /// # Errors
    /// `TooLate` when it has left already, `NotFound` when there is nothing to take back.
    pub async fn undo_decision(&self, review: Option<&ReviewId>) -> Result<Decision, UseCaseError> {
        let decision = self.undoable(review).await?;
        self.take_decision_back(decision).await
    }

    /// Takes back the approval that let an action out.
    ///
    /// # Errors
    /// `TooLate` when it has left already.
    pub(crate) async fn undo_approval(&self, action: &Action) -> Result<(), UseCaseError> {
        let newest = self.undoable(Some(&action.review_id)).await?;
        if newest.id != action.decision_id {
            return Err(too_late());
        }
        self.take_decision_back(newest).await.map(drop)
    }

    async fn take_decision_back(&self, decision: Decision) -> Result<Decision, UseCaseError> {
        let desk = self.desk(&decision.review_id).await?;
        let action = self.store().action_of(&decision.id).await?;
        let unit = match action {
            Some(action) if action.state == ActionState::Parked => self.recalled(action, &desk)?,
            other => {
                let now = self.mint().now();
                let change = other.map(|action| cancelled(action, now)).transpose()?;
                self.undone(&decision, &desk, change)?
            }
        };
        match self.store().commit(unit).await {
            Ok(()) => Ok(decision),
            Err(StoreError::Conflict(_)) => Err(too_late()),
            Err(error) => Err(error.into()),
        }
    }

    async fn undoable(&self, review: Option<&ReviewId>) -> Result<Decision, UseCaseError> {
        let found = match review {
            None => self.store().latest_decisions(1).await?.into_iter().next(),
            Some(id) => {
                let all = self.store().decisions(id).await?;
                all.into_iter().rev().find(|d| d.undone_at.is_none())
            }
        };
        found.ok_or_else(|| UseCaseError::NotFound {
            what: "decision to take back",
            id: review.map_or_else(|| "latest".to_owned(), ToString::to_string),
        })
    }

    /// Has what lies with the network taken out there; the approval is taken back once that is done.
    fn recalled(&self, action: Action, desk: &Desk) -> Result<UnitOfWork, StoreError> {
        let (mint, chain) = (self.mint(), correlation(&desk.suggestion));
        let now = mint.now();
        let message = "You took it back; it is being taken out of the network.";
        let to = ActionState::Parked;
        stepped(mint, action, &chain, to, message, |action| {
            action.recall = Some(Recall::Undo);
            action.due_at = now;
        })
    }

    /// Takes a decision back together with what becomes of its action.
    pub(crate) fn undone(
        &self,
        decision: &Decision,
        desk: &Desk,
        action: Option<Change>,
    ) -> Result<UnitOfWork, UseCaseError> {
        let now = self.mint().now();
        let mut unit = UnitOfWork::new().with(Change::UndoDecision(decision.id.clone(), now));
        if let Some(action) = action {
            unit = unit.with(action);
        }
        let expected_state = state_after(&decision.kind);
        if desk.review.state != expected_state {
            return Err(too_late());
        }
        unit = unit.with(Change::UpdateReview {
            review: Review {
                state: ReviewState::Open,
                ..desk.review.clone()
            },
            expected_state,
            expected_digest: desk.review.digest.clone(),
        });
        if !matches!(decision.kind, DecisionKind::Snooze { .. }) {
            unit = unit.with(Change::MoveSuggestion {
                id: desk.suggestion.id.clone(),
                from: vec![
                    SuggestionState::Approved,
                    SuggestionState::Rejected,
                    SuggestionState::Rethinking,
                ],
                to: SuggestionState::InReview,
            });
        }
        let body = EventBody::DecisionUndone {
            review_id: desk.review.id.clone(),
            decision_id: decision.id.clone(),
        };
        let chain = correlation(&desk.suggestion);
        Ok(unit.emitting(self.mint().event(Some(&desk.account.id), chain, body)))
    }
}

fn cancelled(action: Action, now: herald_domain::Timestamp) -> Result<Change, UseCaseError> {
    let (expected_epoch, expected_state) = (action.epoch, action.state);
    let nothing_sent = action.surely_nothing_sent();
    match action.step(ActionState::Cancelled, now) {
        Ok(action) if nothing_sent => Ok(Change::UpdateAction {
            action,
            expected_epoch,
            expected_state,
        }),
        _ => Err(too_late()),
    }
}

fn state_after(kind: &DecisionKind) -> ReviewState {
    match kind {
        DecisionKind::Approve | DecisionKind::EditAndApprove => ReviewState::Approved,
        DecisionKind::Reject { .. } => ReviewState::Rejected,
        DecisionKind::Snooze { until } => ReviewState::Snoozed { until: *until },
        DecisionKind::AnotherVersion { .. } => ReviewState::Rethinking,
    }
}

fn too_late() -> UseCaseError {
    UseCaseError::TooLate(
        "It is too late to take that back: it is on its way or was carried out. \
         The history shows what became of it; what arrived can be deleted there."
            .to_owned(),
    )
}
