//! Locks within one process.

use std::collections::HashMap;
use std::sync::{Arc, Mutex, PoisonError};
use std::time::Duration;

use async_trait::async_trait;
use herald_pipeline::ports::{Held, LockError, Locks};
use tokio::sync::{Mutex as AsyncMutex, OwnedMutexGuard};

/// Gives locks by name within one process; whoever waits, waits for as long as it takes.
#[derive(Default)]
pub struct MemoryLocks(Mutex<HashMap<String, Arc<AsyncMutex<()>>>>);

struct Guard(#[expect(dead_code, reason = "held, never read")] OwnedMutexGuard<()>);

impl Held for Guard {}

#[async_trait]
impl Locks for MemoryLocks {
    async fn lock(&self, name: &str, _: Duration) -> Result<Box<dyn Held>, LockError> {
        let lock = {
            let mut locks = self.0.lock().unwrap_or_else(PoisonError::into_inner);
            Arc::clone(locks.entry(name.to_owned()).or_default())
        };
        Ok(Box::new(Guard(lock.lock_owned().await)))
    }
}
