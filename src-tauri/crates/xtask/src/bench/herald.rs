//! The released `herald` binary on a data folder of its own.

use std::io::Write as _;
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};

use anyhow::{Context, Result, bail};

use crate::process::{Owned, tied};
use crate::{paths, step};

/// What opens the vault.
pub const PASSPHRASE: &str = "bench passphrase";

/// The binary, built for release.
pub struct Herald {
    binary: PathBuf,
    folder: PathBuf,
}

impl Herald {
    /// Builds it, unless it is to be taken as it is, and points it at a data folder.
    pub fn build(folder: &Path, as_built: bool) -> Result<Self> {
        if !as_built {
            let args = ["build", "--release", "--bin", "herald"];
            step::loud("Build herald for release", &mut step::cargo(&args))?;
        }
        Ok(Self {
            binary: paths::release_binary("herald"),
            folder: folder.to_owned(),
        })
    }

    /// Runs one command to its end, with a line of input where it needs one.
    pub fn execute(&self, args: &[&str], input: &str) -> Result<()> {
        let mut command = self.command(args);
        let piped = command
            .stdin(Stdio::piped())
            .stdout(Stdio::piped())
            .stderr(Stdio::piped());
        let what = format!("herald {}", args.join(" "));
        let mut child = piped.spawn().with_context(|| format!("Start {what}"))?;
        if let Some(mut stdin) = child.stdin.take() {
            writeln!(stdin, "{input}").with_context(|| format!("Give {what} its input"))?;
        }
        let output = child
            .wait_with_output()
            .with_context(|| format!("Wait for {what}"))?;
        if !output.status.success() {
            bail!(
                "{what} failed: {}",
                String::from_utf8_lossy(&output.stderr).trim()
            );
        }
        Ok(())
    }

    /// Runs the engine until the returned process is dropped.
    pub fn run_engine(&self) -> Result<Owned> {
        let (log, _) = step::log_file("bench-engine")?;
        let mut command = self.command(&["run"]);
        command
            .stdin(Stdio::null())
            .stdout(log.try_clone()?)
            .stderr(log);
        Owned::spawn("herald run", &mut command)
    }

    fn command(&self, args: &[&str]) -> Command {
        let mut command = tied(&self.binary);
        command.arg("--data-dir").arg(&self.folder).args(args);
        command.env("HERALD_VAULT_PASSPHRASE", PASSPHRASE);
        // Nothing measured may leave a secret in the keychain of whoever measures.
        command.env("DBUS_SESSION_BUS_ADDRESS", "unix:path=/nonexistent");
        command
    }
}
