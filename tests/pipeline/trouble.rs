//! What the network, the clock and the power switch do to an approved reply: still exactly one.

use std::time::Duration;

use crate::support::{Desk, JONAS, MIRA};
use herald_api::ErrorCode;
use herald_api::views::{
    ApproveReview, ById, ListActivity, Nothing, PauseEverything, SetModelKey, SettingView,
};
use herald_domain::ActionState;
use herald_pipeline::ports::{ActionReads, Change, Page, Store, UnitOfWork};
use herald_simnet::{Fault, FaultKind};

const PUT: &str = "com.atproto.repo.putRecord";

async fn approved(desk: &Desk) -> String {
    let card = desk.mentioned("Which lens did you use?").await;
    let id = card.row.id;
    let approve = ApproveReview {
        id,
        digest: Some(card.digest),
        now: true,
    };
    desk.herald.approve_review(approve).await.expect("approves");
    card.text.expect("a text")
}

/// Settles until the action has ended, letting a minute pass between tries.
async fn ended(desk: &Desk) -> String {
    for _ in 0..30 {
        desk.settle().await;
        let row = desk.history().await.into_iter().next();
        if let Some(row) = row.filter(|r| ["done", "refused"].contains(&r.state.as_str())) {
            return row.state;
        }
        desk.pass(Duration::from_mins(1));
    }
    panic!("the action never ended: {:?}", desk.history().await);
}

#[tokio::test]
async fn an_answer_lost_after_the_network_took_it_is_found_not_sent_again() {
    let desk = Desk::connected().await;
    desk.sim.inject(Fault::once(PUT, FaultKind::CloseAfter));
    let text = approved(&desk).await;
    assert_eq!(ended(&desk).await, "done");
    assert_eq!(desk.posted(), [text]);
    let puts = desk
        .sim
        .ledger()
        .entries()
        .iter()
        .filter(|e| e.method == PUT)
        .count();
    assert_eq!(puts, 1, "it was looked up, not sent again");
}

#[tokio::test]
async fn a_request_the_network_never_took_is_sent_again_with_the_same_key() {
    let desk = Desk::connected().await;
    desk.sim.inject(Fault::once(PUT, FaultKind::Offline));
    let text = approved(&desk).await;
    assert_eq!(ended(&desk).await, "done");
    assert_eq!(desk.posted(), [text]);
    let actions = desk.store.actions(&Page::first(10)).await.expect("reads");
    assert_eq!(actions.items.len(), 1);
    assert!(actions.items[0].attempts <= 2);
}

#[tokio::test]
async fn a_server_error_after_the_write_is_looked_up() {
    let desk = Desk::connected().await;
    desk.sim.inject(Fault::once(PUT, FaultKind::ServerError));
    let text = approved(&desk).await;
    assert_eq!(ended(&desk).await, "done");
    assert_eq!(desk.posted(), [text]);
}

#[tokio::test]
async fn too_many_requests_waits_as_long_as_the_network_asks() {
    let desk = Desk::connected().await;
    desk.sim.inject(Fault::once(
        PUT,
        FaultKind::RateLimited { reset_after_s: 300 },
    ));
    let text = approved(&desk).await;
    desk.settle().await;
    desk.pass(Duration::from_secs(200));
    desk.settle().await;
    assert!(desk.posted().is_empty(), "not before the network wants it");
    assert_eq!(desk.history().await[0].state, "due");
    desk.pass(Duration::from_mins(2));
    assert_eq!(ended(&desk).await, "done");
    assert_eq!(desk.posted(), [text]);
}

#[tokio::test]
async fn an_expired_token_is_renewed_without_another_login() {
    let desk = Desk::connected().await;
    let before = logins(&desk);
    desk.pass(Duration::from_hours(3));
    let text = approved(&desk).await;
    assert_eq!(ended(&desk).await, "done");
    assert_eq!(desk.posted(), [text]);
    assert_eq!(logins(&desk), before, "renewed, not logged in again");
}

fn logins(desk: &Desk) -> usize {
    let ledger = desk.sim.ledger();
    ledger
        .entries()
        .iter()
        .filter(|e| e.method.ends_with("createSession"))
        .count()
}

