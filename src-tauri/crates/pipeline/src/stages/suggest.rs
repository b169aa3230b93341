//! Suggest: decides what deserves thinking about and fans out to the processors.

use std::time::Duration;

use herald_domain::{
    Account, Activity, ActivityStatus, DecisionKind, Event, EventBody, SuggestionId, ThinkTask,
    Timestamp,
};

use crate::mint::Mint;
use crate::ports::{Change, UnitOfWork};

/// Conversations older than this when the account was connected are left alone.
const LOOK_BACK: Duration = Duration::from_hours(72);

/// Decides which of the new activities a processor thinks about.
pub fn decide(
    event: &Event,
    account: &Account,
    activities: &[Activity],
    mint: &Mint,
) -> UnitOfWork {
    let mut unit = UnitOfWork::new();
    for activity in activities {
        if !activity.kind.is_conversation() || activity.status == ActivityStatus::Answered {
            continue;
        }
        if activity.created_at < account.connected_at.minus(LOOK_BACK) {
            let note = "It is older than three days before the account was connected.";
            unit.changes.push(Change::SetActivityNote(
                activity.id.clone(),
                Some(note.to_owned()),
            ));
            continue;
        }
        unit.changes.push(Change::QueueThink {
            id: mint.job_id(),
            task: ThinkTask::Reply {
                activity_id: activity.id.clone(),
            },
            cause: event.clone(),
            due_at: event.occurred_at,
        });
    }
    unit
}

/// Decides on the wish for another version.
pub fn decide_redraft(
    event: &Event,
    suggestion_id: SuggestionId,
    now: Timestamp,
    mint: &Mint,
) -> UnitOfWork {
    let EventBody::HumanResponseReceived { decision, .. } = &event.body else {
        return UnitOfWork::new();
    };
    let DecisionKind::AnotherVersion { wish } = decision else {
        return UnitOfWork::new();
    };
    UnitOfWork::new().with(Change::QueueThink {
        id: mint.job_id(),
        task: ThinkTask::Redraft {
            suggestion_id,
            wish: wish.clone(),
        },
        cause: event.clone(),
        due_at: now,
    })
}
