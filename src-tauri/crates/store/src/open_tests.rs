use std::fs;
use std::path::PathBuf;

use herald_domain::{Account, ReviewState, Timestamp, Verb};
use herald_pipeline::ports::{
    AccountReads, ActionReads, ActivityReads, Change, Page, Store, UnitOfWork,
};
use herald_testkit::{MockClock, RingWake, builders};
use sqlx::{AssertSqlSafe, Executor};

use super::*;
use crate::SqliteStore;
use crate::probe::{beside, read_schema_version};

struct Place {
    _folder: tempfile::TempDir,
    path: PathBuf,
}

fn place() -> Place {
    let folder = tempfile::tempdir().expect("there is room for a folder");
    let path = folder.path().join("data").join("herald.db");
    Place {
        _folder: folder,
        path,
    }
}

fn clock() -> Arc<MockClock> {
    Arc::new(MockClock::at(Timestamp(0)))
}

async fn open_store(path: &Path) -> Result<SqliteStore, StoreError> {
    SqliteStore::open(path, clock(), Arc::new(RingWake::default())).await
}

async fn raw(path: &Path) -> SqliteConnection {
    writer(path)
        .create_if_missing(true)
        .connect()
        .await
        .expect("connects")
}

async fn number(conn: &mut SqliteConnection, sql: &'static str) -> i64 {
    let row: (i64,) = sqlx::query_as(sql).fetch_one(conn).await.expect("reads");
    row.0
}

/// Every file of a folder with its bytes.
fn contents(folder: &Path) -> Vec<(PathBuf, Vec<u8>)> {
    let mut all: Vec<_> = fs::read_dir(folder)
        .expect("lists")
        .map(|entry| {
            let path = entry.expect("lists").path();
            let bytes = fs::read(&path).expect("reads");
            (path, bytes)
        })
        .collect();
    all.sort();
    all
}

#[tokio::test]
async fn a_missing_file_is_made_with_its_folder_for_the_owner_alone() {
    let place = place();
    assert_eq!(read_schema_version(&place.path).await, Ok(None));
    let store = open_store(&place.path).await.expect("opens");
    #[cfg(unix)]
    {
        use std::os::unix::fs::PermissionsExt;
        let mode = |path: &Path| fs::metadata(path).expect("is there").permissions().mode() & 0o777;
        assert_eq!(mode(place.path.parent().expect("has a folder")), 0o700);
        for file in [
            place.path.clone(),
            beside(&place.path, "-wal"),
            beside(&place.path, "-shm"),
        ] {
            assert_eq!(mode(&file), 0o600, "{}", file.display());
        }
    }
    assert_eq!(
        read_schema_version(&place.path).await,
        Ok(Some(migrate::newest()))
    );
    store.close().await.expect("closes");
    assert_eq!(
        read_schema_version(&place.path).await,
        Ok(Some(migrate::newest()))
    );
    assert!(
        !beside(&place.path, "-wal").exists(),
        "closing folds the log"
    );
    let header = fs::read(&place.path).expect("reads");
    assert_eq!(&header[68..72], b"HRLD");
}

#[tokio::test]
async fn what_was_written_is_there_after_closing_and_after_a_crash() {
    let place = place();
    let accounts = [builders::account(), builders::account()];
    for account in &accounts {
        let store = open_store(&place.path).await.expect("opens");
        let unit = UnitOfWork::new().with(Change::PutAccount(account.clone()));
        store.commit(unit).await.expect("is written");
        if account.id == accounts[0].id {
            store.close().await.expect("closes");
            assert!(
                store
                    .commit(UnitOfWork::new().with(Change::PutAccount(account.clone())))
                    .await
                    .is_err()
            );
        }
    }
    let store = open_store(&place.path).await.expect("opens");
    assert_eq!(store.accounts().await, Ok(accounts.to_vec()));
}

