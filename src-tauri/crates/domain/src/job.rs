//! Queued work: deliveries of events, and the thinking they fan out to.

use std::fmt;
use std::str::FromStr;

use serde::{Deserialize, Serialize};

use crate::{ActivityId, Event, JobId, SuggestionId, Timestamp};

/// The queues, one consumer each.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Queue {
    /// Decides what to think about.
    Suggest,
    /// Thinks: one processor, one thing.
    Think,
    /// Asks a person.
    RequestReview,
    /// Puts approved things on their way.
    Execute,
    /// Tells a person there is something to decide.
    Notify,
    /// Keeps what screens read up to date.
    ReadModels,
}

impl Queue {
    /// Every queue.
    pub const ALL: [Self; 6] = [
        Self::Suggest,
        Self::Think,
        Self::RequestReview,
        Self::Execute,
        Self::Notify,
        Self::ReadModels,
    ];

    /// Returns the word used in the database.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Suggest => "suggest",
            Self::Think => "think",
            Self::RequestReview => "request_review",
            Self::Execute => "execute",
            Self::Notify => "notify",
            Self::ReadModels => "read_models",
        }
    }
}

impl fmt::Display for Queue {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.as_str())
    }
}

/// A word that names no queue.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("`{0}` is not a queue")]
pub struct UnknownQueue(pub String);

impl FromStr for Queue {
    type Err = UnknownQueue;

    fn from_str(word: &str) -> Result<Self, UnknownQueue> {
        Self::ALL
            .into_iter()
            .find(|q| q.as_str() == word)
            .ok_or_else(|| UnknownQueue(word.to_owned()))
    }
}

/// One thing for a processor to think about.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "processor", rename_all = "snake_case")]
pub enum ThinkTask {
    /// Draft an answer to an activity.
    Reply {
        /// What is answered.
        activity_id: ActivityId,
    },
    /// Draft another version of a suggestion.
    Redraft {
        /// The suggestion.
        suggestion_id: SuggestionId,
        /// What should be different, where the person said so.
        wish: Option<String>,
    },
}

/// What a job carries.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "work", rename_all = "snake_case")]
pub enum Work {
    /// An event for the stage that acts on it.
    Event {
        /// The event.
        event: Event,
    },
    /// A task for a processor.
    Think {
        /// The task.
        task: ThinkTask,
        /// The event that led to it.
        cause: Event,
    },
}

/// A piece of queued work in the hands of one worker.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Job {
    /// The job's id.
    pub id: JobId,
    /// The queue it is in.
    pub queue: Queue,
    /// When it may be claimed.
    pub due_at: Timestamp,
    /// How often it was claimed, this time included.
    pub attempts: u32,
    /// Raised at every claim; a write with an older epoch is dropped.
    pub epoch: i64,
    /// What it carries.
    pub work: Work,
}
