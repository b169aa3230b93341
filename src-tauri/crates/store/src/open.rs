//! Opening the file: created with narrow rights, checked, brought up to date, given its pools.

use std::fs;
use std::path::Path;
use std::sync::Arc;
use std::time::Duration;

use herald_pipeline::ports::StoreError;
use sqlx::sqlite::{SqliteConnectOptions, SqlitePoolOptions, SqliteSynchronous};
use sqlx::{ConnectOptions, Connection, SqliteConnection, SqlitePool};

use crate::db::{Db, Lite};
use crate::error::{io_error, is_busy, store_error};
use crate::migrate;
use crate::probe::{Found, look};

/// How long a statement waits for another process.
const BUSY: Duration = Duration::from_secs(5);
/// Read-only connections: enough for the screens of one person.
const READERS: u32 = 4;
/// The log shrinks back to this after a long reader let it grow.
const LOG_BYTES: &str = "67108864";

/// Larger files are not read whole before they are used: that would be felt at every start.
const WHOLE_UP_TO_BYTES: i64 = 16 << 20;

/// How far the file is checked when it is opened.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Check {
    /// Every page of a file up to 16 MiB; of a larger one the first, as below.
    Whole,
    /// The first page only; damage further in shows when it is read.
    First,
}

/// Opens the file and returns its pools.
pub(crate) async fn open(path: &Path, check: Check) -> Result<Db, StoreError> {
    let label: Arc<str> = path.display().to_string().into();
    match look(path).await? {
        Found::Nothing => create(path)?,
        Found::Ours(schema) if schema > migrate::newest() => {
            return Err(StoreError::Newer {
                path: label.to_string(),
                found: schema,
                known: migrate::newest(),
            });
        }
        Found::Ours(_) => {}
    }
    let failed = |e: sqlx::Error| store_error(&label, &e);
    let mut conn = writer(path).connect().await.map_err(failed)?;
    let ready = prepare(&mut conn, &label, check, migrate::newest()).await;
    // The pools open connections of their own; this one must not outlive a failure either.
    let closed = conn.close().await.map_err(failed);
    ready?;
    closed?;
    Ok(Db::Lite(Lite {
        writer: pool(1, writer(path)).await.map_err(failed)?,
        readers: pool(READERS, reader(path)).await.map_err(failed)?,
        watch: pool(1, reader(path)).await.map_err(failed)?,
        path: path.to_owned(),
        label,
    }))
}

async fn prepare(
    conn: &mut SqliteConnection,
    label: &str,
    check: Check,
    target: i64,
) -> Result<(), StoreError> {
    if check == Check::Whole {
        let bytes = "SELECT page_count * page_size FROM pragma_page_count(), pragma_page_size()";
        let bytes: (i64,) = sqlx::query_as(bytes)
            .fetch_one(&mut *conn)
            .await
            .map_err(|e| store_error(label, &e))?;
        if bytes.0 <= WHOLE_UP_TO_BYTES {
            every_page(conn, label).await?;
        }
    }
    use_log(conn).await.map_err(|e| store_error(label, &e))?;
    migrate::run(conn, label, target).await
}

/// Checks every page of the file.
///
/// # Errors
/// [`StoreError::Corrupt`] when one is damaged.
async fn every_page(conn: &mut SqliteConnection, label: &str) -> Result<(), StoreError> {
    let found: (String,) = sqlx::query_as("PRAGMA quick_check(1)")
        .fetch_one(conn)
        .await
        .map_err(|e| store_error(label, &e))?;
    if found.0 == "ok" {
        return Ok(());
    }
    Err(StoreError::Corrupt {
        path: label.to_owned(),
        detail: found.0,
    })
}

/// Checks every page of a file that is in use.
///
/// # Errors
/// As for [`every_page`].
pub(crate) async fn check_file(path: &Path, label: &str) -> Result<(), StoreError> {
    // Neither mapped nor kept: a large file would stay in memory after it was looked through once.
    let sparing = reader(path)
        .pragma("mmap_size", "0")
        .pragma("cache_size", "-2048");
    let failed = |e: sqlx::Error| store_error(label, &e);
    let mut conn = sparing.connect().await.map_err(failed)?;
    let found = every_page(&mut conn, label).await;
    conn.close().await.map_err(failed)?;
    found
}

/// Switches to the write-ahead log; SQLite does not wait for a lock here, so this does.
async fn use_log(conn: &mut SqliteConnection) -> Result<(), sqlx::Error> {
    let step = Duration::from_millis(50);
    let mut waited = Duration::ZERO;
    loop {
        let switched = sqlx::query_as::<_, (String,)>("PRAGMA journal_mode = WAL")
            .fetch_one(&mut *conn)
            .await;
        match switched {
            Ok(_) => return Ok(()),
            Err(e) if is_busy(&e) && waited < BUSY => {
                tokio::time::sleep(step).await;
                waited += step;
            }
            Err(e) => return Err(e),
        }
    }
}

fn create(path: &Path) -> Result<(), StoreError> {
    let failed = |e: &std::io::Error| io_error(path, e);
    if let Some(folder) = path.parent().filter(|p| !p.as_os_str().is_empty()) {
        private_folder(folder).map_err(|e| failed(&e))?;
    }
    match private_file(path) {
        Err(e) if e.kind() != std::io::ErrorKind::AlreadyExists => Err(failed(&e)),
        _ => Ok(()),
    }
}

fn private_folder(folder: &Path) -> std::io::Result<()> {
    let mut builder = fs::DirBuilder::new();
    builder.recursive(true);
    #[cfg(unix)]
    std::os::unix::fs::DirBuilderExt::mode(&mut builder, 0o700);
    builder.create(folder)
}

/// Makes an empty file only its owner can read; SQLite gives the files beside it the same rights.
pub(crate) fn private_file(path: &Path) -> std::io::Result<()> {
    let mut options = fs::OpenOptions::new();
    options.write(true).create_new(true);
    #[cfg(unix)]
    std::os::unix::fs::OpenOptionsExt::mode(&mut options, 0o600);
    options.open(path).map(drop)
}

fn writer(path: &Path) -> SqliteConnectOptions {
    SqliteConnectOptions::new()
        .filename(path)
        .busy_timeout(BUSY)
        .foreign_keys(true)
        .synchronous(SqliteSynchronous::Full)
        .pragma("journal_size_limit", LOG_BYTES)
        .pragma("cache_size", "-65536")
        .pragma("mmap_size", "1073741824")
        .pragma("temp_store", "memory")
        .optimize_on_close(true, Some(400))
        .statement_cache_capacity(200)
}

fn reader(path: &Path) -> SqliteConnectOptions {
    SqliteConnectOptions::new()
        .filename(path)
        .read_only(true)
        .busy_timeout(BUSY)
        .pragma("cache_size", "-16384")
        .pragma("mmap_size", "1073741824")
        .pragma("temp_store", "memory")
        .statement_cache_capacity(200)
}

async fn pool(size: u32, options: SqliteConnectOptions) -> Result<SqlitePool, sqlx::Error> {
    // A local file never goes away, so no connection is tested or replaced for its age.
    SqlitePoolOptions::new()
        .max_connections(size)
        .min_connections(1)
        .idle_timeout(None)
        .max_lifetime(None)
        .test_before_acquire(false)
        .acquire_timeout(Duration::from_mins(1))
        .connect_with(options)
        .await
}

#[cfg(test)]
#[path = "open_tests.rs"]
mod tests;
