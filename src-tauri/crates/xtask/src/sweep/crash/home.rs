//! One person's Herald beside one simulated server, and the clock of both.

use std::collections::BTreeMap;
use std::fs;
use std::path::PathBuf;
use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};
use std::time::Duration;

use anyhow::{Context, Result, bail, ensure};
use herald_simnet::{MastodonNet, Profile, SimClock, SimConfig, SimNet, SystemClock, Timestamp};
use rusqlite::{Connection, OpenFlags, OptionalExtension as _};
use serde_json::Value;
use tempfile::TempDir;
use tokio::runtime::{Builder, Runtime};

use crate::e2e::herald::{Herald, text_at};

const OWNER: &str = "mira.test";
const FRIEND: &str = "jonas.test";
const PASSWORD: &str = "app-pass-word-mira";
const TOKEN: &str = "mira-token";

/// How far the clocks go on while something waits to be looked up again.
pub const STEP: Duration = Duration::from_mins(7);

/// How far they go on while something is taken out of the server, which wants to be sure.
const STEP_BACK: Duration = Duration::from_mins(1);

/// How far ahead a post is planned.
const PLANNED: Duration = Duration::from_mins(20);

/// How often an engine is started until something has its end.
const MOST_STARTS: u32 = 60;

/// The system's time, put ahead by some seconds: what Herald's is put ahead by, too.
#[derive(Debug, Default)]
struct Ahead(AtomicU64);

impl SimClock for Ahead {
    fn now(&self) -> Timestamp {
        let ahead = self.0.load(Ordering::Relaxed).saturating_mul(1_000);
        let now = SystemClock.now().as_ms();
        Timestamp::from_ms(now.saturating_add_unsigned(ahead))
    }
}

enum Server {
    Bluesky(Box<SimNet>),
    Mastodon(MastodonNet),
}

/// A Herald with one account.
pub struct Home {
    /// The program and its folder.
    pub herald: Herald,
    server: Server,
    clock: Arc<Ahead>,
    /// Whether the server keeps planned posts until their time.
    pub keeps_plans: bool,
    log: PathBuf,
    /// The folder of the log.
    _points: TempDir,
    _runtime: Runtime,
}

/// What became of a post.
#[derive(Clone, Copy, Debug, Default)]
pub struct Fate {
    /// How many copies are public.
    pub copies: usize,
    /// Whether a person was asked.
    pub asked: bool,
}

impl Home {
    /// Starts a server of a profile, or the one of Bluesky; nothing is connected yet.
    pub fn new(herald: Herald, profile: Option<Profile>) -> Result<Self> {
        let runtime = Builder::new_multi_thread()
            .worker_threads(1)
            .enable_all()
            .build()?;
        let clock = Arc::new(Ahead::default());
        let keeps_plans = profile.as_ref().is_some_and(|profile| profile.parks);
        let server = runtime.block_on(serve(profile, clock.clone()))?;
        runtime.block_on(herald.make_quick_vault())?;
        let points = tempfile::Builder::new()
            .prefix("herald-points-")
            .tempdir()?;
        let log = points.path().join("reached");
        let mut home = Self {
            herald,
            server,
            clock,
            keeps_plans,
            log,
            _points: points,
            _runtime: runtime,
        };
        home.go_on(Duration::ZERO);
        Ok(home)
    }

    /// Connects the account; tells whether the command came to its end.
    pub fn connect(&self) -> Result<bool> {
        match &self.server {
            Server::Bluesky(sim) => {
                let url = sim.url();
                let args = [
                    "account",
                    "add",
                    "bluesky",
                    "--handle",
                    OWNER,
                    "--service",
                    &url,
                ];
                let args = [&args[..], &["--plc", &url, "--password-stdin"]].concat();
                self.herald.tries(&args, Some(PASSWORD))
            }
            Server::Mastodon(net) => {
                let url = net.url();
                let args = [
                    "account",
                    "add",
                    "mastodon",
                    "--server",
                    &url,
                    "--token-stdin",
                ];
                self.herald.tries(&args, Some(TOKEN))
            }
        }
    }

