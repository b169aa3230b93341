//! Makes new ids and events.

use std::sync::{Arc, Mutex, PoisonError};

use herald_domain::{
    AccountId, ActionId, DecisionId, Event, EventBody, EventId, JobId, ReviewId, SuggestionId,
    Timestamp,
};

use crate::ports::{Clock, Rng};

/// Makes new ids and events from the clock and chance; each id sorts after the one made before it.
#[derive(Clone)]
pub struct Mint {
    clock: Arc<dyn Clock>,
    rng: Arc<dyn Rng>,
    last: Arc<Mutex<Stamp>>,
}

/// The moment of the last id, and how many were made in it.
#[derive(Clone, Copy, Default)]
struct Stamp {
    at: Timestamp,
    count: u32,
}

impl Mint {
    /// Makes a mint.
    pub fn new(clock: Arc<dyn Clock>, rng: Arc<dyn Rng>) -> Self {
        Self {
            clock,
            rng,
            last: Arc::default(),
        }
    }

    /// Returns the present.
    pub fn now(&self) -> Timestamp {
        self.clock.now()
    }

    /// Returns ten random bytes.
    pub fn entropy(&self) -> [u8; 10] {
        self.rng.id_tail()
    }

    /// Returns the moment and the tail of the next id. Within a millisecond, and while the clock is
    /// behind, a counter in the first three bytes keeps the order.
    fn next(&self) -> (Timestamp, [u8; 10]) {
        let now = self.now();
        let mut last = self.last.lock().unwrap_or_else(PoisonError::into_inner);
        *last = if now > last.at {
            Stamp { at: now, count: 0 }
        } else {
            Stamp {
                at: last.at,
                count: last.count.saturating_add(1),
            }
        };
        let mut tail = self.entropy();
        let [_, high, middle, low] = last.count.to_be_bytes();
        let [first, second, third, ..] = &mut tail;
        (*first, *second, *third) = (high, middle, low);
        (last.at, tail)
    }

    /// Makes an account id.
    pub fn account_id(&self) -> AccountId {
        let (at, tail) = self.next();
        AccountId::new(at, tail)
    }

    /// Makes a suggestion id.
    pub fn suggestion_id(&self) -> SuggestionId {
        let (at, tail) = self.next();
        SuggestionId::new(at, tail)
    }

    /// Makes a review id.
    pub fn review_id(&self) -> ReviewId {
        let (at, tail) = self.next();
        ReviewId::new(at, tail)
    }

    /// Makes a decision id.
    pub fn decision_id(&self) -> DecisionId {
        let (at, tail) = self.next();
        DecisionId::new(at, tail)
    }

    /// Makes an action id.
    pub fn action_id(&self) -> ActionId {
        let (at, tail) = self.next();
        ActionId::new(at, tail)
    }

    /// Makes a job id.
    pub fn job_id(&self) -> JobId {
        let (at, tail) = self.next();
        JobId::new(at, tail)
    }

    /// Makes the first event of a chain; the chain is named after `correlation`.
    pub fn event(
        &self,
        account: Option<&AccountId>,
        correlation: impl Into<String>,
        body: EventBody,
    ) -> Event {
        let now = self.now();
        let (at, tail) = self.next();
        Event {
            id: EventId::new(at, tail),
            account_id: account.cloned(),
            correlation: correlation.into(),
            causation: None,
            occurred_at: now,
            version: Event::VERSION,
            body,
        }
    }

    /// Makes an event that follows from another one, in the chain named.
    pub fn follow_up(
        &self,
        cause: &Event,
        correlation: impl Into<String>,
        body: EventBody,
    ) -> Event {
        let event = self.event(cause.account_id.as_ref(), correlation, body);
        Event {
            causation: Some(cause.id.clone()),
            ..event
        }
    }
}

#[cfg(test)]
mod tests {
    use std::time::Duration;

    use super::*;

    struct Frozen;

    #[async_trait::async_trait]
    impl Clock for Frozen {
        fn now(&self) -> Timestamp {
            Timestamp(5)
        }

        fn since_boot(&self) -> Duration {
            Duration::ZERO
        }

        fn zone(&self) -> String {
            "UTC".to_owned()
        }

        async fn sleep(&self, _: Duration) {}
    }

    impl Rng for Frozen {
        fn fill(&self, bytes: &mut [u8]) {
            bytes.fill(7);
        }
    }

    #[test]
    fn ids_of_one_millisecond_keep_the_order_they_were_made_in() {
        let mint = Mint::new(Arc::new(Frozen), Arc::new(Frozen));
        let ids: Vec<_> = (0..1_000).map(|_| mint.job_id()).collect();
        assert!(ids.is_sorted_by(|a, b| a < b));
    }
}
