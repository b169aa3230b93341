//! Starting, driving and stopping a simulated network.

use std::io;
use std::net::{Ipv4Addr, SocketAddr};
use std::path::PathBuf;
use std::pin::pin;
use std::sync::Arc;
use std::time::Duration;

use tokio::net::TcpListener;
use tokio::task::JoinHandle;
use tokio::time::{sleep, timeout};

use crate::clock::{SimClock, SystemClock};
use crate::control::control;
use crate::core::Core;
use crate::faults::Faults;
use crate::ledger::{Draft, Ledger, LedgerError, LedgerFile, Outcome};
use crate::limits::{Limiter, RateLimits};
use crate::pages::pages;
use crate::population::{Population, found};
use crate::refusal::Refusal;
use crate::routes::public;
use crate::serve::{Connection, CuttableListener, Shared};
use crate::session::Tokens;
use crate::world::{Change, World};

/// How long people take to answer the owner.
const REACTION_DELAY: Duration = Duration::from_secs(6);

/// How long a shutdown waits for calls under way.
const SHUTDOWN_PATIENCE: Duration = Duration::from_secs(5);

/// When the population takes its steps.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Pace {
    /// Only when [`SimNet::step`](crate::SimNet::step) is called.
    Manual,
    /// In even intervals.
    Every(Duration),
    /// The first after 1.5 s, then every 20 to 40 s, after a dozen every 2 to 5 minutes.
    Demo,
}

impl Pace {
    /// Returns the wait before step `n`; `None` when nobody waits.
    pub fn wait_before(self, n: u64, population: &Population) -> Option<Duration> {
        match self {
            Self::Manual => None,
            Self::Every(interval) => Some(interval),
            Self::Demo => {
                let drawn = |below| population.draw(&format!("wait {n}"), below);
                Some(match n {
                    0 => Duration::from_millis(1_500),
                    1..12 => Duration::from_millis(20_000 + drawn(20_001)),
                    _ => Duration::from_millis(120_000 + drawn(180_001)),
                })
            }
        }
    }
}

/// How a network is started.
#[derive(Clone, Debug)]
pub struct SimConfig {
    /// Loopback port; 0 lets the system choose.
    pub port: u16,
    /// Decides DIDs, session key and what the population does; a ledger's own seed wins.
    pub seed: u64,
    /// When the population takes its steps.
    pub pace: Pace,
    /// Where the ledger is kept; without it the world ends with the process.
    pub ledger_path: Option<PathBuf>,
    /// How long an access token lives.
    pub access_lifetime: Duration,
    /// How much the server allows.
    pub limits: RateLimits,
    /// Whether the demo's people live here; otherwise the world starts empty.
    pub populated: bool,
    /// Whether the control routes under `/sim` are there.
    pub control: bool,
    /// Where the time comes from.
    pub clock: Arc<dyn SimClock>,
}

impl Default for SimConfig {
    /// A populated world on a free port that moves only when stepped and keeps nothing.
    fn default() -> Self {
        Self {
            port: 0,
            seed: 7,
            pace: Pace::Manual,
            ledger_path: None,
            access_lifetime: Duration::from_hours(2),
            limits: RateLimits::default(),
            populated: true,
            control: true,
            clock: Arc::new(SystemClock),
        }
    }
}

