//! Named tasks under a soft and a hard stop; their failures become health rows.

use std::future::Future;
use std::panic::AssertUnwindSafe;
use std::pin::pin;
use std::time::Duration;

use futures_util::FutureExt;
use herald_domain::{AccountId, Health, HealthState};
use tokio_util::sync::CancellationToken;
use tokio_util::task::TaskTracker;

use crate::Context;
use crate::ports::{Change, StoreError, UnitOfWork};

/// How long tasks may finish their unit of work after the soft stop.
const GRACE: Duration = Duration::from_secs(20);

/// How long a task runs before it counts as well.
const PROVEN: Duration = Duration::from_secs(15);

/// Runs named endless tasks, restarts those that fail, and stops them together.
#[derive(Clone)]
pub struct Supervisor {
    context: Context,
    soft: CancellationToken,
    hard: CancellationToken,
    tasks: TaskTracker,
}

impl Supervisor {
    /// Makes a supervisor; cancelling `soft` asks every task to end after its unit of work.
    pub fn new(context: Context, soft: CancellationToken) -> Self {
        Self {
            context,
            soft,
            hard: CancellationToken::new(),
            tasks: TaskTracker::new(),
        }
    }

    /// Returns the token that asks tasks to end after their unit of work.
    pub fn soft_stop(&self) -> &CancellationToken {
        &self.soft
    }

    /// Starts a named task; `make` makes it anew after each failure, with a growing pause between.
    pub fn start<M, F>(&self, name: &'static str, make: M)
    where
        M: Fn() -> F + Send + Sync + 'static,
        F: Future<Output = Result<(), StoreError>> + Send,
    {
        let this = self.clone();
        let endless = async move {
            tokio::select! {
                () = this.hard.cancelled() => {}
                () = this.keep(name, make) => {}
            }
        };
        #[expect(clippy::disallowed_methods, reason = "the one home of spawning")]
        tokio::spawn(self.tasks.track_future(endless));
    }

    /// Runs one piece of work beside the named tasks, until it ends or the hard stop drops it.
    pub(crate) fn run(&self, work: impl Future<Output = ()> + Send + 'static) {
        let hard = self.hard.clone();
        let bounded = async move {
            tokio::select! {
                () = hard.cancelled() => {}
                () = work => {}
            }
        };
        #[expect(clippy::disallowed_methods, reason = "the one home of spawning")]
        tokio::spawn(self.tasks.track_future(bounded));
    }

    async fn keep<M, F>(&self, name: &'static str, make: M)
    where
        M: Fn() -> F + Send + Sync,
        F: Future<Output = Result<(), StoreError>> + Send,
    {
        let mut failures = 0;
        while !self.soft.is_cancelled() {
            let (ended, was_well) = self.attend(name, make()).await;
            let message = match ended {
                Ok(Ok(())) => return,
                Ok(Err(error)) => error.to_string(),
                Err(_) => "It stopped unexpectedly and was started again.".to_owned(),
            };
            failures = if was_well { 1 } else { failures + 1 };
            tracing::error!(task.name = name, failures, message, "task failed");
            self.context.report(name, None, failures, &message).await;
            let pause = Duration::from_secs(1 << failures.min(6));
            tokio::select! {
                () = self.soft.cancelled() => {}
                () = self.context.clock().sleep(pause) => {}
            }
        }
    }

    /// Runs a task to its end; after a while without failure it is well, whatever was said of it before,
    /// by this process or a former one. Tells with its end whether it came so far.
    async fn attend<F>(&self, name: &'static str, task: F) -> (std::thread::Result<F::Output>, bool)
    where
        F: Future<Output = Result<(), StoreError>> + Send,
    {
        let mut task = pin!(AssertUnwindSafe(task).catch_unwind());
        tokio::select! {
            ended = &mut task => return (ended, false),
            () = self.context.clock().sleep(PROVEN) => {}
        }
        // Both go on: a task that is not polled may hold a turn at the store that the report waits for.
        let ((), ended) = tokio::join!(self.context.report_well(name), task);
        (ended, true)
    }

    /// Waits until every task has ended; asks them to, and drops them after the grace period.
    pub async fn finish(self) {
        self.soft.cancelled().await;
        self.tasks.close();
        if tokio::time::timeout(GRACE, self.tasks.wait())
            .await
            .is_err()
        {
            tracing::warn!("tasks did not end in time and are dropped");
            self.hard.cancel();
            self.tasks.wait().await;
        }
    }
}

impl Context {
    /// Takes back that a part was in trouble; writes nothing where nothing is said of it.
    pub async fn report_well(&self, part: &str) {
        let troubled =
            |h: &Health| h.part == part && h.account_id.is_none() && h.state != HealthState::Ok;
        match self.store().health().await {
            Ok(health) if health.iter().any(troubled) => self.report(part, None, 0, "").await,
            Ok(_) => {}
            Err(error) => tracing::error!(%error, part, "health could not be read"),
        }
    }

    /// Writes the health of a part; no failure means well. A store that fails is only logged.
    pub async fn report(
        &self,
        part: &str,
        account: Option<&AccountId>,
        failures: u32,
        message: &str,
    ) {
        let state = match failures {
            0 => HealthState::Ok,
            1..=3 => HealthState::Degraded,
            _ => HealthState::Failed,
        };
        let health = Health {
            state,
            message: message.to_owned(),
            failures,
            ..Health::well(part, account.cloned(), self.clock().now())
        };
        let unit = UnitOfWork::new().with(Change::SetHealth(health));
        if let Err(error) = self.store().commit(unit).await {
            tracing::error!(%error, part, "health could not be written");
        }
    }
}

/// Lets several futures of one task run at a time.
pub(crate) async fn all_of<F: Future<Output = ()>>(at_once: usize, work: Vec<F>) {
    use futures_util::StreamExt;
    futures_util::stream::iter(work)
        .for_each_concurrent(at_once, |f| f)
        .await;
}
