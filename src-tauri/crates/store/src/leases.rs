//! Who works on which schedule row: kept in memory, because one engine works on a file.
//!
//! The engine holds the lock of the data folder, so a lease need not outlive its process; and reading
//! an account that has nothing new writes nothing at all.

use std::collections::HashMap;
use std::sync::{Mutex, MutexGuard, PoisonError};
use std::time::Duration;

use herald_domain::{AccountId, Schedule, ScheduleKind, Timestamp};
use herald_pipeline::ports::{Change, StoreError, UnitOfWork};

/// The leases of an account's rows, by account, so that thousands are looked up without a copy of a name.
type Rows = HashMap<AccountId, HashMap<ScheduleKind, Lease>>;

/// What is known of a row beside what is stored of it.
#[derive(Clone, Copy, Default)]
struct Lease {
    /// The epoch stored in the row when it was claimed.
    stored: i64,
    /// How often it was claimed since; both together are the epoch of the claim.
    claims: i64,
    /// Until when it is held.
    held_until: Option<Timestamp>,
    /// When it fires next, where that is later than what is stored.
    rests_until: Option<Timestamp>,
}

impl Lease {
    fn epoch(self) -> i64 {
        self.stored + self.claims
    }

    /// Returns when the row can be claimed again.
    fn free_at(self, stored: i64, next_at: Timestamp) -> Timestamp {
        if self.stored != stored {
            return next_at;
        }
        let later = self.held_until.max(self.rests_until);
        later.map_or(next_at, |later| later.max(next_at))
    }
}

/// The leases of this process.
#[derive(Default)]
pub(crate) struct Leases(Mutex<Rows>);

impl Leases {
    fn lock(&self) -> MutexGuard<'_, Rows> {
        // A map of plain values is whole after every statement, panic or not.
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// Claims a row as it is stored, unless it is held or rests.
    pub(crate) fn claim(
        &self,
        mut row: Schedule,
        now: Timestamp,
        lease: Duration,
    ) -> Option<Schedule> {
        let mut leases = self.lock();
        let of_account = leases.entry(row.account_id.clone()).or_default();
        let known = of_account.entry(row.kind).or_default();
        if known.free_at(row.epoch, row.next_at) > now {
            return None;
        }
        if known.stored != row.epoch {
            *known = Lease {
                stored: row.epoch,
                ..Lease::default()
            };
        }
        known.claims += 1;
        known.held_until = Some(now.plus(lease));
        if let Some(rested) = known.rests_until.take() {
            row.next_at = row.next_at.max(rested);
        }
        row.epoch = known.epoch();
        Some(row)
    }

    /// Returns each row as it is stored with when it can be claimed.
    pub(crate) fn free_at<'a>(&self, rows: &'a [Schedule]) -> Vec<(Timestamp, &'a Schedule)> {
        let leases = self.lock();
        let free_at = |row: &Schedule| {
            let known = found(&leases, row).copied().unwrap_or_default();
            known.free_at(row.epoch, row.next_at)
        };
        rows.iter().map(|row| (free_at(row), row)).collect()
    }

    /// Lets a claimed row rest, where the claim is the newest.
    pub(crate) fn rest(&self, row: &Schedule, until: Timestamp) {
        if let Some(known) = found_mut(&mut self.lock(), row)
            && known.epoch() == row.epoch
        {
            known.held_until = None;
            known.rests_until = Some(until);
        }
    }

    /// Gives every claim back.
    pub(crate) fn release(&self) {
        for known in self.lock().values_mut().flat_map(HashMap::values_mut) {
            known.held_until = None;
        }
    }

    /// Turns the epochs of claims in a unit into those that are stored.
    ///
    /// # Errors
    /// A conflict where a row was claimed by another since.
    pub(crate) fn stored(&self, unit: &mut UnitOfWork) -> Result<(), StoreError> {
        for change in &mut unit.changes {
            let Change::Reschedule { schedule, .. } = change else {
                continue;
            };
            let known = found(&self.lock(), schedule).copied();
            match known.filter(|known| known.epoch() == schedule.epoch) {
                Some(known) => schedule.epoch = known.stored,
                None => return Err(StoreError::Conflict("What is scheduled".to_owned())),
            }
        }
        Ok(())
    }

    /// Frees a row whose next time was written down.
    pub(crate) fn free(&self, row: &Schedule) {
        if let Some(known) = found_mut(&mut self.lock(), row) {
            known.held_until = None;
            known.rests_until = None;
        }
    }
}

fn found<'a>(leases: &'a Rows, row: &Schedule) -> Option<&'a Lease> {
    leases.get(&row.account_id)?.get(&row.kind)
}

fn found_mut<'a>(leases: &'a mut Rows, row: &Schedule) -> Option<&'a mut Lease> {
    leases.get_mut(&row.account_id)?.get_mut(&row.kind)
}
