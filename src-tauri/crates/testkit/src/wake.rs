//! A wake that remembers what rang.

use std::sync::Mutex;
use std::time::Duration;

use async_trait::async_trait;
use herald_pipeline::ports::{Hint, Wake};
use herald_pipeline::wake::InProcessWake;

/// Rings for real within the process, and remembers every hint.
#[derive(Default)]
pub struct RingWake {
    inner: InProcessWake,
    rung: Mutex<Vec<Hint>>,
}

impl RingWake {
    /// Returns what rang since the last call, in order.
    pub fn take(&self) -> Vec<Hint> {
        std::mem::take(&mut *self.rung.lock().expect("no test panics while it rings"))
    }
}

#[async_trait]
impl Wake for RingWake {
    fn ring(&self, hint: Hint) {
        self.rung
            .lock()
            .expect("no test panics while it rings")
            .push(hint);
        self.inner.ring(hint);
    }

    fn armed(&self) -> u64 {
        self.inner.armed()
    }

    async fn changed(&self, armed: u64, at_most: Duration) {
        self.inner.changed(armed, at_most).await;
    }
}
