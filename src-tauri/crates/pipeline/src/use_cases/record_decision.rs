//! Records what a person said about a review; sole producer of `HumanResponseReceived`.

use std::time::Duration;

use herald_domain::{
    Account, Decision, DecisionKind, Digest, EventBody, PostContent, Provenance, Review, ReviewId,
    ReviewState, Revision, Suggestion, SuggestionState, Timestamp, Warning,
};

use super::UseCaseError;
use super::link_cards::{CardWish, Carded, is_about_cards};
use crate::Context;
use crate::crash::{Stage, during};
use crate::ports::{Change, UnitOfWork};

/// How long rejecting, snoozing and asking again are offered for undoing.
const UNDO_OFFER: Duration = Duration::from_secs(10);

/// The most a review can be put off.
const LONGEST_SNOOZE: Duration = Duration::from_hours(720);

/// A review with all that belongs to it.
#[derive(Clone, Debug)]
pub struct Desk {
    /// The review.
    pub review: Review,
    /// The suggestion under review.
    pub suggestion: Suggestion,
    /// The revision shown.
    pub revision: Revision,
    /// The account it is for.
    pub account: Account,
}

/// What a person changed in a draft.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Edit {
    /// The new texts, post by post; those left out stay as they are.
    pub texts: Vec<String>,
    /// The new content warning, empty to take it off; nothing where it stays.
    pub warning: Option<String>,
    /// What becomes of the cards of links.
    pub cards: CardWish,
}

impl Edit {
    fn apply(&self, contents: &mut [PostContent]) {
        for (content, text) in contents.iter_mut().zip(&self.texts) {
            text.clone_into(&mut content.text);
        }
        let Some(warning) = &self.warning else {
            return;
        };
        for content in contents {
            content.warning = Some(warning.trim().to_owned()).filter(|w| !w.is_empty());
        }
    }
}

/// Whether a person sees what an edit came to before it goes out.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Seen {
    Before,
    Never,
}

/// What a person wants done with a review.
#[derive(Clone, Debug)]
pub struct Answer {
    /// The review.
    pub review_id: ReviewId,
    /// The digest of what the person saw; `None` takes what is there now.
    pub seen: Option<Digest>,
    /// What the person said.
    pub kind: DecisionKind,
    /// What was changed before; nothing where nothing was.
    pub edit: Edit,
    /// Whether to skip the undo hold.
    pub now: bool,
    /// Where it was said.
    pub by: String,
}

impl Context {
    /// Reads a review with all that belongs to it.
    ///
    /// # Errors
    /// `NotFound` when there is no such review.
    pub async fn desk(&self, id: &ReviewId) -> Result<Desk, UseCaseError> {
        let not_found = || UseCaseError::NotFound {
            what: "review",
            id: id.to_string(),
        };
        let review = self.store().review(id).await?.ok_or_else(not_found)?;
        let suggestion = self
            .store()
            .suggestion(&review.suggestion_id)
            .await?
            .ok_or_else(not_found)?;
        let revision = self
            .store()
            .revision(&review.suggestion_id, review.revision)
            .await?
            .ok_or_else(not_found)?;
        let account = self.account(&review.account_id).await?;
        Ok(Desk {
            review,
            suggestion,
            revision,
            account,
        })
    }

    /// Records a decision on exactly what the person saw.
    ///
    /// # Errors
    /// `Changed` when it is not what the person saw or was decided meanwhile, `BadInput` when an edited
    /// text or a snooze does not fit; nothing is written then.
    pub async fn record_decision(&self, answer: Answer) -> Result<Decision, UseCaseError> {
        let mut desk = self.desk(&answer.review_id).await?;
        check_waiting(&desk.review, answer.seen.as_ref())?;
        let before = desk.review.clone();
        let mut unit = UnitOfWork::new();
        unit = self
            .edit(&mut desk, &answer.edit, Seen::Never, unit)
            .await?;
        if answer.kind.approves() {
            refuse_errors(&desk.revision, &self.check(&desk)?)?;
        }
        let decision = self.decision(&desk, &answer).await?;
        let unit = self.decided(unit, &before, &desk, &decision)?;
        during(Stage::Decide, self.store().commit(unit)).await?;
        Ok(decision)
    }

