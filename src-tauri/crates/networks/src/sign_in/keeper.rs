//! Keeps the tokens of all accounts: in memory and in the vault, renewed by one call at a time across
//! all processes.
//!
//! Before a single-use refresh token is sent, the vault notes that it was; the new pair is in the
//! vault before it is used. When the answer is lost, the old token is never sent again, since a
//! server would take that for theft and end the whole sign-in: the access token is used until its
//! end, then the person signs in anew. A renewal that is over for good is not tried again until the
//! vault has another sign-in.

use std::collections::HashMap;
use std::sync::{Arc, Mutex, PoisonError};
use std::time::Duration;

use async_trait::async_trait;
use herald_domain::{Account, AccountId, Timestamp};
use herald_pipeline::crash::{Stage, during};
use herald_pipeline::ports::{
    Clock, Held, LockError, Locks, NetworkError, NetworkErrorKind, Vault,
};
use herald_pipeline::use_cases::connect_account::session_name;

use super::Grant;
use super::tokens::Tokens;
use crate::NetworkPorts;
use crate::rest::vault_trouble;

/// How long another process may take for its renewal.
const PATIENCE: Duration = Duration::from_secs(45);

/// How a renewal failed.
pub(crate) enum RenewError {
    /// The sign-in is over.
    Over {
        /// The reason as a code.
        code: String,
        /// The reason in words, capitalised and without a full stop.
        what: String,
    },
    /// The server surely did not renew; later may be better.
    NotNow(NetworkError),
    /// The answer was lost: the server may have renewed.
    Lost(NetworkError),
}

impl From<Grant> for RenewError {
    fn from(grant: Grant) -> Self {
        match grant {
            // The app's own id is wrong: the sign-in may still be good.
            Grant::Refused { error, trouble } if error == "invalid_client" => Self::NotNow(trouble),
            Grant::Refused { error, .. } if error == "invalid_grant" => Self::Over {
                code: "session_ended".to_owned(),
                what: "The sign-in has ended".to_owned(),
            },
            Grant::Refused { trouble, .. } => Self::Over {
                code: "session_ended".to_owned(),
                what: trouble.message,
            },
            Grant::NotNow(trouble) => Self::NotNow(trouble),
            Grant::Lost(trouble) => Self::Lost(trouble),
        }
    }
}

/// How a network renews its tokens.
#[async_trait]
pub(crate) trait Renewer: Send + Sync {
    /// Tells whether the tokens should be renewed now.
    fn is_due(&self, tokens: &Tokens, now: Timestamp) -> bool;

    /// Tells whether there is anything to renew them with.
    fn can_renew(&self, tokens: &Tokens) -> bool {
        tokens.refresh.is_some()
    }

    /// Tells whether the refresh token is good for one use alone, so that it must not be sent again when
    /// the answer was lost.
    fn is_single_use(&self, tokens: &Tokens) -> bool;

    /// Tells whether the tokens are this account's; nothing where it cannot be told.
    fn is_of(&self, _account: &Account, _tokens: &Tokens) -> bool {
        true
    }

    /// Renews the tokens.
    ///
    /// # Errors
    /// [`RenewError`].
    async fn renew(&self, account: &Account, tokens: &Tokens) -> Result<Tokens, RenewError>;
}

#[derive(Default)]
struct Lane {
    tokens: Option<Tokens>,
    /// The tokens in memory are newer than the vault's.
    unsaved: bool,
    /// The access token whose sign-in is over, and what was said of it.
    over: Option<(String, NetworkError)>,
}

impl Lane {
    /// Takes what the vault has in place of what is in memory, and returns it.
    fn adopt(&mut self, stored: Tokens) -> Tokens {
        *self = Self {
            tokens: Some(stored.clone()),
            ..Self::default()
        };
        stored
    }
}

/// The tokens of all accounts of a network.
pub(crate) struct Keeper {
    vault: Arc<dyn Vault>,
    clock: Arc<dyn Clock>,
    locks: Arc<dyn Locks>,
    network: &'static str,
    lanes: Mutex<HashMap<AccountId, Arc<tokio::sync::Mutex<Lane>>>>,
}

impl Keeper {
    /// Starts with no tokens in memory.
    pub(crate) fn new(ports: &NetworkPorts, network: &'static str) -> Self {
        Self {
            vault: Arc::clone(&ports.vault),
            clock: Arc::clone(&ports.clock),
            locks: Arc::clone(&ports.locks),
            network,
            lanes: Mutex::default(),
        }
    }

