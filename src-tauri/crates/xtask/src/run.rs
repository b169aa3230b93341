//! `cargo xtask run`: Herald on the demo world, in a window or in the terminal.

use std::env;
use std::path::PathBuf;
use std::process::{Command, ExitCode};

use anyhow::{Context, Result};
use clap::Args;

use crate::setup::{self, Group};
use crate::{paths, step};

/// What `run` can be told.
#[derive(Args)]
pub struct RunArgs {
    /// Stay in the terminal: no window and no display needed
    #[arg(long)]
    headless: bool,
    /// Keep everything in this folder, not in the usual one
    #[arg(long, value_name = "FOLDER")]
    data_dir: Option<PathBuf>,
}

/// Builds Herald and opens the demo world; returns the exit code of the application.
pub fn run(args: &RunArgs) -> Result<ExitCode> {
    if args.headless {
        return run_headless(args);
    }
    if !has_display() {
        println!(
            "There is no display here (neither DISPLAY nor WAYLAND_DISPLAY is set), so no window can open.\n\
             Herald also runs in the terminal: cargo xtask run --headless"
        );
        return Ok(ExitCode::FAILURE);
    }
    run_window(args)
}

fn run_window(args: &RunArgs) -> Result<ExitCode> {
    setup::for_build()?;
    step::loud(
        "Build the application (the first time takes about five minutes)",
        &mut step::cargo(&["build", "--features", "desktop", "--bin", "herald-desktop"]),
    )?;
    let mut command = Command::new(paths::debug_binary("herald-desktop"));
    command.arg("--demo");
    pass_through(with_data_dir(&mut command, args))
}

fn run_headless(args: &RunArgs) -> Result<ExitCode> {
    setup::install_missing(&[Group::Compiler])?;
    step::loud(
        "Build Herald for the terminal",
        &mut step::cargo(&["build", "--bin", "herald"]),
    )?;
    let mut command = Command::new(paths::debug_binary("herald"));
    pass_through(with_data_dir(&mut command, args).arg("demo"))
}

fn with_data_dir<'a>(command: &'a mut Command, args: &RunArgs) -> &'a mut Command {
    if let Some(dir) = &args.data_dir {
        command.arg("--data-dir").arg(dir);
    }
    command
}

fn pass_through(command: &mut Command) -> Result<ExitCode> {
    let status = command.status().context("Start Herald")?;
    // A code outside 0 to 255, or an end by signal, has no equal as an exit code of this tool.
    let code = status.code().and_then(|code| u8::try_from(code).ok());
    Ok(code.map_or(ExitCode::FAILURE, ExitCode::from))
}

fn has_display() -> bool {
    cfg!(not(target_os = "linux"))
        || ["DISPLAY", "WAYLAND_DISPLAY"]
            .iter()
            .any(|name| env::var_os(name).is_some_and(|value| !value.is_empty()))
}
