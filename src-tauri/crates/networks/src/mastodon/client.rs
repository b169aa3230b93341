//! Calls on behalf of an account: its server, its token, refusals in words.

use std::sync::Arc;

use herald_domain::{Account, AccountId, Network, Timestamp};
use herald_pipeline::ports::{Clock, HttpResponse, NetworkError, NetworkErrorKind, Rng, Vault};
use http::Method;
use serde::Deserialize;
use serde_json::Value;
use url::Url;

use crate::NetworkPorts;
use crate::limits::{Budget, Class};
use crate::rest::{self, Answer, Auth, Body, Call, CallError, LimitReader, Rest, explain};
use crate::sign_in::{Keeper, Tokens, of_another_server};

use super::renewal::Renewal;
use super::server::{host_of, server_of};
use super::software::Softwares;

/// What it is called in words.
pub(super) const NAME: &str = "Mastodon";

/// How a call on behalf of an account failed.
#[derive(Debug)]
pub(super) enum Failed {
    /// There is no sign-in to call with.
    Session(NetworkError),
    /// There is no answer that makes sense.
    Call(CallError),
    /// The server said no.
    Refused(Answer),
}

impl Failed {
    /// Says what it means; `doing` is what was tried, capitalised.
    pub(super) fn explain(self, doing: &str) -> NetworkError {
        match self {
            Self::Session(error) => error,
            Self::Call(error) => explain(&error, NAME, doing),
            Self::Refused(answer) => refusal(&answer, doing),
        }
    }

    /// Returns the status of a refusal.
    pub(super) fn status(&self) -> Option<u16> {
        match self {
            Self::Call(CallError::Garbled { status, .. }) => Some(*status),
            Self::Session(_) | Self::Call(_) => None,
            Self::Refused(answer) => Some(answer.status),
        }
    }

    /// Tells whether the server has no such thing, or no such endpoint.
    pub(super) fn is_missing(&self) -> bool {
        matches!(self.status(), Some(404 | 405 | 410 | 501))
    }

    /// Tells whether the server surely has not acted on the call.
    pub(super) fn surely_not_done(&self) -> bool {
        match self {
            Self::Session(_) => true,
            Self::Call(error) => error.surely_not_done(),
            Self::Refused(answer) => answer.status < 500 && answer.status != 408,
        }
    }
}

/// How servers tell their limits: the time as ISO 8601, or in seconds on other software.
struct Limits;

impl LimitReader for Limits {
    fn budget(&self, answer: &HttpResponse, _now: Timestamp) -> Option<Budget> {
        let number = |name: &str| answer.header(name)?.trim().parse::<u64>().ok();
        let reset = answer.header("x-ratelimit-reset")?.trim();
        let seconds = |text: &str| text.parse::<i64>().ok()?.checked_mul(1_000).map(Timestamp);
        let reset_at = seconds(reset).or_else(|| Timestamp::parse_rfc3339(reset))?;
        let remaining = number("x-ratelimit-remaining")?;
        Some(Budget {
            limit: number("x-ratelimit-limit").unwrap_or(remaining),
            remaining,
            reset_at,
        })
    }
}

/// What reader, writer and connector share.
pub(super) struct Client {
    pub(super) rest: Rest,
    pub(super) vault: Arc<dyn Vault>,
    pub(super) clock: Arc<dyn Clock>,
    pub(super) rng: Arc<dyn Rng>,
    pub(super) softwares: Softwares,
    keeper: Keeper,
}

impl Client {
    pub(super) fn new(ports: &NetworkPorts) -> Self {
        let (vault, clock) = (Arc::clone(&ports.vault), Arc::clone(&ports.clock));
        Self {
            rest: Rest::new(ports, Box::new(Limits)),
            keeper: Keeper::new(ports, NAME),
            softwares: Softwares::default(),
            vault,
            clock,
            rng: Arc::clone(&ports.rng),
        }
    }

    /// Makes a call as the account; any status but success is [`Failed::Refused`].
    pub(super) async fn call(&self, account: &Account, ask: Ask) -> Result<Answer, Failed> {
        let renewal = Renewal(&self.rest, self.clock.now());
        let tokens = self.keeper.tokens(account, &renewal).await;
        let tokens: Tokens = tokens.map_err(Failed::Session)?;
        let mut answer = self.call_with(account, &tokens, ask.clone()).await?;
        if answer.status == 401 {
            // A server that refuses the token has done nothing, so asking again is safe for writes.
            let others = self
                .keeper
                .instead_of(account, &tokens.access, &renewal)
                .await;
            if let Some(tokens) = others.map_err(Failed::Session)? {
                answer = self.call_with(account, &tokens, ask).await?;
            }
        }
        if answer.is_success() {
            Ok(answer)
        } else {
            Err(Failed::Refused(answer))
        }
    }

