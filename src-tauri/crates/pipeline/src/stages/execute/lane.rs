//! Lanes: each account's head is claimed and moved on by one worker; no lane waits for another.

use std::panic::AssertUnwindSafe;
use std::pin::pin;
use std::time::Duration;

use futures_util::{FutureExt, StreamExt};
use herald_domain::{AccountId, Action, ActionState, Failure, Timestamp};

use super::Executor;
use super::step::stepped;
use crate::crash::{Stage, during};
use crate::mutant::Mutant;
use crate::ports::StoreError;
use crate::use_cases::record_decision::correlation;

/// How long a lane is held by who prepares (uploads, video processing) or looks up, and shows no sign of
/// life; the sending has a lease of its own.
const LEASE: Duration = Duration::from_mins(1);

/// How often who is at work shows it.
const RENEWED_EVERY: Duration = Duration::from_secs(20);

impl Executor {
    /// Returns the accounts whose head may be moved on now, none while everything is paused; and those with
    /// something to do about what is parked.
    ///
    /// # Errors
    /// [`StoreError`] when it cannot be read.
    pub async fn lanes_due(&self) -> Result<Vec<AccountId>, StoreError> {
        let store = self.context.store();
        let look = self.parking_look().await?;
        let mut due = store.parking_due(&look).await?;
        if !look.paused {
            let lanes = store.lanes_due(look.now).await?;
            due.retain(|account| !lanes.contains(account));
            due.splice(0..0, lanes);
        }
        Ok(due)
    }

    /// Returns when there is something to do next.
    ///
    /// # Errors
    /// [`StoreError`] when it cannot be read.
    pub async fn next_at(&self) -> Result<Option<Timestamp>, StoreError> {
        let store = self.context.store();
        let look = self.parking_look().await?;
        let parking = store.next_parking_at(&look).await?;
        let lanes = store.next_action_at().await?;
        Ok(lanes.into_iter().chain(parking).min())
    }

    /// Moves a lane on until its head is not due, and then what is parked; returns how often.
    ///
    /// # Errors
    /// [`StoreError`] when the store fails; what was claimed is taken up again after its lease.
    pub async fn run_lane(&self, account: &AccountId) -> Result<usize, StoreError> {
        let mut moved = 0;
        while during(Stage::Execute, self.move_head(account)).await?
            || during(Stage::Execute, self.tend_parked(account)).await?
        {
            moved += 1;
        }
        Ok(moved)
    }

    /// Moves the head of a lane on; `false` where none is due.
    async fn move_head(&self, account: &AccountId) -> Result<bool, StoreError> {
        let store = self.context.store();
        if store.settings().await?.is_on("engine.paused") {
            return Ok(false);
        }
        let Some(action) = store.claim_head(account, LEASE).await? else {
            return Ok(false);
        };
        self.move_on(action).await?;
        Ok(true)
    }

    /// Moves every lane on until nothing is due, so many at a time; for programs that do not stay.
    ///
    /// # Errors
    /// [`StoreError`] when the store fails.
    pub async fn work_off(&self, at_once: usize) -> Result<usize, StoreError> {
        self.expire().await?;
        let lanes = self.lanes_due().await?;
        let running = futures_util::stream::iter(lanes)
            .map(|account| async move { self.run_lane(&account).await });
        let results: Vec<_> = running.buffer_unordered(at_once).collect().await;
        results.into_iter().sum()
    }

    /// Moves one claimed action on. A panic of a connector ends its attempt and nothing else.
    async fn move_on(&self, action: Action) -> Result<(), StoreError> {
        let kept = action.clone();
        let attempt = Box::pin(self.attempt(action));
        let ended = self
            .renewing(&kept, AssertUnwindSafe(attempt).catch_unwind())
            .await;
        match ended {
            Ok(Err(StoreError::Conflict(what))) => {
                tracing::info!(what, "an action changed hands; it is read again");
                Ok(())
            }
            Ok(result) => result,
            Err(_) => {
                tracing::error!(action.id = %kept.id, "a connector stopped unexpectedly");
                let message = "Sending stopped unexpectedly.";
                match self.context.store().action(&kept.id).await? {
                    Some(now) if now.lease_until.is_some() => self.let_go(now, message).await,
                    _ => Ok(()),
                }
            }
        }
    }

