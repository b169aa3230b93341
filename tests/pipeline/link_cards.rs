//! Cards of links: made safely, seen before they go out, taken off with one word.

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use herald_api::views::{AccountView, ApproveReview, EditReview, ProposeAction, ReviewCard};
use herald_simnet::Profile;
use serde_json::Value;

use crate::support::Desk;
use crate::verbs::PIXEL;

const LINK: &str = "https://print.test/drop";

const PAGE: &str = r#"<title>Shop</title><meta property="og:title" content="The print drop">
    <meta property="og:description" content="Twelve prints, signed.">
    <meta property="og:image" content="/drop.png">"#;

fn picture() -> Vec<u8> {
    STANDARD.decode(PIXEL).expect("is base64")
}

async fn desk() -> (Desk, AccountView) {
    let desk = Desk::connected().await;
    let account = desk.accounts().await.remove(0);
    desk.wire.shows(LINK, PAGE.as_bytes());
    desk.wire.shows("https://print.test/drop.png", &picture());
    (desk, account)
}

async fn edited(desk: &Desk, card: &ReviewCard, edit: EditReview) -> ReviewCard {
    let edit = EditReview {
        id: card.row.id.clone(),
        digest: Some(card.digest.clone()),
        ..edit
    };
    desk.herald.edit_review(edit).await.expect("edits");
    desk.card(&card.row.id).await
}

fn text(text: &str) -> EditReview {
    EditReview {
        text: Some(text.to_owned()),
        ..EditReview::default()
    }
}

fn wants_card(card: bool) -> EditReview {
    EditReview {
        card: Some(card),
        ..EditReview::default()
    }
}

/// Approves a text that stands in place of the one that was shown, without another look.
async fn approved_as(desk: &Desk, card: &ReviewCard, said: &str) {
    let at_once = EditReview {
        approve: true,
        now: true,
        ..text(said)
    };
    edited(desk, card, at_once).await;
    desk.settle().await;
}

fn titles(card: &ReviewCard) -> Option<&str> {
    card.link_card.as_ref().map(|card| card.title.as_str())
}

fn embed(desk: &Desk) -> Value {
    desk.posts().pop().expect("a post")["embed"].clone()
}

#[tokio::test]
async fn a_link_on_bluesky_gets_the_card_that_was_seen() {
    let (desk, account) = desk().await;
    let card = desk.proposed(&account, &format!("Out now: {LINK}")).await;
    let shown = card.link_card.clone().expect("a card");
    assert_eq!(
        (
            shown.url.as_str(),
            shown.host.as_str(),
            shown.title.as_str()
        ),
        (LINK, "print.test", "The print drop")
    );
    assert_eq!(shown.description, "Twelve prints, signed.");
    assert!(shown.picture.starts_with("data:image/png;base64,"));

    // What the page says afterwards is nobody's approval.
    desk.wire.shows(LINK, b"<title>Another</title>");
    desk.approve(&card).await;
    desk.settle().await;
    let embed = embed(&desk);
    assert_eq!(embed["$type"], "app.bsky.embed.external");
    assert_eq!(embed["external"]["uri"], LINK);
    assert_eq!(embed["external"]["title"], "The print drop");
    assert_eq!(embed["external"]["description"], "Twelve prints, signed.");
    assert_eq!(embed["external"]["thumb"]["mimeType"], "image/png");
}

#[tokio::test]
async fn a_card_is_taken_off_and_put_back() {
    let (desk, account) = desk().await;
    let card = desk.proposed(&account, LINK).await;
    let without = edited(&desk, &card, wants_card(false)).await;
    assert_eq!((titles(&without), without.can_have_card), (None, true));
    assert_ne!(without.digest, card.digest);
    // It stays away while the link stays.
    let text_changed = edited(&desk, &without, text(&format!("Look: {LINK}"))).await;
    assert_eq!(titles(&text_changed), None);
    let with = edited(&desk, &text_changed, wants_card(true)).await;
    assert_eq!(titles(&with), Some("The print drop"));
    let without = edited(&desk, &with, wants_card(false)).await;
    desk.approve(&without).await;
    desk.settle().await;
    assert_eq!(embed(&desk), Value::Null);
}

