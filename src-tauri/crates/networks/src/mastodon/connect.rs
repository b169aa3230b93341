//! Connecting an account: in the browser, or with a token made on the server's own pages.

mod discovery;
mod registration;
mod ways;

use std::collections::BTreeMap;
use std::sync::Arc;

use async_trait::async_trait;
use herald_domain::{Account, AccountId};
use herald_pipeline::ports::{
    AccountConnector, Authorization, AuthorizeInput, ConnectInput, ConnectWay, Connected,
    NetworkError, NetworkErrorKind, Redirect, Secret,
};
use serde::Deserialize;
use serde_json::Value;
use url::Url;

use super::client::{Client, NAME};
use super::instance::{self, fact};
use super::server::{SERVER, host_of, parse, server_of};
use super::software::software;
use super::wire::Person;
use crate::rest::{Answer, Auth, Call, explain};
use crate::sign_in::{
    Callback, Grant, Pending, Pkce, Tokens, ask_for_tokens, authorize_url, fresh_state,
};
use registration::{Endpoints, SCOPES};

pub use ways::ways;

const SIGNING_IN: &str = "Signing in";
const PATH: &str = "/mastodon";

/// Connects Mastodon accounts.
pub struct MastodonConnector {
    client: Arc<Client>,
}

impl MastodonConnector {
    pub(super) fn new(client: Arc<Client>) -> Self {
        Self { client }
    }

    /// Reads what a server is; what has neither version of the answer is no Mastodon.
    async fn instance(&self, server: &Url) -> Result<Value, NetworkError> {
        let mut last = None;
        for path in ["/api/v2/instance", "/api/v1/instance"] {
            let answer = self.plain(server, path, "").await?;
            if answer.is_success() && answer.body.get("version").is_some() {
                return Ok(answer.body);
            }
            last = Some(answer);
        }
        let status = last.map_or(0, |answer| answer.status);
        if status >= 500 {
            return Err(NetworkError::new(
                NetworkErrorKind::Unavailable,
                "server_error",
                format!(
                    "{} has trouble of its own (status {status}). Try again later; nothing was changed.",
                    host_of(server)
                ),
            ));
        }
        Err(NetworkError::new(
            NetworkErrorKind::Refused,
            "no_mastodon",
            format!(
                "{} does not speak Mastodon's language (status {status}). Check the server's name.",
                host_of(server)
            ),
        ))
    }

    /// Reads an address of a server; an answer that is no JSON counts as missing.
    async fn plain(&self, server: &Url, path: &str, token: &str) -> Result<Answer, NetworkError> {
        self.asked(server, path, &[], token).await
    }

    async fn asked(
        &self,
        server: &Url,
        path: &str,
        query: &[(&str, &str)],
        token: &str,
    ) -> Result<Answer, NetworkError> {
        let mut url = server.clone();
        url.set_path(path);
        if !query.is_empty() {
            url.query_pairs_mut().extend_pairs(query);
        }
        let host = host_of(server);
        match self
            .client
            .rest
            .call(Call::get(url, &host).shows(Auth::bearer(token)))
            .await
        {
            Ok(answer) => Ok(answer),
            Err(crate::rest::CallError::Garbled {
                status,
                host,
                until,
            }) => Ok(Answer {
                status: if (200..300).contains(&status) {
                    404
                } else {
                    status
                },
                body: Value::Null,
                host,
                until,
            }),
            Err(error) => Err(explain(&error, NAME, SIGNING_IN)),
        }
    }

    /// Reads who a token belongs to, and makes the account.
    async fn account(
        &self,
        server: &Url,
        tokens: Tokens,
        addresses: BTreeMap<String, String>,
    ) -> Result<Connected, NetworkError> {
        let path = "/api/v1/accounts/verify_credentials";
        let answer = self.plain(server, path, &tokens.access).await?;
        let person = answer
            .is_success()
            .then(|| Person::deserialize(&answer.body).ok());
        let person = person.flatten().ok_or_else(|| token_refused(&answer))?;
        let said = self.instance(server).await?;
        let mut facts = instance::facts(&said);
        // What a server calls itself is surer than what its version looks like.
        let name = software(&self.client, server).await;
        facts.extend(name.map(|name| (fact::SOFTWARE.to_owned(), name)));
        facts.insert(fact::SCOPES.to_owned(), tokens.scope.clone());
        let visibility = person
            .source
            .as_ref()
            .and_then(|source| source.privacy.clone());
        facts.extend(visibility.map(|word| (fact::VISIBILITY.to_owned(), word)));
        let handle = if person.acct.contains('@') {
            person.acct.clone()
        } else {
            let home = discovery::home_of(&said, &person, server);
            format!("{}@{home}", person.acct)
        };
        let mut addresses = addresses;
        let authority = host_of(server);
        let tokens = Tokens {
            server: Some(authority.clone()),
            ..tokens
        };
        let server = server.as_str().trim_end_matches('/').to_owned();
        addresses.insert(SERVER.to_owned(), server);
        Ok(Connected {
            authority,
            remote_id: person.id,
            handle,
            display_name: person.display_name.unwrap_or_default(),
            addresses,
            facts,
            session: tokens.to_secret(),
        })
    }

    /// Returns the server as the person named it; empty where they did not.
    fn named<'a>(
        fields: &'a BTreeMap<String, String>,
        addresses: &'a BTreeMap<String, String>,
    ) -> &'a str {
        let named = addresses.get(SERVER).or_else(|| fields.get(SERVER));
        named.map_or("", String::as_str)
    }
}

