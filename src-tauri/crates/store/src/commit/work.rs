//! Changes of queued and scheduled work; what was claimed is fenced by its epoch.

use herald_domain::{AccountId, Event, Job, JobId, Schedule, ThinkTask, Timestamp, Work};
use herald_pipeline::ports::StoreError;

use super::exactly_one;
use crate::args::args;
use crate::row::json;
use crate::tx::Tx;

pub(super) async fn put_schedule(tx: &mut Tx, schedule: &Schedule) -> Result<(), StoreError> {
    // A raised epoch makes whoever has the old row drop its result instead of undoing this.
    let sql = "INSERT INTO schedule (kind, account_id, next_at, every_ms, zone, epoch)
        VALUES ($1, $2, $3, $4, $5, $6)
        ON CONFLICT (kind, account_id) DO UPDATE SET next_at = excluded.next_at,
            every_ms = excluded.every_ms, zone = excluded.zone, epoch = schedule.epoch + 1";
    let every_ms = i64::try_from(schedule.every.as_millis()).unwrap_or(i64::MAX);
    let args = args![
        schedule.kind.as_str(),
        schedule.account_id.as_str(),
        schedule.next_at,
        every_ms,
        schedule.zone.as_str(),
        schedule.epoch,
    ];
    tx.run(sql, args).await.map(drop)
}

pub(super) async fn remove_schedules(tx: &mut Tx, account: &AccountId) -> Result<(), StoreError> {
    let sql = "DELETE FROM schedule WHERE account_id = $1";
    tx.run(sql, args![account.as_str()]).await.map(drop)
}

pub(super) async fn reschedule(
    tx: &mut Tx,
    schedule: &Schedule,
    next_at: Timestamp,
) -> Result<(), StoreError> {
    let sql = "UPDATE schedule SET next_at = $4
        WHERE kind = $1 AND account_id = $2 AND epoch = $3";
    let args = args![
        schedule.kind.as_str(),
        schedule.account_id.as_str(),
        schedule.epoch,
        next_at,
    ];
    exactly_one(tx.run(sql, args).await?, &schedule.account_id)
}

pub(super) async fn queue_think(
    tx: &mut Tx,
    id: &JobId,
    task: &ThinkTask,
    cause: &Event,
    due_at: Timestamp,
) -> Result<(), StoreError> {
    let work = Work::Think {
        task: task.clone(),
        cause: cause.clone(),
    };
    let sql = "INSERT INTO job (id, queue, state, due_at, body, account_id)
        VALUES ($1, 'think', 'ready', $2, $3, $4) ON CONFLICT (id) DO NOTHING";
    let account = cause.account_id.as_ref().map(AccountId::to_string);
    let args = args![id.as_str(), due_at, json(&work)?, account];
    tx.run(sql, args).await.map(drop)
}

pub(super) async fn finish(tx: &mut Tx, job: &Job) -> Result<(), StoreError> {
    let sql = "UPDATE job SET state = 'done', lease_until = NULL, body = '', error = NULL
        WHERE id = $1 AND epoch = $2 AND state = 'running'";
    exactly_one(
        tx.run(sql, args![job.id.as_str(), job.epoch]).await?,
        &job.id,
    )
}

pub(super) async fn postpone(
    tx: &mut Tx,
    job: &Job,
    due_at: Timestamp,
    error: &str,
) -> Result<(), StoreError> {
    let sql = "UPDATE job SET state = 'ready', lease_until = NULL, due_at = $3, error = $4
        WHERE id = $1 AND epoch = $2 AND state = 'running'";
    let args = args![job.id.as_str(), job.epoch, due_at, error];
    exactly_one(tx.run(sql, args).await?, &job.id)
}

pub(super) async fn bury(tx: &mut Tx, job: &Job, error: &str) -> Result<(), StoreError> {
    let sql = "UPDATE job SET state = 'buried', lease_until = NULL, error = $3
        WHERE id = $1 AND epoch = $2 AND state = 'running'";
    let args = args![job.id.as_str(), job.epoch, error];
    exactly_one(tx.run(sql, args).await?, &job.id)
}
