//! Facts about reviews, decisions, pictures and counts.

use std::collections::HashMap;
use std::time::Duration;

use herald_domain::{
    Action, Decision, DecisionKind, Digest, Media, Review, ReviewId, ReviewState, SuggestionKind,
    Timestamp, Verb,
};
use herald_pipeline::ports::{Change, Counts, Page, ReviewFilter, UnitOfWork};

use super::{Desk, every, ids};
use crate::builders::{self, START};

async fn set_state(desk: &Desk, review: &Review, state: ReviewState) -> Review {
    let changed = Review {
        state,
        ..review.clone()
    };
    desk.write(Change::UpdateReview {
        review: changed.clone(),
        expected_state: review.state,
        expected_digest: review.digest.clone(),
    })
    .await;
    changed
}

async fn waiting(desk: &Desk, now: Timestamp) -> Vec<ReviewId> {
    let filter = ReviewFilter::Waiting { now, kind: None };
    let page = desk
        .store
        .reviews(filter, &Page::first(50))
        .await
        .expect("reads");
    page.items.into_iter().map(|r| r.id).collect()
}

/// A page of what happened says of each what answers it; what nobody answers is left out.
pub async fn reviews_are_found_by_what_they_answer(desk: &Desk) {
    let account = desk.account().await;
    let (first, asked) = desk.open_reply(&account, &["An answer"]).await;
    let (second, asked_too) = desk.open_reply(&account, &["Another"]).await;
    let unanswered = desk.mentions(&account, &["Nobody answers"]).await;
    let mut asked_for = vec![asked.id.clone(), asked_too.id.clone()];
    asked_for.extend(unanswered.iter().map(|activity| activity.id.clone()));
    let found = desk.store.reviews_answering(&asked_for).await;
    let expected = HashMap::from([
        (asked.id, first.review.id),
        (asked_too.id, second.review.id),
    ]);
    assert_eq!(found, Ok(expected));
}

/// What is read is what was inserted, by its own id and by its suggestion's.
pub async fn a_review_is_read_as_it_was_inserted(desk: &Desk) {
    let account = desk.account().await;
    let open = desk.open_review(&account, "Hello").await;
    let read = desk.store.review(&open.review.id).await;
    assert_eq!(read, Ok(Some(open.review.clone())));
    let until = START.plus(Duration::from_mins(1));
    let snoozed = set_state(desk, &open.review, ReviewState::Snoozed { until }).await;
    assert_eq!(
        desk.store.review_of(&open.suggestion.id).await,
        Ok(Some(snoozed))
    );
    let missing = builders::review_of(&account, &open.suggestion, &open.revision);
    assert_eq!(desk.store.review(&missing.id).await, Ok(None));
}

/// Revisions change within one review; a second one is refused.
pub async fn a_suggestion_has_one_review(desk: &Desk) {
    let account = desk.account().await;
    let open = desk.open_review(&account, "Hello").await;
    let second = builders::review_of(&account, &open.suggestion, &open.revision);
    desk.refuses(UnitOfWork::new().with(Change::InsertReview(second)))
        .await;
}

/// The queue holds what is open and what has come back from a snooze.
pub async fn waiting_reviews_are_open_or_back_from_snooze(desk: &Desk) {
    let account = desk.account().await;
    let mut reviews = Vec::new();
    for n in 0..6 {
        reviews.push(
            desk.open_review(&account, &format!("Draft {n}"))
                .await
                .review,
        );
    }
    let [open, soon, late, approved, rejected, rethinking] = reviews.as_slice() else {
        unreachable!("six were stored")
    };
    let in_seconds = |s| START.plus(Duration::from_secs(s));
    set_state(
        desk,
        soon,
        ReviewState::Snoozed {
            until: in_seconds(10),
        },
    )
    .await;
    set_state(
        desk,
        late,
        ReviewState::Snoozed {
            until: in_seconds(99),
        },
    )
    .await;
    set_state(desk, approved, ReviewState::Approved).await;
    set_state(desk, rejected, ReviewState::Rejected).await;
    set_state(desk, rethinking, ReviewState::Rethinking).await;
    assert_eq!(ids(waiting(desk, START).await), ids([&open.id]));
    assert_eq!(ids(waiting(desk, in_seconds(9)).await), ids([&open.id]));
    assert_eq!(
        ids(waiting(desk, in_seconds(10)).await),
        ids([&soon.id, &open.id])
    );
    let all = desk
        .store
        .reviews(ReviewFilter::All, &Page::first(50))
        .await
        .expect("reads");
    assert_eq!(all.items.len(), 6);
}

