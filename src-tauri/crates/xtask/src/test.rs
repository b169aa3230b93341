//! `cargo xtask test`: every test, and how many there were.

mod tally;

use std::io::{BufRead, BufReader};
use std::process::{Command, ExitCode, Stdio};
use std::time::Instant;

use anyhow::{Context, Result};

pub use tally::Tally;

use crate::{e2e, setup, step, sweep};

/// Runs every test and prints one line with what passed and what failed.
///
/// A suite that fails does not keep the later ones from running.
pub fn test() -> Result<ExitCode> {
    let started = Instant::now();
    setup::for_tests()?;
    let mut total = Tally::default();
    let rust = ["test", "--workspace", "--no-fail-fast"];
    total += suite("Rust tests", &mut step::cargo(&rust))?;
    let shell = [
        "test",
        "--package",
        "herald",
        "--features",
        "desktop-test",
        "--lib",
        "--bins",
    ];
    total += suite("Desktop shell tests", &mut step::cargo(&shell))?;
    total += suite("UI tests", &mut step::npm(&["test"]))?;
    let scenarios = [
        e2e::Scenario::bluesky(),
        e2e::Scenario::networks(),
        e2e::Scenario::Models,
        e2e::Scenario::desktop(),
    ];
    for scenario in &scenarios {
        total += e2e::tally(scenario);
    }
    for search in &sweep::Sweep::short() {
        total += sweep::tally(search);
    }
    println!("\n{total} ({:.0} s)", started.elapsed().as_secs_f64());
    Ok(total.exit_code())
}

/// Runs one suite, shows its output and counts the results it reports.
fn suite(what: &str, command: &mut Command) -> Result<Tally> {
    println!("\n{what} ...");
    let started = Instant::now();
    let mut child = command
        .stdin(Stdio::null())
        .stdout(Stdio::piped())
        .spawn()
        .with_context(|| format!("Start {what}"))?;
    let output = child
        .stdout
        .take()
        .context("Read the output of a test run")?;
    let mut tally = Tally::default();
    for line in BufReader::new(output).split(b'\n') {
        let line = line.context("Read the output of a test run")?;
        let line = String::from_utf8_lossy(&line);
        println!("{line}");
        tally += Tally::from_line(&line);
    }
    let status = child.wait().with_context(|| format!("Wait for {what}"))?;
    // A suite that did not compile or crashed reports no failed test, and still it failed.
    if !status.success() && tally.failed == 0 {
        tally.failed = 1;
    }
    println!("{what}: {tally} ({:.1} s)", started.elapsed().as_secs_f64());
    Ok(tally)
}
