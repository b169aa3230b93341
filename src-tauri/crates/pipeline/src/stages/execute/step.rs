//! The steps of an action, each one unit with its line in the journal.

use herald_domain::{Action, ActionState, EventBody, Failure, Receipt};

use super::{Claimed, Executor};
use crate::mint::Mint;
use crate::ports::{Change, StoreError, UnitOfWork};

/// Makes the unit of one step, with its line in the journal.
pub(crate) fn stepped(
    mint: &Mint,
    action: Action,
    correlation: &str,
    to: ActionState,
    message: &str,
    change: impl FnOnce(&mut Action),
) -> Result<UnitOfWork, StoreError> {
    let (expected_epoch, expected_state) = (action.epoch, action.state);
    let body = EventBody::ActionAttempted {
        action_id: action.id.clone(),
        attempt: action.attempts,
        led_to: to,
        message: message.to_owned(),
    };
    let event = mint.event(Some(&action.account_id), correlation, body);
    let step = action.step(to, mint.now());
    // Nobody else is to blame for a step that does not exist: trying again helps nothing.
    let mut action = step.map_err(|error| StoreError::Failed(error.to_string()))?;
    change(&mut action);
    Ok(UnitOfWork::new()
        .with(Change::UpdateAction {
            action,
            expected_epoch,
            expected_state,
        })
        .emitting(event))
}

/// Makes the unit that ends an action, with the event that tells the read models.
pub(crate) fn ended(
    mint: &Mint,
    action: Action,
    correlation: &str,
    to: ActionState,
    message: &str,
    change: impl FnOnce(&mut Action),
) -> Result<UnitOfWork, StoreError> {
    let (id, account) = (action.id.clone(), action.account_id.clone());
    let mut remote_id = None;
    let unit = stepped(mint, action, correlation, to, message, |action| {
        change(action);
        let remote = action.receipt.as_ref().and_then(|r| r.remote.as_ref());
        remote_id = remote.map(|remote| remote.id.clone());
    })?;
    let executed = EventBody::ActionExecuted {
        action_id: id,
        outcome: to,
        remote_id,
    };
    Ok(unit.emitting(mint.event(Some(&account), correlation, executed)))
}

impl Executor {
    /// Ends an action that is on the network.
    pub(super) async fn done(&self, claimed: Claimed, receipt: Receipt) -> Result<(), StoreError> {
        let Claimed {
            action,
            account,
            approved,
            correlation,
            ..
        } = claimed;
        let mint = self.context.mint();
        let verb = approved.proposal().verb();
        let unit = ended(
            mint,
            action,
            &correlation,
            ActionState::Done,
            "The network has it.",
            |action| {
                action.uncertain = false;
                action.failure = None;
                action.hand_over = None;
                action.receipt = Some(receipt);
            },
        )?;
        let unit = self.recovered(unit, &account, verb).await?;
        self.context.store().commit(unit).await
    }

    /// Ends an action that the network surely does not have.
    pub(super) async fn refuse(
        &self,
        action: Action,
        correlation: &str,
        code: &str,
        message: &str,
    ) -> Result<(), StoreError> {
        let failure = Failure {
            code: code.to_owned(),
            message: message.to_owned(),
        };
        let mint = self.context.mint();
        let to = ActionState::Refused;
        let unit = ended(mint, action, correlation, to, message, |action| {
            action.uncertain = false;
            action.failure = Some(failure);
        })?;
        self.context.store().commit(unit).await
    }
}
