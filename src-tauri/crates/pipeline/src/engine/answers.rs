//! Tells a person away from the window of what needs their answer.

use std::collections::BTreeSet;
use std::sync::Arc;
use std::time::Duration;

use herald_domain::{Action, ActionId, Timestamp};
use tokio_util::sync::CancellationToken;

use super::lanes::Lanes;
use super::{Engine, SLOW_POLL};
use crate::ports::StoreError;
use crate::stages::notify::answers;

/// How long what happens together is gathered: after a sleep many posts have missed their times at once.
const GATHER: Duration = Duration::from_secs(3);

/// How often it is gathered on while sending has not come to rest: a network that hangs must not keep what
/// is known already from being told.
const MOST_GATHERINGS: u32 = 10;

/// The most that is looked at.
const MOST: u32 = 500;

/// What a person was told of; what waited before the engine began they know.
struct Told {
    since: Timestamp,
    /// By what they were told: which action, and the state it waits in.
    known: BTreeSet<(ActionId, &'static str)>,
}

impl Told {
    /// Returns what they have not been told of yet, and remembers it.
    fn fresh(&mut self, waiting: Vec<Action>) -> Vec<Action> {
        let key = |action: &Action| (action.id.clone(), action.state.as_str());
        let now: BTreeSet<_> = waiting.iter().map(key).collect();
        let is_fresh = |a: &Action| a.updated_at >= self.since && !self.known.contains(&key(a));
        let fresh = waiting.into_iter().filter(is_fresh).collect();
        // What was answered and asks again is told again.
        self.known = now;
        fresh
    }
}

impl Engine {
    pub(super) async fn serve_answers(
        self: Arc<Self>,
        lanes: Arc<Lanes>,
        stop: CancellationToken,
    ) -> Result<(), StoreError> {
        let context = &self.context;
        let mut told = Told {
            since: self.began,
            known: BTreeSet::new(),
        };
        while !stop.is_cancelled() {
            tokio::select! {
                () = stop.cancelled() => return Ok(()),
                gathered = self.gather(&lanes) => gathered?,
            }
            let armed = context.wake().armed();
            let waiting = context.store().actions_that_ask(MOST).await?;
            let fresh = told.fresh(waiting);
            let wishes = context.store().settings().await?;
            if wishes.is_on("notifications.enabled")
                && let Some(notice) = answers::decide(&fresh)
            {
                context.notifier().notify(notice).await;
            }
            tokio::select! {
                () = stop.cancelled() => {}
                () = context.wake().changed(armed, SLOW_POLL) => {}
                () = context.clock().sleep(SLOW_POLL) => {}
            }
        }
        Ok(())
    }

    /// Waits until what happens together has happened: nothing is due that was not looked at.
    async fn gather(&self, lanes: &Lanes) -> Result<(), StoreError> {
        for _ in 0..MOST_GATHERINGS {
            self.context.clock().sleep(GATHER).await;
            // In this order: what is no longer due is with a lane, or it is over.
            let is_due = !self.executor.lanes_due().await?.is_empty();
            if !is_due && !lanes.are_at_work() {
                break;
            }
        }
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use herald_domain::ActionState;
    use herald_testkit::builders::{self, START};

    use super::*;

    fn waiting(state: ActionState, updated_at: Timestamp) -> Action {
        Action {
            state,
            updated_at,
            ..builders::post_action()
        }
    }

    #[test]
    fn each_is_told_once_and_what_waited_before_never() {
        let began = START.plus(Duration::from_secs(10));
        let mut told = Told {
            since: began,
            known: BTreeSet::new(),
        };
        let old = waiting(ActionState::Missed, START);
        assert_eq!(told.fresh(vec![old.clone()]), []);
        let fresh = waiting(ActionState::Missed, began);
        let both = || vec![old.clone(), fresh.clone()];
        assert_eq!(told.fresh(both()), std::slice::from_ref(&fresh));
        assert_eq!(told.fresh(both()), []);
        // Answered, and in doubt after that.
        assert_eq!(told.fresh(vec![old.clone()]), []);
        let asks = Action {
            state: ActionState::Asks,
            ..fresh.clone()
        };
        assert_eq!(told.fresh(vec![asks.clone()]), [asks]);
    }
}