#[tokio::test]
async fn a_process_that_ended_between_intent_and_outcome_leaves_one_reply() {
    let desk = Desk::connected().await;
    let text = approved(&desk).await;
    assert_eq!(ended(&desk).await, "done");
    // The same rows as if the process had ended after the network took it.
    let done = desk
        .store
        .actions(&Page::first(1))
        .await
        .expect("reads")
        .items
        .remove(0);
    let mut lost = done.clone();
    lost.state = ActionState::Sending;
    lost.receipt = None;
    lost.uncertain = true;
    let unit = UnitOfWork::new().with(Change::UpdateAction {
        action: lost,
        expected_epoch: done.epoch,
        expected_state: ActionState::Done,
    });
    desk.store.commit(unit).await.expect("rewrites");
    let desk = desk.restart().await;
    assert_eq!(ended(&desk).await, "done");
    assert_eq!(desk.posted(), [text]);
}

#[tokio::test]
async fn a_process_that_ended_before_the_call_sends_it_once() {
    let desk = Desk::connected().await;
    let offline = Fault {
        times: Fault::ALWAYS,
        ..Fault::once(PUT, FaultKind::Offline)
    };
    desk.sim.inject(offline);
    let text = approved(&desk).await;
    desk.settle().await;
    desk.sim.clear_faults();
    let desk = desk.restart().await;
    assert_eq!(ended(&desk).await, "done");
    assert_eq!(desk.posted(), [text]);
}

#[tokio::test]
async fn everything_paused_means_nothing_is_sent_until_resumed() {
    let desk = Desk::connected().await;
    let text = approved(&desk).await;
    desk.herald
        .pause_everything(PauseEverything { paused: true })
        .await
        .expect("pauses");
    for _ in 0..3 {
        desk.pass(Duration::from_mins(1));
        desk.settle().await;
    }
    assert!(desk.posted().is_empty());
    desk.herald
        .pause_everything(PauseEverything { paused: false })
        .await
        .expect("resumes");
    assert_eq!(ended(&desk).await, "done");
    assert_eq!(desk.posted(), [text]);
}

#[tokio::test]
async fn a_paused_account_is_neither_read_nor_written() {
    let desk = Desk::connected().await;
    let account = desk
        .herald
        .list_accounts(Nothing {})
        .await
        .expect("lists")
        .accounts
        .remove(0);
    let by_id = ById { id: account.id };
    let _text = approved(&desk).await;
    desk.herald
        .pause_account(by_id.clone())
        .await
        .expect("pauses");
    desk.sim
        .mention(JONAS, MIRA, "Are you there?")
        .expect("mentions");
    desk.pass(Duration::from_mins(5));
    desk.settle().await;
    assert!(desk.posted().is_empty());
    assert_eq!(desk.waiting().await, 0);
    desk.herald.resume_account(by_id).await.expect("resumes");
    assert_eq!(ended(&desk).await, "done");
    assert_eq!(desk.waiting().await, 1, "what came meanwhile is not lost");
}

#[tokio::test]
async fn one_malformed_item_loses_one_item() {
    let desk = Desk::connected().await;
    let list = "app.bsky.notification.listNotifications";
    desk.sim
        .mention(JONAS, MIRA, "First question?")
        .expect("mentions");
    desk.sim.inject(Fault::once(list, FaultKind::MalformedItem));
    desk.settle().await;
    assert_eq!(desk.waiting().await, 1);
    let account = desk
        .herald
        .list_accounts(Nothing {})
        .await
        .expect("lists")
        .accounts
        .remove(0);
    assert!(account.note.contains("was left out"), "{}", account.note);
}

#[tokio::test]
async fn what_happened_while_herald_was_off_is_read_afterwards() {
    let desk = Desk::connected().await;
    for n in 0..130 {
        desk.sim
            .mention(JONAS, MIRA, &format!("Question number {n}?"))
            .expect("mentions");
        desk.pass(Duration::from_mins(1));
    }
    let desk = desk.restart().await;
    desk.settle().await;
    let list = ListActivity {
        limit: 500,
        ..ListActivity::default()
    };
    let rows = desk.herald.list_activity(list).await.expect("lists").items;
    assert_eq!(rows.iter().filter(|r| r.kind == "mention").count(), 130);
}

