//! Looks after what lies with the network: where it is, and what follows from that.

use std::collections::BTreeSet;

use herald_domain::{Action, Failure, Recall, Receipt, Timestamp};

use super::super::{Claimed, Executor};
use super::rules::{Lying, Next};
use crate::ports::{NetworkError, Search, StoreError, Whereabouts};

impl Executor {
    /// Looks where a parked post is, and does what follows.
    pub(super) async fn look_after(&self, claimed: Claimed) -> Result<(), StoreError> {
        let lying = self.lying(&claimed).await?;
        let next = match self.whereabouts(&claimed).await? {
            Ok(found) => lying.after(found),
            Err(error) => return self.in_the_dark(claimed, &lying, &error).await,
        };
        match next {
            Next::Lies(id, at) => self.confirmed(claimed, id, at).await,
            Next::LookAgain(at) => {
                let mut missed = claimed;
                missed.action.lookups += 1;
                let why = "It is on no list at the moment; it is looked for again.";
                self.look_at(missed, at, why).await
            }
            Next::TakeOut(id, why) => self.recall(claimed, Recall::FromHere, Some(id), why).await,
            Next::Public(receipt) => self.published(claimed, receipt).await,
            Next::Absent => {
                let why = "The network does not have it; it goes out from here.";
                self.back(claimed, None, None, why).await
            }
            // Where it lay stays known: it is taken out to be sure, should it be sent from here.
            Next::Ask(question) => self.ask(claimed, question).await,
        }
    }

    /// Writes down that nothing could be told; it is looked at again.
    pub(super) async fn in_the_dark(
        &self,
        claimed: Claimed,
        lying: &Lying,
        error: &NetworkError,
    ) -> Result<(), StoreError> {
        self.context.heed_sign_out(&claimed.account, error).await?;
        self.look_at(claimed, lying.unanswered(), &error.message)
            .await
    }

    pub(super) async fn lying(&self, claimed: &Claimed) -> Result<Lying, StoreError> {
        let settings = self.context.store().settings().await?;
        let parked = claimed.parked();
        Ok(Lying {
            now: self.context.clock().now(),
            planned_at: claimed.action.planned_at,
            asked_at: parked.asked_at,
            is_known: parked.id.is_some(),
            is_confirmed: parked.confirmed,
            misses: claimed.action.lookups,
            may_be_late: settings.minutes("publish.late_minutes"),
            call_timeout: claimed.executor.call_timeout(),
        })
    }

    /// Asks the network where a post is.
    pub(super) async fn whereabouts(
        &self,
        claimed: &Claimed,
    ) -> Result<Result<Whereabouts, NetworkError>, StoreError> {
        let Some(place) = claimed.place() else {
            return Ok(Ok(Whereabouts::Nowhere));
        };
        let parked = claimed.parked();
        let search = Search {
            first_called: parked.asked_at,
            accounted: self.accounted_for(claimed, parked.asked_at).await?,
        };
        let (account, action) = (&claimed.account, &claimed.action);
        let wire = action.prepared.clone().unwrap_or_default();
        let (id, at) = (parked.id.as_deref(), action.planned_at);
        Ok(place.find(account, &wire, id, at, &search).await)
    }

    /// Returns what Herald can account for otherwise, lying there or public.
    async fn accounted_for(
        &self,
        claimed: &Claimed,
        asked_at: Timestamp,
    ) -> Result<BTreeSet<String>, StoreError> {
        let mut all = self.accounted(claimed, asked_at).await?;
        let store = self.context.store();
        let others = store.parked_actions(&claimed.account.id).await?;
        let others = others.into_iter().filter(|a| a.id != claimed.action.id);
        all.extend(others.filter_map(|a| a.parked?.id));
        Ok(all)
    }

    async fn confirmed(
        &self,
        claimed: Claimed,
        id: String,
        at: Timestamp,
    ) -> Result<(), StoreError> {
        if claimed.parked().confirmed && claimed.action.failure.is_none() {
            let seen = |action: &mut Action| (action.due_at, action.lookups) = (at, 0);
            return self.quietly(claimed, seen).await;
        }
        let message = "It lies with the network as it was approved, for its time.";
        self.parked_step(claimed, message, |action| {
            (action.due_at, action.lookups) = (at, 0);
            action.failure = None;
            if let Some(parked) = &mut action.parked {
                (parked.id, parked.confirmed) = (Some(id), true);
            }
        })
        .await?;
        Ok(())
    }

    /// Ends what the network published: it counts as sent at its time.
    pub(super) async fn published(
        &self,
        claimed: Claimed,
        receipt: Receipt,
    ) -> Result<(), StoreError> {
        let mut claimed = claimed;
        claimed.action.last_called = Some(claimed.action.planned_at);
        self.done(claimed, receipt).await
    }

    pub(super) async fn look_at(
        &self,
        claimed: Claimed,
        at: Timestamp,
        why: &str,
    ) -> Result<(), StoreError> {
        let failure = Failure {
            code: "parked".to_owned(),
            message: why.to_owned(),
        };
        self.parked_step(claimed, why, |action| {
            action.due_at = at;
            action.failure = Some(failure);
        })
        .await?;
        Ok(())
    }
}
