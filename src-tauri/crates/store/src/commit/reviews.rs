//! Changes of reviews and decisions.

use herald_domain::{Decision, DecisionId, Digest, Review, ReviewId, ReviewState, Timestamp};
use herald_pipeline::ports::StoreError;

use super::{Named, exactly_one};
use crate::args::args;
use crate::row::json;
use crate::tx::Tx;

fn until(state: &ReviewState) -> Option<Timestamp> {
    match state {
        ReviewState::Snoozed { until } => Some(*until),
        ReviewState::Open
        | ReviewState::Approved
        | ReviewState::Rejected
        | ReviewState::Rethinking => None,
    }
}

pub(super) async fn insert(tx: &mut Tx, review: &Review) -> Result<(), StoreError> {
    let sql = "INSERT INTO review (id, suggestion_id, account_id, kind, revision, digest, state,
            snoozed_until, created_at)
        VALUES ($1, $2, $3, (SELECT kind FROM suggestion WHERE id = $2), $4, $5, $6, $7, $8)
        ON CONFLICT DO NOTHING";
    let args = args![
        review.id.as_str(),
        review.suggestion_id.as_str(),
        review.account_id.as_str(),
        review.revision,
        review.digest.as_str(),
        review.state.as_str(),
        until(&review.state),
        review.created_at,
    ];
    exactly_one(tx.run(sql, args).await?, &review.id)
}

pub(super) async fn update(
    tx: &mut Tx,
    review: &Review,
    expected_state: &ReviewState,
    expected_digest: &Digest,
) -> Result<(), StoreError> {
    let sql = "UPDATE review SET revision = $4, digest = $5, state = $6, snoozed_until = $7
        WHERE id = $1 AND state = $2 AND digest = $3";
    let args = args![
        review.id.as_str(),
        expected_state.as_str(),
        expected_digest.as_str(),
        review.revision,
        review.digest.as_str(),
        review.state.as_str(),
        until(&review.state),
    ];
    exactly_one(tx.run(sql, args).await?, &review.id)
}

pub(super) async fn require(
    tx: &mut Tx,
    id: &ReviewId,
    state: &ReviewState,
) -> Result<(), StoreError> {
    let sql = "SELECT id FROM review
        WHERE id = $1 AND state = $2 AND snoozed_until IS NOT DISTINCT FROM $3";
    let found: Vec<(String,)> = tx
        .all(sql, args![id.as_str(), state.as_str(), until(state)])
        .await?;
    if found.is_empty() {
        return Err(StoreError::Conflict(id.named()));
    }
    Ok(())
}

pub(super) async fn insert_decision(tx: &mut Tx, decision: &Decision) -> Result<(), StoreError> {
    let sql = "INSERT INTO decision (id, review_id, revision, digest, kind, said_by, said_at,
            undo_until, undone_at)
        VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9) ON CONFLICT (id) DO NOTHING";
    let args = args![
        decision.id.as_str(),
        decision.review_id.as_str(),
        decision.revision,
        decision.digest.as_str(),
        json(&decision.kind)?,
        decision.by.as_str(),
        decision.at,
        decision.undo_until,
        decision.undone_at,
    ];
    exactly_one(tx.run(sql, args).await?, &decision.id)
}

pub(super) async fn undo_decision(
    tx: &mut Tx,
    id: &DecisionId,
    at: Timestamp,
) -> Result<(), StoreError> {
    let sql = "UPDATE decision SET undone_at = $2 WHERE id = $1 AND undone_at IS NULL";
    exactly_one(tx.run(sql, args![id.as_str(), at]).await?, id)
}