#[tokio::test]
async fn another_file_is_refused_and_left_as_it_is() {
    let place = place();
    let folder = place.path.parent().expect("has a folder");
    fs::create_dir(folder).expect("makes");
    for text in [&b"Dear diary, this is no database."[..], b"x", &[0; 4096]] {
        fs::write(&place.path, text).expect("writes");
        let before = contents(folder);
        let refused = open_store(&place.path).await.err();
        assert!(
            matches!(refused, Some(StoreError::NotOurs(_))),
            "{text:?}: {refused:?}"
        );
        assert_eq!(contents(folder), before);
    }
    fs::remove_file(&place.path).expect("removes");
    fs::create_dir(&place.path).expect("makes");
    let refused = open_store(&place.path).await.err();
    assert!(
        matches!(refused, Some(StoreError::NotOurs(_))),
        "{refused:?}"
    );
}

#[tokio::test]
async fn another_applications_database_is_refused_and_left_as_it_is() {
    for (mode, application) in [("DELETE", 0), ("WAL", 0), ("WAL", 77), ("DELETE", 77)] {
        let place = place();
        let folder = place.path.parent().expect("has a folder");
        fs::create_dir(folder).expect("makes");
        let mut conn = raw(&place.path).await;
        let sql = format!(
            "PRAGMA journal_mode = {mode}; PRAGMA application_id = {application};
             CREATE TABLE account (id TEXT); INSERT INTO account VALUES ('theirs')"
        );
        conn.execute(sqlx::raw_sql(AssertSqlSafe(sql)))
            .await
            .expect("runs");
        conn.close().await.expect("closes");
        let before = contents(folder);
        let refused = open_store(&place.path).await.err();
        assert!(
            matches!(refused, Some(StoreError::NotOurs(_))),
            "{mode} {application} {refused:?}"
        );
        assert_eq!(contents(folder), before, "{mode} {application}");
    }
}

#[tokio::test]
async fn a_newer_schema_is_refused_and_left_as_it_is() {
    let place = place();
    open_store(&place.path)
        .await
        .expect("opens")
        .close()
        .await
        .expect("closes");
    let mut conn = raw(&place.path).await;
    conn.execute("PRAGMA user_version = 999")
        .await
        .expect("runs");
    conn.close().await.expect("closes");
    let folder = place.path.parent().expect("has a folder");
    let before = contents(folder);
    let refused = open_store(&place.path).await.err();
    let expected = StoreError::Newer {
        path: place.path.display().to_string(),
        found: 999,
        known: migrate::newest(),
    };
    assert_eq!(refused, Some(expected));
    assert_eq!(contents(folder), before);
}

#[tokio::test]
async fn a_damaged_file_is_refused_and_left_as_it_is() {
    let place = place();
    let store = open_store(&place.path).await.expect("opens");
    let account = builders::account();
    let many = (0..500)
        .map(|_| builders::mention(&account, "Some text to fill pages"))
        .collect();
    let unit = UnitOfWork::new()
        .with(Change::PutAccount(account))
        .with(Change::InsertActivities(many));
    store.commit(unit).await.expect("is written");
    store.close().await.expect("closes");
    drop(store);

    let mut bytes = fs::read(&place.path).expect("reads");
    let half = bytes.len() / 2 / 4096 * 4096;
    bytes[half..half + 8192].fill(0xa5);
    fs::write(&place.path, &bytes).expect("writes");
    let refused = open_store(&place.path).await.err();
    assert!(
        matches!(refused, Some(StoreError::Corrupt { .. })),
        "{refused:?}"
    );
    assert_eq!(fs::read(&place.path).expect("reads"), bytes);

    let quick =
        SqliteStore::open_quickly(&place.path, clock(), Arc::new(RingWake::default())).await;
    let quick = quick.expect("the first page is whole");
    let found = quick.check().await;
    assert!(
        matches!(found, Err(StoreError::Corrupt { .. })),
        "{found:?}"
    );
    drop(quick);

    bytes.truncate(half);
    fs::write(&place.path, &bytes).expect("writes");
    let refused = open_store(&place.path).await.err();
    assert!(
        matches!(refused, Some(StoreError::Corrupt { .. })),
        "{refused:?}"
    );
}

#[tokio::test]
async fn an_interrupted_creation_is_finished() {
    let place = place();
    fs::create_dir(place.path.parent().expect("has a folder")).expect("makes");
    let mut conn = raw(&place.path).await;
    use_log(&mut conn).await.expect("switches");
    conn.close().await.expect("closes");
    assert_eq!(read_schema_version(&place.path).await, Ok(Some(0)));
    open_store(&place.path)
        .await
        .expect("opens")
        .close()
        .await
        .expect("closes");
    assert_eq!(
        read_schema_version(&place.path).await,
        Ok(Some(migrate::newest()))
    );
}

