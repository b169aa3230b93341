//! Hints that something changed. They may be lost or doubled; the truth is in the store.

use std::time::Duration;

use async_trait::async_trait;
use serde::{Deserialize, Serialize};

/// What changed, so that a reader knows what to read again.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Hint {
    /// Accounts or their health.
    Accounts,
    /// Activity.
    Activity,
    /// Suggestions, reviews or decisions.
    Reviews,
    /// Actions or the journal.
    Actions,
    /// Settings.
    Settings,
    /// Queued or scheduled work.
    Work,
    /// Anything: read everything again.
    Everything,
}

/// Rings after a commit and wakes those who wait.
#[async_trait]
pub trait Wake: Send + Sync {
    /// Says that something changed.
    fn ring(&self, hint: Hint);

    /// Returns the number of rings so far, to be given to [`Wake::changed`].
    fn armed(&self) -> u64;

    /// Waits until there was a ring after `armed`, or the span has passed.
    async fn changed(&self, armed: u64, at_most: Duration);
}
