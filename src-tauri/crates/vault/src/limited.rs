//! A thread for calls that may hang.
//!
//! Not `spawn_blocking`: a runtime waits for its blocking calls when it ends, and every further
//! call to a hanging keychain would take another of its threads. This one thread may hang alone;
//! it keeps nothing from ending.

use std::panic::{AssertUnwindSafe, catch_unwind};
use std::sync::mpsc::{self, Sender};
use std::sync::{Mutex, PoisonError};
use std::thread;
use std::time::Duration;

use herald_pipeline::ports::VaultError;
use tokio::sync::oneshot;

use crate::failed;

type Job = Box<dyn FnOnce() + Send>;

/// Runs blocking calls one after the other, each for no longer than a limit.
pub(crate) struct LimitedThread {
    limit: Duration,
    jobs: Mutex<Option<Sender<Job>>>,
}

impl LimitedThread {
    /// Makes the thread, which starts with its first call.
    pub(crate) fn new(limit: Duration) -> Self {
        Self {
            limit,
            jobs: Mutex::new(None),
        }
    }

    /// Runs a call and waits for it, waiting in line included.
    ///
    /// # Errors
    /// The call's own, or [`VaultError::TimedOut`] past the limit. A call that was still in line
    /// then never runs; one that was running is left to itself.
    pub(crate) async fn run<T: Send + 'static>(
        &self,
        call: impl FnOnce() -> Result<T, VaultError> + Send + 'static,
    ) -> Result<T, VaultError> {
        let (reply, answer) = oneshot::channel();
        self.put_in_line(Box::new(move || {
            if reply.is_closed() {
                return;
            }
            let outcome = catch_unwind(AssertUnwindSafe(call))
                .unwrap_or_else(|_| Err(failed("the keychain's own code broke down.")));
            // Nobody waits any longer when this fails.
            drop(reply.send(outcome));
        }))?;
        match tokio::time::timeout(self.limit, answer).await {
            Ok(Ok(outcome)) => outcome,
            Ok(Err(_)) => Err(failed("the keychain's thread ended. Try again.")),
            Err(_) => Err(VaultError::TimedOut(self.limit.as_secs())),
        }
    }

    fn put_in_line(&self, job: Job) -> Result<(), VaultError> {
        let mut jobs = self.jobs.lock().unwrap_or_else(PoisonError::into_inner);
        let line = match jobs.take() {
            Some(line) => line,
            None => start().map_err(|_| failed("no thread could be started. Try again."))?,
        };
        let put = line.send(job);
        // A line nobody serves is given up, so that the next call starts a new one.
        put.map_err(|_| failed("the keychain's thread ended. Try again."))?;
        *jobs = Some(line);
        Ok(())
    }
}

fn start() -> std::io::Result<Sender<Job>> {
    let (line, jobs) = mpsc::channel::<Job>();
    let builder = thread::Builder::new().name("herald-keychain".into());
    builder.spawn(move || jobs.into_iter().for_each(|job| job()))?;
    Ok(line)
}
