//! Execute: puts approved things on their way and sees them through; sole producer of
//! `ActionExecuted`, and the only stage that holds what writes to a network.

mod hand_over;
mod progress;
mod reconcile;
mod schedule;
mod send;

pub use schedule::decide;

use std::sync::Arc;
use std::time::Duration;

use herald_domain::{
    Account, Action, ActionState, ApprovedAction, Decision, EventBody, Failure, Receipt, Revision,
    Timestamp,
};

use crate::Context;
use crate::context::no_connector;
use crate::mint::Mint;
use crate::ports::{
    ActionExecutor, Change, NetworkError, NetworkErrorKind, NetworkWriters, StoreError, UnitOfWork,
};

/// How much longer a lease is than the longest call.
const MARGIN: Duration = Duration::from_secs(5);

/// How long something approved may wait for a network that does not answer.
const PATIENCE: Duration = Duration::from_hours(6);

/// How often an unconfirmed action is looked up before a person is asked.
const MOST_LOOKUPS: u32 = 8;

/// Sends approved actions; one for each engine.
#[derive(Clone)]
pub struct Executor {
    context: Context,
    writers: Arc<dyn NetworkWriters>,
}

/// What an action was approved with.
struct Approval {
    account: Account,
    approved: ApprovedAction,
    correlation: String,
}

impl Executor {
    /// Makes the executor.
    pub fn new(context: Context, writers: Arc<dyn NetworkWriters>) -> Self {
        Self { context, writers }
    }

    /// Moves on every action whose time has come: one lane per account, all lanes at a time.
    ///
    /// Returns how many actions were moved on.
    pub async fn work_off(&self) -> Result<usize, StoreError> {
        let now = self.context.clock().now();
        let due = self.context.store().due_actions(now, 500).await?;
        let mut lanes: Vec<Vec<Action>> = Vec::new();
        for action in due {
            let lane = lanes
                .iter_mut()
                .find(|l| l.first().is_some_and(|a| a.account_id == action.account_id));
            match lane {
                Some(lane) => lane.push(action),
                None => lanes.push(vec![action]),
            }
        }
        let results =
            futures_util::future::join_all(lanes.into_iter().map(|lane| self.run_lane(lane))).await;
        results.into_iter().sum()
    }

    async fn run_lane(&self, lane: Vec<Action>) -> Result<usize, StoreError> {
        let mut moved = 0;
        for action in lane {
            match self.move_on(action).await {
                Ok(true) => moved += 1,
                Ok(false) => {}
                Err(StoreError::Conflict(what)) => {
                    tracing::info!(what, "an action changed hands; it is read again");
                }
                Err(error) => return Err(error),
            }
        }
        Ok(moved)
    }

    async fn move_on(&self, action: Action) -> Result<bool, StoreError> {
        let account = self.context.account(&action.account_id).await?;
        let settings = self.context.store().settings().await?;
        if settings.is_on("engine.paused") || !account.is_active() {
            return Ok(false);
        }
        if self
            .context
            .store()
            .has_unresolved(&account.id, &action.id)
            .await?
        {
            return Ok(false);
        }
        let Some(executor) = self.writers.executor(account.network) else {
            let error = no_connector(account.network);
            self.fail(action, "", &error.code, &error.message).await?;
            return Ok(true);
        };
        let approval = match self.approval(&action, account).await? {
            Ok(approval) => approval,
            Err((correlation, message)) => {
                self.fail(action, &correlation, "not_approved", &message)
                    .await?;
                return Ok(true);
            }
        };
        if action.state == ActionState::Unconfirmed {
            return self.reconcile(action, &approval, executor.as_ref()).await;
        }
        self.send(action, &approval, executor.as_ref()).await
    }

