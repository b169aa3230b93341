//! The underlying clients, one per way out.
//!
//! Certificates are judged by the system's own roots (`rustls-platform-verifier`, which comes with
//! reqwest's `rustls-no-provider`). A bare Linux without any falls back to Mozilla's list.

use std::net::IpAddr;
use std::sync::Arc;
use std::time::Duration;

use reqwest::{Certificate, Client, ClientBuilder, redirect, retry};

use crate::gate::{PLAIN, PRIVATE, Way};
use crate::resolve::{AddressRule, GuardedResolver, Lookup};

/// The longest a connection may take to be made, name lookup and TLS included.
pub(crate) const CONNECT_LIMIT: Duration = Duration::from_secs(5);

/// How long an unused connection is kept. Shorter than the 5 seconds after which common servers
/// close theirs: a request written into a closing connection is a request without an answer.
const IDLE_LIMIT: Duration = Duration::from_secs(4);

/// One client per [`Way`]; they share no connections.
pub(crate) struct Clients {
    public: Client,
    anywhere: Client,
    loopback: Client,
}

impl Clients {
    /// Builds the clients.
    pub(crate) fn new(
        lookup: &Arc<dyn Lookup>,
        is_public: AddressRule,
        extra_roots: &[Certificate],
    ) -> Result<Self, reqwest::Error> {
        // A provider that is already there is as good: only its absence would be an error.
        drop(rustls::crypto::ring::default_provider().install_default());
        let guarded = |allowed, reason| GuardedResolver {
            lookup: Arc::clone(lookup),
            allowed,
            reason,
        };
        let build = |draft: &dyn Fn() -> ClientBuilder| build(draft, extra_roots);
        Ok(Self {
            public: build(&|| {
                let resolver = guarded(is_public, PRIVATE);
                // A proxy would resolve names itself, past the guard.
                base().dns_resolver(resolver).no_proxy().https_only(true)
            })?,
            anywhere: build(&|| {
                let resolver = guarded(|_| true, PRIVATE);
                base().dns_resolver(resolver).https_only(true)
            })?,
            loopback: build(&|| {
                let resolver = guarded(|address: IpAddr| address.is_loopback(), PLAIN);
                base().dns_resolver(resolver).no_proxy()
            })?,
        })
    }

    /// Returns the client for a way.
    pub(crate) fn client(&self, way: Way) -> &Client {
        match way {
            Way::Public => &self.public,
            Way::Anywhere => &self.anywhere,
            Way::Loopback => &self.loopback,
        }
    }
}

#[expect(
    clippy::disallowed_methods,
    reason = "this crate is the one home of the HTTP client"
)]
fn base() -> ClientBuilder {
    Client::builder()
        .redirect(redirect::Policy::none())
        .retry(retry::never())
        .referer(false)
        .connect_timeout(CONNECT_LIMIT)
        .pool_idle_timeout(IDLE_LIMIT)
}

fn build(
    draft: &dyn Fn() -> ClientBuilder,
    extra_roots: &[Certificate],
) -> Result<Client, reqwest::Error> {
    let by_the_system = draft().tls_certs_merge(extra_roots.iter().cloned()).build();
    if let Ok(client) = by_the_system {
        return Ok(client);
    }
    tracing::warn!("the system offers no certificate roots; using the built-in list");
    draft().tls_certs_only(built_in_roots()?).build()
}

/// Returns Mozilla's list of certificate roots.
pub(crate) fn built_in_roots() -> Result<Vec<Certificate>, reqwest::Error> {
    webpki_root_certs::TLS_SERVER_ROOT_CERTS
        .iter()
        .map(|der| Certificate::from_der(der))
        .collect()
}
