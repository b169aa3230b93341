//! The engine: every stage as a named task, woken by hints and a slow poll, one per data folder.

mod answers;
mod dispatch;
mod lanes;
mod scheduled;
mod tidying;

use std::sync::Arc;
use std::time::Duration;

use herald_domain::{Queue, Timestamp};
use tokio::sync::OnceCell;
use tokio_util::sync::CancellationToken;

use crate::Context;
use crate::mutant::Mutant;
use crate::ports::{Hint, NetworkError, NetworkWriters, StoreError, Wake};
use crate::stages::execute::Executor;
use crate::supervise::Supervisor;
use lanes::Lanes;

/// How long a stage may hold a job before another may take it.
const JOB_LEASE: Duration = Duration::from_mins(1);

/// How long thinking may hold a job: the longest model time-out, with its repair and the network.
const THINK_LEASE: Duration = Duration::from_mins(25);

/// The slow poll: how long a task sleeps when no hint arrives.
const SLOW_POLL: Duration = Duration::from_secs(5);

/// How often writes of other processes are looked for.
const NEIGHBOUR_POLL: Duration = Duration::from_millis(250);

/// How long after its start the engine looks whether the database is whole: until then the person who
/// started it waits for the first screen.
const CHECK_AFTER: Duration = Duration::from_secs(5);

/// How many jobs of a stage are claimed at a time.
const JOB_CLAIM: u32 = 20;

/// How many tasks of a processor are claimed at a time; with the longest model time-out they fit the
/// lease one after the other.
const THINK_CLAIM: u32 = 8;

/// How many accounts' jobs are handled at a time.
const LANES_AT_ONCE: usize = 4;

/// How many lanes are moved on at a time where nobody runs them as tasks.
const ACTIONS_AT_ONCE: usize = 64;

/// What was done until nothing was due.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct IdleReport {
    /// How many accounts were read.
    pub accounts_read: u32,
    /// How many accounts could not be read.
    pub accounts_failed: u32,
    /// Why the first of them could not.
    pub trouble: Option<NetworkError>,
    /// How many jobs were handled.
    pub jobs: u32,
    /// How many times an action was moved on.
    pub actions: u32,
}

/// A look for what is due: the hints heard before it, and when it began.
#[derive(Clone, Copy)]
struct Look {
    armed: u64,
    at: Timestamp,
}

/// Runs the stages. Holding one means holding the data folder's engine lock.
pub struct Engine {
    context: Context,
    executor: Executor,
    writers: Arc<dyn NetworkWriters>,
    /// Whether what a former process left was taken up; once for each engine.
    taken_up: OnceCell<()>,
    one_by_one: bool,
    /// When it was made.
    began: Timestamp,
}

impl Engine {
    /// Makes an engine; the caller holds the lock that makes it the only one.
    pub fn new(context: Context, writers: Arc<dyn NetworkWriters>) -> Self {
        let executor = Executor::new(context.clone(), writers.clone());
        let began = context.clock().now();
        Self {
            began,
            context,
            executor,
            writers,
            taken_up: OnceCell::new(),
            one_by_one: false,
        }
    }

    /// Does one thing at a time until idle: the same store, clock and network make the same run again.
    #[must_use]
    pub fn one_by_one(self) -> Self {
        Self {
            one_by_one: true,
            ..self
        }
    }

    /// Returns how much is done at a time where `most` may be.
    fn at_once(&self, most: usize) -> usize {
        if self.one_by_one { 1 } else { most }
    }

    /// Takes up what a former process left: its claims are free, its sends are unconfirmed. Done once for
    /// each engine, however often it is called; [`Engine::run`] begins with it.
    ///
    /// # Errors
    /// [`StoreError`] when the store fails.
    pub async fn take_up(&self) -> Result<(), StoreError> {
        let taking_up = async {
            self.context.store().release_claims().await?;
            let left = self.executor.recover().await?;
            if left > 0 {
                tracing::warn!(count = left, "attempts of a former process are looked up");
            }
            Ok(())
        };
        self.taken_up.get_or_try_init(|| taking_up).await.copied()
    }

