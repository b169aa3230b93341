//! Windows on the private desktop that are measured: Herald's own, and one with nothing in it.

use std::io::{BufRead as _, BufReader, Read};
use std::path::Path;
use std::process::Stdio;
use std::sync::mpsc::{Receiver, RecvTimeoutError, channel};
use std::thread;
use std::time::{Duration, Instant};

use anyhow::{Result, bail};

use crate::private_desktop::PrivateDesktop;
use crate::process::Owned;
use crate::{paths, setup, step};

/// How long a window may take before something is wrong rather than slow.
const LIMIT: Duration = Duration::from_mins(5);

/// Lines quoted when a window does not get where it should.
const QUOTED: usize = 20;

/// What Herald logs when its first screen is up: on the review desk, with the first card in the page.
const FIRST_SCREEN: &str = "the first screen is up";

/// What the empty window prints when its page is loaded.
const LOADED: &str = "loaded";

/// A running window and how long it took.
pub struct Opened {
    /// The process.
    pub process: Owned,
    /// From its start to the line waited for.
    pub after: Duration,
}

/// Brings what a private desktop needs, and builds both windows unless they are to be taken as they
/// are.
pub fn build(as_built: bool) -> Result<()> {
    setup::install_missing(&[setup::Group::WindowTests])?;
    if as_built {
        return Ok(());
    }
    setup::for_build()?;
    let what = [
        "--features",
        "desktop",
        "--bin",
        "herald-desktop",
        "--example",
        "empty_window",
    ];
    let args = [&["build", "--release"], what.as_slice()].concat();
    step::loud("Build the windows for release", &mut step::cargo(&args))
}

/// Opens Herald's window and waits for the first screen.
pub fn herald(desktop: &PrivateDesktop, folder: &Path) -> Result<Opened> {
    let mut command = desktop.command(paths::release_binary("herald-desktop"));
    command.arg("--data-dir").arg(folder);
    // Its log goes to standard error, too, where it was asked for.
    command.env("HERALD_LOG", "info");
    command
        .stdin(Stdio::null())
        .stdout(Stdio::null())
        .stderr(Stdio::piped());
    let started = Instant::now();
    let mut process = Owned::spawn("herald-desktop", &mut command)?;
    let lines = timed_lines(process.take_stderr()?);
    let after = reached(&lines, started, FIRST_SCREEN)?;
    Ok(Opened { process, after })
}

/// Opens the empty window and waits until its page is loaded.
pub fn empty(desktop: &PrivateDesktop) -> Result<Opened> {
    let program = paths::target().join("release/examples/empty_window");
    let mut command = desktop.command(program);
    command
        .stdin(Stdio::null())
        .stdout(Stdio::piped())
        .stderr(Stdio::null());
    let started = Instant::now();
    let mut process = Owned::spawn("the empty window", &mut command)?;
    let lines = timed_lines(process.take_stdout()?);
    let after = reached(&lines, started, LOADED)?;
    Ok(Opened { process, after })
}

/// Reads lines until the end, each with the instant it came; nobody's pipe fills up.
fn timed_lines(from: impl Read + Send + 'static) -> Receiver<(Instant, String)> {
    let (sender, lines) = channel();
    thread::spawn(move || {
        for line in BufReader::new(from).lines().map_while(Result::ok) {
            // Nobody listens any more once everything waited for was there.
            sender.send((Instant::now(), line)).ok();
        }
    });
    lines
}

fn reached(
    lines: &Receiver<(Instant, String)>,
    started: Instant,
    wanted: &str,
) -> Result<Duration> {
    let mut seen = Vec::new();
    loop {
        let left = LIMIT.saturating_sub(started.elapsed());
        match lines.recv_timeout(left) {
            Ok((at, line)) if line.contains(wanted) => {
                return Ok(at.saturating_duration_since(started));
            }
            Ok((_, line)) => seen.push(line),
            Err(RecvTimeoutError::Timeout) => bail!("Waited for {wanted:?}; {}", quoted(&seen)),
            Err(RecvTimeoutError::Disconnected) => bail!("It ended; {}", quoted(&seen)),
        }
    }
}

fn quoted(seen: &[String]) -> String {
    let last = seen.get(seen.len().saturating_sub(QUOTED)..).unwrap_or(&[]);
    format!("it said {} lines, at last {last:#?}", seen.len())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_line_waited_for_is_timed() {
        let started = Instant::now();
        let lines = timed_lines(&b"one\ntwo\nthree\n"[..]);
        let after = reached(&lines, started, "two").unwrap();
        assert!(after <= started.elapsed());
        assert_eq!(lines.recv().unwrap().1, "three");
    }

    #[test]
    fn a_program_that_ends_early_is_quoted() {
        let lines = timed_lines(&b"no display\n"[..]);
        let error = reached(&lines, Instant::now(), "loaded").unwrap_err();
        assert!(error.to_string().contains("no display"), "{error}");
    }
}
