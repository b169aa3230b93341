//! The store: one way to write, and reads by noun.

use std::collections::HashMap;
use std::time::Duration;

use async_trait::async_trait;
use herald_domain::{
    Account, AccountId, Action, ActionId, Activity, ActivityId, ActivityKind, ActivityStatus,
    Decision, DecisionId, Event, Health, Job, Media, OwnPost, Queue, Receipt, Review, ReviewId,
    Revision, Sample, Schedule, Settings, Spending, Suggestion, SuggestionId, SuggestionKind,
    Timestamp,
};

use super::UnitOfWork;

/// Why the store did not do it.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum StoreError {
    /// Something changed meanwhile; nothing was written. Read again and decide again.
    #[error("{0} changed meanwhile; nothing was written")]
    Conflict(String),
    /// This month's budget does not reach for what was to be reserved; nothing was written.
    #[error("This month's budget is spent; nothing was written")]
    Spent,
    /// The disk is full; nothing was written.
    #[error("The disk is full. Nothing was written; free some space and try again.")]
    DiskFull,
    /// The file is not a Herald database.
    #[error("{0} is not a Herald database. It was left as it is; choose another data folder.")]
    NotOurs(String),
    /// The file was written by a newer Herald.
    #[error(
        "{path} was written by a newer Herald (schema {found}, this one knows {known}). \
         It was left as it is; update Herald."
    )]
    Newer {
        /// The file.
        path: String,
        /// The schema found.
        found: i64,
        /// The newest schema this build knows.
        known: i64,
    },
    /// The file is damaged.
    #[error("{path} is damaged: {detail}. It was left as it is; restore a copy or move it away.")]
    Corrupt {
        /// The file.
        path: String,
        /// What the check said.
        detail: String,
    },
    /// A row contradicts the model.
    #[error("{table}.{column} of {row} holds something Herald does not understand")]
    Inconsistent {
        /// The table.
        table: &'static str,
        /// The column.
        column: &'static str,
        /// The row's id.
        row: String,
    },
    /// Anything else the database said.
    #[error("The database failed: {0}")]
    Failed(String),
}

/// A page to read: newest first, from a cursor on.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Page {
    /// Only items with an id before this one.
    pub before: Option<String>,
    /// At most this many, 1 to 500.
    pub limit: u32,
}

impl Page {
    /// Returns the first page of `limit` items.
    pub fn first(limit: u32) -> Self {
        Self {
            before: None,
            limit,
        }
    }
}

/// A page that was read.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct PageOf<T> {
    /// The items, newest first.
    pub items: Vec<T>,
    /// The cursor of the next page; `None` at the end.
    pub next: Option<String>,
}

/// Which activities to read.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct ActivityFilter {
    /// Of one account.
    pub account_id: Option<AccountId>,
    /// Of one kind.
    pub kind: Option<ActivityKind>,
    /// With one status.
    pub status: Option<ActivityStatus>,
}

/// Which reviews to read.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum ReviewFilter {
    /// Waiting for a person now: open, and snoozed ones whose time has come.
    Waiting {
        /// The present.
        now: Timestamp,
        /// Of one kind.
        kind: Option<SuggestionKind>,
    },
    /// All, decided ones too.
    All,
}

/// A review with all that is shown of it.
#[derive(Clone, Debug, PartialEq)]
pub struct Sheet {
    /// The review.
    pub review: Review,
    /// The suggestion under review.
    pub suggestion: Suggestion,
    /// The revision the review is about.
    pub revision: Revision,
    /// The account it would be done with, removed or not.
    pub account: Account,
    /// What it answers, where it answers something.
    pub activity: Option<Activity>,
}

/// An action with all that is shown of it.
#[derive(Clone, Debug, PartialEq)]
pub struct Deed {
    /// The action.
    pub action: Action,
    /// The account it goes out from, removed or not.
    pub account: Account,
    /// The revision that was approved; `None` where it cannot be read.
    pub revision: Option<Revision>,
    /// What it answers, where it answers something that can be read.
    pub activity: Option<Activity>,
}

