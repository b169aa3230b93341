//! What the database said, in the words of the port.

use std::path::Path;

use herald_pipeline::ports::StoreError;
use sqlx::error::ErrorKind;

/// SQLite's primary result codes, the low byte of an extended one.
///
/// # Source: sqlite.org/rescode.html, read 2026-08-20
mod code {
    pub(super) const BUSY: i32 = 5;
    pub(super) const CORRUPT: i32 = 11;
    pub(super) const FULL: i32 = 13;
    pub(super) const NOT_A_DATABASE: i32 = 26;
    /// The shared-memory file could not be made larger: in practice there is no room for it.
    pub(super) const IOERR_SHMSIZE: i32 = 4874;
}

fn extended_code(error: &sqlx::Error) -> Option<i32> {
    error.as_database_error()?.code()?.parse().ok()
}

/// Tells whether somebody else holds the lock.
pub(crate) fn is_busy(error: &sqlx::Error) -> bool {
    extended_code(error).is_some_and(|c| c & 0xff == code::BUSY)
}

/// Tells whether the file is no database at all.
pub(crate) fn is_no_database(error: &sqlx::Error) -> bool {
    extended_code(error).is_some_and(|c| c & 0xff == code::NOT_A_DATABASE)
}

/// Turns a database error into one of the port.
pub(crate) fn store_error(path: &str, error: &sqlx::Error) -> StoreError {
    let extended = extended_code(error);
    match extended.map(|c| c & 0xff) {
        Some(code::FULL) => return StoreError::DiskFull,
        Some(code::CORRUPT | code::NOT_A_DATABASE) => {
            return StoreError::Corrupt {
                path: path.to_owned(),
                detail: error.to_string(),
            };
        }
        Some(code::BUSY) => {
            return StoreError::Failed(
                "another program has been writing to it for more than 5 seconds; try again"
                    .to_owned(),
            );
        }
        _ => {}
    }
    if extended == Some(code::IOERR_SHMSIZE) {
        return StoreError::DiskFull;
    }
    if let sqlx::Error::Io(io) = error {
        return io_error(Path::new(path), io);
    }
    let kind = error
        .as_database_error()
        .map(sqlx::error::DatabaseError::kind);
    match kind {
        Some(ErrorKind::ForeignKeyViolation) => {
            StoreError::Conflict("Something this belongs to".to_owned())
        }
        Some(ErrorKind::UniqueViolation) => StoreError::Conflict("Something like it".to_owned()),
        _ => StoreError::Failed(error.to_string()),
    }
}

/// Turns a file error into one of the port.
pub(crate) fn io_error(path: &Path, error: &std::io::Error) -> StoreError {
    if error.kind() == std::io::ErrorKind::StorageFull {
        StoreError::DiskFull
    } else {
        StoreError::Failed(format!("{}: {error}", path.display()))
    }
}
