//! Lets go of what need not be kept, as the person chose.

use std::sync::Arc;
use std::time::Duration;

use tokio_util::sync::CancellationToken;

use super::Engine;
use crate::ports::{Keeping, StoreError};

/// How long after its start the engine tidies for the first time: not while a person waits for a screen.
const FIRST: Duration = Duration::from_mins(2);

/// How often it tidies.
const EVERY: Duration = Duration::from_hours(6);

/// How many rows go in one commit, so that no other write waits for long.
const AT_ONCE: u32 = 500;

impl Engine {
    pub(super) async fn serve_tidying(
        self: Arc<Self>,
        stop: CancellationToken,
    ) -> Result<(), StoreError> {
        let mut pause = FIRST;
        loop {
            tokio::select! {
                () = stop.cancelled() => return Ok(()),
                () = self.context.clock().sleep(pause) => {}
            }
            self.tidy(&stop).await?;
            pause = EVERY;
        }
    }

    async fn tidy(&self, stop: &CancellationToken) -> Result<(), StoreError> {
        let store = self.context.store();
        let settings = store.settings().await?;
        let now = self.context.clock().now();
        let keeping = Keeping {
            samples_since: now.minus(settings.days("keep.samples_days")),
            done_since: now.minus(settings.days("keep.done_work_days")),
        };
        while !stop.is_cancelled() && store.tidy(keeping, AT_ONCE).await? > 0 {}
        Ok(())
    }
}
