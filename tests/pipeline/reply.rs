//! One mention, from the network to the reply under it.

use std::time::Duration;

use crate::support::{Desk, JONAS, MIRA};
use herald_api::ErrorCode;
use herald_api::views::{
    ApproveReview, ById, EditReview, RedraftReview, RejectReview, SnoozeReview, UndoDecision,
};

fn approve(id: &str) -> ApproveReview {
    ApproveReview {
        id: id.to_owned(),
        digest: None,
        now: false,
    }
}

fn approve_now(id: &str) -> ApproveReview {
    ApproveReview {
        now: true,
        ..approve(id)
    }
}

#[tokio::test]
async fn an_approved_draft_is_one_reply_under_the_right_parent() {
    let desk = Desk::connected().await;
    let own = desk
        .sim
        .post_as(MIRA, "Harbour at first light.")
        .expect("posts");
    let first = desk
        .sim
        .reply_as(JONAS, &own, "Lovely. Which lens did you use?")
        .expect("replies");
    desk.settle().await;
    let card = desk.only_card().await;
    assert_eq!(
        card.thread.last().map(|p| p.text.as_str()),
        Some("Harbour at first light.")
    );
    assert_eq!(card.row.who, "Jonas Weber");

    desk.herald
        .approve_review(approve_now(&card.row.id))
        .await
        .expect("approves");
    desk.settle().await;

    let posts = desk.posts();
    let reply = posts.last().expect("a reply");
    assert_eq!(reply["text"].as_str(), card.text.as_deref());
    assert_eq!(reply["reply"]["parent"]["uri"], first.to_string());
    assert_eq!(reply["reply"]["root"]["uri"], own.to_string());
    assert_eq!(posts.len(), 2, "the post and one reply");
    let history = desk.history().await;
    assert_eq!(history[0].state, "done");
    assert_eq!(history[0].headline, "Reply to Jonas Weber");
}

#[tokio::test]
async fn the_story_tells_every_step() {
    let desk = Desk::connected().await;
    let card = desk.mentioned("Hello, where is this pier?").await;
    desk.herald
        .approve_review(approve_now(&card.row.id))
        .await
        .expect("approves");
    desk.settle().await;
    let action = desk.history().await.remove(0);
    let story = desk
        .herald
        .why(ById {
            id: action.short.clone(),
        })
        .await
        .expect("tells");
    let events: Vec<_> = story.steps.iter().map(|s| s.event.as_str()).collect();
    assert_eq!(
        events,
        [
            "Remote",
            "ActivityUpdate",
            "ContentSuggested",
            "HumanReviewRequired",
            "HumanResponseReceived",
            "ActionScheduled",
            "ActionIntended",
            "ActionAttempted",
            "ActionExecuted",
        ]
    );
    assert_eq!(story.action.map(|a| a.state), Some("done".to_owned()));
}

#[tokio::test]
async fn nothing_leaves_inside_the_undo_window_and_undoing_keeps_it_from_ever_leaving() {
    let desk = Desk::connected().await;
    let card = desk.mentioned("What a picture, thank you!").await;
    desk.herald
        .approve_review(approve(&card.row.id))
        .await
        .expect("approves");
    desk.settle().await;
    desk.pass(Duration::from_secs(9));
    desk.settle().await;
    assert!(desk.posted().is_empty(), "still held");

    desk.herald
        .undo_decision(UndoDecision::default())
        .await
        .expect("undoes");
    desk.pass(Duration::from_mins(1));
    desk.settle().await;
    assert!(desk.posted().is_empty(), "never sent");
    let card = desk.only_card().await;
    assert!(card.can_decide);

    desk.herald
        .approve_review(approve(&card.row.id))
        .await
        .expect("approves again");
    desk.settle().await;
    desk.pass(Duration::from_secs(10));
    desk.settle().await;
    assert_eq!(desk.posted(), [card.text.expect("a text")]);
    let late = desk
        .herald
        .undo_decision(UndoDecision::default())
        .await
        .expect_err("too late");
    assert_eq!(late.code, ErrorCode::TooLate);
}

#[tokio::test]
async fn an_approval_undone_before_the_engine_saw_it_never_leaves() {
    let desk = Desk::connected().await;
    let card = desk.mentioned("Good morning!").await;
    desk.herald
        .approve_review(approve_now(&card.row.id))
        .await
        .expect("approves");
    desk.herald
        .undo_decision(UndoDecision::default())
        .await
        .expect("undoes");
    desk.settle().await;
    assert!(desk.posted().is_empty());
    assert!(desk.history().await.is_empty());
}

#[tokio::test]
async fn edited_draft_is_published_as_edited() {
    let desk = Desk::connected().await;
    let card = desk.mentioned("Where can I see more?").await;
    let text = "Thank you, Jonas. More at https://example.com/harbour #harbour 📷".to_owned();
    let edit = EditReview {
        id: card.row.id.clone(),
        digest: Some(card.digest),
        text: Some(text.clone()),
        approve: true,
        now: true,
        ..EditReview::default()
    };
    desk.herald
        .edit_review(edit)
        .await
        .expect("edits and approves");
    desk.settle().await;
    let post = desk.posts().remove(0);
    assert_eq!(post["text"], text);
    let facets = post["facets"].as_array().expect("facets");
    assert_eq!(facets.len(), 2, "a link and a tag: {facets:?}");
    let link = &facets[0]["index"];
    let range = link["byteStart"].as_u64().expect("start") as usize
        ..link["byteEnd"].as_u64().expect("end") as usize;
    assert_eq!(text.get(range), Some("https://example.com/harbour"));
}

