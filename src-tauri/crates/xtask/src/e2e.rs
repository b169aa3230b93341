//! `cargo xtask e2e`: whole-product scenarios against real counterparts.
//!
//! A scenario is a list of facts in order. The first fact that does not hold ends it, since later
//! ones build on earlier ones. To add a scenario: a file here, a variant of [`Scenario`].

mod bluesky;
mod desktop;
mod facts;
pub mod herald;
mod models;
mod networks;

use std::process::ExitCode;

use anyhow::Result;
use clap::Subcommand;

pub use facts::Facts;

use crate::test::Tally;

/// A scenario and what it can be told.
#[derive(Clone, Subcommand)]
pub enum Scenario {
    /// Herald against the real Bluesky servers
    Bluesky {
        /// Check only the servers themselves, without Herald
        #[arg(long)]
        counterpart_only: bool,
        /// Start the servers, print addresses and passwords, and wait for Enter
        #[arg(long)]
        hold: bool,
    },
    /// Herald against a server of each network that is not Herald's own
    Networks {
        /// How many things happen while Herald is stopped and started
        #[arg(long, default_value_t = networks::FEW_EVENTS)]
        events: u32,
    },
    /// Herald's drafts from language models
    Models,
    /// Herald's window on a private desktop
    Desktop {
        /// Check only the private desktop itself, without Herald
        #[arg(long)]
        counterpart_only: bool,
    },
}

impl Scenario {
    /// Returns the whole Bluesky scenario.
    pub fn bluesky() -> Self {
        Self::Bluesky {
            counterpart_only: false,
            hold: false,
        }
    }

    /// Returns the scenario of the networks, in its short form.
    pub fn networks() -> Self {
        Self::Networks {
            events: networks::FEW_EVENTS,
        }
    }

    /// Returns the whole scenario of the window.
    pub fn desktop() -> Self {
        Self::Desktop {
            counterpart_only: false,
        }
    }
}

/// Runs one scenario and says how many of its facts hold.
pub fn run(scenario: &Scenario) -> Result<ExitCode> {
    if let Scenario::Bluesky { hold: true, .. } = scenario {
        return bluesky::hold().map(|()| ExitCode::SUCCESS);
    }
    let tally = tally(scenario);
    println!("\n{tally}");
    Ok(tally.exit_code())
}

/// Runs one scenario and counts the facts that hold; whatever breaks it counts as one failure.
pub fn tally(scenario: &Scenario) -> Tally {
    let mut facts = Facts::default();
    let (name, result) = match scenario {
        Scenario::Bluesky {
            counterpart_only, ..
        } => (
            "real Bluesky",
            bluesky::scenario(&mut facts, *counterpart_only),
        ),
        Scenario::Networks { events } => ("networks", networks::scenario(&mut facts, *events)),
        Scenario::Models => ("language models", models::scenario(&mut facts)),
        Scenario::Desktop { counterpart_only } => (
            "private desktop",
            desktop::scenario(&mut facts, *counterpart_only),
        ),
    };
    if let Err(error) = result {
        eprintln!("The scenario on the {name} ended here: {error:#}");
        return facts.tally_of_broken_scenario();
    }
    facts.tally()
}
