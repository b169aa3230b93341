//! Facts about actions.

use std::time::Duration;

use herald_domain::{
    Account, Action, ActionState, Digest, Failure, HandOver, Receipt, RemoteRef, Timestamp, Verb,
};
use herald_pipeline::ports::{Change, UnitOfWork};

use super::{Desk, every, ids};
use crate::builders::{self, START};

async fn stored(desk: &Desk, account: &Account, state: ActionState, due_at: Timestamp) -> Action {
    let open = desk.open_review(account, "Draft").await;
    let decision = desk.approval(&open.review).await;
    let action = Action {
        state,
        due_at,
        ..builders::action_for(&open.review, &decision, Verb::Post)
    };
    desk.write(Change::InsertAction(action.clone())).await;
    action
}

/// What is read is what was inserted, to the last field.
pub async fn an_action_is_read_as_it_was_inserted(desk: &Desk) {
    let account = desk.account().await;
    let bare = stored(desk, &account, ActionState::Held, START).await;
    assert_eq!(desk.store.action(&bare.id).await, Ok(Some(bare.clone())));
    let full = Action {
        state: ActionState::Done,
        prepared: r#"{"record":{"text":"Ünïcode \" \\ 🌊"},"n":[1,2.5,null]}"#
            .parse()
            .ok(),
        progress: r#"{"posts":["1"]}"#.parse().ok(),
        first_tried: Some(START),
        hand_over: Some(HandOver {
            url: "https://network.test/compose".to_owned(),
            text: Some("Ünïcode".to_owned()),
            instruction: "Press Publish.".to_owned(),
        }),
        attempts: 2,
        lookups: 1,
        epoch: 5,
        lease_until: Some(START),
        receipt: Some(Receipt {
            remote: Some(RemoteRef::unversioned("at://a/b/c")),
            url: Some("https://bsky.test/1".to_owned()),
        }),
        failure: Some(Failure {
            code: "refused".to_owned(),
            message: "The network refused it.".to_owned(),
        }),
        ..bare.clone()
    };
    assert!(full.prepared.is_some());
    desk.write(Change::UpdateAction {
        action: full.clone(),
        expected_epoch: 0,
        expected_state: ActionState::Held,
    })
    .await;
    assert_eq!(desk.store.action(&full.id).await, Ok(Some(full.clone())));
    assert_eq!(
        desk.store.action_of(&full.decision_id).await,
        Ok(Some(full))
    );
}

/// What waits for a person on a network's own page is listed, oldest first, and nothing else.
pub async fn what_was_handed_over_is_listed(desk: &Desk) {
    let account = desk.account().await;
    let first = stored(desk, &account, ActionState::HandedOver, START).await;
    stored(desk, &account, ActionState::Due, START).await;
    let second = stored(desk, &account, ActionState::HandedOver, START).await;
    let listed = desk.store.handed_over_actions(5).await.expect("reads");
    assert_eq!(listed, [first.clone(), second]);
    assert_eq!(desk.store.handed_over_actions(1).await, Ok(vec![first]));
}

/// One approval lets one action out.
pub async fn a_decision_leads_to_one_action(desk: &Desk) {
    let account = desk.account().await;
    let open = desk.open_review(&account, "Draft").await;
    let decision = desk.approval(&open.review).await;
    let first = builders::action_for(&open.review, &decision, Verb::Post);
    let second = builders::action_for(&open.review, &decision, Verb::Post);
    desk.write(Change::InsertAction(first.clone())).await;
    desk.refuses(UnitOfWork::new().with(Change::InsertAction(second)))
        .await;
    desk.refuses(UnitOfWork::new().with(Change::InsertAction(first.clone())))
        .await;
    assert_eq!(desk.store.action_of(&decision.id).await, Ok(Some(first)));
}

