//! Claims queued and scheduled work.
//!
//! A claim is one statement under the write lock, and the clock is read after the lock is held: a
//! lease counted from before a long wait would be half spent when the work begins.

use std::sync::Arc;
use std::time::Duration;

use async_trait::async_trait;
use herald_domain::{Job, Queue, Schedule, Timestamp, Work};
use herald_pipeline::crash::{Place, reach};
use herald_pipeline::ports::{Hint, Store, StoreError, WorkReads};
use sqlx::FromRow;

use crate::args::args;
use crate::db::Pair;
use crate::row::At;
use crate::store::SqliteStore;

/// The claims; engines that write in parallel add `FOR UPDATE SKIP LOCKED` to the inner selects.
const CLAIM_JOBS: Pair = Pair {
    sqlite: "UPDATE job SET state = 'running', epoch = epoch + 1, attempts = attempts + 1,
            lease_until = $3
        WHERE id IN (SELECT id FROM (
            SELECT id, due_at FROM (SELECT id, due_at FROM job
                WHERE state = 'ready' AND queue = $1 AND due_at <= $2
                    AND ($1 <> 'think' OR account_id IS NULL OR EXISTS (SELECT 1 FROM account a
                        WHERE a.id = job.account_id AND a.state IN ('active', 'removed')))
                ORDER BY due_at, id LIMIT $4)
            UNION ALL
            SELECT id, due_at FROM (SELECT id, due_at FROM job
                WHERE state = 'running' AND queue = $1 AND lease_until <= $2
                ORDER BY lease_until, id LIMIT $4)
            ORDER BY 2, 1 LIMIT $4))
        RETURNING id, queue, due_at, attempts, epoch, body",
};

/// Tells whether a queue may hold something to claim.
const JOBS_DUE: &str = "SELECT EXISTS (SELECT 1 FROM job
            WHERE state = 'ready' AND queue = $1 AND due_at <= $2)
        OR EXISTS (SELECT 1 FROM job
            WHERE state = 'running' AND queue = $1 AND lease_until <= $2)";

/// Keeps a job that cannot be read as it is, out of every queue.
const BURY: &str = "UPDATE job SET state = 'buried', lease_until = NULL, error = $2 WHERE id = $1";

const SCHEDULES: &str = "SELECT kind, account_id, next_at, every_ms, zone, epoch FROM schedule";

#[derive(FromRow)]
struct JobRow {
    id: String,
    queue: String,
    due_at: i64,
    attempts: i64,
    epoch: i64,
    body: String,
}

impl JobRow {
    fn read(self) -> Result<Job, StoreError> {
        let at = At {
            table: "job",
            row: &self.id,
        };
        let work: Work = at.json("body", &self.body)?;
        Ok(Job {
            id: at.parsed("id", &self.id)?,
            queue: at.parsed("queue", &self.queue)?,
            due_at: Timestamp(self.due_at),
            attempts: at.count("attempts", self.attempts)?,
            epoch: self.epoch,
            work,
        })
    }
}

#[derive(FromRow)]
struct ScheduleRow {
    kind: String,
    account_id: String,
    next_at: i64,
    every_ms: i64,
    zone: String,
    epoch: i64,
}

impl ScheduleRow {
    fn read(self) -> Result<Schedule, StoreError> {
        let at = At {
            table: "schedule",
            row: &self.account_id,
        };
        let every_ms = u64::try_from(self.every_ms).map_err(|_| at.bad("every_ms"))?;
        Ok(Schedule {
            kind: at.parsed("kind", &self.kind)?,
            account_id: at.parsed("account_id", &self.account_id)?,
            next_at: Timestamp(self.next_at),
            every: Duration::from_millis(every_ms),
            epoch: self.epoch,
            zone: self.zone,
        })
    }
}

impl SqliteStore {
    /// Returns every schedule row, of which there are a few for each account; they are read anew where anything was
    /// written since, which at rest is never.
    async fn schedules(&self) -> Result<Arc<Vec<Schedule>>, StoreError> {
        let mut known = self.scheduled.lock().await;
        let version = Store::version(self).await?;
        if let Some((_, rows)) = known.as_ref().filter(|(of, _)| *of == version) {
            return Ok(Arc::clone(rows));
        }
        let rows: Vec<ScheduleRow> = self.db.all(SCHEDULES, args![]).await?;
        // What another version scheduled is left alone, and stops nothing else.
        let read = |row: ScheduleRow| {
            let row = row.read();
            row.map_err(|error| tracing::debug!(%error, "a schedule row is left alone"))
                .ok()
        };
        let rows: Vec<Schedule> = rows.into_iter().filter_map(read).collect();
        let rows = Arc::new(rows);
        *known = Some((version, Arc::clone(&rows)));
        Ok(rows)
    }
}