    /// Lets time pass for Herald and the server.
    pub fn go_on(&mut self, span: Duration) {
        let ahead = self.clock.0.fetch_add(span.as_secs(), Ordering::Relaxed) + span.as_secs();
        let ahead = ahead.to_string();
        self.herald
            .set_variable("HERALD_CLOCK_AHEAD_S", Some(ahead));
    }

    /// Has somebody mention the owner.
    pub fn mention(&self, text: &str) -> Result<()> {
        match &self.server {
            Server::Bluesky(sim) => {
                let said = sim.mention(FRIEND, OWNER, text);
                said.map(drop)
                    .map_err(|refused| anyhow::anyhow!("{refused:?}"))
            }
            Server::Mastodon(net) => {
                net.post_as("jonas", &format!("@mira {text}"));
                Ok(())
            }
        }
    }

    /// Arms a point for the commands to come, or none.
    pub fn arm(&mut self, point: Option<&str>) {
        self.herald
            .set_variable("HERALD_CRASH_AT", point.map(str::to_owned));
    }

    /// Writes down which points are reached from here on, or no longer.
    pub fn listen(&mut self, listens: bool) {
        let log = self.log.display().to_string();
        self.herald
            .set_variable("HERALD_CRASH_LOG", listens.then_some(log));
    }

    /// Returns how often each point was reached since the last time this was asked, and forgets it.
    pub fn reached(&self) -> Result<BTreeMap<String, u32>> {
        let mut reached = BTreeMap::new();
        if self.log.exists() {
            for name in fs::read_to_string(&self.log)?.lines() {
                *reached.entry(name.to_owned()).or_default() += 1;
            }
            fs::remove_file(&self.log)?;
        }
        Ok(reached)
    }

    /// Puts a post forward and approves it; tells whether the command came to its end.
    pub fn post(&self, text: &str) -> Result<bool> {
        let args = ["post", text, "--yes", "--now", "--json"];
        self.herald.tries(&args, None)
    }

    /// Puts a post forward that is planned for a while later and lies with the server until then, where that
    /// is offered; approves it.
    pub fn plan(&self, text: &str) -> Result<bool> {
        let later = self
            .clock
            .now()
            .plus_ms(i64::try_from(PLANNED.as_millis())?);
        let minute: String = later.to_string().chars().take(16).collect();
        let at = minute.replace('T', " ");
        let args = ["post", text, "--at", &at, "--zone", "UTC"];
        let args = [&args[..], &["--yes", "--now", "--json"]].concat();
        self.herald.tries(&args, None)
    }

    /// Has planned posts left with servers that keep them.
    pub fn parks(&self) -> Result<bool> {
        let args = ["settings", "set", "publish.park", "true"];
        self.herald.tries(&args, None)
    }

    /// Makes sure that a post was approved once, whatever a command of before came to.
    pub fn approve(&self, text: &str) -> Result<()> {
        let reviews = self
            .herald
            .json(&["review", "list", "--json", "--limit", "3"])?;
        for row in list(&reviews)? {
            let id = text_at(row, "/id")?;
            let card = self.herald.json(&["review", "show", id, "--json"])?;
            if text_at(&card, "/text")? == text {
                return self.herald.approve_now(id).map(drop);
            }
        }
        if self.action(text)?.is_some() {
            return Ok(());
        }
        // An approval that is stored becomes an action when the engine looks at it.
        self.herald.run_until_idle()?;
        if self.action(text)?.is_none() {
            ensure!(self.post(text)?, "the post cannot be put forward");
        }
        Ok(())
    }

