//! Observe: reads what happened to an account and stores it; sole producer of `ActivityUpdate`.

use std::collections::BTreeSet;

use herald_domain::{Account, AccountId, ActivityId, EventBody, Health, HealthState, Timestamp};

use crate::Context;
use crate::crash::{Stage, during};
use crate::mint::Mint;
use crate::money::paid_reading;
use crate::ports::{Change, NetworkError, Observed, StoreError, UnitOfWork};

/// The stream whose cursor `observe` keeps.
pub const STREAM: &str = "notifications";

/// The part of the health table `observe` writes.
pub const PART: &str = "observe";

/// The part of the health table that tells what was left out, until a person has seen it.
pub const LEFT_OUT: &str = "left_out";

/// The most pages read at one fire; the rest waits for the next.
const MOST_PAGES: u32 = 20;

/// What is stored already of what a page tells.
#[derive(Debug, Default)]
pub struct Stored {
    /// Those of the page's activities that are known.
    pub known: BTreeSet<ActivityId>,
    /// Where the page was read from.
    pub cursor: Option<String>,
    /// The health of the account's parts.
    pub health: Vec<Health>,
}

impl Stored {
    fn health(&self, part: &str) -> Option<&Health> {
        self.health.iter().find(|health| health.part == part)
    }
}

/// Decides what to store of a page; nothing where it tells nothing that is not stored already.
pub fn decide(account: &Account, observed: Observed, stored: &Stored, mint: &Mint) -> UnitOfWork {
    let mut unit = UnitOfWork::new();
    let mut seen = stored.known.clone();
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
    if let Some(cursor) = observed.cursor
        && stored.cursor.as_ref() != Some(&cursor)
    {
        unit.changes.push(Change::SetCursor {
            account_id: account.id.clone(),
            stream: STREAM.to_owned(),
            cursor,
        });
    }
    if stored
        .health(PART)
        .is_none_or(|h| h.state != HealthState::Ok)
    {
        let well = Health::well(PART, Some(account.id.clone()), mint.now());
        unit.changes.push(Change::SetHealth(well));
    }
    if let Some(first) = observed.dropped.first() {
        let before = stored.health(LEFT_OUT).map_or(0, |h| h.failures);
        let count =
            before.saturating_add(u32::try_from(observed.dropped.len()).unwrap_or(u32::MAX));
        let health = left_out(account, first, count, mint.now());
        unit.changes.push(Change::SetHealth(health));
    }
    unit
}

/// Tells what was left out since a person looked last.
fn left_out(account: &Account, what: &str, count: u32, now: Timestamp) -> Health {
    let message = match count {
        1 => what.to_owned(),
        count => format!("{what} Such things happened {count} times since you looked."),
    };
    Health {
        state: HealthState::Degraded,
        message,
        failures: count,
        ..Health::well(LEFT_OUT, Some(account.id.clone()), now)
    }
}

/// Decides what a failure of scheduled reading means for the account's health.
pub fn decide_failure(
    account: &Account,
    part: &str,
    failures: u32,
    error: &NetworkError,
    retry_at: Timestamp,
    mint: &Mint,
) -> UnitOfWork {
    let health = Health {
        state: if failures > 3 {
            HealthState::Failed
        } else {
            HealthState::Degraded
        },
        message: error.message.clone(),
        failures,
        retry_at: Some(retry_at),
        ..Health::well(part, Some(account.id.clone()), mint.now())
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
        part: &str,
        failures: u32,
        error: &NetworkError,
        retry_at: Timestamp,
    ) -> Result<(), StoreError> {
        if !self.heed_sign_out(account, error).await? {
            return Ok(());
        }
        let unit = decide_failure(account, part, failures, error, retry_at, self.mint());
        self.store().commit(unit).await
    }

    /// Reads every page waiting for an account and stores each in one unit.
    ///
    /// # Errors
    /// [`StoreError`] when storing fails. Trouble of the network is stored as health and returned
    /// inside `Ok`.
    pub async fn observe(&self, account: &Account) -> Result<Result<(), NetworkError>, StoreError> {
        during(Stage::Observe, self.read_pages(account)).await
    }

    async fn read_pages(&self, account: &Account) -> Result<Result<(), NetworkError>, StoreError> {
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
            let stored = Stored {
                known: self
                    .store()
                    .known_activities(&ids)
                    .await?
                    .into_iter()
                    .collect(),
                cursor,
                health: self.health_of(&account.id).await?,
            };
            let unit = decide(account, observed, &stored, self.mint());
            let unit = paid_reading(unit, account, cost, self.clock().now());
            self.store().commit(unit).await?;
            if !more {
                break;
            }
        }
        self.note_reading(&account.id);
        Ok(Ok(()))
    }

    /// Returns the health of an account's parts.
    ///
    /// # Errors
    /// [`StoreError`] when it cannot be read.
    pub async fn health_of(&self, account: &AccountId) -> Result<Vec<Health>, StoreError> {
        let mut health = self.store().health().await?;
        health.retain(|h| h.account_id.as_ref() == Some(account));
        Ok(health)
    }

    /// Forgets what was left out of an account's pages: a person has seen it.
    ///
    /// # Errors
    /// [`StoreError`] when it cannot be written.
    pub async fn seen_left_out(&self, account: &AccountId) -> Result<(), StoreError> {
        let health = self.health_of(account).await?;
        let told = |h: &Health| h.part == LEFT_OUT && h.state != HealthState::Ok;
        if !health.iter().any(told) {
            return Ok(());
        }
        let well = Health::well(LEFT_OUT, Some(account.clone()), self.clock().now());
        self.store()
            .commit(UnitOfWork::new().with(Change::SetHealth(well)))
            .await
    }
}
