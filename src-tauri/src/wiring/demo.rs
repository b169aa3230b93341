//! The simulated network of the demo: one per data folder, kept across restarts.

use std::fs::{self, File};
use std::path::{Path, PathBuf};

use async_trait::async_trait;
use herald_api::shell::{DemoAccount, DemoWorld};
use herald_api::views::AddressView;
use herald_simnet::{OWNER, OWNER_PASSWORD, Pace, SimConfig, SimNet};
use tokio::sync::Mutex;

/// Starts the simulated network and remembers its port.
pub(super) struct SimulatedWorld {
    folder: PathBuf,
    running: Mutex<Option<Running>>,
    address: std::sync::Mutex<Option<String>>,
}

struct Running {
    network: SimNet,
    _lock: File,
}

impl SimulatedWorld {
    pub(super) fn new(data_dir: &Path) -> Self {
        Self {
            folder: data_dir.join("demo"),
            running: Mutex::new(None),
            address: std::sync::Mutex::new(None),
        }
    }

    /// Returns the address, while it runs in this process.
    pub(super) fn address(&self) -> Option<String> {
        self.address.lock().ok().and_then(|a| a.clone())
    }

    pub(super) async fn stop(&self) {
        if let Some(running) = self.running.lock().await.take() {
            running.network.shutdown().await;
        }
        self.remember(None);
    }

    fn remember(&self, address: Option<String>) {
        if let Ok(mut slot) = self.address.lock() {
            *slot = address;
        }
    }

    fn port_file(&self) -> PathBuf {
        self.folder.join("port")
    }

    fn last_port(&self) -> u16 {
        let text = fs::read_to_string(self.port_file()).unwrap_or_default();
        text.trim().parse().unwrap_or(0)
    }

    /// Starts it on the port it had, or on another where that one is taken.
    async fn found(&self) -> Result<SimNet, String> {
        let config = |port| SimConfig {
            port,
            pace: Pace::Demo,
            ledger_path: Some(self.folder.join("ledger.jsonl")),
            control: true,
            ..SimConfig::default()
        };
        let network = match SimNet::start(config(self.last_port())).await {
            Ok(network) => network,
            Err(herald_simnet::SimError::Listen { .. }) => {
                SimNet::start(config(0)).await.map_err(|e| e.to_string())?
            }
            Err(error) => return Err(error.to_string()),
        };
        Ok(network)
    }

    async fn run_here(&self, lock: File) -> Result<String, String> {
        let network = self.found().await?;
        let url = network.url().trim_end_matches('/').to_owned();
        let port = url.rsplit(':').next().unwrap_or_default();
        fs::write(self.port_file(), port).map_err(|e| e.to_string())?;
        self.remember(Some(url.clone()));
        *self.running.lock().await = Some(Running {
            network,
            _lock: lock,
        });
        Ok(url)
    }
}

#[async_trait]
impl DemoWorld for SimulatedWorld {
    async fn start(&self) -> Result<DemoAccount, String> {
        if let Some(url) = self.address() {
            return Ok(account(&url));
        }
        fs::create_dir_all(&self.folder).map_err(|e| e.to_string())?;
        let lock = File::options()
            .create(true)
            .truncate(false)
            .write(true)
            .open(self.folder.join("lock"))
            .map_err(|e| e.to_string())?;
        if lock.try_lock().is_ok() {
            return self.run_here(lock).await.map(|url| account(&url));
        }
        // Another process runs it for the same folder: its port is written down.
        Ok(account(&format!("http://127.0.0.1:{}", self.last_port())))
    }
}

fn account(url: &str) -> DemoAccount {
    let address = |role: &str| AddressView {
        role: role.to_owned(),
        address: url.to_owned(),
    };
    DemoAccount {
        handle: OWNER.to_owned(),
        password: OWNER_PASSWORD.to_owned(),
        addresses: ["service", "public_api", "plc", "web"]
            .map(address)
            .to_vec(),
    }
}
