//! Facts about units of work as a whole.

use std::time::Duration;

use herald_domain::{EventBody, Queue, ReviewState, SuggestionState};
use herald_pipeline::ports::{Change, Counts, Hint, Page, ReviewFilter, StoreError, UnitOfWork};

use super::Desk;
use crate::builders::{self, START};

/// Whatever came before the guard that failed is undone, and so are events and jobs.
pub async fn a_refused_unit_leaves_no_trace(desk: &Desk) {
    let account = desk.account().await;
    let mention = builders::mention(&account, "Ghost");
    let suggestion = builders::suggestion_for(&account, &mention);
    let revision = builders::revision_of(&suggestion, Some(&mention), 1, "Boo");
    let review = builders::review_of(&account, &suggestion, &revision);
    let event = builders::event_about(
        &suggestion.id,
        EventBody::ContentSuggested {
            suggestion_id: suggestion.id.clone(),
            revision: 1,
        },
    );
    let unit = UnitOfWork::new()
        .with(Change::InsertActivities(vec![mention.clone()]))
        .with(Change::InsertSuggestion(suggestion.clone()))
        .with(Change::AddRevision(revision))
        .with(Change::InsertReview(review.clone()))
        .with(Change::AddSamples(vec![builders::sample(
            &account,
            "followers",
            START,
            1,
        )]))
        .with(Change::PutSchedule(builders::observe_schedule(&account)))
        .with(Change::RequireReview(
            review.id.clone(),
            ReviewState::Approved,
        ))
        .emitting(event);
    desk.refuses(unit).await;
    let store = &desk.store;
    assert_eq!(store.activity(&mention.id).await, Ok(None));
    assert_eq!(store.suggestion(&suggestion.id).await, Ok(None));
    assert_eq!(store.revisions(&suggestion.id).await, Ok(Vec::new()));
    assert_eq!(store.review(&review.id).await, Ok(None));
    assert_eq!(store.latest_samples(&account.id).await, Ok(Vec::new()));
    assert_eq!(store.next_schedule_at().await, Ok(None));
    assert_eq!(
        store.events_of(suggestion.id.as_str()).await,
        Ok(Vec::new())
    );
    assert_eq!(store.jobs_waiting().await, Ok(0));
    assert_eq!(store.counts(START).await, Ok(Counts::default()));
}

/// A stage that runs twice on one event writes once.
pub async fn redelivery_changes_nothing(desk: &Desk) {
    let account = desk.account().await;
    let cause = builders::event(EventBody::ActivityUpdate {
        activity_ids: Vec::new(),
    });
    desk.commit(UnitOfWork::new().emitting(cause.clone())).await;
    let lease = Duration::from_mins(1);
    let claim = async || {
        desk.store
            .claim_jobs(Queue::Suggest, lease, 1)
            .await
            .expect("claims")
    };
    desk.clock.set_wall(cause.occurred_at);
    let stage = |job| {
        let suggestion = builders::post_suggestion(&account);
        UnitOfWork::new()
            .with(Change::FinishJob(job))
            .with(Change::InsertSuggestion(suggestion.clone()))
            .emitting(builders::event_about(
                &suggestion.id,
                EventBody::ContentSuggested {
                    suggestion_id: suggestion.id.clone(),
                    revision: 1,
                },
            ))
    };
    let first = claim().await.remove(0);
    desk.clock.advance(lease);
    let second = claim().await.remove(0);
    desk.commit(stage(second.clone())).await;
    desk.refuses(stage(second)).await;
    desk.refuses(stage(first)).await;
    assert_eq!(
        desk.store.jobs_waiting().await,
        Ok(1),
        "one suggestion, one job"
    );
    let log = desk.store.events(&Page::first(10)).await.expect("reads");
    assert_eq!(log.items.len(), 2, "the cause and one suggestion");
}

