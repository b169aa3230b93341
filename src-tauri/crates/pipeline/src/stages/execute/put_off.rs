//! What surely did not leave: it waits for trouble to pass, goes back to the person, or is refused.

use std::time::Duration;

use herald_domain::{
    Account, Action, ActionState, Failure, Health, HealthState, Question, Spending, Verb,
};

use super::guard::{never_sent, without_call};
use super::rules::{Waiting, waiting};
use super::step::stepped;
use super::{Claimed, Executor};
use crate::ports::{Change, NetworkError, NetworkErrorKind, StoreError, UnitOfWork};

/// The code of a refusal that came while an earlier sending of the step may have arrived.
const REFUSED_IN_DOUBT: &str = "refused_in_doubt";

/// After how many failures in a row of one verb the lane rests.
const BREAKER_AFTER: u32 = 3;

/// The longest rest of a lane.
const LONGEST_REST: Duration = Duration::from_mins(15);

impl Executor {
    /// Writes that a sending surely did not leave. What is in doubt from a sending before stays in doubt.
    pub(super) async fn not_sent(
        &self,
        claimed: Claimed,
        error: &NetworkError,
    ) -> Result<(), StoreError> {
        let mut claimed = without_call(claimed);
        if claimed.action.tries == 0 {
            return self.put_off(claimed, error).await;
        }
        let now = self.context.clock().now();
        let waited = Duration::from_millis(claimed.action.patience_ms);
        match waiting(error, waited, now) {
            Waiting::Until(at, pause) => {
                claimed.action.patience_ms += u64::try_from(pause.as_millis()).unwrap_or(u64::MAX);
                self.look_again(claimed, at, &error.message, 0).await
            }
            Waiting::Over => {
                claimed.action.failure = Some(in_doubt(&error.message));
                let why = format!(
                    "It is refused now: {} It was sent before and got no answer; whether that one \
                     arrived is being looked up.",
                    error.message
                );
                self.look_again(claimed, now, &why, 0).await
            }
        }
    }

    /// Writes that an action waits, or ends, because of trouble before anything left.
    pub(super) async fn put_off(
        &self,
        claimed: Claimed,
        error: &NetworkError,
    ) -> Result<(), StoreError> {
        if error.kind == NetworkErrorKind::Changed {
            return self.review_again(claimed, error).await;
        }
        let now = self.context.clock().now();
        let waited = Duration::from_millis(claimed.action.patience_ms);
        match waiting(error, waited, now) {
            Waiting::Until(at, pause) => {
                let rest = self.rests(&claimed, error).await?;
                let at = rest.map_or(at, |rest| at.max(now.plus(rest)));
                self.wait(claimed, error, at, pause, rest).await
            }
            Waiting::Over => self.over(claimed, error).await,
        }
    }

    async fn wait(
        &self,
        claimed: Claimed,
        error: &NetworkError,
        at: herald_domain::Timestamp,
        pause: Duration,
        rest: Option<Duration>,
    ) -> Result<(), StoreError> {
        let account = claimed.account.clone();
        let failure = failure_of(error);
        let mint = self.context.mint();
        let to = ActionState::Due;
        let unit = stepped(
            mint,
            claimed.action,
            &claimed.correlation,
            to,
            &error.message,
            |action| {
                action.due_at = at;
                action.uncertain = false;
                action.patience_ms += u64::try_from(pause.as_millis()).unwrap_or(u64::MAX);
                action.failure = Some(failure);
            },
        )?;
        let unit = match rest {
            Some(rest) => {
                let verb = claimed.approved.proposal().verb();
                unit.with(Change::SetHealth(
                    self.resting(&account, verb, error, rest).await?,
                ))
            }
            None => unit,
        };
        self.context.store().commit(unit).await?;
        self.context.heed_sign_out(&account, error).await?;
        Ok(())
    }

    /// Ends what was refused while an earlier sending was in doubt, and surely is not there; or gives it to
    /// the person, where the network wants it from them.
    pub(super) async fn refused_after_all(
        &self,
        claimed: Claimed,
        failure: Failure,
    ) -> Result<(), StoreError> {
        let mut claimed = never_sent(claimed);
        if let Some(page) = claimed.action.hand_over.take() {
            return self.hand_over(claimed, page).await;
        }
        let error = NetworkError {
            kind: NetworkErrorKind::Refused,
            code: "refused".to_owned(),
            message: failure.message,
        };
        self.over(claimed, &error).await
    }

