//! Facts about suggestions and their revisions.

use herald_domain::{Suggestion, SuggestionKind, SuggestionState};
use herald_pipeline::ports::{Change, UnitOfWork};

use super::Desk;
use crate::builders;

/// What is read is what was inserted, and an activity knows its suggestions, oldest first.
pub async fn a_suggestion_is_read_as_it_was_inserted(desk: &Desk) {
    let account = desk.account().await;
    let mentions = desk.mentions(&account, &["Question", "Other"]).await;
    let [question, other] = mentions.as_slice() else {
        unreachable!("two were stored")
    };
    let first = builders::suggestion_for(&account, question);
    let second = Suggestion {
        kind: SuggestionKind::Moderation,
        ..builders::suggestion_for(&account, question)
    };
    let third = builders::suggestion_for(&account, other);
    for suggestion in [&second, &first, &third] {
        desk.write(Change::InsertSuggestion(suggestion.clone()))
            .await;
    }
    assert_eq!(
        desk.store.suggestion(&first.id).await,
        Ok(Some(first.clone()))
    );
    assert_eq!(
        desk.store.suggestions_for(&question.id).await,
        Ok(vec![first, second])
    );
    assert_eq!(desk.store.suggestions_for(&other.id).await, Ok(vec![third]));
    let missing = builders::post_suggestion(&account);
    assert_eq!(desk.store.suggestion(&missing.id).await, Ok(None));
}

/// An id is given once.
pub async fn a_second_suggestion_of_the_same_id_is_refused(desk: &Desk) {
    let account = desk.account().await;
    let suggestion = builders::post_suggestion(&account);
    desk.write(Change::InsertSuggestion(suggestion.clone()))
        .await;
    desk.refuses(UnitOfWork::new().with(Change::InsertSuggestion(suggestion)))
        .await;
}

/// A move names where it starts; from anywhere else it is refused.
pub async fn a_suggestion_moves_only_from_where_it_is(desk: &Desk) {
    let account = desk.account().await;
    let suggestion = builders::post_suggestion(&account);
    desk.write(Change::InsertSuggestion(suggestion.clone()))
        .await;
    let moving = |from: &[SuggestionState], to| Change::MoveSuggestion {
        id: suggestion.id.clone(),
        from: from.to_vec(),
        to,
    };
    let wrong = moving(&[SuggestionState::InReview], SuggestionState::Approved);
    desk.refuses(UnitOfWork::new().with(wrong)).await;
    desk.refuses(UnitOfWork::new().with(moving(&[], SuggestionState::Approved)))
        .await;
    let all = [
        SuggestionState::Rejected,
        SuggestionState::Approved,
        SuggestionState::Rethinking,
        SuggestionState::InReview,
        SuggestionState::Proposed,
    ];
    desk.write(moving(&all, SuggestionState::InReview)).await;
    let read = desk
        .store
        .suggestion(&suggestion.id)
        .await
        .expect("reads")
        .expect("is there");
    assert_eq!(read.state, SuggestionState::InReview);
}

/// Revisions count 1, 2, 3; a number that is not the next is refused.
pub async fn revisions_are_numbered_without_gaps(desk: &Desk) {
    let account = desk.account().await;
    let suggestion = builders::post_suggestion(&account);
    let revision = |n| builders::revision_of(&suggestion, None, n, &format!("Version {n}"));
    desk.refuses(UnitOfWork::new().with(Change::AddRevision(revision(1))))
        .await;
    desk.write(Change::InsertSuggestion(suggestion.clone()))
        .await;
    desk.refuses(UnitOfWork::new().with(Change::AddRevision(revision(2))))
        .await;
    let (first, second) = (revision(1), revision(2));
    desk.write(Change::AddRevision(first.clone())).await;
    desk.refuses(UnitOfWork::new().with(Change::AddRevision(first.clone())))
        .await;
    desk.write(Change::AddRevision(second.clone())).await;
    desk.refuses(UnitOfWork::new().with(Change::AddRevision(revision(4))))
        .await;

    let id = &suggestion.id;
    let read = desk
        .store
        .suggestion(id)
        .await
        .expect("reads")
        .expect("is there");
    assert_eq!(read.latest_revision, 2);
    assert_eq!(desk.store.revision(id, 1).await, Ok(Some(first.clone())));
    assert_eq!(desk.store.revision(id, 3).await, Ok(None));
    assert_eq!(desk.store.revisions(id).await, Ok(vec![first, second]));
}

/// The newest texts of one account; what says nothing is left out.
pub async fn recent_drafts_come_newest_first(desk: &Desk) {
    let account = desk.account().await;
    let other = desk.account().await;
    for (owner, text) in [
        (&account, "one"),
        (&other, "x"),
        (&account, ""),
        (&account, "two"),
    ] {
        desk.open_review(owner, text).await;
    }
    let last = desk.open_review(&account, "three").await;
    let again = builders::revision_of(&last.suggestion, None, 2, "three again\0");
    desk.write(Change::AddRevision(again)).await;
    let recent = desk
        .store
        .recent_drafts(&account.id, 3)
        .await
        .expect("reads");
    assert_eq!(recent, ["three again\0", "three", "two"]);
}
