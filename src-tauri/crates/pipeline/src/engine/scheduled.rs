//! Fires what is scheduled: reading accounts and sampling their numbers.

use std::sync::Arc;
use std::time::Duration;

use herald_domain::{Account, AccountId, Health, Schedule, ScheduleKind, Timestamp};
use tokio_util::sync::CancellationToken;

use super::{Engine, IdleReport};
use crate::crash::{Stage, during};
use crate::money::paid_reading;
use crate::ports::{Change, NetworkError, NetworkErrorKind, StoreError, UnitOfWork};
use crate::stages::observe;
use crate::supervise::all_of;

/// How long reading one account may take before another may try.
const READ_LEASE: Duration = Duration::from_mins(2);

/// How many accounts are read at a time.
const READ_AT_ONCE: usize = 8;

/// How often a sign-in that was refused is tried again: some servers refuse all of them for a while.
const PROBE: Duration = Duration::from_hours(1);

/// The longest pause after failures in a row.
const LONGEST_PAUSE: Duration = Duration::from_mins(15);

/// The part of the health table that tells of counting.
const SAMPLE: &str = "sample";

/// Returns the part of the health table that tells of a kind of scheduled work.
fn part_of(kind: ScheduleKind) -> &'static str {
    match kind {
        ScheduleKind::Observe => observe::PART,
        ScheduleKind::Sample => SAMPLE,
    }
}

impl Engine {
    pub(super) async fn serve_schedules(
        self: Arc<Self>,
        stop: CancellationToken,
    ) -> Result<(), StoreError> {
        while !stop.is_cancelled() {
            let look = self.look();
            let due = self.context.store().claim_schedules(READ_LEASE, 64).await?;
            if due.is_empty() {
                let next = self.context.store().next_schedule_at().await?;
                self.rest(look, next, &stop).await;
                continue;
            }
            all_of(
                READ_AT_ONCE,
                due.into_iter().map(|row| self.fire(row)).collect(),
            )
            .await;
        }
        Ok(())
    }

    async fn fire(&self, row: Schedule) {
        if let Err(error) = self.fired(row).await {
            tracing::error!(%error, "scheduled work failed");
        }
    }

    async fn fired(&self, row: Schedule) -> Result<(), StoreError> {
        let account = self.context.account(&row.account_id).await?;
        let settings = self.context.store().settings().await?;
        let every = match row.kind {
            ScheduleKind::Observe => settings.seconds("observe.every_seconds"),
            ScheduleKind::Sample => settings.seconds("sample.every_seconds"),
        };
        let row = Schedule { every, ..row };
        let next_at = row.after(self.context.clock().now());
        let probing = row.kind == ScheduleKind::Observe && account.needs_reconnect();
        if settings.is_on("engine.paused") || !(account.is_active() || probing) {
            self.context.store().rest_schedule(&row, next_at);
            return Ok(());
        }
        let trouble = match row.kind {
            ScheduleKind::Observe => self.context.observe(&account).await?,
            ScheduleKind::Sample => during(Stage::Sample, self.sample(&account)).await?,
        };
        match (trouble, row.kind) {
            (Ok(()), ScheduleKind::Observe) => {
                if probing {
                    self.context.signed_in_again(&account).await?;
                }
                self.context.store().rest_schedule(&row, next_at);
                Ok(())
            }
            (Ok(()), ScheduleKind::Sample) => self.reschedule(row, next_at).await,
            (Err(error), _) => self.failed(row, &account, &error).await,
        }
    }

    async fn reschedule(&self, schedule: Schedule, next_at: Timestamp) -> Result<(), StoreError> {
        let unit = UnitOfWork::new().with(Change::Reschedule { schedule, next_at });
        match self.context.store().commit(unit).await {
            // The account was removed or connected again meanwhile: there is a newer row, or none.
            Err(StoreError::Conflict(_)) => Ok(()),
            other => other,
        }
    }

    async fn failed(
        &self,
        row: Schedule,
        account: &Account,
        error: &NetworkError,
    ) -> Result<(), StoreError> {
        let now = self.context.clock().now();
        let part = part_of(row.kind);
        let failures = self.failures_of(account, part).await? + 1;
        let pause = row
            .every
            .saturating_mul(1 << failures.min(5))
            .min(LONGEST_PAUSE);
        let next_at = match error.kind {
            NetworkErrorKind::RateLimited { until } => until.max(now.plus(row.every)),
            NetworkErrorKind::SignedOut => now.plus(PROBE.max(row.every)),
            NetworkErrorKind::Unavailable
            | NetworkErrorKind::Refused
            | NetworkErrorKind::OverBudget
            | NetworkErrorKind::Changed
            | NetworkErrorKind::Gone
            | NetworkErrorKind::Garbled
            | NetworkErrorKind::VaultClosed => now.plus(pause.max(row.every)),
        };
        tracing::warn!(account.id = %account.id, failures, code = error.code, "reading failed");
        self.context
            .note_failed_reading(account, part, failures, error, next_at)
            .await?;
        self.reschedule(row, next_at).await
    }

    async fn failures_of(&self, account: &Account, part: &str) -> Result<u32, StoreError> {
        let health = self.context.health_of(&account.id).await?;
        let own = health.iter().find(|h| h.part == part);
        Ok(own.map_or(0, |h| h.failures))
    }

    async fn sample(&self, account: &Account) -> Result<Result<(), NetworkError>, StoreError> {
        let source = match self.context.source(account.network) {
            Ok(source) => source,
            Err(error) => return Ok(Err(error)),
        };
        if let Err(error) = self.context.afford_reading(account).await? {
            return Ok(Err(error));
        }
        let sampled = match source.sample(account).await {
            Ok(sampled) => sampled,
            Err(error) => return Ok(Err(error)),
        };
        let mut unit = UnitOfWork::new()
            .with(Change::PutOwnPosts(sampled.own_posts))
            .with(Change::AddSamples(sampled.samples));
        let now = self.context.clock().now();
        if self.failures_of(account, SAMPLE).await? > 0 {
            let well = Health::well(SAMPLE, Some(account.id.clone()), now);
            unit = unit.with(Change::SetHealth(well));
        }
        let unit = paid_reading(unit, account, sampled.cost_micro_usd, now);
        self.context.store().commit(unit).await?;
        Ok(Ok(()))
    }

    /// Reads every active account once, now, whatever the schedule says.
    pub(super) async fn read_all(&self, report: &mut IdleReport) -> Result<(), StoreError> {
        if self
            .context
            .store()
            .settings()
            .await?
            .is_on("engine.paused")
        {
            return Ok(());
        }
        let due = self
            .context
            .store()
            .claim_schedules(READ_LEASE, 500)
            .await?;
        let accounts = self.context.store().accounts().await?;
        let signed_out =
            |id: &AccountId| accounts.iter().any(|a| a.id == *id && a.needs_reconnect());
        for row in due {
            if row.kind == ScheduleKind::Sample || signed_out(&row.account_id) {
                self.fire(row).await;
            }
        }
        for account in accounts.into_iter().filter(Account::is_active) {
            match self.context.observe(&account).await? {
                Ok(()) => report.accounts_read += 1,
                Err(error) => {
                    report.accounts_failed += 1;
                    let failures = self.failures_of(&account, observe::PART).await? + 1;
                    let now = self.context.clock().now();
                    self.context
                        .note_failed_reading(&account, observe::PART, failures, &error, now)
                        .await?;
                    report.trouble.get_or_insert(error);
                }
            }
        }
        Ok(())
    }
}
