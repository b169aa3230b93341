//! Hints within one process.

use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};
use std::time::Duration;

use async_trait::async_trait;
use tokio::sync::watch;

use crate::ports::{Hint, Wake};

const HINTS: [Hint; 7] = [
    Hint::Accounts,
    Hint::Activity,
    Hint::Reviews,
    Hint::Actions,
    Hint::Settings,
    Hint::Work,
    Hint::Everything,
];

#[derive(Default)]
struct Counters([AtomicU64; 7]);

/// Rings and wakes within one process; a slow listener sees every kind of hint, none is lost.
pub struct InProcessWake {
    rings: watch::Sender<u64>,
    counters: Arc<Counters>,
}

impl Default for InProcessWake {
    fn default() -> Self {
        Self {
            rings: watch::Sender::new(0),
            counters: Arc::default(),
        }
    }
}

impl InProcessWake {
    /// Listens from here on.
    pub fn listen(&self) -> Listener {
        let counters = self.counters.clone();
        let seen = counters.0.each_ref().map(|c| c.load(Ordering::Acquire));
        Listener {
            rings: self.rings.subscribe(),
            counters,
            seen,
        }
    }
}

#[async_trait]
impl Wake for InProcessWake {
    fn ring(&self, hint: Hint) {
        let slot = HINTS
            .iter()
            .position(|h| *h == hint)
            .and_then(|i| self.counters.0.get(i));
        if let Some(counter) = slot {
            counter.fetch_add(1, Ordering::AcqRel);
        }
        self.rings.send_modify(|n| *n += 1);
    }

    fn armed(&self) -> u64 {
        *self.rings.borrow()
    }

    async fn changed(&self, armed: u64, at_most: Duration) {
        let mut rings = self.rings.subscribe();
        let rung = rings.wait_for(|n| *n != armed);
        // A time-out is the slow poll, not a failure; the sender lives as long as `self`.
        let _either = tokio::time::timeout(at_most, rung).await;
    }
}

/// Hears every kind of hint that rang since it last listened.
pub struct Listener {
    rings: watch::Receiver<u64>,
    counters: Arc<Counters>,
    seen: [u64; 7],
}

impl Listener {
    /// Waits for hints and returns each kind once; `None` when nothing can ring any more.
    pub async fn next(&mut self) -> Option<Vec<Hint>> {
        loop {
            self.rings.changed().await.ok()?;
            let mut heard = Vec::new();
            for ((hint, counter), seen) in HINTS.iter().zip(&self.counters.0).zip(&mut self.seen) {
                let count = counter.load(Ordering::Acquire);
                if count != *seen {
                    *seen = count;
                    heard.push(*hint);
                }
            }
            if !heard.is_empty() {
                return Some(heard);
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[tokio::test]
    async fn a_slow_listener_hears_every_kind_once() {
        let wake = InProcessWake::default();
        let mut listener = wake.listen();
        for _ in 0..100 {
            wake.ring(Hint::Reviews);
            wake.ring(Hint::Actions);
        }
        assert_eq!(
            listener.next().await,
            Some(vec![Hint::Reviews, Hint::Actions])
        );
    }

    #[tokio::test]
    async fn a_ring_between_arming_and_waiting_is_not_missed() {
        let wake = InProcessWake::default();
        let armed = wake.armed();
        wake.ring(Hint::Work);
        tokio::time::timeout(
            Duration::from_secs(5),
            wake.changed(armed, Duration::from_mins(1)),
        )
        .await
        .expect("returns at once");
    }
}