/// One kind can be asked for; a page of it is as long as any other.
pub async fn waiting_reviews_of_one_kind_are_told_apart(desk: &Desk) {
    let account = desk.account().await;
    let mut posts = Vec::new();
    let mut replies = Vec::new();
    for n in 0..5 {
        posts.push(desk.open_review(&account, &format!("{n}")).await.review.id);
        let (reply, _) = desk.open_reply(&account, &["A lamp"]).await;
        replies.push(reply.review.id);
    }
    let kinds = [
        (SuggestionKind::Post, posts),
        (SuggestionKind::Reply, replies),
    ];
    for (kind, mut expected) in kinds {
        let filter = ReviewFilter::Waiting {
            now: START,
            kind: Some(kind),
        };
        let read = every(2, async |page| desk.store.reviews(filter, &page).await).await;
        expected.reverse();
        assert_eq!(ids(read.iter().map(|r| &r.id)), ids(&expected), "{kind:?}");
    }
    let none = ReviewFilter::Waiting {
        now: START,
        kind: Some(SuggestionKind::Moderation),
    };
    let read = desk.store.reviews(none, &Page::first(5)).await;
    assert_eq!(read.expect("reads").items, []);
}

/// Walking the pages gives every review once, newest first.
pub async fn pages_of_reviews_have_neither_gaps_nor_repeats(desk: &Desk) {
    let account = desk.account().await;
    let mut expected = Vec::new();
    for n in 0..11 {
        expected.push(
            desk.open_review(&account, &format!("Draft {n}"))
                .await
                .review
                .id,
        );
    }
    expected.reverse();
    for filter in [
        ReviewFilter::All,
        ReviewFilter::Waiting {
            now: START,
            kind: None,
        },
    ] {
        let read = every(4, async |page| desk.store.reviews(filter, &page).await).await;
        assert_eq!(ids(read.iter().map(|r| &r.id)), ids(&expected));
    }
}

/// Whoever decided on something else than what is there now is refused.
pub async fn a_review_changes_only_from_the_expected_state_and_digest(desk: &Desk) {
    let account = desk.account().await;
    let open = desk.open_review(&account, "Hello").await;
    let edited = builders::revision_of(&open.suggestion, None, 2, "Hello there");
    desk.write(Change::AddRevision(edited.clone())).await;
    let changed = Review {
        revision: 2,
        digest: edited.digest(&account),
        ..open.review.clone()
    };
    let update = |state, digest: &Digest| Change::UpdateReview {
        review: changed.clone(),
        expected_state: state,
        expected_digest: digest.clone(),
    };
    let wrong_state = update(ReviewState::Approved, &open.review.digest);
    desk.refuses(UnitOfWork::new().with(wrong_state)).await;
    let wrong_digest = update(ReviewState::Open, &changed.digest);
    desk.refuses(UnitOfWork::new().with(wrong_digest)).await;
    assert_eq!(
        desk.store.review(&changed.id).await,
        Ok(Some(open.review.clone()))
    );
    desk.write(update(ReviewState::Open, &open.review.digest))
        .await;
    assert_eq!(desk.store.review(&changed.id).await, Ok(Some(changed)));
}

/// A unit can insist on the state a review is in.
pub async fn a_required_state_is_checked(desk: &Desk) {
    let account = desk.account().await;
    let review = desk.open_review(&account, "Hello").await.review;
    let require = |state| UnitOfWork::new().with(Change::RequireReview(review.id.clone(), state));
    desk.commit(require(ReviewState::Open)).await;
    desk.refuses(require(ReviewState::Approved)).await;
    let until = START.plus(Duration::from_secs(5));
    set_state(desk, &review, ReviewState::Snoozed { until }).await;
    desk.refuses(require(ReviewState::Open)).await;
    desk.refuses(require(ReviewState::Snoozed { until: START }))
        .await;
    desk.commit(require(ReviewState::Snoozed { until })).await;
}

/// Every kind of decision is read as it was made; those on a review come oldest first.
pub async fn decisions_are_read_as_they_were_made(desk: &Desk) {
    let account = desk.account().await;
    let review = desk.open_review(&account, "Hello").await.review;
    let kinds = [
        DecisionKind::Approve,
        DecisionKind::EditAndApprove,
        DecisionKind::Reject {
            reason: Some("Not now".to_owned()),
        },
        DecisionKind::Snooze { until: START },
        DecisionKind::AnotherVersion { wish: None },
    ];
    let made: Vec<Decision> = kinds.map(|k| builders::decision_on(&review, k)).to_vec();
    for decision in made.iter().rev() {
        desk.write(Change::InsertDecision(decision.clone())).await;
        let read = desk.store.decision(&decision.id).await;
        assert_eq!(read, Ok(Some(decision.clone())));
    }
    assert_eq!(desk.store.decisions(&review.id).await, Ok(made));
}

/// Undoing is noted, leaves the list of the newest, and happens once.
pub async fn a_decision_is_undone_once(desk: &Desk) {
    let account = desk.account().await;
    let review = desk.open_review(&account, "Hello").await.review;
    let first = desk.approval(&review).await;
    let second = desk.approval(&review).await;
    let third = desk.approval(&review).await;
    desk.write(Change::UndoDecision(second.id.clone(), START))
        .await;
    let again = Change::UndoDecision(second.id.clone(), START);
    desk.refuses(UnitOfWork::new().with(again)).await;
    let read = desk
        .store
        .decision(&second.id)
        .await
        .expect("reads")
        .expect("is there");
    assert_eq!(read.undone_at, Some(START));
    assert_eq!(
        desk.store.latest_decisions(5).await,
        Ok(vec![third.clone(), first])
    );
    assert_eq!(desk.store.latest_decisions(1).await, Ok(vec![third]));
}

