//! World, ledger, faults and limits behind one lock: the only place where a write becomes real.

use std::sync::Arc;

use crate::clock::{SimClock, Timestamp};
use crate::faults::Faults;
use crate::ids::{AtUri, Did};
use crate::ledger::{Draft, Ledger, LedgerFile, Outcome};
use crate::limits::{Counted, Limiter, Standing};
use crate::population::Population;
use crate::refusal::Refusal;
use crate::session::Tokens;
use crate::world::records::Prepared;
use crate::world::{Change, World};

/// Everything a call may touch.
#[derive(Debug)]
pub(crate) struct Core {
    pub(crate) world: World,
    pub(crate) ledger: Ledger,
    pub(crate) file: Option<LedgerFile>,
    pub(crate) faults: Faults,
    pub(crate) limiter: Limiter,
    pub(crate) tokens: Tokens,
    pub(crate) population: Option<Population>,
    pub(crate) clock: Arc<dyn SimClock>,
    pub(crate) seed: u64,
    pub(crate) base_url: String,
    /// Tightest window the current call has drawn from.
    pub(crate) standing: Option<Standing>,
}

impl Core {
    pub(crate) fn now(&self) -> Timestamp {
        self.clock.now()
    }

    /// Takes points from a rate limit and remembers how it stands for the headers.
    ///
    /// # Errors
    /// - `RateLimitExceeded`: the window is spent.
    pub(crate) fn take(&mut self, what: Counted, points: u64) -> Result<(), Refusal> {
        let taken = self.limiter.take(what, points, self.clock.now());
        let standing = taken.unwrap_or_else(|spent| spent);
        let tightest = self
            .standing
            .map_or(standing, |held| held.tighter(standing));
        self.standing = Some(if taken.is_ok() { tightest } else { standing });
        taken.map(|_| ()).map_err(|_| Refusal::rate_limited())
    }

    /// Enters a write in the ledger, then lets it happen.
    ///
    /// # Errors
    /// - `InternalServerError`: the ledger could not be written; the world is unchanged.
    pub(crate) fn enter(&mut self, draft: Draft) -> Result<(), Refusal> {
        let entry = self.ledger.next(draft, self.clock.now());
        if let Some(file) = &mut self.file {
            file.append(&entry).map_err(|error| {
                tracing::error!(%error, "cannot append to the ledger");
                Refusal::internal()
            })?;
        }
        for change in &entry.changes {
            self.world.apply(change);
        }
        self.ledger.push(entry);
        Ok(())
    }

    /// Enters an accepted write; one without changes is entered as unchanged.
    pub(crate) fn commit(
        &mut self,
        actor: &Did,
        method: &str,
        uri: Option<String>,
        changes: Vec<Change>,
    ) -> Result<(), Refusal> {
        let outcome = if changes.is_empty() {
            Outcome::Unchanged
        } else {
            Outcome::Accepted
        };
        self.enter(Draft {
            actor: Some(actor.clone()),
            method: method.to_owned(),
            uri,
            outcome,
            changes,
        })
    }

    /// Enters an accepted record write and returns its address.
    pub(crate) fn commit_record(
        &mut self,
        actor: &Did,
        method: &str,
        prepared: Prepared,
    ) -> Result<AtUri, Refusal> {
        let uri = prepared.uri.to_string();
        self.commit(actor, method, Some(uri), prepared.changes)?;
        Ok(prepared.uri)
    }
}
