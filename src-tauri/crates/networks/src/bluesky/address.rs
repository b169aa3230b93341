//! Addresses: what people type, AT-URIs, web links, and servers by role.

use std::collections::BTreeMap;

use herald_domain::Account;
use herald_pipeline::ports::{NetworkError, NetworkErrorKind, Reach};
use url::Url;

use super::trouble::trouble;
use crate::rest;

/// Collection of posts.
pub(super) const POST: &str = "app.bsky.feed.post";

/// The role under which an address found in a DID document is kept.
///
/// It is not `service`: that role means a person chose the address, which widens what may be
/// reached.
pub(super) const FOUND_SERVER: &str = "pds";

/// A server and how far a call to it may reach.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Server {
    /// The base address.
    pub(super) url: Url,
    /// Whether a person chose it.
    pub(super) reach: Reach,
}

impl Server {
    /// Takes an address a remote party named, or one built into Herald.
    pub(super) fn found(address: &str) -> Option<Self> {
        let url = Url::parse(address.trim()).ok()?;
        (matches!(url.scheme(), "https" | "http") && url.has_host()).then_some(Self {
            url,
            reach: Reach::Public,
        })
    }

    fn chosen(address: &str) -> Option<Self> {
        Self::found(&rest::whole_address(address)).map(|server| Self {
            reach: Reach::Chosen,
            ..server
        })
    }

    /// Returns the address of a path below the server.
    pub(super) fn at(&self, path: &str) -> Url {
        let mut url = self.url.clone();
        let base = url.path().trim_end_matches('/').to_owned();
        url.set_path(&format!("{base}/{path}"));
        url.set_query(None);
        url
    }

    /// Tells whether the server is at a host, with its port where it has one of its own.
    pub(super) fn is_at(&self, host: &str) -> bool {
        let there = Self::found(&format!("{}://{host}", self.url.scheme()));
        there.is_some_and(|there| self.is_same_place(&there))
    }

    /// Tells whether two addresses lead to the same server; this computer has several names.
    pub(super) fn is_same_place(&self, other: &Self) -> bool {
        let place = |server: &Self| {
            let host = server
                .url
                .host_str()
                .unwrap_or_default()
                .to_ascii_lowercase();
            let host = match host.as_str() {
                "localhost" | "[::1]" => "127.0.0.1".to_owned(),
                _ => host,
            };
            (host, server.url.port_or_known_default())
        };
        place(self) == place(other)
    }

    /// Returns the host, for messages and limits.
    pub(super) fn host(&self) -> String {
        rest::host_of(&self.url)
    }
}

/// Returns the server of a role, chosen by a person; `None` where none was chosen.
pub(super) fn chosen(
    addresses: &BTreeMap<String, String>,
    role: &str,
) -> Result<Option<Server>, NetworkError> {
    let Some(text) = addresses.get(role).filter(|text| !text.trim().is_empty()) else {
        return Ok(None);
    };
    Server::chosen(text).map(Some).ok_or_else(|| {
        trouble(
            NetworkErrorKind::Refused,
            "bad_address",
            format!(
                "The address given for `{role}` is no web address, so nothing was contacted. \
                 Give it like https://example.com."
            ),
        )
    })
}

/// Returns the server that holds an account.
pub(super) fn server_of(account: &Account) -> Result<Server, NetworkError> {
    if let Some(server) = chosen(&account.addresses, "service")? {
        return Ok(server);
    }
    let found = account.addresses.get(FOUND_SERVER);
    found
        .and_then(|address| Server::found(address))
        .ok_or_else(|| {
            trouble(
                NetworkErrorKind::SignedOut,
                "bad_session",
                format!(
                    "Herald no longer knows which server holds @{}. Connect the account again.",
                    account.handle
                ),
            )
        })
}

