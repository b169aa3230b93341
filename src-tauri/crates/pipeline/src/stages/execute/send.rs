//! Sends one action: check, prepare, then for each step write the intent, call, write what became of it.

use std::collections::BTreeMap;

use herald_domain::{ActionState, EventBody, Receipt, Spending};

use super::guard::Timely;
use super::{Claimed, Executor, media_of};
use crate::crash::{Place, reach};
use crate::mutant::Mutant;
use crate::ports::{
    Change, NetworkError, NetworkErrorKind, Prepared, SendError, StoreError, UnitOfWork, target,
};

impl Executor {
    /// Sends an action that was held or due.
    pub(super) async fn send(&self, claimed: Claimed) -> Result<(), StoreError> {
        let claimed = match self.timely(claimed).await? {
            Timely::Now(claimed) => *claimed,
            Timely::Settled => return Ok(()),
        };
        if let Some(reason) = self.held_back(&claimed).await? {
            return self.give_back(claimed, &reason).await;
        }
        if let Some(receipt) = claimed.all_sent() {
            return self.done(claimed, receipt).await;
        }
        let price = self
            .context
            .price_of(&claimed.account, claimed.approved.proposal());
        if !claimed.action.is_paid_for()
            && let Err(error) = self.context.afford(price).await?
        {
            return self.put_off(claimed, &error).await;
        }
        if claimed.action.steps.is_empty()
            && let Err(error) = self.check_target(&claimed).await
        {
            return self.put_off(claimed, &error).await;
        }
        let claimed = self.with_a_key(claimed);
        let prepared = match self.prepare(&claimed).await? {
            Ok(prepared) => prepared,
            Err(error) => return self.put_off(claimed, &error).await,
        };
        if let Some(receipt) = prepared.already {
            return self.done(claimed, receipt).await;
        }
        if let Some(hand_over) = prepared.hand_over {
            return self.hand_over(claimed, hand_over).await;
        }
        let mut claimed = claimed;
        claimed.action.prepared = Some(prepared.wire);
        Box::pin(self.send_steps(claimed, price)).await
    }

    /// Checks the target; what the person was told of and approved all the same does not hold it back.
    /// An edit is always of the version after the one on the card, so no telling covers it.
    pub(super) async fn check_target(&self, claimed: &Claimed) -> Result<(), NetworkError> {
        let checked = claimed
            .executor
            .check_target(&claimed.account, &claimed.approved)
            .await;
        let known = |error: &NetworkError| {
            error.kind == NetworkErrorKind::Changed
                && error.code != target::EDITED
                && claimed.warnings().iter().any(|w| w.code == error.code)
        };
        match checked {
            Err(error) if known(&error) => Ok(()),
            other => other,
        }
    }

    pub(super) async fn prepare(
        &self,
        claimed: &Claimed,
    ) -> Result<Result<Prepared, NetworkError>, StoreError> {
        if let Some(wire) = &claimed.action.prepared {
            return Ok(Ok(Prepared {
                wire: wire.clone(),
                ..Prepared::default()
            }));
        }
        let mut media = BTreeMap::new();
        for sha256 in media_of(&claimed.approved) {
            if let Some(picture) = self.context.store().media(&sha256).await? {
                media.insert(sha256, picture.bytes);
            }
        }
        let at = self.context.clock().now();
        let (account, approved, key) = (&claimed.account, &claimed.approved, &claimed.action.key);
        let prepared = claimed.executor.prepare(account, approved, key, at, &media);
        Ok(prepared.await)
    }

    /// Sends the steps that are left, one call each.
    pub(super) async fn send_steps(&self, claimed: Claimed, price: u64) -> Result<(), StoreError> {
        let claimed = self.with_its_key(claimed).await?;
        let wire = claimed.action.prepared.clone().unwrap_or_default();
        let of = claimed.executor.steps(&wire);
        let mut claimed = claimed;
        let mut fresh: Option<Receipt> = None;
        loop {
            claimed = match Box::pin(self.intend(claimed, fresh.take(), price)).await? {
                Some(claimed) => claimed,
                None => return Ok(()),
            };
            if let Some(reason) = self.held_back(&claimed).await? {
                return self.give_back(claimed, &reason).await;
            }
            let steps = &claimed.action.steps;
            let sent = claimed.executor.send(&claimed.account, &wire, steps).await;
            reach(Place::AfterSend);
            match sent {
                Ok(receipt) if claimed.action.steps.len() + 1 < of => fresh = Some(receipt),
                Ok(receipt) => {
                    let first = claimed.action.steps.first().cloned();
                    self.done(claimed, first.unwrap_or(receipt)).await?;
                    break;
                }
                Err(SendError::NotSent(error)) => {
                    return Box::pin(self.not_sent(claimed, &error)).await;
                }
                Err(SendError::Unknown(error)) if Mutant::BlindRetry.lives() => {
                    return Box::pin(self.not_sent(claimed, &error)).await;
                }
                Err(SendError::Unknown(error)) => return self.unconfirmed(claimed, &error).await,
                Err(SendError::HandOver(page)) => {
                    return Box::pin(self.refused_a_program(claimed, page)).await;
                }
            }
        }
        Ok(())
    }

