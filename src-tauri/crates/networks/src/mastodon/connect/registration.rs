//! Herald as an app of a server: registered there by itself, kept in the vault per server.

use std::collections::BTreeMap;

use herald_pipeline::ports::{NetworkError, NetworkErrorKind, Secret};
use serde::Deserialize;
use serde_json::{Value, json};
use url::Url;

use super::super::client::{NAME, registration_name};
use super::super::server::host_of;
use super::super::wire::Registered;
use super::MastodonConnector;
use crate::rest::{Body, Call, explain, vault_trouble};
use crate::sign_in::{Grant, ask_for_tokens};

/// What Herald asks for.
///
/// # Source
/// docs.joinmastodon.org/api/oauth-scopes, read 2026-07-02.
pub(super) const SCOPES: &str = "read write";

const REGISTERING: &str = "Registering Herald with the server";

/// Where a server lets people agree and hands out tokens.
pub(super) struct Endpoints {
    pub(super) authorize: Url,
    pub(super) token: Url,
    /// Who answers, where the server says its name.
    pub(super) issuer: Option<String>,
}

impl Endpoints {
    /// Reads what the server says of itself; older ones say nothing and use the usual paths.
    pub(super) fn new(
        server: &Url,
        said: &Value,
        addresses: &BTreeMap<String, String>,
    ) -> Result<Self, NetworkError> {
        let find = |role: &str, name: &str, path: &str| {
            let chosen = addresses.get(role).and_then(|text| Url::parse(text).ok());
            let chosen = chosen.filter(|url| matches!(url.scheme(), "https" | "http"));
            let said = said.get(name).and_then(Value::as_str);
            let said = said.and_then(|text| Url::parse(text).ok());
            // A server that sends people elsewhere, or to something that is no page, is not followed.
            let said = said.filter(|url| url.origin() == server.origin());
            let mut usual = server.clone();
            usual.set_path(path);
            chosen.or(said).unwrap_or(usual)
        };
        let issuer = said
            .get("issuer")
            .and_then(Value::as_str)
            .map(str::to_owned);
        let own = |issuer: &String| Url::parse(issuer).is_ok_and(|url| url.host() == server.host());
        if issuer.as_ref().is_some_and(|issuer| !own(issuer)) {
            return Err(NetworkError::new(
                NetworkErrorKind::Refused,
                "issuer_mismatch",
                format!(
                    "{} says that another server signs people in. Herald does not follow that.",
                    host_of(server)
                ),
            ));
        }
        Ok(Self {
            authorize: find("auth", "authorization_endpoint", "/oauth/authorize"),
            token: find("token", "token_endpoint", "/oauth/token"),
            issuer,
        })
    }
}

/// Returns where a server takes a token back.
pub(super) fn revoke_url(server: &Url) -> String {
    let mut url = server.clone();
    url.set_path("/oauth/revoke");
    url.to_string()
}

/// A registration as the vault keeps it.
#[derive(Deserialize)]
struct Stored {
    client_id: String,
    client_secret: String,
    redirect_uri: String,
}

impl MastodonConnector {
    /// Returns the registration for an address to come back to; registers where there is none.
    pub(super) async fn registered(
        &self,
        server: &Url,
        redirect_uri: &str,
    ) -> Result<Registered, NetworkError> {
        let name = registration_name(&host_of(server));
        let kept = self.client.vault.read(&name).await;
        let kept = kept.map_err(|error| vault_trouble(&error))?;
        let kept: Option<Stored> = kept.and_then(|kept| serde_json::from_str(kept.expose()).ok());
        if let Some(kept) = kept.filter(|kept| kept.redirect_uri == redirect_uri) {
            let kept = Registered {
                client_id: kept.client_id,
                client_secret: kept.client_secret,
            };
            if !self.is_forgotten(server, &kept).await {
                return Ok(kept);
            }
        }
        let registered = self.register(server, redirect_uri).await?;
        let kept = json!({
            "client_id": registered.client_id,
            "client_secret": registered.client_secret,
            "redirect_uri": redirect_uri,
        });
        let written = self
            .client
            .vault
            .write(&name, &Secret::new(kept.to_string()))
            .await;
        written.map_err(|error| vault_trouble(&error))?;
        Ok(registered)
    }

    /// Tells whether a server surely no longer knows a registration: old servers forget apps nobody used,
    /// and their page would refuse for ever.
    async fn is_forgotten(&self, server: &Url, kept: &Registered) -> bool {
        let mut url = server.clone();
        url.set_path("/oauth/token");
        let call = Call::token_form(
            url,
            &host_of(server),
            &[
                ("grant_type", "client_credentials"),
                ("client_id", &kept.client_id),
                ("client_secret", &kept.client_secret),
            ],
        );
        let answer = ask_for_tokens(&self.client.rest, call, NAME, REGISTERING).await;
        matches!(answer, Err(Grant::Refused { error, .. }) if error == "invalid_client")
    }

    async fn register(&self, server: &Url, redirect_uri: &str) -> Result<Registered, NetworkError> {
        let mut url = server.clone();
        url.set_path("/api/v1/apps");
        let body = json!({
            "client_name": "Herald",
            "redirect_uris": redirect_uri,
            "scopes": SCOPES,
        });
        let call = Call::post(url, &host_of(server), Body::Json(body));
        let answer = self.client.rest.call(call).await;
        let answer = answer.map_err(|error| explain(&error, NAME, REGISTERING))?;
        let registered = answer
            .is_success()
            .then(|| Registered::deserialize(&answer.body).ok());
        registered.flatten().ok_or_else(|| {
            NetworkError::new(
                NetworkErrorKind::Refused,
                "not_registered",
                format!(
                    "{REGISTERING} failed: {} refuses it (status {}). Connect with an access token \
                     instead; nothing was changed.",
                    answer.host, answer.status
                ),
            )
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn authorize(said: &str) -> String {
        let server = Url::parse("https://a.test/").expect("an address");
        let said = json!({"authorization_endpoint": said});
        let found = Endpoints::new(&server, &said, &BTreeMap::new()).ok();
        found.expect("is read").authorize.to_string()
    }

    #[test]
    fn only_a_page_of_the_server_itself_is_opened() {
        assert_eq!(
            authorize("https://a.test/sign-in"),
            "https://a.test/sign-in"
        );
        for elsewhere in [
            "file://a.test/etc/passwd",
            "javascript:alert(1)",
            "data:text/html,x",
            "http://a.test/oauth/authorize",
            "https://a.test:8443/oauth/authorize",
            "https://evil.test/oauth/authorize",
            "https://a.test.evil.test/",
            "ssh://a.test/",
            "not an address",
        ] {
            assert_eq!(
                authorize(elsewhere),
                "https://a.test/oauth/authorize",
                "{elsewhere}"
            );
        }
    }
}
