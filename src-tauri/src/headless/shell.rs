//! What every command is given: where to write, and the way to the engine's front.

use std::path::PathBuf;
use std::sync::Arc;

use herald_api::{ApiError, ErrorCode, Herald};
use herald_pipeline::engine::Engine;
use herald_pipeline::ports::Secret;

use tokio::sync::OnceCell;

use super::arguments::Common;
use super::commands::vault::PASSPHRASE;
use super::environment;
use super::exit::Failure;
use super::output::Output;
use crate::wiring::{Assembly, Options, default_data_dir};

/// The name decisions made here carry.
const NAME: &str = "command line";

/// The demo's own folder inside the data folder.
const DEMO_FOLDER: &str = "terminal-demo";

/// The surroundings of a command.
pub struct Shell {
    /// Where to write.
    pub output: Output,
    data_dir: PathBuf,
    /// Whether the folder was named in this very command.
    is_named: bool,
    desk: OnceCell<Desk>,
}

/// An opened data folder.
pub struct Desk {
    /// The engine's front.
    pub herald: Arc<Herald>,
    assembly: Assembly,
}

impl Shell {
    /// Makes the surroundings from what was typed.
    pub fn new(common: &Common) -> Self {
        let data_dir = common.data_dir.clone();
        let from_environment = || environment::variable("HERALD_DATA_DIR").map(PathBuf::from);
        Self {
            output: Output::new(common.json),
            is_named: data_dir.is_some(),
            data_dir: data_dir
                .or_else(from_environment)
                .unwrap_or_else(default_data_dir),
            desk: OnceCell::new(),
        }
    }

    /// Returns the folder of the demo: the one named in the command, else one of its own, so that
    /// the demo's people do not get among real accounts.
    pub fn demo_dir(&self) -> PathBuf {
        if self.is_named {
            self.data_dir.clone()
        } else {
            self.data_dir.join(DEMO_FOLDER)
        }
    }

    /// Opens the data folder, and the vault where its passphrase is in the environment.
    ///
    /// # Errors
    /// What the store or the vault says.
    pub async fn open(&self) -> Result<&Desk, Failure> {
        let passphrase = environment::variable(PASSPHRASE.variable).map(Secret::new);
        self.open_once(self.data_dir.clone(), passphrase).await
    }

    /// Opens the data folder and leaves the vault as it is.
    ///
    /// # Errors
    /// What the store says.
    pub async fn open_locked(&self) -> Result<&Desk, Failure> {
        self.open_once(self.data_dir.clone(), None).await
    }

    /// Opens the demo's folder.
    ///
    /// # Errors
    /// What the store says.
    pub async fn open_demo(&self) -> Result<&Desk, Failure> {
        self.open_once(self.demo_dir(), None).await
    }

    async fn open_once(
        &self,
        data_dir: PathBuf,
        passphrase: Option<Secret>,
    ) -> Result<&Desk, Failure> {
        let open = || Desk::open(data_dir, passphrase);
        self.desk.get_or_try_init(open).await
    }

    /// Closes what was opened: gives the engine's seat back and closes the database.
    ///
    /// # Errors
    /// What the database says.
    pub async fn close(&self) -> Result<(), Failure> {
        match self.desk.get() {
            Some(desk) => Ok(desk.assembly.close().await?),
            None => Ok(()),
        }
    }
}

impl Desk {
    async fn open(data_dir: PathBuf, passphrase: Option<Secret>) -> Result<Self, Failure> {
        let options = Options {
            passphrase,
            ..Options::new(data_dir, NAME)
        };
        let assembly = Box::pin(Assembly::open(options)).await?;
        let herald = assembly.herald.clone();
        Ok(Self { herald, assembly })
    }

    /// Returns the address of the simulated network, while it runs in this process.
    pub fn simulated_network(&self) -> Option<String> {
        self.assembly.simulated_network()
    }

    /// Takes the engine, which only one process at a time may run.
    ///
    /// # Errors
    /// `Busy` with who holds it.
    pub async fn engine(&self) -> Result<Engine, Failure> {
        self.assembly.engine().await.map_err(|held| {
            let message = format!(
                "{held} Everything but `run` and `demo` works beside it; stop that one first to \
                 run it here."
            );
            Failure::Api(ApiError::new(ErrorCode::Busy, message))
        })
    }
}
