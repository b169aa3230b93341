use std::sync::Arc;

use herald_domain::Account;
use herald_pipeline::ports::{
    AccountReads, ActivityReads, Change, Page, Store, StoreError, UnitOfWork, WorkReads,
};
use herald_testkit::builders::{self, START};
use herald_testkit::{MockClock, RingWake};
use sqlx::{AssertSqlSafe, Executor};

use crate::SqliteStore;
use crate::db::Db;

async fn fresh() -> (tempfile::TempDir, SqliteStore) {
    let folder = tempfile::tempdir().expect("there is room for a folder");
    let clock = Arc::new(MockClock::at(START));
    let path = folder.path().join("herald.db");
    let store = SqliteStore::open(&path, clock, Arc::new(RingWake::default())).await;
    (folder, store.expect("opens"))
}

/// Makes the file as full as a disk would: SQLite answers the same way.
async fn limit_pages(store: &SqliteStore, pages: u32) {
    let Db::Lite(lite) = &*store.db;
    let options = lite.writer.connect_options().as_ref().clone();
    let options = options.pragma("max_page_count", pages.to_string());
    lite.writer.set_connect_options(options);
    let mut conn = lite.writer.acquire().await.expect("connects");
    let sql = format!("PRAGMA max_page_count = {pages}");
    conn.execute(AssertSqlSafe(sql)).await.expect("limits");
}

fn put(account: &Account) -> UnitOfWork {
    UnitOfWork::new().with(Change::PutAccount(account.clone()))
}

#[tokio::test]
async fn a_full_disk_fails_the_unit_that_does_not_fit_and_no_other() {
    let (_folder, store) = fresh().await;
    let account = builders::account();
    store.commit(put(&account)).await.expect("is written");
    limit_pages(&store, 200).await;

    let text = "full ".repeat(400);
    let crowd = (0..2_000)
        .map(|_| builders::mention(&account, &text))
        .collect();
    let big = UnitOfWork::new().with(Change::InsertActivities(crowd));
    let small = [builders::account(), builders::account()];
    let (first, full, second) = tokio::join!(
        store.commit(put(&small[0])),
        store.commit(big.clone()),
        store.commit(put(&small[1])),
    );
    assert_eq!(first, Ok(()));
    assert_eq!(full, Err(StoreError::DiskFull));
    assert_eq!(second, Ok(()));
    assert_eq!(store.accounts().await.expect("reads").len(), 3);
    let found = store
        .search_activities("full", &Page::first(1))
        .await
        .expect("reads");
    assert_eq!(found.items, [], "nothing of it was written");

    limit_pages(&store, 1_000_000).await;
    store.commit(big).await.expect("fits again");
    let found = store
        .search_activities("full", &Page::first(1))
        .await
        .expect("reads");
    assert_eq!(found.items.len(), 1);
}

#[tokio::test]
async fn a_transaction_lost_as_a_whole_is_written_unit_by_unit() {
    let (_folder, store) = fresh().await;
    let account = builders::account();
    store.commit(put(&account)).await.expect("is written");
    // The savepoint of every unit that fails is gone: SQLite undid the transaction by itself.
    let Db::Lite(lite) = &*store.db;
    let sql = "CREATE TRIGGER lost BEFORE INSERT ON setting WHEN new.value = 'lost'
        BEGIN SELECT RAISE(ROLLBACK, 'lost'); END";
    lite.writer.execute(sql).await.expect("runs");
    let set = |value: &str| {
        UnitOfWork::new().with(Change::SetSetting {
            name: format!("name.{value}"),
            value: value.to_owned(),
        })
    };
    let (before, lost, after) = tokio::join!(
        store.commit(set("before")),
        store.commit(set("lost")),
        store.commit(set("after")),
    );
    assert_eq!((before, after), (Ok(()), Ok(())));
    assert!(matches!(lost, Err(StoreError::Failed(_))), "{lost:?}");
    let kept: Vec<(String,)> = store
        .db
        .all("SELECT value FROM setting ORDER BY value", Vec::new())
        .await
        .expect("reads");
    assert_eq!(kept, [("after".to_owned(),), ("before".to_owned(),)]);
}

#[tokio::test]
async fn the_task_ends_when_the_store_is_dropped() {
    let (_folder, store) = fresh().await;
    let db = Arc::downgrade(&store.db);
    drop(store);
    while db.upgrade().is_some() {
        tokio::task::yield_now().await;
    }
}

#[tokio::test]
async fn a_full_disk_stops_no_claim_and_no_read() {
    let (_folder, store) = fresh().await;
    limit_pages(&store, 1).await;
    assert_eq!(store.accounts().await, Ok(Vec::new()));
    assert_eq!(store.next_schedule_at().await, Ok(None));
    store.release_claims().await.expect("changes no page");
}
