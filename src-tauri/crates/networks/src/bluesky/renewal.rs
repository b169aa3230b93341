//! Keeping a sign-in fresh: with the refresh token, and where that is refused with the app password.
//!
//! # Source
//! Lexicons `com.atproto.server.*` and the reference PDS, read 2026-08-20: access tokens live two
//! hours, refresh tokens ninety days and both rotate, a refresh token may come twice within two hours;
//! at most 30 logins in five minutes. Of OAuth's tokens: `oauth.rs`.

use std::time::Duration;

use async_trait::async_trait;
use base64::Engine as _;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use herald_domain::{Account, Timestamp};
use serde_json::Value;

use super::address::{Server, server_of};
use super::client::Client;
use super::login::{Granted, Login, log_in, refresh};
use super::oauth;
use super::tokens::{PASSWORD, app_password_tokens, belongs_to, is_for};
use super::trouble::{closed, explain};
use super::xrpc::XrpcError;
use crate::sign_in::{RenewError, Renewer, Tokens};

/// The least time before its end at which a token is renewed.
const RENEW_BEFORE: Duration = Duration::from_mins(1);

/// How much earlier, at random, so that accounts do not renew all at once.
const RENEW_SPREAD_MS: u64 = 60_000;

/// Tokens this young are not renewed for their date alone: the computer's clock may be wrong.
const FRESH: Duration = Duration::from_mins(5);

pub(super) const RENEWING: &str = "Renewing the sign-in";

/// Renews sign-ins of both kinds.
pub(super) struct Renewal<'a>(pub(super) &'a Client);

#[async_trait]
impl Renewer for Renewal<'_> {
    fn is_due(&self, tokens: &Tokens, now: Timestamp) -> bool {
        if tokens.access.is_empty() {
            // Only an app password was stored: the first call signs in.
            return true;
        }
        let is_young = now < tokens.since.plus(FRESH);
        let early = RENEW_BEFORE + Duration::from_millis(self.0.rng.below(RENEW_SPREAD_MS));
        !is_young && tokens.ends_within(early, now)
    }

    fn can_renew(&self, tokens: &Tokens) -> bool {
        tokens.refresh.is_some() || tokens.more.contains_key(PASSWORD)
    }

    fn is_single_use(&self, tokens: &Tokens) -> bool {
        oauth::is_bound(tokens)
    }

    fn is_of(&self, account: &Account, tokens: &Tokens) -> bool {
        belongs_to(account, tokens)
    }

    async fn renew(&self, account: &Account, tokens: &Tokens) -> Result<Tokens, RenewError> {
        let owner = account.id.as_str();
        if oauth::is_bound(tokens) {
            return oauth::renew(&self.0.xrpc.rest, account, tokens, self.0.clock.now()).await;
        }
        let server = server_of(account).map_err(|error| over("bad_session", &error.message))?;
        if !is_for(tokens, &server) {
            let what = format!("The stored sign-in is not of {}", server.host());
            return Err(over("other_server", &what));
        }
        let granted = match &tokens.refresh {
            None => self.log_in_again(owner, &server, tokens).await?,
            Some(token) => match refresh(&self.0.xrpc, &server, owner, token).await {
                Ok(granted) => granted,
                Err(error) if is_refused(&error) => {
                    self.log_in_again(owner, &server, tokens).await?
                }
                Err(error) => return Err(failed(&error)),
            },
        };
        self.adopted(account, &server, &granted, tokens)
    }
}

impl Renewal<'_> {
    async fn log_in_again(
        &self,
        owner: &str,
        server: &Server,
        tokens: &Tokens,
    ) -> Result<Granted, RenewError> {
        let more = |name: &str| tokens.more.get(name).map_or("", String::as_str);
        if more(PASSWORD).is_empty() {
            return Err(over("session_ended", "Bluesky has ended the sign-in"));
        }
        let login = Login {
            identifier: more(super::tokens::DID),
            password: more(PASSWORD),
            second_factor: None,
        };
        let granted = log_in(&self.0.xrpc, server, owner, &login).await;
        granted.map_err(|error| failed_login(&error))
    }

    fn adopted(
        &self,
        account: &Account,
        server: &Server,
        granted: &Granted,
        old: &Tokens,
    ) -> Result<Tokens, RenewError> {
        if granted.did != account.remote_id {
            let what = "The server signed in another account";
            return Err(over("wrong_account", what));
        }
        if let Some(status) = &granted.inactive {
            let (code, what) = inactive(&account.handle, status);
            return Err(RenewError::Over { code, what });
        }
        let password = old.more.get(PASSWORD).map(String::as_str);
        Ok(app_password_tokens(
            granted,
            server,
            password,
            self.0.clock.now(),
        ))
    }
}

/// Returns the code and the words for an account that is not active.
pub(super) fn inactive(handle: &str, status: &str) -> (String, String) {
    let word: String = status
        .chars()
        .filter(char::is_ascii_alphanumeric)
        .take(30)
        .collect();
    let what = format!(
        "Bluesky says that @{handle} is not active ({word}). Put that right in the Bluesky app"
    );
    (format!("account_{word}"), what)
}

fn over(code: &str, what: &str) -> RenewError {
    RenewError::Over {
        code: code.to_owned(),
        what: what.to_owned(),
    }
}

fn failed_login(error: &XrpcError) -> RenewError {
    let Some(refusal) = error.refusal().filter(|_| error.is_definite()) else {
        return failed(error);
    };
    match refusal.error.as_str() {
        "AuthFactorTokenRequired" => over(
            "second_factor",
            "Bluesky has ended the sign-in and asks for a code",
        ),
        "AuthenticationRequired" => over(
            "wrong_password",
            "Bluesky has ended the sign-in and no longer takes the app password",
        ),
        "" => failed(error),
        _ if refusal.names_closed_account() => failed(error),
        _ => over(
            &refusal.code(),
            &format!("Bluesky has ended the sign-in ({})", refusal.words()),
        ),
    }
}

/// Says what a failed login or renewal means; a closed account is signed out whatever the status.
fn failed(error: &XrpcError) -> RenewError {
    let refusal = error.refusal();
    if let Some((refusal, why)) = refusal.and_then(|refusal| Some((refusal, closed(refusal)?))) {
        let mut what = why.to_owned();
        if let Some(first) = what.get_mut(..1) {
            first.make_ascii_uppercase();
        }
        return over(&refusal.code(), &what);
    }
    let explained = explain(error, RENEWING);
    let is_lost = match error {
        XrpcError::Call(error) => !error.surely_not_done(),
        XrpcError::Refused(refusal) => refusal.status >= 500 || refusal.status == 408,
    };
    if is_lost {
        RenewError::Lost(explained)
    } else {
        RenewError::NotNow(explained)
    }
}

fn is_refused(error: &XrpcError) -> bool {
    error.refusal().is_some_and(|refusal| {
        matches!(refusal.status, 400 | 401 | 403) && !refusal.names_closed_account()
    })
}

/// Returns when a token ends, by its own word.
pub(super) fn end_of(token: &str) -> Option<Timestamp> {
    let payload = token.split('.').nth(1)?;
    let bytes = URL_SAFE_NO_PAD.decode(payload.trim_end_matches('=')).ok()?;
    let claims: Value = serde_json::from_slice(&bytes).ok()?;
    claims
        .get("exp")?
        .as_i64()?
        .checked_mul(1_000)
        .map(Timestamp)
}
