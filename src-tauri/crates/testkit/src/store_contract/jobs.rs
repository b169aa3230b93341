//! Facts about queued work.

use std::collections::HashSet;
use std::time::Duration;

use herald_domain::{
    Event, EventBody, Job, JobId, Queue, SuggestionId, ThinkTask, Timestamp, Work,
};
use herald_pipeline::ports::{Change, UnitOfWork};

use super::Desk;
use crate::builders::{self, START};

const LEASE: Duration = Duration::from_mins(1);

fn suggested(at: Timestamp) -> Event {
    let suggestion_id = SuggestionId::new(START, builders::tail());
    let body = EventBody::ContentSuggested {
        suggestion_id,
        revision: 1,
    };
    Event {
        occurred_at: at,
        ..builders::event(body)
    }
}

async fn emit(desk: &Desk, event: Event) {
    desk.commit(UnitOfWork::new().emitting(event)).await;
}

async fn claim(desk: &Desk, limit: u32) -> Vec<Job> {
    let claimed = desk
        .store
        .claim_jobs(Queue::RequestReview, LEASE, limit)
        .await;
    claimed.expect("claims")
}

async fn claim_one(desk: &Desk) -> Job {
    let mut claimed = claim(desk, 10).await;
    assert_eq!(claimed.len(), 1);
    claimed.remove(0)
}

/// The stage that acts on an event finds it in its queue, and no other stage does.
pub async fn an_event_queues_one_job_for_its_consumer(desk: &Desk) {
    let event = suggested(START);
    emit(desk, event.clone()).await;
    assert_eq!(desk.store.jobs_waiting().await, Ok(1));
    for queue in Queue::ALL
        .into_iter()
        .filter(|q| *q != Queue::RequestReview)
    {
        assert_eq!(
            desk.store.claim_jobs(queue, LEASE, 10).await,
            Ok(Vec::new())
        );
    }
    let job = claim_one(desk).await;
    assert_eq!(job.id.as_str(), event.id.as_str());
    assert_eq!(job.queue, Queue::RequestReview);
    assert_eq!((job.attempts, job.epoch), (1, 1));
    assert_eq!(job.work, Work::Event { event });
    assert_eq!(
        desk.store.jobs_waiting().await,
        Ok(1),
        "a running job still waits for its end"
    );
}

/// Entries for the log alone wake nobody.
pub async fn an_event_of_the_log_alone_queues_nothing(desk: &Desk) {
    let body = EventBody::AccountConnected {
        handle: "a.test".to_owned(),
    };
    emit(desk, builders::event(body)).await;
    assert_eq!(desk.store.jobs_waiting().await, Ok(0));
}

/// A claim holds until its lease has passed; the earliest due come first.
pub async fn a_claimed_job_is_claimed_by_nobody_else(desk: &Desk) {
    let later = suggested(START);
    let earlier = suggested(START.minus(Duration::from_secs(1)));
    let future = suggested(START.plus(Duration::from_secs(1)));
    for event in [&later, &future, &earlier] {
        emit(desk, event.clone()).await;
    }
    let first = claim(desk, 1).await;
    let second = claim(desk, 10).await;
    let claimed: Vec<&str> = first.iter().chain(&second).map(|j| j.id.as_str()).collect();
    assert_eq!(claimed, [earlier.id.as_str(), later.id.as_str()]);
    assert_eq!(claim(desk, 10).await, []);
}

/// However many workers ask at once, each job goes to one of them.
pub async fn parallel_claims_never_share_a_job(desk: &Desk) {
    let mut unit = UnitOfWork::new();
    for _ in 0..40 {
        unit = unit.emitting(suggested(START));
    }
    desk.commit(unit).await;
    let claims = (0..16).map(|_| claim(desk, 3));
    let claimed: Vec<Job> = futures_util::future::join_all(claims)
        .await
        .into_iter()
        .flatten()
        .collect();
    let distinct: HashSet<&str> = claimed.iter().map(|j| j.id.as_str()).collect();
    assert_eq!((claimed.len(), distinct.len()), (40, 40));
}

/// A worker that died loses its job when the lease has passed.
pub async fn a_job_whose_lease_has_passed_is_claimed_again(desk: &Desk) {
    emit(desk, suggested(START)).await;
    let first = claim_one(desk).await;
    desk.clock
        .advance(LEASE.saturating_sub(Duration::from_millis(1)));
    assert_eq!(claim(desk, 10).await, []);
    desk.clock.advance(Duration::from_millis(1));
    let second = claim_one(desk).await;
    assert_eq!(second.id, first.id);
    assert_eq!((second.attempts, second.epoch), (2, 2));
    assert_eq!(second.work, first.work);
}