/// What is kept whole, and what may be let go. Events, decisions and actions are always kept.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Keeping {
    /// Samples from here on are kept all; of older ones, the last of each day (UTC).
    pub samples_since: Timestamp,
    /// Work that was done and was due before may go.
    pub done_since: Timestamp,
}

/// What badges and the rail show. Each count stops at 1,000.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Counts {
    /// Reviews waiting for a person.
    pub waiting: u32,
    /// Activities nobody has looked at.
    pub new_activity: u32,
    /// Actions held, due or being sent.
    pub on_their_way: u32,
    /// Actions a person must look at: unconfirmed, asking, missed, set aside, or refused and not older
    /// than a week.
    pub in_trouble: u32,
}

/// Reads accounts, their cursors and health, and settings.
#[async_trait]
pub trait AccountReads {
    /// Returns every account that is not removed, oldest first.
    async fn accounts(&self) -> Result<Vec<Account>, StoreError>;
    /// Returns one account, removed or not.
    async fn account(&self, id: &AccountId) -> Result<Option<Account>, StoreError>;
    /// Returns where reading a stream goes on.
    async fn cursor(&self, id: &AccountId, stream: &str) -> Result<Option<String>, StoreError>;
    /// Returns the health of every part.
    async fn health(&self) -> Result<Vec<Health>, StoreError>;
    /// Returns the settings.
    async fn settings(&self) -> Result<Settings, StoreError>;
    /// Returns what was paid in a month, `YYYY-MM` in UTC, by account, day and kind of use.
    async fn spending(&self, month: &str) -> Result<Vec<Spending>, StoreError>;
    /// Returns the newest value of every metric of the account as a whole.
    async fn latest_samples(&self, id: &AccountId) -> Result<Vec<Sample>, StoreError>;
}

/// Reads activity and own posts.
#[async_trait]
pub trait ActivityReads {
    /// Returns one activity.
    async fn activity(&self, id: &ActivityId) -> Result<Option<Activity>, StoreError>;
    /// Returns a page of activities, newest first.
    async fn activities(
        &self,
        filter: &ActivityFilter,
        page: &Page,
    ) -> Result<PageOf<Activity>, StoreError>;
    /// Returns activities that contain every word of the query, newest first. The query is data: no
    /// character of it has a meaning. A query without a word finds nothing.
    async fn search_activities(
        &self,
        query: &str,
        page: &Page,
    ) -> Result<PageOf<Activity>, StoreError>;
    /// Returns own posts that contain every word of the query, newest first; all for an empty query.
    async fn search_own_posts(
        &self,
        query: &str,
        page: &Page,
    ) -> Result<PageOf<OwnPost>, StoreError>;
    /// Returns those of the ids that are stored already.
    async fn known_activities(&self, ids: &[ActivityId]) -> Result<Vec<ActivityId>, StoreError>;
}

/// Reads suggestions, reviews and decisions.
#[async_trait]
pub trait ReviewReads {
    /// Returns one suggestion.
    async fn suggestion(&self, id: &SuggestionId) -> Result<Option<Suggestion>, StoreError>;
    /// Returns the suggestions that answer an activity, oldest first.
    async fn suggestions_for(&self, id: &ActivityId) -> Result<Vec<Suggestion>, StoreError>;
    /// Returns one revision.
    async fn revision(
        &self,
        id: &SuggestionId,
        number: u32,
    ) -> Result<Option<Revision>, StoreError>;
    /// Returns every revision, oldest first.
    async fn revisions(&self, id: &SuggestionId) -> Result<Vec<Revision>, StoreError>;
    /// Returns the newest texts drafted for an account, newest first.
    async fn recent_drafts(&self, id: &AccountId, limit: u32) -> Result<Vec<String>, StoreError>;
    /// Returns one review.
    async fn review(&self, id: &ReviewId) -> Result<Option<Review>, StoreError>;
    /// Returns the review of a suggestion.
    async fn review_of(&self, id: &SuggestionId) -> Result<Option<Review>, StoreError>;
    /// Returns for each of the activities the review of the newest suggestion that answers it, where
    /// there is one, in one statement for a page as for one.
    async fn reviews_answering(
        &self,
        ids: &[ActivityId],
    ) -> Result<HashMap<ActivityId, ReviewId>, StoreError>;
    /// Returns a page of reviews, newest first.
    async fn reviews(
        &self,
        filter: ReviewFilter,
        page: &Page,
    ) -> Result<PageOf<Review>, StoreError>;
    /// Returns reviews with all that is shown of them, in the order given, in as many statements for
    /// a page as for one.
    async fn sheets(&self, reviews: Vec<Review>) -> Result<Vec<Sheet>, StoreError>;
    /// Returns the ids of reviews, suggestions, activities or actions that end in `suffix`, at most 3.
    async fn ids_ending_in(
        &self,
        table: &'static str,
        suffix: &str,
    ) -> Result<Vec<String>, StoreError>;
    /// Returns one decision.
    async fn decision(&self, id: &DecisionId) -> Result<Option<Decision>, StoreError>;
    /// Returns the decisions on a review, oldest first.
    async fn decisions(&self, id: &ReviewId) -> Result<Vec<Decision>, StoreError>;
    /// Returns the newest decisions that were not undone, newest first.
    async fn latest_decisions(&self, limit: u32) -> Result<Vec<Decision>, StoreError>;
    /// Returns the bytes of a picture.
    async fn media(&self, sha256: &str) -> Result<Option<Media>, StoreError>;
    /// Returns the counts of the rail.
    async fn counts(&self, now: Timestamp) -> Result<Counts, StoreError>;
}

