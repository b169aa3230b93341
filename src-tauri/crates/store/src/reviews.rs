//! Reads reviews and decisions, and answers for the whole of that port.

use std::collections::HashMap;

use async_trait::async_trait;
use herald_domain::{
    AccountId, ActivityId, Decision, DecisionId, Digest, Media, Review, ReviewId, ReviewState,
    Revision, Suggestion, SuggestionId, Timestamp,
};
use herald_pipeline::ports::{Counts, Page, PageOf, ReviewFilter, ReviewReads, Sheet, StoreError};
use sqlx::FromRow;

use crate::args::args;
use crate::row::{At, bounds, json, page_of};
use crate::store::SqliteStore;

#[derive(FromRow)]
struct ReviewRow {
    id: String,
    suggestion_id: String,
    account_id: String,
    revision: i64,
    digest: String,
    state: String,
    snoozed_until: Option<i64>,
    created_at: i64,
}

impl ReviewRow {
    fn read(self) -> Result<Review, StoreError> {
        let at = At {
            table: "review",
            row: &self.id,
        };
        let state = match self.state.as_str() {
            "open" => ReviewState::Open,
            "snoozed" => {
                let until = self.snoozed_until.ok_or_else(|| at.bad("snoozed_until"))?;
                ReviewState::Snoozed {
                    until: Timestamp(until),
                }
            }
            "approved" => ReviewState::Approved,
            "rejected" => ReviewState::Rejected,
            "rethinking" => ReviewState::Rethinking,
            _ => return Err(at.bad("state")),
        };
        Ok(Review {
            id: at.parsed("id", &self.id)?,
            suggestion_id: at.parsed("suggestion_id", &self.suggestion_id)?,
            account_id: at.parsed("account_id", &self.account_id)?,
            revision: at.count("revision", self.revision)?,
            created_at: Timestamp(self.created_at),
            digest: Digest::from_stored(self.digest),
            state,
        })
    }
}

#[derive(FromRow)]
struct DecisionRow {
    id: String,
    review_id: String,
    revision: i64,
    digest: String,
    kind: String,
    said_by: String,
    said_at: i64,
    undo_until: i64,
    undone_at: Option<i64>,
}

impl DecisionRow {
    fn read(self) -> Result<Decision, StoreError> {
        let at = At {
            table: "decision",
            row: &self.id,
        };
        Ok(Decision {
            id: at.parsed("id", &self.id)?,
            review_id: at.parsed("review_id", &self.review_id)?,
            revision: at.count("revision", self.revision)?,
            kind: at.json("kind", &self.kind)?,
            digest: Digest::from_stored(self.digest),
            by: self.said_by,
            at: Timestamp(self.said_at),
            undo_until: Timestamp(self.undo_until),
            undone_at: self.undone_at.map(Timestamp),
        })
    }
}

/// The statement that finds ids by their end; `None` for a table without short ids.
fn ends_in(table: &str) -> Option<&'static str> {
    match table {
        "review" => {
            Some("SELECT id FROM review WHERE substr(id, $2) = $1 ORDER BY id DESC LIMIT 3")
        }
        "suggestion" => {
            Some("SELECT id FROM suggestion WHERE substr(id, $2) = $1 ORDER BY id DESC LIMIT 3")
        }
        "activity" => {
            Some("SELECT id FROM activity WHERE substr(id, $2) = $1 ORDER BY id DESC LIMIT 3")
        }
        "action" => {
            Some("SELECT id FROM action WHERE substr(id, $2) = $1 ORDER BY id DESC LIMIT 3")
        }
        _ => None,
    }
}

#[async_trait]
impl ReviewReads for SqliteStore {
    async fn suggestion(&self, id: &SuggestionId) -> Result<Option<Suggestion>, StoreError> {
        self.read_suggestion(id).await
    }

    async fn suggestions_for(&self, id: &ActivityId) -> Result<Vec<Suggestion>, StoreError> {
        self.suggestions_of(id).await
    }

    async fn revision(
        &self,
        id: &SuggestionId,
        number: u32,
    ) -> Result<Option<Revision>, StoreError> {
        self.read_revision(id, number).await
    }

    async fn revisions(&self, id: &SuggestionId) -> Result<Vec<Revision>, StoreError> {
        self.revisions_of(id).await
    }

    async fn recent_drafts(&self, id: &AccountId, limit: u32) -> Result<Vec<String>, StoreError> {
        self.newest_texts(id, limit).await
    }

    async fn review(&self, id: &ReviewId) -> Result<Option<Review>, StoreError> {
        let sql = "SELECT id, suggestion_id, account_id, revision, digest, state, snoozed_until,
                created_at
            FROM review WHERE id = $1";
        let row: Option<ReviewRow> = self.db.opt(sql, args![id.as_str()]).await?;
        row.map(ReviewRow::read).transpose()
    }

    async fn review_of(&self, id: &SuggestionId) -> Result<Option<Review>, StoreError> {
        let sql = "SELECT id, suggestion_id, account_id, revision, digest, state, snoozed_until,
                created_at
            FROM review WHERE suggestion_id = $1";
        let row: Option<ReviewRow> = self.db.opt(sql, args![id.as_str()]).await?;
        row.map(ReviewRow::read).transpose()
    }

