//! Reads accounts, their cursors, numbers and health, and settings.

use async_trait::async_trait;
use herald_domain::{
    Account, AccountId, AccountState, Health, Sample, Settings, Spending, Timestamp,
};
use herald_pipeline::ports::{AccountReads, StoreError};
use sqlx::FromRow;

use crate::args::args;
use crate::row::At;
use crate::store::SqliteStore;

pub(crate) fn state_word(state: &AccountState) -> &'static str {
    match state {
        AccountState::Active => "active",
        AccountState::Paused => "paused",
        AccountState::NeedsReconnect { .. } => "needs_reconnect",
        AccountState::Removed => "removed",
    }
}

pub(crate) fn state_reason(state: &AccountState) -> &str {
    match state {
        AccountState::NeedsReconnect { reason } => reason,
        AccountState::Active | AccountState::Paused | AccountState::Removed => "",
    }
}

#[derive(FromRow)]
pub(crate) struct AccountRow {
    id: String,
    network: String,
    authority: String,
    remote_id: String,
    handle: String,
    display_name: String,
    state: String,
    state_reason: String,
    addresses: String,
    facts: String,
    demo: i64,
    connected_at: i64,
}

impl AccountRow {
    pub(crate) fn read(self) -> Result<Account, StoreError> {
        let at = At {
            table: "account",
            row: &self.id,
        };
        let state = match self.state.as_str() {
            "active" => AccountState::Active,
            "paused" => AccountState::Paused,
            "needs_reconnect" => AccountState::NeedsReconnect {
                reason: self.state_reason,
            },
            "removed" => AccountState::Removed,
            _ => return Err(at.bad("state")),
        };
        Ok(Account {
            id: at.parsed("id", &self.id)?,
            network: at.parsed("network", &self.network)?,
            addresses: at.json("addresses", &self.addresses)?,
            facts: at.json("facts", &self.facts)?,
            authority: self.authority,
            remote_id: self.remote_id,
            handle: self.handle,
            display_name: self.display_name,
            state,
            demo: self.demo != 0,
            connected_at: Timestamp(self.connected_at),
        })
    }
}

#[derive(FromRow)]
struct HealthRow {
    part: String,
    account_id: String,
    state: String,
    message: String,
    failures: i64,
    retry_at: Option<i64>,
    updated_at: i64,
}

impl HealthRow {
    fn read(self) -> Result<Health, StoreError> {
        let at = At {
            table: "health",
            row: &self.part,
        };
        let account = Some(self.account_id.as_str()).filter(|id| !id.is_empty());
        Ok(Health {
            account_id: at.parsed_opt("account_id", account)?,
            state: at.word("state", &self.state)?,
            failures: at.count("failures", self.failures)?,
            retry_at: self.retry_at.map(Timestamp),
            updated_at: Timestamp(self.updated_at),
            message: self.message,
            part: self.part,
        })
    }
}

#[async_trait]
impl AccountReads for SqliteStore {
    async fn accounts(&self) -> Result<Vec<Account>, StoreError> {
        let sql = "SELECT id, network, authority, remote_id, handle, display_name, state,
                state_reason, addresses, facts, demo, connected_at
            FROM account WHERE state <> 'removed' ORDER BY id";
        let rows: Vec<AccountRow> = self.db.all(sql, args![]).await?;
        rows.into_iter().map(AccountRow::read).collect()
    }

    async fn account(&self, id: &AccountId) -> Result<Option<Account>, StoreError> {
        let sql = "SELECT id, network, authority, remote_id, handle, display_name, state,
                state_reason, addresses, facts, demo, connected_at
            FROM account WHERE id = $1";
        let row: Option<AccountRow> = self.db.opt(sql, args![id.as_str()]).await?;
        row.map(AccountRow::read).transpose()
    }

    async fn cursor(&self, id: &AccountId, stream: &str) -> Result<Option<String>, StoreError> {
        let sql = "SELECT value FROM stream_cursor WHERE account_id = $1 AND stream = $2";
        let row: Option<(String,)> = self.db.opt(sql, args![id.as_str(), stream]).await?;
        Ok(row.map(|(value,)| value))
    }

    async fn health(&self) -> Result<Vec<Health>, StoreError> {
        let sql = "SELECT part, account_id, state, message, failures, retry_at, updated_at
            FROM health ORDER BY part, account_id";
        let rows: Vec<HealthRow> = self.db.all(sql, args![]).await?;
        rows.into_iter().map(HealthRow::read).collect()
    }

    async fn settings(&self) -> Result<Settings, StoreError> {
        let sql = "SELECT name, value FROM setting ORDER BY name";
        let rows: Vec<(String, String)> = self.db.all(sql, args![]).await?;
        Ok(Settings::from_stored(rows))
    }

    async fn spending(&self, month: &str) -> Result<Vec<Spending>, StoreError> {
        let sql = "SELECT account_id, day, what, uses, micro_usd FROM spending
            WHERE day >= $1 AND day <= $2 ORDER BY account_id, day, what";
        let args = args![format!("{month}-01"), format!("{month}-31")];
        let rows: Vec<(String, String, String, i64, i64)> = self.db.all(sql, args).await?;
        let read = |(account, day, what, uses, micro_usd): (String, _, _, _, _)| {
            let at = At {
                table: "spending",
                row: &account,
            };
            Ok(Spending {
                account_id: at.parsed("account_id", &account)?,
                day,
                what,
                uses,
                micro_usd,
            })
        };
        rows.into_iter().map(read).collect()
    }

    async fn latest_samples(&self, id: &AccountId) -> Result<Vec<Sample>, StoreError> {
        // The recursion hops from metric to metric through the primary key; a plain DISTINCT would
        // read the whole history of the account.
        let sql = "WITH RECURSIVE name (metric) AS (
                SELECT MIN(metric) FROM sample WHERE account_id = $1
                UNION ALL
                SELECT (SELECT MIN(s.metric) FROM sample s
                        WHERE s.account_id = $1 AND s.metric > name.metric)
                FROM name WHERE name.metric IS NOT NULL
            )
            SELECT s.metric, s.read_at, s.value
            FROM name JOIN sample s ON s.account_id = $1 AND s.metric = name.metric
                AND s.subject = ''
                AND s.read_at = (SELECT MAX(l.read_at) FROM sample l WHERE l.account_id = $1
                        AND l.metric = name.metric AND l.subject = '')
            ORDER BY s.metric";
        let rows: Vec<(String, i64, i64)> = self.db.all(sql, args![id.as_str()]).await?;
        let samples = rows.into_iter().map(|(metric, read_at, value)| Sample {
            account_id: id.clone(),
            metric,
            subject: String::new(),
            at: Timestamp(read_at),
            value,
        });
        Ok(samples.collect())
    }
}
