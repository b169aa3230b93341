//! `cargo xtask sweep`: long searches for what must never happen.

mod crash;
mod mutants;

use std::path::Path;
use std::process::{Command, ExitCode};

use anyhow::{Result, bail};
use clap::Subcommand;

use crate::real_bluesky::Installed;
use crate::test::Tally;
use crate::{paths, step};

/// How many weeks every test run lives.
const FEW_WEEKS: u64 = 200;

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
    /// Every fault at every deed on every kind of server, calls that hang included, and a storm of half an hour
    Network,
    /// Texts of every kind: what can be clicked in them, beside Bluesky's own client
    Texts,
    /// Replies of networks with one thing wrong in each
    Decode {
        /// How many of each network
        #[arg(long, default_value_t = 100_000)]
        replies: u32,
    },
    /// Things that happen while Herald is there, is not, or ends in the midst of reading them
    Observe {
        /// How many on each network
        #[arg(long, default_value_t = 5_000)]
        events: u32,
    },
    /// Mistakes in sending, each of which a test has to notice
    Mutants,
}

impl Sweep {
    /// Returns the searches of every test run, each in its short form; those that share a build stand together.
    pub fn short() -> [Self; 4] {
        let crash = crash::Reach {
            kills: 25,
            seed: 0,
            short: true,
            list: false,
            servers: Vec::new(),
        };
        let weeks = Self::Sim {
            seeds: FEW_WEEKS,
            from: 0,
        };
        [Self::Texts, Self::Crash(crash), weeks, Self::Mutants]
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
        Sweep::Sim { seeds, from } => weeks(*seeds, *from)?,
        Sweep::Decode { replies } => step::loud("Odd replies", &mut decode(*replies))?,
        Sweep::Observe { events } => step::loud("Events", &mut observe(*events))?,
        Sweep::Texts => step::loud("Texts beside what networks count", &mut texts()?)?,
        Sweep::Network => step::loud("Sweep of faults", &mut network())?,
        Sweep::Mutants => mutants::mutants()?,
        Sweep::Crash(reach) if reach.list => crash::list(),
        Sweep::Crash(reach) => crash::crash(reach)?,
    }
    Ok(ExitCode::SUCCESS)
}

/// Lives weeks on every core, a part of them on each: to hand work from core to core takes longer than the
/// work itself. They are lived in the build in which the mutants are tried, with none of them alive.
fn weeks(seeds: u64, from: u64) -> Result<()> {
    let test = "sim::weeks_of_trouble_double_nothing_and_lose_nothing";
    let binary = step::timed("Build the weeks", mutants::pipeline_tests)?;
    let mut living = Command::new(binary);
    living.args(["--exact", test, "--nocapture"]);
    living.current_dir(paths::root());
    in_memory(&mut living);
    let cores = std::thread::available_parallelism()?.get() as u64;
    let until = |core: u64| from + seeds * core / cores;
    std::thread::scope(|scope| {
        let begin = |core| {
            let mut part = on_core(core, &living);
            part.env("HERALD_SIM_FROM", until(core).to_string()).env(
                "HERALD_SIM_SEEDS",
                (until(core + 1) - until(core)).to_string(),
            );
            let what = format!("Weeks {} to {}", until(core), until(core + 1));
            scope.spawn(move || step::loud(&what, &mut part))
        };
        let parts: Vec<_> = (0..cores).map(begin).collect();
        let ends = parts.into_iter().map(|part| {
            let ended = part.join();
            ended.unwrap_or_else(|_| bail!("a part of the weeks panicked"))
        });
        // Each is waited for, whatever became of the others.
        ends.collect::<Vec<_>>().into_iter().collect()
    })
}

/// Makes a command that stays on one core.
fn on_core(core: u64, command: &Command) -> Command {
    let mut tied = Command::new("taskset");
    tied.args(["--cpu-list", &core.to_string()]);
    tied.arg(command.get_program()).args(command.get_args());
    for (name, value) in command.get_envs() {
        tied.env(name, value.unwrap_or_default());
    }
    if let Some(folder) = command.get_current_dir() {
        tied.current_dir(folder);
    }
    tied
}

fn network() -> Command {
    let mut command = search(&[
        "network::what_is_told_of_a_deed_is_what_is_there_whatever_went_wrong",
        "storm::half_an_hour_of_503_on_one_account_delays_no_post_of_another",
    ]);
    command.env("HERALD_NETWORK", "whole");
    command
}

/// Every test run reads a few thousand; the tests are the same.
fn decode(replies: u32) -> Command {
    let args = [
        "test",
        "--profile",
        "sweep",
        "--package",
        "herald-networks",
        "--lib",
        "--test",
        "contract",
    ];
    let chosen = ["--", "--nocapture", "odd_replies", "spoiled_anywhere"];
    let mut command = step::cargo(&[&args[..], &chosen].concat());
    command.env("HERALD_REPLIES", replies.to_string());
    // Whole pages travel over a wire, from a world that grows with each.
    command.env("HERALD_SPOILED_PAGES", (replies / 50).to_string());
    command
}

/// Every test run lives through a few hundred; the tests are the same.
fn observe(events: u32) -> Command {
    let mut command = search(&[
        "observed::everything_on_bluesky_is_seen_once",
        "observed::everything_on_mastodon_is_seen_once",
    ]);
    command.env("HERALD_EVENTS", events.to_string());
    command
}

fn texts() -> Result<Command> {
    let client = Installed::ensure()?;
    let args = ["test", "--package", "herald-networks", "--lib", "--"];
    let tests = [
        "bluesky::facets::agreement::texts_are_marked_as_the_client_marks_them_or_safer_and_counted_as_the_server_counts",
        "mastodon::text::agreement::texts_count_as_on_a_mastodon_server_or_more_and_never_less",
    ];
    let chosen = ["--ignored", "--exact", "--nocapture"];
    let mut command = step::cargo(&[&args[..], &chosen, &tests].concat());
    command.env("HERALD_NODE", client.node());
    let scripts = [
        ("HERALD_BLUESKY_TEXTS", "bluesky-texts.mjs"),
        ("HERALD_MASTODON_TEXTS", "mastodon-texts.mjs"),
    ];
    command.envs(scripts.map(|(name, script)| (name, client.dir().join(script))));
    Ok(command)
}

/// Builds the command that runs searches among the tests, optimised.
fn search(tests: &[&str]) -> Command {
    let args = ["test", "--profile", "sweep", "--package", "herald"];
    let chosen = ["--test", "pipeline", "--", "--exact", "--nocapture"];
    let mut command = step::cargo(&[&args[..], &chosen, tests].concat());
    in_memory(&mut command);
    command
}

/// Lets a command write what it throws away where there is no disk.
fn in_memory(command: &mut Command) {
    let memory = Path::new("/dev/shm");
    if memory.is_dir() {
        command.env("TMPDIR", memory);
    }
}
