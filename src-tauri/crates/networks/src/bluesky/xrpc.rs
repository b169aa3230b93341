//! XRPC on top of [`Rest`]: addresses, the service passed on to, refusals by name.
//!
//! # Source
//! atproto.com/specs/xrpc, read 2026-08-20: `GET` for queries, `POST` for procedures, errors as
//! `{"error": "Name", "message": "text"}`.

use herald_domain::Timestamp;
use herald_pipeline::ports::{HttpResponse, Reach};
use http::{HeaderName, Method};
use serde::Deserialize;
use serde_json::Value;
use url::Url;

use super::address::Server;
use crate::NetworkPorts;
use crate::limits::{Budget, Class, read_headers};
use crate::rest::{self, Auth, Body, CallError, LimitReader, Raw, Rest};

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

/// Who calls: whose budget, and how that is shown.
pub(super) struct Caller<'a> {
    /// The account's id, or the identifier typed.
    pub(super) owner: &'a str,
    /// How it shows who it is.
    pub(super) auth: Auth,
}

impl<'a> Caller<'a> {
    /// Calls as nobody in particular.
    pub(super) fn nobody(owner: &'a str) -> Self {
        Self {
            owner,
            auth: Auth::Nobody,
        }
    }
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
    /// When calls are welcome again, where the call was refused for a limit.
    pub(super) until: Option<Timestamp>,
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
            && matches!(
                self.error.as_str(),
                // The last is RFC 6750's, as OAuth's tokens are refused.
                "ExpiredToken" | "InvalidToken" | "invalid_token"
            )
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
    /// There is no answer that makes sense.
    Call(CallError),
    /// The answer is not 200.
    Refused(Refusal),
}

impl XrpcError {
    /// Says that a 200 makes no sense.
    pub(super) fn garbled(host: impl Into<String>) -> Self {
        Self::Call(CallError::Garbled {
            status: 200,
            host: host.into(),
            until: None,
        })
    }

    /// Returns the refusal, where the server answered with one.
    pub(super) fn refusal(&self) -> Option<&Refusal> {
        match self {
            Self::Refused(refusal) => Some(refusal),
            Self::Call(_) => None,
        }
    }

    /// Tells whether the server definitely said no to the request itself, for good.
    pub(super) fn is_definite(&self) -> bool {
        self.refusal()
            .is_some_and(|refusal| (400..500).contains(&refusal.status) && refusal.status != 429)
    }
}

/// How the servers tell their limits.
struct ByHeaders;

impl LimitReader for ByHeaders {
    fn budget(&self, answer: &HttpResponse, _now: Timestamp) -> Option<Budget> {
        read_headers(answer, LIMIT_HEADERS)
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
    /// The caller below.
    pub(super) rest: Rest,
}

impl Xrpc {
    /// Builds the caller.
    pub(super) fn new(ports: &NetworkPorts) -> Self {
        Self {
            rest: Rest::new(ports, Box::new(ByHeaders)),
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
        let raw = self.accepted(build(server, caller, call)).await?;
        if raw.response.body.iter().all(u8::is_ascii_whitespace) {
            return Ok(Value::Null);
        }
        serde_json::from_slice(&raw.response.body).map_err(|_| XrpcError::garbled(raw.host))
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
        let call = rest::Call {
            most: Some(SMALL_ANSWER_BYTES),
            ..rest::Call::get(url, owner).within(reach)
        };
        let raw = self.accepted(call).await?;
        Ok(raw.response.body)
    }

    /// Makes a call that is to be answered with 200.
    async fn accepted(&self, call: rest::Call) -> Result<Raw, XrpcError> {
        let raw = self.rest.exchange(call).await.map_err(XrpcError::Call)?;
        if raw.response.status == 200 {
            return Ok(raw);
        }
        Err(XrpcError::Refused(read_refusal(&raw)))
    }
}

fn build(server: &Server, caller: Caller<'_>, call: &Call) -> rest::Call {
    let mut url = server.at(&format!("xrpc/{}", call.nsid));
    let (method, body) = match &call.input {
        Input::Query(params) => {
            if !params.is_empty() {
                url.query_pairs_mut().extend_pairs(params);
            }
            (Method::GET, Body::Empty)
        }
        Input::Json(value) => (Method::POST, Body::Json(value.clone())),
        Input::Raw { mime, bytes } => {
            let (mime, bytes) = (mime.clone(), bytes.clone());
            (Method::POST, Body::Bytes { mime, bytes })
        }
        Input::Nothing => (Method::POST, Body::Empty),
    };
    let built = rest::Call::new(method, url, caller.owner, call.class)
        .carrying(body)
        .shows(caller.auth)
        .within(server.reach);
    match &call.proxy {
        Some(service) => built.header(PROXY, service.as_str()),
        None => built,
    }
}

fn read_refusal(raw: &Raw) -> Refusal {
    let answer = &raw.response;
    let body: ErrorBody = serde_json::from_slice(&answer.body).unwrap_or_default();
    let error: String = body
        .error
        .as_str()
        .unwrap_or_default()
        .chars()
        .filter(|c| c.is_ascii_alphanumeric() || *c == '_')
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
        until: raw.until,
        host: raw.host.clone(),
    }
}
