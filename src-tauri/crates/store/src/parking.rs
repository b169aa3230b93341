//! Parking: planned posts to be left with the network, and those that lie there.

use herald_domain::{AccountId, Action, Timestamp};
use herald_pipeline::ports::{ParkingLook, StoreError};

use crate::actions::{ActionRow, action_columns};
use crate::args::args;
use crate::lanes::{SET_ASIDE, account_ids};
use crate::store::SqliteStore;

/// What is to be done about parking now: one select for each partial index. `$1` is now, `$2` the earliest
/// time that can be parked, `$3` whether posts are parked, `$4` whether everything is paused.
macro_rules! due {
    () => {
        "SELECT x.id, x.account_id, x.planned_at FROM action x JOIN account a ON a.id = x.account_id
            WHERE x.state = 'held' AND x.park_at <= $1 AND x.planned_at > $2 AND $3 = 1 AND $4 = 0
                AND a.state = 'active'
        UNION ALL
        SELECT x.id, x.account_id, x.planned_at FROM action x JOIN account a ON a.id = x.account_id
            WHERE x.state = 'parked' AND a.state IN ('active', 'paused')
                AND (x.due_at <= $1 OR (x.recall IS NULL AND ($4 = 1 OR a.state = 'paused')))"
    };
}

const ACCOUNTS: &str = concat!("SELECT DISTINCT account_id FROM (", due!(), ") AS p");

const FIRST: &str = concat!(
    "SELECT ",
    action_columns!(),
    " FROM action WHERE id = (SELECT id FROM (",
    due!(),
    ") AS p WHERE account_id = $5 ORDER BY planned_at, id LIMIT 1)"
);

const NEXT: &str = "SELECT MIN(at) FROM (
        SELECT MIN(park_at) AS at FROM action
            WHERE state = 'held' AND park_at > $1 AND planned_at > $2 AND $3 = 1 AND $4 = 0
        UNION ALL
        SELECT MIN(due_at) AS at FROM action WHERE state = 'parked' AND due_at > $1
    ) AS n";

impl SqliteStore {
    /// Returns the accounts with something to do about parking.
    pub(crate) async fn read_parking_due(
        &self,
        look: &ParkingLook,
    ) -> Result<Vec<AccountId>, StoreError> {
        let args = args![look.now, look.earliest, look.parks, look.paused];
        let rows: Vec<(String,)> = self.db.all(ACCOUNTS, args).await?;
        account_ids(rows)
    }

    /// Returns the first action of an account with something to do about parking; what cannot be read is
    /// set aside.
    pub(crate) async fn read_parking_of(
        &self,
        account: &AccountId,
        look: &ParkingLook,
    ) -> Result<Option<Action>, StoreError> {
        loop {
            let (now, earliest) = (look.now, look.earliest);
            let args = args![now, earliest, look.parks, look.paused, account.as_str()];
            let row: Option<ActionRow> = self.db.opt(FIRST, args).await?;
            let Some(row) = row else {
                return Ok(None);
            };
            let id = row.id.clone();
            match row.read() {
                Ok(action) => return Ok(Some(action)),
                Err(error) => {
                    tracing::error!(%error, id, "an action cannot be read and is set aside");
                    let mut tx = self.db.begin_claim().await?;
                    tx.run(SET_ASIDE, args![id]).await?;
                    tx.commit().await?;
                }
            }
        }
    }

    /// Returns when there is something to do about parking next, after now.
    pub(crate) async fn read_next_parking_at(
        &self,
        look: &ParkingLook,
    ) -> Result<Option<Timestamp>, StoreError> {
        let args = args![look.now, look.earliest, look.parks, look.paused];
        let row: Option<(Option<i64>,)> = self.db.opt(NEXT, args).await?;
        Ok(row.and_then(|(at,)| at).map(Timestamp))
    }
}
