//! Reads own posts.

use herald_domain::{OwnPost, RemoteRef, Timestamp};
use herald_pipeline::ports::{Page, PageOf, StoreError};
use serde::{Deserialize, Serialize};
use sqlx::FromRow;

use crate::args::args;
use crate::db::Pair;
use crate::row::{At, bounds, page_of};
use crate::search::{self, Index};
use crate::store::SqliteStore;

/// What is never filtered on, as JSON.
#[derive(Serialize, Deserialize)]
pub(crate) struct OwnPostBody {
    pub(crate) remote: RemoteRef,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub(crate) url: Option<String>,
}

/// Full-text search over own posts.
pub(crate) const OWN_POST_FTS: Index = Index {
    taken: Pair {
        sqlite: "SELECT seq FROM own_post_search WHERE seq IN (SELECT value FROM json_each($1))",
    },
    map: Pair {
        sqlite: "INSERT INTO own_post_search (seq, id)
            SELECT value ->> 0, value ->> 1 FROM json_each($1)",
    },
    fill: Pair {
        sqlite: "INSERT INTO own_post_fts (rowid, text, letters)
            SELECT value ->> 0, value ->> 1, value ->> 2 FROM json_each($1)",
    },
    refill: Pair {
        sqlite: "INSERT OR REPLACE INTO own_post_fts (rowid, text, letters)
            SELECT value ->> 0, value ->> 1, value ->> 2 FROM json_each($1)",
    },
    place: Pair {
        sqlite: "SELECT seq FROM own_post_search WHERE seq BETWEEN $1 AND $2 AND id = $3",
    },
    hits: Pair {
        sqlite: "SELECT COUNT(*) FROM (SELECT rowid FROM own_post_fts WHERE own_post_fts MATCH $1
            ORDER BY rowid DESC LIMIT $2)",
    },
};

const SEARCH: Pair = Pair {
    sqlite: "SELECT p.id, p.account_id, p.text, p.body, p.created_at
        FROM own_post_fts CROSS JOIN own_post_search s CROSS JOIN own_post p
        WHERE own_post_fts MATCH $1 AND own_post_fts.rowid < $2
            AND s.seq = own_post_fts.rowid AND p.id = s.id
        ORDER BY own_post_fts.rowid DESC LIMIT $3",
};

#[derive(FromRow)]
struct OwnPostRow {
    id: String,
    account_id: String,
    text: String,
    body: String,
    created_at: i64,
}

impl OwnPostRow {
    fn read(self) -> Result<OwnPost, StoreError> {
        let at = At {
            table: "own_post",
            row: &self.id,
        };
        let body: OwnPostBody = at.json("body", &self.body)?;
        Ok(OwnPost {
            id: at.parsed("id", &self.id)?,
            account_id: at.parsed("account_id", &self.account_id)?,
            remote: body.remote,
            text: self.text,
            url: body.url,
            created_at: Timestamp(self.created_at),
        })
    }
}

impl SqliteStore {
    pub(crate) async fn own_posts(
        &self,
        typed: &str,
        page: &Page,
    ) -> Result<PageOf<OwnPost>, StoreError> {
        let bounds = bounds(page);
        let rows: Vec<OwnPostRow> = if typed.trim().is_empty() {
            let sql = "SELECT id, account_id, text, body, created_at FROM own_post
                WHERE id < $1 ORDER BY id DESC LIMIT $2";
            self.db
                .all(sql, args![bounds.before.as_str(), bounds.fetch])
                .await?
        } else if let Some(query) = search::query(&self.db, &OWN_POST_FTS, typed).await? {
            let floor = search::floor(&self.db, &OWN_POST_FTS, page.before.as_deref()).await?;
            let sql = self.db.pick(SEARCH);
            self.db.all(sql, args![query, floor, bounds.fetch]).await?
        } else {
            Vec::new()
        };
        page_of(
            &bounds,
            rows,
            |p: &OwnPost| p.id.as_str().to_owned(),
            OwnPostRow::read,
        )
    }
}
