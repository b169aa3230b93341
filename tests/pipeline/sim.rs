//! Weeks in seconds: a seed says what people do, what networks do to them and when the process ends.
//!
//! `HERALD_SIM_SEEDS` and `HERALD_SIM_FROM` choose the weeks; `cargo xtask sweep sim` sets them.

pub mod chance;
mod judge;
pub mod model;
mod person;

use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};
use std::time::Duration;

use herald_domain::Timestamp;
use herald_pipeline::ports::{ActionReads, ParkingLook};
use herald_simnet::{Fault, FaultKind, MastodonNet, Profile};

use crate::disk;
use crate::support::{Desk, START};
use crate::wire::{End, Hang, Then};
use chance::Chance;
use model::Model;
use person::Approved;

/// How many weeks are lived where nothing else is said; `cargo xtask test` lives more of them, optimised.
const FEW_SEEDS: u64 = 2;

/// How many things a person does in a week.
const DEEDS: u32 = 60;

/// How many where the same is lived twice.
const FEW_DEEDS: u32 = 15;

const WEEK: Duration = Duration::from_hours(7 * 24);

/// How long it may take until everything has an end, once nothing goes wrong any more.
const QUIET: Duration = Duration::from_hours(30);

/// A week of one seed.
struct Week {
    chance: Chance,
    desk: Option<Desk>,
    /// Whether the engine does one thing at a time, so that the week is the same when it is lived again.
    one_by_one: bool,
    net: MastodonNet,
    profile: Profile,
    /// Who drafts, in every other eight weeks; otherwise nobody but Herald itself.
    model: Option<Arc<Model>>,
    /// The accounts on Mastodon and on Bluesky.
    accounts: [String; 2],
    approved: Vec<Approved>,
    /// The actions a person was asked of, with the reason.
    asked: BTreeMap<String, String>,
    /// The reviews of what needed an answer on its way.
    detours: BTreeSet<String>,
    /// How often something came back to review.
    came_back: u32,
    /// How often the process ended.
    ends: u32,
    /// How often the disk took nothing.
    full: u32,
    count: u32,
}

/// What a week came to.
#[derive(Debug, Default)]
struct Verdict {
    seed: u64,
    profile: &'static str,
    approved: usize,
    asked: usize,
    came_back: u32,
    ends: u32,
    full: u32,
    broken: Vec<String>,
    /// What the server was asked to write, call by call.
    trace: Vec<String>,
}

impl Week {
    async fn begin(seed: u64) -> Self {
        let profiles = Profile::ALL.len() as u64;
        let at = usize::try_from(seed % profiles).expect("fits");
        let profile = Profile::ALL[at].clone();
        let desk = Desk::connected().await;
        let net = desk.mastodon(profile.clone()).await;
        let other = desk.connect_mastodon(&net, "mira-token").await;
        let accounts = desk.accounts().await;
        let bluesky = accounts.iter().find(|a| a.network == "bluesky");
        let accounts = [
            other.expect("connects").id,
            bluesky.expect("is connected").id.clone(),
        ];
        let one_by_one = seed % 2 == 1;
        let model = ((seed / (2 * profiles)) % 2 == 1).then(|| Arc::new(Model::of(seed)));
        if let Some(model) = &model {
            desk.wire.speaks_with(model.clone());
            desk.set("drafting.address", model::ADDRESS).await;
            desk.set("drafting.model", "of-a-week").await;
            desk.set("drafting.provider", "ollama").await;
        }
        let parks = (seed / profiles) % 2 == 1;
        desk.set("publish.park", &parks.to_string()).await;
        Self {
            chance: Chance::of(seed),
            desk: Some(desk.one_by_one(one_by_one)),
            one_by_one,
            net,
            profile,
            model,
            accounts,
            approved: Vec::new(),
            asked: BTreeMap::new(),
            detours: BTreeSet::new(),
            came_back: 0,
            ends: 0,
            full: 0,
            count: 0,
        }
    }

    fn desk(&self) -> &Desk {
        self.desk.as_ref().expect("is open between restarts")
    }