fn token_refused(answer: &Answer) -> NetworkError {
    NetworkError::new(
        NetworkErrorKind::Refused,
        "wrong_password",
        format!(
            "{} does not accept this token (status {}). Make a new one there and put it in again; \
             nothing was changed.",
            answer.host, answer.status
        ),
    )
}

#[async_trait]
impl AccountConnector for MastodonConnector {
    fn ways(&self) -> Vec<ConnectWay> {
        ways()
    }

    async fn connect(&self, input: ConnectInput) -> Result<Connected, NetworkError> {
        let named = match Self::named(&input.fields, &input.addresses) {
            "" => input.handle.as_str(),
            named => named,
        };
        let server = self.server(named).await?;
        let access = input.secret.expose().trim();
        let tokens = Tokens::lasting(access, &host_of(&server), self.client.clock.now());
        self.account(&server, tokens, input.addresses).await
    }

    fn redirect(
        &self,
        _way: &str,
        fields: &BTreeMap<String, String>,
    ) -> Result<Redirect, NetworkError> {
        Ok(Redirect::loopback(PATH, fields))
    }

    async fn authorize(&self, input: AuthorizeInput) -> Result<Authorization, NetworkError> {
        let server = self
            .server(Self::named(&input.fields, &input.addresses))
            .await?;
        let endpoints = self.endpoints(&server, &input.addresses).await?;
        let app = self.registered(&server, &input.redirect_uri).await?;
        let pkce = Pkce::new(self.client.rng.as_ref());
        let state = fresh_state(self.client.rng.as_ref());
        let url = authorize_url(
            &endpoints.authorize,
            &[
                ("response_type", "code"),
                ("client_id", &app.client_id),
                ("redirect_uri", &input.redirect_uri),
                ("scope", SCOPES),
                ("state", &state),
                ("code_challenge", &pkce.challenge),
                ("code_challenge_method", "S256"),
            ],
        );
        let more = [
            (SERVER, server.to_string()),
            ("token", endpoints.token.to_string()),
            ("client_id", app.client_id),
            ("client_secret", app.client_secret),
        ];
        let pending = Pending {
            way: input.way,
            state: state.clone(),
            verifier: pkce.verifier,
            redirect_uri: input.redirect_uri,
            issuer: endpoints.issuer,
            issuer_needed: false,
            addresses: input.addresses,
            more: more.map(|(name, value)| (name.to_owned(), value)).into(),
        };
        Ok(Authorization {
            url,
            state,
            pending: pending.to_secret(),
        })
    }

    async fn redeem(
        &self,
        pending: &Secret,
        callback: &str,
    ) -> Result<Vec<Connected>, NetworkError> {
        let pending = Pending::from_secret(pending)?;
        let code = Callback::parse(callback).code(&pending, NAME)?;
        let server = parse(pending.more(SERVER))?;
        let token_url = Url::parse(pending.more("token"));
        let token_url = token_url.map_err(|_| crate::sign_in::spoiled_pending())?;
        let call = Call::token_form(
            token_url,
            &host_of(&server),
            &[
                ("grant_type", "authorization_code"),
                ("code", &code),
                ("client_id", pending.more("client_id")),
                ("client_secret", pending.more("client_secret")),
                ("redirect_uri", &pending.redirect_uri),
                ("code_verifier", &pending.verifier),
            ],
        );
        let answer = ask_for_tokens(&self.client.rest, call, NAME, SIGNING_IN).await;
        let answer = answer.map_err(Grant::into_trouble)?;
        let mut tokens = Tokens::first(&answer, self.client.clock.now());
        let kept = ["client_id", "client_secret", "token"];
        tokens.more = kept
            .map(|name| (name.to_owned(), pending.more(name).to_owned()))
            .into();
        tokens
            .more
            .insert("revoke".to_owned(), registration::revoke_url(&server));
        let account = self.account(&server, tokens, pending.addresses).await?;
        Ok(vec![account])
    }

    fn sign_in_with(&self, account: &Account, secret: &Secret) -> Result<Secret, NetworkError> {
        server_of(account)?;
        let now = self.client.clock.now();
        let tokens = Tokens {
            // The demo's server has another port at every start.
            server: None,
            ..Tokens::lasting(secret.expose(), "", now)
        };
        Ok(tokens.to_secret())
    }

    async fn forget(&self, account: &AccountId) {
        self.client.forget(account).await;
    }

    async fn revoke(&self, _account: &Account, session: &Secret) -> Result<(), NetworkError> {
        let Some(tokens) = Tokens::from_secret(session) else {
            return Ok(());
        };
        let more = |name: &str| tokens.more.get(name).map_or("", String::as_str);
        let Ok(url) = Url::parse(more("revoke")) else {
            return Ok(());
        };
        let call = Call::token_form(
            url,
            "revoke",
            &[
                ("client_id", more("client_id")),
                ("client_secret", more("client_secret")),
                ("token", &tokens.access),
            ],
        );
        let answer = self.client.rest.call(call).await;
        answer
            .map(drop)
            .map_err(|error| explain(&error, NAME, "Taking the sign-in back"))
    }
}

impl MastodonConnector {
    /// Finds where a server lets people agree and hands out tokens; the person's own addresses win.
    async fn endpoints(
        &self,
        server: &Url,
        addresses: &BTreeMap<String, String>,
    ) -> Result<Endpoints, NetworkError> {
        let path = "/.well-known/oauth-authorization-server";
        let answer = self.plain(server, path, "").await?;
        let said = if answer.is_success() {
            answer.body
        } else {
            Value::Null
        };
        Endpoints::new(server, &said, addresses)
    }
}
