//! A Mastodon server that is not Herald's own, started on loopback for one test and stopped with it.
//!
//! It is `mastodon_mock`: every operation of the interface, idempotency keys, streams and faults on
//! demand. Its OAuth takes anything, so it proves nothing about signing in but the way there.

use std::fs::{self, File};
use std::path::PathBuf;
use std::process::{Command, Stdio};
use std::time::Duration;

use anyhow::{Context, Result, ensure};
use serde_json::{Value, json};

use crate::loopback::{self, Exchange};
use crate::process::{Owned, free_port, tied, wait_for};
use crate::step::{self, quiet};
use crate::{paths, setup};

/// How long a server may take to start; two seconds are usual.
const START_LIMIT: Duration = Duration::from_secs(30);

/// What is installed, to the version.
const REQUIREMENTS: &str = "tests/real/mastodon/requirements.txt";

/// A running server with Ada, Grace, Alan and Katherine on it.
pub struct MastodonServer {
    port: u16,
    process: Owned,
}

/// Somebody on the server.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Person {
    /// The name people type.
    pub name: &'static str,
    /// A token that always works.
    pub token: &'static str,
}

/// Whose account Herald looks after.
pub const GRACE: Person = Person {
    name: "grace",
    token: "grace_token",
};

/// Who writes to her.
pub const ALAN: Person = Person {
    name: "alan",
    token: "alan_token",
};

/// Another who does.
pub const ADA: Person = Person {
    name: "ada",
    token: "ada_token",
};

impl MastodonServer {
    /// Installs the server where it is missing and starts it on a free port.
    pub fn start() -> Result<Self> {
        let program = installed()?;
        let port = free_port()?;
        step::timed(&format!("Start a Mastodon server on port {port}"), || {
            let (log, log_path) = step::log_file("mastodon")?;
            let mut command = tied(&program);
            command
                .args(["serve", "--in-memory", "--demo", "--host", "127.0.0.1"])
                .args(["--port", &port.to_string()])
                .stdin(Stdio::null())
                .stdout(log.try_clone()?)
                .stderr(log);
            let process = Owned::spawn("a Mastodon server", &mut command)?;
            let mut server = Self { port, process };
            let ready = wait_for("a Mastodon server", START_LIMIT, || {
                server.process.must_be_running()?;
                Ok(loopback::get(port, "/api/v2/instance", &[]).ok())
            });
            ready.with_context(|| step::log_tail(&log_path))?;
            Ok(server)
        })
    }

    /// Returns its address.
    pub fn url(&self) -> String {
        format!("http://127.0.0.1:{}", self.port)
    }

    /// Returns its port.
    pub fn port(&self) -> u16 {
        self.port
    }

    /// Reads something as somebody.
    pub fn get(&self, person: Person, path: &str) -> Result<Value> {
        self.call(person, "GET", path, &Value::Null)
    }

    /// Has something done as somebody.
    pub fn post(&self, person: Person, path: &str, body: &Value) -> Result<Value> {
        self.call(person, "POST", path, body)
    }

    /// Writes a post as somebody and returns its id.
    pub fn write(&self, person: Person, body: &Value) -> Result<String> {
        let status = self.post(person, "/api/v1/statuses", body)?;
        let id = status.get("id").and_then(Value::as_str);
        id.map(str::to_owned).context("Find the id of a post")
    }

    /// Returns the server's id of somebody.
    pub fn id_of(&self, person: Person) -> Result<String> {
        let me = self.get(person, "/api/v1/accounts/verify_credentials")?;
        let id = me.get("id").and_then(Value::as_str);
        id.map(str::to_owned).context("Find somebody's id")
    }

    /// Returns what somebody wrote, newest first, at most forty.
    pub fn written_by(&self, person: Person) -> Result<Vec<Value>> {
        let id = self.id_of(person)?;
        let path = format!("/api/v1/accounts/{id}/statuses?limit=40");
        let posts = self.get(person, &path)?;
        Ok(posts.as_array().cloned().unwrap_or_default())
    }

    /// Makes the next `count` calls that match go wrong.
    pub fn fault(&self, matching: &Value, effect: &Value, count: u32) -> Result<()> {
        let body = json!({"match": matching, "effect": effect, "count": count});
        self.post(ADA, "/api/v1/_mock/faults", &body).map(drop)
    }

    fn call(&self, person: Person, method: &str, path: &str, body: &Value) -> Result<Value> {
        let authorization = format!("Authorization: Bearer {}", person.token);
        let answer = loopback::exchange(&Exchange {
            port: self.port,
            method,
            path,
            headers: &[&authorization, "Content-Type: application/json"],
            body: &if body.is_null() {
                String::new()
            } else {
                body.to_string()
            },
        })?;
        ensure!(
            (200..300).contains(&answer.status),
            "{method} {path} answered {}: {}",
            answer.status,
            answer.body
        );
        serde_json::from_str(&answer.body).with_context(|| format!("Read what {path} answered"))
    }
}

/// Returns the program, installed into the cache where it is missing.
fn installed() -> Result<PathBuf> {
    setup::install_missing(&[setup::Group::RealBluesky])?;
    let dir = paths::cache().join("mastodon");
    fs::create_dir_all(&dir).with_context(|| format!("Create {}", dir.display()))?;
    let alone = File::create(dir.join("install.lock"))?;
    alone
        .lock()
        .context("Wait for another installation of the Mastodon server")?;
    let program = dir.join("bin/mastodon_mock");
    let stamp = dir.join("installed");
    let wanted = fs::read_to_string(paths::root().join(REQUIREMENTS))
        .with_context(|| format!("Read {REQUIREMENTS}"))?;
    if !program.is_file() || fs::read_to_string(&stamp).unwrap_or_default() != wanted {
        println!(
            "The tests need a Mastodon server (60 MB, some seconds, once). Installing into {}",
            dir.display()
        );
        let mut venv = Command::new("python3");
        venv.args(["-m", "venv"]).arg(&dir);
        quiet("Make a place for the Mastodon server", &mut venv)?;
        let mut pip = Command::new(dir.join("bin/pip"));
        pip.args(["install", "--disable-pip-version-check", "-r", REQUIREMENTS])
            .current_dir(paths::root());
        quiet("Install the Mastodon server", &mut pip)?;
        fs::write(&stamp, wanted).context("Note what is installed")?;
    }
    Ok(program)
}
