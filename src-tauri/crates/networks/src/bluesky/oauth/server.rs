//! Who signs people in for a server: asked of the server, then of whom it names.
//!
//! # Source
//! RFC 9728 and RFC 8414 as atproto.com/specs/oauth profiles them, read 2026-08-20.

use herald_pipeline::ports::{NetworkError, NetworkErrorKind, Reach};
use serde_json::Value;
use url::Url;

use super::super::address::Server;
use super::super::identity::unreachable;
use super::super::trouble::trouble;
use super::super::xrpc::{Xrpc, XrpcError};

/// Who signs people in, and where.
#[derive(Clone)]
pub(in super::super) struct SignInServer {
    /// Its name, which it puts on every answer.
    pub(in super::super) issuer: String,
    /// Where a request is left before the browser is opened.
    pub(in super::super) push: Url,
    /// The page the browser opens.
    pub(in super::super) authorize: Url,
    /// Where tokens are handed out.
    pub(in super::super) token: Url,
    /// Where they are taken back, where it takes any back.
    pub(in super::super) revoke: Option<Url>,
    /// How far calls to it may reach.
    pub(in super::super) reach: Reach,
}

impl SignInServer {
    /// Finds who signs people in for a server.
    ///
    /// # Errors
    /// - `unreachable`: nobody could be asked.
    /// - `no_browser`: nobody does.
    /// - `issuer_mismatch`: who was named calls itself otherwise, or sends people elsewhere.
    pub(in super::super) async fn of(
        xrpc: &Xrpc,
        server: &Server,
        owner: &str,
    ) -> Result<Self, NetworkError> {
        let resource = well_known(xrpc, server, "oauth-protected-resource", owner).await?;
        let named = resource
            .as_ref()
            .and_then(|said| said.get("authorization_servers")?.get(0)?.as_str());
        // A server without that file may be the one that signs people in itself.
        let named = named.map_or_else(|| Some(server.clone()), Server::found);
        let named = named.ok_or_else(|| no_browser(server))?;
        let named = if named.is_same_place(server) {
            server.clone()
        } else {
            named
        };
        let said = well_known(xrpc, &named, "oauth-authorization-server", owner).await?;
        Self::read(&named, &said.ok_or_else(|| no_browser(server))?)
    }

    fn read(named: &Server, said: &Value) -> Result<Self, NetworkError> {
        let text = |name: &str| said.get(name).and_then(Value::as_str);
        let issuer = text("issuer").unwrap_or_default();
        let is_itself = Server::found(issuer).is_some_and(|own| own.is_same_place(named));
        if !is_itself {
            return Err(elsewhere(named));
        }
        let find = |name: &str| -> Result<Option<Url>, NetworkError> {
            let Some(text) = text(name) else {
                return Ok(None);
            };
            let url = Url::parse(text).ok();
            let own = url.filter(|url| {
                let at = Server::found(url.as_str());
                url.scheme() == named.url.scheme() && at.is_some_and(|at| at.is_same_place(named))
            });
            own.map(Some).ok_or_else(|| elsewhere(named))
        };
        let need = |name: &str| find(name)?.ok_or_else(|| no_browser(named));
        Ok(Self {
            issuer: issuer.to_owned(),
            push: need("pushed_authorization_request_endpoint")?,
            authorize: need("authorization_endpoint")?,
            token: need("token_endpoint")?,
            revoke: find("revocation_endpoint")?,
            reach: named.reach,
        })
    }
}

/// Reads what a server says of itself; nothing where it says nothing.
async fn well_known(
    xrpc: &Xrpc,
    server: &Server,
    name: &str,
    owner: &str,
) -> Result<Option<Value>, NetworkError> {
    let url = server.at(&format!(".well-known/{name}"));
    match xrpc.fetch(url, server.reach, owner).await {
        Ok(body) => serde_json::from_slice(&body)
            .map(Some)
            .map_err(|_| unreachable(&XrpcError::garbled(server.host()))),
        Err(error) if error.is_definite() => Ok(None),
        Err(error) => Err(unreachable(&error)),
    }
}

fn no_browser(server: &Server) -> NetworkError {
    trouble(
        NetworkErrorKind::Refused,
        "no_browser",
        format!(
            "{} does not let people sign in with the browser. Connect with an app password \
             instead; nothing was changed.",
            server.host()
        ),
    )
}

fn elsewhere(server: &Server) -> NetworkError {
    trouble(
        NetworkErrorKind::Refused,
        "issuer_mismatch",
        format!(
            "{} sends people elsewhere to sign in. Herald does not follow that; nothing was changed.",
            server.host()
        ),
    )
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    fn said() -> Value {
        json!({
            "issuer": "https://sign.test",
            "pushed_authorization_request_endpoint": "https://sign.test/oauth/par",
            "authorization_endpoint": "https://sign.test/oauth/authorize",
            "token_endpoint": "https://sign.test/oauth/token",
        })
    }

    fn read(said: &Value) -> Result<SignInServer, String> {
        let named = Server::found("https://sign.test").unwrap();
        SignInServer::read(&named, said).map_err(|error| error.code)
    }

    #[test]
    fn a_server_is_taken_at_its_own_addresses() {
        let server = read(&said()).ok().unwrap();
        assert_eq!(server.push.as_str(), "https://sign.test/oauth/par");
        assert!(server.revoke.is_none());
    }

    #[test]
    fn nobody_is_sent_to_another_server_or_to_something_that_is_no_page() {
        for name in [
            "pushed_authorization_request_endpoint",
            "authorization_endpoint",
            "token_endpoint",
            "revocation_endpoint",
            "issuer",
        ] {
            for elsewhere in [
                "https://evil.test/oauth",
                "http://sign.test/oauth",
                "https://sign.test:8443/oauth",
                "file:///etc/passwd",
                "javascript:alert(1)",
                "",
            ] {
                let mut said = said();
                said[name] = json!(elsewhere);
                let found = read(&said).err();
                assert_eq!(
                    found.as_deref(),
                    Some("issuer_mismatch"),
                    "{name} {elsewhere}"
                );
            }
        }
    }

    #[test]
    fn a_server_that_takes_no_pushed_requests_signs_nobody_in() {
        let mut said = said();
        said.as_object_mut()
            .unwrap()
            .remove("pushed_authorization_request_endpoint");
        assert_eq!(read(&said).err().as_deref(), Some("no_browser"));
    }
}
