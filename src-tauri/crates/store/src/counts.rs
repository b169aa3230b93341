//! Counts for badges: each through a partial index, each stopping at 1,000.

use std::time::Duration;

use herald_domain::Timestamp;
use herald_pipeline::ports::{Counts, StoreError};
use sqlx::FromRow;

use crate::args::args;
use crate::row::At;
use crate::store::SqliteStore;

/// How long a refused action still asks for a look where nobody says that they have seen it.
const TROUBLE: Duration = Duration::from_hours(7 * 24);

const COUNTS: &str = "SELECT
    (SELECT COUNT(*) FROM (SELECT 1 FROM review
        WHERE state IN ('open', 'snoozed') AND (state = 'open' OR snoozed_until <= $1)
        LIMIT 1000) AS w) AS waiting,
    (SELECT COUNT(*) FROM (SELECT 1 FROM activity WHERE status = 'new' LIMIT 1000) AS n)
        AS new_activity,
    (SELECT COUNT(*) FROM (SELECT 1 FROM action WHERE state IN ('held', 'due', 'sending')
        LIMIT 1000) AS m)
    + (SELECT COUNT(*) FROM (SELECT 1 FROM action WHERE state = 'parked' LIMIT 1000) AS k)
        AS on_their_way,
    (SELECT COUNT(*) FROM (SELECT 1 FROM action
        WHERE state IN ('unconfirmed', 'refused', 'set_aside')
            AND (state <> 'refused' OR updated_at >= $2) AND seen_at IS NULL
        LIMIT 1000) AS t)
    + (SELECT COUNT(*) FROM (SELECT 1 FROM action
        WHERE state IN ('asks', 'handed_over', 'missed') AND state <> 'handed_over'
        LIMIT 1000) AS p)
    + (SELECT COUNT(*) FROM (SELECT 1 FROM action WHERE state = 'sending' AND lease_until <= $1
        LIMIT 1000) AS l) AS in_trouble";

#[derive(FromRow)]
struct CountsRow {
    waiting: i64,
    new_activity: i64,
    on_their_way: i64,
    in_trouble: i64,
}

impl SqliteStore {
    pub(crate) async fn read_counts(&self, now: Timestamp) -> Result<Counts, StoreError> {
        let row: Option<CountsRow> = self.db.opt(COUNTS, args![now, now.minus(TROUBLE)]).await?;
        let at = At {
            table: "review",
            row: "counts",
        };
        let row = row.ok_or_else(|| at.bad("id"))?;
        Ok(Counts {
            waiting: at.count("waiting", row.waiting)?,
            new_activity: at.count("new_activity", row.new_activity)?,
            on_their_way: at.count("on_their_way", row.on_their_way)?,
            in_trouble: at.count("in_trouble", row.in_trouble)?,
        })
    }
}
