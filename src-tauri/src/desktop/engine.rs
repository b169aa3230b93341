//! The engine behind the window: here, or attached to the process that has it.

use std::sync::Arc;
use std::time::Duration;

use herald_pipeline::engine::Engine;
use herald_pipeline::ports::{Hint, Wake as _};
use tokio_util::sync::CancellationToken;

use crate::wiring::Assembly;

/// How often the seat of the engine is asked for while another process has it.
const TRY_AGAIN: Duration = Duration::from_secs(2);

/// How often writes of the process that has the engine are looked for.
const NEIGHBOUR_POLL: Duration = Duration::from_millis(250);

/// Runs the engine until `stop`; while another process has it, listens to what that one writes.
pub(super) async fn serve(assembly: Arc<Assembly>, stop: CancellationToken) {
    let mut told = String::new();
    while !stop.is_cancelled() {
        match assembly.engine().await {
            Ok(engine) => {
                tracing::info!("the engine runs in this window");
                assembly.wake().ring(Hint::Everything);
                Box::pin(run(&assembly, engine, &stop)).await;
                return;
            }
            Err(held) => {
                if told != held.holder {
                    tracing::info!(holder = held.holder, "the engine runs elsewhere");
                    told.clone_from(&held.holder);
                    assembly.wake().ring(Hint::Everything);
                }
                hear_neighbours(&assembly, &stop).await;
            }
        }
    }
}

/// Takes up what a former process left, as often as it takes, and then runs.
async fn run(assembly: &Assembly, engine: Engine, stop: &CancellationToken) {
    let clock = assembly.herald.context().clock();
    while let Err(error) = engine.take_up().await {
        tracing::error!(%error, "the engine could not take up its work; it tries again");
        tokio::select! {
            () = stop.cancelled() => return,
            () = clock.sleep(TRY_AGAIN) => {}
        }
    }
    if let Err(error) = engine.run(stop.clone()).await {
        tracing::error!(%error, "the engine ended");
    }
}

/// Rings for writes of other processes until it is time to ask for the seat again.
async fn hear_neighbours(assembly: &Assembly, stop: &CancellationToken) {
    let (store, clock) = (
        assembly.herald.context().store(),
        assembly.herald.context().clock(),
    );
    let mut seen = store.others_version().await.ok();
    let rounds = TRY_AGAIN.as_millis() / NEIGHBOUR_POLL.as_millis();
    for _ in 0..rounds {
        tokio::select! {
            () = stop.cancelled() => return,
            () = clock.sleep(NEIGHBOUR_POLL) => {}
        }
        let version = store.others_version().await.ok();
        if version != seen {
            seen = version;
            assembly.wake().ring(Hint::Everything);
        }
    }
}
