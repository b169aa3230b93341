//! Names become addresses here, and only allowed addresses are ever connected to.
//!
//! The guard sits in the resolver the client itself connects through, so a name cannot show one
//! address to a check and another to the connection.

use std::error::Error;
use std::fmt;
use std::io;
use std::net::{IpAddr, SocketAddr};
use std::sync::Arc;

use async_trait::async_trait;
use reqwest::dns::{Addrs, Name, Resolve, Resolving};

/// Asks for the addresses of a name.
#[async_trait]
pub(crate) trait Lookup: Send + Sync {
    /// Returns every address of the name.
    async fn lookup(&self, name: &str) -> io::Result<Vec<IpAddr>>;
}

/// Asks the system's resolver.
pub(crate) struct SystemLookup;

#[async_trait]
impl Lookup for SystemLookup {
    async fn lookup(&self, name: &str) -> io::Result<Vec<IpAddr>> {
        let found = tokio::net::lookup_host((name, 0)).await?;
        Ok(found.map(|address| address.ip()).collect())
    }
}

/// Tells whether an address may be connected to.
pub(crate) type AddressRule = fn(IpAddr) -> bool;

/// A name that has addresses, none of which may be connected to.
#[derive(Debug)]
pub(crate) struct NoAllowedAddress {
    /// Why, in words for people.
    pub(crate) reason: &'static str,
}

impl fmt::Display for NoAllowedAddress {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.reason)
    }
}

impl Error for NoAllowedAddress {}

/// Resolves names and leaves out every address the rule does not allow.
pub(crate) struct GuardedResolver {
    /// Where addresses come from.
    pub(crate) lookup: Arc<dyn Lookup>,
    /// Which of them may be used.
    pub(crate) allowed: AddressRule,
    /// What to say when none may.
    pub(crate) reason: &'static str,
}

impl Resolve for GuardedResolver {
    fn resolve(&self, name: Name) -> Resolving {
        let lookup = Arc::clone(&self.lookup);
        let (allowed, reason) = (self.allowed, self.reason);
        Box::pin(async move {
            let found = lookup.lookup(name.as_str()).await?;
            if found.is_empty() {
                return Err(io::Error::from(io::ErrorKind::NotFound).into());
            }
            let kept: Vec<SocketAddr> = found
                .into_iter()
                .filter(|address| allowed(*address))
                .map(|address| SocketAddr::new(address, 0))
                .collect();
            if kept.is_empty() {
                return Err(NoAllowedAddress { reason }.into());
            }
            Ok(Box::new(kept.into_iter()) as Addrs)
        })
    }
}