#[tokio::test]
async fn an_older_file_is_brought_up_to_date_with_all_it_holds() {
    let place = place();
    create(&place.path).expect("creates");
    let mut conn = raw(&place.path).await;
    prepare(&mut conn, "test", Check::Whole, 1)
        .await
        .expect("makes schema 1");
    conn.execute(
        "INSERT INTO account (id, network, remote_id, handle, display_name, state, addresses,
            connected_at)
         VALUES ('0190a1b2c3d400000000000000000001', 'bluesky', 'did:plc:a', 'a.test', '',
            'active', '{}', 1)",
    )
    .await
    .expect("runs");
    for (n, text) in ["harbour fog", "harbour", "storm", "新しいレンズ"]
        .into_iter()
        .enumerate()
    {
        let body =
            r#"{"remote":{"id":"at://x","version":null},"author":"d","created":1,"observed":1}"#;
        sqlx::query(
            "INSERT INTO activity (id, account_id, kind, status, author_handle, author_name, text,
                body)
             VALUES ($1, '0190a1b2c3d400000000000000000001', 'mention', 'new', 'h', 'n', $2, $3)",
        )
        .bind(format!("0190a1b2c3d{n}ffff000000000000ffff"))
        .bind(text)
        .bind(body)
        .execute(&mut conn)
        .await
        .expect("runs");
    }
    conn.execute(
        r#"INSERT INTO own_post (id, account_id, text, body, created_at)
         VALUES ('0190a1b2c3d50000000000000000ffff', '0190a1b2c3d400000000000000000001', 'Größe レンズ',
            '{"remote":{"id":"at://y","version":null}}', 1)"#,
    )
    .await
    .expect("runs");
    conn.close().await.expect("closes");
    assert_eq!(read_schema_version(&place.path).await, Ok(Some(1)));

    let store = open_store(&place.path).await.expect("opens");
    for query in ["レンズ", "grosse"] {
        let own = store.search_own_posts(query, &Page::first(2)).await;
        assert_eq!(own.expect("reads").items.len(), 1, "{query}");
    }
    let japanese = store.search_activities("レンズ", &Page::first(2)).await;
    assert_eq!(japanese.expect("reads").items[0].text, "新しいレンズ");
    assert_eq!(
        read_schema_version(&place.path).await,
        Ok(Some(migrate::newest()))
    );
    let mut page = Page::first(1);
    let first = store
        .search_activities("harbour", &page)
        .await
        .expect("reads");
    assert_eq!(first.items[0].text, "harbour");
    page.before = first.next;
    let second = store
        .search_activities("harbour", &page)
        .await
        .expect("reads");
    assert_eq!(second.items[0].text, "harbour fog");
    assert_eq!(second.next, None);
}

#[tokio::test]
async fn accounts_of_before_are_told_who_vouches_for_them() {
    let place = place();
    create(&place.path).expect("creates");
    let mut conn = raw(&place.path).await;
    prepare(&mut conn, "test", Check::Whole, 3)
        .await
        .expect("makes schema 3");
    conn.execute(
        r#"INSERT INTO account (id, network, remote_id, handle, display_name, state, addresses, demo,
            connected_at)
         VALUES ('0190a1b2c3d400000000000000000001', 'bluesky', 'did:plc:a', 'a', '', 'active', '{}', 0, 1),
            ('0190a1b2c3d400000000000000000002', 'bluesky', 'did:plc:b', 'b', '', 'active',
                '{"plc":"http://127.0.0.1:2582/"}', 0, 1),
            ('0190a1b2c3d400000000000000000003', 'bluesky', 'did:web:c.test', 'c', '', 'active', '{}', 0, 1),
            ('0190a1b2c3d400000000000000000004', 'bluesky', 'did:plc:d', 'd', '', 'active',
                '{"plc":"http://127.0.0.1:1"}', 1, 1),
            ('0190a1b2c3d400000000000000000005', 'mastodon', '1', 'e', '', 'active',
                '{"server":"https://a.test"}', 0, 1),
            ('0190a1b2c3d400000000000000000006', 'mastodon', '1', 'f', '', 'paused',
                '{"server":"http://127.0.0.1:3000"}', 0, 1),
            ('0190a1b2c3d400000000000000000007', 'mastodon', '1', 'g', '', 'active',
                '{"server":"https://a.test"}', 0, 1)"#,
    )
    .await
    .expect("runs");
    conn.close().await.expect("closes");
    let store = open_store(&place.path).await.expect("opens");
    let accounts = store.accounts().await.expect("reads");
    let found: Vec<_> = accounts
        .iter()
        .map(|a| (a.handle.as_str(), a.authority.as_str()))
        .collect();
    let expected = [
        ("a", "plc.directory"),
        ("b", "127.0.0.1:2582"),
        ("c", "c.test"),
        ("d", "demo"),
        ("f", "127.0.0.1:3000"),
        // The older of two that were the same is out.
        ("g", "a.test"),
    ];
    assert_eq!(found, expected);
}

