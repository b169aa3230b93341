//! What is reserved of a month's budget: two lanes never spend the same remainder.

#![expect(
    clippy::expect_used,
    reason = "a store that does not open fails every fact"
)]

use std::sync::Arc;

use herald_domain::{Account, Spending};
use herald_pipeline::ports::{AccountReads, Change, Store, StoreError, UnitOfWork};
use herald_store::SqliteStore;
use herald_testkit::builders::{self, START};
use herald_testkit::{MockClock, RingWake};

const LIMIT: u64 = 1_000_000;

async fn store(folder: &tempfile::TempDir) -> SqliteStore {
    let clock = Arc::new(MockClock::at(START));
    let file = folder.path().join("herald.db");
    let store = SqliteStore::open(&file, clock, Arc::new(RingWake::default())).await;
    store.expect("opens")
}

/// Takes a price out of the budget and puts the account in the same unit.
fn reserve(account: &Account, price: u64) -> UnitOfWork {
    UnitOfWork::new()
        .with(Change::PutAccount(account.clone()))
        .with(Change::Reserve {
            spending: Spending::once(account.id.clone(), "post", price, START),
            month: Spending::month(START),
            limit_micro_usd: LIMIT,
        })
}

#[tokio::test]
async fn lanes_at_the_same_moment_do_not_spend_the_same_remainder() {
    let folder = tempfile::tempdir().expect("a folder");
    let store = store(&folder).await;
    let account = builders::account();
    store
        .commit(reserve(&account, 700_000))
        .await
        .expect("is within the budget");
    let (one, two) = tokio::join!(
        store.commit(reserve(&account, 200_000)),
        store.commit(reserve(&account, 200_000)),
    );
    let spent = |r: &Result<(), StoreError>| matches!(r, Err(StoreError::Spent));
    assert_eq!(
        [&one, &two].iter().filter(|r| spent(r)).count(),
        1,
        "{one:?} {two:?}"
    );
    store
        .commit(reserve(&account, 100_000))
        .await
        .expect("the last of it");
}

#[tokio::test]
async fn nothing_of_a_unit_is_kept_that_the_budget_does_not_reach() {
    let folder = tempfile::tempdir().expect("a folder");
    let store = store(&folder).await;
    let account = builders::account();
    let refused = store.commit(reserve(&account, LIMIT + 1)).await;
    assert!(matches!(refused, Err(StoreError::Spent)), "{refused:?}");
    assert_eq!(store.accounts().await.expect("lists").len(), 0);
}

#[tokio::test]
async fn what_surely_did_not_leave_is_free_again() {
    let folder = tempfile::tempdir().expect("a folder");
    let store = store(&folder).await;
    let account = builders::account();
    store.commit(reserve(&account, LIMIT)).await.expect("all");
    let back = Spending::once(account.id.clone(), "post", LIMIT, START);
    let back = Spending {
        uses: -back.uses,
        micro_usd: -back.micro_usd,
        ..back
    };
    let back = UnitOfWork::new().with(Change::Spend(back));
    store.commit(back).await.expect("books");
    store.commit(reserve(&account, LIMIT)).await.expect("again");
}
