//! Ends real processes: at every named point, and at random moments; what is public is then counted.

mod home;
mod plan;
mod planned;

use std::collections::{BTreeMap, BTreeSet};
use std::sync::{Mutex, PoisonError};
use std::time::{Duration, Instant};

use anyhow::{Context as _, Result, bail, ensure};
use clap::Args;
use herald_pipeline::crash::CrashPoint;
use herald_pipeline::ports::Rng;
use herald_simnet::Profile;
use herald_testkit::SeededRng;

use crate::e2e::herald::Herald;
use home::{Fate, Home};
use plan::text;
use planned::concerns_plans;

/// How often a point is tried as often as it was reached, at most.
const MOST_TIMES: u32 = 6;

/// Longer than tokens of the simulated networks live.
const TOKENS_LIFE: Duration = Duration::from_hours(3);

/// How long one end and what follows may take before it is told.
const SLOW: Duration = Duration::from_secs(10);

/// What a server made of the ends of a process.
#[derive(Debug, Default)]
struct Figures {
    name: &'static str,
    asks_never: bool,
    kills: u32,
    at_points: u32,
    /// Kills after the intent was stored and before the outcome was.
    hit: u32,
    doubled: Vec<String>,
    lost: Vec<String>,
    asked: u32,
    points: BTreeSet<String>,
}

/// How far the sweep goes.
#[derive(Args, Clone)]
pub struct Reach {
    /// How many are ended at random, over all servers
    #[arg(long, default_value_t = 2_000)]
    pub kills: u32,
    /// The seed of the moments
    #[arg(long, default_value_t = 0)]
    pub seed: u64,
    /// Try each point once
    #[arg(long)]
    pub short: bool,
    /// Only print the points by name
    #[arg(long)]
    pub list: bool,
    /// Only on these servers; then nothing is said of points that were never reached
    #[arg(long = "server")]
    pub servers: Vec<String>,
}

impl Reach {
    /// Returns the servers to run on, with their place among all: it belongs to the seed.
    fn servers(&self) -> Result<Vec<(usize, Option<Profile>)>> {
        let mut all: Vec<Option<Profile>> = vec![None];
        all.extend(Profile::ALL.map(Some));
        let names: Vec<&str> = all.iter().map(|one| name_of(one.as_ref())).collect();
        for name in &self.servers {
            let known = names.contains(&name.as_str());
            ensure!(known, "there is no server {name}; there are {names:?}");
        }
        let wanted = |profile: &Option<Profile>| {
            self.servers.is_empty()
                || self
                    .servers
                    .iter()
                    .any(|name| name == name_of(profile.as_ref()))
        };
        let numbered = all.into_iter().enumerate();
        Ok(numbered.filter(|(_, profile)| wanted(profile)).collect())
    }
}

/// Returns what a server is called; without a profile it is Bluesky.
fn name_of(profile: Option<&Profile>) -> &'static str {
    profile.map_or("bluesky", |profile| profile.name)
}

/// Prints the points by name.
pub fn list() {
    for point in CrashPoint::all() {
        println!("{point}");
    }
}

/// Runs the sweep on every server, two at a time.
pub fn crash(reach: &Reach) -> Result<()> {
    let herald = Herald::build()?;
    let servers = reach.servers()?;
    let share = reach.kills.div_ceil(u32::try_from(servers.len())?);
    let waiting = Mutex::new(servers.into_iter());
    let lived = Mutex::new(Vec::new());
    let works = || -> Result<()> {
        loop {
            let next = lock(&waiting).next();
            let Some((number, profile)) = next else {
                return Ok(());
            };
            let seed = reach.seed.wrapping_add(number as u64);
            let figures = live(
                herald.with_empty_folder()?,
                profile,
                seed,
                (share, reach.short),
            )?;
            lock(&lived).push(figures);
        }
    };
    std::thread::scope(|scope| {
        let workers = [scope.spawn(works), scope.spawn(works)];
        workers.into_iter().try_for_each(|worker| {
            let ended = worker.join();
            ended.unwrap_or_else(|_| bail!("a server's part of the sweep panicked"))
        })
    })?;
    let lived = lock(&lived);
    judge(&lived)?;
    if reach.servers.is_empty() {
        complete(&lived)?;
    }
    Ok(())
}

