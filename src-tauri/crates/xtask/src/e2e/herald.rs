//! Herald itself, driven from outside through its command line.

use std::collections::BTreeMap;
use std::fs::{self, File};
use std::io::Write;
use std::path::PathBuf;
use std::process::{ExitStatus, Stdio};
use std::sync::Arc;
use std::time::Duration;

use anyhow::{Context, Result, bail};
use herald_pipeline::ports::{Secret, Vault as _};
use herald_vault::{KdfCost, PassphraseVault};
use serde_json::Value;
use tempfile::TempDir;

use crate::process::{Owned, tied, wait_for};
use crate::{paths, step};

/// How long one Herald command may take.
const COMMAND_LIMIT: Duration = Duration::from_mins(2);

/// What opens the vault.
const PASSPHRASE: &str = "end to end";

/// How often Herald is run again until a review shows up.
const REVIEW_LIMIT: Duration = Duration::from_secs(90);

/// The command that lets the engine work off what is due.
const UNTIL_IDLE: [&str; 2] = ["run", "--until-idle"];

/// The `herald` binary with a data folder of its own.
pub struct Herald {
    /// A copy: building something else meanwhile must not replace it.
    binary: PathBuf,
    kept_binary: Arc<TempDir>,
    folder: TempDir,
    environment: BTreeMap<&'static str, String>,
}

/// A draft that waits for a decision.
pub struct Review {
    /// The id decisions name.
    pub id: String,
    /// The text that would go out.
    pub text: String,
}

/// What a Herald command did.
struct Outcome {
    status: ExitStatus,
    output: String,
    complaints: String,
}

impl Herald {
    /// Builds `herald` with its crash points and gives it an empty data folder.
    pub fn build() -> Result<Self> {
        let args = ["build", "--bin", "herald", "--features", "crash-points"];
        step::quiet("Build Herald with crash points", &mut step::cargo(&args))?;
        let own = tempfile::Builder::new()
            .prefix("herald-binary-")
            .tempdir()?;
        let binary = own.path().join("herald");
        fs::copy(paths::debug_binary("herald"), &binary).context("Copy the binary")?;
        Ok(Self {
            binary,
            kept_binary: Arc::new(own),
            folder: tempfile::Builder::new().prefix("herald-data-").tempdir()?,
            environment: BTreeMap::new(),
        })
    }

    /// Returns the same binary with an empty data folder of its own.
    pub fn with_empty_folder(&self) -> Result<Self> {
        Ok(Self {
            binary: self.binary.clone(),
            kept_binary: Arc::clone(&self.kept_binary),
            folder: tempfile::Builder::new().prefix("herald-data-").tempdir()?,
            environment: BTreeMap::new(),
        })
    }

    /// Sets a variable for every command from here on, or takes it away.
    pub fn set_variable(&mut self, name: &'static str, value: Option<String>) {
        match value {
            Some(value) => self.environment.insert(name, value),
            None => self.environment.remove(name),
        };
    }

    /// Runs one command that may end before it is done; tells whether it did not.
    pub fn tries(&self, args: &[&str], input: Option<&str>) -> Result<bool> {
        Ok(self.execute(args, input, None)?.status.success())
    }

    /// Lets the engine work, which may end before it is done; tells whether it did not.
    pub fn tries_to_run(&self) -> Result<bool> {
        let status = self.execute(&UNTIL_IDLE, None, None)?.status;
        Ok(status.success() || is_unread(status))
    }

    /// Makes the vault under a passphrase that is quickly tried, where thousands of commands open it.
    pub async fn make_quick_vault(&self) -> Result<()> {
        let cost = KdfCost {
            memory_kib: 8,
            passes: 1,
            lanes: 1,
        };
        let folder = self.folder.path().join("data");
        fs::create_dir_all(&folder)?;
        let vault = PassphraseVault::with_cost(&folder, cost);
        Ok(vault.unlock(&Secret::new(PASSPHRASE)).await?)
    }

    /// Returns where the database is.
    pub fn database(&self) -> PathBuf {
        self.folder.path().join("data/herald.db")
    }