    /// Changes the text of a draft without deciding; the review stays open with a new digest.
    ///
    /// # Errors
    /// As [`Context::record_decision`].
    pub async fn edit_draft(
        &self,
        id: &ReviewId,
        seen: Option<&Digest>,
        edit: &Edit,
    ) -> Result<Review, UseCaseError> {
        let mut desk = self.desk(id).await?;
        check_waiting(&desk.review, seen)?;
        let before = desk.review.clone();
        let unit = UnitOfWork::new();
        let unit = self.edit(&mut desk, edit, Seen::Before, unit).await?;
        if unit.is_empty() {
            return Ok(before);
        }
        let body = EventBody::DraftEdited {
            review_id: before.id.clone(),
            revision: desk.revision.number,
        };
        let unit = unit
            .with(Change::UpdateReview {
                review: desk.review.clone(),
                expected_state: before.state,
                expected_digest: before.digest,
            })
            .emitting(self.mint().event(
                Some(&desk.account.id),
                correlation(&desk.suggestion),
                body,
            ));
        self.store().commit(unit).await?;
        Ok(desk.review)
    }

    /// Judges what would go out by the network's own rules.
    ///
    /// # Errors
    /// `Network` when this build has no connector for it.
    pub fn check(&self, desk: &Desk) -> Result<Vec<Warning>, UseCaseError> {
        let source = self.source(desk.account.network)?;
        let contents = desk.revision.proposal.contents();
        let found = contents.iter().flat_map(|c| source.check(&desk.account, c));
        Ok(found.collect())
    }

    async fn edit(
        &self,
        desk: &mut Desk,
        edit: &Edit,
        seen: Seen,
        unit: UnitOfWork,
    ) -> Result<UnitOfWork, UseCaseError> {
        let contents = desk.revision.proposal.contents_mut();
        if contents.len() < edit.texts.len() || (contents.is_empty() && edit.warning.is_some()) {
            return Err(UseCaseError::BadInput(
                "There is no text to edit in this one.".into(),
            ));
        }
        let before = contents.to_vec();
        let of_the_text = self.check(desk)?;
        let contents = desk.revision.proposal.contents_mut();
        edit.apply(contents);
        let carded = self.edit_cards(&desk.account, &before, contents, edit, seen);
        let carded = carded.await?;
        if *contents == *before {
            return Ok(unit);
        }
        desk.revision.number = desk.suggestion.latest_revision + 1;
        desk.revision.drafted_by = Provenance {
            drafter: "person".into(),
            local: true,
            ..Provenance::default()
        };
        if !edit.texts.is_empty() {
            "You wrote it yourself.".clone_into(&mut desk.revision.why);
        }
        desk.revision.created_at = self.mint().now();
        // What was warned of besides the text (its target, its time) is true of any text.
        let is_over = |w: &Warning| of_the_text.contains(w) || (carded.is_new && is_about_cards(w));
        desk.revision.warnings.retain(|w| !is_over(w));
        let found = self.check(desk)?;
        let warnings = &mut desk.revision.warnings;
        warnings.extend(found.into_iter().chain(carded.warnings));
        desk.review.revision = desk.revision.number;
        desk.review.digest = desk.revision.digest(&desk.account);
        let mut unit = unit;
        unit.changes
            .extend(carded.pictures.into_iter().map(Change::PutMedia));
        Ok(unit.with(Change::AddRevision(desk.revision.clone())))
    }

    async fn edit_cards(
        &self,
        account: &Account,
        before: &[PostContent],
        contents: &mut [PostContent],
        edit: &Edit,
        seen: Seen,
    ) -> Result<Carded, UseCaseError> {
        match (seen, edit.cards) {
            (Seen::Before, _) | (_, CardWish::Never) => {
                self.make_cards(account, before, contents, edit.cards).await
            }
            (Seen::Never, _) => {
                self.drop_cards(account, contents)?;
                Ok(Carded::default())
            }
        }
    }

