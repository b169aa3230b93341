//! Reads actions.

use async_trait::async_trait;
use herald_domain::{AccountId, Action, ActionId, DecisionId, Digest, Timestamp};
use herald_pipeline::ports::{ActionReads, Page, PageOf, StoreError};
use sqlx::FromRow;

use crate::args::{Q, V, args};
use crate::row::{At, bounds, page_of};
use crate::store::SqliteStore;

const COLUMNS: &str = "SELECT id, account_id, suggestion_id, review_id, decision_id, verb, digest,
        state, due_at, send_key, prepared, progress, first_tried, hand_over, attempts, lookups, epoch,
        lease_until, receipt, failure, created_at, updated_at
    FROM action";

#[derive(FromRow)]
struct ActionRow {
    id: String,
    account_id: String,
    suggestion_id: String,
    review_id: String,
    decision_id: String,
    verb: String,
    digest: String,
    state: String,
    due_at: i64,
    send_key: String,
    prepared: Option<String>,
    progress: Option<String>,
    first_tried: Option<i64>,
    hand_over: Option<String>,
    attempts: i64,
    lookups: i64,
    epoch: i64,
    lease_until: Option<i64>,
    receipt: Option<String>,
    failure: Option<String>,
    created_at: i64,
    updated_at: i64,
}

impl ActionRow {
    fn read(self) -> Result<Action, StoreError> {
        let at = At {
            table: "action",
            row: &self.id,
        };
        Ok(Action {
            id: at.parsed("id", &self.id)?,
            account_id: at.parsed("account_id", &self.account_id)?,
            suggestion_id: at.parsed("suggestion_id", &self.suggestion_id)?,
            review_id: at.parsed("review_id", &self.review_id)?,
            decision_id: at.parsed("decision_id", &self.decision_id)?,
            verb: at.parsed("verb", &self.verb)?,
            state: at.word("state", &self.state)?,
            prepared: at.json_opt("prepared", self.prepared.as_deref())?,
            progress: at.json_opt("progress", self.progress.as_deref())?,
            hand_over: at.json_opt("hand_over", self.hand_over.as_deref())?,
            first_tried: self.first_tried.map(Timestamp),
            attempts: at.count("attempts", self.attempts)?,
            lookups: at.count("lookups", self.lookups)?,
            receipt: at.json_opt("receipt", self.receipt.as_deref())?,
            failure: at.json_opt("failure", self.failure.as_deref())?,
            digest: Digest::from_stored(self.digest),
            due_at: Timestamp(self.due_at),
            key: self.send_key,
            epoch: self.epoch,
            lease_until: self.lease_until.map(Timestamp),
            created_at: Timestamp(self.created_at),
            updated_at: Timestamp(self.updated_at),
        })
    }
}

impl SqliteStore {
    async fn select_actions(&self, q: Q) -> Result<Vec<ActionRow>, StoreError> {
        let (sql, args) = q.finish();
        self.db.all(sql, args).await
    }

    async fn one_action(
        &self,
        condition: &'static str,
        value: impl Into<V>,
    ) -> Result<Option<Action>, StoreError> {
        let rows = self
            .select_actions(Q::new(COLUMNS).bind(condition, value))
            .await?;
        rows.into_iter().next().map(ActionRow::read).transpose()
    }
}

#[async_trait]
impl ActionReads for SqliteStore {
    async fn action(&self, id: &ActionId) -> Result<Option<Action>, StoreError> {
        self.one_action(" WHERE id = ", id.as_str()).await
    }

    async fn action_of(&self, id: &DecisionId) -> Result<Option<Action>, StoreError> {
        self.one_action(" WHERE decision_id = ", id.as_str()).await
    }

    async fn actions(&self, page: &Page) -> Result<PageOf<Action>, StoreError> {
        let bounds = bounds(page);
        let q = Q::new(COLUMNS)
            .bind(" WHERE id < ", bounds.before.as_str())
            .bind(" ORDER BY id DESC LIMIT ", bounds.fetch);
        let rows = self.select_actions(q).await?;
        page_of(
            &bounds,
            rows,
            |a: &Action| a.id.as_str().to_owned(),
            ActionRow::read,
        )
    }

    async fn due_actions(&self, now: Timestamp, limit: u32) -> Result<Vec<Action>, StoreError> {
        let q = Q::new(COLUMNS)
            .push(" WHERE state IN ('held', 'due', 'unconfirmed')")
            .bind(" AND due_at <= ", now)
            .bind(" ORDER BY due_at, id LIMIT ", limit);
        let rows = self.select_actions(q).await?;
        rows.into_iter().map(ActionRow::read).collect()
    }

    async fn sending_actions(&self) -> Result<Vec<Action>, StoreError> {
        // The first condition repeats the partial index, the second is the question.
        let q = Q::new(COLUMNS)
            .push(" WHERE state IN ('sending', 'unconfirmed') AND state = 'sending' ORDER BY id");
        let rows = self.select_actions(q).await?;
        rows.into_iter().map(ActionRow::read).collect()
    }

    async fn handed_over_actions(&self, limit: u32) -> Result<Vec<Action>, StoreError> {
        let q = Q::new(COLUMNS)
            .push(" WHERE state = 'handed_over'")
            .bind(" ORDER BY id LIMIT ", limit);
        let rows = self.select_actions(q).await?;
        rows.into_iter().map(ActionRow::read).collect()
    }

    async fn has_unresolved(
        &self,
        account: &AccountId,
        except: &ActionId,
    ) -> Result<bool, StoreError> {
        let sql = "SELECT COUNT(*) FROM (SELECT 1 FROM action
                WHERE state IN ('sending', 'unconfirmed') AND account_id = $1 AND id <> $2
                LIMIT 1) AS other";
        let others = self
            .db
            .number(sql, args![account.as_str(), except.as_str()])
            .await?;
        Ok(others > 0)
    }

    async fn next_action_at(&self) -> Result<Option<Timestamp>, StoreError> {
        let sql = "SELECT due_at FROM action WHERE state IN ('held', 'due', 'unconfirmed')
            ORDER BY due_at, id LIMIT 1";
        let row: Option<(i64,)> = self.db.opt(sql, args![]).await?;
        Ok(row.map(|(at,)| Timestamp(at)))
    }
}