/// Whoever holds an old epoch, or thinks it is in another state, is refused.
pub async fn an_update_needs_the_expected_epoch_and_state(desk: &Desk) {
    let account = desk.account().await;
    let held = stored(desk, &account, ActionState::Held, START).await;
    let due = held
        .clone()
        .step(ActionState::Due, START)
        .expect("is a step");
    let update = |epoch, state| Change::UpdateAction {
        action: due.clone(),
        expected_epoch: epoch,
        expected_state: state,
    };
    desk.refuses(UnitOfWork::new().with(update(1, ActionState::Held)))
        .await;
    desk.refuses(UnitOfWork::new().with(update(0, ActionState::Due)))
        .await;
    assert_eq!(desk.store.action(&held.id).await, Ok(Some(held.clone())));
    desk.write(update(0, ActionState::Held)).await;
    desk.refuses(UnitOfWork::new().with(update(0, ActionState::Held)))
        .await;
    assert_eq!(desk.store.action(&held.id).await, Ok(Some(due.clone())));

    let smuggled = Action {
        digest: Digest::from_stored("00"),
        ..due
            .clone()
            .step(ActionState::Cancelled, START)
            .expect("is a step")
    };
    desk.write(Change::UpdateAction {
        action: smuggled,
        expected_epoch: 1,
        expected_state: ActionState::Due,
    })
    .await;
    let read = desk
        .store
        .action(&held.id)
        .await
        .expect("reads")
        .expect("is there");
    assert_eq!(read.digest, held.digest, "what was approved never changes");
}

/// Held, due and unconfirmed actions are looked at when their time has come, and no others.
pub async fn due_actions_come_earliest_first(desk: &Desk) {
    let account = desk.account().await;
    assert_eq!(desk.store.next_action_at().await, Ok(None));
    let at = |s| START.plus(Duration::from_secs(s));
    let third = stored(desk, &account, ActionState::Unconfirmed, at(30)).await;
    let first = stored(desk, &account, ActionState::Due, at(10)).await;
    let second = stored(desk, &account, ActionState::Held, at(20)).await;
    let sending = stored(desk, &account, ActionState::Sending, at(5)).await;
    for state in [
        ActionState::Done,
        ActionState::Failed,
        ActionState::Cancelled,
    ] {
        stored(desk, &account, state, at(1)).await;
    }
    assert_eq!(desk.store.next_action_at().await, Ok(Some(at(10))));
    assert_eq!(desk.store.due_actions(at(9), 10).await, Ok(Vec::new()));
    let due = desk.store.due_actions(at(30), 10).await.expect("reads");
    assert_eq!(
        ids(due.iter().map(|a| &a.id)),
        ids([&first.id, &second.id, &third.id])
    );
    let due = desk.store.due_actions(at(30), 1).await.expect("reads");
    assert_eq!(due, [first]);
    assert_eq!(desk.store.sending_actions().await, Ok(vec![sending]));
}

/// While one action of an account is sending or unconfirmed, the others wait.
pub async fn unresolved_actions_are_seen_by_account(desk: &Desk) {
    let account = desk.account().await;
    let other = desk.account().await;
    let waiting = stored(desk, &account, ActionState::Due, START).await;
    let unresolved = async |account: &Account, except: &Action| {
        desk.store
            .has_unresolved(&account.id, &except.id)
            .await
            .expect("reads")
    };
    assert!(!unresolved(&account, &waiting).await);
    let sending = stored(desk, &account, ActionState::Sending, START).await;
    assert!(unresolved(&account, &waiting).await);
    assert!(
        !unresolved(&account, &sending).await,
        "an action does not wait for itself"
    );
    assert!(!unresolved(&other, &waiting).await);
    stored(desk, &other, ActionState::Unconfirmed, START).await;
    assert!(unresolved(&other, &waiting).await);
}

/// Walking the pages gives every action once, newest first.
pub async fn pages_of_actions_have_neither_gaps_nor_repeats(desk: &Desk) {
    let account = desk.account().await;
    let mut expected = Vec::new();
    for _ in 0..7 {
        expected.push(stored(desk, &account, ActionState::Done, START).await.id);
    }
    expected.reverse();
    let read = every(3, async |page| desk.store.actions(&page).await).await;
    assert_eq!(ids(read.iter().map(|a| &a.id)), ids(&expected));
}
