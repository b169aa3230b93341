//! The SQLite store keeps every fact of the contract.

#![expect(
    clippy::expect_used,
    reason = "a store that does not open fails every fact"
)]

use std::sync::Arc;

use herald_store::SqliteStore;
use herald_testkit::store_contract::Made;
use herald_testkit::{MockClock, RingWake, store_contract};

async fn sqlite(clock: Arc<MockClock>, wake: Arc<RingWake>) -> Made {
    let folder = tempfile::tempdir().expect("there is room for a folder");
    let path = folder.path().join("herald.db");
    let store = SqliteStore::open(&path, clock, wake).await.expect("opens");
    (Arc::new(store), Box::new(folder))
}

store_contract!(sqlite);
