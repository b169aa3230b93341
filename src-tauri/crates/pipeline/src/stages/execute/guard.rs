//! Guards: what is checked after the claim, and again just before every call.

use std::time::Duration;

use herald_domain::{ActionState, Failure, Timestamp, Verb};

use super::step::stepped;
use super::{Claimed, Executor};
use crate::ports::StoreError;
use crate::use_cases::answer_action::WANTED_NOW;

/// How much longer a lease is than the longest call.
const MARGIN: Duration = Duration::from_secs(5);

/// Whether something planned goes out now.
pub(super) enum Timely {
    /// It does.
    Now(Box<Claimed>),
    /// It waits for another time, or for the person; that is written down.
    Settled,
}

impl Claimed {
    /// Returns how long a sending holds the lane.
    pub(super) fn lease(&self) -> Duration {
        self.executor.call_timeout() + MARGIN
    }
}

impl Executor {
    /// Holds something planned to its time: what is too late is missed or moved, and posts of one account
    /// keep their spacing. What goes out after approval has no time to miss.
    pub(super) async fn timely(&self, claimed: Claimed) -> Result<Timely, StoreError> {
        let now = self.context.clock().now();
        let wanted_now = |f: &Failure| f.code == WANTED_NOW;
        if !claimed.is_planned()
            || !claimed.action.surely_nothing_sent()
            || claimed.action.failure.as_ref().is_some_and(wanted_now)
        {
            return Ok(Timely::Now(Box::new(claimed)));
        }
        let settings = self.context.store().settings().await?;
        let late = now.since(claimed.action.planned_at);
        if late > settings.minutes("publish.late_minutes") {
            if settings.get("publish.when_late") == Some("next_slot") {
                let slot = self.free_slot(&claimed, now).await?;
                let why = "Its time had passed; it goes out at the next free time.";
                self.move_to(claimed, slot, why).await?;
            } else {
                self.missed(claimed, now).await?;
            }
            return Ok(Timely::Settled);
        }
        let slot = self.free_slot(&claimed, now).await?;
        if slot > now && is_spaced(claimed.action.verb) {
            let why = "Another post of yours went out a moment ago; this one keeps its distance.";
            self.move_to(claimed, slot, why).await?;
            return Ok(Timely::Settled);
        }
        Ok(Timely::Now(Box::new(claimed)))
    }

    /// Returns the first time from `now` on that keeps the spacing to the account's posts gone out.
    async fn free_slot(&self, claimed: &Claimed, now: Timestamp) -> Result<Timestamp, StoreError> {
        let settings = self.context.store().settings().await?;
        let spacing = settings.minutes("publish.spacing_minutes");
        let since = now.minus(spacing);
        let account = &claimed.account.id;
        let last = self
            .context
            .store()
            .last_post_at(account, &claimed.action.id)
            .await?;
        Ok(last
            .filter(|last| *last > since)
            .map_or(now, |last| last.plus(spacing)))
    }

    async fn move_to(
        &self,
        claimed: Claimed,
        slot: Timestamp,
        why: &str,
    ) -> Result<(), StoreError> {
        let Claimed {
            action,
            correlation,
            ..
        } = claimed;
        let mint = self.context.mint();
        let unit = stepped(
            mint,
            action,
            &correlation,
            ActionState::Due,
            why,
            |action| {
                action.planned_at = slot;
                action.due_at = slot;
                action.failure = Some(Failure {
                    code: "moved".to_owned(),
                    message: why.to_owned(),
                });
            },
        )?;
        self.context.store().commit(unit).await
    }

    async fn missed(&self, claimed: Claimed, now: Timestamp) -> Result<(), StoreError> {
        let Claimed {
            action,
            correlation,
            ..
        } = claimed;
        let minutes = now.since(action.planned_at).as_secs() / 60;
        let why = format!(
            "Its time passed {minutes} minutes ago, while Herald could not send it. \
             Nothing went out; say when it should."
        );
        let mint = self.context.mint();
        let unit = stepped(
            mint,
            action,
            &correlation,
            ActionState::Missed,
            &why,
            |action| {
                action.failure = Some(Failure {
                    code: "missed".to_owned(),
                    message: why.clone(),
                });
            },
        )?;
        self.context.store().commit(unit).await
    }

    /// Tells why the call must not be made, if it must not: read anew just before each.
    pub(super) async fn held_back(&self, claimed: &Claimed) -> Result<Option<String>, StoreError> {
        let context = &self.context;
        if context.store().settings().await?.is_on("engine.paused") {
            let reason = "Everything was paused just before it was sent.";
            return Ok(Some(reason.to_owned()));
        }
        let account = context.account(&claimed.account.id).await?;
        if !account.is_active() || account.identity() != *claimed.approved.identity() {
            let reason = "The account was paused or signed out just before it was sent.";
            return Ok(Some(reason.to_owned()));
        }
        let end = context
            .clock()
            .now()
            .plus(claimed.executor.call_timeout() + MARGIN / 2);
        let in_time = claimed.action.lease_until.is_some_and(|lease| end <= lease);
        Ok((!in_time).then(|| "The computer stalled; it is tried again.".to_owned()))
    }

    /// Gives an action back whose call was not made; what is in doubt from a call before stays in doubt.
    pub(super) async fn give_back(&self, claimed: Claimed, why: &str) -> Result<(), StoreError> {
        let claimed = without_call(claimed);
        let now = self.context.clock().now();
        if claimed.action.tries > 0 {
            return self.look_again(claimed, now, why, 0).await;
        }
        let Claimed {
            action,
            correlation,
            ..
        } = claimed;
        let mint = self.context.mint();
        let to = ActionState::Due;
        let unit = stepped(mint, action, &correlation, to, why, |action| {
            action.due_at = now;
            action.uncertain = false;
            action.failure = Some(Failure {
                code: "held_back".to_owned(),
                message: why.to_owned(),
            });
        })?;
        self.context.store().commit(unit).await
    }
}

/// Counts a sending that was intended and not made, or surely did not leave, as none; those before it of the
/// same step stay in doubt.
pub(super) fn without_call(mut claimed: Claimed) -> Claimed {
    if claimed.action.uncertain {
        claimed.action.tries = claimed.action.tries.saturating_sub(1);
        claimed.action.uncertain = claimed.action.tries > 0;
        if claimed.action.tries == 0 {
            claimed.action.first_tried = None;
        }
    }
    claimed
}

/// Counts every sending of the step as none: it surely is not there.
pub(super) fn never_sent(mut claimed: Claimed) -> Claimed {
    claimed.action.uncertain = false;
    (claimed.action.tries, claimed.action.first_tried) = (0, None);
    claimed
}

/// Tells whether posts of this kind keep a distance: answers do not.
fn is_spaced(verb: Verb) -> bool {
    matches!(verb, Verb::Post | Verb::Thread | Verb::Quote)
}
