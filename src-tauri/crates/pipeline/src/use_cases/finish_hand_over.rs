//! Records what became of an action a person finished on the network's own page.

use herald_domain::{Action, ActionId, ActionState, HandOver, Receipt};

use super::UseCaseError;
use crate::Context;
use crate::ports::UnitOfWork;
use crate::stages::execute::ended;

impl Context {
    /// Notes that a person did, or did not do, what was handed over to them.
    ///
    /// Where the network can be asked, the result is looked up; `link` is where the person says it is.
    ///
    /// # Errors
    /// `NotFound` when there is no such action, `Changed` when it does not wait for the person.
    pub async fn finish_hand_over(
        &self,
        id: &ActionId,
        done: bool,
        link: Option<&str>,
    ) -> Result<Action, UseCaseError> {
        let found = self.store().action(id).await?;
        let action = found.ok_or_else(|| UseCaseError::NotFound {
            what: "action",
            id: id.to_string(),
        })?;
        if action.state != ActionState::HandedOver {
            let message = "This one does not wait for you any more.";
            return Err(UseCaseError::Changed(message.to_owned()));
        }
        let receipt = if done {
            Some(self.receipt_of(&action, link).await?)
        } else {
            None
        };
        let unit = self.settled(&action, receipt).await?;
        self.store().commit(unit).await?;
        self.store()
            .action(id)
            .await?
            .ok_or_else(|| UseCaseError::Changed("The action is gone.".to_owned()))
    }

    /// Looks up what the person did: by the link they gave, else among the account's own posts.
    async fn receipt_of(
        &self,
        action: &Action,
        link: Option<&str>,
    ) -> Result<Receipt, UseCaseError> {
        let account = self.account(&action.account_id).await?;
        let source = self.source(account.network)?;
        if let Some(link) = link.map(str::trim).filter(|link| !link.is_empty()) {
            let remote = source.look_up(&account, link).await?.remote;
            return Ok(Receipt {
                remote: Some(remote),
                url: Some(link.to_owned()),
            });
        }
        let decision = self.store().decision(&action.decision_id).await?;
        let number = decision.map_or(0, |decision| decision.revision);
        let revision = self.store().revision(&action.suggestion_id, number).await?;
        let read_back = match revision {
            Some(revision) => {
                let since = action.created_at;
                let found = source.read_back(&account, &revision.proposal, since).await;
                // The person's word stands where the network cannot be asked.
                found.unwrap_or_default()
            }
            None => None,
        };
        Ok(read_back.unwrap_or(Receipt {
            remote: None,
            url: None,
        }))
    }

    async fn settled(
        &self,
        action: &Action,
        receipt: Option<Receipt>,
    ) -> Result<UnitOfWork, UseCaseError> {
        let mint = self.mint();
        let to = match receipt {
            Some(_) => ActionState::Done,
            None => ActionState::Cancelled,
        };
        let message = match &receipt {
            Some(receipt) if receipt.remote.is_some() => "You did it; it was found there.",
            Some(_) => "You say it is done; it was not looked up.",
            None => "You did not do it.",
        };
        let chain = self.chain_of(action).await?;
        let before = action.clone();
        let unit = ended(mint, before, &chain, to, message, |next| {
            next.receipt = receipt;
        });
        unit.map_err(|error| UseCaseError::Changed(error.to_string()))
    }
}

/// Returns what a person needs to finish an action, where it waits for them.
pub fn waiting_for_person(action: &Action) -> Option<&HandOver> {
    let waits = action.state == ActionState::HandedOver;
    action.hand_over.as_ref().filter(|_| waits)
}
