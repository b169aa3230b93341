//! Puts an approved thing on its way.

use herald_domain::{
    Action, ActionState, Decision, Event, EventBody, Proposal, PublishTime, Review, ReviewState,
    Revision, Timestamp,
};

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
    let due_at = due(decision.undo_until, &approved.revision.publish_at);
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
        planned_at: due_at,
        thread: thread_of(&approved.revision.proposal),
        due_at,
        park_at: park_at(decision, approved.revision),
        parked: None,
        recall: None,
        seen_at: None,
        key: executor.key(verb, now, mint.entropy()),
        prepared: None,
        steps: Vec::new(),
        uncertain: false,
        first_tried: None,
        last_called: None,
        tries: 0,
        attempts: 0,
        lookups: 0,
        patience_ms: 0,
        reserved_micro_usd: 0,
        hand_over: None,
        question: None,
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

/// Returns when something may go out: at its time, and never inside the undo window.
fn due(undo_until: Timestamp, when: &PublishTime) -> Timestamp {
    match when {
        PublishTime::AfterApproval => undo_until,
        PublishTime::At { at, .. } => undo_until.max(*at),
    }
}

/// Returns when a planned post may be left with the network at the earliest: when its undo window is over.
/// What is about something else is not: what it is about is looked at just before it goes out.
fn park_at(decision: &Decision, revision: &Revision) -> Option<Timestamp> {
    let planned = matches!(revision.publish_at, PublishTime::At { .. });
    let is_post = matches!(revision.proposal, Proposal::Post { .. });
    (planned && is_post).then_some(decision.undo_until)
}

/// Returns the conversation something belongs to.
fn thread_of(proposal: &Proposal) -> Option<String> {
    match proposal {
        Proposal::Reply { to, .. } => Some(to.root.id.clone()),
        Proposal::Message {
            who, conversation, ..
        } => Some(conversation.clone().unwrap_or_else(|| who.clone())),
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use std::time::Duration;

    use super::*;

    #[test]
    fn a_plan_goes_out_at_its_time_and_never_inside_the_undo_window() {
        let began = Timestamp(1_000_000);
        let after = |seconds| began.plus(Duration::from_secs(seconds));
        let at = |seconds| PublishTime::At {
            wall: "2026-11-22T10:00".into(),
            zone: "UTC".into(),
            at: after(seconds),
        };
        assert_eq!(due(after(10), &PublishTime::AfterApproval), after(10));
        assert_eq!(due(after(10), &at(3)), after(10));
        assert_eq!(due(after(10), &at(3_600)), after(3_600));
    }
}