    /// Connects a Bluesky account; the password travels by standard input.
    ///
    /// `service` holds the account, `plc` is the directory that says so.
    pub fn connect_bluesky(
        &self,
        handle: &str,
        (service, plc): (&str, &str),
        password: &str,
    ) -> Result<()> {
        let args = [
            "account",
            "add",
            "bluesky",
            "--handle",
            handle,
            "--service",
            service,
            "--plc",
            plc,
        ];
        let args = [args.as_slice(), &["--password-stdin"]].concat();
        self.execute(&args, Some(password), None)?
            .succeeded(&args)
            .map(drop)
    }

    /// Connects an account with a token, which travels by standard input.
    pub fn connect_with_token(&self, args: &[&str], token: &str) -> Result<()> {
        let args = [&["account", "add"], args, &["--token-stdin"]].concat();
        self.execute(&args, Some(token), None)?
            .succeeded(&args)
            .map(drop)
    }

    /// Connects an account in the browser: `browser` is given the address of the page to open.
    pub fn connect_in_browser(
        &self,
        args: &[&str],
        browser: impl FnOnce(&str) -> Result<()>,
    ) -> Result<()> {
        let args = [&["account", "add"], args, &["--no-browser"]].concat();
        let mut running = self.begin(&args, None, None)?;
        let page = wait_for("the page to sign in", COMMAND_LIMIT, || {
            let said = fs::read_to_string(&running.stderr)?;
            let page = said
                .lines()
                .find(|line| line.starts_with("http"))
                .map(str::to_owned);
            if page.is_none()
                && let Some(status) = running.process.ended()?
            {
                bail!("herald account add ended early ({status}): {said}");
            }
            Ok(page)
        })?;
        browser(&page)?;
        running.outcome(&args)?.succeeded(&args).map(drop)
    }

    /// Starts the engine and kills it at once when `at` is reached, whatever it does.
    pub fn run_for_a_moment(&self, at: Duration) -> Result<()> {
        let mut running = self.begin(&UNTIL_IDLE, None, None)?;
        std::thread::sleep(at);
        running.process.kill()
    }

    /// Lets the engine work until there is nothing left to do now. An account that could not be read is told by
    /// its own code; what that means is for whoever made it so.
    pub fn run_until_idle(&self) -> Result<()> {
        let outcome = self.execute(&UNTIL_IDLE, None, None)?;
        if is_unread(outcome.status) {
            return Ok(());
        }
        outcome.succeeded(&UNTIL_IDLE).map(drop)
    }

    /// Runs the engine until a review answers somebody who said `text`, and returns it.
    pub fn review_answering(&self, text: &str) -> Result<Review> {
        wait_for(
            &format!("a review that answers {text:?}"),
            REVIEW_LIMIT,
            || {
                self.run_until_idle()?;
                self.find_review_answering(text)
            },
        )
    }

    /// Returns the ids of everything that waits for a decision.
    fn waiting(&self) -> Result<Vec<String>> {
        let page = self.json(&["review", "list", "--json"])?;
        let rows = page
            .get("items")
            .and_then(Value::as_array)
            .context("Find the reviews")?;
        rows.iter()
            .map(|row| text_at(row, "/id").map(str::to_owned))
            .collect()
    }

    fn find_review_answering(&self, text: &str) -> Result<Option<Review>> {
        for id in self.waiting()? {
            let card = self.json(&["review", "show", &id, "--json"])?;
            if card
                .pointer("/answers")
                .is_some_and(|answered| tells(answered, text))
            {
                let text = text_at(&card, "/text")?.to_owned();
                return Ok(Some(Review { id, text }));
            }
        }
        Ok(None)
    }

    /// Approves a review without the undo hold; the next run of the engine sends it.
    pub fn approve_now(&self, review_id: &str) -> Result<Value> {
        self.json(&["review", "approve", review_id, "--now", "--json"])
    }

    /// Approves a review and runs the engine with a crash point armed; fails unless it died there.
    pub fn approve_and_crash(&self, review_id: &str, crash_point: &str) -> Result<()> {
        self.approve_now(review_id)?;
        let args = ["run", "--until-idle"];
        let outcome = self.execute(&args, None, Some(crash_point))?;
        if outcome.status.success() {
            let history = self.json(&["history", "--json", "--limit", "3"])?;
            bail!("Herald went past the crash point {crash_point}: {history}");
        }
        Ok(())
    }