    fn account(&self, on_mastodon: bool) -> String {
        self.accounts[usize::from(!on_mastodon)].clone()
    }

    /// Lives the week, then lets everything come to its end.
    async fn live(&mut self, deeds: u32) {
        let end = START.plus(WEEK);
        for _ in 0..deeds {
            self.trouble();
            self.does_something().await;
            let pause = match self.chance.below(4) {
                0 => self.chance.seconds(1, 60),
                1 => self.chance.seconds(30, 1_800),
                2 => self.chance.seconds(600, 7_200),
                _ => self.chance.seconds(3_600, 28_800),
            };
            let left = end.since(self.desk().clock_now());
            self.pass(pause.min(left)).await;
        }
        self.all_is_well();
        if let Some(model) = &self.model {
            model.is_well();
        }
        self.pause(false).await;
        let quiet = self.desk().clock_now().plus(QUIET);
        while self.desk().clock_now() < quiet {
            self.answers_questions().await;
            self.decides_what_waits().await;
            self.pass(Duration::from_mins(30)).await;
            if self.is_at_its_end().await {
                return;
            }
        }
    }

    /// Tells whether nothing more becomes of anything that was approved.
    async fn is_at_its_end(&self) -> bool {
        let rows = self.rows().await;
        let mut wanted = self.approved.iter().filter(|approved| !approved.undone);
        rows.iter().all(judge::is_at_its_end)
            && wanted.all(|approved| rows.iter().any(|row| row.review_id == approved.review))
    }

    fn trouble(&self) {
        match self.chance.below(10) {
            0..=3 => self.goes_wrong(),
            4 => self
                .net
                .inject(Fault::always(FaultKind::Status { status: 503 })),
            5 => self.desk().sim.inject(Fault::always(FaultKind::Offline)),
            6 | 7 => self.all_is_well(),
            8 => self.desk().wire.hangs(Hang {
                after: self.few_calls(),
                done: self.chance.percent(60),
            }),
            _ => {}
        }
    }

    fn all_is_well(&self) {
        self.net.clear_faults();
        self.desk().sim.clear_faults();
        self.desk().wire.is_well();
    }

    /// Lets time pass as for an engine that wakes when something is due; a process may end on the way, and a
    /// computer may sleep.
    async fn pass(&mut self, span: Duration) {
        let end = self.desk().clock_now().plus(span);
        if self.chance.percent(8) {
            self.desk().pass(span);
        }
        loop {
            self.engine_works().await;
            let now = self.desk().clock_now();
            if now >= end {
                return;
            }
            let step = match self.next_at(now).await {
                Some(at) if at > now => at.since(now),
                // Everything is paused, or the lane's account is.
                Some(_) => Duration::from_mins(10),
                None => Duration::from_mins(40),
            };
            let step = step.max(Duration::from_secs(1)).min(end.since(now));
            self.desk().pass(step);
        }
    }

    /// Returns when the engine would wake.
    async fn next_at(&self, now: Timestamp) -> Option<Timestamp> {
        let look = ParkingLook {
            now,
            earliest: now,
            parks: true,
            paused: false,
        };
        let store = &self.desk().store;
        let parking = store.next_parking_at(&look).await.expect("reads");
        let lanes = store.next_action_at().await.expect("reads");
        lanes.into_iter().chain(parking).min()
    }

    /// Works off what is due, or ends the process in the midst of it; the disk may take nothing meanwhile.
    async fn engine_works(&mut self) {
        let full = self.chance.percent(3);
        let end = self.chance.percent(4).then(|| self.an_end());
        let wire = self.desk().wire.clone();
        wire.ends_at(end);
        wire.then(full.then(|| self.a_full_disk()));
        let ended = tokio::select! {
            biased;
            () = wire.end() => true,
            result = self.desk().engine.run_until_idle() => {
                // A task that fails is started again, as the next time is.
                assert!(result.is_ok() || full, "the engine settles: {result:?}");
                false
            }
        };
        wire.ends_at(None);
        wire.then(None);
        if full {
            self.full += 1;
            disk::takes_nothing(&self.desk().database(), false).await;
        }
        if ended {
            self.ends += 1;
            let desk = self.desk.take().expect("is open between restarts");
            self.desk = Some(desk.restart().await.one_by_one(self.one_by_one));
        }
    }

