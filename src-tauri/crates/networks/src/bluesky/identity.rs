//! Identity: from what a person typed to the DID and the server that holds the account.
//!
//! A handle is believed only both ways: it leads to a DID, and the DID's document names it.
//!
//! # Source
//! atproto.com/specs/handle and /specs/did, read 2026-08-20.

use std::collections::BTreeMap;

use herald_pipeline::ports::{NetworkError, NetworkErrorKind, Reach};
use serde::Deserialize;
use serde_json::Value;
use url::Url;

use super::address::{Server, chosen, is_did};
use super::trouble::{explain, trouble};
use super::xrpc::{Call, Caller, Xrpc, XrpcError};

const DIRECTORY: &str = "https://plc.directory";
const PUBLIC_API: &str = "https://public.api.bsky.app";
const FINDING: &str = "Finding the account";

/// Where an account lives.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Home {
    /// The permanent identifier.
    pub(super) did: String,
    /// The server, with public reach: a remote party named it.
    pub(super) server: Server,
}

#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
struct Document {
    id: String,
    #[serde(default)]
    also_known_as: Vec<Value>,
    #[serde(default)]
    service: Vec<Value>,
}

/// Looks accounts up.
pub(super) struct Lookup<'a> {
    /// The caller.
    pub(super) xrpc: &'a Xrpc,
    /// Addresses a person chose.
    pub(super) addresses: &'a BTreeMap<String, String>,
    /// Whose budget it uses.
    pub(super) owner: &'a str,
}

impl Lookup<'_> {
    /// Finds the home of a handle, checked both ways.
    ///
    /// # Errors
    /// - `unknown_handle`: it leads nowhere, or the DID does not name it.
    /// - `unreachable`: nobody could be asked.
    pub(super) async fn home_of_handle(&self, handle: &str) -> Result<Home, NetworkError> {
        let did = self.did_of(handle).await?;
        let document = self.document(&did).await?;
        let named = format!("at://{handle}");
        let agrees = document
            .also_known_as
            .iter()
            .filter_map(Value::as_str)
            .any(|name| name.eq_ignore_ascii_case(&named));
        if !agrees {
            return Err(trouble(
                NetworkErrorKind::Refused,
                "unknown_handle",
                format!(
                    "@{handle} points to an account that does not use that handle, so it may not \
                     be the account you mean. Check the handle in the Bluesky app and type it as \
                     shown there."
                ),
            ));
        }
        home_in(&document)
    }

    /// Finds the home of a DID.
    ///
    /// # Errors
    /// - `unknown_handle`: there is no such DID.
    /// - `unreachable`: nobody could be asked.
    pub(super) async fn home_of_did(&self, did: &str) -> Result<Home, NetworkError> {
        home_in(&self.document(did).await?)
    }

    /// Checks that a server a person chose is the one the DID's document names.
    ///
    /// # Errors
    /// - `not_its_server`: the document names another one, so this one only claims the account.
    /// - as [`Lookup::home_of_did`].
    pub(super) async fn vouch_for(&self, server: &Server, did: &str) -> Result<(), NetworkError> {
        let home = self.home_of_did(did).await?;
        if home.server.is_same_place(server) {
            return Ok(());
        }
        Err(trouble(
            NetworkErrorKind::Refused,
            "not_its_server",
            format!(
                "{} says that it holds {did}, and the account's own identity document names {}. \
                 Nothing was connected. Leave the server's address out, or give that one.",
                server.host(),
                home.server.host()
            ),
        ))
    }

    /// Returns who vouches for a DID: the directory, or the domain that is in it.
    ///
    /// # Errors
    /// `bad_address` where the directory a person chose is no address.
    pub(super) fn authority_of(&self, did: &str) -> Result<String, NetworkError> {
        match did.strip_prefix("did:web:") {
            Some(domain) => Ok(domain.to_ascii_lowercase()),
            None => Ok(self.role("plc", DIRECTORY)?.host()),
        }
    }

    async fn did_of(&self, handle: &str) -> Result<String, NetworkError> {
        let asked = self.ask_public_api(handle).await?;
        let asked = match asked {
            Ok(did) => return Ok(did),
            Err(error) => error,
        };
        match self.read_well_known(handle).await {
            Ok(Some(did)) => Ok(did),
            Ok(None) => Err(unknown(handle)),
            // The name's own host does not answer; what the public API said decides.
            Err(_) if asked.is_definite() => Err(unknown(handle)),
            Err(_) => Err(unreachable(&asked)),
        }
    }

    async fn ask_public_api(
        &self,
        handle: &str,
    ) -> Result<Result<String, XrpcError>, NetworkError> {
        let server = self.role("public_api", PUBLIC_API)?;
        let call = Call::query(
            "com.atproto.identity.resolveHandle",
            vec![("handle", handle.to_owned())],
        );
        let caller = Caller::nobody(self.owner);
        let answer = self.xrpc.call(&server, caller, &call).await;
        Ok(answer.and_then(|answer| {
            let did = answer.get("did").and_then(Value::as_str);
            did.filter(|did| is_did(did))
                .map(str::to_owned)
                .ok_or_else(|| XrpcError::garbled(server.host()))
        }))
    }

    async fn read_well_known(&self, handle: &str) -> Result<Option<String>, XrpcError> {
        let Ok(url) = Url::parse(&format!("https://{handle}/.well-known/atproto-did")) else {
            return Ok(None);
        };
        match self.xrpc.fetch(url, Reach::Public, self.owner).await {
            Ok(body) => {
                let text = String::from_utf8_lossy(&body).trim().to_owned();
                Ok(is_did(&text).then_some(text))
            }
            Err(error) if error.is_definite() => Ok(None),
            Err(error) => Err(error),
        }
    }

    async fn document(&self, did: &str) -> Result<Document, NetworkError> {
        let (url, reach) = self.document_address(did)?;
        let host = url.host_str().unwrap_or_default().to_owned();
        let body = match self.xrpc.fetch(url, reach, self.owner).await {
            Ok(body) => body,
            Err(error) if error.is_definite() => return Err(unknown(did)),
            Err(error) => return Err(unreachable(&error)),
        };
        serde_json::from_slice(&body)
            .ok()
            .filter(|document: &Document| document.id == did)
            .ok_or_else(|| unreachable(&XrpcError::garbled(host)))
    }

    fn document_address(&self, did: &str) -> Result<(Url, Reach), NetworkError> {
        if did.starts_with("did:plc:") {
            let server = self.role("plc", DIRECTORY)?;
            return Ok((server.at(did), server.reach));
        }
        // A `did:web` of the network is a bare host name; ports and paths are not allowed.
        did.strip_prefix("did:web:")
            .filter(|host| !host.contains([':', '%']))
            .and_then(|host| Url::parse(&format!("https://{host}/.well-known/did.json")).ok())
            .map(|url| (url, Reach::Public))
            .ok_or_else(|| unknown(did))
    }

    fn role(&self, role: &str, default: &str) -> Result<Server, NetworkError> {
        let server = chosen(self.addresses, role)?.or_else(|| Server::found(default));
        server.ok_or_else(|| unknown(default))
    }
}

