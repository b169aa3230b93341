//! What the engine costs while nothing happens: rows, processor and memory over ten minutes.

use std::thread::sleep;
use std::time::{Duration, Instant};

use anyhow::{Context, Result};
use rusqlite::Connection;

use super::many::Many;
use super::{Aim, BenchArgs, Figure, Report, proc_memory_pss};

/// Accounts that are watched.
const ACCOUNTS: usize = 10;

/// How long the engine has to come to rest: what it does once after its start is over by then.
const COMING_TO_REST: Duration = Duration::from_mins(3);

/// How long nothing happens.
const REST: Duration = Duration::from_mins(10);

/// Measures an engine at rest.
pub fn measure(args: &BenchArgs) -> Result<Report> {
    let many = Many::connected(args, ACCOUNTS)?;
    let mut engine = many.herald.run_engine()?;
    sleep(COMING_TO_REST);
    let database = Connection::open(many.database())?;
    let (written, used) = (changes(&database)?, processor(engine.id())?);
    let memory = proc_memory_pss(engine.id())?;
    let began = Instant::now();
    sleep(REST);
    engine.must_be_running()?;
    let took = began.elapsed();
    let written = changes(&database)? - written;
    let used = processor(engine.id())?.saturating_sub(used);
    let grown = proc_memory_pss(engine.id())? as f64 - memory as f64;
    let mut report = Report::default();
    report.add(Figure::new("accounts watched", ACCOUNTS as f64, ""));
    report.add(Figure::new("minutes", took.as_secs_f64() / 60.0, "min"));
    let written = Figure::new("changes of the database", written as f64, "");
    report.add(written.aim(Aim::AtMost(0.0)));
    let share = used.as_secs_f64() / took.as_secs_f64() * 100.0;
    let share = Figure::new("processor, of one core", share, "%");
    report.add(share.aim(Aim::AtMost(0.5)));
    let grown = Figure::new("memory grown", grown / 1024.0 / 1024.0, "MB");
    report.add(grown.aim(Aim::AtMost(1.0)));
    Ok(report)
}

/// Returns a number that moves when another process writes to the database.
fn changes(database: &Connection) -> Result<i64> {
    Ok(database.query_row("PRAGMA data_version", [], |row| row.get(0))?)
}

/// Returns the processor time a process has used.
pub fn processor(pid: u32) -> Result<Duration> {
    let stat = std::fs::read_to_string(format!("/proc/{pid}/stat"))?;
    // The name may hold anything; what follows its last bracket is counted from field 3 on (proc(5)).
    let rest = stat.rsplit_once(')').context("Read the process")?.1;
    let fields: Vec<&str> = rest.split_whitespace().collect();
    let ticks = |at: usize| fields.get(at).and_then(|field| field.parse::<u64>().ok());
    let used = ticks(11).context("Read user time")? + ticks(12).context("Read system time")?;
    // Linux counts in hundredths of a second on every architecture (USER_HZ, time(7)).
    Ok(Duration::from_millis(used * 10))
}
