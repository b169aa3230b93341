//! The real Bluesky servers, started on loopback for one test and stopped with it.
//!
//! PDS, AppView, PLC and moderation run in one Node process (`tests/real/bluesky-network.mjs`) over
//! a PostgreSQL and a Redis of their own. Other people act through a second program that shares no
//! code with Herald (`tests/real/bluesky-client.mjs`).

mod client;
mod databases;
mod install;

use std::fs::File;
use std::io::{BufRead, BufReader, Write};
use std::process::{ChildStdin, ChildStdout, Stdio};
use std::sync::mpsc::{self, Receiver};
use std::thread;
use std::time::Duration;

use anyhow::{Context, Result, bail};
use serde::Deserialize;
use serde_json::Value;

pub use client::Person;
use databases::Databases;
pub use install::Installed;

use crate::process::{Owned, tied};
use crate::step;

/// How long the servers may take to start; 5 to 9 s on a quiet machine with 2 cores.
const START_LIMIT: Duration = Duration::from_mins(2);

/// How long one command to the servers may take.
const COMMAND_LIMIT: Duration = Duration::from_secs(40);

/// A running Bluesky network with three people on it.
pub struct RealBluesky {
    /// What the network said of itself when it was ready.
    pub ready: Ready,
    installed: Installed,
    answers: Receiver<String>,
    commands: ChildStdin,
    // Fields are dropped in this order: the network ends before the databases it writes to.
    network: Owned,
    _databases: Databases,
}

/// Addresses and people of a running network.
#[derive(Debug, Deserialize)]
pub struct Ready {
    /// Where an account signs in and writes.
    pub pds_url: String,
    /// The directory that says which server holds an account.
    pub plc_url: String,
    /// Where reads are answered; the PDS passes them on.
    pub appview_url: String,
    /// Everybody who has an account.
    pub people: Vec<Person>,
}

impl RealBluesky {
    /// Installs the servers when they are missing, starts them and waits until they answer.
    pub fn start() -> Result<Self> {
        let installed = Installed::ensure()?;
        step::timed("Start the real Bluesky servers", || {
            Self::start_installed(installed)
        })
    }

    /// Returns the person whose account Herald looks after.
    pub fn owner(&self) -> Result<&Person> {
        self.person("herald-owner")
    }

    /// Returns a person by name: `herald-owner`, `alice` or `bob`.
    pub fn person(&self, name: &str) -> Result<&Person> {
        let people = &self.ready.people;
        people
            .iter()
            .find(|person| person.name == name)
            .with_context(|| format!("Find {name}"))
    }

    /// Acts or reads as `person` through a client that is not Herald, and returns its JSON answer.
    ///
    /// # Errors
    /// Fails when the network refuses; the message begins with the network's own error name.
    pub fn client(&self, person: &Person, args: &[&str]) -> Result<Value> {
        client::run(&self.installed, &self.ready.pds_url, person, args)
    }

    /// Stops the AppView: reads fail with 502, writes still work.
    pub fn stop_appview(&mut self) -> Result<()> {
        self.command("stop-appview")
    }

    /// Starts the AppView again on the same port.
    pub fn start_appview(&mut self) -> Result<()> {
        self.command("start-appview")
    }

    /// Makes every access token issued so far expire; refresh tokens stay good.
    pub fn expire_tokens(&mut self) -> Result<()> {
        self.command("expire-tokens")
    }

    /// Waits until the AppView has indexed everything the PDS holds.
    pub fn settle(&mut self) -> Result<()> {
        self.command("settle")
    }

    fn start_installed(installed: Installed) -> Result<Self> {
        let databases = Databases::start()?;
        let (log, log_path) = step::log_file("real-bluesky")?;
        let mut network = spawn_network(&installed, &databases, log)?;
        let answers = lines_of(network.take_stdout()?);
        let commands = network.take_stdin()?;
        let first = answers.recv_timeout(START_LIMIT).with_context(|| {
            format!(
                "The real Bluesky servers did not start:\n{}",
                step::log_tail(&log_path)
            )
        })?;
        let ready = serde_json::from_str(&first).context("Read what the servers said")?;
        Ok(Self {
            ready,
            installed,
            answers,
            commands,
            network,
            _databases: databases,
        })
    }

    fn command(&mut self, command: &str) -> Result<()> {
        self.network.must_be_running()?;
        writeln!(self.commands, "{command}").with_context(|| format!("Say {command}"))?;
        let answer = self.answers.recv_timeout(COMMAND_LIMIT);
        let answer = answer.with_context(|| format!("Wait for the answer to {command}"))?;
        let answer: Value = serde_json::from_str(&answer).context("Read the servers' answer")?;
        if answer.get("done").and_then(Value::as_str) != Some(command) {
            bail!("The servers refused {command}: {answer}");
        }
        Ok(())
    }
}

fn spawn_network(installed: &Installed, databases: &Databases, log: File) -> Result<Owned> {
    let mut command = tied(installed.node());
    command
        .arg("bluesky-network.mjs")
        .current_dir(installed.dir())
        .env("DB_POSTGRES_URL", databases.postgres_url())
        .env("REDIS_HOST", databases.redis_address())
        // The PDS keeps its data in the temporary folder and leaves it there.
        .env("TMPDIR", databases.scratch())
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .stderr(log);
    Owned::spawn("the real Bluesky servers", &mut command)
}

fn lines_of(output: ChildStdout) -> Receiver<String> {
    let (lines, received) = mpsc::channel();
    thread::spawn(move || {
        for line in BufReader::new(output).lines().map_while(Result::ok) {
            if lines.send(line).is_err() {
                break;
            }
        }
    });
    received
}
