//! Carries hints to the window, the tray and the system's list of programs started at login.

use std::sync::Arc;
use std::time::Duration;

use herald_pipeline::ports::{Hint, StoreError};
use tauri::{AppHandle, Emitter as _};
use tokio_util::sync::CancellationToken;

use crate::wiring::Assembly;

use super::{autostart, tray, window};

/// The event that tells the window what changed.
const HINT: &str = "hint";

/// The rest between two tellings, so that a burst of changes is one telling.
const REST: Duration = Duration::from_millis(40);

/// Carries hints until `stop`.
pub(super) async fn carry(app: AppHandle, assembly: Arc<Assembly>, stop: CancellationToken) {
    let mut listener = assembly.wake().listen();
    act_on(&app, &assembly, &[Hint::Everything]).await;
    loop {
        let hints = tokio::select! {
            () = stop.cancelled() => return,
            heard = listener.next() => heard,
        };
        let Some(hints) = hints else { return };
        if let Err(error) = app.emit_to(window::LABEL, HINT, &hints) {
            tracing::warn!(%error, "the window did not hear that something changed");
        }
        act_on(&app, &assembly, &hints).await;
        assembly.herald.context().clock().sleep(REST).await;
    }
}

async fn act_on(app: &AppHandle, assembly: &Assembly, hints: &[Hint]) {
    let touches = |kinds: &[Hint]| hints.iter().any(|hint| kinds.contains(hint));
    if !touches(&[Hint::Reviews, Hint::Settings, Hint::Everything]) {
        return;
    }
    if let Err(error) = refresh(app, assembly).await {
        tracing::warn!(%error, "the tray could not be brought up to date");
    }
}

async fn refresh(app: &AppHandle, assembly: &Assembly) -> Result<(), StoreError> {
    let context = assembly.herald.context();
    let settings = context.store().settings().await?;
    let counts = context.store().counts(context.clock().now()).await?;
    tray::show(
        app,
        tray::Standing {
            waiting: counts.waiting,
            paused: settings.is_on("engine.paused"),
        },
    );
    autostart::apply(app, settings.is_on("window.autostart"));
    Ok(())
}
