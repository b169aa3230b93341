//! Runs lanes as tasks of their own: the slowest network delays nobody else.

use std::collections::BTreeSet;
use std::sync::{Arc, Mutex, PoisonError};

use herald_domain::AccountId;
use tokio::sync::Semaphore;

use crate::stages::execute::Executor;
use crate::supervise::Supervisor;

/// How many lanes may be at work at a time; more than anybody has accounts that all hang.
const MOST: usize = 64;

/// The lanes at work.
pub(super) struct Lanes {
    supervisor: Supervisor,
    executor: Executor,
    running: Arc<Mutex<BTreeSet<AccountId>>>,
    room: Arc<Semaphore>,
}

impl Lanes {
    pub(super) fn new(supervisor: Supervisor, executor: Executor) -> Self {
        Self {
            supervisor,
            executor,
            running: Arc::default(),
            room: Arc::new(Semaphore::new(MOST)),
        }
    }

    /// Sets a lane to work, unless it is already.
    pub(super) fn start(&self, account: AccountId) {
        let fresh = lock(&self.running).insert(account.clone());
        if !fresh {
            return;
        }
        let (executor, room) = (self.executor.clone(), Arc::clone(&self.room));
        let done = Done {
            running: Arc::clone(&self.running),
            account: account.clone(),
        };
        self.supervisor.run(async move {
            // Taken out again however this ends.
            let _done = done;
            let Ok(_room) = room.acquire().await else {
                return;
            };
            if let Err(error) = executor.run_lane(&account).await {
                tracing::error!(%error, account.id = %account, "a lane stopped; it goes on later");
            }
        });
    }
}

struct Done {
    running: Arc<Mutex<BTreeSet<AccountId>>>,
    account: AccountId,
}

impl Drop for Done {
    fn drop(&mut self) {
        lock(&self.running).remove(&self.account);
    }
}

fn lock(running: &Mutex<BTreeSet<AccountId>>) -> std::sync::MutexGuard<'_, BTreeSet<AccountId>> {
    running.lock().unwrap_or_else(PoisonError::into_inner)
}
