//! Accounts.

use std::collections::BTreeMap;

use futures_util::future::try_join_all;
use herald_domain::{Account, AccountId, AccountState, Health, HealthState, Timestamp, Verb};
use herald_pipeline::ports::{ConnectInput, Secret};
use herald_pipeline::stages::observe;

use super::networks::{capability, network_meant};
use super::overview::is_connected;
use crate::shell::{DemoAccount, Seat};
use crate::views::{
    AccountList, AccountStateView, AccountView, AddressView, ById, ConnectAccount, HealthView,
    Nothing, Overview,
};
use crate::{ApiError, ErrorCode, Herald};

impl Herald {
    /// Lists the accounts.
    pub async fn list_accounts(&self, _: Nothing) -> Result<AccountList, ApiError> {
        Ok(AccountList {
            accounts: self.account_views().await?,
        })
    }

    /// Connects an account, or connects one again.
    pub async fn connect_account(&self, input: ConnectAccount) -> Result<AccountView, ApiError> {
        let network = network_meant(&input.network)?;
        let given = ConnectInput {
            way: input.way,
            fields: input.fields.into_iter().map(|f| (f.id, f.value)).collect(),
            handle: input.handle,
            secret: Secret::new(input.secret),
            second_factor: input.second_factor.filter(|f| !f.trim().is_empty()),
            addresses: addresses(input.addresses),
        };
        let account = self.context.connect_account(network, given, false).await?;
        self.account_view(account).await
    }

    /// Connects the demo: simulated people on a simulated network on this computer.
    pub async fn start_demo(&self, _: Nothing) -> Result<Overview, ApiError> {
        for account in self.demo_accounts().await? {
            self.connect_demo(account).await?;
        }
        self.overview(Nothing {}).await
    }

    /// Brings the demo to life again: those of its accounts that are still there are connected where their
    /// networks are now.
    ///
    /// # Errors
    /// What stands in the way, in words for people.
    pub async fn wake_demo(&self) -> Result<(), ApiError> {
        let known = self.context.store().accounts().await?;
        for account in self.demo_accounts().await? {
            if known.iter().any(|a| a.demo && a.network == account.network) {
                self.connect_demo(account).await?;
            }
        }
        Ok(())
    }

    async fn demo_accounts(&self) -> Result<Vec<DemoAccount>, ApiError> {
        let started = self.demo.start().await;
        started.map_err(|message| ApiError::passing(ErrorCode::Internal, message))
    }

    /// Connects an account of the demo, unless it is connected where its network is now.
    async fn connect_demo(&self, demo: DemoAccount) -> Result<(), ApiError> {
        let addresses = addresses(demo.addresses);
        let known = self.context.store().accounts().await?;
        let is_there = known.iter().any(|a| {
            let has = |(role, address)| a.addresses.get(role) == Some(address);
            a.demo && a.network == demo.network && a.is_active() && addresses.iter().all(has)
        });
        if is_there {
            return Ok(());
        }
        let given = ConnectInput {
            way: demo.way,
            fields: BTreeMap::new(),
            handle: demo.handle,
            secret: Secret::new(demo.password),
            second_factor: None,
            addresses,
        };
        self.context
            .connect_account(demo.network, given, true)
            .await?;
        Ok(())
    }

    /// Leaves an account alone until it is resumed.
    pub async fn pause_account(&self, input: ById) -> Result<AccountView, ApiError> {
        let id = self.account_meant(&input.id).await?;
        let account = self.context.pause_account(&id).await?;
        self.account_view(account).await
    }

    /// Watches an account again.
    pub async fn resume_account(&self, input: ById) -> Result<AccountView, ApiError> {
        let id = self.account_meant(&input.id).await?;
        let account = self.context.resume_account(&id).await?;
        self.account_view(account).await
    }

    /// Takes away what was said of things left out: the person has seen it.
    pub async fn dismiss_left_out(&self, input: ById) -> Result<AccountView, ApiError> {
        let id = self.account_meant(&input.id).await?;
        self.context.seen_left_out(&id).await?;
        self.account_view(self.context.account(&id).await?).await
    }

    /// Takes an account out; its history stays, its secrets are forgotten.
    pub async fn remove_account(&self, input: ById) -> Result<Nothing, ApiError> {
        let id = self.account_meant(&input.id).await?;
        self.context.remove_account(&id).await?;
        Ok(Nothing {})
    }

    /// Finds the account meant by its id, the last digits of it, or its handle.
    pub(super) async fn account_meant(&self, given: &str) -> Result<AccountId, ApiError> {
        let handle = given.trim().trim_start_matches('@');
        let accounts = self.context.store().accounts().await?;
        let named: Vec<_> = accounts.iter().filter(|a| a.handle == handle).collect();
        match named.as_slice() {
            [one] => Ok(one.id.clone()),
            [] => self.meant("account", given).await,
            _ => Err(ApiError::new(
                ErrorCode::BadInput,
                format!("More than one account is called @{handle}. Give its id."),
            )),
        }
    }

