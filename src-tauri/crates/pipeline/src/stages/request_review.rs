//! Request review: puts a suggestion before a person; sole producer of `HumanReviewRequired`.

use herald_domain::{
    Account, Event, EventBody, Review, ReviewState, Revision, Suggestion, SuggestionState,
};

use crate::mint::Mint;
use crate::ports::{Change, UnitOfWork};

/// Decides how a revision comes before a person: as a new review, or in the place of the version
/// before. `None` when it already did.
pub fn decide(
    event: &Event,
    account: &Account,
    suggestion: &Suggestion,
    revision: &Revision,
    existing: Option<&Review>,
    mint: &Mint,
) -> Option<UnitOfWork> {
    let digest = revision.digest(account);
    let (review, change) = match existing {
        None => {
            let review = Review {
                id: mint.review_id(),
                suggestion_id: suggestion.id.clone(),
                account_id: suggestion.account_id.clone(),
                revision: revision.number,
                digest,
                state: ReviewState::Open,
                created_at: mint.now(),
            };
            (review.clone(), Change::InsertReview(review))
        }
        Some(before) if before.revision < revision.number => {
            let review = Review {
                revision: revision.number,
                digest,
                state: ReviewState::Open,
                ..before.clone()
            };
            let change = Change::UpdateReview {
                review: review.clone(),
                expected_state: before.state,
                expected_digest: before.digest.clone(),
            };
            (review, change)
        }
        Some(_) => return None,
    };
    let body = EventBody::HumanReviewRequired {
        review_id: review.id.clone(),
        revision: review.revision,
        digest: review.digest.clone(),
    };
    let unit = UnitOfWork::new()
        .with(change)
        .with(Change::MoveSuggestion {
            id: suggestion.id.clone(),
            from: vec![SuggestionState::Proposed],
            to: SuggestionState::InReview,
        })
        .emitting(mint.follow_up(event, event.correlation.clone(), body));
    Some(unit)
}
