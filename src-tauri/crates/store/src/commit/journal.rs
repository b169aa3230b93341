//! Appending to the log, with the job of the one stage that acts on the event.

use herald_domain::{AccountId, Event, EventId, Work};
use herald_pipeline::ports::StoreError;

use super::exactly_one;
use crate::args::args;
use crate::row::json;
use crate::tx::Tx;

pub(super) async fn append(tx: &mut Tx, event: &Event) -> Result<(), StoreError> {
    let sql = "INSERT INTO event
            (id, account_id, correlation, causation, occurred_at, version, body)
        VALUES ($1, $2, $3, $4, $5, $6, $7) ON CONFLICT (id) DO NOTHING";
    let args = args![
        event.id.as_str(),
        event.account_id.as_ref().map(AccountId::to_string),
        event.correlation.as_str(),
        event.causation.as_ref().map(EventId::to_string),
        event.occurred_at,
        u32::from(event.version),
        json(&event.body)?,
    ];
    exactly_one(tx.run(sql, args).await?, &event.id)?;
    let Some(queue) = event.body.consumer() else {
        return Ok(());
    };
    let work = Work::Event {
        event: event.clone(),
    };
    let sql = "INSERT INTO job (id, queue, state, due_at, body, account_id)
        VALUES ($1, $2, 'ready', $3, $4, $5) ON CONFLICT (id) DO NOTHING";
    let args = args![
        event.id.as_str(),
        queue.as_str(),
        event.occurred_at,
        json(&work)?,
        event.account_id.as_ref().map(AccountId::to_string),
    ];
    tx.run(sql, args).await.map(drop)
}
