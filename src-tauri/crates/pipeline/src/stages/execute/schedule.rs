//! Puts an approved thing on its way.

use herald_domain::{Action, ActionState, Event, EventBody, Review, ReviewState};

use super::Approved;
use crate::mint::Mint;
use crate::ports::{ActionExecutor, Change, UnitOfWork};

/// Decides the action an approval leads to; an empty unit when the approval was undone.
pub fn decide(
    event: &Event,
    review: &Review,
    approved: &Approved<'_>,
    executor: &dyn ActionExecutor,
    mint: &Mint,
) -> UnitOfWork {
    let decision = approved.decision;
    if decision.undone_at.is_some() || !decision.kind.approves() {
        return UnitOfWork::new();
    }
    let now = mint.now();
    let verb = approved.revision.proposal.verb();
    let action = Action {
        id: mint.action_id(),
        account_id: review.account_id.clone(),
        suggestion_id: review.suggestion_id.clone(),
        review_id: review.id.clone(),
        decision_id: decision.id.clone(),
        verb,
        digest: decision.digest.clone(),
        state: ActionState::Held,
        due_at: decision.undo_until,
        key: executor.key(verb, now, mint.entropy()),
        prepared: None,
        progress: None,
        first_tried: None,
        hand_over: None,
        attempts: 0,
        lookups: 0,
        epoch: 0,
        lease_until: None,
        receipt: None,
        failure: None,
        created_at: now,
        updated_at: now,
    };
    let body = EventBody::ActionScheduled {
        action_id: action.id.clone(),
        due_at: action.due_at,
    };
    UnitOfWork::new()
        .with(Change::RequireReview(
            review.id.clone(),
            ReviewState::Approved,
        ))
        .with(Change::InsertAction(action))
        .emitting(mint.follow_up(event, event.correlation.clone(), body))
}