/// People type the last digits; anything that is no digit finds nothing.
pub async fn short_ids_are_found_by_their_end(desk: &Desk) {
    let account = desk.account().await;
    let open = desk.open_review(&account, "Hello").await;
    let decision = desk.approval(&open.review).await;
    let action = builders::action_for(&open.review, &decision, Verb::Post);
    desk.write(Change::InsertAction(action.clone())).await;
    let mention = builders::mention(&account, "Hi");
    desk.write(Change::InsertActivities(vec![mention.clone()]))
        .await;
    let table = [
        ("review", open.review.id.as_str(), open.review.id.short()),
        (
            "suggestion",
            open.suggestion.id.as_str(),
            open.suggestion.id.short(),
        ),
        ("action", action.id.as_str(), action.id.short()),
        ("activity", mention.id.as_str(), mention.id.short()),
    ];
    for (table, id, short) in table {
        for suffix in [short, id, &short.to_uppercase()] {
            let found = desk
                .store
                .ids_ending_in(table, suffix)
                .await
                .expect("reads");
            assert_eq!(found, [id], "{table} {suffix}");
        }
        for nothing in [
            "",
            "%",
            "x",
            "' OR 1=1",
            "0000000000000000000000000000000000",
        ] {
            let found = desk.store.ids_ending_in(table, nothing).await;
            assert_eq!(found, Ok(Vec::new()), "{table} {nothing}");
        }
    }
    for _ in 0..20 {
        desk.open_review(&account, "Many").await;
    }
    let many = desk
        .store
        .ids_ending_in("review", "1")
        .await
        .expect("reads");
    assert!(many.len() <= 3);
    assert!(desk.store.ids_ending_in("setting", "1").await.is_err());
}

/// The same bytes under the same hash are one row.
pub async fn pictures_are_kept_once(desk: &Desk) {
    let media = Media {
        sha256: "ab".repeat(32),
        mime: "image/png".to_owned(),
        bytes: (0..=255).collect(),
    };
    desk.write(Change::PutMedia(media.clone())).await;
    let other = Media {
        bytes: vec![1],
        ..media.clone()
    };
    desk.write(Change::PutMedia(other)).await;
    assert_eq!(desk.store.media(&media.sha256).await, Ok(Some(media)));
    assert_eq!(desk.store.media("00").await, Ok(None));
}

/// Counts say how much waits for a person, is new, is on its way or is in trouble.
pub async fn counts_follow_the_states(desk: &Desk) {
    use herald_domain::ActionState as State;
    let account = desk.account().await;
    assert_eq!(desk.store.counts(START).await, Ok(Counts::default()));
    desk.mentions(&account, &["One", "Two"]).await;
    let day = Duration::from_hours(24);
    let long_ago = START.minus(day * 8);
    let cases = [
        (State::Held, START),
        (State::Due, START),
        (State::Sending, START),
        (State::Done, START),
        (State::Refused, START),
        (State::Refused, long_ago),
        (State::Unconfirmed, long_ago),
        (State::HandedOver, START),
        (State::Cancelled, START),
        (State::Asks, long_ago),
        (State::Missed, long_ago),
    ];
    let mut refused = None;
    for (state, updated_at) in cases {
        let open = desk.open_review(&account, "Draft").await;
        let decision = desk.approval(&open.review).await;
        let mut action = builders::action_for(&open.review, &decision, Verb::Post);
        (action.state, action.updated_at) = (state, updated_at);
        desk.write(Change::InsertAction(action.clone())).await;
        if state == State::Refused && updated_at == START {
            refused = Some(action);
        }
    }
    let snoozed = desk.open_review(&account, "Later").await.review;
    let until = START.plus(day);
    set_state(desk, &snoozed, ReviewState::Snoozed { until }).await;
    let expected = Counts {
        waiting: 11,
        new_activity: 2,
        on_their_way: 3,
        in_trouble: 4,
    };
    assert_eq!(desk.store.counts(START).await, Ok(expected));
    let refused = refused.expect("one was refused");
    let seen = Action {
        seen_at: Some(START),
        ..refused.clone()
    };
    desk.write(Change::UpdateAction {
        expected_epoch: refused.epoch,
        expected_state: refused.state,
        action: seen.clone(),
    })
    .await;
    assert_eq!(desk.store.action(&seen.id).await, Ok(Some(seen)));
    let counts = desk.store.counts(START).await.expect("reads");
    assert_eq!(counts.in_trouble, expected.in_trouble - 1, "it is seen");
    let tomorrow = desk.store.counts(until).await.expect("reads");
    assert_eq!(tomorrow.waiting, 12);
}

/// A badge needs no more than a thousand.
pub async fn counts_stop_at_a_thousand(desk: &Desk) {
    let account = desk.account().await;
    let many = (0..1_001)
        .map(|_| builders::mention(&account, ""))
        .collect();
    desk.write(Change::InsertActivities(many)).await;
    let counts = desk.store.counts(START).await.expect("reads");
    assert_eq!(counts.new_activity, 1_000);
}
