//! The one way to speak HTTP.

use std::fmt;
use std::time::Duration;

use async_trait::async_trait;
use http::{HeaderMap, Method};
use url::Url;

/// Which addresses a request may reach, itself and at any redirect.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Reach {
    /// Public addresses only: the address came from a remote party.
    Public,
    /// Any address: a person chose it. Plain `http` is still refused off loopback.
    Chosen,
}

/// A request, whole in memory.
#[derive(Clone)]
pub struct HttpRequest {
    /// The method.
    pub method: Method,
    /// The full address.
    pub url: Url,
    /// The headers; secrets in them are never logged.
    pub headers: HeaderMap,
    /// The body, empty for none.
    pub body: Vec<u8>,
    /// The longest the whole exchange may take.
    pub timeout: Duration,
    /// The most bytes read of the answer.
    pub max_response_bytes: usize,
    /// Which addresses it may reach.
    pub reach: Reach,
}

impl HttpRequest {
    /// Makes a request with a 20-second limit, 8 MiB of answer and public reach.
    pub fn new(method: Method, url: Url) -> Self {
        Self {
            method,
            url,
            headers: HeaderMap::new(),
            body: Vec::new(),
            timeout: Duration::from_secs(20),
            max_response_bytes: 8 << 20,
            reach: Reach::Public,
        }
    }
}

impl fmt::Debug for HttpRequest {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let host = self.url.host_str().unwrap_or_default();
        write!(f, "HttpRequest({} {host}{})", self.method, self.url.path())
    }
}

/// An answer, whole in memory.
#[derive(Clone)]
pub struct HttpResponse {
    /// The status code.
    pub status: u16,
    /// The headers.
    pub headers: HeaderMap,
    /// The body.
    pub body: Vec<u8>,
}

impl HttpResponse {
    /// Makes an answer without headers.
    pub fn new(status: u16, body: Vec<u8>) -> Self {
        Self {
            status,
            headers: HeaderMap::new(),
            body,
        }
    }

    /// Returns a header as text, where it is there and is text.
    pub fn header(&self, name: &str) -> Option<&str> {
        self.headers.get(name).and_then(|v| v.to_str().ok())
    }
}

impl fmt::Debug for HttpResponse {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(
            f,
            "HttpResponse({}, {} bytes)",
            self.status,
            self.body.len()
        )
    }
}

/// Why there is no answer. Messages never contain a query, a header or a body.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum TransportError {
    /// No connection was made: the request surely did not arrive.
    #[error("{host} could not be reached: {reason}")]
    NotSent {
        /// The host.
        host: String,
        /// Why, in words for people.
        reason: String,
    },
    /// The connection was made and the answer did not come: the request may have arrived.
    #[error("{host} did not answer: {reason}")]
    NoAnswer {
        /// The host.
        host: String,
        /// Why, in words for people.
        reason: String,
    },
    /// The answer is larger than allowed.
    #[error("{host} sent more than {limit_bytes} bytes")]
    TooLarge {
        /// The host.
        host: String,
        /// The limit.
        limit_bytes: usize,
    },
    /// The address is not allowed: private on a remote party's word, or plain `http` off loopback.
    #[error("the address {host} is not allowed: {reason}")]
    Refused {
        /// The host.
        host: String,
        /// Why, in words for people.
        reason: String,
    },
}

impl TransportError {
    /// Tells whether the request surely never reached the server.
    pub fn surely_not_sent(&self) -> bool {
        matches!(self, Self::NotSent { .. } | Self::Refused { .. })
    }
}

/// Sends HTTP requests; it follows no redirect for methods other than GET and HEAD.
#[async_trait]
pub trait Transport: Send + Sync {
    /// Sends a request and reads the whole answer; any status is an answer.
    ///
    /// # Errors
    /// [`TransportError`] when there is no answer.
    async fn send(&self, request: HttpRequest) -> Result<HttpResponse, TransportError>;
}
