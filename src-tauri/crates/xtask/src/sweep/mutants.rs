//! Makes one mistake at a time the truth and sees whether a test notices.

use std::process::{Command, Stdio};
use std::time::Instant;

use anyhow::{Context, Result, ensure};
use herald_pipeline::mutant::Mutant;

use crate::step;

/// The tests of sending: of the store, of the rules, and of Herald as a whole.
const TESTS: [&str; 15] = [
    "test",
    "--quiet",
    "--package",
    "herald",
    "--package",
    "herald-store",
    "--package",
    "herald-pipeline",
    "--features",
    "herald-pipeline/mutants",
    "--lib",
    "--test",
    "pipeline",
    "--test",
    "contract",
];

/// The tests that are quick; weeks of trouble are lived only where none of them notices.
const QUICK: &[&str] = &[
    "lanes::",
    "engine::",
    "trouble::",
    "actions",
    "rules::",
    "likeness::",
    "network::",
];

/// The weeks of trouble.
const WEEKS: &[&str] = &["sim::"];

/// Tries every mistake; without one all tests have to pass.
pub fn mutants() -> Result<()> {
    let began = Instant::now();
    step::quiet("Build the tests with mutants", &mut command(&["--no-run"]))?;
    let well = step::timed("Run them without a mistake", || run(None, QUICK))?;
    ensure!(well.is_empty(), "tests fail without a mistake: {well:?}");
    let mut missed = Vec::new();
    for mutant in Mutant::ALL {
        let mut caught = run(Some(mutant), QUICK)?;
        if caught.is_empty() {
            caught = run(Some(mutant), WEEKS)?;
        }
        match caught.first() {
            Some(first) => println!(
                "{mutant}: noticed by {} tests, such as {first}",
                caught.len()
            ),
            None => missed.push(mutant.to_string()),
        }
    }
    println!(
        "{} mistakes in {} s",
        Mutant::ALL.len(),
        began.elapsed().as_secs()
    );
    ensure!(missed.is_empty(), "no test notices {}", missed.join(", "));
    Ok(())
}

fn command(more: &[&str]) -> Command {
    step::cargo(&[&TESTS, more].concat())
}

/// Returns the tests that fail.
fn run(mutant: Option<Mutant>, chosen: &[&str]) -> Result<Vec<String>> {
    let mut command = command(&["--no-fail-fast", "--"]);
    command.args(chosen).stderr(Stdio::null());
    command.env(
        "HERALD_MUTANT",
        mutant.map_or_else(String::new, |m| m.to_string()),
    );
    let output = command.output().context("Run the tests")?;
    let said = String::from_utf8_lossy(&output.stdout);
    let failed: Vec<String> = said
        .lines()
        .filter_map(failed_test)
        .map(str::to_owned)
        .collect();
    let is_told = output.status.success() || !failed.is_empty();
    ensure!(is_told, "the tests did not run: {said}");
    Ok(failed)
}

/// Reads the line of libtest that names a failed test in its list.
fn failed_test(line: &str) -> Option<&str> {
    let name = line.strip_prefix("    ")?;
    (name.contains("::") && !name.contains(' ')).then_some(name)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn failed_tests_are_read_from_the_list() {
        assert_eq!(failed_test("    lanes::one_post"), Some("lanes::one_post"));
        assert_eq!(failed_test("    at tests/lanes.rs::1 of"), None);
        assert_eq!(failed_test("failures:"), None);
    }
}
