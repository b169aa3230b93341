//! Takes a person's answer about an action: what became of it, or how it goes on.

use herald_domain::{
    Account, Action, ActionId, ActionState, Answer, Decision, DecisionKind, EventBody, Failure,
    PostContent, Proposal, PublishTime, Question, Recall, Receipt, RemoteRef, ReviewState,
    Timestamp, Verb,
};

use super::UseCaseError;
use super::link_cards::CardWish;
use super::propose_action::Wish;
use super::record_decision::{Answer as Approval, Edit, correlation};
use crate::Context;
use crate::ports::{Change, StoreError, UnitOfWork};
use crate::stages::execute::{ended, stepped};

/// Marks an action the person wants out now, whatever distance it keeps otherwise.
pub(crate) const WANTED_NOW: &str = "wanted_now";

/// Why a person let an action go no further: the code beside what they said.
pub mod ending {
    /// It stays as it is, there or not.
    pub const LEFT: &str = "left";
    /// Its time had passed, and it is not wanted any more.
    pub const DROPPED: &str = "dropped";
    /// What was public of it is deleted.
    pub const TAKEN_BACK: &str = "taken_back";
}

/// What a person said of an action.
#[derive(Clone, Debug)]
pub struct Said {
    /// The action.
    pub id: ActionId,
    /// What was said.
    pub answer: Answer,
    /// Where the person found it, where they say that it arrived.
    pub url: Option<String>,
    /// When it should go out, where they give a time.
    pub at: Option<PublishTime>,
    /// Where it was said.
    pub by: String,
}

/// How an answer changes an action.
struct Turn {
    to: ActionState,
    message: String,
    failure: Option<Failure>,
    receipt: Option<Receipt>,
}

/// Notes when a person saw how an action ended.
fn seen_at(action: &Action, at: Timestamp) -> Change {
    Change::UpdateAction {
        action: Action {
            seen_at: Some(at),
            ..action.clone()
        },
        expected_epoch: action.epoch,
        expected_state: action.state,
    }
}

impl Context {
    /// Records what a person said of an action, and does what follows.
    ///
    /// # Errors
    /// `NotFound` when there is no such action, `Changed` when it cannot be said of it (any more),
    /// `BadInput` when a time or an address is missing or does not fit.
    pub async fn answer_action(&self, said: Said) -> Result<Action, UseCaseError> {
        let action = self.action_meant(&said.id).await?;
        if !Answer::possible(&action).contains(&said.answer) {
            let message = "That cannot be said of it any more. Look at it again.";
            return Err(UseCaseError::Changed(message.to_owned()));
        }
        match said.answer {
            Answer::Arrived => self.arrived(&action, said.url.as_deref()).await?,
            Answer::Again => self.again(&action).await?,
            Answer::Leave if action.state == ActionState::Refused => self.seen(&action).await?,
            Answer::Leave | Answer::Drop => self.leave(&action).await?,
            Answer::TakeBack => self.take_back(&action, &said.by).await?,
            Answer::ApproveAgain => self.approve_again(&action, &said.by).await?,
            Answer::Now => self.send_missed(&action, WANTED_NOW).await?,
            Answer::NextSlot => self.send_missed(&action, "next_slot").await?,
            Answer::At => self.send_at(&action, said.at, &said.by).await?,
            Answer::Back => self.undo_approval(&action).await?,
        }
        self.action_meant(&said.id).await
    }

    async fn action_meant(&self, id: &ActionId) -> Result<Action, UseCaseError> {
        let found = self.store().action(id).await?;
        found.ok_or_else(|| UseCaseError::NotFound {
            what: "action",
            id: id.to_string(),
        })
    }

    /// The network has it: the step is done, and of a thread the next one follows.
    async fn arrived(&self, action: &Action, url: Option<&str>) -> Result<(), UseCaseError> {
        let account = self.account(&action.account_id).await?;
        let receipt = self.receipt_at(&account, action, url).await?;
        if action.verb == Verb::Thread {
            let message = "You say that this part arrived; it goes on with the next.";
            return self
                .move_action(action, ActionState::Due, message, |next| {
                    next.steps.push(receipt);
                    (next.tries, next.first_tried, next.patience_ms) = (0, None, 0);
                    next.failure = None;
                })
                .await;
        }
        let message = "You say that it arrived.";
        self.end(
            action,
            Turn {
                to: ActionState::Done,
                message: message.to_owned(),
                failure: None,
                receipt: Some(receipt),
            },
        )
        .await
    }

