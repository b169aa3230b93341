//! Changes of accounts, their cursors, numbers and health, and of settings.

use herald_domain::{Account, AccountId, AccountState, Health, Sample, Spending};
use herald_pipeline::ports::StoreError;

use super::exactly_one;
use crate::accounts::{state_reason, state_word};
use crate::args::args;
use crate::db::Pair;
use crate::row::json;
use crate::tx::Tx;

pub(super) async fn put(tx: &mut Tx, account: &Account) -> Result<(), StoreError> {
    let sql = "INSERT INTO account (id, network, authority, remote_id, handle, display_name, state,
            state_reason, addresses, facts, demo, connected_at)
        VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12)
        ON CONFLICT (id) DO UPDATE SET network = excluded.network,
            authority = excluded.authority, remote_id = excluded.remote_id, handle = excluded.handle,
            display_name = excluded.display_name, state = excluded.state,
            state_reason = excluded.state_reason, addresses = excluded.addresses,
            facts = excluded.facts, demo = excluded.demo, connected_at = excluded.connected_at
        WHERE (account.demo = 1 AND excluded.demo = 1) OR (account.network = excluded.network
            AND account.authority = excluded.authority AND account.remote_id = excluded.remote_id)";
    let args = args![
        account.id.as_str(),
        account.network.as_str(),
        account.authority.as_str(),
        account.remote_id.as_str(),
        account.handle.as_str(),
        account.display_name.as_str(),
        state_word(&account.state),
        state_reason(&account.state),
        json(&account.addresses)?,
        json(&account.facts)?,
        account.demo,
        account.connected_at,
    ];
    // An account never becomes somebody else: that would send what was approved under another name.
    exactly_one(tx.run(sql, args).await?, &account.id)
}

pub(super) async fn set_state(
    tx: &mut Tx,
    id: &AccountId,
    state: &AccountState,
) -> Result<(), StoreError> {
    let sql = "UPDATE account SET state = $2, state_reason = $3 WHERE id = $1";
    let args = args![id.as_str(), state_word(state), state_reason(state)];
    exactly_one(tx.run(sql, args).await?, id)
}

/// Sets the state of the connection that was seen, and of no other.
pub(super) async fn turn(tx: &mut Tx, seen: &Account, to: &AccountState) -> Result<(), StoreError> {
    let sql = "UPDATE account SET state = $2, state_reason = $3
        WHERE id = $1 AND connected_at = $4 AND state = $5";
    let args = args![
        seen.id.as_str(),
        state_word(to),
        state_reason(to),
        seen.connected_at,
        state_word(&seen.state),
    ];
    exactly_one(tx.run(sql, args).await?, &seen.id)
}

/// Forgets the health of every part that works for an account.
pub(super) async fn forget_health(tx: &mut Tx, id: &AccountId) -> Result<(), StoreError> {
    let sql = "DELETE FROM health WHERE account_id = $1";
    tx.run(sql, args![id.as_str()]).await.map(drop)
}

pub(super) async fn set_cursor(
    tx: &mut Tx,
    id: &AccountId,
    stream: &str,
    cursor: &str,
) -> Result<(), StoreError> {
    let sql = "INSERT INTO stream_cursor (account_id, stream, value) VALUES ($1, $2, $3)
        ON CONFLICT (account_id, stream) DO UPDATE SET value = excluded.value";
    tx.run(sql, args![id.as_str(), stream, cursor])
        .await
        .map(drop)
}

pub(super) async fn set_setting(tx: &mut Tx, name: &str, value: &str) -> Result<(), StoreError> {
    let sql = "INSERT INTO setting (name, value) VALUES ($1, $2)
        ON CONFLICT (name) DO UPDATE SET value = excluded.value";
    tx.run(sql, args![name, value]).await.map(drop)
}

pub(super) async fn set_health(tx: &mut Tx, health: &Health) -> Result<(), StoreError> {
    let sql =
        "INSERT INTO health (part, account_id, state, message, failures, retry_at, updated_at)
        VALUES ($1, $2, $3, $4, $5, $6, $7)
        ON CONFLICT (part, account_id) DO UPDATE SET state = excluded.state,
            message = excluded.message, failures = excluded.failures,
            retry_at = excluded.retry_at, updated_at = excluded.updated_at";
    let args = args![
        health.part.as_str(),
        health.account_id.as_ref().map_or("", AccountId::as_str),
        health.state.as_str(),
        health.message.as_str(),
        health.failures,
        health.retry_at,
        health.updated_at,
    ];
    tx.run(sql, args).await.map(drop)
}

const ADD_SAMPLES: Pair = Pair {
    // `WHERE true` keeps SQLite from reading ON CONFLICT as a join's condition.
    sqlite: "INSERT INTO sample (account_id, metric, subject, read_at, value)
        SELECT value ->> 0, value ->> 1, value ->> 2, value ->> 3, value ->> 4
        FROM json_each($1) WHERE true
        ON CONFLICT (account_id, metric, subject, read_at) DO UPDATE SET value = excluded.value",
};

pub(super) async fn add_samples(tx: &mut Tx, samples: &[Sample]) -> Result<(), StoreError> {
    if samples.is_empty() {
        return Ok(());
    }
    let rows: Vec<_> = samples
        .iter()
        .map(|s| {
            (
                s.account_id.as_str(),
                &s.metric,
                &s.subject,
                s.at.millis(),
                s.value,
            )
        })
        .collect();
    let sql = tx.pick(ADD_SAMPLES);
    tx.run(sql, args![json(&rows)?]).await.map(drop)
}

/// Adds to what was paid on a day for a kind of use.
pub(super) async fn spend(tx: &mut Tx, spent: &Spending) -> Result<(), StoreError> {
    let sql = "INSERT INTO spending (account_id, day, what, uses, micro_usd)
        VALUES ($1, $2, $3, $4, $5)
        ON CONFLICT (account_id, day, what) DO UPDATE SET
            uses = spending.uses + excluded.uses,
            micro_usd = spending.micro_usd + excluded.micro_usd";
    let args = args![
        spent.account_id.as_str(),
        spent.day.as_str(),
        spent.what.as_str(),
        spent.uses,
        spent.micro_usd,
    ];
    tx.run(sql, args).await.map(drop)
}

/// Adds to what was paid, where the month's limit reaches; two at a time cannot take the same rest.
pub(super) async fn reserve(
    tx: &mut Tx,
    spending: &Spending,
    month: &str,
    limit_micro_usd: u64,
) -> Result<(), StoreError> {
    let sql = "SELECT COALESCE(SUM(micro_usd), 0) FROM spending WHERE substr(day, 1, 7) = $1";
    let rows: Vec<(i64,)> = tx.all(sql, args![month]).await?;
    let spent = rows.first().map_or(0, |(sum,)| *sum);
    let limit = i64::try_from(limit_micro_usd).unwrap_or(i64::MAX);
    if spent.saturating_add(spending.micro_usd) > limit {
        return Err(StoreError::Spent);
    }
    spend(tx, spending).await
}
