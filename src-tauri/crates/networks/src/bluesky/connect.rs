//! Connecting an account: in the browser, or with an app password.

mod browser;
mod ways;

use std::collections::BTreeMap;
use std::sync::Arc;

use async_trait::async_trait;
use herald_domain::{Account, AccountId};
use herald_pipeline::ports::{
    AccountConnector, Authorization, AuthorizeInput, ConnectInput, ConnectWay, Connected,
    NetworkError, NetworkErrorKind, Redirect, Secret,
};
use serde_json::Value;

use super::address::{FOUND_SERVER, Named, Server, chosen, server_of};
use super::client::Client;
use super::identity::{Lookup, unreachable};
use super::login::{Login, end, log_in};
use super::oauth;
use super::renewal::inactive;
use super::tokens::{app_password_tokens, is_for, password_alone};
use super::trouble::{NAME, explain, signed_out, trouble};
use super::xrpc::{Call, Caller, XrpcError};
use crate::rest::explain as explain_call;
use crate::sign_in::{Tokens, of_another_server};

pub use ways::ways;

const SIGNING_IN: &str = "Signing in";
const TAKING_BACK: &str = "Taking the sign-in back";

/// Where the browser comes back to.
const PATH: &str = "/bluesky";

/// Where people sign in who know only their e-mail address.
const ENTRYWAY: &str = "https://bsky.social";

/// Handles without a dot belong here.
const DEFAULT_DOMAIN: &str = "bsky.social";

/// Connects Bluesky accounts.
pub struct BlueskyConnector {
    client: Arc<Client>,
}

struct Place {
    identifier: String,
    server: Server,
    /// The DID the identifier must turn out to be.
    did: Option<String>,
}

/// Who signed in, where, with what.
struct SignedIn {
    authority: String,
    did: String,
    handle: String,
    server: Server,
    tokens: Tokens,
}

impl BlueskyConnector {
    pub(super) fn new(client: Arc<Client>) -> Self {
        Self { client }
    }

    async fn find_place(
        &self,
        named: &Named,
        addresses: &BTreeMap<String, String>,
    ) -> Result<Place, NetworkError> {
        let (Named::Handle(identifier) | Named::Did(identifier) | Named::Email(identifier)) = named
        else {
            return Err(not_an_account());
        };
        let place = |server, did| Place {
            identifier: identifier.clone(),
            server,
            did,
        };
        if let Some(server) = chosen(addresses, "service")? {
            let did = matches!(named, Named::Did(_)).then(|| identifier.clone());
            return Ok(place(server, did));
        }
        let lookup = Lookup {
            xrpc: &self.client.xrpc,
            addresses,
            owner: identifier,
        };
        let home = match named {
            Named::Handle(handle) => lookup.home_of_handle(handle).await?,
            Named::Did(did) => lookup.home_of_did(did).await?,
            Named::Email(_) | Named::Record(_) => {
                let server = Server::found(ENTRYWAY).ok_or_else(not_an_account)?;
                return Ok(place(server, None));
            }
        };
        Ok(place(home.server, Some(home.did)))
    }

    /// Returns the server to call from now on: the one the account's identity document names.
    async fn settle(
        &self,
        place: &Place,
        did: &str,
        lookup: &Lookup<'_>,
    ) -> Result<Server, NetworkError> {
        if chosen(lookup.addresses, "service")?.is_some() {
            lookup.vouch_for(&place.server, did).await?;
            return Ok(place.server.clone());
        }
        match place.did {
            Some(_) => Ok(place.server.clone()),
            None => Ok(lookup.home_of_did(did).await?.server),
        }
    }

    /// Returns the addresses a person chose, without what they left empty and without the entryway.
    fn own_addresses(
        mut addresses: BTreeMap<String, String>,
    ) -> Result<BTreeMap<String, String>, NetworkError> {
        addresses.retain(|role, text| !text.trim().is_empty() && role != FOUND_SERVER);
        if leads_to_entryway(&addresses)? {
            addresses.remove("service");
        }
        Ok(addresses)
    }

