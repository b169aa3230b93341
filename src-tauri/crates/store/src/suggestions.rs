//! Reads suggestions and their revisions.

use herald_domain::{
    AccountId, ActivityId, Proposal, Revision, Suggestion, SuggestionId, Timestamp,
};
use herald_pipeline::ports::StoreError;
use sqlx::FromRow;

use crate::args::args;
use crate::row::At;
use crate::store::SqliteStore;

#[derive(FromRow)]
pub(crate) struct SuggestionRow {
    id: String,
    account_id: String,
    activity_id: Option<String>,
    kind: String,
    state: String,
    latest_revision: i64,
    created_at: i64,
}

impl SuggestionRow {
    pub(crate) fn read(self) -> Result<Suggestion, StoreError> {
        let at = At {
            table: "suggestion",
            row: &self.id,
        };
        Ok(Suggestion {
            id: at.parsed("id", &self.id)?,
            account_id: at.parsed("account_id", &self.account_id)?,
            activity_id: at.parsed_opt("activity_id", self.activity_id.as_deref())?,
            kind: at.word("kind", &self.kind)?,
            state: at.word("state", &self.state)?,
            latest_revision: at.count("latest_revision", self.latest_revision)?,
            created_at: Timestamp(self.created_at),
        })
    }
}

#[derive(FromRow)]
pub(crate) struct RevisionRow {
    suggestion_id: String,
    number: i64,
    proposal: String,
    publish_at: String,
    why: String,
    drafted_by: String,
    warnings: String,
    capability: Option<String>,
    target: Option<String>,
    created_at: i64,
}

impl RevisionRow {
    pub(crate) fn read(self) -> Result<Revision, StoreError> {
        let at = At {
            table: "revision",
            row: &self.suggestion_id,
        };
        Ok(Revision {
            suggestion_id: at.parsed("suggestion_id", &self.suggestion_id)?,
            number: at.count("number", self.number)?,
            proposal: at.json("proposal", &self.proposal)?,
            publish_at: at.json("publish_at", &self.publish_at)?,
            drafted_by: at.json("drafted_by", &self.drafted_by)?,
            warnings: at.json("warnings", &self.warnings)?,
            capability: at.json_opt("capability", self.capability.as_deref())?,
            target: at.json_opt("target", self.target.as_deref())?,
            created_at: Timestamp(self.created_at),
            why: self.why,
        })
    }
}

impl SqliteStore {
    pub(crate) async fn read_suggestion(
        &self,
        id: &SuggestionId,
    ) -> Result<Option<Suggestion>, StoreError> {
        let sql = "SELECT id, account_id, activity_id, kind, state, latest_revision, created_at
            FROM suggestion WHERE id = $1";
        let row: Option<SuggestionRow> = self.db.opt(sql, args![id.as_str()]).await?;
        row.map(SuggestionRow::read).transpose()
    }

    pub(crate) async fn suggestions_of(
        &self,
        activity: &ActivityId,
    ) -> Result<Vec<Suggestion>, StoreError> {
        let sql = "SELECT id, account_id, activity_id, kind, state, latest_revision, created_at
            FROM suggestion WHERE activity_id = $1 ORDER BY id";
        let rows: Vec<SuggestionRow> = self.db.all(sql, args![activity.as_str()]).await?;
        rows.into_iter().map(SuggestionRow::read).collect()
    }

    pub(crate) async fn read_revision(
        &self,
        id: &SuggestionId,
        number: u32,
    ) -> Result<Option<Revision>, StoreError> {
        let sql = "SELECT suggestion_id, number, proposal, publish_at, why, drafted_by, warnings,
                capability, target, created_at
            FROM revision WHERE suggestion_id = $1 AND number = $2";
        let row: Option<RevisionRow> = self.db.opt(sql, args![id.as_str(), number]).await?;
        row.map(RevisionRow::read).transpose()
    }

    pub(crate) async fn revisions_of(
        &self,
        id: &SuggestionId,
    ) -> Result<Vec<Revision>, StoreError> {
        let sql = "SELECT suggestion_id, number, proposal, publish_at, why, drafted_by, warnings,
                capability, target, created_at
            FROM revision WHERE suggestion_id = $1 ORDER BY number";
        let rows: Vec<RevisionRow> = self.db.all(sql, args![id.as_str()]).await?;
        rows.into_iter().map(RevisionRow::read).collect()
    }

    pub(crate) async fn newest_texts(
        &self,
        account: &AccountId,
        limit: u32,
    ) -> Result<Vec<String>, StoreError> {
        let sql = "SELECT suggestion_id, proposal FROM revision
            WHERE has_text = 1 AND account_id = $1
            ORDER BY created_at DESC, suggestion_id DESC, number DESC LIMIT $2";
        let rows: Vec<(String, String)> = self.db.all(sql, args![account.as_str(), limit]).await?;
        rows.iter()
            .map(|(row, proposal)| {
                let at = At {
                    table: "revision",
                    row,
                };
                let proposal: Proposal = at.json("proposal", proposal)?;
                let content = proposal.content().ok_or_else(|| at.bad("has_text"))?;
                Ok(content.text.clone())
            })
            .collect()
    }
}
