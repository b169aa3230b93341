//! The one place that speaks XRPC: addresses, headers, error decoding, limits.
//!
//! # Source
//! atproto.com/specs/xrpc, read 2026-08-20: `GET` for queries, `POST` for procedures, errors as
//! `{"error": "Name", "message": "text"}`.

use std::sync::Arc;

use herald_domain::Timestamp;
use herald_pipeline::ports::{Clock, HttpRequest, HttpResponse, Reach, Transport, TransportError};
use http::{HeaderMap, HeaderName, HeaderValue, Method, header};
use serde::Deserialize;
use serde_json::Value;
use url::Url;

use super::address::Server;
use crate::limits::{Class, Limits, Purse, read_headers};
use crate::rest;

const USER_AGENT: &str = concat!("Herald/", env!("CARGO_PKG_VERSION"));
const PROXY: HeaderName = HeaderName::from_static("atproto-proxy");

/// How the servers tell what is left, the last in seconds since 1970.
///
/// # Source
/// docs.bsky.app "Rate Limits", read 2026-04-21: 3,000 requests / 5 min, 5,000 write points / hour,
/// 30 sessions / 5 min.
const LIMIT_HEADERS: [&str; 3] = ["ratelimit-limit", "ratelimit-remaining", "ratelimit-reset"];

/// The most bytes of a handle file or DID document.
const SMALL_ANSWER_BYTES: usize = 256 << 10;

/// What goes along with a call.
#[derive(Clone)]
pub(super) enum Input {
    /// A query's parameters.
    Query(Vec<(&'static str, String)>),
    /// A procedure's JSON.
    Json(Value),
    /// A procedure's raw bytes.
    Raw {
        /// Their media type.
        mime: String,
        /// The bytes.
        bytes: Vec<u8>,
    },
    /// A procedure without a body.
    Nothing,
}

/// A method with its input.
#[derive(Clone)]
pub(super) struct Call {
    /// The method's NSID.
    pub(super) nsid: &'static str,
    /// The input.
    pub(super) input: Input,
    /// The service the server passes the call on to.
    pub(super) proxy: Option<String>,
    /// The limit it counts against.
    pub(super) class: Class,
}

impl Call {
    /// Makes a query.
    pub(super) fn query(nsid: &'static str, params: Vec<(&'static str, String)>) -> Self {
        Self::new(nsid, Input::Query(params), Class::Read)
    }

    /// Makes a procedure that changes something.
    pub(super) fn write(nsid: &'static str, input: Value) -> Self {
        Self::new(nsid, Input::Json(input), Class::Write)
    }

    /// Makes a call.
    pub(super) fn new(nsid: &'static str, input: Input, class: Class) -> Self {
        Self {
            nsid,
            input,
            proxy: None,
            class,
        }
    }
}

/// Who calls: whose budget, and the token where one is needed.
#[derive(Clone, Copy)]
pub(super) struct Caller<'a> {
    /// The account's id, or the identifier typed.
    pub(super) owner: &'a str,
    /// The bearer token.
    pub(super) token: Option<&'a str>,
}

/// An answer other than 200.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Refusal {
    /// The status.
    pub(super) status: u16,
    /// The error's name; empty where the body was not XRPC's.
    pub(super) error: String,
    /// The server's own sentence on it, cleaned and cut; empty where there is none.
    pub(super) said: String,
    /// Whether a record is said to be missing, in words.
    pub(super) not_located: bool,
    /// When calls are welcome again; meaningful with status 429.
    pub(super) until: Timestamp,
    /// Who refused.
    pub(super) host: String,
}

impl Refusal {
    /// Returns the server's own sentence, else the error's name, else the status; safe to show.
    pub(super) fn words(&self) -> String {
        match (self.said.as_str(), self.error.as_str()) {
            ("", "") => format!("status {}", self.status),
            ("", name) => name.to_owned(),
            (said, _) => said.to_owned(),
        }
    }

