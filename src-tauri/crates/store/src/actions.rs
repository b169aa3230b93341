//! Reads actions.

use std::time::Duration;

use async_trait::async_trait;
use herald_domain::{
    AccountId, Action, ActionId, DecisionId, Digest, Receipt, RemoteRef, Timestamp,
};
use herald_pipeline::ports::{ActionReads, Deed, Page, PageOf, ParkingLook, StoreError};
use serde::Deserialize;
use sqlx::FromRow;

use crate::args::{Q, V, args};
use crate::row::{At, bounds, page_of};
use crate::store::SqliteStore;

/// Every column of an action.
macro_rules! action_columns {
    () => {
        "id, account_id, suggestion_id, review_id, decision_id, verb, digest, state, planned_at, thread,
        due_at, send_key, prepared, progress, uncertain, first_tried, last_called, tries, attempts,
        lookups, patience_ms, reserved_micro_usd, hand_over, question, epoch, lease_until, receipt, failure, created_at,
        updated_at, park_at, parked, recall, seen_at"
    };
}
pub(crate) use action_columns;

const COLUMNS: &str = concat!("SELECT ", action_columns!(), " FROM action");

#[derive(FromRow)]
pub(crate) struct ActionRow {
    pub(crate) id: String,
    account_id: String,
    suggestion_id: String,
    review_id: String,
    decision_id: String,
    verb: String,
    digest: String,
    state: String,
    planned_at: i64,
    thread: Option<String>,
    due_at: i64,
    send_key: String,
    prepared: Option<String>,
    progress: Option<String>,
    uncertain: i64,
    first_tried: Option<i64>,
    last_called: Option<i64>,
    tries: i64,
    attempts: i64,
    lookups: i64,
    patience_ms: i64,
    reserved_micro_usd: i64,
    hand_over: Option<String>,
    question: Option<String>,
    epoch: i64,
    lease_until: Option<i64>,
    receipt: Option<String>,
    failure: Option<String>,
    created_at: i64,
    updated_at: i64,
    park_at: Option<i64>,
    parked: Option<String>,
    recall: Option<String>,
    seen_at: Option<i64>,
}

impl ActionRow {
    pub(crate) fn read(self) -> Result<Action, StoreError> {
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
            steps: steps(&at, self.progress.as_deref())?,
            hand_over: at.json_opt("hand_over", self.hand_over.as_deref())?,
            question: at.json_opt("question", self.question.as_deref())?,
            first_tried: self.first_tried.map(Timestamp),
            last_called: self.last_called.map(Timestamp),
            tries: at.count("tries", self.tries)?,
            attempts: at.count("attempts", self.attempts)?,
            lookups: at.count("lookups", self.lookups)?,
            patience_ms: self.patience_ms.max(0).unsigned_abs(),
            reserved_micro_usd: self.reserved_micro_usd.max(0).unsigned_abs(),
            planned_at: Timestamp(self.planned_at),
            uncertain: self.uncertain != 0,
            receipt: at.json_opt("receipt", self.receipt.as_deref())?,
            failure: at.json_opt("failure", self.failure.as_deref())?,
            thread: self.thread,
            digest: Digest::from_stored(self.digest),
            due_at: Timestamp(self.due_at),
            key: self.send_key,
            epoch: self.epoch,
            lease_until: self.lease_until.map(Timestamp),
            park_at: self.park_at.map(Timestamp),
            parked: at.json_opt("parked", self.parked.as_deref())?,
            recall: self.recall.map(|w| at.word("recall", &w)).transpose()?,
            seen_at: self.seen_at.map(Timestamp),
            created_at: Timestamp(self.created_at),
            updated_at: Timestamp(self.updated_at),
        })
    }
}

/// How the steps of threads were kept before there was one form for every network.
#[derive(Deserialize)]
#[serde(untagged)]
enum Steps {
    Now(Vec<Receipt>),
    ByReference {
        posts: Vec<RemoteRef>,
        url: Option<String>,
    },
    ByIdentifier {
        posts: Vec<(String, Option<String>)>,
    },
}

