//! Facts about actions.

use std::time::Duration;

use herald_domain::{
    Account, AccountState, Action, ActionState, Digest, Failure, HandOver, Parked, Question,
    Recall, Receipt, RemoteRef, Seen, Timestamp, Verb,
};
use herald_pipeline::ports::{Change, Clock as _, Deed, UnitOfWork};

use super::{Desk, every, ids};
use crate::builders::{self, START};

async fn stored(desk: &Desk, account: &Account, state: ActionState, due_at: Timestamp) -> Action {
    let open = desk.open_review(account, "Draft").await;
    let decision = desk.approval(&open.review).await;
    let action = Action {
        state,
        planned_at: due_at,
        due_at,
        ..builders::action_for(&open.review, &decision, Verb::Post)
    };
    desk.write(Change::InsertAction(action.clone())).await;
    action
}

/// Each deed holds what its own action points at, in the order asked for: the revision that was
/// approved, however many came after, and what it answers.
pub async fn deeds_show_what_their_actions_point_at(desk: &Desk) {
    let (one, other) = (desk.account().await, desk.account().await);
    let (reply, mention) = desk.open_reply(&other, &["First", "Second"]).await;
    let decision = desk.approval(&reply.review).await;
    let answer = builders::action_for(&reply.review, &decision, Verb::Reply);
    desk.write(Change::InsertAction(answer.clone())).await;
    let after = builders::revision_of(&reply.suggestion, Some(&mention), 3, "Third");
    desk.write(Change::AddRevision(after)).await;
    let post = stored(desk, &one, ActionState::Due, START).await;
    let post_revision = desk.store.revision(&post.suggestion_id, 1).await;
    let read = desk.store.deeds(vec![answer.clone(), post.clone()]).await;
    let expected = [
        Deed {
            action: answer,
            account: other,
            revision: Some(reply.revision),
            activity: Some(mention),
        },
        Deed {
            action: post,
            account: one,
            revision: post_revision.expect("reads"),
            activity: None,
        },
    ];
    assert_eq!(read.as_deref(), Ok(expected.as_slice()));
    assert_eq!(desk.store.deeds(Vec::new()).await, Ok(Vec::new()));
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
        steps: vec![Receipt {
            remote: Some(RemoteRef::unversioned("at://a/b/1")),
            url: Some("https://bsky.test/1".to_owned()),
        }],
        uncertain: true,
        first_tried: Some(START),
        last_called: Some(START),
        tries: 1,
        patience_ms: 5_000,
        reserved_micro_usd: 15_000,
        question: Some(Question::Arrived {
            why: "Nobody can tell.".to_owned(),
            seen: vec![Seen {
                receipt: Receipt::default(),
                text: "Ünïcode".to_owned(),
                at: START,
            }],
            is_taken: true,
        }),
        park_at: Some(START),
        parked: Some(Parked {
            id: Some("7".to_owned()),
            asked_at: START,
            times: 2,
            confirmed: true,
        }),
        recall: Some(Recall::Hold),
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

/// What a person has to answer is listed, oldest first, and nothing else.
pub async fn what_asks_is_listed(desk: &Desk) {
    let account = desk.account().await;
    let first = stored(desk, &account, ActionState::HandedOver, START).await;
    for state in [ActionState::Due, ActionState::Done, ActionState::Refused] {
        stored(desk, &account, state, START).await;
    }
    let second = stored(desk, &account, ActionState::Asks, START).await;
    let third = stored(desk, &account, ActionState::Missed, START).await;
    let listed = desk.store.actions_that_ask(5).await.expect("reads");
    assert_eq!(listed, [first.clone(), second, third]);
    assert_eq!(desk.store.actions_that_ask(1).await, Ok(vec![first]));
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

/// Sets the clock of the store.
fn set(desk: &Desk, at: Timestamp) {
    desk.clock.advance(at.since(desk.clock.now()));
}

/// Claims the head of a lane for a minute.
async fn claim(desk: &Desk, account: &Account) -> Option<Action> {
    let lease = Duration::from_mins(1);
    desk.store
        .claim_head(&account.id, lease)
        .await
        .expect("claims")
}

/// Ends what was claimed, so that the next one is the head.
async fn end(desk: &Desk, action: Action) {
    let (expected_epoch, expected_state) = (action.epoch, action.state);
    let done = action.step(ActionState::Done, START).expect("is a step");
    desk.write(Change::UpdateAction {
        action: done,
        expected_epoch,
        expected_state,
    })
    .await;
}

/// The order of a lane is the order of plans; how long one waits does not change it.
pub async fn a_lane_keeps_its_order_whoever_waits(desk: &Desk) {
    let account = desk.account().await;
    let at = |s| START.plus(Duration::from_secs(s));
    set(desk, at(100));
    let second = stored(desk, &account, ActionState::Due, at(20)).await;
    let first = stored(desk, &account, ActionState::Due, at(10)).await;
    // The first was put off; the second must not overtake it.
    let put_off = Action {
        due_at: at(500),
        ..first.clone()
    };
    desk.write(Change::UpdateAction {
        action: put_off,
        expected_epoch: 0,
        expected_state: ActionState::Due,
    })
    .await;
    assert_eq!(claim(desk, &account).await, None);
    assert_eq!(desk.store.lanes_due(at(499)).await, Ok(Vec::new()));
    assert_eq!(desk.store.next_action_at().await, Ok(Some(at(500))));
    set(desk, at(500));
    assert_eq!(
        desk.store.lanes_due(at(500)).await,
        Ok(vec![account.id.clone()])
    );
    let head = claim(desk, &account).await.expect("is due");
    assert_eq!(
        (head.id.clone(), head.state),
        (first.id, ActionState::Sending)
    );
    assert_eq!((head.epoch, head.lease_until), (1, Some(at(560))));
    end(desk, head).await;
    let next = claim(desk, &account).await.expect("is next");
    assert_eq!(next.id, second.id);
}

/// One worker at a time holds a lane, and other lanes do not wait for it.
pub async fn a_lane_is_held_by_one_worker(desk: &Desk) {
    let account = desk.account().await;
    let other = desk.account().await;
    stored(desk, &account, ActionState::Due, START).await;
    stored(desk, &account, ActionState::Due, START).await;
    stored(desk, &other, ActionState::Due, START).await;
    let now = START.plus(Duration::from_secs(9));
    set(desk, now);
    let head = claim(desk, &account).await.expect("is claimed");
    assert_eq!(claim(desk, &account).await, None);
    assert_eq!(desk.store.lanes_due(now).await, Ok(vec![other.id.clone()]));
    assert!(claim(desk, &other).await.is_some());
    assert_eq!(desk.store.expired_actions(now).await, Ok(Vec::new()));
    let later = now.plus(Duration::from_secs(61));
    let expired = desk.store.expired_actions(later).await.expect("reads");
    assert_eq!(expired.len(), 2);
    assert_eq!(expired.first().map(|a| &a.id), Some(&head.id));
    // What was sending is taken out of its hands by whoever sees it, not claimed over.
    set(desk, later);
    assert_eq!(claim(desk, &account).await, None);
}

/// Who holds a claim lengthens it as long as it is theirs; an intent has a lease of its own.
pub async fn a_claim_is_renewed_by_who_holds_it(desk: &Desk) {
    let account = desk.account().await;
    stored(desk, &account, ActionState::Due, START).await;
    let now = START.plus(Duration::from_secs(9));
    set(desk, now);
    let head = claim(desk, &account).await.expect("is claimed");
    let renew = async |epoch| {
        let minute = Duration::from_mins(1);
        desk.store.renew_claim(&head.id, epoch, minute).await
    };
    let later = now.plus(Duration::from_secs(50));
    set(desk, later);
    assert_eq!(renew(head.epoch).await, Ok(true));
    let ends = later.plus(Duration::from_mins(1));
    let before = Timestamp(ends.millis() - 1);
    assert_eq!(desk.store.expired_actions(before).await, Ok(Vec::new()));
    assert_eq!(renew(head.epoch - 1).await, Ok(false));
    let expired = desk.store.expired_actions(ends).await.expect("reads");
    assert_eq!(expired.len(), 1);
}

/// Two at the same moment never claim the same.
pub async fn parallel_claims_never_share_a_head(desk: &Desk) {
    let account = desk.account().await;
    stored(desk, &account, ActionState::Due, START).await;
    set(desk, START.plus(Duration::from_secs(9)));
    let claims = (0..8).map(|_| claim(desk, &account));
    let claimed = futures_util::future::join_all(claims).await;
    assert_eq!(claimed.into_iter().flatten().count(), 1);
}

/// A look-up holds the lane like a sending and stays unconfirmed.
pub async fn an_unconfirmed_head_is_claimed_as_it_is(desk: &Desk) {
    let account = desk.account().await;
    stored(desk, &account, ActionState::Unconfirmed, START).await;
    stored(desk, &account, ActionState::Due, START).await;
    let now = START.plus(Duration::from_secs(9));
    set(desk, now);
    let head = claim(desk, &account).await.expect("is claimed");
    assert_eq!(head.state, ActionState::Unconfirmed);
    assert_eq!(claim(desk, &account).await, None);
    set(desk, now.plus(Duration::from_secs(61)));
    let again = claim(desk, &account).await.expect("its lease has ended");
    assert_eq!((again.id, again.epoch), (head.id, head.epoch + 1));
}

/// What asks stands beside the lane, and so does what follows in the same conversation.
pub async fn a_question_holds_back_its_own_conversation_alone(desk: &Desk) {
    let account = desk.account().await;
    let threaded = async |state, thread: Option<&str>| {
        let open = desk.open_review(&account, "Draft").await;
        let decision = desk.approval(&open.review).await;
        let action = Action {
            state,
            planned_at: START,
            due_at: START,
            thread: thread.map(str::to_owned),
            ..builders::action_for(&open.review, &decision, Verb::Reply)
        };
        desk.write(Change::InsertAction(action.clone())).await;
        action
    };
    threaded(ActionState::Asks, Some("a")).await;
    let same = threaded(ActionState::Due, Some("a")).await;
    let other = threaded(ActionState::Due, Some("b")).await;
    let none = threaded(ActionState::Due, None).await;
    set(desk, START.plus(Duration::from_secs(9)));
    for expected in [other, none] {
        let head = claim(desk, &account).await.expect("is claimed");
        assert_eq!(head.id, expected.id);
        end(desk, head).await;
    }
    assert_eq!(claim(desk, &account).await, None);
    let still = desk.store.action(&same.id).await.expect("reads");
    assert_eq!(still.map(|a| a.state), Some(ActionState::Due));
}

/// The lane of an account that is paused or signed out rests.
pub async fn the_lane_of_a_paused_account_rests(desk: &Desk) {
    let account = desk.account().await;
    stored(desk, &account, ActionState::Due, START).await;
    let paused = Change::SetAccountState(account.id.clone(), AccountState::Paused);
    desk.write(paused).await;
    let now = START.plus(Duration::from_secs(9));
    set(desk, now);
    assert_eq!(desk.store.lanes_due(now).await, Ok(Vec::new()));
    assert_eq!(desk.store.next_action_at().await, Ok(None));
    assert_eq!(claim(desk, &account).await, None);
}

/// What Herald sent is known by where the network put it, every step of it.
pub async fn what_was_sent_is_accounted_for(desk: &Desk) {
    let account = desk.account().await;
    let receipt = |id: &str| Receipt {
        remote: Some(RemoteRef::unversioned(id)),
        url: None,
    };
    let action = stored(desk, &account, ActionState::Due, START).await;
    let sent = Action {
        steps: vec![receipt("1"), receipt("2")],
        receipt: Some(receipt("1")),
        last_called: Some(START),
        ..action.clone()
    };
    desk.write(Change::UpdateAction {
        action: sent,
        expected_epoch: 0,
        expected_state: ActionState::Due,
    })
    .await;
    let read = desk.store.remote_ids(&account.id, Timestamp(0)).await;
    let ids: Vec<_> = read
        .expect("reads")
        .into_iter()
        .filter_map(|r| r.remote)
        .collect();
    assert_eq!(ids.len(), 3);
    let other = stored(desk, &account, ActionState::Due, START).await;
    let last = async |except: &Action| {
        let last = desk.store.last_post_at(&account.id, &except.id).await;
        last.expect("reads")
    };
    assert_eq!(last(&other).await, Some(START));
    assert_eq!(last(&action).await, None);
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
