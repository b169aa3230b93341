//! The schema: embedded migrations, run in one transaction under the write lock.

use herald_pipeline::ports::StoreError;
use sqlx::migrate::{Migration, MigrationType, Migrator};
use sqlx::{AssertSqlSafe, Connection, Executor, SqlSafeStr, SqliteConnection};

use crate::error::store_error;
use crate::reindex::{self, EMPTIED_BY};

/// Marks a file as Herald's: `HRLD` in `PRAGMA application_id`.
pub(crate) const APPLICATION_ID: i64 = 0x4852_4c44;

/// Number, name and text of every migration, in order.
const MIGRATIONS: &[(i64, &str, &str)] = &include!(concat!(env!("OUT_DIR"), "/migrations.rs"));

/// Returns the number of the newest migration.
pub(crate) fn newest() -> i64 {
    MIGRATIONS.last().map_or(0, |(number, _, _)| *number)
}

fn migrator() -> Migrator {
    let all = MIGRATIONS.iter().map(|(number, name, sql)| {
        let sql = sql.into_sql_str();
        Migration::new(*number, (*name).into(), MigrationType::Simple, sql, false)
    });
    Migrator::with_migrations(all.collect())
}

/// Brings the schema up to `target`, in one transaction.
///
/// Several processes may try at once: one does it, the others wait for the lock and find it done.
pub(crate) async fn run(
    conn: &mut SqliteConnection,
    path: &str,
    target: i64,
) -> Result<(), StoreError> {
    let failed = |e: &sqlx::Error| store_error(path, e);
    let mut tx = conn
        .begin_with("BEGIN IMMEDIATE")
        .await
        .map_err(|e| failed(&e))?;
    let found: (i64,) = sqlx::query_as("PRAGMA user_version")
        .fetch_one(&mut *tx)
        .await
        .map_err(|e| failed(&e))?;
    if found.0 > target {
        return Err(StoreError::Newer {
            path: path.to_owned(),
            found: found.0,
            known: target,
        });
    }
    if found.0 < target {
        migrator()
            .run_to(target, &mut *tx)
            .await
            .map_err(|e| match e {
                sqlx::migrate::MigrateError::Execute(inner)
                | sqlx::migrate::MigrateError::ExecuteMigration(inner, _) => failed(&inner),
                other => StoreError::Failed(other.to_string()),
            })?;
        if found.0 < EMPTIED_BY && EMPTIED_BY <= target {
            reindex::everything(&mut tx).await.map_err(|e| failed(&e))?;
        }
        let marks =
            format!("PRAGMA application_id = {APPLICATION_ID}; PRAGMA user_version = {target}");
        tx.execute(sqlx::raw_sql(AssertSqlSafe(marks)))
            .await
            .map_err(|e| failed(&e))?;
    }
    tx.commit().await.map_err(|e| failed(&e))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn numbers_rise_without_gaps() {
        let numbers: Vec<i64> = MIGRATIONS.iter().map(|(n, _, _)| *n).collect();
        let expected: Vec<i64> = (1..).take(numbers.len()).collect();
        assert_eq!(numbers, expected);
        assert_eq!(newest(), *numbers.last().expect("there are migrations"));
    }
}