/// What of parking is looked for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct ParkingLook {
    /// Now.
    pub now: Timestamp,
    /// Only what is planned for later than this is parked.
    pub earliest: Timestamp,
    /// Whether posts are parked at all.
    pub parks: bool,
    /// Whether everything is paused; then nothing is parked, and what is parked is taken out.
    pub paused: bool,
}

/// Reads actions.
#[async_trait]
pub trait ActionReads {
    /// Returns one action.
    async fn action(&self, id: &ActionId) -> Result<Option<Action>, StoreError>;
    /// Returns the action a decision led to.
    async fn action_of(&self, id: &DecisionId) -> Result<Option<Action>, StoreError>;
    /// Returns a page of actions, newest first.
    async fn actions(&self, page: &Page) -> Result<PageOf<Action>, StoreError>;
    /// Returns actions with all that is shown of them, in the order given, in as many statements for a
    /// page as for one. What cannot be read beside an action hides neither it nor the others.
    async fn deeds(&self, actions: Vec<Action>) -> Result<Vec<Deed>, StoreError>;
    /// Returns actions that wait for a person's answer, oldest first: they ask, were handed over, or
    /// were missed.
    async fn actions_that_ask(&self, limit: u32) -> Result<Vec<Action>, StoreError>;
    /// Returns the active accounts whose head can be claimed now, the longest due first.
    async fn lanes_due(&self, now: Timestamp) -> Result<Vec<AccountId>, StoreError>;
    /// Claims the head of an account's lane, where it is due and nobody else holds one of the lane:
    /// raises the epoch, sets the lease, and makes what was held or due `sending`.
    ///
    /// The clock is read after the write lock is held. A head that cannot be read is set aside, and the
    /// next one is claimed.
    async fn claim_head(
        &self,
        account: &AccountId,
        lease: Duration,
    ) -> Result<Option<Action>, StoreError>;
    /// Lengthens a claim whose epoch is still the given one; `false` where it is not, as once an intent
    /// was written under it.
    async fn renew_claim(
        &self,
        id: &ActionId,
        epoch: i64,
        lease: Duration,
    ) -> Result<bool, StoreError>;
    /// Returns the accounts with something to do about parking now.
    async fn parking_due(&self, look: &ParkingLook) -> Result<Vec<AccountId>, StoreError>;
    /// Returns the first action of an account with something to do about parking: a planned post to be
    /// parked, or a parked one that is due to be looked at or to be taken out.
    async fn parking_of(
        &self,
        account: &AccountId,
        look: &ParkingLook,
    ) -> Result<Option<Action>, StoreError>;
    /// Returns when there is something to do about parking next, after now.
    async fn next_parking_at(&self, look: &ParkingLook) -> Result<Option<Timestamp>, StoreError>;
    /// Returns everything of an account that is parked.
    async fn parked_actions(&self, account: &AccountId) -> Result<Vec<Action>, StoreError>;
    /// Returns actions in the state `sending` whose lease has ended.
    async fn expired_actions(&self, now: Timestamp) -> Result<Vec<Action>, StoreError>;
    /// Returns where the network put what Herald sent from an account since an instant, step by step.
    async fn remote_ids(
        &self,
        account: &AccountId,
        since: Timestamp,
    ) -> Result<Vec<Receipt>, StoreError>;
    /// Returns when a post or thread of an account was last sent, another than the one given.
    async fn last_post_at(
        &self,
        account: &AccountId,
        except: &ActionId,
    ) -> Result<Option<Timestamp>, StoreError>;
    /// Returns when the next head is due, or the next lease ends; of active accounts alone.
    async fn next_action_at(&self) -> Result<Option<Timestamp>, StoreError>;
}

