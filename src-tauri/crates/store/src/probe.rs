//! Looks at a file without changing it: is it ours, and which schema has it?

use std::fs;
use std::path::{Path, PathBuf};

use herald_pipeline::ports::StoreError;
use sqlx::sqlite::SqliteConnectOptions;
use sqlx::{ConnectOptions, Connection, SqliteConnection};

use crate::error::{io_error, is_no_database, store_error};
use crate::migrate::APPLICATION_ID;

/// What is at a path.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Found {
    /// No file, or an empty one.
    Nothing,
    /// A Herald database with this schema; 0 while it is being made.
    Ours(i64),
}

/// Reads the schema number of the database at a path, `None` where there is no database yet.
///
/// # Errors
/// - [`StoreError::NotOurs`] when the file is no Herald database.
/// - [`StoreError::Corrupt`] when its first page is damaged.
pub async fn read_schema_version(path: &Path) -> Result<Option<i64>, StoreError> {
    Ok(match look(path).await? {
        Found::Nothing => None,
        Found::Ours(schema) => Some(schema),
    })
}

/// Returns the path of a file that SQLite keeps beside the database.
pub(crate) fn beside(path: &Path, suffix: &str) -> PathBuf {
    let mut name = path.as_os_str().to_owned();
    name.push(suffix);
    PathBuf::from(name)
}

pub(crate) async fn look(path: &Path) -> Result<Found, StoreError> {
    let label = path.display().to_string();
    let size = match fs::metadata(path) {
        Ok(file) if file.is_file() => file.len(),
        Ok(_) => return Err(StoreError::NotOurs(label)),
        Err(e) if e.kind() == std::io::ErrorKind::NotFound => return Ok(Found::Nothing),
        Err(e) => return Err(io_error(path, &e)),
    };
    if size == 0 {
        return Ok(Found::Nothing);
    }
    // `immutable` reads the main file alone and leaves no file beside it. The file is never opened
    // past SQLite: closing a second descriptor would drop the locks of this process.
    let base = SqliteConnectOptions::new().filename(path).read_only(true);
    let first = marks(&base.clone().immutable(true), &label).await?;
    let has_log = fs::metadata(beside(path, "-wal")).is_ok_and(|f| f.len() > 0);
    let might_be_ours = first.application == APPLICATION_ID || first.application == 0;
    let marks = if has_log && might_be_ours {
        // What was written last may still be in the log.
        marks(&base, &label).await?
    } else {
        first
    };
    match marks {
        Marks {
            application: APPLICATION_ID,
            schema,
            ..
        } => Ok(Found::Ours(schema)),
        // A creation that did not get as far as its first commit; a file too small to hold a page is
        // somebody else's.
        Marks {
            application: 0,
            tables: 0,
            pages: 1..,
            ..
        } => Ok(Found::Ours(0)),
        Marks { .. } => Err(StoreError::NotOurs(label)),
    }
}

#[derive(Clone, Copy)]
struct Marks {
    application: i64,
    schema: i64,
    tables: i64,
    pages: i64,
}

async fn marks(options: &SqliteConnectOptions, label: &str) -> Result<Marks, StoreError> {
    let failed = |e: sqlx::Error| {
        if is_no_database(&e) {
            StoreError::NotOurs(label.to_owned())
        } else {
            store_error(label, &e)
        }
    };
    let mut conn = options.connect().await.map_err(failed)?;
    let read = async |conn: &mut SqliteConnection| {
        Ok(Marks {
            application: number(conn, "PRAGMA application_id").await?,
            schema: number(conn, "PRAGMA user_version").await?,
            tables: number(conn, "SELECT COUNT(*) FROM sqlite_schema").await?,
            pages: number(conn, "PRAGMA page_count").await?,
        })
    };
    let marks = read(&mut conn).await.map_err(failed);
    conn.close().await.map_err(failed)?;
    marks
}

async fn number(conn: &mut SqliteConnection, sql: &'static str) -> Result<i64, sqlx::Error> {
    let row: (i64,) = sqlx::query_as(sql).fetch_one(conn).await?;
    Ok(row.0)
}
