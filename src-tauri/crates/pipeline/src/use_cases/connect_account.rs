//! Connects accounts, pauses, resumes and removes them.

use std::time::Duration;

use herald_domain::{
    Account, AccountId, AccountState, Action, EventBody, Identity, Network, Schedule, ScheduleKind,
    Settings, Timestamp,
};

use super::UseCaseError;
use crate::Context;
use crate::crash::{Stage, during};
use crate::ports::{Change, ConnectInput, Connected, Secret, UnitOfWork};

/// Returns the vault's name of an account's session.
pub fn session_name(id: &AccountId) -> String {
    format!("account/{id}/session")
}

/// What the vault's names of the demo's sessions begin with; they are kept in memory alone.
pub const DEMO_SESSIONS: &str = "account/000000000000";

/// Returns the id of the demo's account on a network: the same in every folder, from the beginning
/// of time, so that its sessions can be told from real ones by their names.
fn demo_id(network: Network) -> AccountId {
    let mut tail = *b"herald....";
    let word = network.as_str().as_bytes();
    for (to, from) in tail.iter_mut().skip(6).zip(word) {
        *to = *from;
    }
    AccountId::new(Timestamp(0), tail)
}

/// Returns who vouches for an account; the demo's servers have another port at every start.
fn authority(connected: &Connected, demo: bool) -> String {
    if demo {
        return "demo".to_owned();
    }
    connected.authority.clone()
}

impl Context {
    /// Signs in, keeps the session in the vault, and starts watching; connects a known one again.
    ///
    /// # Errors
    /// `Network` when signing in fails, `Vault` when the session cannot be kept; nothing is stored then.
    pub async fn connect_account(
        &self,
        network: Network,
        input: ConnectInput,
        demo: bool,
    ) -> Result<Account, UseCaseError> {
        let signing_in = async {
            let connected = self.connector(network)?.connect(input).await?;
            self.adopt(network, connected, demo).await
        };
        during(Stage::Connect, signing_in).await
    }

    /// Takes a signed-in account in: keeps its session, and starts watching.
    ///
    /// # Errors
    /// `Vault` when the session cannot be kept, `Store` when the account cannot; nothing is stored then.
    pub async fn adopt(
        &self,
        network: Network,
        connected: Connected,
        demo: bool,
    ) -> Result<Account, UseCaseError> {
        let identity = Identity {
            network,
            authority: authority(&connected, demo),
            remote_id: connected.remote_id.clone(),
        };
        let known = self.store().accounts().await?;
        let known = known.into_iter().find(|a| a.identity() == identity);
        let id = match known {
            Some(known) => known.id,
            None if demo => demo_id(network),
            None => self.mint().account_id(),
        };
        self.vault()
            .write(&session_name(&id), &connected.session)
            .await?;
        // What is in memory belongs to the sign-in of before.
        self.connector(network)?.forget(&id).await;
        let account = self.account_from(id, network, connected, demo);
        let settings = self.store().settings().await?;
        let body = EventBody::AccountConnected {
            handle: account.handle.clone(),
        };
        let mut unit = UnitOfWork::new()
            .with(Change::PutAccount(account.clone()))
            .with(Change::ForgetHealth(account.id.clone()))
            .emitting(
                self.mint()
                    .event(Some(&account.id), account.id.as_str(), body),
            );
        for schedule in self.schedules(&account.id, &settings) {
            unit = unit.with(Change::PutSchedule(schedule));
        }
        self.store().commit(unit).await?;
        Ok(account)
    }

    fn account_from(
        &self,
        id: AccountId,
        network: Network,
        connected: Connected,
        demo: bool,
    ) -> Account {
        Account {
            id,
            network,
            authority: authority(&connected, demo),
            remote_id: connected.remote_id,
            handle: connected.handle,
            display_name: connected.display_name,
            state: AccountState::Active,
            addresses: connected.addresses,
            facts: connected.facts,
            demo,
            connected_at: self.mint().now(),
        }
    }

    fn schedules(&self, id: &AccountId, settings: &Settings) -> Vec<Schedule> {
        let now = self.mint().now();
        let row = |kind, every: Duration| Schedule {
            kind,
            account_id: id.clone(),
            next_at: now,
            every,
            zone: self.clock().zone(),
            epoch: 0,
        };
        vec![
            row(
                ScheduleKind::Observe,
                settings.seconds("observe.every_seconds"),
            ),
            row(
                ScheduleKind::Sample,
                settings.seconds("sample.every_seconds"),
            ),
        ]
    }