/// Units written together stand and fall alone.
pub async fn one_failing_unit_does_not_fail_its_neighbours(desk: &Desk) {
    let account = desk.account().await;
    let mut commits = Vec::new();
    let mut suggestions = Vec::new();
    for n in 0..60 {
        let suggestion = builders::post_suggestion(&account);
        let mut unit = UnitOfWork::new().with(Change::InsertSuggestion(suggestion.clone()));
        if n % 3 == 0 {
            unit = unit.with(Change::MoveSuggestion {
                id: suggestion.id.clone(),
                from: vec![SuggestionState::Rejected],
                to: SuggestionState::Approved,
            });
        }
        suggestions.push(suggestion.id);
        commits.push(desk.store.commit(unit));
    }
    let answers = futures_util::future::join_all(commits).await;
    for (n, (answer, id)) in answers.into_iter().zip(suggestions).enumerate() {
        let stored = desk.store.suggestion(&id).await.expect("reads").is_some();
        if n % 3 == 0 {
            assert!(
                matches!(answer, Err(StoreError::Conflict(_))),
                "{n}: {answer:?}"
            );
            assert!(!stored, "{n} left a trace");
        } else {
            assert_eq!(answer, Ok(()), "{n}");
            assert!(stored, "{n} is missing");
        }
    }
}

/// Whoever waits is told what to read again, once for each commit.
pub async fn a_commit_rings_what_it_changed(desk: &Desk) {
    let account = desk.account().await;
    assert_eq!(desk.wake.take(), [Hint::Accounts]);
    desk.mentions(&account, &["One"]).await;
    assert_eq!(desk.wake.take(), [Hint::Activity]);
    let open = desk.open_review(&account, "Draft").await;
    assert_eq!(desk.wake.take(), [Hint::Reviews]);
    let event = builders::event_about(
        &open.suggestion.id,
        EventBody::HumanReviewRequired {
            review_id: open.review.id.clone(),
            revision: 1,
            digest: open.review.digest.clone(),
        },
    );
    desk.commit(UnitOfWork::new().emitting(event)).await;
    assert_eq!(desk.wake.take(), [Hint::Actions, Hint::Work]);
    desk.write(Change::SetSetting {
        name: "engine.paused".to_owned(),
        value: "true".to_owned(),
    })
    .await;
    assert_eq!(desk.wake.take(), [Hint::Settings]);
    desk.write(Change::PutSchedule(builders::observe_schedule(&account)))
        .await;
    assert_eq!(desk.wake.take(), [Hint::Work]);
}

/// What was not written is no news.
pub async fn a_refused_unit_rings_nothing(desk: &Desk) {
    let account = desk.account().await;
    let open = desk.open_review(&account, "Draft").await;
    desk.wake.take();
    let unit = UnitOfWork::new()
        .with(Change::SetHealth(builders::health("observe")))
        .with(Change::RequireReview(open.review.id, ReviewState::Approved));
    desk.refuses(unit).await;
    assert_eq!(desk.wake.take(), []);
}

/// A reader that remembers the number knows whether anything was written since.
pub async fn the_version_moves_with_every_commit(desk: &Desk) {
    let version = async || desk.store.version().await.expect("reads");
    let before = version().await;
    assert_eq!(version().await, before);
    let page = Page::first(5);
    let waiting = ReviewFilter::Waiting {
        now: START,
        kind: None,
    };
    desk.store.reviews(waiting, &page).await.expect("reads");
    assert_eq!(version().await, before, "reading is no change");
    let mut last = before;
    for _ in 0..3 {
        desk.account().await;
        let now = version().await;
        assert_ne!(now, last);
        last = now;
    }
}

/// Nothing to do is done at once.
pub async fn an_empty_unit_is_written_by_doing_nothing(desk: &Desk) {
    let before = desk.store.version().await.expect("reads");
    desk.commit(UnitOfWork::new()).await;
    assert_eq!(desk.store.version().await, Ok(before));
    assert_eq!(desk.wake.take(), []);
}
