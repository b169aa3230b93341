//! Another version of a draft, and what the person is told when there is none.

use std::time::Duration;

use herald_api::views::{RedraftReview, ReviewCard, SettingView};

use herald_pipeline::ports::{Change, Store, UnitOfWork};

use crate::support::{Desk, JONAS, MIRA};

async fn set(desk: &Desk, name: &str, value: &str) {
    let setting = SettingView {
        name: name.to_owned(),
        value: value.to_owned(),
    };
    desk.herald.set_setting(setting).await.expect("sets");
}

/// Asks for another version from this drafter, and returns the card that comes back.
async fn another(desk: &Desk, card: &ReviewCard, provider: &str) -> ReviewCard {
    set(desk, "drafting.provider", provider).await;
    let redraft = RedraftReview {
        id: card.row.id.clone(),
        wish: None,
    };
    desk.herald.redraft_review(redraft).await.expect("asks");
    desk.settle().await;
    desk.only_card().await
}

#[tokio::test]
async fn the_reason_for_no_other_version_goes_when_there_is_one() {
    let desk = Desk::connected().await;
    let card = desk
        .mentioned("Thank you for the tutorial, it worked.")
        .await;
    let kept = another(&desk, &card, "openai").await;
    assert_eq!(kept.digest, card.digest);
    assert!(kept.why.contains("wants an API key"), "{}", kept.why);
    let next = another(&desk, &card, "builtin").await;
    assert_eq!(next.version, 2);
    assert!(!next.why.contains("wants an API key"), "{}", next.why);
}

/// Has Jonas mention Mira while the chosen model's server is not running.
async fn mentioned_without_model() -> Desk {
    let desk = Desk::connected().await;
    set(&desk, "drafting.provider", "ollama").await;
    // The discard port: nothing listens there.
    set(&desk, "drafting.address", "http://127.0.0.1:9").await;
    set(&desk, "drafting.model", "llama").await;
    let said = "Which lens did you use?";
    desk.sim.mention(JONAS, MIRA, said).expect("mentions");
    desk.settle().await;
    desk
}

#[tokio::test]
async fn a_model_that_cannot_be_reached_is_told_at_the_first_try() {
    let desk = mentioned_without_model().await;
    let said = desk.problems().await;
    assert_eq!(said.len(), 1, "{said:?}");
    assert!(said[0].starts_with("drafts: "), "{said:?}");
    assert!(said[0].contains("127.0.0.1:9"), "{said:?}");
    assert_eq!(desk.waiting().await, 0);
}

#[tokio::test]
async fn choosing_another_drafter_ends_the_trouble_and_brings_the_draft() {
    let desk = mentioned_without_model().await;
    set(&desk, "drafting.provider", "builtin").await;
    assert!(desk.problems().await.is_empty());
    desk.pass(Duration::from_mins(1));
    desk.settle().await;
    assert_eq!(desk.waiting().await, 1);
}

#[tokio::test]
async fn a_draft_that_comes_ends_the_trouble() {
    let desk = mentioned_without_model().await;
    let builtin = Change::SetSetting {
        name: "drafting.provider".to_owned(),
        value: "builtin".to_owned(),
    };
    let unit = UnitOfWork::new().with(builtin);
    desk.store.commit(unit).await.expect("commits");
    assert_eq!(desk.problems().await.len(), 1);
    desk.pass(Duration::from_mins(1));
    desk.settle().await;
    assert!(desk.problems().await.is_empty());
}