    pub(super) async fn account_views(&self) -> Result<Vec<AccountView>, ApiError> {
        let accounts = self.context.store().accounts().await?;
        let health = self.context.store().health().await?;
        let views = accounts
            .into_iter()
            .filter(is_connected)
            .map(|account| self.account_view_of(account, &health));
        try_join_all(views).await
    }

    pub(super) async fn account_view(&self, account: Account) -> Result<AccountView, ApiError> {
        let health = self.context.store().health().await?;
        self.account_view_of(account, &health).await
    }

    async fn account_view_of(
        &self,
        account: Account,
        health: &[Health],
    ) -> Result<AccountView, ApiError> {
        let its = health
            .iter()
            .filter(|h| h.account_id.as_ref() == Some(&account.id));
        let health: Vec<Health> = its.cloned().collect();
        let read_at = self.context.read_at(&account.id);
        let samples = self.context.store().latest_samples(&account.id).await?;
        let followers = samples
            .iter()
            .find(|s| s.metric == "followers")
            .map(|s| s.value);
        let source = self.context.source(account.network).ok();
        let capabilities = source.as_ref().map_or_else(Vec::new, |source| {
            let capability = |verb: &Verb| capability(source.capability(&account, *verb));
            Verb::ALL.iter().map(capability).collect()
        });
        let rules = source.map(|source| source.post_rules(&account));
        let characters = rules.as_ref().map(|rules| rules.max_characters);
        let audiences = rules.iter().flat_map(|rules| &rules.audiences);
        Ok(AccountView {
            followers,
            characters: characters.and_then(|most| u32::try_from(most).ok()),
            has_warning: rules.as_ref().is_some_and(|rules| rules.has_warning),
            audiences: audiences
                .map(|audience| audience.as_str().to_owned())
                .collect(),
            capabilities,
            watched_elsewhere: read_at.is_none()
                && account.is_active()
                && reading(&health).is_some_and(|h| h.state == HealthState::Ok)
                && matches!(self.seat.seat(), Seat::Elsewhere(_)),
            ..view(account, &health, read_at)
        })
    }
}

/// Returns how reading an account goes.
fn reading(health: &[Health]) -> Option<&Health> {
    health.iter().find(|h| h.part == observe::PART)
}

/// Returns how an account is doing: as its worst part does.
fn worst(health: &[Health]) -> HealthView {
    let is = |state| health.iter().any(|h| h.state == state);
    if is(HealthState::Failed) {
        HealthView::Failed
    } else if is(HealthState::Degraded) {
        HealthView::Degraded
    } else {
        HealthView::Ok
    }
}

/// Says what is wrong, each thing once.
fn troubles(health: &[Health]) -> String {
    let mut said: Vec<&str> = Vec::new();
    for part in health.iter().filter(|h| h.state != HealthState::Ok) {
        if !said.contains(&part.message.as_str()) {
            said.push(&part.message);
        }
    }
    said.join(" ")
}

/// Shows what the store knows of an account.
fn view(account: Account, health: &[Health], read_at: Option<Timestamp>) -> AccountView {
    let note = match &account.state {
        AccountState::NeedsReconnect { reason } => reason.clone(),
        AccountState::Active => troubles(health),
        AccountState::Paused | AccountState::Removed => String::new(),
    };
    AccountView {
        id: account.id.to_string(),
        network: account.network.as_str().to_owned(),
        network_name: account.network.name().to_owned(),
        name: account.name().to_owned(),
        handle: account.handle,
        state: match account.state {
            AccountState::Active => AccountStateView::Active,
            AccountState::NeedsReconnect { .. } => AccountStateView::NeedsReconnect,
            AccountState::Paused | AccountState::Removed => AccountStateView::Paused,
        },
        health: worst(health),
        note,
        demo: account.demo,
        followers: None,
        observed_at: read_at
            .max(reading(health).map(|h| h.updated_at))
            .map(Timestamp::millis),
        watched_elsewhere: false,
        left_out: health
            .iter()
            .any(|h| h.part == observe::LEFT_OUT && h.state != HealthState::Ok),
        addresses: account
            .addresses
            .into_iter()
            .map(|(role, address)| AddressView { role, address })
            .collect(),
        characters: None,
        has_warning: false,
        audiences: Vec::new(),
        capabilities: Vec::new(),
    }
}

/// Reads addresses by role; empty ones are left out.
pub(super) fn addresses(given: Vec<AddressView>) -> BTreeMap<String, String> {
    given
        .into_iter()
        .map(|a| (a.role, a.address.trim().trim_end_matches('/').to_owned()))
        .filter(|(_, address)| !address.is_empty())
        .collect()
}
