//! Sends one action: prepare, write the intent, call, write the outcome.

use std::collections::BTreeMap;

use herald_domain::{Action, ActionState, EventBody, Failure};

use super::progress::KeptProgress;
use super::{Approval, Executor, MARGIN, PATIENCE, ended, may_pass, media_of, retry_at, stepped};
use crate::crash::CrashPoint;
use crate::money::paid;
use crate::ports::{
    ActionExecutor, Change, NetworkError, NetworkErrorKind, Prepared, SendError, StoreError,
    UnitOfWork,
};

impl Executor {
    /// Sends an action that is held or due. Returns whether it was moved on.
    pub(super) async fn send(
        &self,
        action: Action,
        approval: &Approval,
        executor: &dyn ActionExecutor,
    ) -> Result<bool, StoreError> {
        let prepared = match self.prepare(&action, approval, executor).await? {
            Ok(prepared) => prepared,
            Err(error) => {
                self.put_off(action, approval, &error).await?;
                return Ok(true);
            }
        };
        if let Some(receipt) = prepared.already {
            let unit = ended(
                self.context.mint(),
                action,
                &approval.correlation,
                Ok(receipt),
            )?;
            self.context.store().commit(unit).await?;
            return Ok(true);
        }
        if let Some(hand_over) = prepared.hand_over {
            self.hand_over(action, approval, hand_over).await?;
            return Ok(true);
        }
        let price = self
            .context
            .price_of(&approval.account, approval.approved.proposal());
        if let Err(error) = self.context.afford(price).await? {
            self.put_off(action, approval, &error).await?;
            return Ok(true);
        }
        let Some(action) = self
            .intend(action, approval, prepared.wire, executor)
            .await?
        else {
            return Ok(false);
        };
        CrashPoint::ExecuteAfterIntent.reach();
        self.call(action, approval, executor).await?;
        Ok(true)
    }

    async fn prepare(
        &self,
        action: &Action,
        approval: &Approval,
        executor: &dyn ActionExecutor,
    ) -> Result<Result<Prepared, NetworkError>, StoreError> {
        if let Some(wire) = &action.prepared {
            return Ok(Ok(Prepared {
                wire: wire.clone(),
                ..Prepared::default()
            }));
        }
        let mut media = BTreeMap::new();
        for sha256 in media_of(&approval.approved) {
            if let Some(picture) = self.context.store().media(&sha256).await? {
                media.insert(sha256, picture.bytes);
            }
        }
        let at = self.context.clock().now();
        Ok(executor
            .prepare(
                &approval.account,
                &approval.approved,
                &action.key,
                at,
                &media,
            )
            .await)
    }

    /// Writes the intent; durable when it returns. `None` when everything was paused meanwhile.
    pub(super) async fn intend(
        &self,
        action: Action,
        approval: &Approval,
        wire: serde_json::Value,
        executor: &dyn ActionExecutor,
    ) -> Result<Option<Action>, StoreError> {
        let mint = self.context.mint();
        let (expected_epoch, expected_state) = (action.epoch, action.state);
        let now = mint.now();
        let mut action = match action.step(ActionState::Sending, now) {
            Ok(action) => action,
            Err(error) => return Err(StoreError::Conflict(error.to_string())),
        };
        action.attempts += 1;
        action.first_tried.get_or_insert(now);
        action.lease_until = Some(now.plus(Self::executor_lease(executor, &wire)));
        action.prepared = Some(wire);
        action.failure = None;
        let body = EventBody::ActionIntended {
            action_id: action.id.clone(),
            attempt: action.attempts,
            key: action.key.clone(),
        };
        let unit = UnitOfWork::new()
            .with(Change::UpdateAction {
                action: action.clone(),
                expected_epoch,
                expected_state,
            })
            .emitting(mint.event(Some(&action.account_id), &approval.correlation, body));
        self.context.store().commit(unit).await?;
        Ok(Some(action))
    }

