//! Deciding on reviews, and taking decisions back.

use std::time::Duration;

use herald_domain::{
    ActionState, Decision, DecisionKind, Digest, Review, ReviewId, Warning, typed,
};
use herald_pipeline::use_cases::link_cards::CardWish;
use herald_pipeline::use_cases::record_decision::{Answer, Edit};

use super::leaving::Leaving;
use crate::shell::Seat;
use crate::views::{
    ApproveReview, Decided, EditReview, RedraftReview, RejectReview, SnoozeReview, UndoDecision,
};
use crate::{ApiError, ErrorCode, Herald, words};

impl Herald {
    /// Approves exactly what was shown.
    pub async fn approve_review(&self, input: ApproveReview) -> Result<Decided, ApiError> {
        let id = self.meant("review", &input.id).await?;
        let answer = Answer {
            now: input.now,
            ..self.answer(id, DecisionKind::Approve)
        };
        self.decide(Answer {
            seen: input.digest.map(Digest::from_stored),
            ..answer
        })
        .await
    }

    /// Changes the text, and approves it where wished.
    pub async fn edit_review(&self, input: EditReview) -> Result<Decided, ApiError> {
        let id: ReviewId = self.meant("review", &input.id).await?;
        let seen = input.digest.map(Digest::from_stored);
        if input.text.is_none() && !input.rest.is_empty() {
            let message = "Give the text of the first post, too.";
            return Err(ApiError::new(ErrorCode::BadInput, message));
        }
        let texts = input.text.into_iter().chain(input.rest);
        let edit = Edit {
            texts: texts.map(|text| typed::cleaned(&text)).collect(),
            warning: input.warning.as_deref().map(typed::cleaned),
            cards: match input.card {
                None => CardWish::ForNewLinks,
                Some(true) => CardWish::Always,
                Some(false) => CardWish::Never,
            },
        };
        if input.approve {
            let answer = Answer {
                seen,
                edit,
                now: input.now,
                ..self.answer(id, DecisionKind::EditAndApprove)
            };
            return self.decide(answer).await;
        }
        let review = self.context.edit_draft(&id, seen.as_ref(), &edit).await?;
        let unfit = self.unfit(&review).await?;
        Ok(Decided {
            review_id: id.to_string(),
            decision_id: None,
            undo_until: 0,
            text: match unfit {
                None => "The draft was changed. It still waits for your decision.".to_owned(),
                Some(why) => format!("The draft was changed, but cannot go out like this: {why}"),
            },
            waiting: self.waiting().await?,
        })
    }

    /// Tells why a draft cannot be approved as it is; nothing where it can.
    async fn unfit(&self, review: &Review) -> Result<Option<String>, ApiError> {
        let sheet = self.sheet(review.clone()).await?;
        let source = self.context.source(sheet.account.network)?;
        let contents = sheet.revision.proposal.contents().iter();
        let mut found = contents.flat_map(|content| source.check(&sheet.account, content));
        Ok(found.find(Warning::blocks).map(|warning| warning.text))
    }

    /// Rejects a review.
    pub async fn reject_review(&self, input: RejectReview) -> Result<Decided, ApiError> {
        let id = self.meant("review", &input.id).await?;
        let reason = input
            .reason
            .map(|r| r.trim().to_owned())
            .filter(|r| !r.is_empty());
        self.decide(self.answer(id, DecisionKind::Reject { reason }))
            .await
    }

    /// Puts a review off.
    pub async fn snooze_review(&self, input: SnoozeReview) -> Result<Decided, ApiError> {
        let id = self.meant("review", &input.id).await?;
        let span = Duration::from_secs(u64::from(input.minutes) * 60);
        let until = self.context.clock().now().plus(span);
        self.decide(self.answer(id, DecisionKind::Snooze { until }))
            .await
    }

