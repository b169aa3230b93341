//! Reads what is shown of a page of reviews: one statement for each kind of row, however long the page.

use std::collections::{HashMap, HashSet};
use std::hash::Hash;

use herald_domain::{Account, Activity, ActivityId, Review, Revision, Suggestion};
use herald_pipeline::ports::{Sheet, StoreError};

use crate::accounts::AccountRow;
use crate::activity::ActivityRow;
use crate::args::args;
use crate::db::{FromDb, Pair};
use crate::row::{At, json};
use crate::store::SqliteStore;
use crate::suggestions::{RevisionRow, SuggestionRow};

pub(crate) const SUGGESTIONS: Pair = Pair {
    sqlite: "SELECT id, account_id, activity_id, kind, state, latest_revision, created_at
        FROM suggestion WHERE id IN (SELECT value FROM json_each($1))",
};

// CROSS JOIN keeps SQLite from starting anywhere but at the list.
const REVISIONS: Pair = Pair {
    sqlite: "SELECT r.suggestion_id, r.number, r.proposal, r.publish_at, r.why, r.drafted_by,
            r.warnings, r.capability, r.target, r.created_at
        FROM json_each($1) j CROSS JOIN revision r
        WHERE r.suggestion_id = j.value ->> 0 AND r.number = j.value ->> 1",
};

pub(crate) const ACCOUNTS: Pair = Pair {
    sqlite: "SELECT id, network, authority, remote_id, handle, display_name, state, state_reason,
            addresses, facts, demo, connected_at
        FROM account WHERE id IN (SELECT value FROM json_each($1))",
};

pub(crate) const ACTIVITIES: Pair = Pair {
    sqlite: "SELECT id, account_id, kind, status, author_handle, author_name, text, body, note,
            thread
        FROM activity WHERE id IN (SELECT value FROM json_each($1))",
};

pub(crate) type ById<T> = HashMap<String, T>;

impl SqliteStore {
    pub(crate) async fn read_sheets(&self, reviews: Vec<Review>) -> Result<Vec<Sheet>, StoreError> {
        let suggestion_ids: Vec<&str> = reviews.iter().map(|r| r.suggestion_id.as_str()).collect();
        let account_ids: HashSet<&str> = reviews.iter().map(|r| r.account_id.as_str()).collect();
        let shown: Vec<(&str, u32)> = reviews
            .iter()
            .map(|r| (r.suggestion_id.as_str(), r.revision))
            .collect();
        let suggestions = self.listed(SUGGESTIONS, json(&suggestion_ids)?).await?;
        let revisions = self.listed(REVISIONS, json(&shown)?).await?;
        let accounts = self.listed(ACCOUNTS, json(&account_ids)?).await?;
        let suggestions: ById<Suggestion> =
            by_key(suggestions, SuggestionRow::read, |s| s.id.to_string())?;
        let revisions = by_key(revisions, RevisionRow::read, |r: &Revision| {
            (r.suggestion_id.to_string(), r.number)
        })?;
        let accounts: ById<Account> = by_key(accounts, AccountRow::read, |a| a.id.to_string())?;
        let answered: Vec<&str> = suggestions
            .values()
            .filter_map(|s| s.activity_id.as_ref().map(ActivityId::as_str))
            .collect();
        let activities = self.listed(ACTIVITIES, json(&answered)?).await?;
        let activities: ById<Activity> =
            by_key(activities, ActivityRow::read, |a| a.id.to_string())?;
        let rows = Rows {
            suggestions,
            revisions,
            accounts,
            activities,
        };
        reviews
            .into_iter()
            .map(|review| rows.sheet(review))
            .collect()
    }

    pub(crate) async fn listed<R: FromDb>(
        &self,
        sql: Pair,
        list: String,
    ) -> Result<Vec<R>, StoreError> {
        self.db.all(self.db.pick(sql), args![list]).await
    }
}

pub(crate) fn by_key<R, K: Eq + Hash, T>(
    rows: Vec<R>,
    read: impl Fn(R) -> Result<T, StoreError>,
    key: impl Fn(&T) -> K,
) -> Result<HashMap<K, T>, StoreError> {
    rows.into_iter()
        .map(|row| read(row).map(|item| (key(&item), item)))
        .collect()
}

/// The rows a page of reviews points at.
struct Rows {
    suggestions: ById<Suggestion>,
    revisions: HashMap<(String, u32), Revision>,
    accounts: ById<Account>,
    activities: ById<Activity>,
}

impl Rows {
    fn sheet(&self, review: Review) -> Result<Sheet, StoreError> {
        let at = At {
            table: "review",
            row: review.id.as_str(),
        };
        let found = self.suggestions.get(review.suggestion_id.as_str());
        let suggestion = found.ok_or_else(|| at.bad("suggestion_id"))?.clone();
        let key = (review.suggestion_id.to_string(), review.revision);
        let found = self.revisions.get(&key);
        let revision = found.ok_or_else(|| at.bad("revision"))?.clone();
        let found = self.accounts.get(review.account_id.as_str());
        let account = found.ok_or_else(|| at.bad("account_id"))?.clone();
        let answered = suggestion.activity_id.as_ref();
        let activity = answered.and_then(|id| self.activities.get(id.as_str()).cloned());
        Ok(Sheet {
            review,
            suggestion,
            revision,
            account,
            activity,
        })
    }
}