    /// Runs until `stop` is cancelled, then finishes the units of work at hand.
    ///
    /// # Errors
    /// [`StoreError`] when taking up fails; later failures become health and are tried again.
    pub async fn run(self, stop: CancellationToken) -> Result<(), StoreError> {
        self.take_up().await?;
        let engine = Arc::new(self);
        let supervisor = Supervisor::new(engine.context.clone(), stop.clone());
        for queue in Queue::ALL {
            let (engine, stop) = (engine.clone(), stop.clone());
            supervisor.start(queue.as_str(), move || {
                engine.clone().serve_queue(queue, stop.clone())
            });
        }
        let (scheduled, soft) = (engine.clone(), stop.clone());
        supervisor.start("observe", move || {
            scheduled.clone().serve_schedules(soft.clone())
        });
        let lanes = Arc::new(Lanes::new(
            supervisor.clone(),
            engine.context.clone(),
            engine.executor.clone(),
        ));
        let (actions, at_work, soft) = (engine.clone(), lanes.clone(), stop.clone());
        supervisor.start(lanes::PART, move || {
            actions.clone().serve_actions(at_work.clone(), soft.clone())
        });
        let (whole, soft) = (engine.clone(), stop.clone());
        supervisor.start("database", move || {
            whole.clone().check_database(soft.clone())
        });
        let (tidying, soft) = (engine.clone(), stop.clone());
        supervisor.start("tidying", move || {
            tidying.clone().serve_tidying(soft.clone())
        });
        let (answers, soft) = (engine.clone(), stop.clone());
        supervisor.start("answers", move || {
            answers.clone().serve_answers(lanes.clone(), soft.clone())
        });
        let (neighbours, soft) = (engine, stop);
        supervisor.start("neighbours", move || {
            neighbours.clone().hear_neighbours(soft.clone())
        });
        supervisor.finish().await;
        Ok(())
    }

    /// Looks once whether everything stored is whole; what is not shows as the health of the database.
    async fn check_database(self: Arc<Self>, stop: CancellationToken) -> Result<(), StoreError> {
        tokio::select! {
            () = stop.cancelled() => return Ok(()),
            () = self.context.clock().sleep(CHECK_AFTER) => {}
        }
        self.context.store().check().await?;
        self.context.report_well("database").await;
        Ok(())
    }

    /// Reads every active account once, then works off everything due.
    ///
    /// # Errors
    /// [`StoreError`] when the store fails.
    pub async fn run_until_idle(&self) -> Result<IdleReport, StoreError> {
        self.take_up().await?;
        let mut report = IdleReport::default();
        self.read_all(&mut report).await?;
        loop {
            let mut moved = 0;
            for queue in Queue::ALL {
                moved += self.work_queue(queue).await?;
            }
            report.jobs += moved;
            let moved_on = self
                .executor
                .work_off(self.at_once(ACTIONS_AT_ONCE))
                .await?;
            let actions = u32::try_from(moved_on).unwrap_or(u32::MAX);
            report.actions = report.actions.saturating_add(actions);
            if moved == 0 && actions == 0 {
                return Ok(report);
            }
        }
    }

    async fn serve_queue(
        self: Arc<Self>,
        queue: Queue,
        stop: CancellationToken,
    ) -> Result<(), StoreError> {
        while !stop.is_cancelled() {
            let look = self.look();
            if self.work_queue(queue).await? == 0 {
                let next = self.context.store().next_job_at(queue).await?;
                self.rest(look, next, &stop).await;
            }
        }
        Ok(())
    }

    async fn serve_actions(
        self: Arc<Self>,
        lanes: Arc<Lanes>,
        stop: CancellationToken,
    ) -> Result<(), StoreError> {
        while !stop.is_cancelled() {
            let look = self.look();
            self.executor.expire().await?;
            for account in self.executor.lanes_due().await? {
                if Mutant::JoinedLanes.lives() {
                    self.executor.run_lane(&account).await?;
                } else {
                    lanes.start(account);
                }
            }
            let next = self.executor.next_at().await?;
            self.rest(look, next, &stop).await;
        }
        Ok(())
    }

    /// Begins a look for what is due.
    fn look(&self) -> Look {
        Look {
            armed: self.context.wake().armed(),
            at: self.context.clock().now(),
        }
    }

    /// Waits for a hint, for the instant given, or for the slow poll, whichever is first. What became due
    /// since the look began is looked for at once; what was due before and yet was not done (paused, a
    /// blocked lane) waits for the slow poll.
    async fn rest(&self, look: Look, next: Option<Timestamp>, stop: &CancellationToken) {
        let now = self.context.clock().now();
        let pause = match next {
            Some(at) if at > look.at => at.since(now).min(SLOW_POLL),
            _ => SLOW_POLL,
        };
        tokio::select! {
            () = stop.cancelled() => {}
            () = self.context.wake().changed(look.armed, SLOW_POLL) => {}
            () = self.context.clock().sleep(pause) => {}
        }
    }

    /// Rings when another process wrote to the store, so that its decisions are acted on at once.
    async fn hear_neighbours(self: Arc<Self>, stop: CancellationToken) -> Result<(), StoreError> {
        let mut seen = self.context.store().others_version().await?;
        while !stop.is_cancelled() {
            tokio::select! {
                () = stop.cancelled() => {}
                () = self.context.clock().sleep(NEIGHBOUR_POLL) => {}
            }
            let version = self.context.store().others_version().await?;
            if version != seen {
                seen = version;
                let wake: &Arc<dyn Wake> = self.context.wake();
                wake.ring(Hint::Everything);
            }
        }
        Ok(())
    }
}
