//! The one seam between SQL and engines: native pools behind an enum, four verbs, SQL written once.
//!
//! Another engine adds a variant to [`Db`] and [`Tx`], a field to [`Pair`] and a bound to
//! [`FromDb`]; the compiler then lists what is missing. No method of the store is written twice.

use std::borrow::Cow;
use std::path::PathBuf;
use std::sync::Arc;

use herald_pipeline::ports::StoreError;
use sqlx::sqlite::SqliteRow;
use sqlx::{AssertSqlSafe, FromRow, SqlSafeStr, SqlStr, SqlitePool};

use crate::args::V;
use crate::error::store_error;
use crate::tx::{Keeps, Tx};

/// A row type every engine can read.
pub(crate) trait FromDb: for<'r> FromRow<'r, SqliteRow> + Send + Unpin {}
impl<T: for<'r> FromRow<'r, SqliteRow> + Send + Unpin> FromDb for T {}

/// SQL text: a literal, or what [`Q`](crate::args::Q) put together from literals.
pub(crate) type Sql = Cow<'static, str>;

/// The same statement where engines differ.
#[derive(Clone, Copy)]
pub(crate) struct Pair {
    pub(crate) sqlite: &'static str,
}

/// The pools of one SQLite file.
pub(crate) struct Lite {
    /// Read-only connections.
    pub(crate) readers: SqlitePool,
    /// The one connection that writes.
    pub(crate) writer: SqlitePool,
    /// One connection that never writes and is never replaced; it sees the commits of all others.
    pub(crate) watch: SqlitePool,
    /// The file.
    pub(crate) path: PathBuf,
    /// The file, for messages.
    pub(crate) label: Arc<str>,
}

/// The database.
pub(crate) enum Db {
    Lite(Lite),
}

/// Binds every value to a query.
macro_rules! bound {
    ($query:expr, $args:expr) => {{
        let mut query = $query;
        for value in $args {
            query = match value {
                $crate::args::V::Text(v) => query.bind(v),
                $crate::args::V::OptText(v) => query.bind(v),
                $crate::args::V::Int(v) => query.bind(v),
                $crate::args::V::OptInt(v) => query.bind(v),
                $crate::args::V::Bytes(v) => query.bind(v),
            };
        }
        query
    }};
}
pub(crate) use bound;

/// Makes SQL text safe in the eyes of the driver: it is only ever put together from literals.
pub(crate) fn text(sql: Sql) -> SqlStr {
    match sql {
        Cow::Borrowed(literal) => literal.into_sql_str(),
        Cow::Owned(built) => AssertSqlSafe(built).into_sql_str(),
    }
}

impl Db {
    /// Chooses the statement of the engine.
    pub(crate) fn pick(&self, pair: Pair) -> &'static str {
        match self {
            Self::Lite(_) => pair.sqlite,
        }
    }

    /// Reads every row.
    pub(crate) async fn all<T: FromDb>(
        &self,
        sql: impl Into<Sql> + Send,
        args: Vec<V>,
    ) -> Result<Vec<T>, StoreError> {
        match self {
            Self::Lite(lite) => bound!(sqlx::query_as(text(sql.into())), args)
                .fetch_all(&lite.readers)
                .await
                .map_err(|e| store_error(&lite.label, &e)),
        }
    }

    /// Reads the first row.
    pub(crate) async fn opt<T: FromDb>(
        &self,
        sql: impl Into<Sql> + Send,
        args: Vec<V>,
    ) -> Result<Option<T>, StoreError> {
        match self {
            Self::Lite(lite) => bound!(sqlx::query_as(text(sql.into())), args)
                .fetch_optional(&lite.readers)
                .await
                .map_err(|e| store_error(&lite.label, &e)),
        }
    }

    /// Reads a number, zero where there is no row.
    pub(crate) async fn number(
        &self,
        sql: impl Into<Sql> + Send,
        args: Vec<V>,
    ) -> Result<i64, StoreError> {
        let row: Option<(i64,)> = self.opt(sql, args).await?;
        Ok(row.map_or(0, |(n,)| n))
    }

    /// Begins a transaction that holds the write lock from the start; its commit waits for the disk.
    pub(crate) async fn begin(&self) -> Result<Tx, StoreError> {
        self.begin_keeping(Keeps::Surely).await
    }

    /// Begins a transaction that only claims; its commit does not wait for the disk.
    ///
    /// Where power is lost the claim may be lost, and so is whoever held it. What is done under a claim
    /// begins with a commit that waits, and makes the claim durable as well.
    pub(crate) async fn begin_claim(&self) -> Result<Tx, StoreError> {
        self.begin_keeping(Keeps::WithTheNext).await
    }

    async fn begin_keeping(&self, keeps: Keeps) -> Result<Tx, StoreError> {
        match self {
            Self::Lite(lite) => Tx::begin_lite(&lite.writer, Arc::clone(&lite.label), keeps).await,
        }
    }
}
