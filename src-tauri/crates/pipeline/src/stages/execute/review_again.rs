//! Puts what was approved before the person again, where what it is about is no longer as it was.

use herald_domain::{
    ActionState, EventBody, Failure, Proposal, Review, ReviewState, SuggestionState, Warning,
};

use super::step::stepped;
use super::{Claimed, Executor};
use crate::ports::{Change, NetworkError, StoreError, ThreadView};
use crate::target::{anew, target_of};

impl Executor {
    /// Takes the action back and opens its review again, with a revision that is about what is there now.
    pub(super) async fn review_again(
        &self,
        claimed: Claimed,
        error: &NetworkError,
    ) -> Result<(), StoreError> {
        let Claimed {
            action,
            account,
            suggestion,
            revision,
            correlation,
            ..
        } = claimed;
        let store = self.context.store();
        let Some(review) = store.review(&action.review_id).await? else {
            let message = &error.message;
            return self
                .refuse(action, &correlation, &error.code, message)
                .await;
        };
        let around = self.around(&account, &revision.proposal).await;
        let now_there = around.as_ref().and_then(|view| view.post.as_ref());
        let number = suggestion.latest_revision + 1;
        let change = Warning::advice(&error.code, &error.message);
        let at = self.context.clock().now();
        let again = anew(&revision, number, now_there, change, at);
        let digest = again.digest(&account);
        let mint = self.context.mint();
        let body = EventBody::HumanReviewRequired {
            review_id: review.id.clone(),
            revision: number,
            digest: digest.clone(),
        };
        let review_event = mint.event(Some(&account.id), &correlation, body);
        let failure = Failure {
            code: error.code.clone(),
            message: error.message.clone(),
        };
        let to = ActionState::Cancelled;
        let mut unit = stepped(mint, action, &correlation, to, &error.message, |action| {
            action.uncertain = false;
            action.failure = Some(failure);
        })?
        .with(Change::AddRevision(again))
        .with(Change::UpdateReview {
            review: Review {
                revision: number,
                digest,
                state: ReviewState::Open,
                ..review.clone()
            },
            expected_state: review.state,
            expected_digest: review.digest.clone(),
        })
        .with(Change::MoveSuggestion {
            id: suggestion.id.clone(),
            from: vec![SuggestionState::Approved],
            to: SuggestionState::InReview,
        })
        .emitting(review_event);
        if let (Some(id), Some(view)) = (suggestion.activity_id, around) {
            if let Some(post) = &view.post {
                unit = unit.with(Change::SetActivityText(id.clone(), post.said()));
            }
            unit = unit.with(Change::SetThread(id, view.before));
        }
        store.commit(unit).await
    }

    /// Reads what it is about as it is now, where it is about a post and the network answers.
    async fn around(
        &self,
        account: &herald_domain::Account,
        proposal: &Proposal,
    ) -> Option<ThreadView> {
        let post = target_of(proposal)?;
        let source = self.context.source(account.network).ok()?;
        match source.thread(account, post).await {
            Ok(view) => Some(view),
            Err(error) => {
                tracing::info!(%error, "what a review is about could not be read again");
                None
            }
        }
    }
}