fn lock<T>(mutex: &Mutex<T>) -> std::sync::MutexGuard<'_, T> {
    mutex.lock().unwrap_or_else(PoisonError::into_inner)
}

fn live(
    herald: Herald,
    profile: Option<Profile>,
    seed: u64,
    (kills, short): (u32, bool),
) -> Result<Figures> {
    let name = name_of(profile.as_ref());
    let asks_never = profile
        .as_ref()
        .is_none_or(|profile| profile.keys.is_some());
    let home = Home::new(herald, profile)?;
    let began = Instant::now();
    let life = Life::new(home, SeededRng::new(seed)).live(kills, short);
    let mut figures = life.with_context(|| format!("On {name}"))?;
    report(name, &figures, began.elapsed());
    figures.name = name;
    figures.asks_never = asks_never;
    Ok(figures)
}

fn judge(lived: &[Figures]) -> Result<()> {
    let broken: Vec<String> = lived.iter().flat_map(Figures::broken).collect();
    ensure!(broken.is_empty(), "{}", broken.join("\n"));
    println!("nothing doubled, nothing lost");
    Ok(())
}

/// Fails when a listed point was never reached, or a reached one is on no list.
fn complete(lived: &[Figures]) -> Result<()> {
    let seen: BTreeSet<String> = lived.iter().flat_map(|f| f.points.clone()).collect();
    let listed: BTreeSet<String> = CrashPoint::all().map(|point| point.to_string()).collect();
    let never: Vec<_> = listed.difference(&seen).collect();
    let unlisted: Vec<_> = seen.difference(&listed).collect();
    ensure!(
        never.is_empty() && unlisted.is_empty(),
        "points never reached: {never:?}; points of no list: {unlisted:?}"
    );
    println!("{} points, all of them reached", listed.len());
    Ok(())
}

fn report(name: &str, figures: &Figures, took: Duration) {
    println!(
        "{name}: {} ends at {} points, {} at random; {} hit a request; doubled {}, lost {}, asked {} ({} s)",
        figures.at_points,
        figures.points.len(),
        figures.kills,
        figures.hit,
        figures.doubled.len(),
        figures.lost.len(),
        figures.asked,
        took.as_secs()
    );
}

impl Figures {
    fn broken(&self) -> Vec<String> {
        let name = self.name;
        let mut broken = Vec::new();
        for (what, texts) in [("doubled", &self.doubled), ("lost", &self.lost)] {
            if !texts.is_empty() {
                broken.push(format!("{name}: {what}: {texts:?}"));
            }
        }
        let allowed = if self.asks_never {
            0
        } else {
            self.hit.div_ceil(50)
        };
        if self.asked > allowed {
            broken.push(format!(
                "{name}: asked {} times, allowed {allowed}",
                self.asked
            ));
        }
        broken
    }

    fn count(&mut self, text: &str, fate: Fate) {
        self.asked += u32::from(fate.asked);
        match fate.copies {
            0 => self.lost.push(text.to_owned()),
            1 => {}
            _ => self.doubled.push(text.to_owned()),
        }
    }
}

/// A Herald that is ended again and again.
struct Life {
    home: Home,
    chance: SeededRng,
    figures: Figures,
    count: u32,
}

impl Life {
    fn new(home: Home, chance: SeededRng) -> Self {
        Self {
            home,
            chance,
            figures: Figures::default(),
            count: 0,
        }
    }

    fn live(mut self, kills: u32, short: bool) -> Result<Figures> {
        self.home.listen(true);
        ensure!(self.home.connect()?, "the account does not connect");
        ensure!(self.home.parks()?, "the choice is not taken");
        let mut points = self.home.reached()?;
        let (reached, _) = self.undisturbed()?;
        points.extend(reached);
        if self.home.keeps_plans {
            self.planned_undisturbed()?;
            let reached = self.home.reached()?.into_iter();
            points.extend(reached.filter(|(name, _)| concerns_plans(name)));
        }
        self.home.listen(false);
        for (name, times) in points {
            let most = if short { 1 } else { times.min(MOST_TIMES) };
            for nth in 1..=most {
                let began = Instant::now();
                self.ends_at(&name, nth)?;
                if began.elapsed() > SLOW {
                    println!("  {name}#{nth} took {} s", began.elapsed().as_secs());
                }
            }
        }
        let (_, span) = self.undisturbed()?;
        for _ in 0..kills {
            self.ends_at_random(span)?;
        }
        Ok(self.figures)
    }