#[tokio::test]
async fn several_may_create_the_same_file_at_once() {
    let place = place();
    let opening = (0..8).map(|_| {
        let path = place.path.clone();
        async move { open_store(&path).await }
    });
    let mut stores = Vec::new();
    for opened in futures_util::future::join_all(opening).await {
        stores.push(opened.expect("opens"));
    }
    let account = builders::account();
    let unit = UnitOfWork::new().with(Change::PutAccount(account.clone()));
    stores[0].commit(unit).await.expect("is written");
    for store in &stores {
        assert_eq!(store.accounts().await, Ok(vec![account.clone()]));
    }
}

#[tokio::test]
async fn connections_are_set_up_for_safety() {
    let place = place();
    let store = open_store(&place.path).await.expect("opens");
    let Db::Lite(lite) = &*store.db;
    let mut conn = lite.writer.acquire().await.expect("connects");
    assert_eq!(number(&mut conn, "PRAGMA synchronous").await, 2);
    assert_eq!(number(&mut conn, "PRAGMA foreign_keys").await, 1);
    assert_eq!(number(&mut conn, "PRAGMA busy_timeout").await, 5_000);
    assert_eq!(
        number(&mut conn, "PRAGMA journal_size_limit").await,
        64 << 20
    );
    let mode: (String,) = sqlx::query_as("PRAGMA journal_mode")
        .fetch_one(&mut *conn)
        .await
        .expect("reads");
    assert_eq!(mode.0, "wal");
    let mut reader = lite.readers.acquire().await.expect("connects");
    let refused = reader.execute("DELETE FROM account").await;
    assert!(refused.is_err(), "a reader must not write");
}

/// An approved post that is due.
fn due(account: &Account) -> UnitOfWork {
    let suggestion = builders::post_suggestion(account);
    let revision = builders::revision_of(&suggestion, None, 1, "Hello");
    let mut review = builders::review_of(account, &suggestion, &revision);
    review.state = ReviewState::Approved;
    let decision = builders::approval_of(&review);
    let mut action = builders::action_for(&review, &decision, Verb::Post);
    action.due_at = Timestamp(0);
    UnitOfWork::new()
        .with(Change::InsertSuggestion(suggestion))
        .with(Change::AddRevision(revision))
        .with(Change::InsertReview(review))
        .with(Change::InsertDecision(decision))
        .with(Change::InsertAction(action))
}

#[tokio::test]
async fn a_claim_waits_for_no_disk_and_what_follows_it_does() {
    let place = place();
    let store = open_store(&place.path).await.expect("opens");
    let Db::Lite(lite) = &*store.db;
    let surely = async || {
        let mut conn = lite.writer.acquire().await.expect("connects");
        number(&mut conn, "PRAGMA synchronous").await == 2
    };
    let account = builders::account();
    let unit = || UnitOfWork::new().with(Change::PutAccount(account.clone()));
    store.commit(unit()).await.expect("is written");
    store.commit(due(&account)).await.expect("is written");
    assert!(surely().await);
    let lease = Duration::from_secs(30);
    let claimed = store.claim_head(&account.id, lease).await;
    assert!(matches!(claimed, Ok(Some(_))), "{claimed:?}");
    assert!(!surely().await);
    let nothing = store.claim_head(&account.id, lease).await;
    assert_eq!(nothing, Ok(None));
    store.commit(unit()).await.expect("is written");
    assert!(surely().await);
}
