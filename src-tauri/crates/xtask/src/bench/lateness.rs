//! How late what is due goes out, with ten thousand approved things waiting.
//!
//! The network is simulated, everything else is real: the released engine sends, and the server says
//! when each post arrived.

use std::thread::sleep;
use std::time::{Duration, Instant};

use anyhow::{Context, Result, bail};
use herald_domain::{Account, ReviewState, Timestamp, Verb};
use herald_pipeline::ports::{Change, Store as _, UnitOfWork};
use herald_simnet::{SimClock as _, SystemClock};
use herald_testkit::builders;

use super::many::Many;
use super::{Aim, BenchArgs, Figure, Report, Samples, folder};

/// Accounts of one server.
const ACCOUNTS: usize = 20;

/// What is due in the same second.
const DUE: usize = 50;

/// What is approved altogether.
const QUEUED: usize = 10_000;

/// How long the engine has to start before anything is due.
const HEAD_START: Duration = Duration::from_secs(8);

/// How long the last post may take before something is wrong.
const LIMIT: Duration = Duration::from_mins(1);

/// Actions written in one commit.
const BATCH: usize = 250;

/// Measures what was due in one second, alone and while another account's server is in a storm.
pub fn measure(args: &BenchArgs) -> Result<Report> {
    let many = Many::connected(args, ACCOUNTS)?;
    let accounts = many.accounts()?;
    let tomorrow = now().plus(Duration::from_hours(24));
    plant(&many, &accounts, QUEUED - DUE, tomorrow)?;
    let calm = round(&many, &accounts)?;
    let stormy = many.connect_stormy()?;
    let in_trouble: Vec<Account> = many
        .accounts()?
        .into_iter()
        .filter(|one| !accounts.iter().any(|known| known.id == one.id))
        .collect();
    plant(&many, &in_trouble, DUE, now())?;
    let storm = round(&many, &accounts)?;
    drop(stormy);
    Ok(tell(&calm, &storm))
}

/// How late the posts of one second were, and how many were early.
struct Round {
    late: Samples,
    early: usize,
}

/// Lets the engine send what is due in one second.
fn round(many: &Many, accounts: &[Account]) -> Result<Round> {
    let before = arrivals(many).len();
    let due = now().plus(HEAD_START);
    plant(many, accounts, DUE, due)?;
    let mut engine = many.herald.run_engine()?;
    let began = Instant::now();
    let arrived = loop {
        engine.must_be_running()?;
        let arrived = arrivals(many);
        if arrived.len() >= before + DUE {
            break arrived;
        }
        if began.elapsed() > LIMIT {
            bail!("{} of {DUE} posts arrived", arrived.len() - before);
        }
        sleep(Duration::from_millis(50));
    };
    let arrived = arrived.get(before..).unwrap_or_default();
    Ok(Round {
        early: arrived.iter().filter(|at| **at < due).count(),
        late: Samples::new(arrived.iter().map(|at| at.since(due)).collect()),
    })
}

fn tell(calm: &Round, storm: &Round) -> Report {
    let mut report = Report::default();
    report.add(Figure::new("approved and waiting", QUEUED as f64, ""));
    report.add(Figure::new("due in one second", DUE as f64, ""));
    for (percent, most) in [(50.0, 100.0), (99.0, 1_000.0)] {
        let late = calm.late.ms(percent);
        let figure = Figure::new(format!("late, p{percent:.0}"), late, "ms");
        report.add(figure.aim(Aim::AtMost(most)));
        let stormy = storm.late.ms(percent);
        let figure = Figure::new(
            format!("late beside a storm of 503, p{percent:.0}"),
            stormy,
            "ms",
        );
        report.add(figure.beside("without the storm", late));
    }
    let early = calm.early + storm.early;
    report.add(Figure::new("early", early as f64, "").aim(Aim::AtMost(0.0)));
    report
}

fn now() -> Timestamp {
    Timestamp(SystemClock.now().as_ms())
}

/// Returns when each post arrived, the first one first.
fn arrivals(many: &Many) -> Vec<Timestamp> {
    let posts = many
        .names
        .iter()
        .flat_map(|name| many.net.statuses_of(name));
    let mut arrived: Vec<Timestamp> = posts.map(|post| Timestamp(post.at.as_ms())).collect();
    arrived.sort_unstable();
    arrived
}

/// Writes approved posts, all due at an instant, spread over the accounts.
fn plant(many: &Many, accounts: &[Account], count: usize, due: Timestamp) -> Result<()> {
    many.runtime.block_on(async {
        let store = folder::open_store(&many.database()).await?;
        let numbers: Vec<usize> = (0..count).collect();
        for batch in numbers.chunks(BATCH) {
            let mut unit = UnitOfWork::new();
            for number in batch {
                let account = accounts.get(number % accounts.len().max(1));
                let account = account.context("There is no account")?;
                unit = approved(unit, account, *number, due);
            }
            store.commit(unit).await?;
        }
        store.close().await?;
        Ok(())
    })
}

fn approved(unit: UnitOfWork, account: &Account, number: usize, due: Timestamp) -> UnitOfWork {
    let suggestion = builders::post_suggestion(account);
    let text = format!("Post {number} of many.");
    let revision = builders::revision_of(&suggestion, None, 1, &text);
    let mut review = builders::review_of(account, &suggestion, &revision);
    review.state = ReviewState::Approved;
    let decision = builders::approval_of(&review);
    let mut action = builders::action_for(&review, &decision, Verb::Post);
    (action.due_at, action.planned_at) = (due, due);
    unit.with(Change::InsertSuggestion(suggestion))
        .with(Change::AddRevision(revision))
        .with(Change::InsertReview(review))
        .with(Change::InsertDecision(decision))
        .with(Change::InsertAction(action))
}
