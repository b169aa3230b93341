//! One step of a command: announced, timed, and quiet unless it fails.

use std::fs::{self, File};
use std::io::{self, Write};
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};
use std::time::Instant;

use anyhow::{Context, Result, bail};

use crate::paths;

/// How many lines of a failed step's log are shown.
const SHOWN_LOG_LINES: usize = 60;

/// Builds a cargo command that runs in the root of the working tree.
pub fn cargo(args: &[&str]) -> Command {
    let mut command = Command::new("cargo");
    command.args(args).current_dir(paths::root());
    command
}

/// Builds an npm command that runs in the folder of the UI.
pub fn npm(args: &[&str]) -> Command {
    let mut command = Command::new("npm");
    command
        .args(args)
        .current_dir(paths::ui())
        .env("NO_COLOR", "1");
    command
}

/// Runs `work` under one printed line with its duration.
pub fn timed<T>(what: &str, work: impl FnOnce() -> Result<T>) -> Result<T> {
    print!("{what} ... ");
    io::stdout().flush().context("Write to the terminal")?;
    let started = Instant::now();
    let result = work();
    let outcome = if result.is_ok() { "done" } else { "FAILED" };
    println!("{outcome} ({:.1} s)", started.elapsed().as_secs_f64());
    result
}

/// Runs `command` with its output in a log file, which is shown when the command fails.
pub fn quiet(what: &str, command: &mut Command) -> Result<()> {
    timed(what, || run_logged(what, command))
}

/// Runs `command` with its output on the terminal.
pub fn loud(what: &str, command: &mut Command) -> Result<()> {
    println!("{what} ...");
    let started = Instant::now();
    let status = command
        .status()
        .with_context(|| format!("Start {}", program(command)))?;
    let seconds = started.elapsed().as_secs_f64();
    if !status.success() {
        bail!("{what} failed ({status}, after {seconds:.1} s)");
    }
    println!("{what} ... done ({seconds:.1} s)");
    Ok(())
}

/// Runs `command` and returns what it wrote to standard output, without surrounding white space.
///
/// # Errors
/// Fails when the command cannot start or ends badly; the error carries its standard error.
pub fn output_of(command: &mut Command) -> Result<String> {
    let output = command
        .output()
        .with_context(|| format!("Start {}", program(command)))?;
    if !output.status.success() {
        let said = String::from_utf8_lossy(&output.stderr);
        bail!(
            "{} failed ({}): {}",
            program(command),
            output.status,
            said.trim()
        );
    }
    Ok(String::from_utf8_lossy(&output.stdout).trim().to_owned())
}

/// Opens a fresh log file named after `what` and returns it with its path.
pub fn log_file(what: &str) -> Result<(File, PathBuf)> {
    let dir = paths::cache().join("logs");
    fs::create_dir_all(&dir).with_context(|| format!("Create {}", dir.display()))?;
    let path = dir.join(format!("{}.log", slug(what)));
    let file = File::create(&path).with_context(|| format!("Create {}", path.display()))?;
    Ok((file, path))
}

/// Returns the last lines of a log file, for an error message.
pub fn log_tail(path: &Path) -> String {
    let text = fs::read(path).map(|bytes| String::from_utf8_lossy(&bytes).into_owned());
    let text = text.unwrap_or_else(|error| format!("(unreadable: {error})"));
    let lines: Vec<&str> = text.lines().collect();
    lines
        .get(lines.len().saturating_sub(SHOWN_LOG_LINES)..)
        .unwrap_or(&[])
        .join("\n")
}

fn run_logged(what: &str, command: &mut Command) -> Result<()> {
    let (log, path) = log_file(what)?;
    command
        .stdin(Stdio::null())
        .stdout(log.try_clone()?)
        .stderr(log);
    let status = command
        .status()
        .with_context(|| format!("Start {}", program(command)))?;
    if !status.success() {
        bail!(
            "{what} failed ({status}). Log: {}\n{}",
            path.display(),
            log_tail(&path)
        );
    }
    Ok(())
}

fn program(command: &Command) -> String {
    command.get_program().to_string_lossy().into_owned()
}

fn slug(what: &str) -> String {
    let kept = |c: char| {
        if c.is_ascii_alphanumeric() {
            c.to_ascii_lowercase()
        } else {
            '-'
        }
    };
    what.chars().map(kept).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_failing_quiet_step_shows_its_output() {
        let error = quiet(
            "step test",
            Command::new("sh").args(["-c", "echo seen; exit 3"]),
        )
        .expect_err("exit 3 is a failure");
        assert!(error.to_string().contains("seen"), "{error}");
    }

    #[test]
    fn output_is_returned_trimmed_and_failure_carries_standard_error() {
        assert_eq!(
            output_of(Command::new("echo").arg("hello")).unwrap(),
            "hello"
        );
        let error = output_of(Command::new("sh").args(["-c", "echo why >&2; exit 1"])).unwrap_err();
        assert!(error.to_string().contains("why"), "{error}");
    }
}