    /// Chooses a key where the one before turned out to be taken; it is kept with the intent.
    fn with_a_key(&self, mut claimed: Claimed) -> Claimed {
        if claimed.action.key.is_empty() {
            claimed.action.key = self.new_key(&claimed);
        }
        claimed
    }

    fn new_key(&self, claimed: &Claimed) -> String {
        let mint = self.context.mint();
        let verb = claimed.action.verb;
        claimed.executor.key(verb, mint.now(), mint.entropy())
    }

    /// Returns what is sent, under the key it always had.
    async fn with_its_key(&self, claimed: Claimed) -> Result<Claimed, StoreError> {
        if !Mutant::FreshKey.lives() {
            return Ok(claimed);
        }
        let mut claimed = claimed;
        claimed.action.key = self.new_key(&claimed);
        claimed.action.prepared = None;
        if let Ok(prepared) = self.prepare(&claimed).await? {
            claimed.action.prepared = Some(prepared.wire);
        }
        Ok(claimed)
    }

    /// Writes the intent to send the next step, together with the step before where one is `fresh`, and
    /// reserves the price; durable when it returns. `None` where the budget went to another lane.
    async fn intend(
        &self,
        claimed: Claimed,
        fresh: Option<Receipt>,
        price: u64,
    ) -> Result<Option<Claimed>, StoreError> {
        let mint = self.context.mint();
        let now = mint.now();
        let mut action = claimed.action.clone();
        let (expected_epoch, expected_state) = (action.epoch, action.state);
        if let Some(receipt) = fresh {
            action.steps.push(receipt);
            (action.tries, action.first_tried, action.patience_ms) = (0, None, 0);
        }
        action.state = ActionState::Sending;
        action.epoch += 1;
        action.tries += 1;
        action.attempts += 1;
        action.lookups = 0;
        action.first_tried.get_or_insert(now);
        action.last_called = Some(now);
        action.uncertain = true;
        action.lease_until = Some(now.plus(claimed.lease()));
        action.failure = None;
        action.updated_at = now;
        let body = EventBody::ActionIntended {
            action_id: action.id.clone(),
            attempt: action.attempts,
            key: action.key.clone(),
        };
        let mut unit = UnitOfWork::new().with(Change::UpdateAction {
            action: action.clone(),
            expected_epoch,
            expected_state,
        });
        if price > 0 && !action.is_paid_for() {
            unit = unit.with(self.reservation(&claimed, price).await?);
            action.reserved_micro_usd = price;
            if let Some(Change::UpdateAction { action: stored, .. }) = unit.changes.first_mut() {
                stored.reserved_micro_usd = price;
            }
        }
        let event = mint.event(Some(&action.account_id), &claimed.correlation, body);
        match self.context.store().commit(unit.emitting(event)).await {
            Ok(()) => Ok(Some(Claimed { action, ..claimed })),
            Err(StoreError::Spent) => {
                let left = self.context.budget_left().await?;
                let error = crate::money::over_budget(price, left);
                self.put_off(claimed, &error).await?;
                Ok(None)
            }
            Err(error) => Err(error),
        }
    }

    /// Makes the change that takes the price out of this month's budget, or fails the unit.
    async fn reservation(&self, claimed: &Claimed, price: u64) -> Result<Change, StoreError> {
        let settings = self.context.store().settings().await?;
        let what = claimed.approved.proposal().verb().as_str();
        let now = self.context.clock().now();
        Ok(Change::Reserve {
            spending: Spending::once(claimed.account.id.clone(), what, price, now),
            month: Spending::month(now),
            limit_micro_usd: settings.monthly_budget_micro_usd(),
        })
    }
}