fn home_in(document: &Document) -> Result<Home, NetworkError> {
    let whole = format!("{}#atproto_pds", document.id);
    let endpoint = document
        .service
        .iter()
        .filter(|service| {
            let id = service.get("id").and_then(Value::as_str);
            id == Some("#atproto_pds") || id == Some(&whole)
        })
        .find_map(|service| service.get("serviceEndpoint")?.as_str());
    let server = endpoint.and_then(Server::found).ok_or_else(|| {
        trouble(
            NetworkErrorKind::Refused,
            "unknown_handle",
            "The account exists and names no server that holds it, so Herald cannot sign in. \
             Give the server's address if you know it.",
        )
    })?;
    Ok(Home {
        did: document.id.clone(),
        server,
    })
}

fn unknown(name: &str) -> NetworkError {
    let shown = if name.starts_with("did:") {
        name.to_owned()
    } else {
        format!("@{name}")
    };
    trouble(
        NetworkErrorKind::Refused,
        "unknown_handle",
        format!(
            "Bluesky knows no account {shown}. Nothing was connected. \
             Check the spelling; a handle looks like name.bsky.social."
        ),
    )
}

/// Turns trouble on the way into the code `unreachable`, unless waiting is what helps.
pub(super) fn unreachable(error: &XrpcError) -> NetworkError {
    let explained = explain(error, FINDING);
    match explained.kind {
        NetworkErrorKind::Unavailable | NetworkErrorKind::Garbled => NetworkError {
            kind: NetworkErrorKind::Unavailable,
            code: "unreachable".to_owned(),
            ..explained
        },
        _ => explained,
    }
}
