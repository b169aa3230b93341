//! Writing a unit of work: its changes in order, then its events with their jobs.

use std::collections::HashSet;

use herald_domain::{ActionId, DecisionId, JobId, ReviewId, SuggestionId};
use herald_pipeline::ports::{Change, Hint, StoreError, UnitOfWork};

use crate::tx::Tx;

mod accounts;
mod actions;
mod activity;
mod journal;
mod own_posts;
mod reviews;
mod suggestions;
mod work;

/// Writes a unit within a transaction; an error means that the unit must be undone.
pub(crate) async fn apply(tx: &mut Tx, unit: &UnitOfWork) -> Result<(), StoreError> {
    for change in &unit.changes {
        Box::pin(apply_one(tx, change)).await?;
    }
    for event in &unit.events {
        journal::append(tx, event).await?;
    }
    Ok(())
}

async fn apply_one(tx: &mut Tx, change: &Change) -> Result<(), StoreError> {
    match change {
        Change::PutAccount(account) => accounts::put(tx, account).await,
        Change::SetAccountState(id, state) => accounts::set_state(tx, id, state).await,
        Change::TurnAccount { seen, to } => accounts::turn(tx, seen, to).await,
        Change::SetCursor {
            account_id,
            stream,
            cursor,
        } => accounts::set_cursor(tx, account_id, stream, cursor).await,
        Change::SetSetting { name, value } => accounts::set_setting(tx, name, value).await,
        Change::SetHealth(health) => accounts::set_health(tx, health).await,
        Change::ForgetHealth(account) => accounts::forget_health(tx, account).await,
        Change::AddSamples(samples) => accounts::add_samples(tx, samples).await,
        Change::InsertActivities(activities) => activity::insert(tx, activities).await,
        Change::SetActivityStatus(id, status) => activity::set_status(tx, id, *status).await,
        Change::SetActivityNote(id, note) => activity::set_note(tx, id, note.as_deref()).await,
        Change::SetActivityText(id, text) => activity::set_text(tx, id, text).await,
        Change::SetThread(id, thread) => activity::set_thread(tx, id, thread).await,
        Change::PutOwnPosts(posts) => own_posts::put(tx, posts).await,
        Change::PutMedia(media) => own_posts::put_media(tx, media).await,
        Change::InsertSuggestion(suggestion) => suggestions::insert(tx, suggestion).await,
        Change::MoveSuggestion { id, from, to } => suggestions::advance(tx, id, from, *to).await,
        Change::AddRevision(revision) => suggestions::add_revision(tx, revision).await,
        Change::InsertReview(review) => reviews::insert(tx, review).await,
        Change::UpdateReview {
            review,
            expected_state,
            expected_digest,
        } => reviews::update(tx, review, expected_state, expected_digest).await,
        Change::RequireReview(id, state) => reviews::require(tx, id, state).await,
        Change::InsertDecision(decision) => reviews::insert_decision(tx, decision).await,
        Change::UndoDecision(id, at) => reviews::undo_decision(tx, id, *at).await,
        Change::InsertAction(action) => actions::insert(tx, action).await,
        Change::UpdateAction {
            action,
            expected_epoch,
            expected_state,
        } => actions::update(tx, action, *expected_epoch, *expected_state).await,
        Change::Spend(spending) => accounts::spend(tx, spending).await,
        Change::Reserve {
            spending,
            month,
            limit_micro_usd,
        } => accounts::reserve(tx, spending, month, *limit_micro_usd).await,
        Change::PutSchedule(schedule) => work::put_schedule(tx, schedule).await,
        Change::RemoveSchedules(account) => work::remove_schedules(tx, account).await,
        Change::Reschedule { schedule, next_at } => work::reschedule(tx, schedule, *next_at).await,
        Change::QueueThink {
            id,
            task,
            cause,
            due_at,
        } => work::queue_think(tx, id, task, cause, *due_at).await,
        Change::FinishJob(job) => work::finish(tx, job).await,
        Change::PostponeJob { job, due_at, error } => work::postpone(tx, job, *due_at, error).await,
        Change::BuryJob { job, error } => work::bury(tx, job, error).await,
    }
}

/// Returns what a written unit gives reason to read again.
pub(crate) fn hints(unit: &UnitOfWork) -> HashSet<Hint> {
    let mut hints: HashSet<Hint> = unit.changes.iter().filter_map(hint).collect();
    if !unit.events.is_empty() {
        hints.insert(Hint::Actions);
    }
    if !unit.rings().is_empty() {
        hints.insert(Hint::Work);
    }
    hints
}

fn hint(change: &Change) -> Option<Hint> {
    match change {
        Change::PutAccount(_)
        | Change::SetAccountState(..)
        | Change::TurnAccount { .. }
        | Change::SetHealth(_)
        | Change::ForgetHealth(_)
        | Change::Spend(_)
        | Change::Reserve { .. }
        | Change::AddSamples(_) => Some(Hint::Accounts),
        Change::InsertActivities(_)
        | Change::SetActivityStatus(..)
        | Change::SetActivityNote(..)
        | Change::SetActivityText(..)
        | Change::SetThread(..)
        | Change::PutOwnPosts(_) => Some(Hint::Activity),
        Change::InsertSuggestion(_)
        | Change::MoveSuggestion { .. }
        | Change::AddRevision(_)
        | Change::InsertReview(_)
        | Change::UpdateReview { .. }
        | Change::InsertDecision(_)
        | Change::UndoDecision(..) => Some(Hint::Reviews),
        Change::InsertAction(_) | Change::UpdateAction { .. } => Some(Hint::Actions),
        Change::SetSetting { .. } => Some(Hint::Settings),
        Change::PutSchedule(_)
        | Change::RemoveSchedules(_)
        | Change::Reschedule { .. }
        | Change::QueueThink { .. }
        | Change::PostponeJob { .. } => Some(Hint::Work),
        // Nobody waits for these, and ringing would wake every worker after every job.
        Change::FinishJob(_)
        | Change::BuryJob { .. }
        | Change::SetCursor { .. }
        | Change::PutMedia(_)
        | Change::RequireReview(..) => None,
    }
}

/// Names a thing in a conflict, in words for people.
trait Named {
    fn named(&self) -> String;
}

macro_rules! named {
    ($($id:ty => $word:literal),* $(,)?) => {
        $(impl Named for $id {
            fn named(&self) -> String {
                format!(concat!("The ", $word, " {}"), self.short())
            }
        })*
    };
}
named! {
    SuggestionId => "suggestion",
    ReviewId => "review",
    DecisionId => "decision",
    ActionId => "action",
    JobId => "job",
    herald_domain::EventId => "event",
    herald_domain::ActivityId => "activity",
    herald_domain::AccountId => "account",
}

/// Refuses the unit unless a guarded statement changed exactly one row.
fn exactly_one(changed: u64, what: &impl Named) -> Result<(), StoreError> {
    if changed == 1 {
        Ok(())
    } else {
        Err(StoreError::Conflict(what.named()))
    }
}
