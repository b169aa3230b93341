//! Servers: the name a person types, turned into an address.

use herald_domain::Account;
use herald_pipeline::ports::{NetworkError, NetworkErrorKind};
use url::{Host, Url};

use crate::rest;
pub(super) use crate::rest::host_of;

/// The role of a server's address.
pub(super) const SERVER: &str = "server";

/// Reads what a person typed: `mastodon.social`, `@mira@mastodon.social` or a whole address.
///
/// # Errors
/// `Refused` with `bad_server`.
pub(super) fn parse(typed: &str) -> Result<Url, NetworkError> {
    let typed = typed.trim().trim_end_matches('/');
    let bare = typed.rsplit('@').next().unwrap_or_default();
    let text = if bare.contains("://") {
        bare.to_owned()
    } else if typed.contains("://") {
        typed.to_owned()
    } else {
        rest::whole_address(bare)
    };
    let url = Url::parse(&text).ok();
    let fits = |url: &Url| {
        let local = matches!(url.host(), Some(Host::Ipv4(ip)) if ip.is_loopback())
            || url.host_str() == Some("localhost");
        let named = url.host_str().is_some_and(|host| host.contains('.')) || local;
        named && (url.scheme() == "https" || (url.scheme() == "http" && local))
    };
    if url
        .as_ref()
        .is_some_and(|url| url.scheme() == "http" && !fits(url))
    {
        return Err(NetworkError::new(
            NetworkErrorKind::Refused,
            "bad_server",
            "Herald speaks to servers over https only, so that nobody reads along. Type the name \
             alone, as in mastodon.social; nothing was changed.",
        ));
    }
    url.filter(fits).ok_or_else(|| {
        NetworkError::new(
            NetworkErrorKind::Refused,
            "bad_server",
            "That is no server's name. Type it as in mastodon.social; nothing was changed.",
        )
    })
}

/// Returns the server of an account.
///
/// # Errors
/// `SignedOut` with `bad_server` where the stored address makes no sense.
pub(super) fn server_of(account: &Account) -> Result<Url, NetworkError> {
    let stored = account.addresses.get(SERVER).map_or("", String::as_str);
    parse(stored).map_err(|error| NetworkError {
        kind: NetworkErrorKind::SignedOut,
        ..error
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_server_is_known_by_name_address_or_somebodys_handle() {
        for typed in [
            "mastodon.social",
            " https://mastodon.social/ ",
            "@mira@mastodon.social",
        ] {
            assert_eq!(parse(typed).unwrap().as_str(), "https://mastodon.social/");
        }
        assert_eq!(
            host_of(&parse("http://127.0.0.1:3000").unwrap()),
            "127.0.0.1:3000"
        );
    }

    #[test]
    fn plain_http_and_nonsense_are_refused() {
        for typed in [
            "http://mastodon.social",
            "",
            "mastodon",
            "ftp://a.test",
            "https://",
        ] {
            assert_eq!(parse(typed).unwrap_err().code, "bad_server", "{typed}");
        }
        let words = parse("http://example.com").unwrap_err().message;
        assert!(words.contains("https only"), "{words}");
    }
}