    async fn call_with(
        &self,
        account: &Account,
        tokens: &Tokens,
        ask: Ask,
    ) -> Result<Answer, Failed> {
        let server = server_of(account).map_err(Failed::Session)?;
        let host = host_of(&server);
        let own = tokens.server.as_ref().is_none_or(|own| *own == host);
        // The demo's server has another port at every start.
        if !own || (account.authority != host && !account.demo) {
            return Err(Failed::Session(of_another_server(account, &host)));
        }
        let call = ask
            .call(&server, account.id.as_str())
            .shows(Auth::bearer(&tokens.access));
        self.rest.call(call).await.map_err(Failed::Call)
    }

    /// Forgets what is in memory of an account's sign-in.
    pub(super) async fn forget(&self, account: &AccountId) {
        self.keeper.forget(account).await;
    }

    /// Makes a call and reads the answer into a type.
    pub(super) async fn read<T: for<'de> Deserialize<'de>>(
        &self,
        account: &Account,
        ask: Ask,
    ) -> Result<T, Failed> {
        let answer = self.call(account, ask).await?;
        T::deserialize(&answer.body).map_err(|_| Failed::Call(garbled(&answer)))
    }
}

/// Makes the error for an answer of another shape.
pub(super) fn garbled(answer: &Answer) -> CallError {
    CallError::Garbled {
        status: answer.status,
        host: answer.host.clone(),
        until: None,
    }
}

/// What is asked of a server.
#[derive(Clone)]
pub(super) struct Ask {
    method: Method,
    path: String,
    query: Vec<(&'static str, String)>,
    body: Body,
    class: Class,
    key: Option<String>,
}

impl Ask {
    /// Asks for something.
    pub(super) fn get(path: impl Into<String>) -> Self {
        Self {
            method: Method::GET,
            path: path.into(),
            query: Vec::new(),
            body: Body::Empty,
            class: Class::Read,
            key: None,
        }
    }

    /// Has something done.
    pub(super) fn post(path: impl Into<String>, body: Value) -> Self {
        Self {
            method: Method::POST,
            body: Body::Json(body),
            class: Class::Write,
            ..Self::get(path)
        }
    }

    /// Has something deleted.
    pub(super) fn delete(path: impl Into<String>) -> Self {
        Self {
            method: Method::DELETE,
            class: Class::Named("delete"),
            ..Self::get(path)
        }
    }

    /// Uploads bytes.
    pub(super) fn upload(path: impl Into<String>, mime: String, bytes: Vec<u8>) -> Self {
        Self {
            method: Method::POST,
            body: Body::Bytes { mime, bytes },
            class: Class::Named("media"),
            ..Self::get(path)
        }
    }

    /// Adds to the query.
    #[must_use]
    pub(super) fn with(mut self, name: &'static str, value: impl Into<String>) -> Self {
        self.query.push((name, value.into()));
        self
    }

    /// Sets the key under which the server knows a repetition.
    #[must_use]
    pub(super) fn keyed(self, key: &str) -> Self {
        Self {
            key: Some(key.to_owned()),
            ..self
        }
    }

    fn call(self, server: &Url, owner: &str) -> Call {
        let mut url = server.clone();
        url.set_path(&self.path);
        if !self.query.is_empty() {
            url.query_pairs_mut().extend_pairs(&self.query);
        }
        let call = Call::new(self.method, url, owner, self.class).carrying(self.body);
        match self.key {
            Some(key) => call.header(http::HeaderName::from_static("idempotency-key"), key),
            None => call,
        }
    }
}

/// Says what a refusal means.
fn refusal(answer: &Answer, doing: &str) -> NetworkError {
    let host = &answer.host;
    let said = answer
        .body
        .get("error")
        .and_then(Value::as_str)
        .unwrap_or_default();
    let said = rest::in_its_words(said);
    let said = if said.is_empty() {
        format!("status {}", answer.status)
    } else {
        said
    };
    let new = NetworkError::new;
    if let Some(until) = answer.until {
        let kind = NetworkErrorKind::RateLimited { until };
        let words = format!(
            "{doing} has to wait: {host} asks for fewer calls. Herald goes on by itself when it may."
        );
        return new(kind, "rate_limited", words);
    }
    match answer.status {
        401 => new(
            NetworkErrorKind::SignedOut,
            "signed_out",
            format!(
                "{doing} failed: {host} no longer accepts the sign-in ({said}). \
                 Connect the account again."
            ),
        ),
        403 => new(
            NetworkErrorKind::Refused,
            "forbidden",
            format!("{doing} failed: {host} does not allow it ({said})."),
        ),
        404 | 410 => new(
            NetworkErrorKind::Gone,
            "gone",
            format!("{doing} failed: {host} no longer has it, or does not show it to you."),
        ),
        500.. => new(
            NetworkErrorKind::Unavailable,
            "server_error",
            format!(
                "{doing} failed: {host} has trouble of its own (status {}). \
                 Herald tries again by itself.",
                answer.status
            ),
        ),
        _ => new(
            NetworkErrorKind::Refused,
            "refused",
            format!("{doing} failed: {host} refuses it ({said})."),
        ),
    }
}

/// Returns the vault's name of Herald's registration with a server.
pub(super) fn registration_name(host: &str) -> String {
    format!("app/{}/{host}", Network::Mastodon.as_str())
}
