//! `cargo xtask bench`: measures speed and memory, each figure beside a yardstick of the same run.
//!
//! Figures only mean something for optimised code, so a debug build of this tool builds itself for
//! release and hands over. A missed aim is said and never fails a build: machines differ.
//!
//! To add a case: a file in this folder with a function that returns a [`Report`], and a line in
//! [`CASES`].

mod crowd;
mod folder;
mod herald;
mod idle;
mod latency;
mod lateness;
mod machine;
mod many;
mod memory;
mod polls;
mod pss;
mod report;
mod start;
mod store;
mod window;

use std::process::Command;

use anyhow::{Context, Result, ensure};
use clap::Args;

use crate::{paths, step};

pub use pss::proc_memory_pss;
pub use report::{Aim, Figure, Report, Samples};

/// One thing that can be measured.
struct Case {
    name: &'static str,
    about: &'static str,
    measure: fn(&BenchArgs) -> Result<Report>,
}

/// Every case, by the name it is called with.
const CASES: &[Case] = &[
    Case {
        name: "store",
        about: "ingest, the queue, pages of activity and search in a large database",
        measure: store::measure,
    },
    Case {
        name: "latency",
        about: "from the poll that carries a mention to its review being there",
        measure: latency::measure,
    },
    Case {
        name: "lateness",
        about: "how late 50 posts of one second go out, with 10,000 waiting on 20 accounts",
        measure: lateness::measure,
    },
    Case {
        name: "idle",
        about: "what ten minutes without anything new cost, with 10 accounts",
        measure: idle::measure,
    },
    Case {
        name: "polls",
        about: "what watching 1, 10, 100, 1,000 and 10,000 accounts costs while nothing happens",
        measure: polls::measure,
    },
    Case {
        name: "start",
        about: "from starting the window to the first card with 50,000 reviews waiting",
        measure: start::measure,
    },
    Case {
        name: "memory",
        about: "memory of the window and of the engine alone, at rest",
        measure: memory::measure,
    },
];

/// What `bench` can be told.
#[derive(Args)]
pub struct BenchArgs {
    /// Which cases to measure; all when none is named
    cases: Vec<String>,
    /// Name the cases and measure nothing
    #[arg(long)]
    list: bool,
    /// Measure what was built for release before and build nothing
    #[arg(long)]
    as_built: bool,
    /// How many activities `store` fills its database with; 20000 is enough to see that it works
    #[arg(long, default_value_t = 1_000_000, value_parser = clap::value_parser!(u64).range(2_000..))]
    rows: u64,
}

/// Measures the named cases and says which aims are met.
pub fn bench(args: &BenchArgs) -> Result<()> {
    if args.list {
        for case in CASES {
            println!("{:<12} {}", case.name, case.about);
        }
        return Ok(());
    }
    let cases = chosen(&args.cases)?;
    if cfg!(debug_assertions) {
        return hand_over(args.as_built);
    }
    let mut missed = 0;
    for case in &cases {
        println!("{}: {}", case.name, case.about);
        println!("  before: {}", machine::condition());
        let report = (case.measure)(args).with_context(|| format!("Measure {}", case.name))?;
        println!("  after:  {}", machine::condition());
        println!("{report}");
        missed += report.missed();
    }
    match missed {
        0 => println!("Every aim is met."),
        n => println!("{n} aims are missed. Timing fails no build; the figures are above."),
    }
    Ok(())
}

fn chosen(names: &[String]) -> Result<Vec<&'static Case>> {
    if names.is_empty() {
        return Ok(CASES.iter().collect());
    }
    let find = |name: &String| {
        let found = CASES.iter().find(|case| case.name == name);
        found.with_context(|| format!("There is no case {name}; see cargo xtask bench --list"))
    };
    names.iter().map(find).collect()
}

/// Builds this tool for release and lets it measure in the place of this process.
fn hand_over(as_built: bool) -> Result<()> {
    if !as_built {
        let args = ["build", "--release", "--package", "xtask"];
        let mut build = step::cargo(&args);
        step::loud("Build the measuring tool for release", &mut build)?;
    }
    let mut command = Command::new(paths::release_binary("xtask"));
    let status = command.args(std::env::args_os().skip(1)).status();
    let status = status.context("Start the measuring tool")?;
    ensure!(status.success(), "The measuring tool ended with {status}");
    Ok(())
}
