//! Finds out what became of an attempt whose outcome is not known.

use herald_domain::{Action, ActionState, Failure};

use super::progress::KeptProgress;
use super::{Approval, Executor, MOST_LOOKUPS, backoff, ended, stepped};
use crate::ports::{ActionExecutor, Lookup, NetworkError, StoreError};

impl Executor {
    /// Marks every attempt of a former process as unconfirmed; only the one engine calls it, at start.
    ///
    /// Returns how many there were.
    pub async fn recover(&self) -> Result<usize, StoreError> {
        let left = self.context.store().sending_actions().await?;
        let count = left.len();
        let mint = self.context.mint();
        for action in left {
            let suggestion = self
                .context
                .store()
                .suggestion(&action.suggestion_id)
                .await?;
            let correlation = suggestion
                .and_then(|s| s.activity_id.map(|a| a.to_string()))
                .unwrap_or_else(|| action.suggestion_id.to_string());
            let message =
                "Herald ended before the network's answer was written down; it is looked up.";
            let now = mint.now();
            let failure = Failure {
                code: "unconfirmed".into(),
                message: message.into(),
            };
            let to = ActionState::Unconfirmed;
            let unit = stepped(mint, action, &correlation, to, message, |a| {
                a.due_at = now;
                a.failure = Some(failure);
            })?;
            self.context.store().commit(unit).await?;
        }
        Ok(count)
    }

    /// Looks an unconfirmed action up, then finishes it or sends it again with the same key.
    pub(super) async fn reconcile(
        &self,
        action: Action,
        approval: &Approval,
        executor: &dyn ActionExecutor,
    ) -> Result<bool, StoreError> {
        let Some(wire) = action.prepared.clone() else {
            let message = "Nothing was ever prepared for sending.";
            self.fail(action, &approval.correlation, "not_prepared", message)
                .await?;
            return Ok(true);
        };
        let first_tried = action.first_tried.unwrap_or(action.updated_at);
        let progress = KeptProgress::new(self.context.store(), action);
        let found = executor.find(&approval.account, &wire, &progress, first_tried);
        let found = found.await;
        let action = progress.into_action();
        match found {
            Ok(Lookup::Found(receipt)) => {
                let unit = ended(
                    self.context.mint(),
                    action,
                    &approval.correlation,
                    Ok(receipt),
                )?;
                self.context.store().commit(unit).await?;
            }
            Ok(Lookup::Absent) => {
                let sent = self.intend(action, approval, wire, executor).await?;
                if let Some(action) = sent {
                    self.call(action, approval, executor).await?;
                }
            }
            Ok(Lookup::CannotTell) => self.ask(action, approval).await?,
            Err(error) => self.look_later(action, approval, &error).await?,
        }
        Ok(true)
    }

    async fn look_later(
        &self,
        action: Action,
        approval: &Approval,
        error: &NetworkError,
    ) -> Result<(), StoreError> {
        let mint = self.context.mint();
        let lookups = action.lookups + 1;
        let asks = lookups >= MOST_LOOKUPS;
        let due_at = mint.now().plus(backoff(lookups));
        let message = if asks {
            format!(
                "It could not be confirmed whether the network has it: {} Please look yourself.",
                error.message
            )
        } else {
            format!("It could not be looked up yet: {}", error.message)
        };
        let to = ActionState::Unconfirmed;
        let failure = Failure {
            code: "unconfirmed".into(),
            message: message.clone(),
        };
        let unit = stepped(mint, action, &approval.correlation, to, &message, |a| {
            a.lookups = lookups;
            a.due_at = due_at;
            a.failure = Some(failure);
        })?;
        self.context.store().commit(unit).await
    }

    /// Ends an action nobody can look up: a person has to look.
    async fn ask(&self, action: Action, approval: &Approval) -> Result<(), StoreError> {
        let message = "This network offers no way to look it up. It may have arrived; \
                       it is not sent again.";
        self.fail(action, &approval.correlation, "cannot_tell", message)
            .await
    }
}
