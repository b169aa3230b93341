//! `cargo xtask sweep`: long searches for what must never happen.

mod crash;
mod mutants;

use std::path::Path;
use std::process::{Command, ExitCode};

use anyhow::Result;
use clap::Subcommand;

use crate::step;
use crate::test::Tally;

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
    /// Real processes, ended at every named point and at random moments
    Crash(crash::Reach),
    /// Every fault at every deed on every kind of server, calls that hang included
    Network,
    /// Mistakes in sending, each of which a test has to notice
    Mutants,
}

impl Sweep {
    /// Returns the search that is part of every test run; weeks are lived by the Rust tests.
    pub fn short() -> Self {
        Self::Crash(crash::Reach {
            kills: 25,
            seed: 0,
            short: true,
            list: false,
            servers: Vec::new(),
        })
    }
}

/// Runs a search as one test, and counts it.
pub fn tally(wanted: &Sweep) -> Tally {
    match sweep(wanted) {
        Ok(_) => Tally {
            passed: 1,
            ..Tally::default()
        },
        Err(error) => {
            eprintln!("{error:#}");
            Tally {
                failed: 1,
                ..Tally::default()
            }
        }
    }
}

/// Runs a search; its output tells what it found.
pub fn sweep(sweep: &Sweep) -> Result<ExitCode> {
    match sweep {
        Sweep::Sim { seeds, from } => step::loud("Sweep of weeks", &mut sim(*seeds, *from))?,
        Sweep::Network => step::loud("Sweep of faults", &mut network())?,
        Sweep::Mutants => mutants::mutants()?,
        Sweep::Crash(reach) if reach.list => crash::list(),
        Sweep::Crash(reach) => crash::crash(reach)?,
    }
    Ok(ExitCode::SUCCESS)
}

fn sim(seeds: u64, from: u64) -> Command {
    let mut command = search("sim::weeks_of_trouble_double_nothing_and_lose_nothing");
    command
        .env("HERALD_SIM_SEEDS", seeds.to_string())
        .env("HERALD_SIM_FROM", from.to_string());
    command
}

fn network() -> Command {
    let mut command =
        search("network::what_is_told_of_a_deed_is_what_is_there_whatever_went_wrong");
    command.env("HERALD_NETWORK", "whole");
    command
}

/// Builds the command that runs one search among the tests, optimised.
fn search(test: &str) -> Command {
    let args = ["test", "--profile", "sweep", "--package", "herald"];
    let chosen = ["--test", "pipeline", "--", "--exact", test, "--nocapture"];
    let mut command = step::cargo(&[&args[..], &chosen].concat());
    // What it writes is not worth a disk.
    let memory = Path::new("/dev/shm");
    if memory.is_dir() {
        command.env("TMPDIR", memory);
    }
    command
}
