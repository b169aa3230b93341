//! What an answer is about can change while it waits: nothing goes out on words nobody saw.

use herald_api::views::{ById, EditReview};
use herald_simnet::{MastodonNet, Profile};

use crate::support::{Desk, JONAS, MIRA};

const ASKS: &str = "@mira which lens did you use for the harbour picture?";

/// A question of Jonas on a server of Mastodon's kind, with a draft that waits for Mira.
async fn asked() -> (Desk, MastodonNet, String) {
    let (desk, net, _) = Desk::on_mastodon(Profile::MASTODON).await;
    let id = net.post_as("jonas", ASKS);
    desk.settle().await;
    (desk, net, id)
}

/// Has Jonas edit a post.
fn edit(net: &MastodonNet, id: &str, text: &str) {
    net.change_status(id, |status, now| {
        text.clone_into(&mut status.text);
        status.edited_at = Some(now);
    });
}

#[tokio::test]
async fn what_was_answered_on_the_phone_meanwhile_is_not_answered_again_unless_wanted() {
    let (desk, net, asked) = asked().await;
    let card = desk.only_card().await;
    net.write_as("mira", "@jonas The 35 mm.", Some(&asked), None);
    desk.approve(&card).await;
    desk.settle().await;
    assert_eq!(
        net.statuses_of("mira").len(),
        1,
        "only the one of the phone"
    );

    let again = desk.only_card().await;
    let told = again.warnings.iter().any(|w| w.code == "answered_already");
    assert!(told, "{:?}", again.warnings);
    assert_eq!(again.text, card.text);
    desk.approve(&again).await;
    desk.settle().await;
    assert_eq!(net.statuses_of("mira").len(), 2, "wanted all the same");
}

#[tokio::test]
async fn an_answer_on_bluesky_made_by_hand_is_noticed_too() {
    let desk = Desk::connected().await;
    let card = desk.mentioned("@mira.test which lens was that?").await;
    let jonas = desk.sim.user(JONAS).expect("jonas").did.clone();
    let parent = {
        let world = desk.sim.world();
        let mut posts = world.records_of(&jonas, "app.bsky.feed.post");
        posts.next().expect("the question").uri.clone()
    };
    desk.sim
        .reply_as(MIRA, &parent, "The 35 mm.")
        .expect("replies");
    desk.approve(&card).await;
    desk.settle().await;
    assert_eq!(desk.posted(), ["The 35 mm."]);
    let again = desk.only_card().await;
    assert!(again.warnings.iter().any(|w| w.code == "answered_already"));
}

#[tokio::test]
async fn what_was_edited_after_the_approval_comes_back_with_the_new_words() {
    let (desk, net, asked) = asked().await;
    let card = desk.only_card().await;
    desk.pass(std::time::Duration::from_mins(1));
    edit(
        &net,
        &asked,
        "@mira should I sell my house and buy your camera?",
    );
    desk.approve(&card).await;
    desk.settle().await;
    assert_eq!(net.statuses_of("mira").len(), 0);

    let again = desk.only_card().await;
    let answers = again.answers.as_ref().expect("what it answers");
    assert!(answers.text.contains("sell my house"), "{answers:?}");
    let change = again.warnings.iter().find(|w| w.code == "target_edited");
    let change = change.expect("the change is on the card");
    assert!(change.text.contains("sell my house"), "{change:?}");
    assert_ne!(again.digest, card.digest);

    desk.approve(&again).await;
    desk.settle().await;
    let sent = net.statuses_of("mira");
    assert_eq!(sent.len(), 1, "{:?}", desk.history().await);
    assert_eq!(sent[0].answers.as_ref(), Some(&asked));
}

#[tokio::test]
async fn edited_once_more_it_comes_back_once_more() {
    let (desk, net, asked) = asked().await;
    for words in ["@mira and the film?", "@mira and the tripod?"] {
        let card = desk.only_card().await;
        desk.pass(std::time::Duration::from_mins(1));
        edit(&net, &asked, words);
        desk.approve(&card).await;
        desk.settle().await;
        assert_eq!(net.statuses_of("mira").len(), 0, "{words}");
    }
    let card = desk.only_card().await;
    let edits = card.warnings.iter().filter(|w| w.code == "target_edited");
    assert_eq!(
        edits.count(),
        1,
        "only the newest change: {:?}",
        card.warnings
    );
}

#[tokio::test]
async fn what_was_deleted_is_not_answered_and_the_reason_is_told() {
    let (desk, net, asked) = asked().await;
    let card = desk.only_card().await;
    net.change_status(&asked, |status, _| status.deleted = true);
    desk.approve(&card).await;
    desk.settle().await;
    assert_eq!(net.statuses_of("mira").len(), 0);
    let row = desk.history().await.remove(0);
    assert_eq!(row.state, "refused");
    assert!(row.trouble.contains("deleted"), "{}", row.trouble);
}

#[tokio::test]
async fn a_card_that_is_looked_at_tells_what_changed_since_it_was_drafted() {
    let (desk, net, asked) = asked().await;
    let card = desk.only_card().await;
    let look = async || {
        let by_id = ById {
            id: card.row.id.clone(),
        };
        desk.herald.refresh_review(by_id).await.expect("looks")
    };
    assert_eq!(look().await.digest, card.digest, "nothing changed");

    desk.pass(std::time::Duration::from_mins(1));
    edit(&net, &asked, "@mira which film is it?");
    let edited = look().await;
    assert_ne!(edited.digest, card.digest);
    assert!(
        edited
            .answers
            .expect("the question")
            .text
            .contains("which film")
    );
    net.write_as("mira", "@jonas Portra.", Some(&asked), None);
    let answered = look().await;
    let codes: Vec<_> = answered.warnings.iter().map(|w| w.code.as_str()).collect();
    assert!(
        codes.contains(&"target_edited") && codes.contains(&"answered_already"),
        "{codes:?}"
    );
    assert_eq!(look().await.digest, answered.digest, "told once");

    desk.approve(&answered).await;
    desk.settle().await;
    assert_eq!(
        net.statuses_of("mira").len(),
        2,
        "approved knowing all that"
    );
}

#[tokio::test]
async fn warnings_of_the_target_outlive_an_edit_of_the_text() {
    let (desk, net, asked) = asked().await;
    let card = desk.only_card().await;
    net.write_as("mira", "@jonas The 35 mm.", Some(&asked), None);
    let id = card.row.id.clone();
    let by_id = ById { id: id.clone() };
    let warned = desk.herald.refresh_review(by_id).await.expect("looks");
    let edit = EditReview {
        id: id.clone(),
        text: Some("@jonas And the 50 mm.".to_owned()),
        digest: Some(warned.digest),
        ..EditReview::default()
    };
    desk.herald.edit_review(edit).await.expect("edits");
    let edited = desk.card(&id).await;
    assert!(edited.warnings.iter().any(|w| w.code == "answered_already"));
    desk.approve(&edited).await;
    desk.settle().await;
    let texts: Vec<_> = net
        .statuses_of("mira")
        .into_iter()
        .map(|s| s.text)
        .collect();
    assert_eq!(texts, ["@jonas The 35 mm.", "@jonas And the 50 mm."]);
}