    async fn decision(&self, desk: &Desk, answer: &Answer) -> Result<Decision, UseCaseError> {
        let at = self.mint().now();
        let settings = self.store().settings().await?;
        let hold = match (&answer.kind, answer.now) {
            (kind, true) if kind.approves() => Duration::ZERO,
            (kind, _) if kind.approves() => settings.undo_window(),
            _ => UNDO_OFFER,
        };
        if let DecisionKind::Snooze { until } = answer.kind {
            check_snooze(at, until)?;
        }
        Ok(Decision {
            id: self.mint().decision_id(),
            review_id: desk.review.id.clone(),
            revision: desk.revision.number,
            digest: desk.review.digest.clone(),
            kind: answer.kind.clone(),
            by: answer.by.clone(),
            at,
            undo_until: at.plus(hold),
            undone_at: None,
        })
    }

    fn decided(
        &self,
        unit: UnitOfWork,
        before: &Review,
        desk: &Desk,
        decision: &Decision,
    ) -> Result<UnitOfWork, UseCaseError> {
        let (review_state, suggestion_state) = match &decision.kind {
            DecisionKind::Approve | DecisionKind::EditAndApprove => {
                (ReviewState::Approved, Some(SuggestionState::Approved))
            }
            DecisionKind::Reject { .. } => (ReviewState::Rejected, Some(SuggestionState::Rejected)),
            DecisionKind::Snooze { until } => (ReviewState::Snoozed { until: *until }, None),
            DecisionKind::AnotherVersion { .. } if desk.suggestion.activity_id.is_none() => {
                let message = "Another version can be had of answers only. Edit this one instead.";
                return Err(UseCaseError::BadInput(message.into()));
            }
            DecisionKind::AnotherVersion { .. } => {
                (ReviewState::Rethinking, Some(SuggestionState::Rethinking))
            }
        };
        let mut unit = unit
            .with(Change::UpdateReview {
                review: Review {
                    state: review_state,
                    ..desk.review.clone()
                },
                expected_state: before.state,
                expected_digest: before.digest.clone(),
            })
            .with(Change::InsertDecision(decision.clone()));
        if let Some(to) = suggestion_state {
            let from = vec![SuggestionState::InReview];
            unit = unit.with(Change::MoveSuggestion {
                id: desk.suggestion.id.clone(),
                from,
                to,
            });
        }
        let body = EventBody::HumanResponseReceived {
            review_id: desk.review.id.clone(),
            decision_id: decision.id.clone(),
            decision: decision.kind.clone(),
        };
        let chain = correlation(&desk.suggestion);
        Ok(unit.emitting(self.mint().event(Some(&desk.account.id), chain, body)))
    }
}

/// Returns the chain a suggestion's events belong to.
pub fn correlation(suggestion: &Suggestion) -> String {
    suggestion
        .activity_id
        .as_ref()
        .map_or_else(|| suggestion.id.to_string(), ToString::to_string)
}

fn check_waiting(review: &Review, seen: Option<&Digest>) -> Result<(), UseCaseError> {
    let message = match review.state {
        ReviewState::Open | ReviewState::Snoozed { .. } => match seen {
            Some(seen) if *seen != review.digest => {
                "The draft changed since it was shown. Look at it again and decide again."
            }
            _ => return Ok(()),
        },
        ReviewState::Approved => "It was approved already.",
        ReviewState::Rejected => "It was rejected already. Undo that first.",
        ReviewState::Rethinking => {
            "Another version is being thought of. Wait for it, or undo that."
        }
    };
    Err(UseCaseError::Changed(message.to_owned()))
}

fn refuse_errors(revision: &Revision, found: &[Warning]) -> Result<(), UseCaseError> {
    let known = revision.warnings.iter();
    let error = found.iter().chain(known).find(|w| w.blocks());
    match error {
        None => Ok(()),
        Some(warning) => Err(UseCaseError::BadInput(format!(
            "{} Nothing was sent.",
            warning.text
        ))),
    }
}

fn check_snooze(at: Timestamp, until: Timestamp) -> Result<(), UseCaseError> {
    if until <= at || until > at.plus(LONGEST_SNOOZE) {
        let message = "Snooze for between one minute and 30 days. Nothing was changed.";
        return Err(UseCaseError::BadInput(message.into()));
    }
    Ok(())
}
