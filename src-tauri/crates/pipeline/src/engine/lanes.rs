//! Runs lanes as tasks of their own: the slowest network delays nobody else.

use std::collections::BTreeSet;
use std::sync::{Arc, Mutex, PoisonError};

use herald_domain::AccountId;
use tokio::sync::Semaphore;

use crate::Context;
use crate::stages::execute::Executor;
use crate::supervise::Supervisor;

/// How many lanes may be at work at a time; more than anybody has accounts that all hang.
const MOST: usize = 64;

/// The part whose health tells how sending goes.
pub(super) const PART: &str = "actions";

/// Accounts, by some quality.
type Accounts = Mutex<BTreeSet<AccountId>>;

/// The lanes at work.
pub(super) struct Lanes {
    supervisor: Supervisor,
    work: Arc<Work>,
    running: Arc<Accounts>,
    room: Arc<Semaphore>,
}

/// What every lane does, and which could not.
struct Work {
    context: Context,
    executor: Executor,
    stopped: Accounts,
}

impl Work {
    /// Moves a lane on; a store that fails stops it until later, and is told until no lane is stopped.
    async fn run(&self, account: &AccountId) {
        let Err(error) = self.executor.run_lane(account).await else {
            let went_on = lock(&self.stopped).remove(account);
            if went_on && lock(&self.stopped).is_empty() {
                self.context.report_well(PART).await;
            }
            return;
        };
        tracing::error!(%error, account.id = %account, "a lane stopped; it goes on later");
        if lock(&self.stopped).insert(account.clone()) {
            let message = format!("Sending stopped and goes on by itself: {error}");
            self.context.report(PART, None, 1, &message).await;
        }
    }
}

impl Lanes {
    pub(super) fn new(supervisor: Supervisor, context: Context, executor: Executor) -> Self {
        Self {
            supervisor,
            work: Arc::new(Work {
                context,
                executor,
                stopped: Accounts::default(),
            }),
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
        let (work, room) = (Arc::clone(&self.work), Arc::clone(&self.room));
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
            work.run(&account).await;
        });
    }
}

struct Done {
    running: Arc<Accounts>,
    account: AccountId,
}

impl Drop for Done {
    fn drop(&mut self) {
        lock(&self.running).remove(&self.account);
    }
}

fn lock(running: &Accounts) -> std::sync::MutexGuard<'_, BTreeSet<AccountId>> {
    running.lock().unwrap_or_else(PoisonError::into_inner)
}
