//! Another version of a draft, and what the person is told when there is none.

use herald_api::views::{RedraftReview, ReviewCard, SettingView};

use crate::support::Desk;

/// Asks for another version from this drafter, and returns the card that comes back.
async fn another(desk: &Desk, card: &ReviewCard, provider: &str) -> ReviewCard {
    let provider = SettingView {
        name: "drafting.provider".to_owned(),
        value: provider.to_owned(),
    };
    desk.herald.set_setting(provider).await.expect("sets");
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
