//! Who sees what goes out: resolved when it is proposed, shown on the card, covered by the approval.

use crate::support::Desk;
use herald_api::ErrorCode;
use herald_api::views::ProposeAction;
use herald_simnet::{Fault, FaultKind, Profile};

#[tokio::test]
async fn the_default_of_the_moment_is_on_the_card_and_on_the_network() {
    let (desk, net, account) = Desk::on_mastodon(Profile::MASTODON).await;
    net.change("mira", |mira| mira.privacy = "private".to_owned());
    let card = desk.proposed(&account, "For few.").await;
    assert_eq!(card.visibility, "followers");
    // What the card shows is what was approved, whatever the default becomes afterwards.
    net.change("mira", |mira| mira.privacy = "public".to_owned());
    desk.approve(&card).await;
    desk.settle().await;
    let sent = net.statuses_of("mira").remove(0);
    assert_eq!(
        (sent.text.as_str(), sent.visibility.as_str()),
        ("For few.", "private")
    );
}

#[tokio::test]
async fn where_the_server_does_not_answer_the_card_shows_what_was_last_known() {
    let (desk, net, account) = Desk::on_mastodon(Profile::KEYLESS).await;
    net.inject(Fault::always(FaultKind::Offline));
    let card = desk.proposed(&account, "Offline.").await;
    assert_eq!(card.visibility, "unlisted");
}

#[tokio::test]
async fn a_drafted_answer_is_seen_by_no_more_than_what_it_answers() {
    let (desk, net, _) = Desk::on_mastodon(Profile::MASTODON).await;
    let asks = "@mira which lens did you use for the harbour picture?";
    let asked = net.write_as("jonas", asks, None, Some("direct"));
    desk.settle().await;
    let card = desk.only_card().await;
    assert_eq!(card.visibility, "direct");
    desk.approve(&card).await;
    desk.settle().await;
    let sent = net.statuses_of("mira").remove(0);
    assert_eq!(
        (sent.answers, sent.visibility.as_str()),
        (Some(asked), "direct")
    );
}

#[tokio::test]
async fn what_fewer_people_see_than_was_approved_is_not_sent() {
    let (desk, net, _) = Desk::on_mastodon(Profile::MASTODON).await;
    let asked = net.post_as(
        "jonas",
        "@mira which lens did you use for the harbour picture?",
    );
    desk.settle().await;
    let card = desk.only_card().await;
    assert_eq!(card.visibility, "public");
    net.change_status(&asked, |status, _| status.visibility = "direct".to_owned());
    desk.approve(&card).await;
    desk.settle().await;
    assert_eq!(net.statuses_of("mira").len(), 0);
    assert!(
        desk.history().await[0].trouble.contains("Fewer people"),
        "{:?}",
        desk.history().await
    );
}

#[tokio::test]
async fn an_audience_the_network_cannot_keep_is_refused_when_proposed() {
    let desk = Desk::connected().await;
    let wish = ProposeAction {
        verb: "post".to_owned(),
        text: Some("Only for you".to_owned()),
        visibility: Some("direct".to_owned()),
        ..ProposeAction::default()
    };
    let refused = desk.herald.propose_action(wish).await.expect_err("refuses");
    assert_eq!(refused.code, ErrorCode::Refused);
    assert_eq!(desk.waiting().await, 0);
    let account = desk.accounts().await.remove(0);
    let card = desk.proposed(&account, "For all.").await;
    assert_eq!(card.visibility, "public");
}