#[tokio::test]
async fn a_new_link_gets_a_new_card_and_a_link_taken_out_takes_its_card_along() {
    let (desk, account) = desk().await;
    desk.wire
        .shows("https://other.test/", b"<title>Other</title>");
    let card = desk.proposed(&account, LINK).await;
    let other = edited(&desk, &card, text("See https://other.test/")).await;
    assert_eq!(titles(&other), Some("Other"));
    let none = edited(&desk, &other, text("See me")).await;
    assert_eq!((titles(&none), none.can_have_card), (None, false));
    let first = edited(
        &desk,
        &none,
        text(&format!("{LINK} or https://other.test/")),
    )
    .await;
    assert_eq!(titles(&first), Some("The print drop"));
}

#[tokio::test]
async fn a_card_that_nobody_saw_never_goes_out() {
    let (desk, account) = desk().await;
    let card = desk.proposed(&account, "Out now").await;
    approved_as(&desk, &card, &format!("Out now: {LINK}")).await;
    assert_eq!(embed(&desk), Value::Null);

    let card = desk.proposed(&account, LINK).await;
    assert!(card.link_card.is_some());
    approved_as(&desk, &card, "Out now: https://other.test/").await;
    assert_eq!(embed(&desk), Value::Null);
}

#[tokio::test]
async fn without_a_card_the_reason_is_on_the_review() {
    let (desk, account) = desk().await;
    let town = desk.sim.url();
    for (link, why) in [
        (
            "https://gone.test/x".to_owned(),
            "gone.test could not be reached",
        ),
        (format!("{town}/xrpc/_health"), "127.0.0.1 is not allowed"),
        (
            "http://192.168.1.1/admin".to_owned(),
            "192.168.1.1 is not allowed",
        ),
        ("http://[::1]/".to_owned(), ""),
        (
            "https://169.254.169.254/latest/meta-data".to_owned(),
            "is not allowed",
        ),
    ] {
        let card = desk.proposed(&account, &format!("See {link}")).await;
        assert!(card.link_card.is_none(), "{link}");
        let about = card.warnings.iter().find(|w| w.code == "no_card");
        match about {
            Some(about) => assert!(about.text.contains(why), "{link}: {}", about.text),
            None => assert_eq!(why, "", "{link}"),
        }
    }
    let no_picture =
        br#"<title>T</title><meta property="og:image" content="http://127.0.0.1/x.png">"#;
    desk.wire.shows(LINK, no_picture);
    let card = desk.proposed(&account, LINK).await;
    assert_eq!(card.link_card.expect("a card").picture, "");
}

#[tokio::test]
async fn cards_stand_beside_a_quote_and_give_way_to_pictures_and_to_mastodon() {
    let (desk, account) = desk().await;
    let wish = ProposeAction {
        verb: "thread".to_owned(),
        account_id: Some(account.id.clone()),
        text: Some("First".to_owned()),
        more: vec![herald_api::views::NewPost {
            text: LINK.to_owned(),
            images: Vec::new(),
        }],
        ..ProposeAction::default()
    };
    let card = desk.herald.propose_action(wish).await.expect("proposes");
    assert!(card.link_card.is_none());
    assert_eq!(
        card.rest[0].card.as_ref().map(|c| c.title.as_str()),
        Some("The print drop")
    );
    let approve = ApproveReview {
        id: card.row.id.clone(),
        digest: Some(card.digest.clone()),
        now: true,
    };
    desk.herald.approve_review(approve).await.expect("approves");
    desk.settle().await;
    assert_eq!(embed(&desk)["external"]["uri"], LINK);

    let (desk, _net, account) = Desk::on_mastodon(Profile::MASTODON).await;
    desk.wire.shows(LINK, PAGE.as_bytes());
    let card = desk.proposed(&account, LINK).await;
    assert!(card.link_card.is_none() && !card.can_have_card);
}
