//! Finds out what became of a sending whose outcome is not known.

use std::collections::BTreeSet;
use std::time::Duration;

use herald_domain::{ActionState, Failure, Question, Receipt, Safety, Timestamp};

use super::guard::never_sent;
use super::put_off::refusal_in_doubt;
use super::rules::{Doubt, Next};
use super::step::stepped;
use super::{Claimed, Executor};
use crate::ports::{Lookup, NetworkError, Search, StoreError};

/// How far back what Herald sent otherwise is read: longer than clocks of servers are wrong.
const ACCOUNTED_BEFORE: Duration = Duration::from_hours(1);

/// How soon is looked again where what it answers changed while it may be there.
const TARGET_AGAIN: Duration = Duration::from_secs(30);

/// How long after its time a parked post is waited for, which is looked for as soon as the network answers.
const PARKED_FIRST: Duration = Duration::from_hours(12);

impl Executor {
    /// Writes that the network may have the step just sent; it is looked up at once.
    pub(super) async fn unconfirmed(
        &self,
        claimed: Claimed,
        error: &NetworkError,
    ) -> Result<(), StoreError> {
        let now = self.context.clock().now();
        let message = format!(
            "{} It may be on the network; it is being looked up.",
            error.message
        );
        self.look_again(claimed, now, &message, 0).await
    }

    /// Looks up the step after those that are done, and does what follows.
    pub(super) async fn look_up(&self, claimed: Claimed) -> Result<(), StoreError> {
        if let Some(reason) = self.not_now(&claimed).await? {
            let due_at = self.context.clock().now();
            let lookups = claimed.action.lookups;
            return self.look_again(claimed, due_at, &reason, lookups).await;
        }
        let action = &claimed.action;
        let wire = action.prepared.clone().unwrap_or_default();
        let first_called = action.first_tried.unwrap_or(action.updated_at);
        let search = Search {
            first_called,
            accounted: self.accounted(&claimed, first_called).await?,
        };
        let refused = refusal_in_doubt(action);
        let safety = match refused {
            // It is not sent again, so what a repetition would lead to says nothing.
            Some(_) => Safety::ReadBack,
            None => claimed.executor.safety(&claimed.account, action.verb).await,
        };
        let doubt = Doubt {
            now: self.context.clock().now(),
            safety,
            first_called,
            last_called: action.last_called.unwrap_or(first_called),
            call_timeout: claimed.executor.call_timeout(),
            tries: if refused.is_some() { 1 } else { action.tries },
            lookups: action.lookups,
        };
        let looked = claimed
            .executor
            .find(&claimed.account, &wire, &action.steps, &search)
            .await;
        let next = match looked {
            Ok(lookup) if self.may_be_parked(&claimed, &lookup).await? => {
                doubt.after_what_is_parked()
            }
            Ok(lookup) => doubt.after(lookup),
            Err(error) => {
                let account = &claimed.account;
                self.context.heed_sign_out(account, &error).await?;
                doubt.unanswered(&error)
            }
        };
        match (next, refused) {
            (Next::SendAgain, Some(failure)) => {
                Box::pin(self.refused_after_all(claimed, failure)).await
            }
            (next, _) => self.follow(claimed, &doubt, next).await,
        }
    }

    async fn follow(&self, claimed: Claimed, doubt: &Doubt, next: Next) -> Result<(), StoreError> {
        match next {
            Next::Found(receipt) => Box::pin(self.found(claimed, receipt)).await,
            Next::SendAgain => Box::pin(self.send_again(claimed, doubt)).await,
            Next::LookAgain(at, why) => {
                let lookups = claimed.action.lookups + 1;
                self.look_again(claimed, at, &why, lookups).await
            }
            Next::Ask(question) => self.ask(claimed, question).await,
        }
    }

    /// Tells why even looking up has to wait.
    pub(super) async fn not_now(&self, claimed: &Claimed) -> Result<Option<String>, StoreError> {
        let paused = self
            .context
            .store()
            .settings()
            .await?
            .is_on("engine.paused");
        let account = self.context.account(&claimed.account.id).await?;
        Ok((paused || !account.is_active())
            .then(|| "It was paused; it is looked up when it goes on.".to_owned()))
    }

