//! Parks planned posts with networks that publish them at their time, where the person chose that.
//!
//! It is written down before a post is given away, and read back before it is believed. What lies there is
//! taken out again when the approval is taken back or sending is paused, and looked for after its time.

mod recall;
mod rules;
mod watch;

use std::time::Duration;

use herald_domain::{AccountId, Action, ActionState, EventBody, Failure, Parked, Timestamp};

use super::rules::{Waiting, waiting};
use super::step::stepped;
use super::{Claimed, Executor};
use crate::crash::{Place, Stage, during, reach};
use crate::mint::Mint;
use crate::ports::{
    Change, NetworkError, ParkingLook, ParkingPlace, SendError, StoreError, UnitOfWork, Whereabouts,
};

/// Only what is planned for later than this is parked: networks want five minutes.
const AHEAD: Duration = Duration::from_mins(10);

/// How long it is believed that a server keeps no posts until their time.
const OFFERED_AGAIN: Duration = Duration::from_hours(6);

/// How long the call to park a post may wait for its turn after it was written down.
const STALLED: Duration = Duration::from_secs(5);

impl Claimed {
    /// Returns where it is parked, where the network has such a thing.
    fn place(&self) -> Option<&dyn ParkingPlace> {
        self.executor.parking()
    }

    fn parked(&self) -> Parked {
        self.action.parked.clone().unwrap_or_default()
    }
}

impl Executor {
    /// Returns what is looked for now.
    pub(crate) async fn parking_look(&self) -> Result<ParkingLook, StoreError> {
        let settings = self.context.store().settings().await?;
        let now = self.context.clock().now();
        Ok(ParkingLook {
            now,
            earliest: now.plus(AHEAD),
            parks: settings.is_on("publish.park"),
            paused: settings.is_on("engine.paused"),
        })
    }

    /// Does one thing about parking for an account; `false` where there is none.
    pub(super) async fn tend_parked(&self, account: &AccountId) -> Result<bool, StoreError> {
        let look = self.parking_look().await?;
        let Some(action) = self.context.store().parking_of(account, &look).await? else {
            return Ok(false);
        };
        let is_parked = action.state == ActionState::Parked;
        let Some(claimed) = self.take(action).await? else {
            return Ok(true);
        };
        let is_paused = look.paused || !claimed.account.is_active();
        let done = match claimed.action.recall {
            _ if !is_parked => during(Stage::Park, Box::pin(self.park(claimed))).await,
            Some(recall) => {
                let taking_out = Box::pin(self.call_back(claimed, recall));
                during(Stage::Recall, taking_out).await
            }
            None if is_paused => during(Stage::Recall, self.hold(claimed)).await,
            None => during(Stage::Watch, Box::pin(self.look_after(claimed))).await,
        };
        match done {
            Err(StoreError::Conflict(what)) => {
                tracing::info!(what, "an action changed hands; it is read again");
                Ok(true)
            }
            other => other.map(|()| true),
        }
    }

    /// Gives a planned post to the network, where this very server keeps it until its time.
    async fn park(&self, claimed: Claimed) -> Result<(), StoreError> {
        let Some(place) = claimed.place() else {
            return self.park_later(claimed, None).await;
        };
        let price = self
            .context
            .price_of(&claimed.account, claimed.approved.proposal());
        if price > 0 {
            return self.park_later(claimed, None).await;
        }
        if !place.is_offered(&claimed.account).await {
            let again = self.context.clock().now().plus(OFFERED_AGAIN);
            return self.park_later(claimed, Some(again)).await;
        }
        let wire = match self.prepare(&claimed).await? {
            Ok(prepared) if prepared.already.is_none() && prepared.hand_over.is_none() => {
                prepared.wire
            }
            Ok(_) => return self.park_later(claimed, None).await,
            Err(error) => return self.not_parked(claimed, &error).await,
        };
        let at = self.free_time(&claimed).await?;
        let mut claimed = claimed;
        claimed.action.prepared = Some(wire);
        claimed.action.planned_at = at;
        let given = self.give_away(claimed).await?;
        Box::pin(self.parking_call(given)).await
    }