    async fn reviews_answering(
        &self,
        ids: &[ActivityId],
    ) -> Result<HashMap<ActivityId, ReviewId>, StoreError> {
        let ids: Vec<&str> = ids.iter().map(ActivityId::as_str).collect();
        let sql = "SELECT j.value, r.id FROM json_each($1) j CROSS JOIN review r
            WHERE r.suggestion_id = (SELECT MAX(s.id) FROM suggestion s
                WHERE s.activity_id = j.value)";
        let rows: Vec<(String, String)> = self.db.all(sql, args![json(&ids)?]).await?;
        let read = |(activity, review): (String, String)| {
            let at = At {
                table: "review",
                row: &review,
            };
            Ok((
                at.parsed("activity_id", &activity)?,
                at.parsed("id", &review)?,
            ))
        };
        rows.into_iter().map(read).collect()
    }

    async fn reviews(
        &self,
        filter: ReviewFilter,
        page: &Page,
    ) -> Result<PageOf<Review>, StoreError> {
        let bounds = bounds(page);
        let before = bounds.before.as_str();
        let rows: Vec<ReviewRow> = match filter {
            ReviewFilter::Waiting {
                now,
                kind: Some(kind),
            } => {
                let sql = "SELECT id, suggestion_id, account_id, revision, digest, state,
                        snoozed_until, created_at
                    FROM review
                    WHERE state IN ('open', 'snoozed') AND (state = 'open' OR snoozed_until <= $3)
                        AND kind = $4 AND id < $1
                    ORDER BY id DESC LIMIT $2";
                let args = args![before, bounds.fetch, now, kind.as_str()];
                self.db.all(sql, args).await?
            }
            ReviewFilter::Waiting { now, kind: None } => {
                let sql = "SELECT id, suggestion_id, account_id, revision, digest, state,
                        snoozed_until, created_at
                    FROM review
                    WHERE state IN ('open', 'snoozed') AND (state = 'open' OR snoozed_until <= $3)
                        AND id < $1
                    ORDER BY id DESC LIMIT $2";
                self.db.all(sql, args![before, bounds.fetch, now]).await?
            }
            ReviewFilter::All => {
                let sql = "SELECT id, suggestion_id, account_id, revision, digest, state,
                        snoozed_until, created_at
                    FROM review WHERE id < $1 ORDER BY id DESC LIMIT $2";
                self.db.all(sql, args![before, bounds.fetch]).await?
            }
        };
        page_of(
            &bounds,
            rows,
            |r: &Review| r.id.as_str().to_owned(),
            ReviewRow::read,
        )
    }

    async fn sheets(&self, reviews: Vec<Review>) -> Result<Vec<Sheet>, StoreError> {
        self.read_sheets(reviews).await
    }

    async fn ids_ending_in(
        &self,
        table: &'static str,
        suffix: &str,
    ) -> Result<Vec<String>, StoreError> {
        let Some(sql) = ends_in(table) else {
            return Err(StoreError::Failed(format!("`{table}` has no short ids")));
        };
        if suffix.is_empty() || suffix.len() > 32 || !suffix.bytes().all(|b| b.is_ascii_hexdigit())
        {
            return Ok(Vec::new());
        }
        let start = 33 - i64::try_from(suffix.len()).unwrap_or(0);
        let args = args![suffix.to_ascii_lowercase(), start];
        let rows: Vec<(String,)> = self.db.all(sql, args).await?;
        Ok(rows.into_iter().map(|(id,)| id).collect())
    }

    async fn decision(&self, id: &DecisionId) -> Result<Option<Decision>, StoreError> {
        let sql = "SELECT id, review_id, revision, digest, kind, said_by, said_at, undo_until,
                undone_at
            FROM decision WHERE id = $1";
        let row: Option<DecisionRow> = self.db.opt(sql, args![id.as_str()]).await?;
        row.map(DecisionRow::read).transpose()
    }

    async fn decisions(&self, id: &ReviewId) -> Result<Vec<Decision>, StoreError> {
        let sql = "SELECT id, review_id, revision, digest, kind, said_by, said_at, undo_until,
                undone_at
            FROM decision WHERE review_id = $1 ORDER BY id";
        let rows: Vec<DecisionRow> = self.db.all(sql, args![id.as_str()]).await?;
        rows.into_iter().map(DecisionRow::read).collect()
    }

    async fn latest_decisions(&self, limit: u32) -> Result<Vec<Decision>, StoreError> {
        let sql = "SELECT id, review_id, revision, digest, kind, said_by, said_at, undo_until,
                undone_at
            FROM decision WHERE undone_at IS NULL ORDER BY id DESC LIMIT $1";
        let rows: Vec<DecisionRow> = self.db.all(sql, args![limit]).await?;
        rows.into_iter().map(DecisionRow::read).collect()
    }

    async fn media(&self, sha256: &str) -> Result<Option<Media>, StoreError> {
        let sql = "SELECT sha256, mime, bytes FROM media WHERE sha256 = $1";
        let row: Option<(String, String, Vec<u8>)> = self.db.opt(sql, args![sha256]).await?;
        Ok(row.map(|(sha256, mime, bytes)| Media {
            sha256,
            mime,
            bytes,
        }))
    }

    async fn counts(&self, now: Timestamp) -> Result<Counts, StoreError> {
        self.read_counts(now).await
    }
}