#[async_trait]
impl WorkReads for SqliteStore {
    async fn claim_jobs(
        &self,
        queue: Queue,
        lease: Duration,
        limit: u32,
    ) -> Result<Vec<Job>, StoreError> {
        // A reader looks first: most of the time there is nothing, and whoever writes has not to wait.
        let due = args![queue.as_str(), self.clock.now()];
        if self.db.number(JOBS_DUE, due).await? == 0 {
            return Ok(Vec::new());
        }
        let mut tx = self.db.begin_claim().await?;
        let now = self.clock.now();
        let args = args![queue.as_str(), now, now.plus(lease), limit];
        let sql = tx.pick(CLAIM_JOBS);
        let rows: Vec<JobRow> = tx.all(sql, args).await?;
        let mut jobs = Vec::with_capacity(rows.len());
        for row in rows {
            let id = row.id.clone();
            match row.read() {
                Ok(job) => jobs.push(job),
                // One that cannot be read must not stop the others; it is kept and counted.
                Err(error) => {
                    tracing::error!(%error, id, "a job cannot be read and is set aside");
                    tx.run(BURY, args![id, error.to_string()]).await?;
                }
            }
        }
        tx.commit().await?;
        if !jobs.is_empty() {
            reach(Place::AfterClaim);
        }
        jobs.sort_by(|a, b| (a.due_at, &a.id).cmp(&(b.due_at, &b.id)));
        Ok(jobs)
    }

    async fn claim_schedules(
        &self,
        lease: Duration,
        limit: u32,
    ) -> Result<Vec<Schedule>, StoreError> {
        let rows = self.schedules().await?;
        let now = self.clock.now();
        let mut due = self.leases.free_at(&rows);
        due.retain(|(free_at, _)| *free_at <= now);
        due.sort_by_key(|(free_at, _)| *free_at);
        due.truncate(limit as usize);
        let claimed = due.into_iter();
        Ok(claimed
            .filter_map(|(_, row)| self.leases.claim(row.clone(), now, lease))
            .collect())
    }

    async fn jobs_waiting(&self) -> Result<u32, StoreError> {
        let sql = "SELECT (SELECT COUNT(*) FROM job WHERE state = 'ready')
            + (SELECT COUNT(*) FROM job WHERE state = 'running')";
        let waiting = self.db.number(sql, args![]).await?;
        Ok(u32::try_from(waiting).unwrap_or(u32::MAX))
    }

    async fn set_aside(&self) -> Result<u32, StoreError> {
        let sql = "SELECT (SELECT COUNT(*) FROM job WHERE state = 'buried')
            + (SELECT COUNT(*) FROM action WHERE state = 'set_aside')";
        let aside = self.db.number(sql, args![]).await?;
        Ok(u32::try_from(aside).unwrap_or(u32::MAX))
    }

    async fn next_job_at(&self, queue: Queue) -> Result<Option<Timestamp>, StoreError> {
        let sql = "SELECT MIN(at) FROM (
                SELECT MIN(due_at) AS at FROM job WHERE state = 'ready' AND queue = $1
                UNION ALL
                SELECT MIN(lease_until) AS at FROM job WHERE state = 'running' AND queue = $1
            ) AS next";
        let row: Option<(Option<i64>,)> = self.db.opt(sql, args![queue.as_str()]).await?;
        Ok(row.and_then(|(at,)| at).map(Timestamp))
    }

    async fn next_schedule_at(&self) -> Result<Option<Timestamp>, StoreError> {
        let rows = self.schedules().await?;
        let free_at = self.leases.free_at(&rows).into_iter();
        Ok(free_at.map(|(at, _)| at).min())
    }

    fn rest_schedule(&self, schedule: &Schedule, until: Timestamp) {
        self.leases.rest(schedule, until);
    }

    async fn release_claims(&self) -> Result<(), StoreError> {
        let mut tx = self.db.begin().await?;
        let jobs = "UPDATE job SET state = 'ready', lease_until = NULL WHERE state = 'running'";
        tx.run(jobs, args![]).await?;
        self.leases.release();
        let lookups = "UPDATE action SET lease_until = NULL
            WHERE state = 'unconfirmed' AND lease_until IS NOT NULL";
        tx.run(lookups, args![]).await?;
        tx.commit().await?;
        self.wake.ring(Hint::Work);
        Ok(())
    }
}
