//! Reads activity.

use async_trait::async_trait;
use herald_domain::{
    Activity, ActivityId, ActivityKind, ActivityStatus, Author, OwnPost, RemoteRef, Timestamp,
};
use herald_pipeline::ports::{ActivityFilter, ActivityReads, Page, PageOf, StoreError};
use serde::{Deserialize, Serialize};
use sqlx::FromRow;

use crate::args::{Q, args, without_nul};
use crate::db::Pair;
use crate::row::{At, bounds, json, page_of};
use crate::search::{self, Index};
use crate::store::SqliteStore;

/// What is never filtered on, as JSON.
#[derive(Serialize, Deserialize)]
pub(crate) struct ActivityBody {
    remote: RemoteRef,
    author: String,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    subject: Option<RemoteRef>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    root: Option<RemoteRef>,
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    langs: Vec<String>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    url: Option<String>,
    created: Timestamp,
    observed: Timestamp,
}

impl ActivityBody {
    pub(crate) fn of(activity: &Activity) -> Self {
        Self {
            remote: activity.remote.clone(),
            author: without_nul(&activity.author.remote_id).into_owned(),
            subject: activity.subject.clone(),
            root: activity.root.clone(),
            langs: activity.langs.clone(),
            url: activity.url.clone(),
            created: activity.created_at,
            observed: activity.observed_at,
        }
    }
}

/// Full-text search over activity.
pub(crate) const ACTIVITY_FTS: Index = Index {
    taken: Pair {
        sqlite: "SELECT seq FROM activity_search WHERE seq IN (SELECT value FROM json_each($1))",
    },
    map: Pair {
        sqlite: "INSERT INTO activity_search (seq, id)
            SELECT value ->> 0, value ->> 1 FROM json_each($1)",
    },
    fill: Pair {
        sqlite: "INSERT INTO activity_fts (rowid, text, author_handle, author_name, letters)
            SELECT value ->> 0, value ->> 1, value ->> 2, value ->> 3, value ->> 4
            FROM json_each($1)",
    },
    refill: Pair {
        sqlite: "INSERT OR REPLACE INTO activity_fts
                (rowid, text, author_handle, author_name, letters)
            SELECT value ->> 0, value ->> 1, value ->> 2, value ->> 3, value ->> 4
            FROM json_each($1)",
    },
    place: Pair {
        sqlite: "SELECT seq FROM activity_search WHERE seq BETWEEN $1 AND $2 AND id = $3",
    },
    hits: Pair {
        sqlite: "SELECT COUNT(*) FROM (SELECT rowid FROM activity_fts WHERE activity_fts MATCH $1
            ORDER BY rowid DESC LIMIT $2)",
    },
};

// CROSS JOIN keeps SQLite from starting anywhere but at the index.
const SEARCH: Pair = Pair {
    sqlite: "SELECT a.id, a.account_id, a.kind, a.status, a.author_handle, a.author_name, a.text,
            a.body, a.note, a.thread
        FROM activity_fts CROSS JOIN activity_search s CROSS JOIN activity a
        WHERE activity_fts MATCH $1 AND activity_fts.rowid < $2
            AND s.seq = activity_fts.rowid AND a.id = s.id
        ORDER BY activity_fts.rowid DESC LIMIT $3",
};

const KNOWN: Pair = Pair {
    sqlite: "SELECT id FROM activity WHERE id IN (SELECT value FROM json_each($1)) ORDER BY id",
};

#[derive(FromRow)]
pub(crate) struct ActivityRow {
    id: String,
    account_id: String,
    kind: String,
    status: String,
    author_handle: String,
    author_name: String,
    text: String,
    body: String,
    note: Option<String>,
    thread: Option<String>,
}