    /// Ends what does not pass: a part that is public makes it a question.
    async fn over(&self, claimed: Claimed, error: &NetworkError) -> Result<(), StoreError> {
        let wire = claimed.action.prepared.clone().unwrap_or_default();
        if !claimed.action.steps.is_empty() {
            let question = Question::Stopped {
                why: error.message.clone(),
                public: claimed.action.steps.clone(),
                of: u32::try_from(claimed.executor.steps(&wire)).unwrap_or(u32::MAX),
            };
            return self.ask(claimed, question).await;
        }
        let reserved = claimed.action.reserved_micro_usd;
        let mint = self.context.mint();
        let failure = failure_of(error);
        let unit = super::step::ended(
            mint,
            claimed.action,
            &claimed.correlation,
            ActionState::Refused,
            &error.message,
            |action| {
                action.uncertain = false;
                action.reserved_micro_usd = 0;
                action.failure = Some(failure);
            },
        )?;
        let verb = claimed.approved.proposal().verb();
        let unit = refunded(
            unit,
            &claimed.account,
            verb,
            reserved,
            self.context.clock().now(),
        );
        self.context.store().commit(unit).await
    }

    /// Returns how long a lane rests after this failure; nothing where it may go on at once.
    async fn rests(
        &self,
        claimed: &Claimed,
        error: &NetworkError,
    ) -> Result<Option<Duration>, StoreError> {
        let passing = matches!(
            error.kind,
            NetworkErrorKind::Unavailable | NetworkErrorKind::Garbled
        );
        if !passing || error.code == "lagging" {
            return Ok(None);
        }
        let verb = claimed.approved.proposal().verb();
        let failures = self.failures(&claimed.account, verb).await? + 1;
        let over = failures.saturating_sub(BREAKER_AFTER);
        let rest = Duration::from_secs(if failures < BREAKER_AFTER {
            0
        } else {
            60 << over.min(4)
        });
        Ok(Some(rest.min(LONGEST_REST)))
    }

    async fn failures(&self, account: &Account, verb: Verb) -> Result<u32, StoreError> {
        let part = part_of(verb);
        let health = self.context.health_of(&account.id).await?;
        let own = health.iter().find(|h| h.part == part);
        Ok(own.map_or(0, |h| h.failures))
    }

    async fn resting(
        &self,
        account: &Account,
        verb: Verb,
        error: &NetworkError,
        rest: Duration,
    ) -> Result<Health, StoreError> {
        let now = self.context.clock().now();
        let failures = self.failures(account, verb).await? + 1;
        Ok(Health {
            state: if failures > BREAKER_AFTER {
                HealthState::Failed
            } else {
                HealthState::Degraded
            },
            message: error.message.clone(),
            failures,
            retry_at: Some(now.plus(rest)),
            ..Health::well(&part_of(verb), Some(account.id.clone()), now)
        })
    }

    /// Adds to a unit that sending works again, where it did not.
    pub(super) async fn recovered(
        &self,
        unit: UnitOfWork,
        account: &Account,
        verb: Verb,
    ) -> Result<UnitOfWork, StoreError> {
        if self.failures(account, verb).await? == 0 {
            return Ok(unit);
        }
        let now = self.context.clock().now();
        let well = Health::well(&part_of(verb), Some(account.id.clone()), now);
        Ok(unit.with(Change::SetHealth(well)))
    }
}

/// Makes the failure of what is refused while an earlier sending may have arrived.
pub(super) fn in_doubt(message: &str) -> Failure {
    Failure {
        code: REFUSED_IN_DOUBT.to_owned(),
        message: message.to_owned(),
    }
}

/// Returns why a step that may have arrived is not sent again: the network refused it meanwhile.
pub(super) fn refusal_in_doubt(action: &Action) -> Option<Failure> {
    let failure = action.failure.as_ref()?;
    (failure.code == REFUSED_IN_DOUBT).then(|| failure.clone())
}

/// Returns the part of the health table of sending with a verb.
fn part_of(verb: Verb) -> String {
    format!("send {}", verb.as_str())
}

pub(super) fn failure_of(error: &NetworkError) -> Failure {
    Failure {
        code: error.code.clone(),
        message: error.message.clone(),
    }
}

/// Gives back what was reserved for something the network surely does not have.
pub(super) fn refunded(
    unit: UnitOfWork,
    account: &Account,
    verb: Verb,
    reserved_micro_usd: u64,
    at: herald_domain::Timestamp,
) -> UnitOfWork {
    if reserved_micro_usd == 0 {
        return unit;
    }
    let spent = Spending::once(account.id.clone(), verb.as_str(), reserved_micro_usd, at);
    unit.with(Change::Spend(Spending {
        uses: -spent.uses,
        micro_usd: -spent.micro_usd,
        ..spent
    }))
}
