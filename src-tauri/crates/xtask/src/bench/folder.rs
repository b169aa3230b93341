//! A data folder as after years of use: tens of thousands of reviews wait in it.

use std::path::Path;
use std::sync::Arc;

use anyhow::{Context, Result};
use herald_pipeline::ports::{Change, Store as _, UnitOfWork};
use herald_pipeline::wake::InProcessWake;
use herald_store::SqliteStore;
use herald_testkit::MockClock;
use herald_testkit::builders::START;
use tempfile::TempDir;
use tokio::runtime::{Builder, Runtime};

use super::crowd::{BATCH, Crowd, put_accounts, put_reviews};
use crate::{paths, step};

/// Reviews that wait in a folder of many years.
pub const WAITING: usize = 50_000;

/// Makes a folder on the disk the cache lies on: others are sometimes memory.
pub fn empty() -> Result<TempDir> {
    std::fs::create_dir_all(paths::cache()).context("Create the cache folder")?;
    let folder = tempfile::Builder::new()
        .prefix("bench-")
        .tempdir_in(paths::cache());
    folder.context("Create a folder to measure in")
}

/// Starts what the store runs on.
pub fn runtime() -> Result<Runtime> {
    let mut builder = Builder::new_multi_thread();
    builder
        .worker_threads(2)
        .enable_all()
        .build()
        .context("Start a runtime")
}

/// Opens a database without checking its pages.
pub async fn open_store(path: &Path) -> Result<SqliteStore> {
    let clock = Arc::new(MockClock::at(START));
    let store = SqliteStore::open_quickly(path, clock, Arc::new(InProcessWake::default())).await;
    store.with_context(|| format!("Open {}", path.display()))
}

/// Fills a data folder with [`WAITING`] open reviews, each of an activity of its own.
pub fn fill(folder: &Path) -> Result<()> {
    step::timed("Fill a data folder with 50,000 waiting reviews", || {
        runtime()?.block_on(fill_database(&folder.join("herald.db")))
    })
}

async fn fill_database(path: &Path) -> Result<()> {
    let store = open_store(path).await?;
    let mut crowd = Crowd::new(3);
    put_accounts(&store, crowd.accounts()).await?;
    for _ in 0..WAITING / BATCH {
        let batch = crowd.batch();
        let unit = UnitOfWork::new().with(Change::InsertActivities(batch.clone()));
        store.commit(unit).await?;
        put_reviews(&store, crowd.accounts(), &batch).await?;
    }
    store.close().await.context("Close the database")
}
