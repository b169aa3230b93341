//! Calls to REST interfaces: one request, its answer as JSON, limits minded, trouble in words.
//!
//! What a refusal means is each network's own; what a lost connection means is the same everywhere.

mod proofs;
mod trouble;

use std::sync::Arc;
use std::time::Duration;

use herald_domain::Timestamp;
use herald_pipeline::ports::{Clock, HttpRequest, HttpResponse, Reach, Transport, TransportError};
use http::{HeaderName, HeaderValue, Method, header};
use serde_json::Value;
use url::{Host, Url};

use crate::NetworkPorts;
use crate::limits::{Budget, Class, Limits, Purse};
use crate::sign_in::ProofKey;
use proofs::{Proofs, refuses_the_proof};
pub(crate) use trouble::{explain, vault_trouble};

/// What goes along with a call.
#[derive(Clone, Default)]
pub(crate) enum Body {
    /// Nothing.
    #[default]
    Empty,
    /// JSON.
    Json(Value),
    /// Fields of a form.
    Form(Vec<(String, String)>),
    /// Raw bytes of a media type.
    Bytes {
        /// The media type, for example `image/jpeg` or `multipart/form-data; boundary=...`.
        mime: String,
        /// The bytes.
        bytes: Vec<u8>,
    },
}

/// How a call shows who makes it.
#[derive(Clone, Default)]
pub(crate) enum Auth {
    /// Not at all.
    #[default]
    Nobody,
    /// With a token that is good in anybody's hands.
    Bearer(String),
    /// With a proof that the caller holds a key, and the token bound to it where there is one yet.
    Proof {
        /// The key.
        key: ProofKey,
        /// The token.
        token: Option<String>,
    },
}

impl Auth {
    /// Shows a token; nothing where it is empty.
    pub(crate) fn bearer(token: &str) -> Self {
        match token {
            "" => Self::Nobody,
            token => Self::Bearer(token.to_owned()),
        }
    }
}

/// One call.
#[derive(Clone)]
pub(crate) struct Call {
    /// The method.
    pub(crate) method: Method,
    /// The full address.
    pub(crate) url: Url,
    /// Further headers; secrets in them are never logged.
    pub(crate) headers: Vec<(HeaderName, String)>,
    /// How it shows who makes it.
    pub(crate) auth: Auth,
    /// What goes along.
    pub(crate) body: Body,
    /// The limit it counts against.
    pub(crate) class: Class,
    /// Whose budget it uses: the account's id, or what was typed while there is no account yet.
    pub(crate) owner: String,
    /// The longest it may take.
    pub(crate) timeout: Duration,
    /// Which addresses it may reach.
    pub(crate) reach: Reach,
    /// The most bytes of an answer, where it is known to be small.
    pub(crate) most: Option<usize>,
}

impl Call {
    /// Makes a call that reads, within 20 seconds, to an address a person chose.
    pub(crate) fn get(url: Url, owner: &str) -> Self {
        Self::new(Method::GET, url, owner, Class::Read)
    }

    /// Makes a call that changes something.
    pub(crate) fn post(url: Url, owner: &str, body: Body) -> Self {
        Self::new(Method::POST, url, owner, Class::Write).carrying(body)
    }

    /// Makes a call.
    pub(crate) fn new(method: Method, url: Url, owner: &str, class: Class) -> Self {
        Self {
            method,
            url,
            headers: Vec::new(),
            auth: Auth::Nobody,
            body: Body::Empty,
            class,
            owner: owner.to_owned(),
            timeout: Duration::from_secs(20),
            reach: Reach::Chosen,
            most: None,
        }
    }

    /// Sets how it shows who makes it.
    #[must_use]
    pub(crate) fn shows(self, auth: Auth) -> Self {
        Self { auth, ..self }
    }

    /// Sets what goes along; raw bytes may take three minutes.
    #[must_use]
    pub(crate) fn carrying(self, body: Body) -> Self {
        let timeout = match &body {
            Body::Bytes { .. } => Duration::from_mins(3),
            Body::Empty | Body::Json(_) | Body::Form(_) => self.timeout,
        };
        Self {
            body,
            timeout,
            ..self
        }
    }

    /// Sets which addresses it may reach.
    #[must_use]
    pub(crate) fn within(self, reach: Reach) -> Self {
        Self { reach, ..self }
    }

    /// Adds a header.
    #[must_use]
    pub(crate) fn header(mut self, name: HeaderName, value: impl Into<String>) -> Self {
        self.headers.push((name, value.into()));
        self
    }
}

/// What a server answered with any status.
#[derive(Clone, Debug)]
pub(crate) struct Answer {
    /// The status.
    pub(crate) status: u16,
    /// The body as JSON; null where it is empty.
    pub(crate) body: Value,
    /// The host, for words.
    pub(crate) host: String,
    /// When calls are welcome again, where this refused one for a limit.
    pub(crate) until: Option<Timestamp>,
}