    /// Returns the error's name as a code, for example `invalid_swap`.
    pub(super) fn code(&self) -> String {
        let mut code = String::new();
        for (at, c) in self.error.chars().enumerate() {
            if c.is_ascii_uppercase() && at > 0 {
                code.push('_');
            }
            code.push(c.to_ascii_lowercase());
        }
        if code.is_empty() {
            "refused".to_owned()
        } else {
            code
        }
    }

    /// Tells whether a renewed session may be accepted where this one was not.
    pub(super) fn is_stale_token(&self) -> bool {
        matches!(self.status, 400 | 401)
            && matches!(self.error.as_str(), "ExpiredToken" | "InvalidToken")
    }

    /// Tells whether the error's name says that an account is closed, ours or another.
    pub(super) fn names_closed_account(&self) -> bool {
        matches!(
            self.error.as_str(),
            "AccountTakedown" | "AccountDeactivated" | "AccountSuspended"
        )
    }

    /// Tells whether the account itself is closed to us.
    ///
    /// A 400 of these names is about somebody else: the person that was asked for.
    pub(super) fn ends_session(&self) -> bool {
        matches!(self.status, 401 | 403)
            && matches!(
                self.error.as_str(),
                "AccountTakedown"
                    | "AccountDeactivated"
                    | "AccountSuspended"
                    | "AuthMissing"
                    | "AuthenticationRequired"
                    | "InvalidToken"
                    | "ExpiredToken"
            )
            || self.is_stale_token()
    }

    /// Tells whether a repository says that it has no such record.
    pub(super) fn says_no_record(&self) -> bool {
        matches!(self.status, 400 | 404)
            && (self.error == "RecordNotFound" || (self.not_located && !self.error.is_empty()))
    }

    /// Tells whether what was asked about is not there.
    pub(super) fn is_gone(&self) -> bool {
        self.not_located
            || matches!(
                self.error.as_str(),
                "RecordNotFound"
                    | "NotFound"
                    | "AccountTakedown"
                    | "AccountDeactivated"
                    | "RepoNotFound"
                    | "RepoTakendown"
                    | "RepoDeactivated"
            )
    }
}

/// How a call failed.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) enum XrpcError {
    /// No call was made: the budget is spent.
    Waiting {
        /// When there is more.
        until: Timestamp,
    },
    /// There is no answer.
    Transport(TransportError),
    /// The answer is not 200.
    Refused(Refusal),
    /// The answer is 200 and makes no sense.
    Garbled {
        /// Who answered.
        host: String,
    },
}

impl XrpcError {
    /// Returns the refusal, where the server answered with one.
    pub(super) fn refusal(&self) -> Option<&Refusal> {
        match self {
            Self::Refused(refusal) => Some(refusal),
            Self::Waiting { .. } | Self::Transport(_) | Self::Garbled { .. } => None,
        }
    }

    /// Tells whether the server definitely said no to the request itself, for good.
    pub(super) fn is_definite(&self) -> bool {
        self.refusal()
            .is_some_and(|refusal| (400..500).contains(&refusal.status) && refusal.status != 429)
    }
}

#[derive(Default, Deserialize)]
struct ErrorBody {
    #[serde(default)]
    error: Value,
    #[serde(default)]
    message: Value,
}

/// Calls servers.
pub(super) struct Xrpc {
    transport: Arc<dyn Transport>,
    clock: Arc<dyn Clock>,
    limits: Limits,
}

impl Xrpc {
    /// Builds the caller.
    pub(super) fn new(transport: Arc<dyn Transport>, clock: Arc<dyn Clock>) -> Self {
        Self {
            transport,
            clock,
            limits: Limits::default(),
        }
    }

    /// Makes a call and decodes the answer; an empty 200 is `null`.
    ///
    /// # Errors
    /// [`XrpcError`].
    pub(super) async fn call(
        &self,
        server: &Server,
        caller: Caller<'_>,
        call: &Call,
    ) -> Result<Value, XrpcError> {
        let host = server.host();
        let request = build(server, caller.token, call)
            .ok_or_else(|| XrpcError::Garbled { host: host.clone() })?;
        let answer = self
            .exchange(request, caller.owner, &host, call.class)
            .await?;
        if answer.body.iter().all(u8::is_ascii_whitespace) {
            return Ok(Value::Null);
        }
        serde_json::from_slice(&answer.body).map_err(|_| XrpcError::Garbled { host })
    }

