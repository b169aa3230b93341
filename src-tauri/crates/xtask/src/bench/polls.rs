//! What watching costs, from one account to ten thousand, while nothing happens on any of them.

use std::collections::HashMap;
use std::thread::sleep;
use std::time::{Duration, Instant, SystemTime, UNIX_EPOCH};

use anyhow::{Context, Result};
use rusqlite::{Connection, OpenFlags};

use super::idle::processor;
use super::many::Many;
use super::{Aim, BenchArgs, Figure, Report, Samples, proc_memory_pss};

/// How many accounts are watched, one after the other.
const CROWDS: [usize; 5] = [1, 10, 100, 1_000, 10_000];

/// How long the engine has to come to rest: every account is signed in and read once by then.
const COMING_TO_REST: Duration = Duration::from_secs(100);

/// How long it is watched: each account is read twice.
const WATCHED: Duration = Duration::from_mins(1);

/// What watching so many accounts costs.
struct Cost {
    accounts: usize,
    memory: u64,
    processor: Duration,
    polls: u64,
    late: Samples,
}

impl Cost {
    fn per_poll_ms(&self) -> f64 {
        self.processor.as_secs_f64() * 1_000.0 / (self.polls.max(1) as f64)
    }
}

/// Measures engines that watch more and more accounts.
pub fn measure(args: &BenchArgs) -> Result<Report> {
    let costs: Result<Vec<Cost>> = CROWDS.iter().map(|count| watch(args, *count)).collect();
    let costs = costs?;
    let mut report = Report::default();
    for cost in &costs {
        let of = |what: &str| format!("{what}, {} accounts", cost.accounts);
        report.add(Figure::new(of("polls seen"), cost.polls as f64, ""));
        let memory = cost.memory as f64 / 1024.0 / 1024.0;
        report.add(Figure::new(of("memory"), memory, "MB"));
        let share = cost.processor.as_secs_f64() / WATCHED.as_secs_f64() * 100.0;
        report.add(Figure::new(of("processor, of one core"), share, "%"));
        let late = Figure::new(of("polls late, p95"), cost.late.ms(95.0), "ms");
        report.add(late.aim(Aim::AtMost(5_000.0)));
    }
    if let [one, _, hundred, .., most] = costs.as_slice() {
        let grown = most.memory.saturating_sub(one.memory) as f64 / 1024.0;
        let each = grown / (most.accounts - one.accounts) as f64;
        let each = Figure::new("memory of one idle account", each, "kB");
        report.add(each.aim(Aim::AtMost(10.0)));
        let poll = Figure::new("processor of one poll, of many", most.per_poll_ms(), "ms")
            .beside("of 100 accounts", hundred.per_poll_ms());
        report.add(poll.ratio_aim(Aim::AtMost(1.0)));
    }
    Ok(report)
}

fn watch(args: &BenchArgs, count: usize) -> Result<Cost> {
    let many = Many::put(args, count)?;
    let mut engine = many.herald.run_engine()?;
    sleep(COMING_TO_REST);
    let flags = OpenFlags::SQLITE_OPEN_READ_ONLY;
    let database = Connection::open_with_flags(many.database(), flags)?;
    let used = processor(engine.id())?;
    let (began, mut known) = (Instant::now(), HashMap::new());
    let (mut polls, mut late) = (0, Vec::new());
    while began.elapsed() < WATCHED {
        let (due, now) = (due_times(&database)?, now_ms()?);
        for (account, next_at) in &due {
            late.push(Duration::from_millis(now.saturating_sub(*next_at)));
            let before = known.insert(account.clone(), *next_at);
            polls += u64::from(before.is_some_and(|before| before != *next_at));
        }
        sleep(Duration::from_millis(500));
    }
    engine.must_be_running()?;
    Ok(Cost {
        accounts: count,
        memory: proc_memory_pss(engine.id())?,
        processor: processor(engine.id())?.saturating_sub(used),
        polls,
        late: Samples::new(late),
    })
}

/// Reads when each account is read next, in milliseconds since 1970.
fn due_times(database: &Connection) -> Result<Vec<(String, u64)>> {
    let sql = "SELECT account_id, next_at FROM schedule WHERE kind = 'observe'";
    let mut asked = database.prepare_cached(sql)?;
    let rows = asked.query_map([], |row| Ok((row.get(0)?, row.get::<_, i64>(1)?)))?;
    rows.map(|row| {
        let (account, at) = row?;
        Ok((account, u64::try_from(at)?))
    })
    .collect()
}

fn now_ms() -> Result<u64> {
    #[expect(
        clippy::disallowed_methods,
        reason = "what another process wrote is compared with the wall clock"
    )]
    let since = SystemTime::now().duration_since(UNIX_EPOCH);
    u64::try_from(since?.as_millis()).context("Read the clock")
}
