//! `cargo xtask sweep`: long searches for what must never happen.

use std::path::Path;
use std::process::{Command, ExitCode};

use anyhow::Result;
use clap::Subcommand;

use crate::step;

/// A search, and how far it goes.
#[derive(Clone, Subcommand)]
pub enum Sweep {
    /// Weeks of people, networks and a process that misbehave, lived in seconds
    Sim {
        /// How many weeks; each seed is another one
        #[arg(long, default_value_t = 2_000)]
        seeds: u64,
        /// The first seed, to live a week again
        #[arg(long, default_value_t = 0)]
        from: u64,
    },
}

/// Runs a search; its output tells what it found.
pub fn sweep(sweep: &Sweep) -> Result<ExitCode> {
    let Sweep::Sim { seeds, from } = sweep;
    step::loud("Sweep of weeks", &mut sim(*seeds, *from)).map(|()| ExitCode::SUCCESS)
}

fn sim(seeds: u64, from: u64) -> Command {
    let weeks = "sim::weeks_of_trouble_double_nothing_and_lose_nothing";
    let args = ["test", "--package", "herald", "--test", "pipeline", "--"];
    let args = [&args[..], &["--exact", weeks, "--nocapture"]].concat();
    let mut command = step::cargo(&args);
    command
        .env("HERALD_SIM_SEEDS", seeds.to_string())
        .env("HERALD_SIM_FROM", from.to_string());
    // What a week writes is not worth a disk.
    let memory = Path::new("/dev/shm");
    if memory.is_dir() {
        command.env("TMPDIR", memory);
    }
    command
}
