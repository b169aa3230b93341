//! How the program goes on without its window, and how it ends.

use std::future::Future;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::time::Duration;

use tauri::{AppHandle, Manager as _, RunEvent, WindowEvent};
use tokio_util::sync::CancellationToken;
use tokio_util::task::TaskTracker;

use super::opening::Opening;
use super::{tray, window};

/// How long the work at hand may take to end; a little more than the engine's own grace.
const GRACE: Duration = Duration::from_secs(23);

/// The tasks behind the window, and their end.
#[derive(Default)]
pub(super) struct Life {
    stop: CancellationToken,
    first_screen: CancellationToken,
    tasks: TaskTracker,
    ending: AtomicBool,
    ended: AtomicBool,
}

impl Life {
    /// Returns the token that asks every task to end after its unit of work.
    pub(super) fn stop(&self) -> CancellationToken {
        self.stop.clone()
    }

    /// Takes note that the first screen is up.
    pub(super) fn screen_is_up(&self) {
        self.first_screen.cancel();
    }

    /// Waits until the first screen is up, for so long at the most, or until the end.
    pub(super) async fn first_screen(&self, limit: Duration) {
        tokio::select! {
            () = self.first_screen.cancelled() => {}
            () = self.stop.cancelled() => {}
            () = tokio::time::sleep(limit) => {}
        }
    }

    /// Starts a task that the end waits for.
    pub(super) fn start(&self, task: impl Future<Output = ()> + Send + 'static) {
        drop(tauri::async_runtime::spawn(self.tasks.track_future(task)));
    }
}

/// Answers to what the system tells the application.
pub(super) fn on_run_event(app: &AppHandle, event: RunEvent) {
    match event {
        RunEvent::WindowEvent {
            event: WindowEvent::CloseRequested { api, .. },
            ..
        } => {
            api.prevent_close();
            let app = app.clone();
            drop(tauri::async_runtime::spawn(async move {
                close_window(&app).await;
            }));
        }
        RunEvent::ExitRequested { api, .. }
            if !app.state::<Life>().ended.load(Ordering::Acquire) =>
        {
            api.prevent_exit();
            quit(app);
        }
        #[cfg(target_os = "macos")]
        RunEvent::Reopen { .. } => window::show(app),
        _ => {}
    }
}

/// Hides the window where the person wants the program to go on in the tray; else ends the program.
async fn close_window(app: &AppHandle) {
    if wants_to_stay(app).await && tray::is_within_reach(app).await {
        window::hide(app);
    } else {
        quit(app);
    }
}

async fn wants_to_stay(app: &AppHandle) -> bool {
    let Some(assembly) = app.state::<Arc<Opening>>().opened() else {
        return false;
    };
    match assembly.herald.context().store().settings().await {
        Ok(settings) => settings.is_on("window.close_to_tray"),
        Err(error) => {
            tracing::warn!(%error, "the settings could not be read; the window closes for good");
            false
        }
    }
}

/// Ends the program: the work at hand is finished, the data folder closed.
pub(super) fn quit(app: &AppHandle) {
    if app.state::<Life>().ending.swap(true, Ordering::AcqRel) {
        return;
    }
    window::hide(app);
    // Who starts Herald again meanwhile gets a window, not one that is about to go.
    tauri_plugin_single_instance::destroy(app);
    let app = app.clone();
    drop(tauri::async_runtime::spawn(async move {
        end(&app).await;
        app.state::<Life>().ended.store(true, Ordering::Release);
        app.exit(0);
    }));
}

async fn end(app: &AppHandle) {
    let life = app.state::<Life>();
    life.stop.cancel();
    life.tasks.close();
    if tokio::time::timeout(GRACE, life.tasks.wait())
        .await
        .is_err()
    {
        tracing::warn!("some work did not end in time; it is taken up at the next start");
    }
    let Some(assembly) = app.state::<Arc<Opening>>().close() else {
        return;
    };
    match tokio::time::timeout(GRACE, assembly.close()).await {
        Ok(Ok(())) => tracing::info!("closed"),
        Ok(Err(error)) => tracing::error!(%error, "the data folder was not closed properly"),
        Err(_) => tracing::error!("the data folder was not closed in time"),
    }
}

/// Ends the program when the system asks for it by a signal: at log-out, or from a terminal.
#[cfg(unix)]
pub(super) fn hear_signals(app: &AppHandle) {
    use tokio::signal::unix::{SignalKind, signal};

    let app = app.clone();
    drop(tauri::async_runtime::spawn(async move {
        let heard = (
            signal(SignalKind::terminate()),
            signal(SignalKind::interrupt()),
        );
        let (Ok(mut terminate), Ok(mut interrupt)) = heard else {
            tracing::warn!("signals cannot be heard; quit Herald from its tray or window");
            return;
        };
        tokio::select! {
            _ = terminate.recv() => {}
            _ = interrupt.recv() => {}
        }
        quit(&app);
    }));
}

/// Here the system asks windows, not processes, to close.
#[cfg(not(unix))]
pub(super) fn hear_signals(_: &AppHandle) {}