/// Why a network did not start.
#[derive(Debug, thiserror::Error)]
pub enum SimError {
    /// The port could not be taken.
    #[error("The simulated network cannot listen on 127.0.0.1:{port}")]
    Listen {
        /// Port asked for.
        port: u16,
        /// What the system said.
        source: io::Error,
    },
    /// The ledger could not be opened.
    #[error(transparent)]
    Ledger(#[from] LedgerError),
    /// What was kept of a server cannot be read.
    #[error("{path} cannot be read; move it away and the demo begins anew")]
    Kept {
        /// The file.
        path: PathBuf,
        /// What is wrong with it.
        source: io::Error,
    },
    /// The first entry could not be made.
    #[error("The simulated world cannot be founded")]
    Founding(#[source] Refusal),
}

/// The parts of a running network.
pub(crate) struct Running {
    pub(crate) shared: Arc<Shared>,
    pub(crate) address: SocketAddr,
    pub(crate) tasks: Vec<JoinHandle<()>>,
}

pub(crate) async fn start(config: SimConfig) -> Result<Running, SimError> {
    let port = config.port;
    let listen = |source| SimError::Listen { port, source };
    let listener = TcpListener::bind((Ipv4Addr::LOCALHOST, port))
        .await
        .map_err(listen)?;
    let address = listener.local_addr().map_err(listen)?;
    let core = open_core(&config, format!("http://{address}"))?;
    let population = core.population;
    let shared = Arc::new(Shared::new(core));
    let mut routes = public().merge(pages());
    if config.control {
        routes = routes.merge(control());
    }
    let service = routes
        .with_state(Arc::clone(&shared))
        .into_make_service_with_connect_info::<Connection>();
    let closing = Arc::clone(&shared);
    let serving = async move {
        let served = axum::serve(CuttableListener(listener), service)
            .with_graceful_shutdown(async move { closing.closed().await })
            .await;
        if let Err(error) = served {
            tracing::error!(%error, "the simulated network stopped serving");
        }
    };
    let mut tasks = vec![spawn(serving)];
    if let Some(population) = population
        && config.pace != Pace::Manual
    {
        let shared = Arc::clone(&shared);
        tasks.push(spawn(drive(shared, config.pace, population)));
    }
    Ok(Running {
        shared,
        address,
        tasks,
    })
}

#[expect(
    clippy::disallowed_methods,
    reason = "the simulated network owns and ends its tasks itself"
)]
pub(crate) fn spawn(task: impl Future<Output = ()> + Send + 'static) -> JoinHandle<()> {
    tokio::spawn(task)
}

fn open_core(config: &SimConfig, base_url: String) -> Result<Core, SimError> {
    let (file, ledger) = match &config.ledger_path {
        None => (None, Ledger::default()),
        Some(path) => {
            let (file, ledger) = LedgerFile::open(path)?;
            (Some(file), ledger)
        }
    };
    let mut world = World::default();
    for change in ledger.accepted().flat_map(|entry| &entry.changes) {
        world.apply(change);
    }
    let known_seed = ledger.seed();
    let seed = known_seed.unwrap_or(config.seed);
    let mut core = Core {
        world,
        ledger,
        file,
        faults: Faults::default(),
        limiter: Limiter::new(config.limits),
        tokens: Tokens::new(seed, config.access_lifetime),
        population: config.populated.then(|| Population::new(seed)),
        clock: Arc::clone(&config.clock),
        seed,
        base_url,
        standing: None,
    };
    if known_seed.is_none() {
        found_world(&mut core).map_err(SimError::Founding)?;
    }
    Ok(core)
}

/// Founds the world in one entry, so that a crash leaves either all of it or nothing.
fn found_world(core: &mut Core) -> Result<(), Refusal> {
    let changes = match core.population {
        Some(_) => found(core.seed, core.now())?,
        None => vec![Change::Founded { seed: core.seed }],
    };
    core.enter(Draft {
        actor: None,
        method: "sim.found".to_owned(),
        uri: None,
        outcome: Outcome::Accepted,
        changes,
    })
}

/// Lets the population live until the network shuts down.
async fn drive(shared: Arc<Shared>, pace: Pace, population: Population) {
    loop {
        let steps = shared.core().world.steps_taken();
        let Some(wait) = pace.wait_before(steps, &population) else {
            return;
        };
        let mut due = pin!(sleep(wait));
        loop {
            tokio::select! {
                () = shared.closed() => return,
                () = &mut due => break,
                () = answer_after_a_while(&shared) => {}
            }
        }
        if let Err(refusal) = shared.core().step() {
            tracing::error!(%refusal, "the population could not take its step");
        }
    }
}

async fn answer_after_a_while(shared: &Shared) {
    shared.wrote.notified().await;
    sleep(REACTION_DELAY).await;
    if let Err(refusal) = shared.core().react() {
        tracing::error!(%refusal, "the population could not answer");
    }
}

pub(crate) async fn stop<C>(shared: &Shared<C>, tasks: &mut Vec<JoinHandle<()>>) {
    shared.closing.send_replace(true);
    for mut task in tasks.drain(..) {
        match timeout(SHUTDOWN_PATIENCE, &mut task).await {
            Ok(Ok(())) => {}
            Ok(Err(error)) => tracing::error!(%error, "a task of the simulated network failed"),
            Err(_) => task.abort(),
        }
    }
}