    /// Fetches a small public file, such as a DID document.
    ///
    /// # Errors
    /// [`XrpcError`].
    pub(super) async fn fetch(
        &self,
        url: Url,
        reach: Reach,
        owner: &str,
    ) -> Result<Vec<u8>, XrpcError> {
        let host = url.host_str().unwrap_or_default().to_owned();
        let mut request = HttpRequest::new(Method::GET, url);
        request
            .headers
            .insert(header::USER_AGENT, HeaderValue::from_static(USER_AGENT));
        request.max_response_bytes = SMALL_ANSWER_BYTES;
        request.reach = reach;
        let answer = self.exchange(request, owner, &host, Class::Read).await?;
        Ok(answer.body)
    }

    async fn exchange(
        &self,
        request: HttpRequest,
        owner: &str,
        host: &str,
        class: Class,
    ) -> Result<HttpResponse, XrpcError> {
        let purse = Purse {
            owner: owner.to_owned(),
            host: host.to_owned(),
            class,
        };
        self.limits
            .admit(&purse, self.clock.now())
            .map_err(|until| XrpcError::Waiting { until })?;
        let answer = self
            .transport
            .send(request)
            .await
            .map_err(XrpcError::Transport)?;
        let now = self.clock.now();
        let told = read_headers(&answer, LIMIT_HEADERS);
        let refused = answer.status == 429;
        let until = self.limits.learn(&purse, &answer, told, refused, now);
        if answer.status == 200 {
            return Ok(answer);
        }
        Err(XrpcError::Refused(read_refusal(
            &answer,
            host,
            until.unwrap_or(now),
        )))
    }
}

fn build(server: &Server, token: Option<&str>, call: &Call) -> Option<HttpRequest> {
    let mut url = server.at(&format!("xrpc/{}", call.nsid));
    let mut headers = HeaderMap::new();
    headers.insert(header::USER_AGENT, HeaderValue::from_static(USER_AGENT));
    headers.insert(header::ACCEPT, HeaderValue::from_static("application/json"));
    if let Some(token) = token {
        let mut value = HeaderValue::from_str(&format!("Bearer {token}")).ok()?;
        value.set_sensitive(true);
        headers.insert(header::AUTHORIZATION, value);
    }
    if let Some(proxy) = &call.proxy {
        headers.insert(PROXY, HeaderValue::from_str(proxy).ok()?);
    }
    let (method, body) = match &call.input {
        Input::Query(params) => {
            if !params.is_empty() {
                url.query_pairs_mut().extend_pairs(params);
            }
            (Method::GET, Vec::new())
        }
        Input::Json(value) => {
            let json = HeaderValue::from_static("application/json");
            headers.insert(header::CONTENT_TYPE, json);
            (Method::POST, serde_json::to_vec(value).ok()?)
        }
        Input::Raw { mime, bytes } => {
            headers.insert(header::CONTENT_TYPE, HeaderValue::from_str(mime).ok()?);
            (Method::POST, bytes.clone())
        }
        Input::Nothing => (Method::POST, Vec::new()),
    };
    let mut request = HttpRequest::new(method, url);
    request.headers = headers;
    request.body = body;
    request.reach = server.reach;
    Some(request)
}

fn read_refusal(answer: &HttpResponse, host: &str, until: Timestamp) -> Refusal {
    let body: ErrorBody = serde_json::from_slice(&answer.body).unwrap_or_default();
    let error: String = body
        .error
        .as_str()
        .unwrap_or_default()
        .chars()
        .filter(char::is_ascii_alphanumeric)
        .take(60)
        .collect();
    // Reference servers before 2024 said `InvalidRequest` where newer ones say `RecordNotFound`.
    let says = |words: &str| {
        body.message
            .as_str()
            .is_some_and(|text| text.starts_with(words))
    };
    Refusal {
        status: answer.status,
        not_located: answer.status < 500 && says("Could not locate record"),
        error,
        said: rest::in_its_words(body.message.as_str().unwrap_or_default()),
        until,
        host: host.to_owned(),
    }
}
