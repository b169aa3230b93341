//! The ledger: every write the network accepted or refused, in order, optionally on disk.
//!
//! On disk an entry is one line of JSON, appended and synced before the write is answered. A line
//! that a crash cut short was never answered and is dropped when the ledger is opened again.

use std::fs::{File, OpenOptions};
use std::io::{self, Read as _, Write as _};
use std::path::Path;

use serde::{Deserialize, Serialize};

use crate::clock::Timestamp;
use crate::ids::{AtUri, Did};
use crate::refusal::Refusal;
use crate::world::Change;
use crate::world::records::reply_end;
use crate::world::validate::POST;

/// What became of a write.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "kind", rename_all = "snake_case")]
pub enum Outcome {
    /// The world changed.
    Accepted,
    /// The world already was as asked.
    Unchanged,
    /// The server said no.
    Refused(Refusal),
    /// An injected fault kept the write from the world.
    Faulted {
        /// Name of the fault.
        fault: String,
    },
}

/// One write and what became of it.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct LedgerEntry {
    /// Position, from 1 without gaps.
    pub seq: u64,
    /// When it happened.
    pub at: Timestamp,
    /// Who asked; absent when nobody could be made out.
    pub actor: Option<Did>,
    /// XRPC method, or `sim.*` for the world's own doings.
    pub method: String,
    /// The record or account it is about, as far as the call named one.
    pub uri: Option<String>,
    /// What became of it.
    pub outcome: Outcome,
    /// What changed; empty unless accepted.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub changes: Vec<Change>,
}

/// A write about to be entered.
#[derive(Clone, Debug, PartialEq)]
pub struct Draft {
    /// Who asks.
    pub actor: Option<Did>,
    /// XRPC method or `sim.*`.
    pub method: String,
    /// What it is about.
    pub uri: Option<String>,
    /// What became of it.
    pub outcome: Outcome,
    /// What changes.
    pub changes: Vec<Change>,
}

/// All entries, oldest first, with the questions tests ask.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Ledger(Vec<LedgerEntry>);

impl Ledger {
    /// Returns every entry, oldest first.
    pub fn entries(&self) -> &[LedgerEntry] {
        &self.0
    }

    /// Returns the entries by which the world changed.
    pub fn accepted(&self) -> impl Iterator<Item = &LedgerEntry> {
        self.0
            .iter()
            .filter(|entry| entry.outcome == Outcome::Accepted)
    }

    /// Returns the entries the server refused, by rule or by fault.
    pub fn refused(&self) -> impl Iterator<Item = &LedgerEntry> {
        self.0
            .iter()
            .filter(|entry| matches!(entry.outcome, Outcome::Refused(_) | Outcome::Faulted { .. }))
    }

    /// Returns every record `actor` wrote in `collection`, with its address and content; what the
    /// world was founded with is not among them.
    pub fn written_by<'a>(
        &'a self,
        actor: &'a Did,
        collection: &'a str,
    ) -> impl Iterator<Item = (&'a AtUri, &'a serde_json::Value)> {
        self.accepted()
            .filter(move |entry| entry.actor.as_ref() == Some(actor))
            .flat_map(|entry| &entry.changes)
            .filter_map(move |change| match change {
                Change::RecordWritten { uri, record, .. } if uri.collection() == collection => {
                    Some((uri, record))
                }
                _ => None,
            })
    }

    /// Counts the accepted replies of `actor` whose parent is `parent`.
    pub fn replies_under(&self, actor: &Did, parent: &AtUri) -> usize {
        self.written_by(actor, POST)
            .filter(|(_, record)| reply_end(record, "parent").as_ref() == Some(parent))
            .count()
    }

    /// Returns the seed the world was founded with; `None` before its founding.
    pub fn seed(&self) -> Option<u64> {
        self.accepted()
            .flat_map(|entry| &entry.changes)
            .find_map(|change| match change {
                Change::Founded { seed } => Some(*seed),
                _ => None,
            })
    }

    /// Returns the position of the last entry, 0 when there is none.
    pub fn last_seq(&self) -> u64 {
        self.0.last().map_or(0, |entry| entry.seq)
    }

    /// Numbers a draft as the next entry without keeping it.
    pub(crate) fn next(&self, draft: Draft, at: Timestamp) -> LedgerEntry {
        LedgerEntry {
            seq: self.last_seq() + 1,
            at,
            actor: draft.actor,
            method: draft.method,
            uri: draft.uri,
            outcome: draft.outcome,
            changes: draft.changes,
        }
    }

    pub(crate) fn push(&mut self, entry: LedgerEntry) {
        self.0.push(entry);
    }
}

