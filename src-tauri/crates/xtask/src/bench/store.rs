//! The store with a million activities: how fast they come in, and how fast pages come out.

mod bare;
mod front;
mod ingest;
mod pages;

use std::path::Path;

use anyhow::{Context, Result};
use herald_pipeline::ports::{Change, Store as _, UnitOfWork};
use herald_store::SqliteStore;

use super::crowd::{BATCH, Crowd, put_accounts, put_reviews};
use super::folder::{self, WAITING, open_store};
use super::{BenchArgs, Figure, Report};

/// Accounts the activities belong to.
const ACCOUNTS: usize = 20;

/// Rows of the full form; a shorter one has fewer reviews in the same proportion.
const FULL: u64 = 1_000_000;

/// Fills a database through the store, beside bare SQLite, and reads pages from it.
pub fn measure(args: &BenchArgs) -> Result<Report> {
    let folder = folder::empty()?;
    folder::runtime()?.block_on(measure_in(folder.path(), args.rows))
}

async fn measure_in(folder: &Path, rows: u64) -> Result<Report> {
    let (path, beside) = (folder.join("store.db"), folder.join("bare.db"));
    let mut crowd = Crowd::new(ACCOUNTS);
    // The yardstick gets the same tables and indexes from the same migrations.
    for file in [&path, &beside] {
        let store = open_store(file).await?;
        put_accounts(&store, crowd.accounts()).await?;
        store.close().await.context("Close the database")?;
    }
    let mut report = Report::default();
    let store = open_store(&path).await?;
    let batches = rows / BATCH as u64;
    let waiting = (WAITING as u64 * rows / FULL).max(100);
    let mut side = bare::Bare::open(&beside)?;
    let ingested = ingest::measure(&store, &path, &mut side, &mut crowd, batches).await?;
    ingested.tell(&mut report);
    drop(side);
    std::fs::remove_file(&beside).context("Remove the yardstick's database")?;
    let answered = ingested.sample(waiting as usize);
    put_reviews(&store, crowd.accounts(), answered).await?;
    let store = settled(store, &path).await?;
    let size = std::fs::metadata(&path).context("Read the size of the database")?;
    report.add(Figure::new(
        "size of the database",
        size.len() as f64 / 1e6,
        "MB",
    ));
    pages::measure(store, &path, &crowd, &mut report).await?;
    Ok(report)
}

/// Opens the database again, as it is on another day: the log is folded in, plans are made anew.
async fn settled(store: SqliteStore, path: &Path) -> Result<SqliteStore> {
    store.close().await.context("Close the database")?;
    open_store(path).await
}

/// Writes one batch as observing does.
async fn commit(store: &SqliteStore, batch: Vec<herald_domain::Activity>) -> Result<()> {
    let unit = UnitOfWork::new().with(Change::InsertActivities(batch));
    Ok(store.commit(unit).await?)
}
