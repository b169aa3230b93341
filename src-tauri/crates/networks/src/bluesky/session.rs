//! Sessions: one per account, kept in memory and in the vault, renewed by one call at a time.
//!
//! Refresh tokens are good for one use, so the new pair is written to the vault before anything is
//! done with it. A renewal that is dropped half-way can lose the pair; the stored app password then
//! signs in again, once.
//!
//! # Source
//! Lexicons `com.atproto.server.*` and the reference PDS, read 2026-08-20: access tokens live two
//! hours, refresh tokens ninety days, both rotate; at most 30 logins in five minutes.

use std::collections::HashMap;
use std::sync::{Arc, Mutex, PoisonError};
use std::time::Duration;

use base64::Engine as _;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use herald_domain::{Account, AccountId, Timestamp};
use herald_pipeline::crash::{Stage, during};
use herald_pipeline::ports::{Clock, NetworkError, NetworkErrorKind, Rng, Secret, Vault};
use serde::{Deserialize, Serialize};
use serde_json::{Value, json};

use super::address::{Server, server_of};
use super::login::{Granted, Login, log_in, refresh};
use super::trouble::{explain, signed_out, trouble, vault_trouble};
use super::xrpc::{Xrpc, XrpcError};

/// The least time before its end at which a token is renewed.
const RENEW_BEFORE: Duration = Duration::from_mins(1);

/// How much earlier, at random, so that accounts do not renew all at once.
const RENEW_SPREAD_MS: u64 = 60_000;

/// A pair this young is not renewed for its date alone: the computer's clock may be wrong.
const FRESH: Duration = Duration::from_mins(5);

const RENEWING: &str = "Renewing the sign-in";
const ENDED: &str = "Bluesky has ended the sign-in";

pub use herald_pipeline::use_cases::connect_account::session_name;

/// What the vault keeps. It has no `Debug`: every field but two is a secret.
#[derive(Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub(super) struct Session {
    /// Whose session it is.
    pub(super) did: String,
    /// The handle at the time.
    pub(super) handle: String,
    /// Authorises calls.
    pub(super) access_jwt: String,
    /// Buys the next pair, once.
    pub(super) refresh_jwt: String,
    /// The server that gave it.
    pub(super) pds: String,
    /// The app password, for when the refresh token is refused.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub(super) password: Option<String>,
}

impl Session {
    /// Packs the session for the vault.
    pub(super) fn to_secret(&self) -> Secret {
        let text = json!(self).to_string();
        Secret::new(text)
    }
}

/// What a call needs.
#[derive(Clone)]
pub(super) struct Access {
    pub(super) server: Server,
    pub(super) token: String,
}

#[derive(Default)]
struct Lane {
    session: Option<Session>,
    /// The pair in memory is newer than the vault's.
    unsaved: bool,
    renewed_at: Option<Duration>,
    /// The refresh token with which renewal and login were both refused.
    refused: Option<String>,
}

/// The sessions of all accounts.
pub(super) struct Sessions {
    xrpc: Arc<Xrpc>,
    vault: Arc<dyn Vault>,
    clock: Arc<dyn Clock>,
    rng: Arc<dyn Rng>,
    lanes: Mutex<HashMap<AccountId, Arc<tokio::sync::Mutex<Lane>>>>,
}

impl Sessions {
    /// Starts with no session in memory.
    pub(super) fn new(
        xrpc: Arc<Xrpc>,
        vault: Arc<dyn Vault>,
        clock: Arc<dyn Clock>,
        rng: Arc<dyn Rng>,
    ) -> Self {
        Self {
            xrpc,
            vault,
            clock,
            rng,
            lanes: Mutex::default(),
        }
    }

    /// Returns a token for the account's server, renewed shortly before its end.
    ///
    /// # Errors
    /// - `SignedOut`: there is no session, or it is refused and so is the app password.
    /// - `VaultClosed`: the session cannot be read or kept.
    /// - others: the renewal failed.
    pub(super) async fn access(&self, account: &Account) -> Result<Access, NetworkError> {
        let lane = self.lane(&account.id);
        let mut lane = lane.lock().await;
        let session = self.current(account, &mut lane).await?;
        if !self.is_ending(&session, &lane) {
            return access_of(account, &session);
        }
        match self.renew_in(account, &mut lane, session.clone()).await {
            Ok(renewed) => access_of(account, &renewed),
            // The old token may still do; the server decides.
            Err(error) if is_passing(&error) => access_of(account, &session),
            Err(error) => match self.connected_anew(account, &mut lane, &session).await {
                Ok(Some(newer)) => access_of(account, &newer),
                Ok(None) | Err(_) => Err(error),
            },
        }
    }