    /// Returns when it may be published, so that posts that lie there keep their distance, too.
    async fn free_time(&self, claimed: &Claimed) -> Result<Timestamp, StoreError> {
        let store = self.context.store();
        let spacing = store.settings().await?.minutes("publish.spacing_minutes");
        let others = store.parked_actions(&claimed.account.id).await?;
        let others = others.into_iter().filter(|a| a.id != claimed.action.id);
        let others = others.map(|a| a.planned_at).collect();
        Ok(rules::first_free(
            claimed.action.planned_at,
            others,
            spacing,
        ))
    }

    /// Writes down that it is given to the network; durable when it returns.
    async fn give_away(&self, claimed: Claimed) -> Result<Claimed, StoreError> {
        let now = self.context.clock().now();
        let due_at = now.plus(claimed.lease());
        let parked = Parked {
            id: None,
            asked_at: now,
            times: claimed.parked().times + 1,
            confirmed: false,
        };
        let body = EventBody::ActionIntended {
            action_id: claimed.action.id.clone(),
            attempt: claimed.action.attempts + 1,
            key: key_of(&claimed.action, &parked),
        };
        let mint = self.context.mint();
        let intended = mint.event(Some(&claimed.account.id), &claimed.correlation, body);
        let mut claimed = claimed;
        claimed.action.attempts += 1;
        let message = "It is given to the network, which is to publish it at its time.";
        let (unit, action) = parked_step(mint, &claimed, message, |action| {
            action.due_at = due_at;
            action.parked = Some(parked);
            action.failure = None;
        })?;
        self.context.store().commit(unit.emitting(intended)).await?;
        Ok(Claimed { action, ..claimed })
    }

    /// Makes the call; what became of it is written down after.
    async fn parking_call(&self, claimed: Claimed) -> Result<(), StoreError> {
        let parked = claimed.parked();
        let stalled = self.context.clock().now() > parked.asked_at.plus(STALLED);
        if stalled || self.not_now(&claimed).await?.is_some() {
            let again = Some(self.context.clock().now());
            return self.back(claimed, again, None, "It was held back.").await;
        }
        let Some(place) = claimed.place() else {
            return self
                .back(claimed, None, None, "It goes out from here.")
                .await;
        };
        let (account, action) = (&claimed.account, &claimed.action);
        let wire = action.prepared.clone().unwrap_or_default();
        let key = key_of(action, &parked);
        let answer = place.park(account, &wire, &key, action.planned_at).await;
        reach(Place::AfterSend);
        match answer {
            Ok(found) => self.parked_as(claimed, found).await,
            Err(SendError::NotSent(error)) => self.not_parked(claimed, &error).await,
            Err(SendError::Unknown(error)) => {
                let now = self.context.clock().now();
                let why = format!("{} It may lie there; it is looked for.", error.message);
                self.look_at(claimed, now, &why).await
            }
            Err(SendError::HandOver(page)) => {
                self.back(claimed, None, None, &page.instruction).await
            }
        }
    }

    /// Writes down what the network answered; that it lies there is read back before it is believed.
    async fn parked_as(&self, claimed: Claimed, found: Whereabouts) -> Result<(), StoreError> {
        let now = self.context.clock().now();
        let id = match found {
            Whereabouts::Public(receipt) => {
                tracing::error!(action.id = %claimed.action.id, "a server published at once");
                return self.done(claimed, receipt).await;
            }
            Whereabouts::Lies(id) | Whereabouts::Differs(id) => Some(id),
            Whereabouts::Nowhere | Whereabouts::Unlike(_) => None,
        };
        let message = "The network has it and is to publish it at its time; it is read back.";
        self.parked_step(claimed, message, |action| {
            action.due_at = now;
            if let Some(parked) = &mut action.parked {
                parked.id = id;
            }
        })
        .await?;
        Ok(())
    }

