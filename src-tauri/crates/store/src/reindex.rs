//! Fills the indexes of words anew, where a migration has emptied them.

use sqlx::SqliteConnection;

use crate::activity::ACTIVITY_FTS;
use crate::own_posts::OWN_POST_FTS;
use crate::search::{Index, entry};
use crate::words::Indexed;

/// The migration that empties them; a file that has seen it is indexed.
pub(crate) const EMPTIED_BY: i64 = 11;

/// Rows indexed by one statement.
const AT_ONCE: i64 = 2_000;

const ACTIVITY: &str = "SELECT s.seq, a.text, a.author_handle, a.author_name
    FROM activity_search s CROSS JOIN activity a
    WHERE s.seq > $1 AND a.id = s.id ORDER BY s.seq LIMIT $2";

const OWN_POSTS: &str = "SELECT s.seq, p.text, '', ''
    FROM own_post_search s CROSS JOIN own_post p
    WHERE s.seq > $1 AND p.id = s.id ORDER BY s.seq LIMIT $2";

/// A row with its number and what is found by it; own posts have one text only.
type Found = (i64, String, String, String);

/// Indexes every row, within the transaction the connection is in.
pub(crate) async fn everything(conn: &mut SqliteConnection) -> Result<(), sqlx::Error> {
    fill(conn, ACTIVITY, &ACTIVITY_FTS, |(_, text, handle, name)| {
        Indexed::of(&[text, handle, name])
    })
    .await?;
    fill(conn, OWN_POSTS, &OWN_POST_FTS, |(_, text, ..)| {
        Indexed::of(&[text])
    })
    .await
}

async fn fill(
    conn: &mut SqliteConnection,
    rows: &'static str,
    index: &Index,
    indexed: fn(&Found) -> Indexed,
) -> Result<(), sqlx::Error> {
    let mut last = i64::MIN;
    loop {
        let found: Vec<Found> = sqlx::query_as(rows)
            .bind(last)
            .bind(AT_ONCE)
            .fetch_all(&mut *conn)
            .await?;
        let Some((newest, ..)) = found.last() else {
            return Ok(());
        };
        last = *newest;
        let entries: Vec<_> = found
            .iter()
            .map(|row| entry(row.0, &indexed(row)))
            .collect();
        let entries = serde_json::Value::from_iter(entries);
        sqlx::query(index.fill.sqlite)
            .bind(entries.to_string())
            .execute(&mut *conn)
            .await?;
    }
}
