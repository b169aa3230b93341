//! Sends one request and reads its whole answer within its limits.

use std::sync::Arc;

use async_trait::async_trait;
use futures_util::StreamExt;
use herald_pipeline::crash::{Place, reach};
use herald_pipeline::ports::{HttpRequest, HttpResponse, Transport, TransportError};
use http::header::{self, HeaderValue};
use reqwest::Certificate;

use crate::address::is_public;
use crate::clients::Clients;
use crate::fault::{Leg, before_answer};
use crate::gate::{admit, host_of};
use crate::hop::{self, MOST_REDIRECTS};
use crate::resolve::{AddressRule, Lookup, SystemLookup};

/// The name Herald gives itself when the request names none.
const USER_AGENT: &str = concat!("Herald/", env!("CARGO_PKG_VERSION"));

/// The HTTP client could not be made.
#[derive(Debug, thiserror::Error)]
#[error(
    "The HTTP client could not be made: no usable certificate roots. Install the system's CA certificates."
)]
pub struct TransportBuildError {
    #[source]
    source: reqwest::Error,
}

/// Speaks HTTP over the network, with certificates judged by the system's roots.
///
/// Every request is sent at most once. Public reach never goes through a proxy; chosen `https`
/// addresses off this computer use the proxy the environment names.
pub struct HttpTransport {
    clients: Clients,
    is_public: AddressRule,
}

impl HttpTransport {
    /// Makes the transport.
    ///
    /// # Errors
    /// [`TransportBuildError`] when neither the system's nor the built-in roots can be used.
    pub fn new() -> Result<Self, TransportBuildError> {
        let lookup: Arc<dyn Lookup> = Arc::new(SystemLookup);
        Self::with(&lookup, is_public, &[])
    }

    /// Makes the transport with its own idea of names, public addresses and further roots.
    pub(crate) fn with(
        lookup: &Arc<dyn Lookup>,
        is_public: AddressRule,
        extra_roots: &[Certificate],
    ) -> Result<Self, TransportBuildError> {
        let clients = Clients::new(lookup, is_public, extra_roots)
            .map_err(|source| TransportBuildError { source })?;
        Ok(Self { clients, is_public })
    }

    async fn follow(&self, mut request: HttpRequest) -> Result<HttpResponse, TransportError> {
        let mut leg = Leg::First;
        for _ in 0..=MOST_REDIRECTS {
            let response = self.ask(&request, leg).await?;
            match hop::target(&request, response.status(), response.headers())? {
                Some(next) => hop::step(&mut request, next),
                None => return read(&request, response).await,
            }
            leg = Leg::Later;
        }
        Err(TransportError::NoAnswer {
            host: host_of(&request.url),
            reason: format!("it redirected more than {MOST_REDIRECTS} times"),
        })
    }

    async fn ask(
        &self,
        request: &HttpRequest,
        leg: Leg,
    ) -> Result<reqwest::Response, TransportError> {
        let way = admit(&request.url, request.reach, self.is_public)?;
        let mut headers = request.headers.clone();
        headers
            .entry(header::USER_AGENT)
            .or_insert(HeaderValue::from_static(USER_AGENT));
        let mut sending = self
            .clients
            .client(way)
            .request(request.method.clone(), request.url.clone())
            .headers(headers);
        if !request.body.is_empty() {
            sending = sending.body(request.body.clone());
        }
        let answer = sending.send().await;
        answer.map_err(|error| before_answer(host_of(&request.url), &error, leg))
    }
}

#[async_trait]
impl Transport for HttpTransport {
    async fn send(&self, request: HttpRequest) -> Result<HttpResponse, TransportError> {
        let (host, limit) = (host_of(&request.url), request.timeout);
        reach(Place::BeforeCall);
        let outcome = tokio::time::timeout(limit, self.follow(request))
            .await
            .unwrap_or_else(|_| {
                Err(TransportError::NoAnswer {
                    host: host.clone(),
                    reason: format!("nothing came within {} ms", limit.as_millis()),
                })
            });
        reach(Place::AfterCall);
        match &outcome {
            Ok(answer) => tracing::debug!(%host, status = answer.status, "http answer"),
            Err(error) => tracing::debug!(%host, %error, "http without an answer"),
        }
        outcome
    }
}

/// Reads the body up to the limit, counting bytes as they are after decompression.
async fn read(
    request: &HttpRequest,
    mut response: reqwest::Response,
) -> Result<HttpResponse, TransportError> {
    let status = response.status().as_u16();
    let headers = std::mem::take(response.headers_mut());
    let mut body = Vec::new();
    let mut chunks = response.bytes_stream();
    while let Some(chunk) = chunks.next().await {
        let chunk = chunk.map_err(|_| TransportError::NoAnswer {
            host: host_of(&request.url),
            reason: "the answer broke off".into(),
        })?;
        if body.len() + chunk.len() > request.max_response_bytes {
            return Err(TransportError::TooLarge {
                host: host_of(&request.url),
                limit_bytes: request.max_response_bytes,
            });
        }
        body.extend_from_slice(&chunk);
    }
    Ok(HttpResponse {
        status,
        headers,
        body,
    })
}