    /// Finds where it is: by the address given, else by what was seen.
    async fn receipt_at(
        &self,
        account: &Account,
        action: &Action,
        url: Option<&str>,
    ) -> Result<Receipt, UseCaseError> {
        let Some(url) = url.map(str::trim).filter(|url| !url.is_empty()) else {
            let only = match &action.question {
                Some(Question::Arrived { seen, .. }) if seen.len() == 1 => seen.first(),
                _ => None,
            };
            return Ok(only.map(|seen| seen.receipt.clone()).unwrap_or_default());
        };
        let remote = self
            .source(account.network)?
            .look_up(account, url)
            .await?
            .remote;
        Ok(Receipt {
            remote: Some(remote),
            url: Some(url.to_owned()),
        })
    }

    /// Notes that a person has seen how it ended; nothing else changes.
    async fn seen(&self, action: &Action) -> Result<(), UseCaseError> {
        let unit = UnitOfWork::new().with(seen_at(action, self.mint().now()));
        Ok(self.store().commit(unit).await?)
    }

    async fn again(&self, action: &Action) -> Result<(), UseCaseError> {
        if action.parked.as_ref().is_some_and(|lay| lay.id.is_some()) {
            let message = "You say that it did not arrive; it is taken out of the network, to be \
                           sure, and goes out from here.";
            let to = ActionState::Parked;
            return self
                .move_action(action, to, message, |next| {
                    next.recall = Some(Recall::Again);
                    next.failure = None;
                })
                .await;
        }
        let message = match &action.question {
            Some(Question::Stopped { .. }) => "You want it to go on with the next part.",
            _ => "You say that it did not arrive; it is sent again.",
        };
        self.move_action(action, ActionState::Due, message, |next| {
            (next.tries, next.first_tried, next.patience_ms) = (0, None, 0);
            next.failure = None;
            if matches!(
                action.question,
                Some(Question::Arrived { is_taken: true, .. })
            ) {
                // Nothing can arrive under that identifier any more; sending chooses another.
                next.key.clear();
                next.prepared = None;
            }
        })
        .await
    }

    async fn leave(&self, action: &Action) -> Result<(), UseCaseError> {
        let (code, message) = match &action.question {
            Some(Question::Stopped { public, of, .. }) => {
                let message = format!("You left it: {} of {of} posts are public.", public.len());
                (ending::LEFT, message)
            }
            _ if action.state == ActionState::Missed => {
                (ending::DROPPED, "You dropped it.".to_owned())
            }
            _ => (ending::LEFT, "You left it as it is.".to_owned()),
        };
        self.end_as(action, code, message).await
    }

    async fn end_as(
        &self,
        action: &Action,
        code: &str,
        message: String,
    ) -> Result<(), UseCaseError> {
        let failure = Failure {
            code: code.to_owned(),
            message: message.clone(),
        };
        let turn = Turn {
            to: ActionState::Cancelled,
            message,
            failure: Some(failure),
            receipt: action.steps.first().cloned(),
        };
        self.end(action, turn).await
    }

    /// Has the public parts deleted: each as an action of its own, approved by this very answer.
    async fn take_back(&self, action: &Action, by: &str) -> Result<(), UseCaseError> {
        let account = self.account(&action.account_id).await?;
        let public = action.steps.iter().rev();
        for remote in public.filter_map(|step| step.remote.clone()) {
            self.delete_own(&account, remote, by).await?;
        }
        let message = match action.steps.len() {
            1 => "You took it back: the post that is public is being deleted.".to_owned(),
            public => {
                format!("You took it back: the {public} posts that are public are being deleted.")
            }
        };
        self.end_as(action, ending::TAKEN_BACK, message).await
    }

    async fn delete_own(
        &self,
        account: &Account,
        remote: RemoteRef,
        by: &str,
    ) -> Result<(), UseCaseError> {
        let wish = Wish {
            verb: Verb::Delete,
            account: account.clone(),
            activity: None,
            target: Some(remote.id),
            content: PostContent::default(),
            rest: Vec::new(),
            cards: CardWish::default(),
            media: Vec::new(),
            reason: None,
            comment: None,
            publish_at: PublishTime::AfterApproval,
            warnings: Vec::new(),
        };
        let suggestion = self.propose_action(wish).await?;
        let missing = || UseCaseError::Changed("The deletion could not be proposed.".to_owned());
        let review = self
            .store()
            .review_of(&suggestion)
            .await?
            .ok_or_else(missing)?;
        let approval = Approval {
            review_id: review.id,
            seen: Some(review.digest),
            kind: DecisionKind::Approve,
            edit: Edit::default(),
            now: true,
            by: by.to_owned(),
        };
        self.record_decision(approval).await.map(drop)
    }