    /// Asks for another version.
    pub async fn redraft_review(&self, input: RedraftReview) -> Result<Decided, ApiError> {
        let id = self.meant("review", &input.id).await?;
        let wish = input
            .wish
            .map(|w| w.trim().to_owned())
            .filter(|w| !w.is_empty());
        if wish.as_ref().is_some_and(|w| w.chars().count() > 500) {
            let message = "Say what should be different in at most 500 characters.";
            return Err(ApiError::new(ErrorCode::BadInput, message));
        }
        self.decide(self.answer(id, DecisionKind::AnotherVersion { wish }))
            .await
    }

    /// Takes the newest decision back.
    pub async fn undo_decision(&self, input: UndoDecision) -> Result<Decided, ApiError> {
        let review = match &input.review_id {
            Some(given) => Some(self.meant::<ReviewId>("review", given).await?),
            None => None,
        };
        let decision = self.context.undo_decision(review.as_ref()).await?;
        let action = self.context.store().action_of(&decision.id).await?;
        let text = if action.is_some_and(|action| action.state == ActionState::Parked) {
            "It is being taken out of the server. Then it waits for your decision again."
        } else {
            "Taken back. It waits for your decision again; nothing was sent."
        };
        Ok(Decided {
            review_id: decision.review_id.to_string(),
            decision_id: Some(decision.id.to_string()),
            undo_until: 0,
            text: text.to_owned(),
            waiting: self.waiting().await?,
        })
    }

    fn answer(&self, review_id: ReviewId, kind: DecisionKind) -> Answer {
        Answer {
            review_id,
            seen: None,
            kind,
            edit: Edit::default(),
            now: false,
            by: self.shell.to_owned(),
        }
    }

    async fn decide(&self, answer: Answer) -> Result<Decided, ApiError> {
        let decision = self.context.record_decision(answer).await?;
        let text = self.decided_text(&decision).await?;
        Ok(Decided {
            review_id: decision.review_id.to_string(),
            decision_id: Some(decision.id.to_string()),
            undo_until: decision.undo_until.millis(),
            text,
            waiting: self.waiting().await?,
        })
    }

    pub(super) async fn waiting(&self) -> Result<u32, ApiError> {
        Ok(self
            .context
            .store()
            .counts(self.context.clock().now())
            .await?
            .waiting)
    }

    /// Says what a decision led to, for example `The reply to Jonas goes out in 10 seconds.`
    async fn decided_text(&self, decision: &Decision) -> Result<String, ApiError> {
        let (what, leaving) = self.what_was_decided(decision).await?;
        let hold = decision.undo_until.since(decision.at).as_secs();
        let runs = self.seat.seat() != Seat::Stopped;
        Ok(match &decision.kind {
            DecisionKind::Approve | DecisionKind::EditAndApprove => {
                leaving.approved(&what, hold, runs)
            }
            DecisionKind::Reject { .. } => format!("Rejected. {what} will not be sent."),
            DecisionKind::Snooze { .. } => format!("Snoozed. {what} comes back later."),
            DecisionKind::AnotherVersion { .. } if runs => {
                format!(
                    "Another version of {} is being written.",
                    lower_first(&what)
                )
            }
            DecisionKind::AnotherVersion { .. } => format!(
                "Another version of {} is asked for; it is written as soon as the engine runs.",
                lower_first(&what)
            ),
        })
    }

    /// Returns the headline of what a decision is about, and how it leaves if it was approved.
    pub(super) async fn what_was_decided(
        &self,
        decision: &Decision,
    ) -> Result<(String, Leaving), ApiError> {
        let found = self.context.store().review(&decision.review_id).await?;
        let lost = || ApiError::not_found("review", decision.review_id.as_str());
        let sheet = self.sheet(found.ok_or_else(lost)?).await?;
        let whom = words::whom(&sheet.revision, sheet.activity.as_ref(), &sheet.account);
        let headline = words::headline(sheet.revision.proposal.verb(), &whom);
        Ok((headline, Leaving::of(&sheet.revision)))
    }
}

fn lower_first(text: &str) -> String {
    let mut chars = text.chars();
    chars
        .next()
        .map_or_else(String::new, |c| c.to_lowercase().chain(chars).collect())
}
