//! A clock that moves only when a test says so.

use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::time::Duration;

use async_trait::async_trait;
use herald_domain::Timestamp;
use herald_pipeline::ports::Clock;
use tokio::sync::watch;

#[derive(Clone, Copy, Debug)]
struct Hands {
    wall: Timestamp,
    since_boot: Duration,
}

/// A clock that stands still until it is stepped; whoever sleeps on it wakes when stepped far enough.
#[derive(Clone, Debug)]
pub struct MockClock {
    hands: Arc<watch::Sender<Hands>>,
    sleeping: Arc<watch::Sender<usize>>,
}

impl MockClock {
    /// Starts at an instant, one hour after the computer did.
    pub fn at(wall: Timestamp) -> Self {
        let hands = Hands {
            wall,
            since_boot: Duration::from_hours(1),
        };
        Self {
            hands: Arc::new(watch::Sender::new(hands)),
            sleeping: Arc::new(watch::Sender::new(0)),
        }
    }

    /// Lets time pass; sleepers whose time has come wake.
    pub fn advance(&self, span: Duration) {
        self.hands.send_modify(|hands| {
            hands.wall = hands.wall.plus(span);
            hands.since_boot += span;
        });
    }

    /// Sets the wall clock, as a person or a time server would; no time passes.
    pub fn set_wall(&self, wall: Timestamp) {
        self.hands.send_modify(|hands| hands.wall = wall);
    }

    /// Returns how many tasks sleep.
    pub fn sleeping(&self) -> usize {
        *self.sleeping.borrow()
    }

    /// Waits until at least so many tasks sleep.
    pub async fn until_sleeping(&self, tasks: usize) {
        let mut sleeping = self.sleeping.subscribe();
        // The sender lives in this clock.
        let _still_here = sleeping.wait_for(|n| *n >= tasks).await;
    }
}

/// Counts a sleeper out, also when its future is dropped.
struct Sleeper<'a>(&'a watch::Sender<usize>);

impl Drop for Sleeper<'_> {
    fn drop(&mut self) {
        self.0.send_modify(|n| *n -= 1);
    }
}

#[async_trait]
impl Clock for MockClock {
    fn now(&self) -> Timestamp {
        self.hands.borrow().wall
    }

    fn since_boot(&self) -> Duration {
        self.hands.borrow().since_boot
    }

    fn zone(&self) -> String {
        "UTC".to_owned()
    }

    async fn sleep(&self, span: Duration) {
        let mut hands = self.hands.subscribe();
        let until = hands.borrow().since_boot + span;
        self.sleeping.send_modify(|n| *n += 1);
        let sleeper = Sleeper(&self.sleeping);
        // The sender lives in this clock.
        let _still_here = hands.wait_for(|h| h.since_boot >= until).await;
        drop(sleeper);
    }
}

/// Gives a number that no other call in this process got.
pub(crate) fn next_number() -> usize {
    static NEXT: AtomicUsize = AtomicUsize::new(1);
    NEXT.fetch_add(1, Ordering::Relaxed)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[tokio::test]
    async fn a_sleeper_wakes_when_its_time_has_come() {
        let clock = MockClock::at(Timestamp(1_000));
        let sleep = clock.sleep(Duration::from_secs(10));
        let steps = async {
            clock.until_sleeping(1).await;
            clock.advance(Duration::from_secs(9));
            assert_eq!(clock.sleeping(), 1);
            clock.advance(Duration::from_secs(1));
        };
        tokio::join!(sleep, steps);
        assert_eq!(clock.sleeping(), 0);
        assert_eq!(clock.now(), Timestamp(11_000));
    }

    #[tokio::test]
    async fn setting_the_wall_clock_wakes_nobody() {
        let clock = MockClock::at(Timestamp(0));
        let mut sleep = Box::pin(clock.sleep(Duration::from_secs(1)));
        clock.set_wall(Timestamp(1_000_000));
        assert!(futures_util::poll!(&mut sleep).is_pending());
        drop(sleep);
        assert_eq!(clock.sleeping(), 0);
    }
}
