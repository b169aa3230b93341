//! Lanes: each account's actions in their order, of which only the head moves.
//!
//! A claim is one statement under the write lock, and the clock is read after the lock is held. Engines
//! that write in parallel add `FOR UPDATE SKIP LOCKED` to the inner select.

use std::time::Duration;

use herald_domain::{AccountId, Action, ActionId, Timestamp};
use herald_pipeline::crash::{Place, reach};
use herald_pipeline::mutant::Mutant;
use herald_pipeline::ports::StoreError;

use crate::actions::{ActionRow, action_columns};
use crate::args::args;
use crate::db::Pair;
use crate::row::At;
use crate::store::SqliteStore;

/// The id of the head of the lane of account `a`: the first that is not finished. What a person has to
/// answer stands beside the lane, and so does what follows it in the same conversation.
macro_rules! head {
    () => {
        "(SELECT h.id FROM action h
            WHERE h.account_id = a.id AND h.state IN ('held', 'due', 'sending', 'unconfirmed')
                AND NOT EXISTS (SELECT 1 FROM action q
                    WHERE q.state = 'asks' AND q.account_id = h.account_id AND q.thread = h.thread
                        AND (q.planned_at, q.id) < (h.planned_at, h.id))
            ORDER BY h.planned_at, h.id LIMIT 1)"
    };
}

const LANES_DUE: &str = concat!(
    "SELECT a.id FROM account a JOIN action x ON x.id = ",
    head!(),
    " WHERE a.state = 'active' AND x.due_at <= $1 AND x.state IN ('held', 'due', 'unconfirmed')
        AND (x.lease_until IS NULL OR x.lease_until <= $1) ORDER BY x.due_at, x.id"
);

const NEXT: &str = concat!(
    "SELECT MIN(CASE WHEN x.state = 'sending' OR x.lease_until > x.due_at THEN x.lease_until
            ELSE x.due_at END)
        FROM account a JOIN action x ON x.id = ",
    head!(),
    " WHERE a.state = 'active'"
);

/// Tells whether the head of a lane is due; whether somebody holds it the claim finds out.
const HEAD_DUE: &str = concat!(
    "SELECT COUNT(*) FROM account a JOIN action x ON x.id = ",
    head!(),
    " WHERE a.id = $1 AND a.state = 'active'
        AND x.due_at <= $2 AND x.state IN ('held', 'due', 'unconfirmed')"
);

const CLAIM: Pair = Pair {
    sqlite: concat!(
        "UPDATE action SET state = CASE WHEN state = 'unconfirmed' THEN state ELSE 'sending' END,
            epoch = epoch + 1, lease_until = $3, updated_at = $2
        WHERE id = (SELECT ",
        head!(),
        " FROM account a WHERE a.id = $1 AND a.state = 'active')
            AND state IN ('held', 'due', 'unconfirmed') AND due_at <= $2
            AND (lease_until IS NULL OR lease_until <= $4)
            AND NOT EXISTS (SELECT 1 FROM action o WHERE o.account_id = $1
                AND o.state IN ('held', 'due', 'sending', 'unconfirmed') AND o.lease_until > $4)
        RETURNING ",
        action_columns!()
    ),
};

/// Keeps a row that cannot be read as it is, out of every lane.
pub(crate) const SET_ASIDE: &str =
    "UPDATE action SET state = 'set_aside', lease_until = NULL WHERE id = $1";

/// Reads the ids of accounts.
pub(crate) fn account_ids(rows: Vec<(String,)>) -> Result<Vec<AccountId>, StoreError> {
    let read = |(id,): (String,)| {
        let at = At {
            table: "account",
            row: &id,
        };
        at.parsed("id", &id)
    };
    rows.into_iter().map(read).collect()
}

impl SqliteStore {
    /// Returns the accounts whose head may be claimed now, the longest due first.
    pub(crate) async fn read_lanes_due(
        &self,
        now: Timestamp,
    ) -> Result<Vec<AccountId>, StoreError> {
        let rows: Vec<(String,)> = self.db.all(LANES_DUE, args![now]).await?;
        account_ids(rows)
    }

    /// Claims the head of a lane; one that cannot be read is set aside, and the next one is the head.
    pub(crate) async fn claim_head_of(
        &self,
        account: &AccountId,
        lease: Duration,
    ) -> Result<Option<Action>, StoreError> {
        // A reader looks first: at its end every lane asks in vain, and whoever writes has not to wait.
        let due = args![account.as_str(), self.clock.now()];
        if self.db.number(HEAD_DUE, due).await? == 0 {
            return Ok(None);
        }
        let mut tx = self.db.begin_claim().await?;
        loop {
            let now = self.clock.now();
            let sql = tx.pick(CLAIM);
            let ended = if Mutant::LeaseNotChecked.lives() {
                Timestamp(i64::MAX)
            } else {
                now
            };
            let args = args![account.as_str(), now, now.plus(lease), ended];
            let rows: Vec<ActionRow> = tx.all(sql, args).await?;
            let Some(row) = rows.into_iter().next() else {
                tx.commit().await?;
                return Ok(None);
            };
            let id = row.id.clone();
            match row.read() {
                Ok(action) => {
                    tx.commit().await?;
                    reach(Place::AfterClaim);
                    return Ok(Some(action));
                }
                Err(error) => {
                    tracing::error!(%error, id, "an action cannot be read and is set aside");
                    tx.run(SET_ASIDE, args![id]).await?;
                }
            }
        }
    }

    /// Lengthens a claim that is still held.
    pub(crate) async fn renew_claim_of(
        &self,
        id: &ActionId,
        epoch: i64,
        lease: Duration,
    ) -> Result<bool, StoreError> {
        let mut tx = self.db.begin_claim().await?;
        let until = self.clock.now().plus(lease);
        let sql = "UPDATE action SET lease_until = $3
            WHERE id = $1 AND epoch = $2 AND lease_until IS NOT NULL";
        let renewed = tx.run(sql, args![id.as_str(), epoch, until]).await?;
        tx.commit().await?;
        Ok(renewed > 0)
    }

    /// Returns when the next head is due, or the next lease ends.
    pub(crate) async fn read_next_action_at(&self) -> Result<Option<Timestamp>, StoreError> {
        let row: Option<(Option<i64>,)> = self.db.opt(NEXT, args![]).await?;
        Ok(row.and_then(|(at,)| at).map(Timestamp))
    }
}
