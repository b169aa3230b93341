//! Locks by name that hold across processes working on the same data folder.

use std::time::Duration;

use async_trait::async_trait;

/// A lock that is held until this is dropped or the process ends.
pub trait Held: Send + Sync {}

/// Why a lock was not given.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum LockError {
    /// Somebody else holds it, and went on holding it for as long as was waited.
    #[error("Another Herald is busy with the same thing. Try again in a moment.")]
    Busy,
    /// The lock could not be made.
    #[error("A lock could not be made in the data folder: {0}")]
    Failed(String),
}

/// Gives locks by name.
#[async_trait]
pub trait Locks: Send + Sync {
    /// Waits for a lock, at most for `patience`.
    ///
    /// # Errors
    /// [`LockError`].
    async fn lock(&self, name: &str, patience: Duration) -> Result<Box<dyn Held>, LockError>;
}
