//! Child processes owned by this tool: each is ended by its own handle when its owner is dropped.

use std::ffi::OsStr;
use std::fs;
use std::net::{Ipv4Addr, TcpListener};
use std::path::Path;
use std::process::{Child, ChildStderr, ChildStdin, ChildStdout, Command, ExitStatus};
use std::thread::sleep;
use std::time::{Duration, Instant};

use anyhow::{Context, Result, bail};
use rustix::process::{Pid, Signal, kill_process};

/// How long a child may take to end after it was asked to, before it is killed.
const GRACE: Duration = Duration::from_secs(8);

/// How often a condition is looked at while waiting for it.
const POLL: Duration = Duration::from_millis(40);

/// A running child process, asked to end and then killed when this value goes away.
pub struct Owned {
    name: &'static str,
    child: Child,
    farewell: Signal,
}

impl Owned {
    /// Starts `command` and owns it; it is asked to end with SIGTERM.
    pub fn spawn(name: &'static str, command: &mut Command) -> Result<Self> {
        let child = command.spawn().with_context(|| format!("Start {name}"))?;
        Ok(Self {
            name,
            child,
            farewell: Signal::TERM,
        })
    }

    /// Asks with SIGINT instead of SIGTERM: a fast shutdown for PostgreSQL.
    pub fn ended_by_interrupt(mut self) -> Self {
        self.farewell = Signal::INT;
        self
    }

    /// Returns the process id.
    pub fn id(&self) -> u32 {
        self.child.id()
    }

    /// Takes the child's standard input, once.
    pub fn take_stdin(&mut self) -> Result<ChildStdin> {
        self.child
            .stdin
            .take()
            .with_context(|| format!("Take standard input of {}", self.name))
    }

    /// Takes the child's standard output, once.
    pub fn take_stdout(&mut self) -> Result<ChildStdout> {
        self.child
            .stdout
            .take()
            .with_context(|| format!("Take standard output of {}", self.name))
    }

    /// Takes the child's standard error, once.
    pub fn take_stderr(&mut self) -> Result<ChildStderr> {
        self.child
            .stderr
            .take()
            .with_context(|| format!("Take standard error of {}", self.name))
    }

    /// Returns how the child ended, if it has.
    pub fn ended(&mut self) -> Result<Option<ExitStatus>> {
        self.child
            .try_wait()
            .with_context(|| format!("Look at {}", self.name))
    }

    /// Ends the child at once, without letting it clean up, as a power cut would.
    pub fn kill(&mut self) -> Result<()> {
        let name = self.name;
        self.child.kill().with_context(|| format!("Kill {name}"))?;
        self.child
            .wait()
            .with_context(|| format!("Wait for {name}"))?;
        Ok(())
    }

    /// Fails when the child has ended already.
    pub fn must_be_running(&mut self) -> Result<()> {
        match self.ended()? {
            Some(status) => bail!("{} ended by itself ({status})", self.name),
            None => Ok(()),
        }
    }

    fn end(&mut self) -> Result<()> {
        if self.child.try_wait()?.is_some() {
            return Ok(());
        }
        kill_process(Pid::from_child(&self.child), self.farewell)?;
        let deadline = Instant::now() + GRACE;
        while Instant::now() < deadline {
            if self.child.try_wait()?.is_some() {
                return Ok(());
            }
            sleep(POLL);
        }
        self.child.kill()?;
        self.child.wait()?;
        Ok(())
    }
}

impl Drop for Owned {
    fn drop(&mut self) {
        if let Err(error) = self.end() {
            eprintln!(
                "{} (process {}) could not be ended: {error:#}",
                self.name,
                self.id()
            );
        }
    }
}

/// Builds a command whose process receives SIGTERM when this tool dies without cleaning up.
pub fn tied(program: impl AsRef<OsStr>) -> Command {
    let mut command = Command::new("setpriv");
    command.args(["--pdeathsig", "TERM", "--"]).arg(program);
    command
}

/// Returns a port on loopback that was free a moment ago.
pub fn free_port() -> Result<u16> {
    let probe = TcpListener::bind((Ipv4Addr::LOCALHOST, 0)).context("Find a free port")?;
    Ok(probe.local_addr().context("Find a free port")?.port())
}

/// Looks at a condition again and again until it holds or `limit` has passed.
///
/// # Errors
/// - `look` failed: that error, at once.
/// - The time is over: an error that names `what`.
pub fn wait_for<T>(
    what: &str,
    limit: Duration,
    mut look: impl FnMut() -> Result<Option<T>>,
) -> Result<T> {
    let deadline = Instant::now() + limit;
    loop {
        if let Some(found) = look()? {
            return Ok(found);
        }
        if Instant::now() >= deadline {
            bail!("Waited {} s for {what}", limit.as_secs());
        }
        sleep(POLL);
    }
}

/// Returns the processes that a process started and that have not ended.
///
/// # Errors
/// Fails when the system does not list its processes.
pub fn children(parent: u32) -> Result<Vec<u32>> {
    let listed = fs::read_dir("/proc").context("List processes")?;
    let pids = listed
        .flatten()
        .filter_map(|entry| entry.file_name().to_str()?.parse().ok());
    let is_child = |pid: &u32| {
        let stat = fs::read_to_string(format!("/proc/{pid}/stat"));
        stat.is_ok_and(|stat| parent_of(&stat) == Some(parent))
    };
    Ok(pids.filter(is_child).collect())
}

/// Reads the parent from `/proc/PID/stat`; the name before it may hold spaces and brackets.
fn parent_of(stat: &str) -> Option<u32> {
    stat.rsplit_once(')')?
        .1
        .split_whitespace()
        .nth(1)?
        .parse()
        .ok()
}

/// Returns whether a process has not ended yet.
pub fn is_running(pid: u32) -> bool {
    Path::new(&format!("/proc/{pid}")).exists()
}

/// Returns whether `program` answers on the search path.
pub fn on_path(program: &str) -> bool {
    std::env::var_os("PATH")
        .is_some_and(|path| std::env::split_paths(&path).any(|dir| dir.join(program).is_file()))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_dropped_child_is_gone() {
        let child = Owned::spawn("sleep", tied("sleep").arg("60")).unwrap();
        let id = child.id();
        assert!(is_running(id));
        assert!(children(std::process::id()).unwrap().contains(&id));
        drop(child);
        assert!(!is_running(id));
    }

    #[test]
    fn names_with_brackets_do_not_confuse_the_parent() {
        assert_eq!(parent_of("42 (a) b) c) S 7 42 42 0"), Some(7));
    }

    #[test]
    fn a_child_that_ended_by_itself_is_reported() {
        let mut child = Owned::spawn("true", &mut Command::new("true")).unwrap();
        wait_for("the child to end", Duration::from_secs(5), || {
            Ok(child.must_be_running().is_err().then_some(()))
        })
        .unwrap();
    }

    #[test]
    fn waiting_ends_with_the_name_of_what_did_not_come() {
        let error = wait_for("godot", Duration::ZERO, || Ok(None::<()>)).unwrap_err();
        assert!(error.to_string().contains("godot"));
    }
}
