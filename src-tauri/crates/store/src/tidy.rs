//! Lets go of what need not be kept: work that was done, and samples between the days.

use herald_pipeline::ports::{Keeping, StoreError};

use crate::args::args;
use crate::store::SqliteStore;

/// Work done long ago. When it was done is not stored; it was due before.
const DONE: &str = "SELECT id FROM job WHERE state = 'done' AND due_at < $1 LIMIT $2";

/// Samples that another of the same day follows.
const BETWEEN: &str = "SELECT s.account_id, s.metric, s.subject, s.read_at FROM sample s
    WHERE s.read_at < $1 AND EXISTS (SELECT 1 FROM sample l
        WHERE l.account_id = s.account_id AND l.metric = s.metric AND l.subject = s.subject
            AND l.read_at > s.read_at
            AND l.read_at < (s.read_at / 86400000 + 1) * 86400000)
    LIMIT $2";

impl SqliteStore {
    /// Looks with a reader first: most of the time there is nothing, and nobody has to wait.
    pub(crate) async fn let_go(&self, keeping: Keeping, limit: u32) -> Result<u64, StoreError> {
        let jobs: Vec<(String,)> = self.db.all(DONE, args![keeping.done_since, limit]).await?;
        let samples: Vec<(String, String, String, i64)> = self
            .db
            .all(BETWEEN, args![keeping.samples_since, limit])
            .await?;
        if jobs.is_empty() && samples.is_empty() {
            return Ok(0);
        }
        let mut tx = self.db.begin().await?;
        let mut gone = 0;
        for (id,) in jobs {
            let sql = "DELETE FROM job WHERE id = $1 AND state = 'done'";
            gone += tx.run(sql, args![id]).await?;
        }
        for (account, metric, subject, read_at) in samples {
            let sql = "DELETE FROM sample
                WHERE account_id = $1 AND metric = $2 AND subject = $3 AND read_at = $4";
            gone += tx
                .run(sql, args![account, metric, subject, read_at])
                .await?;
        }
        tx.commit().await?;
        Ok(gone)
    }
}