    /// Does work under a claim, which is lengthened as long as it is this claim. A renewal that was begun
    /// is seen through: a transaction given up half way costs the store its connection.
    async fn renewing<T>(&self, claimed: &Action, work: impl Future<Output = T> + Unpin) -> T {
        let mut work = work;
        loop {
            tokio::select! {
                biased;
                done = &mut work => return done,
                () = self.context.clock().sleep(RENEWED_EVERY) => {}
            }
            let mut renewal = pin!(self.renew(claimed));
            tokio::select! {
                biased;
                done = &mut work => {
                    renewal.await;
                    return done;
                }
                is_ours = &mut renewal => if !is_ours {
                    return work.await;
                }
            }
        }
    }

    /// Lengthens a claim; `false` where it is not this claim any more.
    async fn renew(&self, claimed: &Action) -> bool {
        let store = self.context.store();
        match store.renew_claim(&claimed.id, claimed.epoch, LEASE).await {
            Ok(is_ours) => is_ours,
            Err(error) => {
                tracing::error!(%error, action.id = %claimed.id, "a claim could not be renewed");
                true
            }
        }
    }

    async fn attempt(&self, action: Action) -> Result<(), StoreError> {
        let looks_up = action.state == ActionState::Unconfirmed;
        let Some(claimed) = self.take(action).await? else {
            return Ok(());
        };
        if looks_up {
            Box::pin(self.look_up(claimed)).await
        } else {
            Box::pin(self.send(claimed)).await
        }
    }

    /// Takes every attempt out of hands that hold it no longer: its lease ended, or all do.
    ///
    /// # Errors
    /// [`StoreError`] when the store fails.
    pub async fn expire(&self) -> Result<usize, StoreError> {
        during(
            Stage::Execute,
            self.expire_until(self.context.clock().now()),
        )
        .await
    }

    /// Takes up what a former process left; only the one engine calls it, once, at start.
    ///
    /// # Errors
    /// As [`Executor::expire`].
    pub async fn recover(&self) -> Result<usize, StoreError> {
        during(Stage::Execute, self.expire_until(Timestamp(i64::MAX))).await
    }

    async fn expire_until(&self, now: Timestamp) -> Result<usize, StoreError> {
        let left = self.context.store().expired_actions(now).await?;
        let count = left.len();
        for action in left {
            let message = "Herald ended or stalled before the network's answer was written down.";
            match self.let_go(action, message).await {
                // Somebody else was faster.
                Ok(()) | Err(StoreError::Conflict(_)) => {}
                Err(error) => return Err(error),
            }
        }
        Ok(count)
    }

    /// Ends an attempt whose outcome nobody wrote down: it is looked up where something may have left, and
    /// tried again where nothing did.
    async fn let_go(&self, action: Action, message: &str) -> Result<(), StoreError> {
        let suggestion = self
            .context
            .store()
            .suggestion(&action.suggestion_id)
            .await?;
        let chain =
            suggestion.map_or_else(|| action.suggestion_id.to_string(), |s| correlation(&s));
        // A moment, so that a connector that stops each time does not spin.
        let due_at = self.context.clock().now().plus(Duration::from_secs(1));
        let may_have_left = action.uncertain && !Mutant::PostThenMark.lives();
        let (to, message) = if may_have_left {
            let message = format!("{message} It may be on the network; it is being looked up.");
            (ActionState::Unconfirmed, message)
        } else {
            (
                ActionState::Due,
                format!("{message} Nothing had left; it is tried again."),
            )
        };
        let failure = Failure {
            code: to.as_str().to_owned(),
            message: message.clone(),
        };
        let mint = self.context.mint();
        let unit = stepped(mint, action, &chain, to, &message, |action| {
            action.due_at = due_at;
            action.lookups = 0;
            action.failure = Some(failure);
        })?;
        self.context.store().commit(unit).await
    }
}
