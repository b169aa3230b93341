//! The headless shell: Herald on the command line, without a window.
//!
//! It parses, asks the engine's front, and shows the answer; it decides nothing. What people see is
//! in `render`, what they type in `commands`.

mod arguments;
mod commands;
mod environment;
mod exit;
mod input;
mod interrupts;
mod logging;
mod output;
mod render;
mod shell;
mod watch;

use std::process::ExitCode;

use clap::Parser as _;

use arguments::Arguments;
use exit::Failure;
use output::Output;
use shell::Shell;

/// Runs the command line the process was started with, and returns its exit code.
pub fn main() -> ExitCode {
    let arguments = match Arguments::try_parse() {
        Ok(arguments) => arguments,
        Err(error) => return usage(&error),
    };
    let shell = Shell::new(&arguments.common);
    match run(arguments, &shell) {
        Ok(()) => ExitCode::SUCCESS,
        Err(failure) => {
            shell.output.failed(&failure);
            failure.into()
        }
    }
}

fn run(arguments: Arguments, shell: &Shell) -> Result<(), Failure> {
    logging::start(arguments.common.verbose)?;
    let runtime = tokio::runtime::Builder::new_multi_thread()
        .enable_all()
        .build()
        .map_err(|error| Failure::internal(format!("Herald cannot start: {error}.")))?;
    let result = runtime.block_on(commands::run(arguments.command, shell));
    // A read of the keyboard that nobody waits for must not keep the process.
    runtime.shutdown_background();
    result
}

/// Prints help, version, or what was wrong with the arguments.
fn usage(error: &clap::Error) -> ExitCode {
    if !error.use_stderr() {
        // Where help cannot be printed nobody is left to tell.
        drop(error.print());
        return ExitCode::SUCCESS;
    }
    let message = error.render().to_string();
    let failure = Failure::usage(message.trim_start_matches("error: ").trim_end());
    let json = std::env::args_os().any(|argument| argument == "--json");
    if json {
        Output::new(true).failed(&failure);
    } else {
        drop(error.print());
    }
    failure.into()
}
