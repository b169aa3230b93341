//! Reads what is shown of a page of actions: one statement for each kind of row, however long the page.

use std::collections::{HashMap, HashSet};

use herald_domain::{Account, Action, Activity, ActivityId, Revision, Suggestion};
use herald_pipeline::ports::{Deed, StoreError};
use sqlx::FromRow;

use crate::accounts::AccountRow;
use crate::activity::ActivityRow;
use crate::db::Pair;
use crate::row::{At, json};
use crate::sheets::{ACCOUNTS, ACTIVITIES, ById, SUGGESTIONS, by_key};
use crate::store::SqliteStore;
use crate::suggestions::{RevisionRow, SuggestionRow};

// CROSS JOIN keeps SQLite from starting anywhere but at the list.
const APPROVED: Pair = Pair {
    sqlite:
        "SELECT d.id AS decision_id, r.suggestion_id, r.number, r.proposal, r.publish_at, r.why,
            r.drafted_by, r.warnings, r.capability, r.target, r.created_at
        FROM json_each($1) j CROSS JOIN decision d CROSS JOIN revision r
        WHERE d.id = j.value ->> 0
            AND r.suggestion_id = j.value ->> 1 AND r.number = d.revision",
};

#[derive(FromRow)]
struct ApprovedRow {
    decision_id: String,
    #[sqlx(flatten)]
    revision: RevisionRow,
}

impl SqliteStore {
    pub(crate) async fn read_deeds(&self, actions: Vec<Action>) -> Result<Vec<Deed>, StoreError> {
        let account_ids: HashSet<&str> = actions.iter().map(|a| a.account_id.as_str()).collect();
        let approved: Vec<(&str, &str)> = actions
            .iter()
            .map(|a| (a.decision_id.as_str(), a.suggestion_id.as_str()))
            .collect();
        let suggestion_ids: Vec<&str> = actions.iter().map(|a| a.suggestion_id.as_str()).collect();
        let accounts = self.listed(ACCOUNTS, json(&account_ids)?).await?;
        let approved: Vec<ApprovedRow> = self.listed(APPROVED, json(&approved)?).await?;
        let suggestions = self.listed(SUGGESTIONS, json(&suggestion_ids)?).await?;
        let suggestions: ById<Suggestion> =
            readable(suggestions, SuggestionRow::read, |s| s.id.to_string());
        let answered: HashSet<&str> = suggestions
            .values()
            .filter_map(|s| s.activity_id.as_ref().map(ActivityId::as_str))
            .collect();
        let activities = self.listed(ACTIVITIES, json(&answered)?).await?;
        let rows = Rows {
            accounts: by_key(accounts, AccountRow::read, |a| a.id.to_string())?,
            activities: readable(activities, ActivityRow::read, |a| a.id.to_string()),
            revisions: approved.into_iter().filter_map(revision).collect(),
            suggestions,
        };
        actions
            .into_iter()
            .map(|action| rows.deed(action))
            .collect()
    }
}

fn revision(row: ApprovedRow) -> Option<(String, Revision)> {
    let read = logged(row.revision.read())?;
    Some((row.decision_id, read))
}

/// Keeps what can be read; one that cannot must not hide the others.
fn readable<R, T>(
    rows: Vec<R>,
    read: impl Fn(R) -> Result<T, StoreError>,
    key: impl Fn(&T) -> String,
) -> ById<T> {
    let items = rows.into_iter().filter_map(|row| logged(read(row)));
    items.map(|item| (key(&item), item)).collect()
}

fn logged<T>(read: Result<T, StoreError>) -> Option<T> {
    read.map_err(|error| tracing::error!(%error, "what belongs to an action cannot be read"))
        .ok()
}

/// The rows a page of actions points at.
struct Rows {
    accounts: ById<Account>,
    suggestions: ById<Suggestion>,
    activities: ById<Activity>,
    /// By the decision that approved them.
    revisions: HashMap<String, Revision>,
}

impl Rows {
    fn deed(&self, action: Action) -> Result<Deed, StoreError> {
        let at = At {
            table: "action",
            row: action.id.as_str(),
        };
        let account = self.accounts.get(action.account_id.as_str());
        let account = account.ok_or_else(|| at.bad("account_id"))?.clone();
        let suggestion = self.suggestions.get(action.suggestion_id.as_str());
        let answered = suggestion.and_then(|s| s.activity_id.as_ref());
        Ok(Deed {
            account,
            revision: self.revisions.get(action.decision_id.as_str()).cloned(),
            activity: answered.and_then(|id| self.activities.get(id.as_str()).cloned()),
            action,
        })
    }
}