/// Why a ledger could not be opened.
#[derive(Debug, thiserror::Error)]
pub enum LedgerError {
    /// The file could not be read, made or shortened.
    #[error("The ledger file cannot be used")]
    Io(#[from] io::Error),
    /// A line that was completely written does not read as an entry.
    #[error("Line {line} of the ledger is damaged")]
    Damaged {
        /// Number of the line, from 1.
        line: usize,
        /// What the reader said.
        source: serde_json::Error,
    },
}

/// The ledger's file, open for appending.
#[derive(Debug)]
pub struct LedgerFile {
    file: File,
    whole_bytes: u64,
}

impl LedgerFile {
    /// Opens or makes the file and reads what it holds, dropping a torn last line.
    ///
    /// # Errors
    /// - [`LedgerError::Io`]: the file cannot be used.
    /// - [`LedgerError::Damaged`]: a whole line is not an entry.
    pub fn open(path: &Path) -> Result<(Self, Ledger), LedgerError> {
        let mut file = OpenOptions::new()
            .read(true)
            .append(true)
            .create(true)
            .open(path)?;
        let mut bytes = Vec::new();
        file.read_to_end(&mut bytes)?;
        let whole = bytes
            .iter()
            .rposition(|byte| *byte == b'\n')
            .map_or(0, |at| at + 1);
        if whole < bytes.len() {
            tracing::warn!(
                path = %path.display(),
                dropped_bytes = bytes.len() - whole,
                "dropped a torn last line of the ledger"
            );
            bytes.truncate(whole);
            file.set_len(whole as u64)?;
            file.sync_data()?;
        }
        let ledger = read_entries(&bytes)?;
        let whole_bytes = whole as u64;
        Ok((Self { file, whole_bytes }, ledger))
    }

    /// Appends an entry and waits until it is on disk.
    ///
    /// # Errors
    /// Whatever the file system says; nothing may be answered as accepted then.
    pub fn append(&mut self, entry: &LedgerEntry) -> io::Result<()> {
        let mut line = serde_json::to_vec(entry)?;
        line.push(b'\n');
        let written = self
            .file
            .write_all(&line)
            .and_then(|()| self.file.sync_data());
        if written.is_err() {
            // Half a line in the middle would make the whole file unreadable.
            self.file.set_len(self.whole_bytes)?;
        } else {
            self.whole_bytes += line.len() as u64;
        }
        written
    }
}

fn read_entries(bytes: &[u8]) -> Result<Ledger, LedgerError> {
    let lines = bytes.split(|byte| *byte == b'\n').enumerate();
    let mut ledger = Ledger::default();
    for (at, line) in lines.filter(|(_, line)| !line.is_empty()) {
        let entry = serde_json::from_slice(line).map_err(|source| LedgerError::Damaged {
            line: at + 1,
            source,
        })?;
        ledger.push(entry);
    }
    Ok(ledger)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn draft(method: &str) -> Draft {
        Draft {
            actor: None,
            method: method.to_owned(),
            uri: None,
            outcome: Outcome::Accepted,
            changes: vec![Change::Founded { seed: 9 }],
        }
    }

    #[test]
    fn torn_last_line_is_dropped_and_the_next_entry_follows_cleanly() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("ledger.jsonl");
        let (mut file, mut ledger) = LedgerFile::open(&path).unwrap();
        let first = ledger.next(draft("one"), Timestamp::from_ms(1));
        file.append(&first).unwrap();
        ledger.push(first.clone());
        OpenOptions::new()
            .append(true)
            .open(&path)
            .unwrap()
            .write_all(br#"{"seq":2,"at":5,"met"#)
            .unwrap();

        let (mut file, ledger) = LedgerFile::open(&path).unwrap();
        assert_eq!(ledger.entries(), [first]);
        file.append(&ledger.next(draft("two"), Timestamp::from_ms(2)))
            .unwrap();
        let (_, ledger) = LedgerFile::open(&path).unwrap();
        let methods: Vec<_> = ledger
            .entries()
            .iter()
            .map(|one| (one.seq, &*one.method))
            .collect();
        assert_eq!(methods, [(1, "one"), (2, "two")]);
        assert_eq!(ledger.seed(), Some(9));
    }

    #[test]
    fn damage_before_the_end_is_an_error_that_names_the_line() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("ledger.jsonl");
        std::fs::write(&path, "not json\n{}\n").unwrap();
        let error = LedgerFile::open(&path).unwrap_err();
        assert!(
            matches!(error, LedgerError::Damaged { line: 1, .. }),
            "{error}"
        );
    }
}