impl Answer {
    /// Tells whether the server did what was asked.
    pub(crate) fn is_success(&self) -> bool {
        (200..300).contains(&self.status)
    }
}

/// An answer as it came, with any status.
pub(crate) struct Raw {
    /// What the server sent.
    pub(crate) response: HttpResponse,
    /// The host, for words.
    pub(crate) host: String,
    /// When calls are welcome again, where this refused one for a limit.
    pub(crate) until: Option<Timestamp>,
}

/// Why there is no answer that makes sense.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) enum CallError {
    /// Not called: the budget is spent until then.
    Waiting {
        /// When calls are welcome again.
        until: Timestamp,
    },
    /// There is no answer.
    Transport(TransportError),
    /// The answer is no JSON.
    Garbled {
        /// The status it came with.
        status: u16,
        /// The host, for words.
        host: String,
        /// When calls are welcome again, where it refused one for a limit.
        until: Option<Timestamp>,
    },
}

impl CallError {
    /// Tells whether the server surely has not acted on the call.
    pub(crate) fn surely_not_done(&self) -> bool {
        match self {
            Self::Waiting { .. } => true,
            Self::Transport(error) => error.surely_not_sent(),
            // A refusal in HTML is still a refusal; trouble of a gateway may hide a success.
            Self::Garbled { status, .. } => (400..500).contains(status) && *status != 408,
        }
    }
}

/// How a network tells its limits.
pub(crate) trait LimitReader: Send + Sync {
    /// Reads what an answer says is left of the limit its call counted against.
    fn budget(&self, answer: &HttpResponse, now: Timestamp) -> Option<Budget>;

    /// Tells whether the answer refuses the call for a limit.
    fn is_refusal(&self, answer: &HttpResponse) -> bool {
        answer.status == 429
    }
}

/// The one place of a network that calls its interface.
pub(crate) struct Rest {
    transport: Arc<dyn Transport>,
    clock: Arc<dyn Clock>,
    reader: Box<dyn LimitReader>,
    proofs: Proofs,
    /// What is left, by account, host and class.
    pub(crate) limits: Limits,
}

impl Rest {
    /// Makes the caller of a network.
    pub(crate) fn new(ports: &NetworkPorts, reader: Box<dyn LimitReader>) -> Self {
        Self {
            transport: Arc::clone(&ports.transport),
            clock: Arc::clone(&ports.clock),
            reader,
            proofs: Proofs::new(Arc::clone(&ports.rng)),
            limits: Limits::default(),
        }
    }

    /// Makes a call and reads the answer as JSON, whatever its status.
    ///
    /// # Errors
    /// [`CallError`].
    pub(crate) async fn call(&self, call: Call) -> Result<Answer, CallError> {
        let raw = self.exchange(call).await?;
        let Raw {
            response,
            host,
            until,
        } = raw;
        let body = if response.body.iter().all(u8::is_ascii_whitespace) {
            Value::Null
        } else {
            serde_json::from_slice(&response.body).map_err(|_| CallError::Garbled {
                status: response.status,
                host: host.clone(),
                until,
            })?
        };
        Ok(Answer {
            status: response.status,
            body,
            host,
            until,
        })
    }

    /// Makes a call and returns the answer as it came, whatever its status.
    ///
    /// A proof the server wants made anew is made anew once, which is safe for writes: a server that
    /// refuses the proof has done nothing.
    ///
    /// # Errors
    /// [`CallError`], never `Garbled`.
    pub(crate) async fn exchange(&self, call: Call) -> Result<Raw, CallError> {
        let again = matches!(call.auth, Auth::Proof { .. }).then(|| call.clone());
        let raw = self.exchange_once(call).await?;
        let Some(call) = again else {
            return Ok(raw);
        };
        let is_new = self
            .proofs
            .learn(&call.url, &raw.response, self.clock.now());
        if is_new && refuses_the_proof(&raw.response) {
            let url = call.url.clone();
            let raw = self.exchange_once(call).await?;
            self.proofs.learn(&url, &raw.response, self.clock.now());
            return Ok(raw);
        }
        Ok(raw)
    }

    async fn exchange_once(&self, call: Call) -> Result<Raw, CallError> {
        let host = host_of(&call.url);
        let purse = Purse {
            owner: call.owner.clone(),
            host: host.clone(),
            class: call.class,
        };
        let admitted = self.limits.admit(&purse, self.clock.now());
        admitted.map_err(|until| CallError::Waiting { until })?;
        let sent = self.transport.send(self.request(call)).await;
        let response = sent.map_err(CallError::Transport)?;
        let now = self.clock.now();
        let told = self.reader.budget(&response, now);
        let refused = self.reader.is_refusal(&response);
        let until = self.limits.learn(&purse, &response, told, refused, now);
        Ok(Raw {
            response,
            host,
            until,
        })
    }

