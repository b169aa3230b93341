//! Execute: puts approved things on their way and sees them through; sole producer of
//! `ActionExecuted`, and the only stage that holds what writes to a network.
//!
//! An account is a lane. Its head is claimed under a lease, prepared, and sent step by step: the intent is
//! on the disk before each call, what became of it after. What may have arrived is looked up
//! (`rules` say what follows), and what only a person can tell is asked.

mod guard;
mod hand_over;
mod lane;
mod lookup;
mod parking;
mod put_off;
mod review_again;
mod rules;
mod schedule;
mod send;
mod step;

pub(crate) use step::{ended, stepped};

pub use schedule::decide;

use std::sync::Arc;

use herald_domain::{
    Account, Action, ApprovedAction, Decision, PublishTime, Revision, Suggestion, Warning,
};

use crate::Context;
use crate::context::no_connector;
use crate::ports::{ActionExecutor, NetworkWriters, StoreError};
use crate::use_cases::record_decision::correlation;

/// Sends approved actions; one for each engine.
#[derive(Clone)]
pub struct Executor {
    context: Context,
    writers: Arc<dyn NetworkWriters>,
}

/// One action in the hands of the worker that claimed it, with all that belongs to it.
struct Claimed {
    action: Action,
    account: Account,
    approved: ApprovedAction,
    suggestion: Suggestion,
    revision: Revision,
    executor: Arc<dyn ActionExecutor>,
    correlation: String,
}

impl Claimed {
    /// Returns what the person was warned of when they approved.
    fn warnings(&self) -> &[Warning] {
        &self.revision.warnings
    }

    /// Returns the first step where a person said that the last one arrived, too.
    fn all_sent(&self) -> Option<herald_domain::Receipt> {
        let wire = self.action.prepared.as_ref()?;
        let all = self.action.steps.len() >= self.executor.steps(wire);
        self.action.steps.first().filter(|_| all).cloned()
    }

    /// Tells whether it has a time of its own.
    fn is_planned(&self) -> bool {
        matches!(self.revision.publish_at, PublishTime::At { .. })
    }
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

impl Executor {
    /// Makes the executor.
    pub fn new(context: Context, writers: Arc<dyn NetworkWriters>) -> Self {
        Self { context, writers }
    }

    /// Reads all that belongs to a claimed action, as it is now; nothing where the action ended because
    /// it is not approved (any more) or nothing here can send it.
    async fn take(&self, action: Action) -> Result<Option<Claimed>, StoreError> {
        let store = self.context.store();
        let account = self.context.account(&action.account_id).await?;
        let review = store.review(&action.review_id).await?;
        let decision = store.decision(&action.decision_id).await?;
        let number = decision.as_ref().map_or(0, |d: &Decision| d.revision);
        let revision = store.revision(&action.suggestion_id, number).await?;
        let suggestion = store.suggestion(&action.suggestion_id).await?;
        let chain = suggestion
            .as_ref()
            .map_or_else(|| action.suggestion_id.to_string(), correlation);
        let (Some(review), Some(decision), Some(revision), Some(suggestion)) =
            (review, decision, revision, suggestion)
        else {
            let message = "The approval of this action is missing.";
            self.refuse(action, &chain, "not_approved", message).await?;
            return Ok(None);
        };
        let approved = match ApprovedAction::new(&account, &review, &decision, &revision) {
            Ok(approved) if review.digest == action.digest => approved,
            Ok(_) => {
                let message = "The content changed after it was approved.";
                self.refuse(action, &chain, "not_approved", message).await?;
                return Ok(None);
            }
            Err(error) => {
                let message = format!("It was not sent: {error}.");
                self.refuse(action, &chain, "not_approved", &message)
                    .await?;
                return Ok(None);
            }
        };
        let Some(executor) = self.writers.executor(account.network) else {
            let error = no_connector(account.network);
            self.refuse(action, &chain, &error.code, &error.message)
                .await?;
            return Ok(None);
        };
        Ok(Some(Claimed {
            action,
            account,
            approved,
            suggestion,
            revision,
            executor,
            correlation: chain,
        }))
    }
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
