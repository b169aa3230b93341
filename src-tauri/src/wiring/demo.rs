//! The simulated networks of the demo: one of each per data folder, kept across restarts.

use std::fs::{self, File};
use std::path::{Path, PathBuf};

use async_trait::async_trait;
use herald_api::shell::{DemoAccount, DemoWorld};
use herald_api::views::AddressView;
use herald_domain::Network;
use herald_simnet::{
    MastodonNet, OWNER, OWNER_PASSWORD, Pace, SimConfig, SimError, SimNet, TOWN_TOKEN, Town,
};
use tokio::sync::Mutex;

/// The files that remember the ports.
const PORT: &str = "port";
const TOWN_PORT: &str = "town-port";

/// Starts the simulated networks and remembers their ports.
pub(super) struct SimulatedWorld {
    folder: PathBuf,
    running: Mutex<Option<Running>>,
    addresses: std::sync::Mutex<Option<Addresses>>,
}

/// Where the networks listen.
#[derive(Clone)]
struct Addresses {
    bluesky: String,
    town: String,
}

struct Running {
    network: SimNet,
    town: MastodonNet,
    _lock: File,
}

impl SimulatedWorld {
    pub(super) fn new(data_dir: &Path) -> Self {
        Self {
            folder: data_dir.join("demo"),
            running: Mutex::new(None),
            addresses: std::sync::Mutex::new(None),
        }
    }

    /// Returns the address of Bluesky's, while it runs in this process.
    pub(super) fn address(&self) -> Option<String> {
        self.addresses().map(|addresses| addresses.bluesky)
    }

    fn addresses(&self) -> Option<Addresses> {
        self.addresses.lock().ok().and_then(|a| a.clone())
    }

    pub(super) async fn stop(&self) {
        if let Some(running) = self.running.lock().await.take() {
            running.network.shutdown().await;
            running.town.shutdown().await;
        }
        self.remember(None);
    }

    fn remember(&self, addresses: Option<Addresses>) {
        if let Ok(mut slot) = self.addresses.lock() {
            *slot = addresses;
        }
    }

    fn last_port(&self, file: &str) -> u16 {
        let text = fs::read_to_string(self.folder.join(file)).unwrap_or_default();
        text.trim().parse().unwrap_or(0)
    }

    fn remember_port(&self, file: &str, url: &str) -> Result<(), String> {
        let port = url.rsplit(':').next().unwrap_or_default();
        fs::write(self.folder.join(file), port).map_err(|e| e.to_string())
    }

    /// Starts the town on the port it had, or on another where that one is taken.
    async fn settled(&self) -> Result<MastodonNet, String> {
        let town = |port| Town {
            port,
            file: self.folder.join("town.json"),
        };
        match town(self.last_port(TOWN_PORT)).start().await {
            Err(SimError::Listen { .. }) => town(0).start().await.map_err(|e| e.to_string()),
            settled => settled.map_err(|e| e.to_string()),
        }
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
        let network = match SimNet::start(config(self.last_port(PORT))).await {
            Ok(network) => network,
            Err(SimError::Listen { .. }) => {
                SimNet::start(config(0)).await.map_err(|e| e.to_string())?
            }
            Err(error) => return Err(error.to_string()),
        };
        Ok(network)
    }

    async fn run_here(&self, lock: File) -> Result<Addresses, String> {
        let network = self.found().await?;
        let town = self.settled().await?;
        let addresses = Addresses {
            bluesky: network.url().trim_end_matches('/').to_owned(),
            town: town.url(),
        };
        self.remember_port(PORT, &addresses.bluesky)?;
        self.remember_port(TOWN_PORT, &addresses.town)?;
        self.remember(Some(addresses.clone()));
        *self.running.lock().await = Some(Running {
            network,
            town,
            _lock: lock,
        });
        Ok(addresses)
    }
}

#[async_trait]
impl DemoWorld for SimulatedWorld {
    async fn start(&self) -> Result<Vec<DemoAccount>, String> {
        if let Some(addresses) = self.addresses() {
            return Ok(accounts(&addresses));
        }
        fs::create_dir_all(&self.folder).map_err(|e| e.to_string())?;
        let lock = File::options()
            .create(true)
            .truncate(false)
            .write(true)
            .open(self.folder.join("lock"))
            .map_err(|e| e.to_string())?;
        if lock.try_lock().is_ok() {
            let addresses = self.run_here(lock).await?;
            return Ok(accounts(&addresses));
        }
        // Another process runs them for the same folder: their ports are written down.
        let on = |file| format!("http://127.0.0.1:{}", self.last_port(file));
        Ok(accounts(&Addresses {
            bluesky: on(PORT),
            town: on(TOWN_PORT),
        }))
    }
}

/// Returns what opens the demo's account of a network.
pub(super) fn secret_of(network: Network) -> Option<&'static str> {
    match network {
        Network::Bluesky => Some(OWNER_PASSWORD),
        Network::Mastodon => Some(TOWN_TOKEN),
        Network::X | Network::Instagram | Network::LinkedIn => None,
    }
}

fn accounts(addresses: &Addresses) -> Vec<DemoAccount> {
    let at = |url: &str, roles: &[&str]| {
        let address = |role: &&str| AddressView {
            role: (*role).to_owned(),
            address: url.to_owned(),
        };
        roles.iter().map(address).collect()
    };
    vec![
        DemoAccount {
            network: Network::Bluesky,
            way: String::new(),
            handle: OWNER.to_owned(),
            password: OWNER_PASSWORD.to_owned(),
            addresses: at(&addresses.bluesky, &["service", "public_api", "plc", "web"]),
        },
        DemoAccount {
            network: Network::Mastodon,
            way: "token".to_owned(),
            handle: String::new(),
            password: TOWN_TOKEN.to_owned(),
            addresses: at(&addresses.town, &["server"]),
        },
    ]
}
