//! Facts about the log.

use herald_domain::{ActionId, ActionState, EventBody};
use herald_pipeline::ports::UnitOfWork;

use super::{Desk, every, ids};
use crate::builders::{self, START};

fn note(text: &str) -> EventBody {
    EventBody::AccountChanged {
        what: text.to_owned(),
    }
}

/// The story of one suggestion is told in order, without the events of others.
pub async fn events_of_a_chain_come_oldest_first(desk: &Desk) {
    let account = builders::account();
    let (ours, theirs) = (
        builders::post_suggestion(&account),
        builders::post_suggestion(&account),
    );
    let first = builders::event_about(&ours.id, note("first"));
    let between = builders::event_about(&theirs.id, note("between"));
    let second = builders::event_about(&ours.id, note("second"));
    let unit = UnitOfWork::new()
        .emitting(second.clone())
        .emitting(between)
        .emitting(first.clone());
    desk.commit(unit).await;
    assert_eq!(
        desk.store.events_of(ours.id.as_str()).await,
        Ok(vec![first, second])
    );
    assert_eq!(desk.store.events_of("nobody").await, Ok(Vec::new()));
}

/// Walking the pages gives every event once, newest first.
pub async fn the_log_is_read_newest_first(desk: &Desk) {
    let mut expected = Vec::new();
    for n in 0..9 {
        let event = builders::event(note(&n.to_string()));
        expected.push(event.id.clone());
        desk.commit(UnitOfWork::new().emitting(event)).await;
    }
    expected.reverse();
    let read = every(4, async |page| desk.store.events(&page).await).await;
    assert_eq!(ids(read.iter().map(|e| &e.id)), ids(&expected));
}

/// The log is only added to: the same event again is refused.
pub async fn an_event_is_written_once(desk: &Desk) {
    let event = builders::event(note("once"));
    desk.commit(UnitOfWork::new().emitting(event.clone())).await;
    desk.refuses(UnitOfWork::new().emitting(event.clone()))
        .await;
    assert_eq!(
        desk.store.events_of(&event.correlation).await,
        Ok(vec![event])
    );
}

/// Bodies, causes and accounts come back as they went in.
pub async fn every_body_is_read_as_it_was_written(desk: &Desk) {
    let account = builders::account();
    let action_id = ActionId::new(START, builders::tail());
    let bodies = [
        EventBody::ActivityUpdate {
            activity_ids: vec![builders::mention(&account, "x").id],
        },
        EventBody::ActionAttempted {
            action_id: action_id.clone(),
            attempt: 1,
            led_to: ActionState::Unconfirmed,
            message: "No answer \"in time\".\nIt may have arrived.".to_owned(),
        },
        EventBody::ActionExecuted {
            action_id,
            outcome: ActionState::Done,
            remote_id: None,
        },
    ];
    let mut cause = None;
    for body in bodies {
        let mut event = builders::event(body);
        event.account_id = Some(account.id.clone());
        event.causation.clone_from(&cause);
        cause = Some(event.id.clone());
        desk.commit(UnitOfWork::new().emitting(event.clone())).await;
        assert_eq!(
            desk.store.events_of(&event.correlation).await,
            Ok(vec![event])
        );
    }
}
