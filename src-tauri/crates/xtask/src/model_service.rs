//! A service with language models, started on loopback for one test and stopped with it.
//!
//! It is aimock, which is not Herald's own: one port speaks the forms of OpenAI, Anthropic and
//! Ollama, and a journal tells what was asked. What its models say stands in `tests/models`.

mod install;

use std::fs::{self, File};
use std::net::{Ipv4Addr, TcpListener};
use std::path::{Path, PathBuf};
use std::process::Stdio;
use std::time::Duration;

use anyhow::{Context, Result};
use serde_json::{Value, json};
use tempfile::TempDir;

use crate::process::{Owned, free_port, tied, wait_for};
use crate::{loopback, paths, step};

/// How long a service may take to start; half a second is usual.
const START_LIMIT: Duration = Duration::from_secs(30);

/// A running service.
pub struct ModelService {
    port: u16,
    key: Option<&'static str>,
    process: Owned,
    _folder: TempDir,
}

impl ModelService {
    /// Starts a service on a free port that lets in only who shows the key.
    pub fn with_key(models: &str, key: &'static str) -> Result<Self> {
        Self::start(models, free_port()?, Some(key))
    }

    /// Starts a service that needs no key on the port where `usual` is looked for.
    ///
    /// # Errors
    /// Another program has the port: says which one, and what to do.
    pub fn in_place_of(usual: &str, port: u16, models: &str) -> Result<Self> {
        let probe = TcpListener::bind((Ipv4Addr::LOCALHOST, port));
        probe.map(drop).with_context(|| {
            format!(
                "Herald looks for {usual} on port {port}, and the test has to put its own models \
                 there. Another program listens on it: stop that for the test"
            )
        })?;
        Self::start(models, port, None)
    }

    /// Returns the address for people to choose.
    pub fn url(&self) -> String {
        format!("http://127.0.0.1:{}", self.port)
    }

    /// Returns everything that was asked of one model and answered, oldest first.
    pub fn asked_of(&self, model: &str) -> Result<Vec<Value>> {
        let key = self.key.map(|key| format!("Authorization: Bearer {key}"));
        let journal = loopback::get(self.port, "/__aimock/journal", key.as_deref().as_slice())?;
        let entries = journal.as_array().context("Find the requests")?;
        let of_it = |entry: &&Value| entry.pointer("/body/model") == Some(&model.into());
        Ok(entries.iter().filter(of_it).cloned().collect())
    }

    fn start(models: &str, port: u16, key: Option<&'static str>) -> Result<Self> {
        let program = install::ensure()?;
        // A free port differs at each run, and each run is to write over the log of the one before.
        let name = key.map_or_else(|| port.to_string(), |_| "with-key".to_owned());
        step::timed(&format!("Start models on port {port}"), || {
            let folder = tempfile::Builder::new()
                .prefix("herald-models-")
                .tempdir()?;
            let config = folder.path().join("aimock.json");
            fs::write(&config, description(models, port, key).to_string())
                .context("Describe the models")?;
            let (log, log_path) = step::log_file(&format!("models-{name}"))?;
            let mut service = Self {
                port,
                key,
                process: spawn(&program, &config, log)?,
                _folder: folder,
            };
            let ready = service.await_ready();
            ready.with_context(|| step::log_tail(&log_path))?;
            Ok(service)
        })
    }

    fn await_ready(&mut self) -> Result<()> {
        wait_for("a service with models", START_LIMIT, || {
            self.process.must_be_running()?;
            Ok(loopback::get(self.port, "/ready", &[]).ok().map(drop))
        })
    }
}

fn description(models: &str, port: u16, key: Option<&str>) -> Value {
    let mut config = json!({
        "host": "127.0.0.1",
        "port": port,
        "llm": {"fixtures": folder().join(models)},
    });
    if let (Some(key), Some(fields)) = (key, config.as_object_mut()) {
        fields.insert("auth".to_owned(), json!({"apiKeys": [key]}));
    }
    config
}

fn spawn(program: &Path, config: &Path, log: File) -> Result<Owned> {
    let mut command = tied("node");
    command.arg(program).arg("--config").arg(config);
    command
        // It would win over the key in the description.
        .env_remove("AIMOCK_API_KEYS")
        .stdin(Stdio::null())
        .stdout(log.try_clone()?)
        .stderr(log);
    Owned::spawn("a service with models", &mut command)
}

/// Returns the folder of the models and of the packages they need.
fn folder() -> PathBuf {
    paths::root().join("tests/models")
}