/// Once somebody else has the job, the first holder can write nothing about it.
pub async fn the_older_holder_is_fenced_off(desk: &Desk) {
    emit(desk, suggested(START)).await;
    let old = claim_one(desk).await;
    desk.clock.advance(LEASE);
    let new = claim_one(desk).await;
    let error = String::new();
    let attempts = [
        Change::FinishJob(old.clone()),
        Change::PostponeJob {
            job: old.clone(),
            due_at: START,
            error: error.clone(),
        },
        Change::BuryJob { job: old, error },
    ];
    for change in attempts {
        desk.refuses(UnitOfWork::new().with(change)).await;
    }
    desk.write(Change::FinishJob(new.clone())).await;
    desk.refuses(UnitOfWork::new().with(Change::FinishJob(new)))
        .await;
}

/// A job given back waits for its time and keeps its count of attempts.
pub async fn a_postponed_job_comes_back_when_due(desk: &Desk) {
    emit(desk, suggested(START)).await;
    let job = claim_one(desk).await;
    let due_at = START.plus(Duration::from_secs(5));
    desk.write(Change::PostponeJob {
        job: job.clone(),
        due_at,
        error: "The model is busy.".to_owned(),
    })
    .await;
    assert_eq!(claim(desk, 10).await, []);
    desk.clock.advance(Duration::from_secs(5));
    let again = claim_one(desk).await;
    assert_eq!(
        (again.id, again.due_at, again.attempts),
        (job.id, due_at, 2)
    );
}

/// A job put aside for good is neither claimed nor counted.
pub async fn a_buried_job_does_not_come_back(desk: &Desk) {
    emit(desk, suggested(START)).await;
    let job = claim_one(desk).await;
    desk.write(Change::BuryJob {
        job,
        error: "It cannot be read.".to_owned(),
    })
    .await;
    desk.clock.advance(LEASE * 10);
    assert_eq!(claim(desk, 10).await, []);
    assert_eq!(desk.store.jobs_waiting().await, Ok(0));
}

/// Handled is handled: queueing the same id again does nothing.
pub async fn a_finished_job_is_never_queued_again(desk: &Desk) {
    let cause = suggested(START);
    emit(desk, cause.clone()).await;
    let job = claim_one(desk).await;
    desk.write(Change::FinishJob(job.clone())).await;
    assert_eq!(desk.store.jobs_waiting().await, Ok(0));
    desk.write(Change::QueueThink {
        id: job.id,
        task: ThinkTask::Redraft {
            suggestion_id: SuggestionId::new(START, builders::tail()),
            wish: None,
        },
        cause,
        due_at: START,
    })
    .await;
    assert_eq!(desk.store.jobs_waiting().await, Ok(0));
}

/// A processor gets its task and the event that led to it.
pub async fn a_thinking_task_keeps_its_cause(desk: &Desk) {
    let id = JobId::new(START, builders::tail());
    let cause = suggested(START);
    let task = ThinkTask::Redraft {
        suggestion_id: SuggestionId::new(START, builders::tail()),
        wish: Some("Shorter".to_owned()),
    };
    let due_at = START.plus(Duration::from_secs(3));
    for _ in 0..2 {
        desk.write(Change::QueueThink {
            id: id.clone(),
            task: task.clone(),
            cause: cause.clone(),
            due_at,
        })
        .await;
    }
    assert_eq!(
        desk.store.claim_jobs(Queue::Think, LEASE, 10).await,
        Ok(Vec::new())
    );
    desk.clock.advance(Duration::from_secs(3));
    let claimed = desk
        .store
        .claim_jobs(Queue::Think, LEASE, 10)
        .await
        .expect("claims");
    let expected = Job {
        id,
        queue: Queue::Think,
        due_at,
        attempts: 1,
        epoch: 1,
        work: Work::Think { task, cause },
    };
    assert_eq!(claimed, [expected]);
}

/// A worker knows how long it may sleep: until the next job is due, or a lease has passed.
pub async fn the_next_due_time_is_known(desk: &Desk) {
    let next = async || {
        desk.store
            .next_job_at(Queue::RequestReview)
            .await
            .expect("reads")
    };
    assert_eq!(next().await, None);
    emit(desk, suggested(START)).await;
    let later = START.plus(LEASE * 2);
    emit(desk, suggested(later)).await;
    assert_eq!(next().await, Some(START));
    let job = claim_one(desk).await;
    assert_eq!(next().await, Some(START.plus(LEASE)));
    desk.write(Change::FinishJob(job)).await;
    assert_eq!(next().await, Some(later));
    assert_eq!(desk.store.next_job_at(Queue::Think).await, Ok(None));
}

/// At its start the one engine takes back what a former run had claimed.
pub async fn released_jobs_can_be_claimed_at_once(desk: &Desk) {
    emit(desk, suggested(START)).await;
    let old = claim_one(desk).await;
    desk.store.release_claims().await.expect("releases");
    desk.refuses(UnitOfWork::new().with(Change::FinishJob(old)))
        .await;
    let new = claim_one(desk).await;
    assert_eq!((new.attempts, new.epoch), (2, 2));
}
