//! A transaction: it holds the write lock from its first moment and is undone unless committed.

use std::sync::Arc;

use herald_pipeline::ports::StoreError;
use sqlx::pool::PoolConnection;
use sqlx::{Executor, Sqlite, SqlitePool};

use crate::args::V;
use crate::db::{FromDb, Pair, Sql, bound, text};
use crate::error::store_error;

/// A transaction of SQLite on the one writing connection.
pub(crate) struct LiteTx {
    /// `None` once committed.
    conn: Option<PoolConnection<Sqlite>>,
    label: Arc<str>,
}

/// What a commit waits for.
#[derive(Clone, Copy)]
pub(crate) enum Keeps {
    /// The disk: what was written survives a loss of power.
    Surely,
    /// Nothing: what was written survives the end of the process, and reaches the disk with the next
    /// commit that is kept surely.
    WithTheNext,
}

impl Keeps {
    /// Returns the statements that begin a transaction; SQLite sets durability outside of one only,
    /// so each says what it needs and nothing is left over from the one before.
    fn begin(self) -> &'static str {
        match self {
            Self::Surely => "PRAGMA synchronous = FULL; BEGIN IMMEDIATE",
            Self::WithTheNext => "PRAGMA synchronous = NORMAL; BEGIN IMMEDIATE",
        }
    }
}

/// A transaction.
pub(crate) enum Tx {
    Lite(LiteTx),
}

impl Drop for LiteTx {
    fn drop(&mut self) {
        // SQLite may have ended the transaction by itself, or the future may have been dropped half
        // way: only a new connection is surely clean. Closing undoes what was not committed.
        if let Some(mut conn) = self.conn.take() {
            conn.close_on_drop();
        }
    }
}

impl LiteTx {
    fn conn(&mut self) -> Result<&mut PoolConnection<Sqlite>, StoreError> {
        self.conn
            .as_mut()
            .ok_or_else(|| StoreError::Failed("the transaction has ended".to_owned()))
    }

    async fn plain(&mut self, sql: &'static str) -> Result<(), StoreError> {
        let label = Arc::clone(&self.label);
        self.conn()?
            .execute(sqlx::raw_sql(sql))
            .await
            .map(drop)
            .map_err(|e| store_error(&label, &e))
    }
}

impl Tx {
    /// Waits for the writing connection and takes the write lock.
    pub(crate) async fn begin_lite(
        pool: &SqlitePool,
        label: Arc<str>,
        keeps: Keeps,
    ) -> Result<Self, StoreError> {
        let conn = pool.acquire().await.map_err(|e| store_error(&label, &e))?;
        let mut tx = LiteTx {
            conn: Some(conn),
            label,
        };
        // A deferred transaction would fail at its first write whenever another process wrote in
        // between, and no time-out helps against that.
        tx.plain(keeps.begin()).await?;
        Ok(Self::Lite(tx))
    }

    /// Chooses the statement of the engine.
    pub(crate) fn pick(&self, pair: Pair) -> &'static str {
        match self {
            Self::Lite(_) => pair.sqlite,
        }
    }

    /// Runs a statement and returns how many rows it changed.
    pub(crate) async fn run(
        &mut self,
        sql: impl Into<Sql> + Send,
        args: Vec<V>,
    ) -> Result<u64, StoreError> {
        match self {
            Self::Lite(tx) => {
                let label = Arc::clone(&tx.label);
                bound!(sqlx::query(text(sql.into())), args)
                    .execute(&mut **tx.conn()?)
                    .await
                    .map(|done| done.rows_affected())
                    .map_err(|e| store_error(&label, &e))
            }
        }
    }

    /// Reads every row, or runs a statement with `RETURNING`.
    pub(crate) async fn all<T: FromDb>(
        &mut self,
        sql: impl Into<Sql> + Send,
        args: Vec<V>,
    ) -> Result<Vec<T>, StoreError> {
        match self {
            Self::Lite(tx) => {
                let label = Arc::clone(&tx.label);
                bound!(sqlx::query_as(text(sql.into())), args)
                    .fetch_all(&mut **tx.conn()?)
                    .await
                    .map_err(|e| store_error(&label, &e))
            }
        }
    }

    /// Marks a point to come back to.
    pub(crate) async fn mark(&mut self) -> Result<(), StoreError> {
        match self {
            Self::Lite(tx) => tx.plain("SAVEPOINT unit").await,
        }
    }

    /// Keeps what was done since the mark.
    pub(crate) async fn keep(&mut self) -> Result<(), StoreError> {
        match self {
            Self::Lite(tx) => tx.plain("RELEASE unit").await,
        }
    }

    /// Undoes what was done since the mark.
    pub(crate) async fn undo(&mut self) -> Result<(), StoreError> {
        match self {
            Self::Lite(tx) => tx.plain("ROLLBACK TO unit; RELEASE unit").await,
        }
    }

    /// Undoes everything and gives the connection back.
    pub(crate) async fn abandon(self) {
        match self {
            Self::Lite(mut tx) => {
                // Where that fails the connection is closed instead, which undoes everything too.
                if tx.plain("ROLLBACK").await.is_ok() {
                    tx.conn = None;
                }
            }
        }
    }

    /// Keeps everything, as surely as was said at the beginning; on an error nothing was written.
    pub(crate) async fn commit(self) -> Result<(), StoreError> {
        match self {
            Self::Lite(mut tx) => {
                tx.plain("COMMIT").await?;
                // Back into the pool, clean.
                tx.conn = None;
                Ok(())
            }
        }
    }
}