/// The address of a record: `at://<did>/<collection>/<rkey>`.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct AtUri {
    /// The DID, or a handle where a person typed one.
    pub(super) authority: String,
    /// The collection's NSID.
    pub(super) collection: String,
    /// The record key.
    pub(super) rkey: String,
}

impl AtUri {
    /// Parses the address of a record.
    pub(super) fn parse(text: &str) -> Option<Self> {
        let mut parts = text.strip_prefix("at://")?.split('/');
        let uri = Self {
            authority: parts.next()?.to_owned(),
            collection: parts.next()?.to_owned(),
            rkey: parts.next()?.to_owned(),
        };
        let sound = [&uri.authority, &uri.collection, &uri.rkey]
            .iter()
            .all(|part| !part.is_empty() && !part.contains(char::is_whitespace));
        (sound && parts.next().is_none()).then_some(uri)
    }

    /// Builds the address of a record.
    pub(super) fn new(authority: &str, collection: &str, rkey: &str) -> Self {
        Self {
            authority: authority.to_owned(),
            collection: collection.to_owned(),
            rkey: rkey.to_owned(),
        }
    }
}

impl std::fmt::Display for AtUri {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(
            f,
            "at://{}/{}/{}",
            self.authority, self.collection, self.rkey
        )
    }
}

/// Makes links people can open.
#[derive(Clone, Debug)]
pub(super) struct Web(String);

impl Web {
    /// Takes the account's own web address, or Bluesky's.
    pub(super) fn of(account: &Account) -> Self {
        let chosen = account.addresses.get("web").map(|text| text.trim());
        let base = chosen.filter(|text| !text.is_empty());
        Self(
            base.unwrap_or("https://bsky.app")
                .trim_end_matches('/')
                .to_owned(),
        )
    }

    /// Links a post; `None` where the address is not a post's.
    pub(super) fn post(&self, uri: &str) -> Option<String> {
        let uri = AtUri::parse(uri).filter(|uri| uri.collection == POST)?;
        Some(format!(
            "{}/profile/{}/post/{}",
            self.0, uri.authority, uri.rkey
        ))
    }

    /// Links a person.
    pub(super) fn profile(&self, did: &str) -> String {
        format!("{}/profile/{did}", self.0)
    }
}

/// What a person named.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) enum Named {
    /// A person by handle.
    Handle(String),
    /// A person by DID.
    Did(String),
    /// A person by e-mail address.
    Email(String),
    /// A record, by DID or handle.
    Record(AtUri),
}

impl Named {
    /// Understands a handle, a DID, an e-mail address, an AT-URI or a link to a profile or post.
    pub(super) fn parse(text: &str) -> Option<Self> {
        let clean: String = text.chars().filter(|c| !is_invisible(*c)).collect();
        let clean = clean.trim();
        if let Some(rest) = clean.strip_prefix("at://") {
            return AtUri::parse(clean)
                .map(Self::Record)
                .or_else(|| Self::person(rest.trim_end_matches('/')));
        }
        if clean.contains("://") {
            return Self::link(clean);
        }
        Self::person(clean)
    }

    fn person(text: &str) -> Option<Self> {
        let text = text.trim_start_matches('@').trim();
        let compact: String = text.chars().filter(|c| !c.is_whitespace()).collect();
        if compact.starts_with("did:") {
            return is_did(&compact).then_some(Self::Did(compact));
        }
        if compact.contains('@') {
            let (name, host) = compact.split_once('@')?;
            return (!name.is_empty() && host.contains('.')).then_some(Self::Email(compact));
        }
        let handle = compact.to_ascii_lowercase();
        is_handle(&handle).then_some(Self::Handle(handle))
    }

    fn link(text: &str) -> Option<Self> {
        let url = Url::parse(text).ok()?;
        let mut parts = url.path_segments()?.filter(|part| !part.is_empty());
        let (Some("profile"), Some(who)) = (parts.next(), parts.next()) else {
            return None;
        };
        let who = who.replace("%3A", ":").replace("%3a", ":");
        match (parts.next(), parts.next()) {
            (Some("post"), Some(rkey)) => Some(Self::Record(AtUri::new(&who, POST, rkey))),
            (None, _) => Self::person(&who),
            (Some(_), _) => None,
        }
    }
}