    /// Returns the action of a post, unless its approval was taken back: its id and its state. Read from the file: a command for each look
    /// would take most of the time.
    pub fn action(&self, text: &str) -> Result<Option<(String, String)>> {
        let flags = OpenFlags::SQLITE_OPEN_READ_ONLY;
        let database = Connection::open_with_flags(self.herald.database(), flags)?;
        let mut found = database.prepare(
            "SELECT DISTINCT a.id, a.state FROM action a
                JOIN revision r ON r.suggestion_id = a.suggestion_id
                WHERE instr(r.proposal, ?1) > 0 AND a.id > ?2 AND a.state <> 'cancelled'",
        )?;
        // What is older than the newest few cannot be it.
        let newest: Option<String> = database
            .query_row(
                "SELECT id FROM action ORDER BY id DESC LIMIT 1 OFFSET 3",
                [],
                |row| row.get(0),
            )
            .optional()?;
        let since = newest.unwrap_or_default();
        let rows = found.query_map([text, &since], |row| Ok((row.get(0)?, row.get(1)?)))?;
        let rows: Vec<(String, String)> = rows.collect::<rusqlite::Result<_>>()?;
        ensure!(
            rows.len() <= 1,
            "one approval became {} actions",
            rows.len()
        );
        Ok(rows.into_iter().next())
    }

    /// Takes an approval back that may lie with the server; tells whether the command came to its end.
    pub fn take_back(&self, text: &str) -> Result<bool> {
        let (id, _) = self
            .action(text)?
            .context("There is nothing to take back")?;
        self.herald.tries(&["answer", &id, "back"], None)
    }

    /// Starts the engine again and again, as time passes, until an approval is taken back.
    pub fn settle_back(&mut self, text: &str) -> Result<()> {
        for _ in 0..MOST_STARTS {
            self.herald.run_until_idle()?;
            if self.action(text)?.is_none() {
                return Ok(());
            }
            self.go_on(STEP_BACK);
        }
        bail!("{text} was not taken back: {:?}", self.action(text)?)
    }

    /// Starts the engine again and again, as time passes, until a post has its end.
    pub fn settle(&mut self, text: &str) -> Result<Fate> {
        let mut fate = Fate::default();
        for _ in 0..MOST_STARTS {
            self.herald.run_until_idle()?;
            let (id, state) = self.action(text)?.context("The post became no action")?;
            match state.as_str() {
                "done" | "refused" => break,
                "asks" => {
                    fate.asked = true;
                    let answer = if self.copies(text) > 0 {
                        "arrived"
                    } else {
                        "again"
                    };
                    self.herald.json(&["answer", &id, answer, "--json"])?;
                }
                _ => self.go_on(STEP),
            }
        }
        fate.copies = self.copies(text);
        Ok(fate)
    }

    /// Counts the public copies of a post.
    pub fn copies(&self, text: &str) -> usize {
        match &self.server {
            Server::Bluesky(sim) => {
                let Some(did) = sim.user(OWNER).map(|owner| owner.did.clone()) else {
                    return 0;
                };
                let world = sim.world();
                let posts = world.records_of(&did, "app.bsky.feed.post");
                let said = posts.map(|post| post.value.get("text").and_then(Value::as_str));
                said.filter(|said| *said == Some(text)).count()
            }
            Server::Mastodon(net) => {
                let own = net.statuses_of("mira");
                own.iter().filter(|status| status.text == text).count()
            }
        }
    }
}

/// Returns the items of a page.
fn list(page: &Value) -> Result<&Vec<Value>> {
    let items = page.get("items").and_then(Value::as_array);
    items.with_context(|| format!("Find the items of {page}"))
}

async fn serve(profile: Option<Profile>, clock: Arc<Ahead>) -> Result<Server> {
    let Some(profile) = profile else {
        let config = SimConfig {
            populated: false,
            clock,
            ..SimConfig::default()
        };
        let sim = SimNet::start(config).await?;
        for (handle, name, password) in [
            (OWNER, "Mira", PASSWORD),
            (FRIEND, "Jonas Weber", "app-pass-word-jonas"),
        ] {
            let added = sim.add_user(handle, name, password);
            added.map_err(|refused| anyhow::anyhow!("{refused:?}"))?;
        }
        return Ok(Server::Bluesky(Box::new(sim)));
    };
    let net = MastodonNet::start(profile, 0, clock).await?;
    net.join("mira", "Mira", TOKEN);
    net.join("jonas", "Jonas Weber", "jonas-token");
    Ok(Server::Mastodon(net))
}
