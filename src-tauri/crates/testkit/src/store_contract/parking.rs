//! Facts about what is left with a network until its time.

use std::time::Duration;

use herald_domain::{
    Account, AccountId, AccountState, Action, ActionState, Recall, Timestamp, Verb,
};
use herald_pipeline::ports::{Change, ParkingLook};

use super::Desk;
use crate::builders::{self, START};

fn at(minutes: u64) -> Timestamp {
    START.plus(Duration::from_secs(60 * minutes))
}

/// Looks at a minute, where posts are parked and nothing is paused.
fn look(minutes: u64) -> ParkingLook {
    ParkingLook {
        now: at(minutes),
        earliest: at(minutes + 10),
        parks: true,
        paused: false,
    }
}

async fn stored(desk: &Desk, account: &Account, change: impl FnOnce(&mut Action)) -> Action {
    let open = desk.open_review(account, "Draft").await;
    let decision = desk.approval(&open.review).await;
    let mut action = builders::action_for(&open.review, &decision, Verb::Post);
    (action.planned_at, action.due_at) = (at(60), at(60));
    action.park_at = Some(at(1));
    change(&mut action);
    desk.write(Change::InsertAction(action.clone())).await;
    action
}

/// Something that lies with the network and is looked for after its time.
async fn lying(desk: &Desk, account: &Account) -> Action {
    stored(desk, account, |action| {
        action.state = ActionState::Parked;
        action.due_at = at(61);
    })
    .await
}

async fn due(desk: &Desk, look: ParkingLook) -> Vec<AccountId> {
    desk.store.parking_due(&look).await.expect("reads")
}

/// What is planned far enough ahead is parked from its time on, where that is wished and nothing paused.
pub async fn what_is_planned_is_found_to_be_parked(desk: &Desk) {
    let account = desk.account().await;
    let action = stored(desk, &account, |_| ()).await;
    stored(desk, &account, |action| action.park_at = None).await;
    assert_eq!(due(desk, look(0)).await, []);
    let next = desk.store.next_parking_at(&look(0)).await;
    assert_eq!(next, Ok(Some(at(1))));
    assert_eq!(due(desk, look(1)).await, std::slice::from_ref(&account.id));
    let found = desk.store.parking_of(&account.id, &look(1)).await;
    assert_eq!(found, Ok(Some(action)));
    let not_wished = ParkingLook {
        parks: false,
        ..look(1)
    };
    let paused = ParkingLook {
        paused: true,
        ..look(1)
    };
    for never in [not_wished, paused, look(50)] {
        assert_eq!(due(desk, never).await, [], "{never:?}");
    }
    let next = desk.store.next_parking_at(&not_wished).await;
    assert_eq!(next, Ok(None));
    let state = AccountState::Paused;
    desk.write(Change::SetAccountState(account.id.clone(), state))
        .await;
    assert_eq!(due(desk, look(1)).await, []);
}

/// What lies there is looked for after its time, and stands in no lane.
pub async fn what_lies_there_is_found_after_its_time(desk: &Desk) {
    let account = desk.account().await;
    let action = lying(desk, &account).await;
    assert_eq!(due(desk, look(60)).await, []);
    let next = desk.store.next_parking_at(&look(60)).await;
    assert_eq!(next, Ok(Some(at(61))));
    assert_eq!(due(desk, look(61)).await, std::slice::from_ref(&account.id));
    assert_eq!(desk.store.lanes_due(at(100)).await, Ok(Vec::new()));
    assert_eq!(desk.store.next_action_at().await, Ok(None));
    let all = desk.store.parked_actions(&account.id).await;
    assert_eq!(all, Ok(vec![action]));
}

/// What lies there is found at once when everything or its account is paused, until it is being taken out.
pub async fn what_lies_there_is_found_when_it_is_paused(desk: &Desk) {
    let account = desk.account().await;
    let action = lying(desk, &account).await;
    let paused = ParkingLook {
        paused: true,
        ..look(5)
    };
    assert_eq!(due(desk, paused).await, std::slice::from_ref(&account.id));
    let state = AccountState::Paused;
    desk.write(Change::SetAccountState(account.id.clone(), state))
        .await;
    assert_eq!(due(desk, look(5)).await, std::slice::from_ref(&account.id));
    desk.write(Change::UpdateAction {
        action: Action {
            recall: Some(Recall::Hold),
            due_at: at(7),
            ..action
        },
        expected_epoch: 0,
        expected_state: ActionState::Parked,
    })
    .await;
    assert_eq!(due(desk, paused).await, [], "it is tried again later");
    assert_eq!(due(desk, look(7)).await, std::slice::from_ref(&account.id));
    let state = AccountState::NeedsReconnect {
        reason: "The password changed.".to_owned(),
    };
    desk.write(Change::SetAccountState(account.id.clone(), state))
        .await;
    assert_eq!(due(desk, look(70)).await, [], "nobody could ask there");
}