    /// Reads what a person typed and finds where that lives.
    async fn place(
        &self,
        typed: &str,
        addresses: &BTreeMap<String, String>,
    ) -> Result<(Named, Place), NetworkError> {
        let named = read_identifier(typed)?;
        let place = self.find_place(&named, addresses).await?;
        Ok((named, place))
    }

    async fn connected(
        &self,
        signed_in: SignedIn,
        mut addresses: BTreeMap<String, String>,
    ) -> Connected {
        let display_name = self.display_name(&signed_in).await;
        if !addresses.contains_key("service") {
            let found = signed_in.server.url.to_string();
            addresses.insert(FOUND_SERVER.to_owned(), found);
        }
        Connected {
            authority: signed_in.authority,
            remote_id: signed_in.did,
            handle: signed_in.handle,
            display_name,
            addresses,
            facts: BTreeMap::new(),
            session: signed_in.tokens.to_secret(),
        }
    }

    /// Reads the name people see; an account works without one.
    async fn display_name(&self, signed_in: &SignedIn) -> String {
        let did = &signed_in.did;
        let call = Call::query("app.bsky.actor.getProfile", vec![("actor", did.clone())]);
        let caller = Caller {
            owner: did,
            auth: oauth::auth_of(&signed_in.tokens),
        };
        match self
            .client
            .xrpc
            .call(&signed_in.server, caller, &call)
            .await
        {
            Ok(profile) => {
                let name = profile.get("displayName").and_then(Value::as_str);
                name.unwrap_or_default().to_owned()
            }
            Err(error) => {
                tracing::warn!(
                    ?error,
                    "the profile of a connected account could not be read"
                );
                String::new()
            }
        }
    }
}

#[async_trait]
impl AccountConnector for BlueskyConnector {
    fn ways(&self) -> Vec<ConnectWay> {
        ways()
    }

    async fn connect(&self, input: ConnectInput) -> Result<Connected, NetworkError> {
        let addresses = Self::own_addresses(input.addresses)?;
        let (_, place) = self.place(&input.handle, &addresses).await?;
        let login = Login {
            identifier: &place.identifier,
            password: input.secret.expose().trim(),
            second_factor: input.second_factor.as_deref().map(str::trim),
        };
        let granted = log_in(&self.client.xrpc, &place.server, &place.identifier, &login)
            .await
            .map_err(|error| explain_login(&place, &error))?;
        if place.did.as_ref().is_some_and(|did| *did != granted.did) {
            return Err(wrong_account(&place));
        }
        if let Some(status) = &granted.inactive {
            return Err(not_active(&granted.handle, status));
        }
        let lookup = Lookup {
            xrpc: &self.client.xrpc,
            addresses: &addresses,
            owner: &place.identifier,
        };
        let server = self.settle(&place, &granted.did, &lookup).await?;
        let now = self.client.clock.now();
        let signed_in = SignedIn {
            authority: lookup.authority_of(&granted.did)?,
            tokens: app_password_tokens(&granted, &server, Some(login.password), now),
            did: granted.did,
            handle: granted.handle,
            server,
        };
        Ok(self.connected(signed_in, addresses).await)
    }

    fn redirect(
        &self,
        _way: &str,
        fields: &BTreeMap<String, String>,
    ) -> Result<Redirect, NetworkError> {
        Ok(Redirect::loopback(PATH, fields))
    }

    async fn authorize(&self, input: AuthorizeInput) -> Result<Authorization, NetworkError> {
        self.begin(input).await
    }

    async fn redeem(
        &self,
        pending: &Secret,
        callback: &str,
    ) -> Result<Vec<Connected>, NetworkError> {
        Ok(vec![self.finish(pending, callback).await?])
    }

    fn sign_in_with(&self, account: &Account, secret: &Secret) -> Result<Secret, NetworkError> {
        let server = server_of(account)?;
        let now = self.client.clock.now();
        let tokens = password_alone(account, &server, secret.expose(), now);
        Ok(tokens.to_secret())
    }

    async fn forget(&self, account: &AccountId) {
        self.client.forget(account).await;
    }

