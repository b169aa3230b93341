//! Hands each claimed job to the one stage that acts on it.

use std::collections::BTreeMap;

use herald_domain::{
    AccountId, Action, Decision, DecisionId, DecisionKind, Event, EventBody, Job, Queue, ReviewId,
    SuggestionId, Work,
};

use super::{Engine, JOB_CLAIM, JOB_LEASE, LANES_AT_ONCE, THINK_CLAIM, THINK_LEASE};
use crate::Context;
use crate::crash::{Stage, during};
use crate::ports::{Change, StoreError, UnitOfWork};
use crate::stages::{execute, notify, read_models, request_review, suggest};
use crate::supervise::all_of;

/// How often a job may fail before it is put aside.
const MOST_FAILURES: u32 = 8;

impl Engine {
    /// Claims and handles what is due in a queue. Returns how many jobs that were.
    pub(super) async fn work_queue(&self, queue: Queue) -> Result<u32, StoreError> {
        let (lease, limit) = match queue {
            Queue::Think => (THINK_LEASE, THINK_CLAIM),
            Queue::Suggest
            | Queue::RequestReview
            | Queue::Execute
            | Queue::Notify
            | Queue::ReadModels => (JOB_LEASE, JOB_CLAIM),
        };
        let store = self.context.store();
        // Paused is paused: nothing is thought of, and no text goes to a model.
        if queue == Queue::Think && store.settings().await?.is_on("engine.paused") {
            return Ok(0);
        }
        let stage = stage_of(queue);
        let jobs = during(stage, store.claim_jobs(queue, lease, limit)).await?;
        let count = u32::try_from(jobs.len()).unwrap_or(u32::MAX);
        let lanes = lanes(jobs)
            .into_iter()
            .map(|lane| during(stage, self.work_lane(lane)))
            .collect();
        all_of(self.at_once(LANES_AT_ONCE), lanes).await;
        Ok(count)
    }

    async fn work_lane(&self, lane: Vec<Job>) {
        for job in lane {
            self.attempt(job).await;
        }
    }

    /// Handles one job; a failure is written down and tried again later, at last put aside.
    async fn attempt(&self, job: Job) {
        let kept = job.clone();
        let Err(error) = Box::pin(self.handle(job)).await else {
            return;
        };
        tracing::warn!(job.queue = kept.queue.as_str(), job.attempts = kept.attempts, %error, "job failed");
        let gave_up = kept.attempts >= MOST_FAILURES && !matches!(error, StoreError::DiskFull);
        let result = if gave_up {
            let error = error.to_string();
            let unit = UnitOfWork::new().with(Change::BuryJob { job: kept, error });
            self.context.store().commit(unit).await
        } else {
            self.context.postpone(kept, error.to_string()).await
        };
        match result {
            Ok(()) | Err(StoreError::Conflict(_)) => {}
            Err(error) => tracing::error!(%error, "a failed job could not be given back"),
        }
    }

    async fn handle(&self, job: Job) -> Result<(), StoreError> {
        match job.work.clone() {
            Work::Think { task, cause } => self.context.think(job, task, &cause).await,
            Work::Event { event } => {
                let unit = match job.queue {
                    Queue::Suggest => self.context.suggest(&event).await?,
                    Queue::RequestReview => self.context.ask_person(&event).await?,
                    Queue::Execute => self.schedule(&event).await?,
                    Queue::Notify => self.context.tell_person(&event).await?,
                    Queue::ReadModels => self.context.refresh_read_models(&event).await?,
                    Queue::Think => UnitOfWork::new(),
                };
                self.context.finish(job, unit).await
            }
        }
    }

    async fn schedule(&self, event: &Event) -> Result<UnitOfWork, StoreError> {
        let EventBody::HumanResponseReceived {
            review_id,
            decision_id,
            ..
        } = &event.body
        else {
            return Ok(UnitOfWork::new());
        };
        let context = &self.context;
        if context.store().action_of(decision_id).await?.is_some() {
            return Ok(UnitOfWork::new());
        }
        let (review, decision) = context.reviewed(review_id, decision_id).await?;
        let revision = context
            .revision(&review.suggestion_id, decision.revision)
            .await?;
        let account = context.account(&review.account_id).await?;
        let Some(executor) = self.writers.executor(account.network) else {
            return Ok(UnitOfWork::new());
        };
        let approved = execute::Approved {
            decision: &decision,
            revision: &revision,
            account: &account,
        };
        Ok(execute::decide(
            event,
            &review,
            &approved,
            executor.as_ref(),
            context.mint(),
        ))
    }
}

/// Returns the stage that works on a queue.
fn stage_of(queue: Queue) -> Stage {
    match queue {
        Queue::Suggest => Stage::Suggest,
        Queue::Think => Stage::Think,
        Queue::RequestReview => Stage::RequestReview,
        Queue::Execute => Stage::Schedule,
        Queue::Notify => Stage::Notify,
        Queue::ReadModels => Stage::ReadModels,
    }
}

/// Puts jobs into one lane per account, so that no draft is written without knowing the one before.
fn lanes(jobs: Vec<Job>) -> Vec<Vec<Job>> {
    let mut lanes: BTreeMap<Option<AccountId>, Vec<Job>> = BTreeMap::new();
    for job in jobs {
        let (Work::Event { event } | Work::Think { cause: event, .. }) = &job.work;
        lanes.entry(event.account_id.clone()).or_default().push(job);
    }
    lanes.into_values().collect()
}

