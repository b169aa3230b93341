//! The store as a whole: opening, committing, closing, backing up.

use std::path::Path;
use std::sync::Arc;

use async_trait::async_trait;
use herald_domain::Schedule;
use herald_pipeline::crash::{Place, reach};
use herald_pipeline::ports::{Change, Clock, Keeping, Store, StoreError, UnitOfWork, Wake};

use crate::db::{Db, Lite};
use crate::error::{io_error, store_error};
use crate::leases::Leases;
use crate::open::{Check, check_file, open, private_file};
use crate::writer::Writer;

/// Everything Herald knows, in one SQLite file.
///
/// One connection writes, four read. Commits of many tasks share a transaction. Several processes may
/// have the file open at once.
pub struct SqliteStore {
    pub(crate) db: Arc<Db>,
    pub(crate) clock: Arc<dyn Clock>,
    pub(crate) wake: Arc<dyn Wake>,
    pub(crate) leases: Leases,
    /// What is scheduled, as it was when the file had the version beside it.
    pub(crate) scheduled: tokio::sync::Mutex<Option<(u64, Arc<Vec<Schedule>>)>>,
    writer: Writer,
}

impl SqliteStore {
    /// Opens the file, creating it and its folder where there is none, and checks every page
    /// of a file up to 16 MiB; [`Store::check`] does the same for a larger one, later.
    ///
    /// The clock is read for claims, after the write lock is held; the wake is rung after commits.
    ///
    /// # Errors
    /// - [`StoreError::NotOurs`] when it is another program's file; it is left as it is.
    /// - [`StoreError::Newer`] when a newer Herald wrote it; it is left as it is.
    /// - [`StoreError::Corrupt`] when it is damaged; it is left as it is.
    /// - [`StoreError::DiskFull`] when there is no room to create or upgrade it.
    pub async fn open(
        path: &Path,
        clock: Arc<dyn Clock>,
        wake: Arc<dyn Wake>,
    ) -> Result<Self, StoreError> {
        Self::open_with(path, clock, wake, Check::Whole).await
    }

    /// Opens the file as [`SqliteStore::open`] does, without reading every page first.
    ///
    /// For short commands beside a running engine; damage shows where it is met.
    ///
    /// # Errors
    /// As for [`SqliteStore::open`].
    pub async fn open_quickly(
        path: &Path,
        clock: Arc<dyn Clock>,
        wake: Arc<dyn Wake>,
    ) -> Result<Self, StoreError> {
        Self::open_with(path, clock, wake, Check::First).await
    }

    async fn open_with(
        path: &Path,
        clock: Arc<dyn Clock>,
        wake: Arc<dyn Wake>,
        check: Check,
    ) -> Result<Self, StoreError> {
        let db = Arc::new(open(path, check).await?);
        let writer = Writer::start(Arc::clone(&db), Arc::clone(&wake));
        Ok(Self {
            db,
            clock,
            wake,
            leases: Leases::default(),
            scheduled: tokio::sync::Mutex::default(),
            writer,
        })
    }

    /// Writes out what waits, folds the log into the file and closes every connection.
    ///
    /// # Errors
    /// [`StoreError`] when folding the log fails; the log stays and is read at the next start.
    pub async fn close(&self) -> Result<(), StoreError> {
        self.writer.close().await;
        match &*self.db {
            Db::Lite(lite) => close_lite(lite).await,
        }
    }

    /// Writes a compact copy to a file that must not exist yet; others may write meanwhile.
    ///
    /// # Errors
    /// - [`StoreError::DiskFull`] when the copy does not fit; what was written of it is removed.
    /// - [`StoreError::Failed`] when the file exists or cannot be made.
    pub async fn backup_to(&self, path: &Path) -> Result<(), StoreError> {
        let failed = |e: &std::io::Error| io_error(path, e);
        private_file(path).map_err(|e| failed(&e))?;
        let Some(name) = path.to_str() else {
            return Err(StoreError::Failed(format!(
                "{} is not Unicode",
                path.display()
            )));
        };
        let copied = match &*self.db {
            Db::Lite(lite) => sqlx::query("VACUUM INTO $1")
                .bind(name)
                .execute(&lite.readers)
                .await
                .map_err(|e| store_error(&lite.label, &e)),
        };
        if copied.is_err() {
            std::fs::remove_file(path).map_err(|e| failed(&e))?;
        }
        copied.map(drop)
    }
}

async fn close_lite(lite: &Lite) -> Result<(), StoreError> {
    // Readers first: the last connection to close folds the log, and only the writer may.
    lite.watch.close().await;
    lite.readers.close().await;
    let folded = sqlx::query("PRAGMA wal_checkpoint(TRUNCATE)")
        .execute(&lite.writer)
        .await
        .map_err(|e| store_error(&lite.label, &e));
    lite.writer.close().await;
    folded.map(drop)
}

fn rescheduled(change: &Change) -> Option<Schedule> {
    match change {
        Change::Reschedule { schedule, .. } => Some(schedule.clone()),
        _ => None,
    }
}

#[async_trait]
impl Store for SqliteStore {
    async fn commit(&self, mut unit: UnitOfWork) -> Result<(), StoreError> {
        if unit.is_empty() {
            return Ok(());
        }
        self.leases.stored(&mut unit)?;
        let moved: Vec<Schedule> = unit.changes.iter().filter_map(rescheduled).collect();
        reach(Place::BeforeCommit);
        self.writer.commit(unit).await?;
        reach(Place::AfterCommit);
        for row in &moved {
            self.leases.free(row);
        }
        Ok(())
    }

    async fn check(&self) -> Result<(), StoreError> {
        match &*self.db {
            Db::Lite(lite) => check_file(&lite.path, &lite.label).await,
        }
    }

    async fn tidy(&self, keeping: Keeping, limit: u32) -> Result<u64, StoreError> {
        self.let_go(keeping, limit).await
    }

    async fn others_version(&self) -> Result<u64, StoreError> {
        match &*self.db {
            Db::Lite(lite) => {
                // Everything this process writes goes through this connection, and what it writes itself
                // does not move the number.
                let row: (i64,) = sqlx::query_as("PRAGMA data_version")
                    .fetch_one(&lite.writer)
                    .await
                    .map_err(|e| store_error(&lite.label, &e))?;
                Ok(row.0.unsigned_abs())
            }
        }
    }

    async fn version(&self) -> Result<u64, StoreError> {
        match &*self.db {
            Db::Lite(lite) => {
                // The number moves when any other connection commits, and this one never does.
                let row: (i64,) = sqlx::query_as("PRAGMA data_version")
                    .fetch_one(&lite.watch)
                    .await
                    .map_err(|e| store_error(&lite.label, &e))?;
                Ok(row.0.unsigned_abs())
            }
        }
    }
}