#[tokio::test]
async fn what_changed_since_it_was_shown_cannot_be_approved() {
    let desk = Desk::connected().await;
    let card = desk.mentioned("Is this for sale?").await;
    let edit = EditReview {
        id: card.row.id.clone(),
        digest: None,
        text: Some("Yes, it is.".to_owned()),
        ..EditReview::default()
    };
    desk.herald.edit_review(edit).await.expect("edits");
    let stale = ApproveReview {
        digest: Some(card.digest),
        ..approve_now(&card.row.id)
    };
    let error = desk
        .herald
        .approve_review(stale)
        .await
        .expect_err("changed");
    assert_eq!(error.code, ErrorCode::Changed);
    desk.settle().await;
    assert!(desk.posted().is_empty());
}

#[tokio::test]
async fn text_the_network_would_refuse_is_refused_before_approval() {
    let desk = Desk::connected().await;
    let card = desk.mentioned("Tell me everything.").await;
    let edit = EditReview {
        id: card.row.id.clone(),
        digest: None,
        text: Some("a".repeat(301)),
        approve: true,
        now: true,
        ..EditReview::default()
    };
    let error = desk.herald.edit_review(edit).await.expect_err("too long");
    assert_eq!(error.code, ErrorCode::BadInput);
    assert!(error.message.contains("301 of 300"), "{}", error.message);
    assert_eq!(
        desk.only_card().await.text,
        card.text,
        "the draft is still there"
    );
}

#[tokio::test]
async fn a_rejected_draft_is_never_sent_and_comes_back_when_undone() {
    let desk = Desk::connected().await;
    let card = desk.mentioned("Nice one").await;
    let reject = RejectReview {
        id: card.row.id.clone(),
        reason: Some("not today".into()),
    };
    desk.herald.reject_review(reject).await.expect("rejects");
    desk.pass(Duration::from_mins(10));
    desk.settle().await;
    assert_eq!(desk.waiting().await, 0);
    assert!(desk.posted().is_empty());
    let of = UndoDecision {
        review_id: Some(card.row.id.clone()),
    };
    desk.herald.undo_decision(of).await.expect("undoes");
    assert_eq!(desk.only_card().await.row.id, card.row.id);
}

#[tokio::test]
async fn a_snoozed_draft_comes_back_at_its_time() {
    let desk = Desk::connected().await;
    let card = desk.mentioned("See you at the festival?").await;
    let snooze = SnoozeReview {
        id: card.row.id.clone(),
        minutes: 60,
    };
    desk.herald.snooze_review(snooze).await.expect("snoozes");
    assert_eq!(desk.waiting().await, 0);
    desk.pass(Duration::from_mins(59));
    assert_eq!(desk.waiting().await, 0);
    desk.pass(Duration::from_mins(1));
    assert_eq!(desk.only_card().await.row.id, card.row.id);
}

#[tokio::test]
async fn another_version_takes_the_place_of_the_one_before() {
    let desk = Desk::connected().await;
    let card = desk
        .mentioned("Thank you for the tutorial, it worked.")
        .await;
    let redraft = RedraftReview {
        id: card.row.id.clone(),
        wish: Some("shorter".into()),
    };
    desk.herald.redraft_review(redraft).await.expect("asks");
    assert_eq!(
        desk.waiting().await,
        0,
        "out of the queue while it is thought of"
    );
    desk.settle().await;
    let next = desk.only_card().await;
    assert_eq!(next.row.id, card.row.id);
    assert_eq!(next.version, 2);
    assert_ne!(next.text, card.text);
    assert_eq!(next.previous_text, card.text);
    let stale = ApproveReview {
        digest: Some(card.digest),
        ..approve_now(&card.row.id)
    };
    assert!(desk.herald.approve_review(stale).await.is_err());
    desk.herald
        .approve_review(approve_now(&card.row.id))
        .await
        .expect("approves");
    desk.settle().await;
    assert_eq!(desk.posted(), [next.text.expect("a text")]);
}

#[tokio::test]
async fn a_person_is_told_once_with_a_friendly_sentence() {
    let desk = Desk::connected().await;
    desk.mentioned("Which lens did you use?").await;
    desk.settle().await;
    let notices = desk.notifier.notices();
    assert_eq!(notices.len(), 1);
    assert!(notices[0].title.contains("Jonas"), "{:?}", notices[0]);
    assert!(notices[0].review.is_some() && notices[0].approves.is_some());
}

#[tokio::test]
async fn advertising_gets_no_suggestion_but_a_reason() {
    let desk = Desk::connected().await;
    let spam = "@mira.test DM me to get 10k followers fast!!! http://spam.example/buy cheap promo";
    desk.sim.mention(JONAS, MIRA, spam).expect("mentions");
    desk.settle().await;
    assert_eq!(desk.waiting().await, 0);
    let page = desk
        .herald
        .list_activity(herald_api::views::ListActivity::default())
        .await;
    let row = page.expect("lists").items.remove(0);
    assert!(!row.note.is_empty(), "the activity says why");
}

#[tokio::test]
async fn twenty_answers_in_a_row_are_all_different() {
    let desk = Desk::connected().await;
    for _ in 0..20 {
        desk.sim
            .mention(JONAS, MIRA, "Thank you so much!")
            .expect("mentions");
        desk.pass(Duration::from_secs(1));
    }
    desk.settle().await;
    let list = herald_api::views::ListReviews {
        limit: 50,
        ..Default::default()
    };
    let page = desk.herald.list_reviews(list).await.expect("lists");
    let mut texts = Vec::new();
    for row in &page.items {
        texts.push(desk.card(&row.id).await.text.expect("a text"));
    }
    assert_eq!(texts.len(), 20);
    texts.sort();
    texts.dedup();
    assert_eq!(texts.len(), 20, "no answer twice");
}
