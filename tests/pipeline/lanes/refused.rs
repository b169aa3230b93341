//! What a network refused: it can be approved again, or left.

use std::time::Duration;

use herald_api::views::AnswerAction;
use herald_simnet::mastodon::{Became, Written};
use herald_simnet::{Fault, FaultKind, Profile};

use super::{POST, Scene};

/// A post the server refused once.
async fn refused() -> Scene {
    let scene = Scene::new(Profile::MASTODON).await;
    let fault = Fault::once(POST, FaultKind::Status { status: 422 });
    scene.net.inject(fault);
    scene.post("Take two.").await;
    scene.desk.settle().await;
    scene
}

#[tokio::test]
async fn what_was_refused_can_be_approved_again() {
    let scene = refused().await;
    let row = scene.newest().await;
    assert_eq!(
        (row.state.as_str(), row.answers.as_slice()),
        (
            "refused",
            &["approve_again", "leave"].map(str::to_owned)[..]
        )
    );
    assert_eq!(scene.in_trouble().await, 1);
    scene.answer("approve_again").await;
    assert_eq!(scene.in_trouble().await, 0, "it is on its way again");
    scene.pass(Duration::from_secs(15)).await;
    assert_eq!(scene.texts(), ["Take two."]);
    assert_eq!(scene.desk.history().await.len(), 2);
    let refused = |w: &&Written| matches!(w.became, Became::Faulted { .. });
    assert_eq!(scene.net.log().iter().filter(refused).count(), 1);
}

#[tokio::test]
async fn what_was_refused_asks_for_no_look_once_it_was_seen() {
    let scene = refused().await;
    let row = scene.answer("leave").await;
    assert_eq!(
        (row.state.as_str(), row.answers.as_slice()),
        ("refused", &["approve_again".to_owned()][..])
    );
    assert_eq!(scene.in_trouble().await, 0);
    let again = AnswerAction {
        action_id: row.id,
        answer: "leave".to_owned(),
        ..AnswerAction::default()
    };
    let refused = scene.desk.herald.answer_action(again).await;
    assert!(refused.is_err(), "it was said already");
    scene.answer("approve_again").await;
    scene.pass(Duration::from_secs(15)).await;
    assert_eq!(scene.texts(), ["Take two."]);
}