    /// Rebuilds the approval from the stored rows; the reason where there is none (any more).
    async fn approval(
        &self,
        action: &Action,
        account: Account,
    ) -> Result<Result<Approval, (String, String)>, StoreError> {
        let store = self.context.store();
        let review = store.review(&action.review_id).await?;
        let decision = store.decision(&action.decision_id).await?;
        let number = decision.as_ref().map_or(0, |d: &Decision| d.revision);
        let revision = store.revision(&action.suggestion_id, number).await?;
        let suggestion = store.suggestion(&action.suggestion_id).await?;
        let correlation = suggestion
            .and_then(|s| s.activity_id.map(|a| a.to_string()))
            .unwrap_or_else(|| action.suggestion_id.to_string());
        let (Some(review), Some(decision), Some(revision)) = (review, decision, revision) else {
            return Ok(Err((
                correlation,
                "The approval of this action is missing.".to_owned(),
            )));
        };
        Ok(
            match ApprovedAction::new(&account, &review, &decision, &revision) {
                Ok(approved) if review.digest == action.digest => Ok(Approval {
                    account,
                    approved,
                    correlation,
                }),
                Ok(_) => Err((
                    correlation,
                    "The content changed after it was approved.".to_owned(),
                )),
                Err(error) => Err((correlation, format!("It was not sent: {error}."))),
            },
        )
    }

    async fn fail(
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
        let unit = ended(self.context.mint(), action, correlation, Err(failure))?;
        self.context.store().commit(unit).await
    }

    fn executor_lease(executor: &dyn ActionExecutor, wire: &serde_json::Value) -> Duration {
        executor.send_timeout(wire) + MARGIN
    }
}

/// Makes the unit that ends an action: done with a receipt, or failed with a reason.
fn ended(
    mint: &Mint,
    action: Action,
    correlation: &str,
    outcome: Result<Receipt, Failure>,
) -> Result<UnitOfWork, StoreError> {
    let (state, message) = match &outcome {
        Ok(_) => (ActionState::Done, "The network has it.".to_owned()),
        Err(failure) => (ActionState::Failed, failure.message.clone()),
    };
    let receipt = outcome.as_ref().ok().cloned();
    let failure = outcome.err();
    let executed = EventBody::ActionExecuted {
        action_id: action.id.clone(),
        outcome: state,
        remote_id: receipt
            .as_ref()
            .and_then(|r| r.remote.as_ref())
            .map(|r| r.id.clone()),
    };
    let account_id = action.account_id.clone();
    let unit = stepped(mint, action, correlation, state, &message, |action| {
        action.receipt = receipt;
        action.failure = failure;
    })?;
    Ok(unit.emitting(mint.event(Some(&account_id), correlation, executed)))
}

/// Makes the unit of one step, with its line in the journal.
fn stepped(
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
    let mut action = step.map_err(|error| StoreError::Conflict(error.to_string()))?;
    change(&mut action);
    Ok(UnitOfWork::new()
        .with(Change::UpdateAction {
            action,
            expected_epoch,
            expected_state,
        })
        .emitting(event))
}

/// Returns the pause before the next try: 5 s, doubled each time, at most 10 minutes.
fn backoff(tries: u32) -> Duration {
    Duration::from_secs((5_u64 << tries.min(7)).min(600))
}

/// Returns when to try again after trouble that may pass.
fn retry_at(error: &NetworkError, tries: u32, now: Timestamp) -> Timestamp {
    match error.kind {
        NetworkErrorKind::RateLimited { until } => until.max(now.plus(Duration::from_secs(1))),
        NetworkErrorKind::Unavailable
        | NetworkErrorKind::SignedOut
        | NetworkErrorKind::Refused
        | NetworkErrorKind::OverBudget
        | NetworkErrorKind::Gone
        | NetworkErrorKind::Garbled
        | NetworkErrorKind::VaultClosed => now.plus(backoff(tries)),
    }
}

/// Tells whether trouble may pass by itself or by the person's help, so that the action waits.
fn may_pass(error: &NetworkError) -> bool {
    matches!(
        error.kind,
        NetworkErrorKind::Unavailable
            | NetworkErrorKind::RateLimited { .. }
            | NetworkErrorKind::SignedOut
            | NetworkErrorKind::VaultClosed
            | NetworkErrorKind::OverBudget
            | NetworkErrorKind::Garbled
    )
}

/// Returns the digests of the pictures and videos a revision needs.
fn media_of(approved: &ApprovedAction) -> Vec<String> {
    let contents = approved.proposal().contents().iter();
    contents
        .flat_map(|c| {
            c.media
                .iter()
                .chain(c.card.iter().filter_map(|card| card.thumb.as_ref()))
        })
        .map(|m| m.sha256.clone())
        .collect()
}

/// The revision a schedule decision is about, with its account.
pub struct Approved<'a> {
    /// The decision.
    pub decision: &'a Decision,
    /// The revision it approved.
    pub revision: &'a Revision,
    /// The account it goes out from.
    pub account: &'a Account,
}
