//! The desktop shell: one window, a tray icon and notifications around the use cases.
//!
//! The shell decides nothing: it opens the data folder, runs the engine where nobody else does, and
//! carries what the window asks for to [`herald_api::Herald`] and hints back to it.

mod arguments;
mod autostart;
mod bus;
mod commands;
mod engine;
mod environment;
mod hints;
mod identity;
mod lifecycle;
mod logging;
mod notifications;
mod opening;
mod review_link;
mod saving;
mod startup;
mod tray;
mod window;

use std::process::ExitCode;

use clap::Parser as _;

use arguments::Arguments;

/// Runs Herald with its window until the person quits.
pub fn run() -> ExitCode {
    let arguments = Arguments::parse();
    let outcome = environment::display().and_then(|()| {
        startup::build(arguments).map_err(|error| format!("The window cannot be opened: {error}."))
    });
    match outcome {
        Ok(app) => {
            app.run(lifecycle::on_run_event);
            ExitCode::SUCCESS
        }
        Err(message) => {
            environment::complain(&message);
            ExitCode::FAILURE
        }
    }
}
