//! One unit of work: everything a stage changes, committed as one or not at all.

use herald_domain::{
    Account, AccountId, AccountState, Action, ActionState, Activity, ActivityId, ActivityStatus,
    Decision, DecisionId, Event, Health, Job, JobId, Media, OwnPost, Queue, Review, ReviewId,
    ReviewState, Revision, Sample, Schedule, Spending, Suggestion, SuggestionId, SuggestionState,
    ThinkTask, ThreadPost, Timestamp,
};

/// One change of a unit. Guards that fail make the whole unit fail with a conflict.
#[derive(Clone, Debug)]
pub enum Change {
    /// Inserts an account, or replaces one with the same id.
    PutAccount(Account),
    /// Sets an account's state.
    SetAccountState(AccountId, AccountState),
    /// Sets an account's state if it still is the connection seen: a sign-in of before says nothing of
    /// the present one. Another connection, or a state its owner chose meanwhile, is a conflict.
    TurnAccount {
        /// The account as it was seen.
        seen: Account,
        /// The new state.
        to: AccountState,
    },
    /// Sets where reading goes on, by stream.
    SetCursor {
        /// The account.
        account_id: AccountId,
        /// The stream, for example `notifications`.
        stream: String,
        /// The cursor.
        cursor: String,
    },
    /// Inserts activities not seen before; known ones are left as they are.
    InsertActivities(Vec<Activity>),
    /// Sets how far the owner has got with an activity.
    SetActivityStatus(ActivityId, ActivityStatus),
    /// Sets why there is no suggestion.
    SetActivityNote(ActivityId, Option<String>),
    /// Sets what an activity says, where its author edited it.
    SetActivityText(ActivityId, String),
    /// Sets the conversation around an activity.
    SetThread(ActivityId, Vec<ThreadPost>),
    /// Inserts a suggestion.
    InsertSuggestion(Suggestion),
    /// Moves a suggestion from one of `from`; anything else is a conflict.
    MoveSuggestion {
        /// The suggestion.
        id: SuggestionId,
        /// The states it may be in.
        from: Vec<SuggestionState>,
        /// The new state.
        to: SuggestionState,
    },
    /// Adds the next revision; a number that is not `latest + 1` (or 1 at first) is a conflict.
    AddRevision(Revision),
    /// Inserts a review.
    InsertReview(Review),
    /// Replaces a review's revision, digest and state, if it still is in the state and digest given.
    UpdateReview {
        /// The review as it will be.
        review: Review,
        /// The state word it must be in.
        expected_state: ReviewState,
        /// The digest it must have.
        expected_digest: herald_domain::Digest,
    },
    /// Inserts a decision.
    InsertDecision(Decision),
    /// Marks a decision undone; one already undone is a conflict.
    UndoDecision(DecisionId, Timestamp),
    /// Inserts an action; a second one for the same decision is a conflict.
    InsertAction(Action),
    /// Replaces an action, if it still has the epoch and state given.
    UpdateAction {
        /// The action as it will be.
        action: Action,
        /// The epoch it must have.
        expected_epoch: i64,
        /// The state it must be in.
        expected_state: ActionState,
    },
    /// Keeps the bytes of a picture; known ones are left as they are.
    PutMedia(Media),
    /// Inserts or refreshes own posts.
    PutOwnPosts(Vec<OwnPost>),
    /// Adds samples; one for the same metric, subject and instant replaces the older.
    AddSamples(Vec<Sample>),
    /// Sets one setting in its stored form.
    SetSetting {
        /// The name.
        name: String,
        /// The checked value.
        value: String,
    },
    /// Adds to what was paid to a network; what was not used after all is negative.
    Spend(Spending),
    /// Adds to what was paid to networks, where the month's limit reaches; else [`StoreError::Spent`].
    ///
    /// [`StoreError::Spent`]: super::StoreError::Spent
    Reserve {
        /// What is added.
        spending: Spending,
        /// The month, `YYYY-MM` in UTC.
        month: String,
        /// The most that may be paid in it, in millionths of a US dollar.
        limit_micro_usd: u64,
    },
    /// Sets the health of a part.
    SetHealth(Health),
    /// Forgets the health of every part that works for an account.
    ForgetHealth(AccountId),
    /// Inserts or replaces a schedule row of the same kind and account.
    PutSchedule(Schedule),
    /// Removes all schedule rows of an account.
    RemoveSchedules(AccountId),
    /// Sets the next fire time of a claimed schedule row, if it still has the epoch.
    Reschedule {
        /// The row as it was claimed.
        schedule: Schedule,
        /// When it fires next.
        next_at: Timestamp,
    },
    /// Queues a task for a processor.
    QueueThink {
        /// The new job's id.
        id: JobId,
        /// The task.
        task: ThinkTask,
        /// The event that led to it.
        cause: Event,
        /// When it may be claimed.
        due_at: Timestamp,
    },
    /// Notes a claimed job as handled, if it still has the epoch; otherwise a conflict.
    FinishJob(Job),
    /// Gives a claimed job back for later, if it still has the epoch.
    PostponeJob {
        /// The job as it was claimed.
        job: Job,
        /// When it may be claimed again.
        due_at: Timestamp,
        /// Why.
        error: String,
    },
    /// Puts a claimed job aside for good, if it still has the epoch.
    BuryJob {
        /// The job as it was claimed.
        job: Job,
        /// Why.
        error: String,
    },
    /// Fails with a conflict unless the review still is in this state.
    RequireReview(ReviewId, ReviewState),
}

/// What one stage or use case changes: committed as one or not at all.
///
/// The store appends every event to the log and, in the same commit, one job for the queue of the
/// event's consumer.
#[derive(Clone, Debug, Default)]
pub struct UnitOfWork {
    /// The changes, in order.
    pub changes: Vec<Change>,
    /// The events, in order.
    pub events: Vec<Event>,
}

impl UnitOfWork {
    /// Makes an empty unit.
    pub fn new() -> Self {
        Self::default()
    }

    /// Adds a change.
    #[must_use]
    pub fn with(mut self, change: Change) -> Self {
        self.changes.push(change);
        self
    }

    /// Adds an event.
    #[must_use]
    pub fn emitting(mut self, event: Event) -> Self {
        self.events.push(event);
        self
    }

    /// Tells whether there is nothing to commit.
    pub fn is_empty(&self) -> bool {
        self.changes.is_empty() && self.events.is_empty()
    }

    /// Returns the queues that get work from this unit.
    pub fn rings(&self) -> Vec<Queue> {
        let thinks = self
            .changes
            .iter()
            .filter_map(|c| matches!(c, Change::QueueThink { .. }).then_some(Queue::Think));
        self.events
            .iter()
            .filter_map(|e| e.body.consumer())
            .chain(thinks)
            .collect()
    }
}