impl ActivityRow {
    pub(crate) fn read(self) -> Result<Activity, StoreError> {
        let at = At {
            table: "activity",
            row: &self.id,
        };
        let body: ActivityBody = at.json("body", &self.body)?;
        let thread = at.json_opt("thread", self.thread.as_deref())?;
        Ok(Activity {
            id: at.parsed("id", &self.id)?,
            account_id: at.parsed("account_id", &self.account_id)?,
            remote: body.remote,
            kind: ActivityKind::from_word(&self.kind),
            author: Author {
                remote_id: body.author,
                handle: self.author_handle,
                display_name: self.author_name,
            },
            text: self.text,
            subject: body.subject,
            root: body.root,
            langs: body.langs,
            url: body.url,
            status: at.word("status", &self.status)?,
            note: self.note,
            thread: thread.unwrap_or_default(),
            created_at: body.created,
            observed_at: body.observed,
        })
    }
}

/// The states as literals: a partial index is used only when the query repeats its words.
fn status_is(status: ActivityStatus) -> &'static str {
    match status {
        ActivityStatus::New => " AND status = 'new'",
        ActivityStatus::Seen => " AND status = 'seen'",
        ActivityStatus::Answered => " AND status = 'answered'",
    }
}

fn id_of(activity: &Activity) -> String {
    activity.id.as_str().to_owned()
}

#[async_trait]
impl ActivityReads for SqliteStore {
    async fn activity(&self, id: &ActivityId) -> Result<Option<Activity>, StoreError> {
        let sql = "SELECT id, account_id, kind, status, author_handle, author_name, text, body,
                note, thread
            FROM activity WHERE id = $1";
        let row: Option<ActivityRow> = self.db.opt(sql, args![id.as_str()]).await?;
        row.map(ActivityRow::read).transpose()
    }

    async fn activities(
        &self,
        filter: &ActivityFilter,
        page: &Page,
    ) -> Result<PageOf<Activity>, StoreError> {
        let bounds = bounds(page);
        let mut q = Q::new(
            "SELECT id, account_id, kind, status, author_handle, author_name, text, body,
                note, thread
            FROM activity WHERE",
        )
        .bind(" id < ", bounds.before.as_str());
        if let Some(account) = &filter.account_id {
            q = q.bind(" AND account_id = ", account.as_str());
        }
        if let Some(kind) = &filter.kind {
            q = q.bind(" AND kind = ", kind.as_str());
        }
        if let Some(status) = filter.status {
            q = q.push(status_is(status));
        }
        let (sql, args) = q.bind(" ORDER BY id DESC LIMIT ", bounds.fetch).finish();
        let rows: Vec<ActivityRow> = self.db.all(sql, args).await?;
        page_of(&bounds, rows, id_of, ActivityRow::read)
    }

    async fn search_activities(
        &self,
        query: &str,
        page: &Page,
    ) -> Result<PageOf<Activity>, StoreError> {
        let query = search::query(&self.db, &ACTIVITY_FTS, query).await?;
        let Some(query) = query else {
            return Ok(PageOf {
                items: Vec::new(),
                next: None,
            });
        };
        let bounds = bounds(page);
        let floor = search::floor(&self.db, &ACTIVITY_FTS, page.before.as_deref()).await?;
        let sql = self.db.pick(SEARCH);
        let rows: Vec<ActivityRow> = self.db.all(sql, args![query, floor, bounds.fetch]).await?;
        page_of(&bounds, rows, id_of, ActivityRow::read)
    }

    async fn search_own_posts(
        &self,
        query: &str,
        page: &Page,
    ) -> Result<PageOf<OwnPost>, StoreError> {
        self.own_posts(query, page).await
    }

    async fn known_activities(&self, ids: &[ActivityId]) -> Result<Vec<ActivityId>, StoreError> {
        let sql = self.db.pick(KNOWN);
        let rows: Vec<(String,)> = self.db.all(sql, args![json(&ids)?]).await?;
        rows.iter()
            .map(|(id,)| {
                let at = At {
                    table: "activity",
                    row: id,
                };
                at.parsed("id", id)
            })
            .collect()
    }
}
