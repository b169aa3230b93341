//! Many accounts on one simulated server, connected to one Herald.

use std::sync::Arc;

use anyhow::{Context, Result};
use herald_domain::Account;
use herald_pipeline::ports::AccountReads as _;
use herald_simnet::{Fault, FaultKind, MastodonNet, Profile, SystemClock};
use tempfile::TempDir;
use tokio::runtime::Runtime;

use super::herald::Herald;
use super::{BenchArgs, folder};

/// A server with many people, and the Herald that looks after them.
pub struct Many {
    /// What the server runs on.
    pub runtime: Runtime,
    /// The server.
    pub net: MastodonNet,
    /// The program.
    pub herald: Herald,
    /// Its folder.
    pub folder: TempDir,
    /// The names of the people.
    pub names: Vec<String>,
}

impl Many {
    /// Starts the server and connects `count` accounts.
    pub fn connected(args: &BenchArgs, count: usize) -> Result<Self> {
        let folder = folder::empty()?;
        let runtime = folder::runtime()?;
        let serving = MastodonNet::start(Profile::MASTODON, 0, Arc::new(SystemClock));
        let net = runtime.block_on(serving).context("Start a server")?;
        let herald = Herald::build(folder.path(), args.as_built)?;
        herald.execute(&["vault", "unlock"], "")?;
        let names: Vec<String> = (0..count).map(|number| format!("person{number}")).collect();
        for name in &names {
            connect(&herald, &net, name)?;
        }
        Ok(Self {
            runtime,
            net,
            herald,
            folder,
            names,
        })
    }

    /// Connects one more account, of a server that answers 503 to everything from here on.
    pub fn connect_stormy(&self) -> Result<MastodonNet> {
        let serving = MastodonNet::start(Profile::MASTODON, 0, Arc::new(SystemClock));
        let net = self.runtime.block_on(serving).context("Start a server")?;
        connect(&self.herald, &net, "storm")?;
        net.inject(Fault::always(FaultKind::Status { status: 503 }));
        Ok(net)
    }

    /// Returns where the database is.
    pub fn database(&self) -> std::path::PathBuf {
        self.folder.path().join("herald.db")
    }

    /// Returns the accounts as they are stored.
    pub fn accounts(&self) -> Result<Vec<Account>> {
        self.runtime.block_on(async {
            let store = folder::open_store(&self.database()).await?;
            let accounts = store.accounts().await?;
            store.close().await?;
            Ok(accounts)
        })
    }
}

/// Lets somebody join a server and connects their account.
fn connect(herald: &Herald, net: &MastodonNet, name: &str) -> Result<()> {
    let (url, token) = (net.url(), format!("{name}-token"));
    net.join(name, name, &token);
    let add = [
        "account",
        "add",
        "mastodon",
        "--server",
        &url,
        "--token-stdin",
    ];
    herald.execute(&add, &token)
}