    /// Returns tokens for a call, renewed first where that is due.
    ///
    /// # Errors
    /// - `SignedOut`: there is no sign-in, or it is over.
    /// - `VaultClosed`: it cannot be read or kept.
    pub(crate) async fn tokens(
        &self,
        account: &Account,
        renewer: &dyn Renewer,
    ) -> Result<Tokens, NetworkError> {
        let lane = self.lane(&account.id);
        let mut lane = lane.lock().await;
        let tokens = self.current(account, &mut lane, renewer).await?;
        if !renewer.is_due(&tokens, self.now()) {
            return Ok(tokens);
        }
        match self.renew(account, &mut lane, &tokens, renewer).await {
            Ok(renewed) => Ok(renewed),
            // The old token may still do; the server decides.
            Err(error) if passes(&error) && !tokens.ends_within(Duration::ZERO, self.now()) => {
                Ok(tokens)
            }
            Err(error) => Err(error),
        }
    }

    /// Returns other tokens than those a server refused: what the vault has by now, since the owner may
    /// have connected the account anew, here or in another process, or renewed ones. Nothing where the
    /// refused ones are all there is. Concurrent callers share one renewal.
    ///
    /// # Errors
    /// As [`Keeper::tokens`].
    pub(crate) async fn instead_of(
        &self,
        account: &Account,
        refused: &str,
        renewer: &dyn Renewer,
    ) -> Result<Option<Tokens>, NetworkError> {
        let lane = self.lane(&account.id);
        let mut lane = lane.lock().await;
        let tokens = self.current(account, &mut lane, renewer).await?;
        if tokens.access != refused {
            return Ok(Some(tokens));
        }
        let stored = self.stored(account, renewer).await?;
        if stored.access != refused {
            return Ok(Some(lane.adopt(stored)));
        }
        if !renewer.can_renew(&tokens) {
            return Ok(None);
        }
        let renewed = self.renew(account, &mut lane, &tokens, renewer).await;
        renewed.map(Some)
    }

    /// Forgets what is in memory of an account's sign-in.
    pub(crate) async fn forget(&self, account: &AccountId) {
        let lane = self.lane(account);
        *lane.lock().await = Lane::default();
    }

    fn now(&self) -> Timestamp {
        self.clock.now()
    }

    fn lane(&self, account: &AccountId) -> Arc<tokio::sync::Mutex<Lane>> {
        let mut lanes = self.lanes.lock().unwrap_or_else(PoisonError::into_inner);
        Arc::clone(lanes.entry(account.clone()).or_default())
    }

    async fn current(
        &self,
        account: &Account,
        lane: &mut Lane,
        renewer: &dyn Renewer,
    ) -> Result<Tokens, NetworkError> {
        if lane.unsaved
            && let Some(tokens) = lane.tokens.clone()
        {
            self.keep(account, lane, tokens).await?;
        }
        if let Some(tokens) = &lane.tokens {
            return Ok(tokens.clone());
        }
        let tokens = self.stored(account, renewer).await?;
        lane.tokens = Some(tokens.clone());
        Ok(tokens)
    }

    async fn stored(
        &self,
        account: &Account,
        renewer: &dyn Renewer,
    ) -> Result<Tokens, NetworkError> {
        let kept = self.vault.read(&session_name(&account.id)).await;
        let kept = kept.map_err(|error| vault_trouble(&error))?;
        let over = |code: &str, what: &str| self.over(account, code, what);
        let kept = kept.ok_or_else(|| over("no_session", "There is no sign-in"))?;
        let tokens = Tokens::from_secret(&kept)
            .ok_or_else(|| over("bad_session", "The stored sign-in cannot be read"))?;
        if !renewer.is_of(account, &tokens) {
            let what = "The stored sign-in belongs to another account";
            return Err(over("wrong_account", what));
        }
        Ok(tokens)
    }

    async fn keep(
        &self,
        account: &Account,
        lane: &mut Lane,
        tokens: Tokens,
    ) -> Result<(), NetworkError> {
        let secret = tokens.to_secret();
        lane.tokens = Some(tokens);
        lane.unsaved = true;
        let kept = self.vault.write(&session_name(&account.id), &secret).await;
        kept.map_err(|error| vault_trouble(&error))?;
        lane.unsaved = false;
        Ok(())
    }

