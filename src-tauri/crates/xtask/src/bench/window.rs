//! Windows on the private desktop that are measured: Herald's own, and one with nothing in it.

use std::io::{BufRead as _, BufReader, Read};
use std::path::Path;
use std::process::Stdio;
use std::sync::mpsc::{Receiver, RecvTimeoutError, channel};
use std::thread;
use std::time::{Duration, Instant};

use anyhow::{Context, Result, bail};

use crate::private_desktop::PrivateDesktop;
use crate::process::Owned;
use crate::{paths, setup, step};

/// How long a window may take before something is wrong rather than slow.
const LIMIT: Duration = Duration::from_mins(5);

/// Lines quoted when a window does not get where it should.
const QUOTED: usize = 20;

/// What Herald logs when the first card has been read for the window.
const FIRST_CARD: &str = "use_case=\"show_review\"";

/// What Herald logs when its first screen is up.
const FIRST_SCREEN: &str = "the first screen is up";

/// What the empty window prints when its page is loaded.
const LOADED: &str = "loaded";

/// A running window and when it reached what was waited for, counted from its start.
pub struct Opened {
    /// The process.
    pub process: Owned,
    /// From its start to each line waited for, in the order given.
    pub after: Vec<Duration>,
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

/// Opens Herald's window and waits for the first screen and the first card.
pub fn herald(desktop: &PrivateDesktop, folder: &Path) -> Result<Opened> {
    let mut command = desktop.command(paths::release_binary("herald-desktop"));
    command.arg("--data-dir").arg(folder);
    command.env("HERALD_LOG", "herald::desktop=debug");
    command
        .stdin(Stdio::null())
        .stdout(Stdio::null())
        .stderr(Stdio::piped());
    let started = Instant::now();
    let mut process = Owned::spawn("herald-desktop", &mut command)?;
    let lines = timed_lines(process.take_stderr()?);
    let after = reached(&lines, started, &[FIRST_SCREEN, FIRST_CARD])?;
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
    let after = reached(&lines, started, &[LOADED])?;
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
    wanted: &[&str],
) -> Result<Vec<Duration>> {
    let mut seen = Vec::new();
    let mut found = vec![None; wanted.len()];
    while found.iter().any(Option::is_none) {
        let left = LIMIT.saturating_sub(started.elapsed());
        let (at, line) = match lines.recv_timeout(left) {
            Ok(read) => read,
            Err(RecvTimeoutError::Timeout) => {
                bail!("Waited for {wanted:?}; {}", quoted(&seen))
            }
            Err(RecvTimeoutError::Disconnected) => bail!("It ended; {}", quoted(&seen)),
        };
        for (slot, _) in found
            .iter_mut()
            .zip(wanted)
            .filter(|(_, part)| line.contains(**part))
        {
            slot.get_or_insert(at.saturating_duration_since(started));
        }
        seen.push(line);
    }
    let found: Option<Vec<Duration>> = found.into_iter().collect();
    found.context("Find what was waited for")
}

fn quoted(seen: &[String]) -> String {
    let last = seen.get(seen.len().saturating_sub(QUOTED)..).unwrap_or(&[]);
    format!("it said {} lines, at last {last:#?}", seen.len())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn each_wanted_line_is_timed_once() {
        let started = Instant::now();
        let lines = timed_lines(&b"one\ntwo\none\n"[..]);
        let after = reached(&lines, started, &["two", "one"]).unwrap();
        assert!(after.len() == 2 && after[1] <= after[0]);
    }

    #[test]
    fn a_program_that_ends_early_is_quoted() {
        let lines = timed_lines(&b"no display\n"[..]);
        let error = reached(&lines, Instant::now(), &["loaded"]).unwrap_err();
        assert!(error.to_string().contains("no display"), "{error}");
    }
}
