//! Observe: reads what happened to an account and stores it; sole producer of `ActivityUpdate`.

use std::collections::BTreeSet;

use herald_domain::{Account, ActivityId, EventBody, Health, HealthState, Timestamp};

use crate::Context;
use crate::crash::CrashPoint;
use crate::mint::Mint;
use crate::money::paid_reading;
use crate::ports::{Change, NetworkError, NetworkErrorKind, Observed, StoreError, UnitOfWork};

/// The stream whose cursor `observe` keeps.
pub const STREAM: &str = "notifications";

/// The part of the health table `observe` writes.
pub const PART: &str = "observe";

/// The most pages read at one fire; the rest waits for the next.
const MOST_PAGES: u32 = 20;

/// Decides what to store of a page; `known` are the ids stored already.
pub fn decide(
    account: &Account,
    observed: Observed,
    known: &BTreeSet<ActivityId>,
    mint: &Mint,
) -> UnitOfWork {
    let mut unit = UnitOfWork::new();
    let mut seen = known.clone();
    let mut fresh = observed.activities;
    fresh.retain(|a| a.author.remote_id != account.remote_id && seen.insert(a.id.clone()));
    if !fresh.is_empty() {
        let activity_ids = fresh.iter().map(|a| a.id.clone()).collect();
        let body = EventBody::ActivityUpdate { activity_ids };
        unit.changes.push(Change::InsertActivities(fresh));
        let mut event = mint.event(Some(&account.id), "", body);
        event.correlation = event.id.to_string();
        unit.events.push(event);
    }
    if let Some(cursor) = observed.cursor {
        unit.changes.push(Change::SetCursor {
            account_id: account.id.clone(),
            stream: STREAM.to_owned(),
            cursor,
        });
    }
    unit.changes.push(Change::SetHealth(healthy(
        account,
        &observed.dropped,
        mint.now(),
    )));
    unit
}

fn healthy(account: &Account, dropped: &[String], now: Timestamp) -> Health {
    let (state, message) = match dropped.first() {
        None => (HealthState::Ok, String::new()),
        Some(first) => (
            HealthState::Degraded,
            format!(
                "{} of the last items made no sense and were left out: {first}",
                dropped.len()
            ),
        ),
    };
    Health {
        part: PART.to_owned(),
        account_id: Some(account.id.clone()),
        state,
        message,
        failures: 0,
        retry_at: None,
        updated_at: now,
    }
}

/// Decides what a failure to read means for the account's health.
pub fn decide_failure(
    account: &Account,
    failures: u32,
    error: &NetworkError,
    retry_at: Timestamp,
    mint: &Mint,
) -> UnitOfWork {
    let health = Health {
        part: PART.to_owned(),
        account_id: Some(account.id.clone()),
        state: if failures > 3 {
            HealthState::Failed
        } else {
            HealthState::Degraded
        },
        message: error.message.clone(),
        failures,
        retry_at: Some(retry_at),
        updated_at: mint.now(),
    };
    UnitOfWork::new().with(Change::SetHealth(health))
}

impl Context {
    /// Writes what a failure to read means: the account's health, and its state when it is signed out.
    ///
    /// # Errors
    /// [`StoreError`] when it cannot be written.
    pub(crate) async fn note_failed_reading(
        &self,
        account: &Account,
        failures: u32,
        error: &NetworkError,
        retry_at: Timestamp,
    ) -> Result<(), StoreError> {
        if error.kind == NetworkErrorKind::SignedOut
            && !self.sign_out(account, &error.message).await?
        {
            return Ok(());
        }
        let unit = decide_failure(account, failures, error, retry_at, self.mint());
        self.store().commit(unit).await
    }

    /// Reads every page waiting for an account and stores each in one unit.
    ///
    /// # Errors
    /// [`StoreError`] when storing fails. Trouble of the network is stored as health and returned
    /// inside `Ok`.
    pub async fn observe(&self, account: &Account) -> Result<Result<(), NetworkError>, StoreError> {
        let source = match self.source(account.network) {
            Ok(source) => source,
            Err(error) => return Ok(Err(error)),
        };
        for _ in 0..MOST_PAGES {
            if let Err(error) = self.afford_reading(account).await? {
                return Ok(Err(error));
            }
            let cursor = self.store().cursor(&account.id, STREAM).await?;
            let observed = match source.observe(account, cursor.as_deref()).await {
                Ok(observed) => observed,
                Err(error) => return Ok(Err(error)),
            };
            let (more, cost) = (observed.more, observed.cost_micro_usd);
            let ids: Vec<_> = observed.activities.iter().map(|a| a.id.clone()).collect();
            let known = self
                .store()
                .known_activities(&ids)
                .await?
                .into_iter()
                .collect();
            CrashPoint::ObserveBeforeCommit.reach();
            let unit = decide(account, observed, &known, self.mint());
            let unit = paid_reading(unit, account, cost, self.clock().now());
            self.store().commit(unit).await?;
            if !more {
                break;
            }
        }
        Ok(Ok(()))
    }
}