    /// Approves the same content again: a new decision in the same review, and so a new action.
    async fn approve_again(&self, action: &Action, by: &str) -> Result<(), UseCaseError> {
        let desk = self.desk(&action.review_id).await?;
        let newest = self.store().decisions(&desk.review.id).await?;
        let newest = newest.into_iter().rfind(|d| d.undone_at.is_none());
        let is_newest = newest.is_some_and(|d| d.id == action.decision_id);
        if desk.review.state != ReviewState::Approved || !is_newest {
            let message = "It was decided again already. Look at it in the review.";
            return Err(UseCaseError::Changed(message.to_owned()));
        }
        let at = self.mint().now();
        let decision = Decision {
            id: self.mint().decision_id(),
            review_id: desk.review.id.clone(),
            revision: desk.review.revision,
            digest: desk.review.digest.clone(),
            kind: DecisionKind::Approve,
            by: by.to_owned(),
            at,
            undo_until: at.plus(self.store().settings().await?.undo_window()),
            undone_at: None,
        };
        let body = EventBody::HumanResponseReceived {
            review_id: desk.review.id.clone(),
            decision_id: decision.id.clone(),
            decision: decision.kind.clone(),
        };
        let chain = correlation(&desk.suggestion);
        let unit = UnitOfWork::new()
            .with(Change::RequireReview(desk.review.id, ReviewState::Approved))
            .with(Change::InsertDecision(decision))
            .with(seen_at(action, at))
            .emitting(self.mint().event(Some(&desk.account.id), chain, body));
        Ok(self.store().commit(unit).await?)
    }

    async fn send_missed(&self, action: &Action, how: &str) -> Result<(), UseCaseError> {
        let now = self.mint().now();
        let message = "You want it out all the same.";
        let failure = Failure {
            code: how.to_owned(),
            message: message.to_owned(),
        };
        self.move_action(action, ActionState::Due, message, |next| {
            next.planned_at = now;
            next.failure = Some(failure);
        })
        .await
    }

    /// Plans what was missed anew: another time is another approval, given by this very answer.
    async fn send_at(
        &self,
        action: &Action,
        at: Option<PublishTime>,
        by: &str,
    ) -> Result<(), UseCaseError> {
        let message = "Say when it should go out, as in 2027-03-28 09:30.";
        let at = at.ok_or_else(|| UseCaseError::BadInput(message.to_owned()))?;
        self.leave(action).await?;
        self.plan_anew(&action.review_id, at, by).await.map(drop)
    }

    async fn move_action(
        &self,
        action: &Action,
        to: ActionState,
        message: &str,
        change: impl FnOnce(&mut Action),
    ) -> Result<(), UseCaseError> {
        let chain = self.chain_of(action).await?;
        let now = self.mint().now();
        let change = |next: &mut Action| {
            next.uncertain = false;
            next.due_at = now;
            change(next);
        };
        let unit = stepped(self.mint(), action.clone(), &chain, to, message, change);
        self.commit_answer(unit).await
    }

    async fn end(&self, action: &Action, turn: Turn) -> Result<(), UseCaseError> {
        let chain = self.chain_of(action).await?;
        let change = |next: &mut Action| {
            next.uncertain = false;
            next.failure = turn.failure;
            next.receipt = turn.receipt;
        };
        let (mint, before) = (self.mint(), action.clone());
        let unit = ended(mint, before, &chain, turn.to, &turn.message, change);
        self.commit_answer(unit).await
    }

    /// Returns what ties the events about an action together.
    pub(super) async fn chain_of(&self, action: &Action) -> Result<String, UseCaseError> {
        let suggestion = self.store().suggestion(&action.suggestion_id).await?;
        Ok(suggestion.map_or_else(|| action.suggestion_id.to_string(), |s| correlation(&s)))
    }

    async fn commit_answer(
        &self,
        unit: Result<UnitOfWork, StoreError>,
    ) -> Result<(), UseCaseError> {
        let committed = match unit {
            Ok(unit) => self.store().commit(unit).await,
            Err(error) => Err(error),
        };
        match committed {
            Err(StoreError::Conflict(_)) => Err(UseCaseError::Changed(
                "It changed at this very moment. Look at it again.".to_owned(),
            )),
            other => Ok(other?),
        }
    }
}

/// Tells whether a proposal can have a time of its own.
pub fn can_be_planned(proposal: &Proposal) -> bool {
    !proposal.contents().is_empty()
}
