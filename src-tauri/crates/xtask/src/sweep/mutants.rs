//! Makes one mistake at a time the truth and sees whether a test notices.

use std::ffi::OsStr;
use std::path::PathBuf;
use std::process::{Command, Stdio};
use std::time::Instant;

use anyhow::{Context, Result, ensure};
use herald_pipeline::mutant::Mutant;
use serde_json::Value;

use crate::{paths, step};

/// The tests of sending: of the store, of the rules, and of Herald as a whole.
const TESTS: [&str; 17] = [
    "test",
    "--quiet",
    "--profile",
    "sweep",
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
    let binaries = step::timed("Build the tests with mutants", build)?;
    let well = step::timed("Run them without a mistake", || run(&binaries, None, QUICK))?;
    ensure!(well.is_empty(), "tests fail without a mistake: {well:?}");
    let mut missed = Vec::new();
    for mutant in Mutant::ALL {
        let mut caught = run(&binaries, Some(mutant), QUICK)?;
        if caught.is_empty() {
            caught = run(&binaries, Some(mutant), WEEKS)?;
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

/// Builds the tests and returns where those of Herald as a whole are.
pub(super) fn pipeline_tests() -> Result<PathBuf> {
    let is_it = |binary: &PathBuf| {
        let name = binary.file_name().and_then(OsStr::to_str);
        name.is_some_and(|name| name.starts_with("pipeline-"))
    };
    let found = build()?.into_iter().find(is_it);
    found.context("Find the tests of Herald as a whole")
}

/// Builds the tests and returns where they are.
fn build() -> Result<Vec<PathBuf>> {
    let mut command = step::cargo(&TESTS);
    command.args(["--no-run", "--message-format", "json"]);
    // What does not compile is said there.
    let output = command.stderr(Stdio::inherit()).output();
    let output = output.context("Build the tests")?;
    ensure!(output.status.success(), "the tests do not build");
    let lines = String::from_utf8_lossy(&output.stdout);
    let messages = lines.lines().map(serde_json::from_str::<Value>);
    let mut binaries = Vec::new();
    for message in messages {
        let message = message.context("Read what cargo built")?;
        let is_test = message.pointer("/profile/test") == Some(&Value::Bool(true));
        let path = message.get("executable").and_then(Value::as_str);
        binaries.extend(path.filter(|_| is_test).map(PathBuf::from));
    }
    Ok(binaries)
}

/// Returns the tests that fail.
fn run(binaries: &[PathBuf], mutant: Option<Mutant>, chosen: &[&str]) -> Result<Vec<String>> {
    let mut failed = Vec::new();
    for binary in binaries {
        let mut command = Command::new(binary);
        command
            .args(chosen)
            .current_dir(paths::root())
            .stderr(Stdio::null());
        let name = mutant.map_or_else(String::new, |mutant| mutant.to_string());
        command.env("HERALD_MUTANT", name);
        super::in_memory(&mut command);
        let output = command.output().context("Run the tests")?;
        let said = String::from_utf8_lossy(&output.stdout);
        let names: Vec<String> = said
            .lines()
            .filter_map(failed_test)
            .map(str::to_owned)
            .collect();
        let is_told = output.status.success() || !names.is_empty();
        ensure!(is_told, "{} did not run: {said}", binary.display());
        failed.extend(names);
    }
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
