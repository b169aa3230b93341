//! Facts about scheduled work.

use std::time::Duration;

use herald_domain::{Schedule, ScheduleKind};
use herald_pipeline::ports::{Change, UnitOfWork};

use super::Desk;
use crate::builders::{self, START};

const LEASE: Duration = Duration::from_secs(20);

async fn claim(desk: &Desk) -> Vec<Schedule> {
    desk.store.claim_schedules(LEASE, 10).await.expect("claims")
}

/// A row fires once for each time it is due, the earliest first.
pub async fn a_due_row_is_claimed_once(desk: &Desk) {
    let account = desk.account().await;
    let observe = builders::observe_schedule(&account);
    let sample = Schedule {
        kind: ScheduleKind::Sample,
        next_at: START.minus(Duration::from_secs(9)),
        every: Duration::from_hours(1),
        zone: "Europe/Berlin".to_owned(),
        ..observe.clone()
    };
    let future = Schedule {
        next_at: START.plus(Duration::from_secs(1)),
        ..builders::observe_schedule(&desk.account().await)
    };
    for row in [&observe, &sample, &future] {
        desk.write(Change::PutSchedule(row.clone())).await;
    }
    let claimed = |row: Schedule| Schedule { epoch: 1, ..row };
    assert_eq!(claim(desk).await, [claimed(sample), claimed(observe)]);
    assert_eq!(claim(desk).await, []);
    desk.clock.advance(Duration::from_secs(1));
    assert_eq!(claim(desk).await, [claimed(future)]);
}

/// A worker that died loses its row when the lease has passed.
pub async fn a_claimed_row_comes_back_after_its_lease(desk: &Desk) {
    let account = desk.account().await;
    desk.write(Change::PutSchedule(builders::observe_schedule(&account)))
        .await;
    assert_eq!(claim(desk).await.len(), 1);
    desk.clock
        .advance(LEASE.saturating_sub(Duration::from_millis(1)));
    assert_eq!(claim(desk).await, []);
    desk.clock.advance(Duration::from_millis(1));
    let again = claim(desk).await;
    assert_eq!(again.first().map(|s| s.epoch), Some(2));
    desk.store.release_claims().await.expect("releases");
    assert_eq!(claim(desk).await.len(), 1);
}

/// Only whoever holds the claim says when the row fires next.
pub async fn rescheduling_needs_the_claim(desk: &Desk) {
    let account = desk.account().await;
    desk.write(Change::PutSchedule(builders::observe_schedule(&account)))
        .await;
    let old = claim(desk).await.remove(0);
    desk.clock.advance(LEASE);
    let new = claim(desk).await.remove(0);
    let next_at = START.plus(Duration::from_secs(30));
    let reschedule = |schedule: &Schedule| {
        UnitOfWork::new().with(Change::Reschedule {
            schedule: schedule.clone(),
            next_at,
        })
    };
    desk.refuses(reschedule(&old)).await;
    desk.commit(reschedule(&new)).await;
    assert_eq!(claim(desk).await, []);
    desk.clock.advance(Duration::from_secs(10));
    assert_eq!(
        claim(desk).await,
        [Schedule {
            next_at,
            epoch: 3,
            ..new
        }]
    );
}

/// A person changed the row while it was being worked on: the person wins.
pub async fn a_replaced_row_voids_the_claim(desk: &Desk) {
    let account = desk.account().await;
    let row = builders::observe_schedule(&account);
    desk.write(Change::PutSchedule(row.clone())).await;
    let held = claim(desk).await.remove(0);
    let rarer = Schedule {
        every: Duration::from_mins(10),
        next_at: START,
        ..row
    };
    desk.write(Change::PutSchedule(rarer)).await;
    let late = Change::Reschedule {
        schedule: held,
        next_at: START.plus(Duration::from_secs(30)),
    };
    desk.refuses(UnitOfWork::new().with(late)).await;
    let claimed = claim(desk).await;
    assert_eq!(
        claimed.first().map(|s| s.every),
        Some(Duration::from_mins(10))
    );
}

/// Rows of an account go together; those of others stay.
pub async fn removed_rows_never_fire(desk: &Desk) {
    let account = desk.account().await;
    let other = desk.account().await;
    for owner in [&account, &other] {
        desk.write(Change::PutSchedule(builders::observe_schedule(owner)))
            .await;
    }
    desk.write(Change::RemoveSchedules(account.id)).await;
    let claimed = claim(desk).await;
    assert_eq!(
        claimed.iter().map(|s| &s.account_id).collect::<Vec<_>>(),
        [&other.id]
    );
}

/// The scheduler knows how long it may sleep.
pub async fn the_next_fire_time_is_known(desk: &Desk) {
    assert_eq!(desk.store.next_schedule_at().await, Ok(None));
    let account = desk.account().await;
    desk.write(Change::PutSchedule(builders::observe_schedule(&account)))
        .await;
    assert_eq!(desk.store.next_schedule_at().await, Ok(Some(START)));
    let schedule = claim(desk).await.remove(0);
    assert_eq!(
        desk.store.next_schedule_at().await,
        Ok(Some(START.plus(LEASE)))
    );
    let next_at = START.plus(Duration::from_secs(30));
    desk.write(Change::Reschedule { schedule, next_at }).await;
    assert_eq!(desk.store.next_schedule_at().await, Ok(Some(next_at)));
}

/// What has nothing new rests, and nothing is written for that.
pub async fn a_row_that_rests_writes_nothing(desk: &Desk) {
    let account = desk.account().await;
    desk.write(Change::PutSchedule(builders::observe_schedule(&account)))
        .await;
    let version = desk.store.version().await;
    let old = claim(desk).await.remove(0);
    desk.clock.advance(LEASE);
    let row = claim(desk).await.remove(0);
    let until = START.plus(Duration::from_mins(2));
    desk.store.rest_schedule(&old, START);
    desk.store.rest_schedule(&row, until);
    assert_eq!(claim(desk).await, []);
    assert_eq!(desk.store.next_schedule_at().await, Ok(Some(until)));
    desk.clock.advance(Duration::from_mins(2));
    assert_eq!(claim(desk).await.len(), 1);
    assert_eq!(desk.store.version().await, version);
}
