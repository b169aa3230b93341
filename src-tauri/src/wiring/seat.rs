//! One engine at a time for each data folder: a lock held by the process, and a note of who holds it.

use std::fs::{self, File, TryLockError};
use std::path::{Path, PathBuf};
use std::sync::{Mutex, PoisonError};

use herald_api::shell::{EngineSeat, Seat};
use serde::{Deserialize, Serialize};

/// Another process holds the engine of this data folder.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("Herald already runs on this data folder: {holder}.")]
pub struct EngineHeld {
    /// Who holds it, in words for people.
    pub holder: String,
}

#[derive(Serialize, Deserialize)]
struct Note {
    pid: u32,
    shell: String,
}

/// The seat of a folder's one engine.
pub(super) struct EngineChair {
    lock_file: PathBuf,
    note_file: PathBuf,
    shell: &'static str,
    held: Mutex<Option<File>>,
}

impl EngineChair {
    pub(super) fn new(data_dir: &Path, shell: &'static str) -> Self {
        Self {
            lock_file: data_dir.join("engine.lock"),
            note_file: data_dir.join("engine.json"),
            shell,
            held: Mutex::new(None),
        }
    }

    /// Takes the seat; taking it twice in one process is refused like taking another's.
    pub(super) fn take(&self) -> Result<(), EngineHeld> {
        let mut held = self.held.lock().unwrap_or_else(PoisonError::into_inner);
        if held.is_some() {
            return Err(EngineHeld {
                holder: "this very process".to_owned(),
            });
        }
        *held = Some(self.try_lock()?);
        let note = Note {
            pid: std::process::id(),
            shell: self.shell.to_owned(),
        };
        let text = serde_json::to_string(&note).unwrap_or_default();
        if let Err(error) = fs::write(&self.note_file, text) {
            tracing::warn!(%error, "who holds the engine could not be written down");
        }
        Ok(())
    }

    /// Gives the seat back.
    pub(super) fn leave(&self) {
        let mut held = self.held.lock().unwrap_or_else(PoisonError::into_inner);
        drop(held.take());
    }

    fn try_lock(&self) -> Result<File, EngineHeld> {
        let trouble = |error: std::io::Error| EngineHeld {
            holder: format!("its lock file cannot be used ({error})"),
        };
        let file = File::options()
            .create(true)
            .truncate(false)
            .write(true)
            .open(&self.lock_file)
            .map_err(trouble)?;
        match file.try_lock() {
            Ok(()) => Ok(file),
            Err(TryLockError::WouldBlock) => Err(EngineHeld {
                holder: self.holder(),
            }),
            Err(TryLockError::Error(error)) => Err(trouble(error)),
        }
    }

    fn holder(&self) -> String {
        let note = fs::read_to_string(&self.note_file).ok();
        let note: Option<Note> = note.and_then(|text| serde_json::from_str(&text).ok());
        match note {
            Some(note) => format!("in the {} (process {})", note.shell, note.pid),
            None => "in another process".to_owned(),
        }
    }
}

impl EngineSeat for EngineChair {
    fn seat(&self) -> Seat {
        if self
            .held
            .lock()
            .unwrap_or_else(PoisonError::into_inner)
            .is_some()
        {
            return Seat::Here;
        }
        match self.try_lock() {
            Ok(_) => Seat::Stopped,
            Err(held) => Seat::Elsewhere(held.holder),
        }
    }

    fn folder(&self) -> String {
        let folder = self.lock_file.parent().unwrap_or(&self.lock_file);
        folder.display().to_string()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_second_engine_is_told_who_holds_the_folder() {
        let folder = tempfile::tempdir().expect("a folder");
        let window = EngineChair::new(folder.path(), "window");
        let other = EngineChair::new(folder.path(), "command line");
        assert_eq!(other.seat(), Seat::Stopped);
        window.take().expect("free");
        assert_eq!(window.seat(), Seat::Here);
        let held = other.take().expect_err("held");
        assert!(held.holder.contains("window"), "{held}");
        window.leave();
        other.take().expect("free again");
    }
}
