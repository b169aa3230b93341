//! Gives an action to a person to finish on the network's own page.

use herald_domain::{ActionState, EventBody, HandOver};

use super::step::stepped;
use super::{Claimed, Executor};
use crate::ports::StoreError;

impl Executor {
    /// Writes down what the person needs; the action waits until they say what became of it.
    pub(super) async fn hand_over(
        &self,
        claimed: Claimed,
        hand_over: HandOver,
    ) -> Result<(), StoreError> {
        let Claimed {
            action,
            correlation,
            ..
        } = claimed;
        let mint = self.context.mint();
        let account_id = action.account_id.clone();
        let body = EventBody::ActionHandedOver {
            action_id: action.id.clone(),
            url: hand_over.url.clone(),
        };
        let message = hand_over.instruction.clone();
        let to = ActionState::HandedOver;
        let unit = stepped(mint, action, &correlation, to, &message, |a| {
            a.hand_over = Some(hand_over);
            a.uncertain = false;
            a.failure = None;
        })?;
        let event = mint.event(Some(&account_id), &correlation, body);
        self.context.store().commit(unit.emitting(event)).await
    }
}
