//! Runs lanes as tasks of their own: the slowest network delays nobody else.

use std::collections::{BTreeMap, BTreeSet};
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
    running: Arc<Running>,
    room: Arc<Semaphore>,
}

/// The accounts whose lanes are at work, and whether each was to begin meanwhile: what became due while it
/// was about to end must not wait for the slow poll.
type Running = Mutex<BTreeMap<AccountId, bool>>;

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

    /// Tells whether a lane is at work.
    pub(super) fn are_at_work(&self) -> bool {
        !lock(&self.running).is_empty()
    }

    /// Sets a lane to work; one that is at work looks once more before it ends.
    pub(super) fn start(&self, account: AccountId) {
        if let Some(again) = lock(&self.running).get_mut(&account) {
            *again = true;
            return;
        }
        lock(&self.running).insert(account.clone(), false);
        let (work, room) = (Arc::clone(&self.work), Arc::clone(&self.room));
        let mut at_work = AtWork {
            running: Arc::clone(&self.running),
            account: account.clone(),
            ended: false,
        };
        self.supervisor.run(async move {
            let Ok(_room) = room.acquire().await else {
                return;
            };
            loop {
                work.run(&account).await;
                if at_work.ends() {
                    return;
                }
            }
        });
    }
}

/// A lane at work; it is taken out of those however it ends.
struct AtWork {
    running: Arc<Running>,
    account: AccountId,
    ended: bool,
}

impl AtWork {
    /// Ends the lane, unless it was to begin meanwhile.
    fn ends(&mut self) -> bool {
        let mut running = lock(&self.running);
        let again = running.get_mut(&self.account).is_some_and(std::mem::take);
        if !again {
            running.remove(&self.account);
            self.ended = true;
        }
        self.ended
    }
}

impl Drop for AtWork {
    fn drop(&mut self) {
        // Once it has ended the place may be another's.
        if !self.ended {
            lock(&self.running).remove(&self.account);
        }
    }
}

fn lock<T>(mutex: &Mutex<T>) -> std::sync::MutexGuard<'_, T> {
    mutex.lock().unwrap_or_else(PoisonError::into_inner)
}