    fn below(&self, bound: u64) -> u64 {
        let chance: &dyn Rng = &self.chance;
        chance.below(bound)
    }

    fn text(&mut self) -> String {
        self.count += 1;
        text(&self.chance, self.count)
    }

    /// Does everything once, with nothing in the way; returns the points and how long the engine worked.
    fn undisturbed(&mut self) -> Result<(BTreeMap<String, u32>, Duration)> {
        self.home.mention("what do you make of the new lens?")?;
        self.home.go_on(TOKENS_LIFE);
        let said = self.text();
        ensure!(self.home.post(&said)?, "the post cannot be put forward");
        let began = Instant::now();
        self.home.herald.run_until_idle()?;
        let took = began.elapsed();
        // What became known by reading, such as the mark of an answer, takes another round.
        let fate = self.home.settle(&said)?;
        ensure!(
            fate.copies == 1 && !fate.asked,
            "{fate:?} with nothing in the way"
        );
        Ok((self.home.reached()?, took))
    }

    /// Ends a process when it reaches a point for the `nth` time.
    fn ends_at(&mut self, name: &str, nth: u32) -> Result<()> {
        self.home.mention("what do you make of the old lens?")?;
        self.home.go_on(TOKENS_LIFE);
        let said = self.text();
        let point = format!("{name}#{nth}");
        if concerns_plans(name) {
            let ended = self.planned_ends_at(&point, &said)?;
            self.note(name, ended);
            return self.comes_to_its_end(&said);
        }
        self.home.arm(Some(&point));
        let connecting = name.starts_with("connect.");
        let mut ended = connecting && !self.home.connect()?;
        self.home.arm((!ended).then_some(point.as_str()));
        let put_forward = self.home.post(&said)?;
        ended |= !put_forward;
        if !ended {
            ended = !self.home.herald.tries_to_run()?;
        }
        self.home.arm(None);
        if connecting {
            ensure!(self.home.connect()?, "the account does not connect again");
            self.one_account()?;
        }
        self.note(name, ended);
        if !put_forward {
            self.home.approve(&said)?;
        }
        self.comes_to_its_end(&said)
    }

    fn note(&mut self, point: &str, ended: bool) {
        if ended {
            self.figures.at_points += 1;
            self.figures.points.insert(point.to_owned());
        }
    }

    /// Ends the engine at a moment of a run.
    fn ends_at_random(&mut self, span: Duration) -> Result<()> {
        if self.below(3) == 0 {
            self.home.mention("what do you make of film?")?;
        }
        if self.below(5) == 0 {
            self.home.go_on(TOKENS_LIFE);
        }
        let said = self.text();
        let planned = self.below(4) == 0;
        let put_forward = if planned {
            self.home.plan(&said)?
        } else {
            self.home.post(&said)?
        };
        ensure!(put_forward, "the post cannot be put forward");
        let longest = u64::try_from(span.as_millis())?;
        let at = Duration::from_millis(self.below(longest));
        self.home.herald.run_for_a_moment(at)?;
        self.figures.kills += 1;
        self.comes_to_its_end(&said)
    }

    fn comes_to_its_end(&mut self, said: &str) -> Result<()> {
        let action = self.home.action(said)?;
        let is_hit = action.is_some_and(|(_, state)| state == "sending");
        self.figures.hit += u32::from(is_hit);
        let fate = self.home.settle(said)?;
        self.figures.count(said, fate);
        Ok(())
    }

    fn one_account(&self) -> Result<()> {
        let accounts = self.home.herald.json(&["account", "list", "--json"])?;
        let accounts = accounts.get("accounts").and_then(|list| list.as_array());
        if accounts.map(Vec::len) != Some(1) {
            bail!("connecting again did not leave one account: {accounts:?}");
        }
        Ok(())
    }
}
