//! Progress kept in memory.

use std::sync::{Mutex, PoisonError};

use async_trait::async_trait;
use herald_pipeline::ports::{Progress, SendError};
use serde_json::Value;

/// Keeps the progress of one action in memory, as a store would.
#[derive(Debug, Default)]
pub struct MemoryProgress(Mutex<Option<Value>>);

impl MemoryProgress {
    /// Starts with what an earlier attempt kept.
    pub fn resuming(kept: Value) -> Self {
        Self(Mutex::new(Some(kept)))
    }
}

#[async_trait]
impl Progress for MemoryProgress {
    fn kept(&self) -> Option<Value> {
        self.0
            .lock()
            .unwrap_or_else(PoisonError::into_inner)
            .clone()
    }

    async fn keep(&self, state: Value) -> Result<(), SendError> {
        *self.0.lock().unwrap_or_else(PoisonError::into_inner) = Some(state);
        Ok(())
    }
}