    fn few_calls(&self) -> u32 {
        u32::try_from(self.chance.below(16)).expect("fits")
    }

    fn a_full_disk(&self) -> Then {
        let database = self.desk().database();
        Then {
            call: "",
            after: self.few_calls(),
            meanwhile: Box::pin(async move { disk::takes_nothing(&database, true).await }),
        }
    }

    fn an_end(&self) -> End {
        let at = self.few_calls();
        match self.chance.below(3) {
            0 => End::BeforeCall(at),
            1 => End::AfterCall(at),
            _ => End::AfterCommit(at),
        }
    }

    /// Returns how many posts on the network say this.
    fn copies(&self, on_mastodon: bool, text: &str) -> usize {
        let texts = if on_mastodon {
            let own = self.net.statuses_of("mira");
            own.into_iter().map(|s| s.text).collect()
        } else {
            self.desk().posted()
        };
        texts.iter().filter(|t| t.as_str() == text).count()
    }
}

async fn week(seed: u64, deeds: u32) -> Verdict {
    let mut week = Week::begin(seed).await;
    week.live(deeds).await;
    week.verdict(seed).await
}

fn wanted(name: &str, otherwise: u64) -> u64 {
    #[expect(
        clippy::disallowed_methods,
        reason = "the way a sweep says which weeks"
    )]
    let said = std::env::var(name);
    said.ok().and_then(|n| n.parse().ok()).unwrap_or(otherwise)
}

/// Lives weeks one after the other, as long as there are any.
fn worker(next: &AtomicU64, end: u64) -> Vec<Verdict> {
    let runtime = tokio::runtime::Builder::new_current_thread()
        .enable_all()
        .build()
        .expect("a runtime");
    let mut verdicts = Vec::new();
    loop {
        let seed = next.fetch_add(1, Ordering::Relaxed);
        if seed >= end {
            return verdicts;
        }
        verdicts.push(runtime.block_on(week(seed, DEEDS)));
    }
}

#[test]
fn weeks_of_trouble_double_nothing_and_lose_nothing() {
    let from = wanted("HERALD_SIM_FROM", 0);
    let end = from + wanted("HERALD_SIM_SEEDS", FEW_SEEDS);
    // Connections that are cut are waited for more than they are worked on.
    let at_once = std::thread::available_parallelism().map_or(2, usize::from) * 4;
    let next = AtomicU64::new(from);
    let verdicts: Vec<Verdict> = std::thread::scope(|scope| {
        let workers: Vec<_> = (0..at_once)
            .map(|_| scope.spawn(|| worker(&next, end)))
            .collect();
        let ended = workers.into_iter();
        ended
            .flat_map(|worker| worker.join().expect("a week ends"))
            .collect()
    });
    judge::tell(&verdicts);
    let broken = verdicts.iter().filter(|v| !v.broken.is_empty());
    let broken: Vec<_> = broken
        .map(|v| format!("seed {} ({}): {:#?}", v.seed, v.profile, v.broken))
        .collect();
    assert!(broken.is_empty(), "{}", broken.join("\n"));
}

#[tokio::test]
async fn the_same_seed_makes_the_same_week() {
    let seed = wanted("HERALD_SIM_FROM", 5) | 1;
    let (first, again) = (week(seed, FEW_DEEDS).await, week(seed, FEW_DEEDS).await);
    let both = first.trace.iter().zip(&again.trace);
    let differs = both.enumerate().find(|(_, (a, b))| a != b);
    assert_eq!(differs, None);
    assert_eq!(first.trace.len(), again.trace.len());
    assert_eq!((first.asked, first.ends), (again.asked, again.ends));
    assert!(!first.trace.is_empty());
}