    async fn revoke(&self, account: &Account, session: &Secret) -> Result<(), NetworkError> {
        let Some(tokens) = Tokens::from_secret(session) else {
            return Ok(());
        };
        if oauth::is_bound(&tokens) {
            let taken = oauth::revoke(&self.client.xrpc.rest, account, &tokens).await;
            return taken.map_err(|error| explain_call(&error, NAME, TAKING_BACK));
        }
        let Some(refresh) = &tokens.refresh else {
            return Ok(());
        };
        let server = server_of(account)?;
        if !is_for(&tokens, &server) {
            return Err(of_another_server(account, &server.host()));
        }
        let owner = account.id.as_str();
        end(&self.client.xrpc, &server, owner, refresh)
            .await
            .map_err(|error| explain(&error, TAKING_BACK))
    }
}

/// Says that an account is not active.
fn not_active(handle: &str, status: &str) -> NetworkError {
    let (code, what) = inactive(handle, status);
    let message = format!("{what}, then connect the account again.");
    trouble(NetworkErrorKind::SignedOut, &code, message)
}

/// Says what a failed login means; a closed account is signed out whatever the status.
fn closed_or(error: &XrpcError, doing: &str) -> NetworkError {
    match error
        .refusal()
        .filter(|refusal| refusal.names_closed_account())
    {
        Some(refusal) => signed_out(refusal, doing),
        None => explain(error, doing),
    }
}

/// Tells whether a person chose the entryway, which lets in and holds no account.
fn leads_to_entryway(addresses: &BTreeMap<String, String>) -> Result<bool, NetworkError> {
    let entryway = Server::found(ENTRYWAY);
    let chosen = chosen(addresses, "service")?;
    Ok(chosen
        .zip(entryway)
        .is_some_and(|(chosen, entryway)| chosen.is_same_place(&entryway)))
}

fn read_identifier(typed: &str) -> Result<Named, NetworkError> {
    let bare = typed.trim().trim_start_matches('@').trim();
    let lacks_domain = !bare.is_empty()
        && bare
            .bytes()
            .all(|byte| byte.is_ascii_alphanumeric() || byte == b'-');
    let named = if lacks_domain {
        Named::parse(&format!("{bare}.{DEFAULT_DOMAIN}"))
    } else {
        Named::parse(typed)
    };
    named
        .filter(|named| !matches!(named, Named::Record(_)))
        .ok_or_else(not_an_account)
}

fn not_an_account() -> NetworkError {
    trouble(
        NetworkErrorKind::Refused,
        "unknown_handle",
        "That is no Bluesky handle, so nobody was contacted. \
         Type it as the app shows it, for example name.bsky.social.",
    )
}

fn wrong_account(place: &Place) -> NetworkError {
    trouble(
        NetworkErrorKind::Refused,
        "wrong_account",
        format!(
            "{} signed in another account than {}. Nothing was connected. \
             Check the handle and whose app password it is.",
            place.server.host(),
            place.identifier
        ),
    )
}

fn explain_login(place: &Place, error: &XrpcError) -> NetworkError {
    let host = place.server.host();
    let word = error.refusal().map_or("", |refusal| refusal.error.as_str());
    match word {
        "AuthFactorTokenRequired" => trouble(
            NetworkErrorKind::Refused,
            "second_factor",
            format!(
                "{host} sent a sign-in code by e-mail, which means this is the account's main \
                 password. Type the code, or better use an app password, which needs none."
            ),
        ),
        "AuthenticationRequired" => trouble(
            NetworkErrorKind::Refused,
            "wrong_password",
            format!(
                "{host} does not accept this password for {}. Nothing was connected. Check the \
                 handle, or make a new app password in the Bluesky app under Settings, Privacy \
                 and security, App passwords.",
                place.identifier
            ),
        ),
        _ => match unreachable(error) {
            found if found.code == "unreachable" => NetworkError {
                message: found.message.replacen("Finding the account", SIGNING_IN, 1),
                ..found
            },
            _ => closed_or(error, SIGNING_IN),
        },
    }
}
