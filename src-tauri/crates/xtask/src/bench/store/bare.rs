//! The yardstick: the same rows in the same tables by bare SQLite, and the same reads.

use std::path::Path;
use std::time::{Duration, Instant};

use anyhow::{Context, Result, bail};
use herald_store::yardstick;
use rusqlite::types::Value;
use rusqlite::{Connection, OpenFlags, Row, ToSql};

/// The settings of the store's own connection that writes.
const PRAGMAS: &str = "PRAGMA synchronous = FULL; PRAGMA foreign_keys = ON;
    PRAGMA cache_size = -65536; PRAGMA mmap_size = 1073741824; PRAGMA temp_store = memory;
    PRAGMA journal_size_limit = 67108864";

/// The columns of an activity that are searched: the name of whoever did it, and the text.
const SEARCHED: [usize; 3] = [6, 4, 5];

/// The columns of an activity after the number it has in the index of words.
const COLUMNS: usize = 10;

/// An activity as it lies in the database.
pub struct Stored {
    seq: i64,
    columns: Vec<Value>,
    /// What it is found by. Making words is the store's own work, so it is not timed here.
    words: Vec<String>,
}

/// A database used without Herald's store.
pub struct Bare {
    db: Connection,
}

impl Bare {
    /// Opens a database that has its tables already.
    pub fn open(path: &Path) -> Result<Self> {
        let db = Connection::open(path).with_context(|| format!("Open {}", path.display()))?;
        db.execute_batch(PRAGMAS).context("Set up the connection")?;
        Ok(Self { db })
    }

    /// Opens a database for reading only.
    pub fn open_to_read(path: &Path) -> Result<Self> {
        let db = Connection::open_with_flags(path, OpenFlags::SQLITE_OPEN_READ_ONLY);
        let db = db.with_context(|| format!("Open {}", path.display()))?;
        db.execute_batch("PRAGMA cache_size = -16384; PRAGMA mmap_size = 1073741824")?;
        Ok(Self { db })
    }

    /// Returns the activities numbered above `after`, in order.
    pub fn stored_after(&self, after: i64) -> Result<Vec<Stored>> {
        let sql = "SELECT s.seq, a.id, a.account_id, a.kind, a.status, a.author_handle,
                a.author_name, a.text, a.body, a.note, a.thread
            FROM activity_search s CROSS JOIN activity a
            WHERE s.seq > ? AND a.id = s.id ORDER BY s.seq";
        let mut statement = self.db.prepare_cached(sql)?;
        let read = |row: &Row<'_>| {
            let columns: Vec<Value> = (1..=COLUMNS)
                .map(|n| row.get(n))
                .collect::<Result<_, _>>()?;
            Ok(Stored {
                seq: row.get(0)?,
                words: yardstick::columns(&SEARCHED.map(|n| text(columns.get(n)))),
                columns,
            })
        };
        let rows = statement.query_map([after], read)?;
        rows.collect::<Result<_, _>>()
            .context("Read back what the store wrote")
    }

    /// Writes activities and their words in one transaction.
    pub fn insert(&mut self, rows: &[Stored]) -> Result<()> {
        let tx = self.db.transaction()?;
        {
            let mut activity = tx.prepare_cached(
                "INSERT INTO activity (id, account_id, kind, status, author_handle, author_name,
                    text, body, note, thread) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?)",
            )?;
            let mut search = tx.prepare_cached("INSERT INTO activity_search VALUES (?, ?)")?;
            for row in rows {
                activity.execute(rusqlite::params_from_iter(&row.columns))?;
                search.execute([Some(&Value::Integer(row.seq)), row.columns.first()])?;
            }
            let mut words = tx.prepare_cached(
                "INSERT INTO activity_fts (rowid, text, author_handle, author_name, letters)
                 VALUES (?, ?, ?, ?, ?)",
            )?;
            for row in rows {
                let [said, handle, name, letters] = row.words.as_slice() else {
                    bail!("A row has four columns of words");
                };
                words.execute((row.seq, said, handle, name, letters))?;
            }
        }
        tx.commit().context("Write a batch")
    }

    /// Times one statement, with every column of every row read.
    pub fn time(&self, sql: &str, values: &[&dyn ToSql]) -> Result<(Duration, usize)> {
        let started = Instant::now();
        let mut statement = self.db.prepare_cached(sql)?;
        let columns = statement.column_count();
        let read = |row: &Row<'_>| (0..columns).map(|n| row.get(n)).collect();
        let rows: Vec<Vec<Value>> = statement
            .query_map(values, read)?
            .collect::<Result<_, _>>()?;
        Ok((started.elapsed(), rows.len()))
    }
}

fn text(value: Option<&Value>) -> &str {
    match value {
        Some(Value::Text(text)) => text,
        _ => "",
    }
}

impl Stored {
    /// Returns the number it has in the index of words.
    pub fn seq(&self) -> i64 {
        self.seq
    }
}