    /// Writes that it surely does not lie there: what passes is tried again, the rest goes out from here.
    async fn not_parked(&self, claimed: Claimed, error: &NetworkError) -> Result<(), StoreError> {
        self.context.heed_sign_out(&claimed.account, error).await?;
        let now = self.context.clock().now();
        let again = match waiting(error, Duration::ZERO, now) {
            Waiting::Until(at, _) => Some(at.max(now.plus(rules::PAUSE))),
            Waiting::Over => None,
        };
        if claimed.action.state == ActionState::Held {
            return self.park_later(claimed, again).await;
        }
        let failure = Failure {
            code: "not_parked".to_owned(),
            message: format!("{} It goes out from here at its time.", error.message),
        };
        self.back(claimed, again, Some(failure), &error.message)
            .await
    }

    /// Writes that it is not parked now.
    async fn park_later(
        &self,
        claimed: Claimed,
        again: Option<Timestamp>,
    ) -> Result<(), StoreError> {
        self.quietly(claimed, |action| action.park_at = again).await
    }

    /// Writes what the journal need not tell.
    async fn quietly(
        &self,
        claimed: Claimed,
        change: impl FnOnce(&mut Action),
    ) -> Result<(), StoreError> {
        let mut action = claimed.action;
        let (expected_epoch, expected_state) = (action.epoch, action.state);
        action.epoch += 1;
        change(&mut action);
        let unit = UnitOfWork::new().with(Change::UpdateAction {
            action,
            expected_epoch,
            expected_state,
        });
        self.context.store().commit(unit).await
    }

    /// Puts it back among what goes out from here at its time, prepared anew.
    async fn back(
        &self,
        claimed: Claimed,
        park_at: Option<Timestamp>,
        failure: Option<Failure>,
        message: &str,
    ) -> Result<(), StoreError> {
        let Claimed {
            action,
            correlation,
            ..
        } = out_of_parking(claimed);
        let mint = self.context.mint();
        let to = ActionState::Held;
        let unit = stepped(mint, action, &correlation, to, message, |action| {
            action.park_at = park_at;
            action.failure = failure;
        })?;
        self.context.store().commit(unit).await
    }

    /// Writes a step of something that is parked, and returns it as it is now.
    async fn parked_step(
        &self,
        claimed: Claimed,
        message: &str,
        change: impl FnOnce(&mut Action),
    ) -> Result<Claimed, StoreError> {
        let (unit, action) = parked_step(self.context.mint(), &claimed, message, change)?;
        self.context.store().commit(unit).await?;
        Ok(Claimed { action, ..claimed })
    }
}

/// Makes a step of something that is parked, and what it is then.
fn parked_step(
    mint: &Mint,
    claimed: &Claimed,
    message: &str,
    change: impl FnOnce(&mut Action),
) -> Result<(UnitOfWork, Action), StoreError> {
    let (action, to) = (claimed.action.clone(), ActionState::Parked);
    let mut kept = action.clone();
    let unit = stepped(mint, action, &claimed.correlation, to, message, |action| {
        change(action);
        kept = action.clone();
    })?;
    Ok((unit, kept))
}

/// Returns the key of one parking: the network remembers under a key either a post or a parked one.
fn key_of(action: &Action, parked: &Parked) -> String {
    format!("{}-parked-{}", action.key, parked.times)
}

/// Takes away what was made for parking: pictures that lay there with it may be gone.
fn out_of_parking(mut claimed: Claimed) -> Claimed {
    claimed.action.prepared = None;
    claimed.action.lookups = 0;
    claimed.action.due_at = claimed.action.planned_at;
    if let Some(parked) = &mut claimed.action.parked {
        (parked.id, parked.confirmed) = (None, false);
    }
    claimed
}
