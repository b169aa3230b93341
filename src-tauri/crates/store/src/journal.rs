//! Reads the log.

use async_trait::async_trait;
use herald_domain::{Event, Timestamp};
use herald_pipeline::ports::{JournalReads, Page, PageOf, StoreError};
use sqlx::FromRow;

use crate::args::args;
use crate::row::{At, bounds, page_of};
use crate::store::SqliteStore;

#[derive(FromRow)]
struct EventRow {
    id: String,
    account_id: Option<String>,
    correlation: String,
    causation: Option<String>,
    occurred_at: i64,
    version: i64,
    body: String,
}

impl EventRow {
    fn read(self) -> Result<Event, StoreError> {
        let at = At {
            table: "event",
            row: &self.id,
        };
        Ok(Event {
            id: at.parsed("id", &self.id)?,
            account_id: at.parsed_opt("account_id", self.account_id.as_deref())?,
            causation: at.parsed_opt("causation", self.causation.as_deref())?,
            version: u16::try_from(self.version).map_err(|_| at.bad("version"))?,
            body: at.json("body", &self.body)?,
            correlation: self.correlation,
            occurred_at: Timestamp(self.occurred_at),
        })
    }
}

#[async_trait]
impl JournalReads for SqliteStore {
    async fn events_of(&self, correlation: &str) -> Result<Vec<Event>, StoreError> {
        let sql = "SELECT id, account_id, correlation, causation, occurred_at, version, body
            FROM event WHERE correlation = $1 ORDER BY id";
        let rows: Vec<EventRow> = self.db.all(sql, args![correlation]).await?;
        rows.into_iter().map(EventRow::read).collect()
    }

    async fn events(&self, page: &Page) -> Result<PageOf<Event>, StoreError> {
        let bounds = bounds(page);
        let sql = "SELECT id, account_id, correlation, causation, occurred_at, version, body
            FROM event WHERE id < $1 ORDER BY id DESC LIMIT $2";
        let args = args![bounds.before.as_str(), bounds.fetch];
        let rows: Vec<EventRow> = self.db.all(sql, args).await?;
        page_of(
            &bounds,
            rows,
            |e: &Event| e.id.as_str().to_owned(),
            EventRow::read,
        )
    }
}