    /// Tells whether what was seen may be a post that was left with the network and that nobody has looked
    /// for since its time.
    async fn may_be_parked(&self, claimed: &Claimed, lookup: &Lookup) -> Result<bool, StoreError> {
        if !matches!(lookup, Lookup::Found(_) | Lookup::Unlike(_)) {
            return Ok(false);
        }
        let now = self.context.clock().now();
        let store = self.context.store();
        let parked = store.parked_actions(&claimed.account.id).await?;
        let unseen = |at| now >= at && now.since(at) < PARKED_FIRST;
        Ok(parked.iter().any(|action| unseen(action.planned_at)))
    }

    /// Returns where the network put what Herald can account for otherwise.
    pub(super) async fn accounted(
        &self,
        claimed: &Claimed,
        first_called: Timestamp,
    ) -> Result<BTreeSet<String>, StoreError> {
        let since = first_called.minus(ACCOUNTED_BEFORE);
        let account = &claimed.account.id;
        let receipts = self.context.store().remote_ids(account, since).await?;
        let remotes = receipts.into_iter().filter_map(|receipt| receipt.remote);
        Ok(remotes.map(|remote| remote.id).collect())
    }

    async fn found(&self, claimed: Claimed, receipt: Receipt) -> Result<(), StoreError> {
        let wire = claimed.action.prepared.clone().unwrap_or_default();
        let mut claimed = claimed;
        if claimed.action.steps.len() + 1 >= claimed.executor.steps(&wire) {
            let first = claimed.action.steps.first().cloned();
            return self.done(claimed, first.unwrap_or(receipt)).await;
        }
        claimed = self.keep_found(claimed, receipt).await?;
        Box::pin(self.send_steps(claimed, 0)).await
    }

    /// Writes down a step that was found and is not the last.
    async fn keep_found(&self, claimed: Claimed, receipt: Receipt) -> Result<Claimed, StoreError> {
        let mut kept = claimed.action.clone();
        let mint = self.context.mint();
        let lease = mint.now().plus(claimed.lease());
        let to = ActionState::Sending;
        let message = "A part was found on the network; it goes on with the next.";
        let correlation = &claimed.correlation;
        let unit = stepped(mint, claimed.action, correlation, to, message, |action| {
            action.steps.push(receipt);
            (action.tries, action.first_tried, action.patience_ms) = (0, None, 0);
            action.uncertain = false;
            action.lookups = 0;
            action.lease_until = Some(lease);
            kept = action.clone();
        })?;
        self.context.store().commit(unit).await?;
        Ok(Claimed {
            action: kept,
            ..claimed
        })
    }

    /// Sends the step again with the same bytes and key, after the guards.
    async fn send_again(&self, claimed: Claimed, doubt: &Doubt) -> Result<(), StoreError> {
        if claimed.action.steps.is_empty()
            && let Err(error) = self.check_target(&claimed).await
        {
            if !doubt.is_settled() {
                // It may be there still, and what holds it back may be itself.
                let at = doubt.now.plus(TARGET_AGAIN);
                let lookups = claimed.action.lookups + 1;
                return self.look_again(claimed, at, &error.message, lookups).await;
            }
            // It surely is not there, so it is like something that was never sent.
            return self.put_off(never_sent(claimed), &error).await;
        }
        Box::pin(self.send_steps(claimed, 0)).await
    }

    pub(super) async fn look_again(
        &self,
        claimed: Claimed,
        at: Timestamp,
        why: &str,
        lookups: u32,
    ) -> Result<(), StoreError> {
        let Claimed {
            action,
            correlation,
            ..
        } = claimed;
        let unconfirmed = || Failure {
            code: "unconfirmed".to_owned(),
            message: why.to_owned(),
        };
        let failure = refusal_in_doubt(&action).unwrap_or_else(unconfirmed);
        let mint = self.context.mint();
        let to = ActionState::Unconfirmed;
        let unit = stepped(mint, action, &correlation, to, why, |action| {
            action.lookups = lookups;
            action.due_at = at;
            action.failure = Some(failure);
        })?;
        self.context.store().commit(unit).await
    }

    /// Asks the person what became of it; the lane goes on without it.
    pub(super) async fn ask(&self, claimed: Claimed, question: Question) -> Result<(), StoreError> {
        let Claimed {
            action,
            correlation,
            ..
        } = claimed;
        let failure = Failure {
            code: "asks".to_owned(),
            message: question.why().to_owned(),
        };
        let why = failure.message.clone();
        let mint = self.context.mint();
        let to = ActionState::Asks;
        let unit = stepped(mint, action, &correlation, to, &why, |action| {
            action.failure = Some(failure);
            action.question = Some(question);
        })?;
        self.context.store().commit(unit).await
    }
}