    /// Calls the network and writes the outcome, after the last look at the stop switch and the lease.
    pub(super) async fn call(
        &self,
        action: Action,
        approval: &Approval,
        executor: &dyn ActionExecutor,
    ) -> Result<(), StoreError> {
        if let Some(reason) = self.held_back(&action, executor).await? {
            return self.give_back(action, approval, &reason).await;
        }
        let wire = action.prepared.clone().unwrap_or_default();
        let progress = KeptProgress::new(self.context.store(), action);
        let result = executor.send(&approval.account, &wire, &progress).await;
        let action = progress.into_action();
        CrashPoint::ExecuteAfterSend.reach();
        match result {
            Ok(receipt) => {
                let unit = ended(
                    self.context.mint(),
                    action,
                    &approval.correlation,
                    Ok(receipt),
                )?;
                let unit = self.paid_for(unit, approval);
                self.context.store().commit(unit).await?;
            }
            Err(SendError::NotSent(error)) => self.put_off(action, approval, &error).await?,
            Err(SendError::Unknown(error)) => self.unconfirmed(action, approval, &error).await?,
            Err(SendError::HandOver(hand_over)) => {
                self.hand_over(action, approval, hand_over).await?;
            }
        }
        CrashPoint::ExecuteAfterOutcome.reach();
        Ok(())
    }

    /// Tells why the call must not be made, if it must not.
    async fn held_back(
        &self,
        action: &Action,
        executor: &dyn ActionExecutor,
    ) -> Result<Option<String>, StoreError> {
        if self
            .context
            .store()
            .settings()
            .await?
            .is_on("engine.paused")
        {
            return Ok(Some(
                "Everything was paused just before it was sent.".to_owned(),
            ));
        }
        let account = self.context.account(&action.account_id).await?;
        if !account.is_active() {
            return Ok(Some(
                "The account was paused just before it was sent.".to_owned(),
            ));
        }
        let wire = action.prepared.clone().unwrap_or_default();
        let end = self
            .context
            .clock()
            .now()
            .plus(executor.send_timeout(&wire) + MARGIN / 2);
        let in_time = action.lease_until.is_some_and(|lease| end <= lease);
        Ok((!in_time).then(|| "The computer stalled; it is tried again.".to_owned()))
    }

    async fn give_back(
        &self,
        action: Action,
        approval: &Approval,
        reason: &str,
    ) -> Result<(), StoreError> {
        // A first attempt surely did not leave; a later one may have, so it is looked up again.
        let to = if action.attempts <= 1 {
            ActionState::Due
        } else {
            ActionState::Unconfirmed
        };
        let unit = stepped(
            self.context.mint(),
            action,
            &approval.correlation,
            to,
            reason,
            |_| {},
        );
        self.context.store().commit(unit?).await
    }

    /// Writes that an action surely did not leave: it waits for trouble to pass, or it failed.
    pub(super) async fn put_off(
        &self,
        action: Action,
        approval: &Approval,
        error: &NetworkError,
    ) -> Result<(), StoreError> {
        let mint = self.context.mint();
        let now = mint.now();
        let failure = Failure {
            code: error.code.clone(),
            message: error.message.clone(),
        };
        let waited = now.since(action.created_at);
        if !may_pass(error) || waited > PATIENCE {
            let unit = ended(mint, action, &approval.correlation, Err(failure))?;
            return self.context.store().commit(unit).await;
        }
        let due_at = retry_at(error, action.attempts, now);
        let unit = stepped(
            mint,
            action,
            &approval.correlation,
            ActionState::Due,
            &error.message,
            |a| {
                a.due_at = due_at;
                a.failure = Some(failure);
            },
        )?;
        self.context.store().commit(unit).await?;
        if error.kind == NetworkErrorKind::SignedOut {
            self.context
                .sign_out(&approval.account, &error.message)
                .await?;
        }
        Ok(())
    }

    async fn unconfirmed(
        &self,
        action: Action,
        approval: &Approval,
        error: &NetworkError,
    ) -> Result<(), StoreError> {
        let mint = self.context.mint();
        let due_at = mint.now().plus(super::backoff(0));
        let failure = Failure {
            code: "unconfirmed".to_owned(),
            message: format!(
                "{} It may be on the network; it is being looked up.",
                error.message
            ),
        };
        let message = failure.message.clone();
        let to = ActionState::Unconfirmed;
        let unit = stepped(mint, action, &approval.correlation, to, &message, |a| {
            a.due_at = due_at;
            a.failure = Some(failure);
        })?;
        // The network may have it, so it may have charged for it.
        let unit = self.paid_for(unit, approval);
        self.context.store().commit(unit).await
    }

    /// Books what the network charges for an action.
    fn paid_for(&self, unit: UnitOfWork, approval: &Approval) -> UnitOfWork {
        let (account, proposal) = (&approval.account, approval.approved.proposal());
        let price = self.context.price_of(account, proposal);
        let now = self.context.clock().now();
        paid(unit, account, proposal.verb().as_str(), price, now)
    }
}
