//! What watching costs, from one account to ten thousand, while nothing happens on any of them.

use std::thread::sleep;
use std::time::Duration;

use anyhow::Result;

use super::idle::processor;
use super::many::Many;
use super::{Aim, BenchArgs, Figure, Report, proc_memory_pss};

/// How many accounts are watched, one after the other.
const CROWDS: [usize; 5] = [1, 10, 100, 1_000, 10_000];

/// How long the engine has to come to rest: every account is signed in and read once by then.
const COMING_TO_REST: Duration = Duration::from_secs(100);

/// How long it is watched: each account is read twice.
const WATCHED: Duration = Duration::from_mins(1);

/// How often each account is read.
const EVERY: Duration = Duration::from_secs(30);

/// What watching so many accounts costs.
struct Cost {
    accounts: usize,
    memory: u64,
    processor: Duration,
    polls: u64,
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
        let due = cost.accounts as f64 * WATCHED.as_secs_f64() / EVERY.as_secs_f64();
        let polls = Figure::new(of("polls"), cost.polls as f64, "").beside("due", due);
        report.add(polls.ratio_aim(Aim::AtLeast(0.95)));
        let memory = cost.memory as f64 / 1024.0 / 1024.0;
        report.add(Figure::new(of("memory"), memory, "MB"));
        let share = cost.processor.as_secs_f64() / WATCHED.as_secs_f64() * 100.0;
        report.add(Figure::new(of("processor, of one core"), share, "%"));
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
    let (used, polled) = (processor(engine.id())?, many.net.polls());
    sleep(WATCHED);
    engine.must_be_running()?;
    let cost = Cost {
        accounts: count,
        memory: proc_memory_pss(engine.id())?,
        processor: processor(engine.id())?.saturating_sub(used),
        polls: many.net.polls() - polled,
    };
    // The next crowd takes minutes.
    println!(
        "  {count} accounts: {} polls, {} ms of processor, {} kB",
        cost.polls,
        cost.processor.as_millis(),
        cost.memory / 1024
    );
    Ok(cost)
}