    fn request(&self, call: Call) -> HttpRequest {
        let shown = match &call.auth {
            Auth::Nobody => Vec::new(),
            Auth::Bearer(token) => vec![(header::AUTHORIZATION, format!("Bearer {token}"))],
            Auth::Proof { key, token } => {
                let token = token.as_deref();
                let proof = self.proofs.prove(&call, key, token, self.clock.now());
                let bound = token.map(|token| (header::AUTHORIZATION, format!("DPoP {token}")));
                [(PROOF, proof)].into_iter().chain(bound).collect()
            }
        };
        request(call, shown)
    }
}

const PROOF: HeaderName = HeaderName::from_static("dpop");

/// Builds the request; the headers in `shown` are secret.
fn request(call: Call, shown: Vec<(HeaderName, String)>) -> HttpRequest {
    let mut request = HttpRequest::new(call.method, call.url);
    request.timeout = call.timeout;
    request.reach = call.reach;
    request.max_response_bytes = call.most.unwrap_or(request.max_response_bytes);
    let mut set = |name: HeaderName, value: &str, is_secret: bool| {
        if let Ok(mut value) = HeaderValue::from_str(value) {
            value.set_sensitive(is_secret);
            request.headers.insert(name, value);
        }
    };
    set(header::ACCEPT, "application/json", false);
    for (name, value) in shown {
        set(name, &value, true);
    }
    for (name, value) in &call.headers {
        set(name.clone(), value, false);
    }
    let (mime, bytes) = match call.body {
        Body::Empty => return request,
        Body::Json(value) => (
            "application/json".to_owned(),
            value.to_string().into_bytes(),
        ),
        Body::Form(fields) => (
            "application/x-www-form-urlencoded".to_owned(),
            url::form_urlencoded::Serializer::new(String::new())
                .extend_pairs(&fields)
                .finish()
                .into_bytes(),
        ),
        Body::Bytes { mime, bytes } => (mime, bytes),
    };
    set(header::CONTENT_TYPE, &mime, false);
    request.body = bytes;
    request
}

/// Returns the host of an address, with its port where it has one of its own.
pub(crate) fn host_of(url: &Url) -> String {
    let host = url.host_str().unwrap_or_default();
    url.port()
        .map_or_else(|| host.to_owned(), |port| format!("{host}:{port}"))
}

/// Returns a server's own sentence, fit to be shown: on one line, cut, and without anything as long as a token.
pub(crate) fn in_its_words(text: &str) -> String {
    const LONGEST_WORD: usize = 40;
    const MOST: usize = 200;
    let shown = |word: &str| match word.chars().nth(LONGEST_WORD) {
        None => word.to_owned(),
        Some(_) => "…".to_owned(),
    };
    let clean: String = text
        .chars()
        .map(|c| if c.is_control() { ' ' } else { c })
        .collect();
    let words: Vec<String> = clean.split_whitespace().map(shown).collect();
    let text: String = words.join(" ").chars().take(MOST).collect();
    text.trim_end_matches('.').to_owned()
}

/// Makes a whole address of what a person typed: over https, and over plain http on this computer, where nobody
/// could read along.
pub(crate) fn whole_address(typed: &str) -> String {
    let typed = typed.trim();
    if typed.contains("://") {
        return typed.to_owned();
    }
    let plain = format!("http://{typed}");
    let is_here = Url::parse(&plain).is_ok_and(|url| match url.host() {
        Some(Host::Domain(name)) => name == "localhost",
        Some(Host::Ipv4(address)) => address.is_loopback(),
        Some(Host::Ipv6(address)) => address.is_loopback(),
        None => false,
    });
    if is_here {
        plain
    } else {
        format!("https://{typed}")
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_server_speaks_for_itself_but_gives_no_token_away() {
        for (said, shown) in [
            (
                "Validation failed: Text is too long.",
                "Validation failed: Text is too long",
            ),
            ("a\nb\u{7}  c", "a b c"),
            (
                &format!("token {} is old", "x".repeat(41)),
                "token … is old",
            ),
            ("", ""),
        ] {
            assert_eq!(in_its_words(said), shown);
        }
        assert_eq!(in_its_words(&"long ".repeat(100)).chars().count(), 200);
    }

    #[test]
    fn this_computer_is_spoken_to_without_encryption() {
        for (typed, whole) in [
            ("localhost:2583", "http://localhost:2583"),
            ("127.0.0.1:3000", "http://127.0.0.1:3000"),
            ("[::1]:80", "http://[::1]:80"),
            (" example.com ", "https://example.com"),
            ("localhost.example.com", "https://localhost.example.com"),
            ("https://localhost:1", "https://localhost:1"),
        ] {
            assert_eq!(whole_address(typed), whole);
        }
    }
}
