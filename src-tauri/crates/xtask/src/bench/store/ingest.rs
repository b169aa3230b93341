//! Ingest: the store and bare SQLite take turns with the same rows.

use std::path::Path;
use std::time::{Duration, Instant};

use anyhow::{Result, ensure};
use herald_domain::Activity;
use herald_store::SqliteStore;

use super::bare::Bare;
use super::commit;
use crate::bench::crowd::{BATCH, Crowd};
use crate::bench::machine::processor_time;
use crate::bench::{Aim, Figure, Report};

/// Batches each side writes before the other has its turn.
const TURN: u64 = 10;

/// Activities kept of each batch, to be answered or read again later.
const KEPT: usize = 50;

/// What one side needed for all rows.
#[derive(Default)]
struct Needed {
    wall: Duration,
    processor: Duration,
}

impl Needed {
    async fn add(&mut self, work: impl AsyncFnOnce() -> Result<()>) -> Result<()> {
        let (started, used) = (Instant::now(), processor_time());
        work().await?;
        self.wall += started.elapsed();
        self.processor += processor_time().saturating_sub(used);
        Ok(())
    }
}

/// What ingest needed, and some of what was written.
pub struct Ingested {
    rows: u64,
    store: Needed,
    bare: Needed,
    kept: Vec<Activity>,
}

/// Writes so many batches to both.
pub async fn measure(
    store: &SqliteStore,
    path: &Path,
    side: &mut Bare,
    crowd: &mut Crowd,
    batches: u64,
) -> Result<Ingested> {
    let reader = Bare::open_to_read(path)?;
    let mut done = Ingested {
        rows: batches * BATCH as u64,
        store: Needed::default(),
        bare: Needed::default(),
        kept: Vec::new(),
    };
    let (mut last, mut left) = (0, batches);
    while left > 0 {
        let turn: Vec<_> = (0..left.min(TURN)).map(|_| crowd.batch()).collect();
        left -= turn.len() as u64;
        done.keep(&turn);
        let written: usize = turn.iter().map(Vec::len).sum();
        let through_store = async || {
            for batch in turn {
                commit(store, batch).await?;
            }
            Ok(())
        };
        done.store.add(through_store).await?;
        let rows = reader.stored_after(last)?;
        ensure!(
            rows.len() == written,
            "{} of {written} rows came back",
            rows.len()
        );
        last = rows.last().map_or(last, super::bare::Stored::seq);
        let barely = async || rows.chunks(BATCH).try_for_each(|batch| side.insert(batch));
        done.bare.add(barely).await?;
    }
    Ok(done)
}

impl Ingested {
    fn keep(&mut self, turn: &[Vec<Activity>]) {
        let some = turn
            .iter()
            .flat_map(|batch| batch.iter().step_by(BATCH / KEPT));
        self.kept.extend(some.cloned());
    }

    /// Returns the newest of the kept activities, at most `count`.
    pub fn sample(&self, count: usize) -> &[Activity] {
        let from = self.kept.len().saturating_sub(count);
        self.kept.get(from..).unwrap_or(&[])
    }

    /// Adds what ingest needed to a report.
    pub fn tell(&self, report: &mut Report) {
        let rows = self.rows as f64;
        let rate = |needed: &Needed| rows / needed.wall.as_secs_f64();
        let cost = |needed: &Needed| needed.processor.as_secs_f64() * 1e6 / rows;
        let what = format!("ingest of {} rows, 1,000 each commit", self.rows);
        let figure = Figure::new(what, rate(&self.store), "rows/s");
        let figure = figure.beside("bare SQLite, same rows", rate(&self.bare));
        report.add(figure.ratio_aim(Aim::AtLeast(0.5)));
        let figure = Figure::new("processor time of a row", cost(&self.store), "us");
        report.add(figure.beside("bare SQLite", cost(&self.bare)));
    }
}
