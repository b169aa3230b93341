//! Gives an action to a person to finish on the network's own page.

use herald_domain::{ActionState, EventBody, HandOver};

use super::guard::without_call;
use super::put_off::in_doubt;
use super::step::stepped;
use super::{Claimed, Executor};
use crate::ports::StoreError;

impl Executor {
    /// Gives a sending that the network refused from a program to the person. Where one before it may have
    /// arrived, that is looked up first: nobody is asked to do what is there already.
    pub(super) async fn refused_a_program(
        &self,
        claimed: Claimed,
        hand_over: HandOver,
    ) -> Result<(), StoreError> {
        let mut claimed = without_call(claimed);
        if claimed.action.tries == 0 {
            return self.hand_over(claimed, hand_over).await;
        }
        let why = "The network wants it from you now. It was sent before and got no answer; whether \
                   that one arrived is being looked up.";
        claimed.action.hand_over = Some(hand_over);
        claimed.action.failure = Some(in_doubt(why));
        let now = self.context.clock().now();
        self.look_again(claimed, now, why, 0).await
    }

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