/// Zero-width and direction marks, which copying a handle from a page brings along.
fn is_invisible(c: char) -> bool {
    matches!(c, '\u{ad}' | '\u{200b}'..='\u{200f}' | '\u{202a}'..='\u{202e}' | '\u{2060}'..='\u{2069}' | '\u{feff}')
}

/// Tells whether text is a DID of a method the network uses.
///
/// # Source
/// atproto.com/specs/did, read 2026-08-20.
pub(super) fn is_did(text: &str) -> bool {
    let id = text
        .strip_prefix("did:plc:")
        .or_else(|| text.strip_prefix("did:web:"));
    let allowed = |byte: u8| byte.is_ascii_alphanumeric() || b"._:%-".contains(&byte);
    id.is_some_and(|id| !id.is_empty() && text.len() <= 2_048 && id.bytes().all(allowed))
}

/// Tells whether text is a handle.
///
/// # Source
/// atproto.com/specs/handle, read 2026-08-20.
pub(super) fn is_handle(text: &str) -> bool {
    let label = |label: &str| {
        (1..=63).contains(&label.len())
            && !label.starts_with('-')
            && !label.ends_with('-')
            && label
                .bytes()
                .all(|byte| byte.is_ascii_alphanumeric() || byte == b'-')
    };
    let last = text.rsplit('.').next().unwrap_or_default();
    text.len() <= 253
        && text.contains('.')
        && text.split('.').all(label)
        && last.starts_with(|c: char| c.is_ascii_alphabetic())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_people_type_is_understood() {
        let handle = Some(Named::Handle("mira.test".into()));
        for text in [
            "mira.test",
            "@mira.test",
            "  @Mira.test ",
            "@ mira.test",
            "\u{202a}@mira.test\u{202c}",
            "https://bsky.app/profile/mira.test",
            "at://mira.test",
        ] {
            assert_eq!(Named::parse(text), handle, "{text}");
        }
        let did = Some(Named::Did("did:plc:abc".into()));
        assert_eq!(Named::parse("did:plc:abc"), did);
        assert_eq!(
            Named::parse("https://bsky.app/profile/did%3Aplc%3Aabc"),
            did
        );
        assert_eq!(
            Named::parse("mira@example.com"),
            Some(Named::Email("mira@example.com".into()))
        );
        let post = Some(Named::Record(AtUri::new("mira.test", POST, "3k")));
        assert_eq!(
            Named::parse("https://bsky.app/profile/mira.test/post/3k?x=1"),
            post
        );
        assert_eq!(Named::parse("at://mira.test/app.bsky.feed.post/3k"), post);
    }

    #[test]
    fn what_names_nobody_is_refused() {
        for text in [
            "",
            "@",
            "mira",
            "mira..test",
            "-mira.test",
            "mira.1",
            "did:key:abc",
            "https://bsky.app/settings",
            "https://bsky.app/profile/mira.test/feed/x",
            "a b@",
        ] {
            assert_eq!(Named::parse(text), None, "{text}");
        }
    }

    #[test]
    fn a_chosen_address_may_leave_out_the_scheme_and_only_it_reaches_everything() {
        let chosen = Server::chosen("pds.example.com").unwrap();
        assert_eq!(chosen.url.as_str(), "https://pds.example.com/");
        assert_eq!(chosen.reach, Reach::Chosen);
        let found = Server::found("https://pds.example.com/base/").unwrap();
        assert_eq!(found.reach, Reach::Public);
        assert_eq!(
            found.at("xrpc/a.b").as_str(),
            "https://pds.example.com/base/xrpc/a.b"
        );
        assert_eq!(Server::found("ftp://pds.example.com"), None);
    }
}