impl Context {
    async fn suggest(&self, event: &Event) -> Result<UnitOfWork, StoreError> {
        match &event.body {
            EventBody::ActivityUpdate { activity_ids } => {
                let Some(account_id) = &event.account_id else {
                    return Ok(UnitOfWork::new());
                };
                let account = self.account(account_id).await?;
                let mut activities = Vec::with_capacity(activity_ids.len());
                for id in activity_ids {
                    activities.extend(self.store().activity(id).await?);
                }
                let accounts = self.store().accounts().await?;
                let mint = self.mint();
                Ok(suggest::decide(
                    event,
                    &account,
                    &activities,
                    &accounts,
                    mint,
                ))
            }
            EventBody::HumanResponseReceived {
                review_id,
                decision_id,
                decision: DecisionKind::AnotherVersion { .. },
            } => {
                let (review, decision) = self.reviewed(review_id, decision_id).await?;
                if decision.undone_at.is_some() {
                    return Ok(UnitOfWork::new());
                }
                let now = self.clock().now();
                Ok(suggest::decide_redraft(
                    event,
                    review.suggestion_id,
                    now,
                    self.mint(),
                ))
            }
            _ => Ok(UnitOfWork::new()),
        }
    }

    async fn ask_person(&self, event: &Event) -> Result<UnitOfWork, StoreError> {
        let (EventBody::ContentSuggested {
            suggestion_id,
            revision,
        }
        | EventBody::EngagementSuggested {
            suggestion_id,
            revision,
        }) = &event.body
        else {
            return Ok(UnitOfWork::new());
        };
        let Some(suggestion) = self.store().suggestion(suggestion_id).await? else {
            return Ok(UnitOfWork::new());
        };
        let revision = self.revision(suggestion_id, *revision).await?;
        let existing = self.store().review_of(suggestion_id).await?;
        let account = self.account(&suggestion.account_id).await?;
        let unit = request_review::decide(
            event,
            &account,
            &suggestion,
            &revision,
            existing.as_ref(),
            self.mint(),
        );
        Ok(unit.unwrap_or_default())
    }

    async fn tell_person(&self, event: &Event) -> Result<UnitOfWork, StoreError> {
        let EventBody::HumanReviewRequired {
            review_id,
            revision,
            ..
        } = &event.body
        else {
            return Ok(UnitOfWork::new());
        };
        if !self
            .store()
            .settings()
            .await?
            .is_on("notifications.enabled")
        {
            return Ok(UnitOfWork::new());
        }
        let Some(review) = self.store().review(review_id).await? else {
            return Ok(UnitOfWork::new());
        };
        let revision = self.revision(&review.suggestion_id, *revision).await?;
        let account = self.account(&review.account_id).await?;
        let suggestion = self.store().suggestion(&review.suggestion_id).await?;
        let activity = match suggestion.and_then(|s| s.activity_id) {
            Some(id) => self.store().activity(&id).await?,
            None => None,
        };
        let drafted_by_person = revision.drafted_by.drafter == "person";
        let activity = activity.filter(|_| !drafted_by_person);
        let now = self.clock().now();
        let notice = notify::decide(
            &review,
            &revision,
            &account,
            activity.as_ref(),
            self.drafter(),
            now,
        );
        if let Some(notice) = notice {
            self.notifier().notify(notice).await;
        }
        Ok(UnitOfWork::new())
    }

    async fn refresh_read_models(&self, event: &Event) -> Result<UnitOfWork, StoreError> {
        let EventBody::ActionExecuted { action_id, .. } = &event.body else {
            return Ok(UnitOfWork::new());
        };
        let Some(action) = self.store().action(action_id).await? else {
            return Ok(UnitOfWork::new());
        };
        let revision = self.approved_revision(&action).await?;
        let suggestion = self.store().suggestion(&action.suggestion_id).await?;
        let activity = match suggestion.and_then(|s| s.activity_id) {
            Some(id) => self.store().activity(&id).await?,
            None => None,
        };
        Ok(read_models::decide(&action, &revision, activity.as_ref()))
    }

    async fn approved_revision(
        &self,
        action: &Action,
    ) -> Result<herald_domain::Revision, StoreError> {
        let (_, decision) = self
            .reviewed(&action.review_id, &action.decision_id)
            .await?;
        self.revision(&action.suggestion_id, decision.revision)
            .await
    }

    async fn reviewed(
        &self,
        review: &ReviewId,
        decision: &DecisionId,
    ) -> Result<(herald_domain::Review, Decision), StoreError> {
        let missing = |table, row: String| StoreError::Inconsistent {
            table,
            column: "id",
            row,
        };
        let found = self.store().review(review).await?;
        let found = found.ok_or_else(|| missing("review", review.to_string()))?;
        let said = self.store().decision(decision).await?;
        let said = said.ok_or_else(|| missing("decision", decision.to_string()))?;
        Ok((found, said))
    }

    async fn revision(
        &self,
        suggestion: &SuggestionId,
        number: u32,
    ) -> Result<herald_domain::Revision, StoreError> {
        let row = format!("{suggestion}/{number}");
        let missing = StoreError::Inconsistent {
            table: "revision",
            column: "number",
            row,
        };
        self.store()
            .revision(suggestion, number)
            .await?
            .ok_or(missing)
    }
}
