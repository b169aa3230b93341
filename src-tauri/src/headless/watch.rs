//! Tells what happens while the engine runs: one line per thing.

use std::collections::BTreeMap;
use std::sync::Arc;

use herald_api::views::{
    AccountView, ActivityRow, HistoryRow, ListActivity, ListHistory, ListReviews, Nothing,
    ReviewRow,
};
use herald_api::{ApiError, Herald};
use serde::Serialize;

use super::exit::Failure;
use super::output::Output;
use super::render;

/// How far back is looked for what changed.
const WINDOW: u32 = 200;

/// Something that happened. Scripts get it as `{"activity": {...}}` and so on.
#[derive(Debug, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum Happening {
    /// Something happened to an account.
    Activity(ActivityRow),
    /// A review appeared or was decided.
    Review(ReviewRow),
    /// An action went a step further.
    Action(HistoryRow),
    /// An account is doing better or worse.
    Account(Box<AccountView>),
    /// Something is wrong.
    Problem(String),
}

/// Remembers what was told.
pub struct Watch {
    herald: Arc<Herald>,
    /// What each thing looked like when it was told last, by id.
    told: BTreeMap<String, String>,
    /// The store as it was when it was read last; unchanged, it is not read again.
    version: Option<u64>,
}

impl Watch {
    /// Begins with what is there: that is not told.
    ///
    /// # Errors
    /// What the engine says.
    pub async fn begin(herald: Arc<Herald>) -> Result<Self, Failure> {
        let mut watch = Self {
            herald,
            told: BTreeMap::new(),
            version: None,
        };
        watch.changes().await?;
        Ok(watch)
    }

    /// Tells what happened since it last told.
    ///
    /// # Errors
    /// What the engine says, or that the output cannot be written.
    pub async fn tell(&mut self, output: Output) -> Result<(), Failure> {
        for happening in self.changes().await? {
            output.show(&happening, render::happening::line)?;
        }
        Ok(())
    }

    async fn changes(&mut self) -> Result<Vec<Happening>, Failure> {
        let store = self.herald.context().store();
        let version = store.version().await.map_err(ApiError::from)?;
        if self.version == Some(version) {
            return Ok(Vec::new());
        }
        self.version = Some(version);
        let found = self.look().await?;
        let mut seen = BTreeMap::new();
        let mut changes = Vec::new();
        for happening in found {
            let (id, state) = signature(&happening);
            if self.told.get(&id) != Some(&state) {
                changes.push(happening);
            }
            seen.insert(id, state);
        }
        // What fell out of the window stays known, so that it is not told twice when it returns.
        self.told.append(&mut seen);
        Ok(changes)
    }

    /// Reads what is there, oldest first in each kind.
    async fn look(&self) -> Result<Vec<Happening>, Failure> {
        let activity = ListActivity {
            limit: WINDOW,
            ..ListActivity::default()
        };
        let reviews = ListReviews {
            all: true,
            limit: WINDOW,
            ..ListReviews::default()
        };
        let history = ListHistory {
            before: None,
            limit: WINDOW,
        };
        let activity = self.herald.list_activity(activity).await?.items;
        let reviews = self.herald.list_reviews(reviews).await?.items;
        let history = self.herald.list_history(history).await?.items;
        let overview = self.herald.overview(Nothing {}).await?;
        let mut found: Vec<_> = activity
            .into_iter()
            .rev()
            .map(Happening::Activity)
            .collect();
        found.extend(reviews.into_iter().rev().map(Happening::Review));
        found.extend(history.into_iter().rev().map(Happening::Action));
        let accounts = overview.accounts.into_iter().map(Box::new);
        found.extend(accounts.map(Happening::Account));
        found.extend(overview.problems.into_iter().map(Happening::Problem));
        Ok(found)
    }
}

/// Returns what a thing is known by, and what makes it worth telling again when it differs.
fn signature(happening: &Happening) -> (String, String) {
    match happening {
        Happening::Activity(row) => (row.id.clone(), String::new()),
        Happening::Review(row) => (row.id.clone(), row.state.clone()),
        Happening::Action(row) => (row.id.clone(), format!("{}{}", row.state, row.trouble)),
        Happening::Account(account) => {
            let state = format!("{:?} {:?} {}", account.state, account.health, account.note);
            (account.id.clone(), state)
        }
        Happening::Problem(problem) => (format!("problem {problem}"), String::new()),
    }
}
