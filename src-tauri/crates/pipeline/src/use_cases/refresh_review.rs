//! Looks whether what a waiting draft is about still is as it was when the draft was made.

use herald_domain::{EventBody, Proposal, Review, ReviewId, ReviewState, Warning};

use super::UseCaseError;
use super::record_decision::{Desk, correlation};
use crate::Context;
use crate::ports::target::{ANSWERED, EDITED, GONE};
use crate::ports::{Change, NetworkErrorKind, StoreError, ThreadView, UnitOfWork};
use crate::target::{anew, answered, target_of};

impl Context {
    /// Reads what a waiting review is about; a change is put on the card as a new revision. Tells whether
    /// there was one.
    ///
    /// A network that cannot be asked now changes nothing: the same is looked at again just before sending.
    ///
    /// # Errors
    /// `NotFound` when there is no such review, `Store` when the store fails.
    pub async fn refresh_review(&self, id: &ReviewId) -> Result<bool, UseCaseError> {
        let desk = self.desk(id).await?;
        let waits = matches!(
            desk.review.state,
            ReviewState::Open | ReviewState::Snoozed { .. }
        );
        let Some(target) = target_of(&desk.revision.proposal) else {
            return Ok(false);
        };
        if !waits || !desk.account.is_active() {
            return Ok(false);
        }
        let source = self.source(desk.account.network)?;
        let view = match source.thread(&desk.account, target).await {
            Ok(view) => view,
            Err(error) if error.kind == NetworkErrorKind::Gone => ThreadView::default(),
            Err(error) => {
                tracing::info!(%error, "what a review is about could not be read again");
                return Ok(false);
            }
        };
        let Some(change) = change_of(&desk.revision.proposal, &desk.revision.warnings, &view)
        else {
            return Ok(false);
        };
        match self
            .store()
            .commit(self.refreshed(&desk, change, view))
            .await
        {
            Ok(()) => Ok(true),
            // It was decided or redrafted at this very moment.
            Err(StoreError::Conflict(_)) => Ok(false),
            Err(error) => Err(error.into()),
        }
    }

    fn refreshed(&self, desk: &Desk, change: Warning, view: ThreadView) -> UnitOfWork {
        let number = desk.suggestion.latest_revision + 1;
        let what = change.text.clone();
        let at = self.mint().now();
        let again = anew(&desk.revision, number, view.post.as_ref(), change, at);
        let digest = again.digest(&desk.account);
        let body = EventBody::TargetChanged {
            review_id: desk.review.id.clone(),
            revision: number,
            what,
        };
        let chain = correlation(&desk.suggestion);
        let mut unit = UnitOfWork::new()
            .with(Change::AddRevision(again))
            .with(Change::UpdateReview {
                review: Review {
                    revision: number,
                    digest,
                    ..desk.review.clone()
                },
                expected_state: desk.review.state,
                expected_digest: desk.review.digest.clone(),
            })
            .emitting(self.mint().event(Some(&desk.account.id), chain, body));
        if let (Some(id), Some(post)) = (&desk.suggestion.activity_id, view.post) {
            unit = unit
                .with(Change::SetActivityText(id.clone(), post.said()))
                .with(Change::SetThread(id.clone(), view.before));
        }
        unit
    }
}

/// Tells what is no longer as the card says, the gravest first; nothing where the card says it all.
fn change_of(proposal: &Proposal, known: &[Warning], view: &ThreadView) -> Option<Warning> {
    let told = |code: &str| known.iter().any(|w| w.code == code);
    let warning = |code: &str, text: &str| Some(Warning::advice(code, text));
    let Some(post) = &view.post else {
        let text = "What this is about was deleted, or is hidden from you.";
        return warning(GONE, text).filter(|_| !told(GONE));
    };
    let before = target_of(proposal)?.version.as_ref();
    let now = post.remote.version.as_ref();
    if before.is_some() && now.is_some() && before != now {
        return warning(
            EDITED,
            "What this is about was edited after this was written.",
        );
    }
    let is_answer = matches!(proposal, Proposal::Reply { .. });
    if is_answer && view.answered_by_me && !told(ANSWERED) {
        return Some(answered());
    }
    None
}

#[cfg(test)]
#[path = "refresh_review_tests.rs"]
mod tests;
