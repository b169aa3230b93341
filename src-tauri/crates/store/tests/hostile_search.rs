//! Whatever a person or a stranger types, search answers.

use std::sync::Arc;

use herald_pipeline::ports::{ActivityReads, Change, Page, Store, UnitOfWork};
use herald_store::SqliteStore;
use herald_testkit::builders::{self, START};
use herald_testkit::{MockClock, RingWake};
use proptest::prelude::*;
use proptest::test_runner::{Config, TestRunner};

/// Pieces of the query language, of SQL and of plain words, in any order.
fn query() -> impl Strategy<Value = String> {
    let piece = prop_oneof![
        Just("\"".to_owned()),
        Just("'".to_owned()),
        Just("*".to_owned()),
        Just("AND".to_owned()),
        Just("OR".to_owned()),
        Just("NOT".to_owned()),
        Just("NEAR(".to_owned()),
        Just(")".to_owned()),
        Just("{text}:".to_owned()),
        Just("^".to_owned()),
        Just("+".to_owned()),
        Just("\0".to_owned()),
        Just(" ".to_owned()),
        Just("harbour".to_owned()),
        any::<String>(),
        "\\PC{0,12}",
    ];
    proptest::collection::vec(piece, 0..12).prop_map(|pieces| pieces.concat())
}

#[test]
fn no_query_is_an_error() {
    let runtime = tokio::runtime::Runtime::new().expect("starts");
    let folder = tempfile::tempdir().expect("there is room for a folder");
    let store = runtime.block_on(async {
        let clock = Arc::new(MockClock::at(START));
        let wake = Arc::new(RingWake::default());
        let path = folder.path().join("herald.db");
        let store = SqliteStore::open(&path, clock, wake).await.expect("opens");
        let account = builders::account();
        let unit = UnitOfWork::new()
            .with(Change::PutAccount(account.clone()))
            .with(Change::InsertActivities(vec![builders::mention(
                &account, "harbour",
            )]))
            .with(Change::PutOwnPosts(vec![builders::own_post(
                &account, "harbour",
            )]));
        store.commit(unit).await.expect("is written");
        store
    });
    let config = Config {
        cases: 512,
        failure_persistence: None,
        ..Config::default()
    };
    TestRunner::new(config)
        .run(&query(), |query| {
            let page = Page::first(5);
            let found = runtime.block_on(store.search_activities(&query, &page));
            prop_assert!(found.is_ok(), "{query:?}: {found:?}");
            let found = runtime.block_on(store.search_own_posts(&query, &page));
            prop_assert!(found.is_ok(), "{query:?}: {found:?}");
            Ok(())
        })
        .expect("every query is answered");
}

#[test]
fn what_was_stored_is_found_by_its_own_words() {
    let runtime = tokio::runtime::Runtime::new().expect("starts");
    let folder = tempfile::tempdir().expect("there is room for a folder");
    let path = folder.path().join("herald.db");
    let account = builders::account();
    let store = runtime.block_on(async {
        let clock = Arc::new(MockClock::at(START));
        let wake = Arc::new(RingWake::default());
        let store = SqliteStore::open(&path, clock, wake).await.expect("opens");
        let unit = UnitOfWork::new().with(Change::PutAccount(account.clone()));
        store.commit(unit).await.expect("is written");
        store
    });
    let config = Config {
        cases: 128,
        failure_persistence: None,
        ..Config::default()
    };
    let words = proptest::collection::vec("[a-zA-Z0-9äöüß]{1,8}", 1..8);
    TestRunner::new(config)
        .run(&words, |words| {
            let mention = builders::mention(&account, &words.join(" , "));
            let change = Change::InsertActivities(vec![mention.clone()]);
            let written = runtime.block_on(store.commit(UnitOfWork::new().with(change)));
            prop_assert!(written.is_ok());
            let query = words.join(" ");
            let found = runtime.block_on(store.search_activities(&query, &Page::first(500)));
            let found = found.expect("is answered");
            prop_assert!(found.items.iter().any(|a| a.id == mention.id), "{query:?}");
            Ok(())
        })
        .expect("every text is found");
}

#[tokio::test]
async fn a_word_found_a_thousand_times_stands_for_itself() {
    let folder = tempfile::tempdir().expect("there is room for a folder");
    let clock = Arc::new(MockClock::at(START));
    let wake = Arc::new(RingWake::default());
    let path = folder.path().join("herald.db");
    let store = SqliteStore::open(&path, clock, wake).await.expect("opens");
    let account = builders::account();
    let mut mentions: Vec<_> = (0..999)
        .map(|_| builders::mention(&account, "tide"))
        .collect();
    mentions.push(builders::mention(&account, "tidewater"));
    let unit = UnitOfWork::new()
        .with(Change::PutAccount(account.clone()))
        .with(Change::InsertActivities(mentions));
    store.commit(unit).await.expect("is written");
    let newest = async |query| {
        let found = store
            .search_activities(query, &Page::first(1))
            .await
            .expect("is answered");
        found.items.into_iter().map(|a| a.text).next()
    };
    assert_eq!(newest("tide").await.as_deref(), Some("tidewater"));
    let one_more = Change::InsertActivities(vec![builders::mention(&account, "tide")]);
    store
        .commit(UnitOfWork::new().with(one_more))
        .await
        .expect("is written");
    let last = Change::InsertActivities(vec![builders::mention(&account, "tidewater again")]);
    store
        .commit(UnitOfWork::new().with(last))
        .await
        .expect("is written");
    assert_eq!(newest("tide").await.as_deref(), Some("tide"));
    assert_eq!(newest("tidew").await.as_deref(), Some("tidewater again"));
}
