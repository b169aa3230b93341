//! A disk that takes nothing more for a while.

use std::path::Path;

use sqlx::sqlite::SqliteConnectOptions;
use sqlx::{ConnectOptions as _, Connection as _, Executor as _, SqliteConnection};

/// What is written by whatever has an outcome.
const WRITES: [(&str, &str); 3] = [("event", "INSERT"), ("action", "UPDATE"), ("job", "UPDATE")];

/// Lets nothing be written any more, or all again.
pub async fn takes_nothing(database: &Path, nothing: bool) {
    let mut conn = connect(database).await;
    for (table, verb) in WRITES {
        let sql = if nothing {
            format!(
                "CREATE TRIGGER IF NOT EXISTS no_room_{table} BEFORE {verb} ON {table}
                BEGIN SELECT RAISE(ABORT, 'there is no room'); END"
            )
        } else {
            format!("DROP TRIGGER IF EXISTS no_room_{table}")
        };
        let sql = sqlx::AssertSqlSafe(sql);
        conn.execute(sql).await.expect("changes the file");
    }
    conn.close().await.expect("closes");
}

async fn connect(database: &Path) -> SqliteConnection {
    let options = SqliteConnectOptions::new().filename(database);
    options.connect().await.expect("opens the file")
}