    async fn renew(
        &self,
        account: &Account,
        lane: &mut Lane,
        tokens: &Tokens,
        renewer: &dyn Renewer,
    ) -> Result<Tokens, NetworkError> {
        let over = lane.over.clone();
        if let Some((_, said)) = over.filter(|(access, _)| *access == tokens.access) {
            let stored = self.stored(account, renewer).await?;
            if stored.access == tokens.access {
                return Err(said);
            }
            return Ok(lane.adopt(stored));
        }
        let renewing = self.renew_locked(account, lane, tokens, renewer);
        during(Stage::Refresh, renewing).await
    }

    /// Renews under the lock that holds across processes.
    async fn renew_locked(
        &self,
        account: &Account,
        lane: &mut Lane,
        tokens: &Tokens,
        renewer: &dyn Renewer,
    ) -> Result<Tokens, NetworkError> {
        let _held = self.lock(account).await?;
        // Another process, or the owner, may have been faster.
        let stored = self.stored(account, renewer).await?;
        if stored.access != tokens.access {
            return Ok(lane.adopt(stored));
        }
        let is_single_use = renewer.is_single_use(&stored);
        if is_single_use {
            if stored.refresh_sent {
                lane.tokens = Some(stored);
                return Err(self.answer_lost(account, tokens));
            }
            let noted = Tokens {
                refresh_sent: true,
                ..stored.clone()
            };
            self.keep(account, lane, noted).await?;
        }
        let renewed = renewer.renew(account, &stored).await;
        // Connected anew while the answer was on its way: that sign-in is the one wanted.
        let newer = self.stored(account, renewer).await.ok();
        if let Some(newer) = newer.filter(|newer| newer.access != stored.access) {
            return Ok(lane.adopt(newer));
        }
        match renewed {
            Ok(renewed) => {
                self.keep(account, lane, renewed.clone()).await?;
                Ok(renewed)
            }
            Err(RenewError::NotNow(error)) if is_single_use => {
                self.keep(account, lane, stored).await?;
                Err(error)
            }
            Err(RenewError::Lost(_)) if is_single_use => Err(self.answer_lost(account, tokens)),
            Err(RenewError::NotNow(error) | RenewError::Lost(error)) => Err(error),
            Err(RenewError::Over { code, what }) => {
                let said = self.over(account, &code, &what);
                lane.over = Some((stored.access, said.clone()));
                Err(said)
            }
        }
    }

    async fn lock(&self, account: &Account) -> Result<Box<dyn Held>, NetworkError> {
        let name = format!("renew-{}", account.id);
        self.locks.lock(&name, PATIENCE).await.map_err(|error| {
            let kind = match error {
                LockError::Busy | LockError::Failed(_) => NetworkErrorKind::Unavailable,
            };
            NetworkError::new(kind, "renewal_locked", error.to_string())
        })
    }

    /// Says that the answer to a renewal was lost: passing while the access token lives.
    fn answer_lost(&self, account: &Account, tokens: &Tokens) -> NetworkError {
        if tokens.ends_within(Duration::ZERO, self.now()) {
            let what = "The sign-in could not be renewed: the network's answer was lost on the way";
            return self.over(account, "renewal_lost", what);
        }
        NetworkError::new(
            NetworkErrorKind::Unavailable,
            "renewal_lost",
            format!(
                "Renewing the sign-in of @{} on {} got no answer. It works until its end; \
                 connect the account again before then.",
                account.handle, self.network
            ),
        )
    }

    fn over(&self, account: &Account, code: &str, what: &str) -> NetworkError {
        let what = what.trim_end_matches('.');
        NetworkError::new(
            NetworkErrorKind::SignedOut,
            code,
            format!(
                "{what}. Nothing is read or sent for @{} on {} until you connect it again.",
                account.handle, self.network
            ),
        )
    }
}

/// Says that a sign-in belongs to another server than the account: it is not shown to this one.
pub(crate) fn of_another_server(account: &Account, host: &str) -> NetworkError {
    NetworkError::new(
        NetworkErrorKind::SignedOut,
        "other_server",
        format!(
            "The stored sign-in of @{} is not of {host}, so {host} was not shown it. \
             Connect the account again.",
            account.handle
        ),
    )
}

fn passes(error: &NetworkError) -> bool {
    matches!(
        error.kind,
        NetworkErrorKind::Unavailable | NetworkErrorKind::RateLimited { .. }
    )
}

#[cfg(test)]
#[path = "keeper_tests.rs"]
mod tests;
