//! Takes parked posts out of the network again.

use herald_domain::{ActionState, Recall, Receipt, Timestamp};

use super::super::{Claimed, Executor};
use super::out_of_parking;
use crate::crash::{Place, reach};
use crate::ports::{Change, NetworkError, StoreError, Whereabouts};
use crate::use_cases::UseCaseError;

impl Executor {
    /// Writes that it is to be taken out, since everything or its account is paused.
    pub(super) async fn hold(&self, claimed: Claimed) -> Result<(), StoreError> {
        let why = "It is taken out of the network while everything or the account is paused.";
        self.recall(claimed, Recall::Hold, None, why).await
    }

    /// Writes that it is to be taken out; that is done next.
    pub(super) async fn recall(
        &self,
        claimed: Claimed,
        recall: Recall,
        id: Option<String>,
        why: &str,
    ) -> Result<(), StoreError> {
        let now = self.context.clock().now();
        self.parked_step(claimed, why, |action| {
            action.due_at = now;
            action.recall = Some(recall);
            if let (Some(parked), Some(id)) = (&mut action.parked, id) {
                parked.id = Some(id);
            }
        })
        .await?;
        Ok(())
    }

    /// Takes a post out, and does what that was for. One that is public by now is done.
    pub(super) async fn call_back(
        &self,
        claimed: Claimed,
        recall: Recall,
    ) -> Result<(), StoreError> {
        let lying = self.lying(&claimed).await?;
        let gone = match self.take_out(&claimed).await {
            Ok(gone) => gone,
            Err(error) => {
                let why = format!("It could not be taken out yet. {}", error.message);
                let account = &claimed.account;
                self.context.heed_sign_out(account, &error).await?;
                return self.look_at(claimed, lying.unanswered(), &why).await;
            }
        };
        if gone {
            return Box::pin(self.taken_out(claimed, recall)).await;
        }
        let found = match self.whereabouts(&claimed).await? {
            Ok(found) => found,
            Err(error) => return self.in_the_dark(claimed, &lying, &error).await,
        };
        match found {
            Whereabouts::Public(receipt) => self.too_late(claimed, receipt).await,
            // The network says both that it lies there and that it does not.
            Whereabouts::Lies(_) | Whereabouts::Differs(_) if lying.is_known => {
                let why = "It could not be taken out yet: the network does not find it.";
                self.look_at(claimed, lying.unanswered(), why).await
            }
            Whereabouts::Lies(id) | Whereabouts::Differs(id) => {
                let why = "It lies with the network; it is taken out.";
                self.recall(claimed, recall, Some(id), why).await
            }
            Whereabouts::Unlike(_) | Whereabouts::Nowhere if lying.is_settled() => {
                Box::pin(self.taken_out(claimed, recall)).await
            }
            Whereabouts::Unlike(_) | Whereabouts::Nowhere => {
                let why = "It is not sure yet whether it lies with the network.";
                self.look_at(claimed, lying.soon(), why).await
            }
        }
    }

    /// Makes the call; `false` where the network has no such post waiting, or its identifier is not known.
    async fn take_out(&self, claimed: &Claimed) -> Result<bool, NetworkError> {
        let (place, id) = (claimed.executor.parking(), claimed.parked().id);
        let (Some(place), Some(id)) = (place, id) else {
            return Ok(false);
        };
        let gone = place.take_out(&claimed.account, &id).await;
        reach(Place::AfterSend);
        gone
    }

    async fn too_late(&self, claimed: Claimed, receipt: Receipt) -> Result<(), StoreError> {
        tracing::warn!(action.id = %claimed.action.id, "a parked post was public before it was taken out");
        self.published(claimed, receipt).await
    }

    /// Does what it was taken out for.
    async fn taken_out(&self, claimed: Claimed, recall: Recall) -> Result<(), StoreError> {
        let why = "It does not lie with the network any more.";
        let now = self.context.clock().now();
        match recall {
            Recall::FromHere => self.back(claimed, None, None, why).await,
            Recall::Again => {
                let mut claimed = claimed;
                claimed.action.planned_at = claimed.action.planned_at.max(now);
                self.back(claimed, None, None, why).await
            }
            Recall::Hold => self.back(claimed, Some(now), None, why).await,
            Recall::Undo => self.undone_there(claimed, now).await,
        }
    }

    /// Takes the approval back, as if it had never left.
    async fn undone_there(&self, claimed: Claimed, now: Timestamp) -> Result<(), StoreError> {
        let store = self.context.store();
        let action = out_of_parking(claimed).action;
        let decision = store.decision(&action.decision_id).await?;
        let decision = decision.ok_or(StoreError::Inconsistent {
            table: "decision",
            column: "id",
            row: action.decision_id.to_string(),
        })?;
        let failed = |error: UseCaseError| match error {
            UseCaseError::Store(error) => error,
            other => StoreError::Failed(other.to_string()),
        };
        let desk = self
            .context
            .desk(&decision.review_id)
            .await
            .map_err(failed)?;
        let (expected_epoch, expected_state) = (action.epoch, action.state);
        let action = action
            .step(ActionState::Cancelled, now)
            .map_err(|error| StoreError::Failed(error.to_string()))?;
        let change = Change::UpdateAction {
            action,
            expected_epoch,
            expected_state,
        };
        let unit = self.context.undone(&decision, &desk, Some(change));
        store.commit(unit.map_err(failed)?).await
    }
}
