//! A post whose identifier turns out to be another's: asked about, and sent under another on a person's word.

use std::time::Duration;

use herald_api::views::AnswerAction;
use herald_domain::{Action, ActionId};
use herald_pipeline::ports::{ActionReads, Change, Store, UnitOfWork};

use crate::planned::plan;
use crate::support::Desk;

/// Plans a post on Bluesky for noon in Berlin.
async fn planned(desk: &Desk, text: &str) -> ActionId {
    let account = desk.accounts().await.remove(0);
    plan(desk, &account, text, "12:00").await;
    let row = desk.history().await.remove(0);
    row.id.parse().expect("an id")
}

async fn action(desk: &Desk, id: &ActionId) -> Action {
    let found = desk.store.action(id).await.expect("reads");
    found.expect("is there")
}

/// Gives an action the key of another, as two that were made at the same instant might have it.
async fn share_key(desk: &Desk, id: &ActionId, key: &str) {
    let mut second = action(desk, id).await;
    let (expected_epoch, expected_state) = (second.epoch, second.state);
    second.key = key.to_owned();
    let unit = UnitOfWork::new().with(Change::UpdateAction {
        action: second,
        expected_epoch,
        expected_state,
    });
    desk.store.commit(unit).await.expect("is kept");
}

#[tokio::test]
async fn what_is_sent_again_takes_another_identifier_where_its_own_is_taken() {
    let desk = Desk::connected().await;
    desk.set("publish.spacing_minutes", "0").await;
    let first = planned(&desk, "The first.").await;
    let second = planned(&desk, "The second.").await;
    let key = action(&desk, &first).await.key;
    share_key(&desk, &second, &key).await;
    desk.pass(Duration::from_hours(1));
    desk.settle().await;
    assert_eq!(desk.posted(), ["The first."]);
    let row = desk.history().await.remove(0);
    assert_eq!(
        (row.state.as_str(), row.text.as_str()),
        ("asks", "The second.")
    );
    assert_eq!(row.seen[0].text, "The first.");
    let again = AnswerAction {
        action_id: row.id,
        answer: "again".into(),
        ..AnswerAction::default()
    };
    desk.herald.answer_action(again).await.expect("is taken");
    desk.settle().await;
    assert_eq!(desk.history().await.remove(0).state, "done");
    let mut posted = desk.posted();
    posted.sort();
    assert_eq!(posted, ["The first.", "The second."]);
    assert_ne!(action(&desk, &second).await.key, key);
}
