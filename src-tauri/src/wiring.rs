//! The only place that names concrete adapters: opens a data folder and puts an engine together.

mod cards;
mod clock;
mod data_dir;
mod demo;
mod drafting;
mod locks;
mod seat;
mod vault;

use std::path::PathBuf;
use std::sync::Arc;

use async_trait::async_trait;
use herald_api::{ApiError, ErrorCode, Herald};
use herald_drafting::DraftingPorts;
use herald_networks::{NetworkPorts, Networks};
use herald_pipeline::engine::Engine;
use herald_pipeline::ports::{Clock, Notice, Notifier, Rng, Secret, Transport, Wake};
use herald_pipeline::wake::InProcessWake;
use herald_pipeline::{Context, ContextParts};
use herald_store::SqliteStore;
use herald_transport::{HttpTransport, Loopback};

pub use cards::PageCards;
pub use clock::{OsRng, SystemClock};
pub use data_dir::default_data_dir;
pub use seat::EngineHeld;

use demo::SimulatedWorld;
pub use drafting::FollowingDrafter;

use drafting::LocalModels;
use locks::FileLocks;
use seat::EngineChair;

/// How a data folder is opened.
pub struct Options {
    /// The folder; it is made where there is none.
    pub data_dir: PathBuf,
    /// The shell's name, as decisions tell it: `window` or `command line`.
    pub shell: &'static str,
    /// The passphrase of the vault file, where one is used.
    pub passphrase: Option<Secret>,
    /// How a person is told.
    pub notifier: Arc<dyn Notifier>,
    /// Whether every page of the database is checked first.
    pub check_whole_file: bool,
}

impl Options {
    /// Opens a folder for a shell, without a passphrase and without notifications.
    pub fn new(data_dir: PathBuf, shell: &'static str) -> Self {
        Self {
            data_dir,
            shell,
            passphrase: None,
            notifier: Arc::new(Silent),
            check_whole_file: false,
        }
    }
}

/// Tells nobody: for shells that have their own way of showing what waits.
struct Silent;

#[async_trait]
impl Notifier for Silent {
    async fn notify(&self, _: Notice) {}
}

/// An opened data folder.
pub struct Assembly {
    /// The use cases.
    pub herald: Arc<Herald>,
    store: Arc<SqliteStore>,
    wake: Arc<InProcessWake>,
    networks: Arc<Networks>,
    chair: Arc<EngineChair>,
    world: Arc<SimulatedWorld>,
}

impl Assembly {
    /// Opens the folder: database, vault, networks, drafter.
    ///
    /// # Errors
    /// What stands in the way, in words for people; whatever is in the folder is left as it is.
    pub async fn open(options: Options) -> Result<Self, ApiError> {
        let clock: Arc<dyn Clock> = Arc::new(SystemClock::default());
        let rng: Arc<dyn Rng> = Arc::new(OsRng);
        let wake = Arc::new(InProcessWake::default());
        data_dir::prepare(&options.data_dir)?;
        let file = options.data_dir.join("herald.db");
        let store = open_store(&file, &clock, &wake, options.check_whole_file).await?;
        let store = Arc::new(store);
        let vault = vault::open(&options.data_dir, options.passphrase).await;
        let transport: Arc<dyn Transport> =
            Arc::new(HttpTransport::new().map_err(|e| internal(&e.to_string()))?);
        let networks = Arc::new(Networks::new(&NetworkPorts {
            transport: transport.clone(),
            vault: vault.clone(),
            clock: clock.clone(),
            rng: rng.clone(),
            locks: Arc::new(FileLocks::new(&options.data_dir)),
        }));
        let drafter = FollowingDrafter::new(
            store.clone(),
            DraftingPorts {
                transport: transport.clone(),
                vault: vault.clone(),
                clock: clock.clone(),
                rng: rng.clone(),
            },
        );
        let context = Context::new(ContextParts {
            store: store.clone(),
            clock,
            rng,
            wake: wake.clone(),
            readers: networks.clone(),
            drafter: Arc::new(drafter),
            notifier: options.notifier,
            vault: vault.clone(),
            listener: Arc::new(Loopback),
            link_cards: Arc::new(PageCards::new(transport.clone())),
        });
        vault::admit_demo(&context).await?;
        let chair = Arc::new(EngineChair::new(&options.data_dir, options.shell));
        let world = Arc::new(SimulatedWorld::new(&options.data_dir));
        let herald = Herald::new(
            context,
            options.shell,
            chair.clone(),
            world.clone(),
            Arc::new(LocalModels::new(transport)),
        );
        Ok(Self {
            herald: Arc::new(herald),
            store,
            wake,
            networks,
            chair,
            world,
        })
    }

    /// Returns what rings when something changes in this process or, while the engine runs here, in
    /// another one.
    pub fn wake(&self) -> &Arc<InProcessWake> {
        &self.wake
    }

    /// Takes the folder's one engine seat and puts the engine in it; the demo's people come alive.
    ///
    /// # Errors
    /// [`EngineHeld`] when another process holds the seat; it says which.
    pub async fn engine(&self) -> Result<Engine, EngineHeld> {
        self.chair.take()?;
        let accounts = self
            .herald
            .context()
            .store()
            .accounts()
            .await
            .unwrap_or_default();
        if accounts.iter().any(|a| a.demo)
            && let Err(error) = self.herald.wake_demo().await
        {
            tracing::error!(%error, "the demo network did not start");
        }
        Ok(Engine::new(
            self.herald.context().clone(),
            self.networks.clone(),
        ))
    }

    /// Returns the address of the simulated network, while it runs in this process.
    pub fn simulated_network(&self) -> Option<String> {
        self.world.address()
    }

    /// Gives the engine seat back, ends the simulated network and closes the database.
    ///
    /// # Errors
    /// What the database said.
    pub async fn close(&self) -> Result<(), ApiError> {
        self.world.stop().await;
        self.chair.leave();
        Ok(self.store.close().await?)
    }
}

async fn open_store(
    file: &std::path::Path,
    clock: &Arc<dyn Clock>,
    wake: &Arc<InProcessWake>,
    check_whole_file: bool,
) -> Result<SqliteStore, ApiError> {
    let wake: Arc<dyn Wake> = wake.clone();
    let opened = if check_whole_file {
        SqliteStore::open(file, clock.clone(), wake).await
    } else {
        SqliteStore::open_quickly(file, clock.clone(), wake).await
    };
    Ok(opened?)
}

fn internal(message: &str) -> ApiError {
    ApiError::new(ErrorCode::Internal, message)
}
