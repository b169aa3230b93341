//! Locks by name across the processes that work on one data folder: a file each, locked by the system.

use std::fs::{self, File, TryLockError};
use std::io;
use std::path::{Path, PathBuf};
use std::time::Duration;

use async_trait::async_trait;
use herald_pipeline::ports::{Held, LockError, Locks};

/// The pause between two tries; renewals last longer than this.
const RETRY: Duration = Duration::from_millis(50);

/// Gives locks as files under `locks/` of the data folder; the system frees them when a process ends.
pub(super) struct FileLocks {
    folder: PathBuf,
}

struct LockedFile(#[expect(dead_code, reason = "held, never read")] File);

impl Held for LockedFile {}

impl FileLocks {
    pub(super) fn new(data_dir: &Path) -> Self {
        Self {
            folder: data_dir.join("locks"),
        }
    }

    fn file(&self, name: &str) -> io::Result<File> {
        fs::create_dir_all(&self.folder)?;
        let plain = |c: char| if c.is_ascii_alphanumeric() { c } else { '-' };
        let name: String = name.chars().map(plain).collect();
        File::options()
            .create(true)
            .truncate(false)
            .write(true)
            .open(self.folder.join(name))
    }
}

#[async_trait]
impl Locks for FileLocks {
    async fn lock(&self, name: &str, patience: Duration) -> Result<Box<dyn Held>, LockError> {
        let failed = |error: io::Error| LockError::Failed(error.to_string());
        let file = self.file(name).map_err(failed)?;
        let tries = patience.as_millis() / RETRY.as_millis();
        for _ in 0..=tries {
            match file.try_lock() {
                Ok(()) => return Ok(Box::new(LockedFile(file))),
                Err(TryLockError::WouldBlock) => tokio::time::sleep(RETRY).await,
                Err(TryLockError::Error(error)) => return Err(failed(error)),
            }
        }
        Err(LockError::Busy)
    }
}