    /// Returns the history of a review or action, as the journal tells it.
    pub fn why(&self, id: &str) -> Result<Value> {
        self.json(&["why", id, "--json"])
    }

    /// Changes a setting.
    pub fn set(&self, name: &str, value: &str) -> Result<()> {
        let args = ["settings", "set", name, value];
        self.execute(&args, None, None)?.succeeded(&args).map(drop)
    }

    /// Keeps the key of the language model; it travels by standard input.
    pub fn keep_model_key(&self, key: &str) -> Result<()> {
        let args = ["settings", "set-model-key", "--stdin"];
        self.execute(&args, Some(key), None)?
            .succeeded(&args)
            .map(drop)
    }

    /// Runs one command and returns its answer.
    pub fn json(&self, args: &[&str]) -> Result<Value> {
        let output = self.execute(args, None, None)?.succeeded(args)?;
        serde_json::from_str(&output)
            .with_context(|| format!("Read the answer to herald {}: {output}", args.join(" ")))
    }

    fn execute(
        &self,
        args: &[&str],
        input: Option<&str>,
        crash_point: Option<&str>,
    ) -> Result<Outcome> {
        self.begin(args, input, crash_point)?.outcome(args)
    }

    fn begin(
        &self,
        args: &[&str],
        input: Option<&str>,
        crash_point: Option<&str>,
    ) -> Result<Running> {
        let (stdout, stderr) = (
            self.folder.path().join("stdout"),
            self.folder.path().join("stderr"),
        );
        let mut command = tied(&self.binary);
        command
            .arg("--data-dir")
            .arg(self.folder.path().join("data"))
            .args(args);
        command.env("HERALD_VAULT_PASSPHRASE", PASSPHRASE);
        command.envs(&self.environment);
        if let Some(point) = crash_point {
            command.env("HERALD_CRASH_AT", point);
        }
        command.stdin(if input.is_some() {
            Stdio::piped()
        } else {
            Stdio::null()
        });
        command
            .stdout(File::create(&stdout)?)
            .stderr(File::create(&stderr)?);
        let mut herald = Owned::spawn("herald", &mut command)?;
        if let Some(input) = input {
            writeln!(herald.take_stdin()?, "{input}").context("Give herald its input")?;
        }
        Ok(Running {
            process: herald,
            stdout,
            stderr,
        })
    }
}

/// A command that has begun.
struct Running {
    process: Owned,
    stdout: PathBuf,
    stderr: PathBuf,
}

impl Running {
    /// Waits for its end.
    fn outcome(&mut self, args: &[&str]) -> Result<Outcome> {
        let what = format!("herald {}", args.join(" "));
        let status = wait_for(&what, COMMAND_LIMIT, || self.process.ended())?;
        Ok(Outcome {
            status,
            output: fs::read_to_string(&self.stdout)?,
            complaints: fs::read_to_string(&self.stderr)?,
        })
    }
}

impl Outcome {
    fn succeeded(self, args: &[&str]) -> Result<String> {
        if self.status.success() {
            return Ok(self.output);
        }
        let (what, status) = (args.join(" "), self.status);
        bail!(
            "herald {what} failed ({status}): {} {}",
            self.complaints.trim(),
            self.output.trim()
        )
    }
}

/// Returns the text at a JSON pointer.
pub fn text_at<'a>(value: &'a Value, pointer: &str) -> Result<&'a str> {
    let found = value.pointer(pointer).and_then(Value::as_str);
    found.with_context(|| format!("Find {pointer} in {value}"))
}

/// Returns whether any text inside `value` contains `text`.
pub fn tells(value: &Value, text: &str) -> bool {
    match value {
        Value::String(found) => found.contains(text),
        Value::Array(items) => items.iter().any(|item| tells(item, text)),
        Value::Object(fields) => fields.values().any(|field| tells(field, text)),
        Value::Null | Value::Bool(_) | Value::Number(_) => false,
    }
}

/// Tells whether a run did what it could and said that an account could not be read.
fn is_unread(status: ExitStatus) -> bool {
    const UNREACHABLE: i32 = 6;
    const REFUSED: i32 = 7;
    matches!(status.code(), Some(UNREACHABLE | REFUSED))
}
