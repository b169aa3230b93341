//! Puts what was approved before the person again, where what it is about is no longer as it was.

use herald_domain::{
    ActionState, EventBody, Failure, Proposal, RemoteRef, Review, ReviewState, Revision,
    SuggestionState, ThreadPost, Warning,
};

use super::step::stepped;
use super::{Claimed, Executor};
use crate::ports::{Change, NetworkError, StoreError, ThreadView};

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
        let again = anew(
            &revision,
            number,
            now_there,
            error,
            self.context.clock().now(),
        );
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
                unit = unit.with(Change::SetActivityText(id.clone(), post.text.clone()));
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

/// Returns the post a proposal is about, where it is about one.
fn target_of(proposal: &Proposal) -> Option<&RemoteRef> {
    match proposal {
        Proposal::Reply { to, .. } => Some(&to.parent),
        Proposal::Quote { subject, .. }
        | Proposal::Like { subject }
        | Proposal::Repost { subject } => Some(subject),
        _ => None,
    }
}

/// Makes the next revision: the same words, about what is there now, with what changed as a warning.
fn anew(
    before: &Revision,
    number: u32,
    now_there: Option<&ThreadPost>,
    error: &NetworkError,
    at: herald_domain::Timestamp,
) -> Revision {
    let mut revision = Revision {
        number,
        created_at: at,
        ..before.clone()
    };
    revision.warnings.retain(|w| w.code != error.code);
    let text = match now_there {
        Some(post) if error.code == "target_edited" => {
            format!("{} It now reads: {}", error.message, post.text)
        }
        _ => error.message.clone(),
    };
    revision.warnings.push(Warning {
        code: error.code.clone(),
        text,
    });
    if let Some(post) = now_there {
        let target = match &mut revision.proposal {
            Proposal::Reply { to, .. } => {
                // What starts its conversation is its own root, in the version there is now.
                if to.root.id == to.parent.id {
                    to.root.clone_from(&post.remote);
                }
                Some(&mut to.parent)
            }
            Proposal::Quote { subject, .. }
            | Proposal::Like { subject }
            | Proposal::Repost { subject } => Some(subject),
            _ => None,
        };
        if let Some(target) = target {
            target.clone_from(&post.remote);
        }
    }
    revision
}
