//! Everything a person can do by hand, through review and approval, onto the network.

use crate::support::{Desk, JONAS, MIRA};
use herald_api::ErrorCode;
use herald_api::views::{ApproveReview, ListActivity, NewImage, ProposeAction};

/// A one-pixel picture.
pub const PIXEL: &str = "iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNk+M9QDwADhgGAWjR9awAAAABJRU5ErkJggg==";

async fn done(desk: &Desk, wish: ProposeAction) {
    let card = desk.herald.propose_action(wish).await.expect("proposes");
    let approve = ApproveReview {
        id: card.row.id,
        digest: Some(card.digest),
        now: true,
    };
    desk.herald.approve_review(approve).await.expect("approves");
    desk.settle().await;
    let newest = desk.history().await.remove(0);
    assert_eq!(newest.state, "done", "{newest:?}");
}

async fn activity_id(desk: &Desk, kind: &str) -> String {
    let list = ListActivity {
        kind: Some(kind.to_owned()),
        ..ListActivity::default()
    };
    desk.herald
        .list_activity(list)
        .await
        .expect("lists")
        .items
        .remove(0)
        .id
}

fn about(verb: &str, activity: &str) -> ProposeAction {
    ProposeAction {
        verb: verb.to_owned(),
        activity_id: Some(activity.to_owned()),
        ..ProposeAction::default()
    }
}

#[tokio::test]
async fn a_post_with_a_described_picture_is_published() {
    let desk = Desk::connected().await;
    let wish = ProposeAction {
        verb: "post".into(),
        text: Some("Harbour, this morning.".into()),
        langs: vec!["en".into()],
        images: vec![NewImage {
            base64: PIXEL.into(),
            alt: "A harbour in fog".into(),
        }],
        ..ProposeAction::default()
    };
    done(&desk, wish).await;
    let post = desk.posts().remove(0);
    assert_eq!(post["text"], "Harbour, this morning.");
    assert_eq!(post["embed"]["$type"], "app.bsky.embed.images");
    assert_eq!(post["embed"]["images"][0]["alt"], "A harbour in fog");
}

#[tokio::test]
async fn likes_reposts_follows_and_blocks_are_records_of_ones_own() {
    let desk = Desk::connected().await;
    desk.sim.mention(JONAS, MIRA, "Morning!").expect("mentions");
    desk.settle().await;
    let mention = activity_id(&desk, "mention").await;
    for (verb, collection) in [
        ("like", "app.bsky.feed.like"),
        ("repost", "app.bsky.feed.repost"),
        ("follow", "app.bsky.graph.follow"),
        ("block", "app.bsky.graph.block"),
    ] {
        done(&desk, about(verb, &mention)).await;
        assert_eq!(desk.records(collection).len(), 1, "{verb}");
    }
}

#[tokio::test]
async fn liking_what_is_liked_already_makes_no_second_like() {
    let desk = Desk::connected().await;
    desk.sim.mention(JONAS, MIRA, "Morning!").expect("mentions");
    desk.settle().await;
    let mention = activity_id(&desk, "mention").await;
    done(&desk, about("like", &mention)).await;
    done(&desk, about("like", &mention)).await;
    assert_eq!(desk.records("app.bsky.feed.like").len(), 1);
}

#[tokio::test]
async fn a_quote_names_what_it_quotes() {
    let desk = Desk::connected().await;
    let post = desk
        .sim
        .post_as(JONAS, "Fog over the old bridge.")
        .expect("posts");
    let wish = ProposeAction {
        verb: "quote".into(),
        target: Some(post.to_string()),
        text: Some("Look at this light.".into()),
        ..ProposeAction::default()
    };
    done(&desk, wish).await;
    assert_eq!(desk.posts()[0]["embed"]["record"]["uri"], post.to_string());
}

#[tokio::test]
async fn a_reply_under_ones_own_post_is_hidden_not_deleted() {
    let desk = Desk::connected().await;
    let own = desk.sim.post_as(MIRA, "Harbour.").expect("posts");
    let reply = desk.sim.reply_as(JONAS, &own, "Ugly.").expect("replies");
    desk.settle().await;
    let activity = activity_id(&desk, "reply").await;
    done(&desk, about("hide_reply", &activity)).await;
    let gate = desk.records("app.bsky.feed.threadgate").remove(0);
    assert_eq!(gate["hiddenReplies"][0], reply.to_string());
}

#[tokio::test]
async fn muting_and_reporting_reach_the_network() {
    let desk = Desk::connected().await;
    desk.sim.mention(JONAS, MIRA, "Buy now").expect("mentions");
    desk.settle().await;
    let mention = activity_id(&desk, "mention").await;
    done(&desk, about("mute", &mention)).await;
    let report = ProposeAction {
        reason: Some("spam".into()),
        comment: Some("The same text every day.".into()),
        ..about("report", &mention)
    };
    done(&desk, report).await;
    let ledger = desk.sim.ledger();
    let methods: Vec<_> = ledger.entries().iter().map(|e| e.method.as_str()).collect();
    assert!(
        methods.iter().any(|m| m.ends_with("muteActor")),
        "{methods:?}"
    );
    assert!(
        methods.iter().any(|m| m.ends_with("createReport")),
        "{methods:?}"
    );
}

#[tokio::test]
async fn deleting_takes_ones_own_post_away() {
    let desk = Desk::connected().await;
    let own = desk.sim.post_as(MIRA, "A slip.").expect("posts");
    let wish = ProposeAction {
        verb: "delete".into(),
        target: Some(own.to_string()),
        ..ProposeAction::default()
    };
    done(&desk, wish).await;
    assert!(desk.posts().is_empty());
}

#[tokio::test]
async fn wishes_that_do_not_fit_say_what_would() {
    let desk = Desk::connected().await;
    let no_target = ProposeAction {
        verb: "like".into(),
        ..ProposeAction::default()
    };
    let empty = ProposeAction {
        verb: "post".into(),
        ..ProposeAction::default()
    };
    let no_verb = ProposeAction {
        verb: "shout".into(),
        ..ProposeAction::default()
    };
    for wish in [no_target, empty, no_verb] {
        let error = desk.herald.propose_action(wish).await.expect_err("refused");
        assert_eq!(error.code, ErrorCode::BadInput);
    }
    assert_eq!(desk.waiting().await, 0);
}
