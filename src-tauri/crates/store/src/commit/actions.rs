//! Changes of actions.

use herald_domain::{Action, ActionState};
use herald_pipeline::ports::StoreError;

use super::exactly_one;
use crate::args::args;
use crate::row::json_opt;
use crate::tx::Tx;

pub(super) async fn insert(tx: &mut Tx, action: &Action) -> Result<(), StoreError> {
    let sql = "INSERT INTO action (id, account_id, suggestion_id, review_id, decision_id, verb,
            digest, state, due_at, send_key, prepared, progress, first_tried, hand_over, attempts,
            lookups, epoch, lease_until, receipt, failure, created_at, updated_at, planned_at, thread,
            uncertain, tries, patience_ms, last_called, question, reserved_micro_usd, park_at, parked,
            recall)
        VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15, $16, $17, $18,
            $19, $20, $21, $22, $23, $24, $25, $26, $27, $28, $29, $30, $31, $32, $33)
        ON CONFLICT DO NOTHING";
    let args = args![
        action.id.as_str(),
        action.account_id.as_str(),
        action.suggestion_id.as_str(),
        action.review_id.as_str(),
        action.decision_id.as_str(),
        action.verb.as_str(),
        action.digest.as_str(),
        action.state.as_str(),
        action.due_at,
        action.key.as_str(),
        json_opt(action.prepared.as_ref())?,
        steps(action)?,
        action.first_tried,
        json_opt(action.hand_over.as_ref())?,
        action.attempts,
        action.lookups,
        action.epoch,
        action.lease_until,
        json_opt(action.receipt.as_ref())?,
        json_opt(action.failure.as_ref())?,
        action.created_at,
        action.updated_at,
        action.planned_at,
        action.thread.clone(),
        action.uncertain,
        action.tries,
        number(action.patience_ms),
        action.last_called,
        json_opt(action.question.as_ref())?,
        number(action.reserved_micro_usd),
        action.park_at,
        json_opt(action.parked.as_ref())?,
        action.recall.map(|recall| recall.as_str().to_owned()),
    ];
    exactly_one(tx.run(sql, args).await?, &action.id)
}

/// Writes the steps the network surely has; nothing before the first.
fn steps(action: &Action) -> Result<Option<String>, StoreError> {
    let kept = Some(&action.steps).filter(|steps| !steps.is_empty());
    json_opt(kept)
}

fn number(span: u64) -> i64 {
    i64::try_from(span).unwrap_or(i64::MAX)
}

/// Writes what may change; whose action it is, and what was approved, never does.
pub(super) async fn update(
    tx: &mut Tx,
    action: &Action,
    expected_epoch: i64,
    expected_state: ActionState,
) -> Result<(), StoreError> {
    let sql = "UPDATE action SET state = $4, due_at = $5, send_key = $6, prepared = $7,
            attempts = $8, lookups = $9, epoch = $10, lease_until = $11, receipt = $12,
            failure = $13, updated_at = $14, progress = $15, first_tried = $16,
            hand_over = $17, planned_at = $18, uncertain = $19, tries = $20, patience_ms = $21,
            last_called = $22, question = $23, reserved_micro_usd = $24, park_at = $25, parked = $26,
            recall = $27, seen_at = $28
        WHERE id = $1 AND epoch = $2 AND state = $3";
    let args = args![
        action.id.as_str(),
        expected_epoch,
        expected_state.as_str(),
        action.state.as_str(),
        action.due_at,
        action.key.as_str(),
        json_opt(action.prepared.as_ref())?,
        action.attempts,
        action.lookups,
        action.epoch,
        action.lease_until,
        json_opt(action.receipt.as_ref())?,
        json_opt(action.failure.as_ref())?,
        action.updated_at,
        steps(action)?,
        action.first_tried,
        json_opt(action.hand_over.as_ref())?,
        action.planned_at,
        action.uncertain,
        action.tries,
        number(action.patience_ms),
        action.last_called,
        json_opt(action.question.as_ref())?,
        number(action.reserved_micro_usd),
        action.park_at,
        json_opt(action.parked.as_ref())?,
        action.recall.map(|recall| recall.as_str().to_owned()),
        action.seen_at,
    ];
    exactly_one(tx.run(sql, args).await?, &action.id)
}