/// Reads the log.
#[async_trait]
pub trait JournalReads {
    /// Returns the events of a chain, oldest first.
    async fn events_of(&self, correlation: &str) -> Result<Vec<Event>, StoreError>;
    /// Returns a page of the whole log, newest first.
    async fn events(&self, page: &Page) -> Result<PageOf<Event>, StoreError>;
}

/// Claims and counts queued and scheduled work.
#[async_trait]
pub trait WorkReads {
    /// Claims due jobs of a queue: counts the attempt, raises the epoch, sets the lease.
    ///
    /// The clock is read after the write lock is held. Jobs whose lease has passed are claimed again.
    /// Thinking for an account that is paused or signed out waits. A job that cannot be read is set aside.
    async fn claim_jobs(
        &self,
        queue: Queue,
        lease: Duration,
        limit: u32,
    ) -> Result<Vec<Job>, StoreError>;
    /// Claims due schedule rows the same way. Nothing is written where one engine works on a store: then the
    /// claims are its own.
    async fn claim_schedules(
        &self,
        lease: Duration,
        limit: u32,
    ) -> Result<Vec<Schedule>, StoreError>;
    /// Returns how many jobs wait or run, buried ones left out.
    async fn jobs_waiting(&self) -> Result<u32, StoreError>;
    /// Returns how many jobs and actions are set aside: unreadable, or failed too often.
    async fn set_aside(&self) -> Result<u32, StoreError>;
    /// Returns when the next job of a queue is due.
    async fn next_job_at(&self, queue: Queue) -> Result<Option<Timestamp>, StoreError>;
    /// Returns when the next schedule row fires.
    async fn next_schedule_at(&self) -> Result<Option<Timestamp>, StoreError>;
    /// Lets a claimed schedule row fire next at an instant, where nothing else is to be written down: after
    /// a restart it fires when it was due by what is stored. A claim that is not the newest changes nothing.
    fn rest_schedule(&self, schedule: &Schedule, until: Timestamp);
    /// Gives back every claimed job and schedule row at once; only the one engine calls it, at start.
    async fn release_claims(&self) -> Result<(), StoreError>;
}

/// The store as a whole.
#[async_trait]
pub trait Store:
    AccountReads + ActivityReads + ReviewReads + ActionReads + JournalReads + WorkReads + Send + Sync
{
    /// Writes a unit of work as one, or nothing of it; durable when it returns.
    ///
    /// # Errors
    /// [`StoreError::Conflict`] when a guard fails; nothing was written.
    ///
    /// # Cancel safety
    /// A cancelled call may still have committed.
    async fn commit(&self, unit: UnitOfWork) -> Result<(), StoreError>;

    /// Reads everything stored to see whether it is whole; others read and write meanwhile.
    ///
    /// # Errors
    /// [`StoreError::Corrupt`] when it is damaged.
    async fn check(&self) -> Result<(), StoreError>;

    /// Lets at most `limit` rows go that need not be kept, and tells how many; nothing is written where
    /// there are none.
    async fn tidy(&self, keeping: Keeping, limit: u32) -> Result<u64, StoreError>;

    /// Returns a number that changes whenever another process writes to the store; own writes ring by
    /// themselves.
    async fn others_version(&self) -> Result<u64, StoreError>;

    /// Returns a number that changes whenever any process writes to the store.
    async fn version(&self) -> Result<u64, StoreError>;
}
