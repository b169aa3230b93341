//! Decides, before anything is sent, whether an address may be asked and by which way.

use std::net::IpAddr;

use herald_pipeline::ports::{Reach, TransportError};
use url::{Host, Url};

use crate::resolve::AddressRule;

/// Why plain `http` is turned away.
pub(crate) const PLAIN: &str = "plain http is allowed on this computer only";
/// Why an address of a private or local network is turned away.
pub(crate) const PRIVATE: &str = "it is not a public internet address";

/// The ways out, each with its own connections so that no way reuses another's.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Way {
    /// To public addresses.
    Public,
    /// To any address, over `https`.
    Anywhere,
    /// To this computer itself.
    Loopback,
}

/// Returns the host of an address for messages, with no other part of it.
pub(crate) fn host_of(url: &Url) -> String {
    url.host_str().unwrap_or("an address without a host").into()
}

/// Admits an address and names the way to it.
///
/// # Errors
/// [`TransportError::Refused`] when the address may not be asked under this reach. Names are
/// judged again by the addresses they resolve to.
pub(crate) fn admit(
    url: &Url,
    reach: Reach,
    is_public: AddressRule,
) -> Result<Way, TransportError> {
    judge(url, reach, is_public).map_err(|reason| TransportError::Refused {
        host: host_of(url),
        reason: reason.into(),
    })
}

fn judge(url: &Url, reach: Reach, is_public: AddressRule) -> Result<Way, &'static str> {
    let plain = match url.scheme() {
        "https" => false,
        "http" => true,
        _ => return Err("only http and https are spoken"),
    };
    if !url.username().is_empty() || url.password().is_some() {
        return Err("it carries a user name or a password");
    }
    match url.host() {
        Some(Host::Domain(name)) => judge_name(name, plain, reach),
        Some(Host::Ipv4(v4)) => judge_literal(IpAddr::V4(v4), plain, reach, is_public),
        Some(Host::Ipv6(v6)) => judge_literal(IpAddr::V6(v6), plain, reach, is_public),
        None => Err("it has no host"),
    }
}

fn judge_literal(
    address: IpAddr,
    plain: bool,
    reach: Reach,
    is_public: AddressRule,
) -> Result<Way, &'static str> {
    match reach {
        _ if plain && !address.is_loopback() => Err(PLAIN),
        Reach::Public if !is_public(address) => Err(PRIVATE),
        _ if address.is_loopback() => Ok(Way::Loopback),
        Reach::Public => Ok(Way::Public),
        Reach::Chosen => Ok(Way::Anywhere),
    }
}

fn judge_name(name: &str, plain: bool, reach: Reach) -> Result<Way, &'static str> {
    let name = name.trim_end_matches('.');
    let local = name == "localhost" || name.ends_with(".localhost");
    match reach {
        Reach::Public if local => Err(PRIVATE),
        // No address is both public and on this computer, so none could be left to ask.
        Reach::Public if plain => Err(PLAIN),
        Reach::Public => Ok(Way::Public),
        Reach::Chosen if plain || local => Ok(Way::Loopback),
        Reach::Chosen => Ok(Way::Anywhere),
    }
}