/// Reads the steps the network surely has.
fn steps(at: &At<'_>, stored: Option<&str>) -> Result<Vec<Receipt>, StoreError> {
    let receipt = |remote, url| Receipt {
        remote: Some(remote),
        url,
    };
    Ok(match at.json_opt("progress", stored)? {
        None => Vec::new(),
        Some(Steps::Now(steps)) => steps,
        Some(Steps::ByReference { posts, mut url }) => {
            let posts = posts.into_iter();
            posts.map(|post| receipt(post, url.take())).collect()
        }
        Some(Steps::ByIdentifier { posts }) => {
            let posts = posts.into_iter();
            posts
                .map(|(id, url)| receipt(RemoteRef::unversioned(id), url))
                .collect()
        }
    })
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
        // One that cannot be read must not hide the others.
        let readable = |row: ActionRow| Ok((row.id.clone(), row.read().ok()));
        let id = |(id, _): &(String, Option<Action>)| id.clone();
        let page = page_of(&bounds, rows, id, readable)?;
        Ok(PageOf {
            items: page
                .items
                .into_iter()
                .filter_map(|(_, action)| action)
                .collect(),
            next: page.next,
        })
    }

    async fn deeds(&self, actions: Vec<Action>) -> Result<Vec<Deed>, StoreError> {
        self.read_deeds(actions).await
    }

    async fn actions_that_ask(&self, limit: u32) -> Result<Vec<Action>, StoreError> {
        let q = Q::new(COLUMNS)
            .push(" WHERE state IN ('asks', 'handed_over', 'missed')")
            .bind(" ORDER BY id LIMIT ", limit);
        let rows = self.select_actions(q).await?;
        rows.into_iter().map(ActionRow::read).collect()
    }

    async fn lanes_due(&self, now: Timestamp) -> Result<Vec<AccountId>, StoreError> {
        self.read_lanes_due(now).await
    }

    async fn claim_head(
        &self,
        account: &AccountId,
        lease: Duration,
    ) -> Result<Option<Action>, StoreError> {
        self.claim_head_of(account, lease).await
    }

    async fn renew_claim(
        &self,
        id: &ActionId,
        epoch: i64,
        lease: Duration,
    ) -> Result<bool, StoreError> {
        self.renew_claim_of(id, epoch, lease).await
    }

    async fn parking_due(&self, look: &ParkingLook) -> Result<Vec<AccountId>, StoreError> {
        self.read_parking_due(look).await
    }

    async fn parking_of(
        &self,
        account: &AccountId,
        look: &ParkingLook,
    ) -> Result<Option<Action>, StoreError> {
        self.read_parking_of(account, look).await
    }

    async fn next_parking_at(&self, look: &ParkingLook) -> Result<Option<Timestamp>, StoreError> {
        self.read_next_parking_at(look).await
    }

    async fn parked_actions(&self, account: &AccountId) -> Result<Vec<Action>, StoreError> {
        let q = Q::new(COLUMNS)
            .bind(
                " WHERE state = 'parked' AND account_id = ",
                account.as_str(),
            )
            .push(" ORDER BY id");
        let rows = self.select_actions(q).await?;
        rows.into_iter().map(ActionRow::read).collect()
    }

    async fn expired_actions(&self, now: Timestamp) -> Result<Vec<Action>, StoreError> {
        let q = Q::new(COLUMNS)
            .bind(
                " WHERE state = 'sending' AND (lease_until IS NULL OR lease_until <= ",
                now,
            )
            .push(") ORDER BY id");
        let rows = self.select_actions(q).await?;
        rows.into_iter().map(ActionRow::read).collect()
    }

    async fn remote_ids(
        &self,
        account: &AccountId,
        since: Timestamp,
    ) -> Result<Vec<Receipt>, StoreError> {
        let q = Q::new(COLUMNS)
            .bind(" WHERE account_id = ", account.as_str())
            .bind(" AND updated_at >= ", since)
            .push(" AND (receipt IS NOT NULL OR progress IS NOT NULL)");
        let rows = self.select_actions(q).await?;
        let actions = rows.into_iter().filter_map(|row| row.read().ok());
        Ok(actions
            .flat_map(|a| a.receipt.into_iter().chain(a.steps))
            .collect())
    }

    async fn last_post_at(
        &self,
        account: &AccountId,
        except: &ActionId,
    ) -> Result<Option<Timestamp>, StoreError> {
        let sql = "SELECT MAX(last_called) FROM action
            WHERE account_id = $1 AND id <> $2 AND verb IN ('post', 'thread', 'quote')";
        let args = args![account.as_str(), except.as_str()];
        let row: Option<(Option<i64>,)> = self.db.opt(sql, args).await?;
        Ok(row.and_then(|(at,)| at).map(Timestamp))
    }

    async fn next_action_at(&self) -> Result<Option<Timestamp>, StoreError> {
        self.read_next_action_at().await
    }
}
