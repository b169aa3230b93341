//! Many accounts on one simulated server, connected to one Herald.

use std::sync::Arc;

use anyhow::{Context, Result};
use herald_domain::Account;
use herald_pipeline::ports::{
    AccountReads as _, Change, Secret, Store as _, UnitOfWork, Vault as _,
};
use herald_pipeline::use_cases::connect_account::session_name;
use herald_simnet::{Fault, FaultKind, MastodonNet, Profile, SystemClock};
use herald_testkit::builders;
use herald_vault::PassphraseVault;
use rusqlite::Connection;
use tempfile::TempDir;
use tokio::runtime::Runtime;

use super::herald::{Herald, PASSPHRASE};
use super::{BenchArgs, folder};
use crate::step;

/// Has every account watched as the given one is.
const WATCH_ALL_LIKE: &str = "
    INSERT INTO schedule (kind, account_id, next_at, every_ms, zone, epoch, lease_until)
    SELECT pattern.kind, account.id, pattern.next_at, pattern.every_ms, pattern.zone, 0, NULL
    FROM schedule pattern, account WHERE pattern.account_id = ?1 AND account.id <> ?1";

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
        let names: Vec<String> = (0..count).map(name_of).collect();
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

    /// Starts the server and puts `count` accounts into the folder: the first is connected, the others are made
    /// like it, since connecting thousands takes longer than anything that is measured.
    pub fn put(args: &BenchArgs, count: usize) -> Result<Self> {
        let mut many = Self::connected(args, 1)?;
        let first = many.accounts()?.pop().context("Find the account")?;
        let name = format!("Put {count} accounts into a folder");
        step::timed(&name, || {
            many.runtime.block_on(many.put_others(&first, count))
        })?;
        many.names = (0..count).map(name_of).collect();
        Ok(many)
    }

    async fn put_others(&self, first: &Account, count: usize) -> Result<()> {
        let vault = PassphraseVault::new(self.folder.path());
        vault.unlock(&Secret::new(PASSPHRASE)).await?;
        let kept = vault.read(&session_name(&first.id)).await?;
        let kept = kept.context("Find the sign-in")?;
        let store = folder::open_store(&self.database()).await?;
        for number in 1..count {
            let name = name_of(number);
            self.net.join(&name, &name, &token_of(&name));
            let person = self.net.person(&name).context("Find who joined")?;
            let account = Account {
                id: builders::account().id,
                handle: first.handle.replace(&name_of(0), &name),
                remote_id: person.id,
                ..first.clone()
            };
            let token = kept
                .expose()
                .replace(&token_of(&name_of(0)), &token_of(&name));
            vault
                .write(&session_name(&account.id), &Secret::new(token))
                .await?;
            let unit = UnitOfWork::new().with(Change::PutAccount(account));
            store.commit(unit).await?;
        }
        store.close().await?;
        let database = Connection::open(self.database())?;
        database.execute(WATCH_ALL_LIKE, [first.id.as_str()])?;
        Ok(())
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

fn name_of(number: usize) -> String {
    format!("person{number}")
}

fn token_of(name: &str) -> String {
    format!("{name}-token")
}

/// Lets somebody join a server and connects their account.
fn connect(herald: &Herald, net: &MastodonNet, name: &str) -> Result<()> {
    let (url, token) = (net.url(), token_of(name));
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
