//! Suggest: decides what deserves thinking about and fans out to the processors.

use std::time::Duration;

use herald_domain::{
    Account, Activity, ActivityStatus, Author, DecisionKind, Event, EventBody, SuggestionId,
    ThinkTask, Timestamp,
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
    accounts: &[Account],
    mint: &Mint,
) -> UnitOfWork {
    let mut unit = UnitOfWork::new();
    for activity in activities {
        if !activity.kind.is_conversation() || activity.status == ActivityStatus::Answered {
            continue;
        }
        if let Some(own) = own_account(&activity.author, account, accounts) {
            let note = format!("It is by @{}, an account of yours.", own.handle);
            let note = Change::SetActivityNote(activity.id.clone(), Some(note));
            unit.changes.push(note);
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

/// Returns which of the person's accounts wrote something an account sees; servers know one another's people by
/// numbers of their own, but by the same whole handle.
fn own_account<'a>(
    author: &Author,
    account: &Account,
    accounts: &'a [Account],
) -> Option<&'a Account> {
    let home = account.handle.split_once('@').map(|(_, home)| home);
    let whole = match home {
        Some(home) if !author.handle.contains('@') => format!("{}@{home}", author.handle),
        _ => author.handle.clone(),
    };
    accounts.iter().find(|own| {
        let same_place = own.authority == account.authority;
        own.network == account.network
            && ((same_place && own.remote_id == author.remote_id)
                || own.handle.eq_ignore_ascii_case(&whole))
    })
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
