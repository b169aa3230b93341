//! From the poll that carries a mention to the review a person can decide.
//!
//! The network is simulated, everything else is real: the released engine polls it through a relay
//! that notes when a mention went by, and the review counts when another process can read it.

mod network;
mod relay;

use std::path::Path;
use std::time::{Duration, Instant};

use anyhow::{Context, Result, bail, ensure};
use herald_domain::{ReviewId, Timestamp};
use herald_pipeline::ports::{ActivityReads as _, Page, ReviewFilter, ReviewReads as _, Rng};
use herald_store::SqliteStore;
use herald_testkit::SeededRng;
use rusqlite::Connection;

use super::herald::Herald;
use super::{Aim, BenchArgs, Figure, Report, Samples, folder};
use crate::process::Owned;
use network::{MIRA, Network};
use relay::Relay;

/// Mentions that are timed.
const MENTIONS: usize = 60;

/// How often it is looked whether the review is there.
const LOOK: Duration = Duration::from_millis(2);

/// How long one mention may take before something is wrong.
const LIMIT: Duration = Duration::from_secs(30);

/// One timed mention.
struct Timed {
    /// From the mention to the poll that carries it.
    waited: Duration,
    /// From that poll to the review.
    beyond: Duration,
}

/// Measures the whole way.
pub fn measure(args: &BenchArgs) -> Result<Report> {
    let folder = folder::empty()?;
    let runtime = folder::runtime()?;
    let network = runtime.block_on(Network::start())?;
    let relay = runtime.block_on(Relay::start(network.address()))?;
    let herald = Herald::build(folder.path(), args.as_built)?;
    let service = relay.url();
    network.advertise(&service);
    herald.execute(&["vault", "unlock"], "")?;
    let add = [
        "account",
        "add",
        "bluesky",
        "--handle",
        MIRA.handle,
        "--service",
        &service,
        "--plc",
        &service,
    ];
    herald.execute(
        &[add.as_slice(), &["--password-stdin"]].concat(),
        MIRA.password,
    )?;
    herald.execute(&["settings", "set", "observe.every_seconds", "1"], "")?;
    let engine = herald.run_engine()?;
    let database = folder.path().join("herald.db");
    let timed = runtime.block_on(watch(&database, &network, &relay, engine))?;
    let writes = durable_writes(folder.path())?;
    runtime.block_on(network.stop());
    Ok(tell(&timed, &writes))
}

fn tell(timed: &[Timed], writes: &Samples) -> Report {
    let part = |of: fn(&Timed) -> Duration| Samples::new(timed.iter().map(of).collect());
    let mut report = Report::default();
    report.add(Figure::new("mentions timed", timed.len() as f64, ""));
    let beside = ("one durable write of bare SQLite", writes);
    let aim = Some(Aim::AtMost(250.0));
    report.percentiles("poll to review", &part(|t| t.beyond), Some(beside), aim);
    let waited = part(|t| t.waited);
    report.percentiles("mention to poll (each second)", &waited, None, None);
    let whole = part(|t| t.waited + t.beyond);
    report.percentiles("mention to review", &whole, None, None);
    report
}

async fn watch(
    database: &Path,
    network: &Network,
    relay: &Relay,
    mut engine: Owned,
) -> Result<Vec<Timed>> {
    relay
        .polled(LIMIT)
        .await
        .context("Wait for the engine's first poll")?;
    let store = folder::open_store(database).await?;
    let chance: &dyn Rng = &SeededRng::new(3);
    let mut timed = Vec::with_capacity(MENTIONS);
    for number in 0..MENTIONS {
        engine.must_be_running()?;
        tokio::time::sleep(Duration::from_millis(200 + chance.below(1_000))).await;
        timed.push(time_one(number, &store, network, relay).await?);
    }
    store.close().await?;
    Ok(timed)
}

async fn time_one(
    number: usize,
    store: &SqliteStore,
    network: &Network,
    relay: &Relay,
) -> Result<Timed> {
    let mark = format!("mark{number}mark");
    let newest = newest_review(store).await?;
    relay.look_for(&mark);
    let said = Instant::now();
    network.mention(number, &mark)?;
    let review = loop {
        let found = newest_review(store).await?;
        if found != newest {
            break found;
        }
        if said.elapsed() > LIMIT {
            bail!("No review of mention {number} after {} s", LIMIT.as_secs());
        }
        tokio::time::sleep(LOOK).await;
    };
    let there = Instant::now();
    let polled = relay
        .carried()
        .context("The relay did not see the mention go by")?;
    let answered = text_answered(store, review.as_ref()).await?;
    ensure!(
        answered.contains(&mark),
        "The review answers {answered:?}, not {mark}"
    );
    Ok(Timed {
        waited: polled.saturating_duration_since(said),
        beyond: there.saturating_duration_since(polled),
    })
}

async fn newest_review(store: &SqliteStore) -> Result<Option<ReviewId>> {
    let filter = ReviewFilter::Waiting {
        now: Timestamp(0),
        kind: None,
    };
    let page = store.reviews(filter, &Page::first(1)).await?;
    Ok(page.items.into_iter().next().map(|review| review.id))
}

async fn text_answered(store: &SqliteStore, review: Option<&ReviewId>) -> Result<String> {
    let review = store.review(review.context("There is no review")?).await?;
    let suggestion = review.context("The review is gone")?.suggestion_id;
    let suggestion = store
        .suggestion(&suggestion)
        .await?
        .context("There is no suggestion")?;
    let activity = suggestion.activity_id.context("It answers nothing")?;
    Ok(store
        .activity(&activity)
        .await?
        .context("There is no activity")?
        .text)
}

/// Times single rows written durably, on the same disk at the same time of day.
fn durable_writes(folder: &Path) -> Result<Samples> {
    let db = Connection::open(folder.join("durable.db")).context("Open a database")?;
    db.execute_batch(
        "PRAGMA journal_mode = WAL; PRAGMA synchronous = FULL; CREATE TABLE t (id INTEGER, v TEXT)",
    )?;
    let write = |n: i64| {
        let started = Instant::now();
        db.execute(
            "INSERT INTO t VALUES (?, 'as long as a short event is long')",
            [n],
        )?;
        Ok(started.elapsed())
    };
    Ok(Samples::new((0..300).map(write).collect::<Result<_>>()?))
}
