//! Runs, tests, checks and measures Herald: `cargo xtask <command>`.
//!
//! Each command lives in a file of its own name. Commands are plain blocking programs: they start
//! other programs, wait for them and say what happened. To add one, add a file, a variant of
//! [`Task`] and an arm in [`Task::carry_out`].
#![expect(
    clippy::disallowed_methods,
    clippy::print_stdout,
    clippy::print_stderr,
    reason = "a tool for developers: it talks to the terminal, the clock and the environment directly"
)]

mod bench;
mod bindings;
mod ci;
mod e2e;
mod icons;
mod loopback;
mod mastodon_server;
mod model_service;
mod paths;
mod private_desktop;
mod process;
mod real_bluesky;
mod run;
mod setup;
mod step;
mod sweep;
mod test;
mod webdriver;

use std::process::ExitCode;

use anyhow::Result;
use clap::{Parser, Subcommand};

#[derive(Parser)]
#[command(
    name = "cargo xtask",
    about = "Runs, tests, checks and measures Herald"
)]
struct Cli {
    #[command(subcommand)]
    task: Task,
}

#[derive(Subcommand)]
enum Task {
    /// Open Herald on the demo world: no account and no key needed
    Run(run::RunArgs),
    /// Run every test: Rust, UI, real Bluesky, models, real window
    Test,
    /// Check formatting, lints, sizes, bindings, documentation, licences and the UI
    Ci,
    /// Write the TypeScript bindings of the API
    Bindings(bindings::BindingsArgs),
    /// Run one end-to-end scenario
    #[command(subcommand)]
    E2e(e2e::Scenario),
    /// Search long for what must never happen
    #[command(subcommand)]
    Sweep(sweep::Sweep),
    /// Measure speed and memory
    Bench(bench::BenchArgs),
    /// Draw the icon set from its SVG sources
    Icons,
}

impl Task {
    fn carry_out(self) -> Result<ExitCode> {
        match self {
            Self::Run(args) => run::run(&args),
            Self::Test => test::test(),
            Self::Ci => ci::ci().map(|()| ExitCode::SUCCESS),
            Self::Bindings(args) => bindings::bindings(&args).map(|()| ExitCode::SUCCESS),
            Self::E2e(scenario) => e2e::run(&scenario),
            Self::Sweep(sweep) => sweep::sweep(&sweep),
            Self::Bench(args) => bench::bench(&args).map(|()| ExitCode::SUCCESS),
            Self::Icons => icons::icons().map(|()| ExitCode::SUCCESS),
        }
    }
}

fn main() -> ExitCode {
    Cli::parse().task.carry_out().unwrap_or_else(|error| {
        eprintln!("\n{error:#}");
        ExitCode::FAILURE
    })
}
