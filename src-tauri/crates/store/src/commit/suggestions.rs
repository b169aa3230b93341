//! Changes of suggestions and their revisions.

use herald_domain::{ActivityId, Revision, Suggestion, SuggestionId, SuggestionState};
use herald_pipeline::ports::StoreError;

use super::exactly_one;
use crate::args::args;
use crate::row::{json, json_opt};
use crate::tx::Tx;

pub(super) async fn insert(tx: &mut Tx, suggestion: &Suggestion) -> Result<(), StoreError> {
    let sql = "INSERT INTO suggestion
            (id, account_id, activity_id, kind, state, latest_revision, created_at)
        VALUES ($1, $2, $3, $4, $5, $6, $7) ON CONFLICT (id) DO NOTHING";
    let args = args![
        suggestion.id.as_str(),
        suggestion.account_id.as_str(),
        suggestion.activity_id.as_ref().map(ActivityId::to_string),
        suggestion.kind.as_str(),
        suggestion.state.as_str(),
        suggestion.latest_revision,
        suggestion.created_at,
    ];
    exactly_one(tx.run(sql, args).await?, &suggestion.id)
}

pub(super) async fn advance(
    tx: &mut Tx,
    id: &SuggestionId,
    from: &[SuggestionState],
    to: SuggestionState,
) -> Result<(), StoreError> {
    // There are five states; a place left over names none.
    let state = |n: usize| from.get(n).map_or("", |s| s.as_str());
    let sql = "UPDATE suggestion SET state = $2 WHERE id = $1 AND state IN ($3, $4, $5, $6, $7)";
    let args = args![
        id.as_str(),
        to.as_str(),
        state(0),
        state(1),
        state(2),
        state(3),
        state(4)
    ];
    exactly_one(tx.run(sql, args).await?, id)
}

pub(super) async fn add_revision(tx: &mut Tx, revision: &Revision) -> Result<(), StoreError> {
    let id = revision.suggestion_id.as_str();
    let contents = revision.proposal.contents();
    let says_something = contents.iter().any(|c| !c.text.is_empty());
    let sql = "INSERT INTO revision (suggestion_id, number, account_id, proposal, publish_at, why,
            drafted_by, warnings, capability, target, has_text, created_at)
        SELECT s.id, $2, s.account_id, $3, $4, $5, $6, $7, $8, $9, $10, $11 FROM suggestion s
        WHERE s.id = $1 AND $2 = 1 + COALESCE(
            (SELECT MAX(r.number) FROM revision r WHERE r.suggestion_id = $1), 0)";
    let args = args![
        id,
        revision.number,
        json(&revision.proposal)?,
        json(&revision.publish_at)?,
        revision.why.as_str(),
        json(&revision.drafted_by)?,
        json(&revision.warnings)?,
        json_opt(revision.capability.as_ref())?,
        json_opt(revision.target.as_ref())?,
        says_something,
        revision.created_at,
    ];
    exactly_one(tx.run(sql, args).await?, &revision.suggestion_id)?;
    let sql = "UPDATE suggestion SET latest_revision = $2 WHERE id = $1";
    exactly_one(
        tx.run(sql, args![id, revision.number]).await?,
        &revision.suggestion_id,
    )
}