    /// Puts new intervals into force for every account, from now on.
    ///
    /// # Errors
    /// `Store` when the store fails.
    pub async fn refresh_schedules(&self) -> Result<(), UseCaseError> {
        let settings = self.store().settings().await?;
        let mut unit = UnitOfWork::new();
        for account in self.store().accounts().await? {
            for schedule in self.schedules(&account.id, &settings) {
                unit = unit.with(Change::PutSchedule(schedule));
            }
        }
        Ok(self.store().commit(unit).await?)
    }

    /// Leaves an account alone until it is resumed.
    ///
    /// # Errors
    /// `NotFound` when there is no such account.
    pub async fn pause_account(&self, id: &AccountId) -> Result<Account, UseCaseError> {
        self.set_account_state(id, AccountState::Paused, "paused")
            .await
    }

    /// Watches an account again. One that was signed out is tried with what the vault holds.
    ///
    /// # Errors
    /// `NotFound` when there is no such account.
    pub async fn resume_account(&self, id: &AccountId) -> Result<Account, UseCaseError> {
        self.set_account_state(id, AccountState::Active, "resumed")
            .await
    }

    /// Takes an account out: its history stays, its secrets are forgotten.
    ///
    /// The secrets go first. Whatever ends this half-way leaves an account that can be removed again, never
    /// a secret nobody knows of.
    ///
    /// # Errors
    /// `NotFound` when there is no such account, `Vault` when the secrets cannot be forgotten, `BadInput`
    /// when planned posts lie with the network that nobody tried to take out; the account stays then.
    pub async fn remove_account(&self, id: &AccountId) -> Result<(), UseCaseError> {
        let account = self.connected(id).await?;
        self.nothing_left_behind(id).await?;
        let name = session_name(id);
        let session = self.vault().read(&name).await?;
        self.give_back(&account, session.as_ref()).await;
        self.vault().forget(&name).await?;
        let unit = self
            .turned(id, AccountState::Removed, "removed")
            .with(Change::RemoveSchedules(id.clone()))
            .with(Change::ForgetHealth(id.clone()));
        Ok(self.store().commit(unit).await?)
    }

    /// Refuses while planned posts lie with the network: without the account nothing could take them out
    /// there. Where that was tried in vain, the network may be gone for good.
    async fn nothing_left_behind(&self, id: &AccountId) -> Result<(), UseCaseError> {
        let parked = self.store().parked_actions(id).await?;
        let untried = |a: &&Action| a.recall.is_none() || a.failure.is_none();
        let left = match parked.iter().filter(untried).count() {
            0 => return Ok(()),
            1 => "A planned post lies".to_owned(),
            left => format!("{left} planned posts lie"),
        };
        Err(UseCaseError::BadInput(format!(
            "{left} with the server and would be published without Herald. Pause the account first: \
             what lies there is taken out. Nothing was changed."
        )))
    }

    /// Tells the network that the sign-in is no longer used; it ends by itself where that fails.
    async fn give_back(&self, account: &Account, session: Option<&Secret>) {
        let Ok(connector) = self.connector(account.network) else {
            return;
        };
        connector.forget(&account.id).await;
        if let Some(session) = session
            && let Err(error) = connector.revoke(account, session).await
        {
            tracing::warn!(%error, "the network was not told that a sign-in is no longer used");
        }
    }

    /// Reads an account that was not removed.
    async fn connected(&self, id: &AccountId) -> Result<Account, UseCaseError> {
        let found = self.store().account(id).await?;
        let found = found.filter(|a| a.state != AccountState::Removed);
        found.ok_or_else(|| UseCaseError::NotFound {
            what: "account",
            id: id.to_string(),
        })
    }

    fn turned(&self, id: &AccountId, state: AccountState, what: &str) -> UnitOfWork {
        let body = EventBody::AccountChanged {
            what: what.to_owned(),
        };
        UnitOfWork::new()
            .with(Change::SetAccountState(id.clone(), state))
            .emitting(self.mint().event(Some(id), id.as_str(), body))
    }

    async fn set_account_state(
        &self,
        id: &AccountId,
        state: AccountState,
        what: &str,
    ) -> Result<Account, UseCaseError> {
        let account = self.connected(id).await?;
        let unit = self.turned(id, state.clone(), what);
        self.store().commit(unit).await?;
        Ok(Account { state, ..account })
    }
}
