//! The start: the window at once, the data folder behind it.

use std::path::PathBuf;
use std::sync::Arc;
use std::time::Duration;

use clap::Parser as _;
use herald_api::views::Nothing;
use herald_api::{ApiError, ErrorCode};
use herald_pipeline::ports::{Hint, Wake as _};
use tauri::async_runtime::JoinHandle;
use tauri::{App, AppHandle, Context, Manager as _};
use tauri_plugin_window_state::StateFlags;

use crate::wiring::{Assembly, Options};

use super::arguments::Arguments;
use super::lifecycle::Life;
use super::notifications::DesktopNotifier;
use super::opening::Opening;
use super::review_link::ReviewLink;
use super::{autostart, commands, engine, hints, identity, lifecycle, logging, notifications};
use super::{tray, window};

/// How long the engine waits for the first screen.
const SCREEN_PATIENCE: Duration = Duration::from_secs(2);

/// How soon after a failure the folder may be tried again.
const PAUSE_AFTER_FAILURE: Duration = Duration::from_secs(2);

/// Puts the application together: window, tray, plugins, and the work behind them.
///
/// # Errors
/// What the system said.
pub(super) fn build(arguments: Arguments) -> tauri::Result<App> {
    let folder = Folder::new(arguments.data_dir());
    let mark = identity::mark(&folder.path);
    let start = autostart::plugin(&mark, &folder.path);
    // The window system takes its time to start, on one processor: the folder opens meanwhile.
    let opening = folder.open();
    tauri::Builder::default()
        // The first plugin: a second start ends here, and what it read of the folder does no harm.
        .plugin(tauri_plugin_single_instance::init(|app, arguments, _| {
            second_start(app, arguments);
        }))
        .plugin(
            tauri_plugin_window_state::Builder::new()
                .with_state_flags(StateFlags::all() - StateFlags::VISIBLE)
                .build(),
        )
        .plugin(tauri_plugin_notification::init())
        .plugin(tauri_plugin_dialog::init())
        .plugin(
            tauri_plugin_opener::Builder::new()
                .open_js_links_on_click(false)
                .build(),
        )
        .plugin(start)
        .manage(Arc::new(Opening::default()))
        .manage(ReviewLink::default())
        .manage(Life::default())
        .invoke_handler(tauri::generate_handler![
            commands::call,
            commands::open_external,
            commands::save_file,
            commands::ready
        ])
        .setup(move |app| {
            logging::start(&folder.path);
            folder.notifier.belong_to(app.handle());
            set_up(app, &arguments)?;
            let handle = app.handle().clone();
            let work = go_to_work(handle, folder, opening, arguments.demo);
            app.state::<Life>().start(work);
            Ok(())
        })
        .build(own_context(&mark))
}

#[expect(
    clippy::exit,
    reason = "written by `generate_context!`, for a build whose assets are damaged"
)]
fn own_context(mark: &str) -> Context {
    let mut context = tauri::generate_context!();
    if !mark.is_empty() {
        // Part of a bus name: it may not begin with a digit.
        let identifier = &mut context.config_mut().identifier;
        identifier.push_str(".d");
        identifier.push_str(mark);
    }
    context
}

fn set_up(app: &App, arguments: &Arguments) -> tauri::Result<()> {
    // The page loads in processes of its own while the rest is put up.
    let window = window::open(app, !arguments.hidden)?;
    let has_tray = tray::put_up(app);
    if arguments.hidden && !has_tray {
        window.show()?;
    }
    notifications::listen(app.handle());
    lifecycle::hear_signals(app.handle());
    Ok(())
}

async fn go_to_work(app: AppHandle, folder: Folder, opening: BeingOpened, demo: bool) {
    let Some(assembly) = opened(&app, &folder, opening).await else {
        return;
    };
    if demo {
        start_demo(assembly.clone()).await;
    }
    app.state::<Arc<Opening>>().succeed(assembly.clone());
    let life = app.state::<Life>();
    life.start(hints::carry(app.clone(), assembly.clone(), life.stop()));
    life.start(serve_engine(app.clone(), assembly.clone()));
    assembly.wake().ring(Hint::Everything);
}

/// Runs the engine once the person has something to look at: both want the whole processor.
async fn serve_engine(app: AppHandle, assembly: Arc<Assembly>) {
    let life = app.state::<Life>();
    life.first_screen(SCREEN_PATIENCE).await;
    engine::serve(assembly, life.stop()).await;
}

/// A data folder on its way to being open.
type BeingOpened = JoinHandle<Result<Assembly, ApiError>>;

/// The data folder of the window.
struct Folder {
    path: PathBuf,
    notifier: Arc<DesktopNotifier>,
}

impl Folder {
    fn new(path: PathBuf) -> Self {
        Self {
            path,
            notifier: Arc::default(),
        }
    }

    /// Opens it on a thread of its own: checking a large database keeps no other task waiting.
    fn open(&self) -> BeingOpened {
        let mut options = Options::new(self.path.clone(), "window");
        options.notifier = self.notifier.clone();
        options.check_whole_file = true;
        let work = move || tauri::async_runtime::block_on(Assembly::open(options));
        tauri::async_runtime::spawn_blocking(work)
    }
}

/// Waits for the data folder, and opens it again whenever somebody asks for it after a failure;
/// `None` at the end.
async fn opened(
    app: &AppHandle,
    folder: &Folder,
    mut being_opened: BeingOpened,
) -> Option<Arc<Assembly>> {
    let opening = app.state::<Arc<Opening>>().inner().clone();
    let stop = app.state::<Life>().stop();
    loop {
        match being_opened
            .await
            .unwrap_or_else(|error| Err(stumbled(&error)))
        {
            Ok(assembly) => return Some(Arc::new(assembly)),
            Err(error) => {
                tracing::error!(code = ?error.code, %error, "the data folder was not opened");
                opening.fail(error);
            }
        }
        let again = async {
            tokio::time::sleep(PAUSE_AFTER_FAILURE).await;
            opening.asked_again().await;
        };
        tokio::select! {
            () = stop.cancelled() => return None,
            () = again => {}
        }
        being_opened = folder.open();
    }
}

fn stumbled(error: &tauri::Error) -> ApiError {
    tracing::error!(%error, "opening the data folder ended unexpectedly");
    ApiError::passing(
        ErrorCode::Internal,
        "Herald stumbled while it opened its data folder. Nothing in it was changed. Try again.",
    )
}

async fn start_demo(assembly: Arc<Assembly>) {
    if let Err(error) = Box::pin(assembly.herald.start_demo(Nothing {})).await {
        tracing::error!(%error, "the demo did not start; the welcome page offers it again");
    }
}

/// Somebody started Herald on this folder again: what they see is the one that runs.
fn second_start(app: &AppHandle, arguments: Vec<String>) {
    let Ok(asked) = Arguments::try_parse_from(arguments) else {
        return window::show(app);
    };
    if !asked.hidden {
        window::show(app);
    }
    if asked.demo {
        let app = app.clone();
        app.clone().state::<Life>().start(async move {
            let opening = app.state::<Arc<Opening>>().inner().clone();
            match opening.assembly().await {
                Ok(assembly) => start_demo(assembly).await,
                Err(error) => tracing::warn!(%error, "the demo waits for the data folder"),
            }
        });
    }
}
