//! Connecting an account with an app password.

use std::collections::BTreeMap;
use std::sync::Arc;

use async_trait::async_trait;
use herald_domain::{Account, AccountId};
use herald_pipeline::ports::{
    AccountConnector, ConnectField, ConnectInput, ConnectWay, Connected, NetworkError,
    NetworkErrorKind, Secret,
};
use serde_json::Value;

use super::address::{FOUND_SERVER, Named, Server, chosen};
use super::client::Client;
use super::identity::{Lookup, unreachable};
use super::login::{Granted, Login, end, log_in};
use super::session::{Session, bound_server, closed_or, inactive};
use super::trouble::{explain, trouble};
use super::xrpc::{Call, Caller, XrpcError};

const SIGNING_IN: &str = "Signing in";

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

    /// Reads the name people see; an account works without one.
    async fn display_name(&self, server: &Server, granted: &Granted) -> String {
        let call = Call::query(
            "app.bsky.actor.getProfile",
            vec![("actor", granted.did.clone())],
        );
        let caller = Caller {
            owner: &granted.did,
            token: Some(&granted.access_jwt),
        };
        match self.client.xrpc.call(server, caller, &call).await {
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
        let step = |text: &str| text.to_owned();
        vec![ConnectWay {
            id: "app_password",
            title: step("With an app password"),
            browser: false,
            needs_app: false,
            fields: vec![
                ConnectField::new("handle", "Handle", "mira.bsky.social"),
                ConnectField::new("secret", "App password", "xxxx-xxxx-xxxx-xxxx").hidden(),
            ],
            guide: vec![
                step("On Bluesky, open Settings, then Privacy and security, then App passwords."),
                step(
                    "Make an app password called Herald; allow direct messages if Herald should see them.",
                ),
                step("Put it in here. It can be taken back there at any time."),
            ],
            page: step("https://bsky.app/settings/app-passwords"),
        }]
    }

    async fn connect(&self, input: ConnectInput) -> Result<Connected, NetworkError> {
        let mut addresses = input.addresses;
        addresses.retain(|role, text| !text.trim().is_empty() && role != FOUND_SERVER);
        if leads_to_entryway(&addresses)? {
            addresses.remove("service");
        }
        let named = read_identifier(&input.handle)?;
        let place = self.find_place(&named, &addresses).await?;
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
            return Err(inactive(&granted.handle, status));
        }
        let lookup = Lookup {
            xrpc: &self.client.xrpc,
            addresses: &addresses,
            owner: &place.identifier,
        };
        let server = self.settle(&place, &granted.did, &lookup).await?;
        let authority = lookup.authority_of(&granted.did)?;
        let display_name = self.display_name(&server, &granted).await;
        if !addresses.contains_key("service") {
            addresses.insert(FOUND_SERVER.to_owned(), server.url.to_string());
        }
        let session = Session {
            did: granted.did.clone(),
            handle: granted.handle.clone(),
            access_jwt: granted.access_jwt,
            refresh_jwt: granted.refresh_jwt,
            pds: server.url.to_string(),
            password: Some(login.password.to_owned()),
        };
        Ok(Connected {
            authority,
            remote_id: granted.did,
            handle: granted.handle,
            display_name,
            addresses,
            facts: BTreeMap::new(),
            session: session.to_secret(),
        })
    }

    async fn forget(&self, account: &AccountId) {
        self.client.sessions.forget(account).await;
    }

    async fn revoke(&self, account: &Account, session: &Secret) -> Result<(), NetworkError> {
        let session = serde_json::from_str::<Session>(session.expose()).ok();
        let Some(session) = session.filter(|session| !session.refresh_jwt.is_empty()) else {
            return Ok(());
        };
        let server = bound_server(account, &session)?;
        let owner = account.id.as_str();
        end(&self.client.xrpc, &server, owner, &session.refresh_jwt)
            .await
            .map_err(|error| explain(&error, "Taking the sign-in back"))
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