#[tokio::test]
async fn a_wrong_password_is_explained_and_nothing_is_kept() {
    let desk = Desk::open().await;
    let error = desk.connect("wrong").await.expect_err("refused");
    assert_eq!(error.code, ErrorCode::Refused);
    assert!(
        desk.herald
            .list_accounts(Nothing {})
            .await
            .expect("lists")
            .accounts
            .is_empty()
    );
}

#[tokio::test]
async fn reading_the_same_page_again_changes_nothing() {
    let desk = Desk::connected().await;
    desk.mentioned("Once only?").await;
    let before = desk
        .herald
        .export(herald_api::views::Export {
            format: "json".into(),
        })
        .await;
    desk.settle().await;
    let desk = desk.restart().await;
    desk.settle().await;
    let after = desk
        .herald
        .export(herald_api::views::Export {
            format: "json".into(),
        })
        .await;
    assert_eq!(
        before.expect("exports").contents,
        after.expect("exports").contents
    );
}

#[tokio::test]
async fn a_models_key_is_forgotten_before_drafts_go_elsewhere() {
    let desk = Desk::open().await;
    let set = |name: &str, value: &str| SettingView {
        name: name.into(),
        value: value.into(),
    };
    desk.herald
        .set_setting(set("drafting.provider", "openai"))
        .await
        .expect("sets");
    let kept = desk
        .herald
        .set_model_key(SetModelKey {
            key: "sk-one".into(),
        })
        .await;
    assert!(kept.expect("keeps").has_model_key);
    let same = desk
        .herald
        .set_setting(set("drafting.provider", "openai"))
        .await;
    assert!(same.expect("sets").has_model_key);
    let other = set("drafting.address", "https://other.example/v1");
    assert!(
        !desk
            .herald
            .set_setting(other)
            .await
            .expect("sets")
            .has_model_key
    );
}

#[tokio::test]
async fn mentions_of_an_account_that_rests_are_drafted_when_it_goes_on() {
    let desk = Desk::connected().await;
    for n in 0..20 {
        desk.sim
            .mention(
                JONAS,
                MIRA,
                &format!("Which lens did you use for picture {n}?"),
            )
            .expect("mentions");
    }
    let account = desk.accounts().await.remove(0);
    let by_id = || ById {
        id: account.id.clone(),
    };
    // Read, and paused before a single draft was thought of.
    desk.sim_reads_then_pauses(&account.id).await;
    for _ in 0..5 {
        desk.pass(Duration::from_mins(10));
        desk.settle().await;
    }
    assert_eq!(desk.waiting().await, 0);
    desk.herald.resume_account(by_id()).await.expect("resumes");
    for _ in 0..5 {
        desk.pass(Duration::from_mins(10));
        desk.settle().await;
    }
    assert_eq!(desk.waiting().await, 20);
}

#[tokio::test]
async fn while_everything_is_paused_nothing_is_thought_of() {
    let desk = Desk::connected().await;
    desk.sim
        .mention(JONAS, MIRA, "Which lens did you use?")
        .expect("mentions");
    let account = desk.accounts().await.remove(0);
    desk.sim_reads_then_pauses(&account.id).await;
    desk.herald
        .resume_account(ById { id: account.id })
        .await
        .expect("resumes");
    let pause = |paused| desk.herald.pause_everything(PauseEverything { paused });
    pause(true).await.expect("pauses");
    desk.pass(Duration::from_mins(5));
    desk.settle().await;
    assert_eq!(desk.waiting().await, 0);
    pause(false).await.expect("resumes");
    desk.pass(Duration::from_mins(5));
    desk.settle().await;
    assert_eq!(desk.waiting().await, 1);
}

#[tokio::test]
async fn what_gathers_while_herald_is_off_is_read_whole_on_a_new_account() {
    let desk = Desk::open().await;
    let net = desk.mastodon(herald_simnet::Profile::MASTODON).await;
    desk.connect_mastodon(&net, "mira-token")
        .await
        .expect("connects");
    desk.settle().await;
    for n in 0..200 {
        net.post_as("jonas", &format!("@mira number {n}"));
    }
    desk.pass(Duration::from_mins(5));
    desk.settle().await;
    let list = ListActivity {
        limit: 500,
        ..ListActivity::default()
    };
    let page = desk.herald.list_activity(list).await.expect("lists");
    assert_eq!(page.items.len(), 200);
}
