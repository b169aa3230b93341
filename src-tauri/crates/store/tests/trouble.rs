//! What happens when the lock is taken, a commit is dropped, or somebody else writes too.

#![expect(
    clippy::expect_used,
    reason = "a store that does not open fails every fact"
)]

use std::path::Path;
use std::sync::Arc;
use std::time::Duration;

use herald_domain::{Activity, EventBody, Queue, Timestamp};
use herald_pipeline::ports::{
    AccountReads, ActivityReads, Change, Page, Store, StoreError, UnitOfWork, WorkReads,
};
use herald_store::SqliteStore;
use herald_testkit::builders::{self, START};
use herald_testkit::{MockClock, RingWake};
use sqlx::sqlite::SqliteConnectOptions;
use sqlx::{ConnectOptions, Connection, Executor};

struct Place {
    folder: tempfile::TempDir,
}

impl Place {
    fn new() -> Self {
        let folder = tempfile::tempdir().expect("there is room for a folder");
        Self { folder }
    }

    fn file(&self, name: &str) -> std::path::PathBuf {
        self.folder.path().join(name)
    }

    async fn open(&self) -> SqliteStore {
        open(&self.file("herald.db")).await
    }
}

async fn open(path: &Path) -> SqliteStore {
    let clock = Arc::new(MockClock::at(START));
    let wake = Arc::new(RingWake::default());
    SqliteStore::open(path, clock, wake).await.expect("opens")
}

fn put(account: &herald_domain::Account) -> UnitOfWork {
    UnitOfWork::new().with(Change::PutAccount(account.clone()))
}

fn crowd(account: &herald_domain::Account, text: &str, count: usize) -> Vec<Activity> {
    (0..count)
        .map(|_| builders::mention(account, text))
        .collect()
}

#[tokio::test]
async fn two_processes_see_each_others_writes_and_share_the_jobs() {
    let place = Place::new();
    let (one, two) = (place.open().await, place.open().await);
    let before = two.version().await.expect("reads");
    let others = async |store: &SqliteStore| store.others_version().await.expect("reads");
    let (own, foreign) = (others(&one).await, others(&two).await);
    let account = builders::account();
    one.commit(put(&account)).await.expect("is written");
    assert_eq!(two.accounts().await, Ok(vec![account]));
    assert_ne!(two.version().await.expect("reads"), before);
    assert_ne!(others(&two).await, foreign);
    assert_eq!(others(&one).await, own, "own writes are no neighbours");

    let mut unit = UnitOfWork::new();
    for _ in 0..50 {
        let mut event = builders::event(EventBody::ActivityUpdate {
            activity_ids: Vec::new(),
        });
        event.occurred_at = Timestamp(0);
        unit = unit.emitting(event);
    }
    one.commit(unit).await.expect("is written");
    let lease = Duration::from_mins(1);
    let mut claims = Vec::new();
    for store in [&one, &two, &one, &two, &one, &two] {
        claims.push(store.claim_jobs(Queue::Suggest, lease, 10));
    }
    let mut ids = Vec::new();
    for claimed in futures_util::future::join_all(claims).await {
        ids.extend(claimed.expect("claims").into_iter().map(|j| j.id));
    }
    ids.sort();
    let claimed = ids.len();
    ids.dedup();
    assert_eq!((claimed, ids.len()), (50, 50));
}

#[tokio::test]
async fn writers_of_two_processes_wait_for_each_other() {
    let place = Place::new();
    let stores = [place.open().await, place.open().await];
    let mut commits = Vec::new();
    for n in 0..200 {
        commits.push(stores[n % 2].commit(put(&builders::account())));
    }
    for answer in futures_util::future::join_all(commits).await {
        assert_eq!(answer, Ok(()));
    }
    assert_eq!(stores[0].accounts().await.expect("reads").len(), 200);
}

#[tokio::test]
async fn a_lock_held_too_long_is_an_error_and_not_a_hang() {
    let place = Place::new();
    let store = place.open().await;
    let mut other = SqliteConnectOptions::new()
        .filename(place.file("herald.db"))
        .connect()
        .await
        .expect("connects");
    other.execute("BEGIN IMMEDIATE").await.expect("locks");
    let account = builders::account();
    let refused = store.commit(put(&account)).await;
    assert!(matches!(refused, Err(StoreError::Failed(_))), "{refused:?}");
    other.execute("ROLLBACK").await.expect("unlocks");
    store.commit(put(&account)).await.expect("is written");
    other.close().await.expect("closes");
}

#[tokio::test]
async fn a_backup_is_a_whole_store_of_its_own() {
    let place = Place::new();
    let store = place.open().await;
    let account = builders::account();
    let unit = put(&account).with(Change::InsertActivities(crowd(&account, "kept words", 300)));
    store.commit(unit).await.expect("is written");
    let copy = place.file("copy.db");
    store.backup_to(&copy).await.expect("copies");
    store
        .commit(put(&builders::account()))
        .await
        .expect("is written");

    let copied = open(&copy).await;
    assert_eq!(copied.accounts().await, Ok(vec![account]));
    let page = Page::first(500);
    let found = copied
        .search_activities("kept", &page)
        .await
        .expect("reads");
    assert_eq!(found.items.len(), 300);
    let original = store.search_activities("kept", &page).await.expect("reads");
    assert_eq!(found, original);

    let again = store.backup_to(&copy).await;
    assert!(again.is_err(), "a file that is there is not written over");
}

#[tokio::test]
async fn a_dropped_commit_is_whole_or_absent() {
    let place = Place::new();
    let store = place.open().await;
    let account = builders::account();
    store.commit(put(&account)).await.expect("is written");
    for _ in 0..50 {
        let mention = builders::mention(&account, "dropped");
        let unit = UnitOfWork::new()
            .with(Change::InsertActivities(vec![mention.clone()]))
            .with(Change::SetActivityNote(
                mention.id.clone(),
                Some("n".to_owned()),
            ));
        let mut commit = Box::pin(store.commit(unit));
        assert!(futures_util::poll!(&mut commit).is_pending());
        drop(commit);
    }
    store
        .commit(put(&account))
        .await
        .expect("is written after all of them");
    let all = store
        .search_activities("dropped", &Page::first(500))
        .await
        .expect("reads");
    assert!(all.items.iter().all(|a| a.note.as_deref() == Some("n")));
}