    /// Returns another token than the one refused; concurrent callers share one renewal.
    ///
    /// # Errors
    /// As [`Sessions::access`].
    pub(super) async fn renew(
        &self,
        account: &Account,
        refused: &str,
    ) -> Result<Access, NetworkError> {
        let lane = self.lane(&account.id);
        let mut lane = lane.lock().await;
        let session = self.current(account, &mut lane).await?;
        if session.access_jwt != refused {
            return access_of(account, &session);
        }
        if let Some(newer) = self.connected_anew(account, &mut lane, &session).await? {
            return access_of(account, &newer);
        }
        let renewed = self.renew_in(account, &mut lane, session).await?;
        access_of(account, &renewed)
    }

    /// Forgets what is in memory of an account's session.
    pub(super) async fn forget(&self, account: &AccountId) {
        let lane = self.lane(account);
        *lane.lock().await = Lane::default();
    }

    /// Returns the vault's session where it is another one than the one that ended: the owner may have
    /// connected the account anew, here or in another process.
    async fn connected_anew(
        &self,
        account: &Account,
        lane: &mut Lane,
        ended: &Session,
    ) -> Result<Option<Session>, NetworkError> {
        let stored = self.read(account).await?;
        if stored.access_jwt == ended.access_jwt && stored.refresh_jwt == ended.refresh_jwt {
            return Ok(None);
        }
        *lane = Lane {
            session: Some(stored.clone()),
            ..Lane::default()
        };
        Ok(Some(stored))
    }

    fn lane(&self, account: &AccountId) -> Arc<tokio::sync::Mutex<Lane>> {
        let mut lanes = self.lanes.lock().unwrap_or_else(PoisonError::into_inner);
        Arc::clone(lanes.entry(account.clone()).or_default())
    }

    async fn current(&self, account: &Account, lane: &mut Lane) -> Result<Session, NetworkError> {
        if lane.unsaved {
            self.save(account, lane).await?;
        }
        if let Some(session) = &lane.session {
            return Ok(session.clone());
        }
        let session = self.read(account).await?;
        lane.session = Some(session.clone());
        Ok(session)
    }

    async fn read(&self, account: &Account) -> Result<Session, NetworkError> {
        let name = session_name(&account.id);
        let stored = self
            .vault
            .read(&name)
            .await
            .map_err(|e| vault_trouble(&e))?;
        let secret =
            stored.ok_or_else(|| reconnect(account, "no_session", "There is no sign-in"))?;
        let session: Session = serde_json::from_str(secret.expose())
            .map_err(|_| reconnect(account, "bad_session", "The stored sign-in cannot be read"))?;
        if session.did != account.remote_id {
            return Err(reconnect(
                account,
                "wrong_account",
                "The stored sign-in belongs to another account",
            ));
        }
        Ok(session)
    }

    async fn save(&self, account: &Account, lane: &mut Lane) -> Result<(), NetworkError> {
        if let Some(session) = &lane.session {
            let name = session_name(&account.id);
            let kept = self.vault.write(&name, &session.to_secret()).await;
            kept.map_err(|error| vault_trouble(&error))?;
        }
        lane.unsaved = false;
        Ok(())
    }

    fn is_ending(&self, session: &Session, lane: &Lane) -> bool {
        let young = lane
            .renewed_at
            .is_some_and(|at| self.clock.since_boot().saturating_sub(at) < FRESH);
        let early = RENEW_BEFORE + Duration::from_millis(self.rng.below(RENEW_SPREAD_MS));
        if session.access_jwt.is_empty() {
            // Only an app password was stored: the first call signs in.
            return true;
        }
        let end = end_of(&session.access_jwt);
        !young && end.is_some_and(|end| end <= self.clock.now().plus(early))
    }

    async fn renew_in(
        &self,
        account: &Account,
        lane: &mut Lane,
        session: Session,
    ) -> Result<Session, NetworkError> {
        during(Stage::Refresh, self.renew_here(account, lane, session)).await
    }

    async fn renew_here(
        &self,
        account: &Account,
        lane: &mut Lane,
        session: Session,
    ) -> Result<Session, NetworkError> {
        if lane.refused.as_ref() == Some(&session.refresh_jwt) {
            lane.session = None;
            return Err(reconnect(account, "session_ended", ENDED));
        }
        let server = bound_server(account, &session)?;
        let owner = account.id.as_str();
        let granted = if session.refresh_jwt.is_empty() {
            self.log_in_again(account, lane, &server, &session).await?
        } else {
            match refresh(&self.xrpc, &server, owner, &session.refresh_jwt).await {
                Ok(granted) => granted,
                Err(error) if is_refused(&error) => {
                    self.log_in_again(account, lane, &server, &session).await?
                }
                Err(error) => return Err(closed_or(&error, RENEWING)),
            }
        };
        self.adopt(account, lane, session, granted).await
    }

    async fn log_in_again(
        &self,
        account: &Account,
        lane: &mut Lane,
        server: &Server,
        session: &Session,
    ) -> Result<Granted, NetworkError> {
        let Some(password) = &session.password else {
            lane.refused = Some(session.refresh_jwt.clone());
            return Err(reconnect(account, "session_ended", ENDED));
        };
        let login = Login {
            identifier: &session.did,
            password,
            second_factor: None,
        };
        match log_in(&self.xrpc, server, account.id.as_str(), &login).await {
            Ok(granted) => Ok(granted),
            Err(error) => {
                if error.is_definite() {
                    lane.refused = Some(session.refresh_jwt.clone());
                }
                Err(explain_login(account, &error))
            }
        }
    }

    async fn adopt(
        &self,
        account: &Account,
        lane: &mut Lane,
        old: Session,
        granted: Granted,
    ) -> Result<Session, NetworkError> {
        if granted.did != account.remote_id {
            return Err(reconnect(
                account,
                "wrong_account",
                "The server signed in another account",
            ));
        }
        if let Some(status) = &granted.inactive {
            return Err(inactive(&account.handle, status));
        }
        // Connected anew while the answer was on its way: that session is the one wanted.
        if let Ok(Some(newer)) = self.connected_anew(account, lane, &old).await {
            return Ok(newer);
        }
        let session = Session {
            handle: granted.handle,
            access_jwt: granted.access_jwt,
            refresh_jwt: granted.refresh_jwt,
            ..old
        };
        lane.session = Some(session.clone());
        lane.unsaved = true;
        lane.renewed_at = Some(self.clock.since_boot());
        lane.refused = None;
        self.save(account, lane).await?;
        Ok(session)
    }
}

/// Returns the account's server; a session is shown to no other one than the one that gave it.
pub(super) fn bound_server(account: &Account, session: &Session) -> Result<Server, NetworkError> {
    let server = server_of(account, &session.pds)?;
    let given_by = Server::found(&session.pds);
    if given_by.is_some_and(|own| !own.is_same_place(&server)) {
        let what = format!("The stored sign-in is not of {}", server.host());
        return Err(reconnect(account, "other_server", &what));
    }
    Ok(server)
}

fn access_of(account: &Account, session: &Session) -> Result<Access, NetworkError> {
    Ok(Access {
        server: bound_server(account, session)?,
        token: session.access_jwt.clone(),
    })
}

fn reconnect(account: &Account, code: &str, what: &str) -> NetworkError {
    trouble(
        NetworkErrorKind::SignedOut,
        code,
        format!(
            "{what}: nothing is read or sent for @{} until you connect it again with an app \
             password.",
            account.handle
        ),
    )
}

/// Says that an account is not active.
pub(super) fn inactive(handle: &str, status: &str) -> NetworkError {
    let word: String = status
        .chars()
        .filter(char::is_ascii_alphanumeric)
        .take(30)
        .collect();
    trouble(
        NetworkErrorKind::SignedOut,
        &format!("account_{word}"),
        format!(
            "Bluesky says that @{handle} is not active ({word}). \
             Put that right in the Bluesky app, then connect the account again."
        ),
    )
}

fn explain_login(account: &Account, error: &XrpcError) -> NetworkError {
    let word = error.refusal().map_or("", |refusal| refusal.error.as_str());
    match word {
        "AuthFactorTokenRequired" => {
            let what = "Bluesky has ended the sign-in and asks for a code";
            reconnect(account, "second_factor", what)
        }
        "AuthenticationRequired" => {
            let what = "Bluesky has ended the sign-in and no longer takes the app password";
            reconnect(account, "wrong_password", what)
        }
        _ => closed_or(error, RENEWING),
    }
}

fn is_passing(error: &NetworkError) -> bool {
    matches!(
        error.kind,
        NetworkErrorKind::Unavailable | NetworkErrorKind::RateLimited { .. }
    )
}

/// Says what a failed login or renewal means; a closed account is signed out whatever the status.
pub(super) fn closed_or(error: &XrpcError, doing: &str) -> NetworkError {
    match error
        .refusal()
        .filter(|refusal| refusal.names_closed_account())
    {
        Some(refusal) => signed_out(refusal, doing),
        None => explain(error, doing),
    }
}

fn is_refused(error: &XrpcError) -> bool {
    error.refusal().is_some_and(|refusal| {
        matches!(refusal.status, 400 | 401 | 403) && !refusal.names_closed_account()
    })
}

/// Returns when a token ends, by its own word.
fn end_of(token: &str) -> Option<Timestamp> {
    let payload = token.split('.').nth(1)?;
    let bytes = URL_SAFE_NO_PAD.decode(payload.trim_end_matches('=')).ok()?;
    let claims: Value = serde_json::from_slice(&bytes).ok()?;
    claims
        .get("exp")?
        .as_i64()?
        .checked_mul(1_000)
        .map(Timestamp)
}
