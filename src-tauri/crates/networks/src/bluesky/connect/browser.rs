//! Signing in with the browser.

use std::collections::BTreeMap;

use herald_pipeline::ports::{
    Authorization, AuthorizeInput, Connected, NetworkError, NetworkErrorKind, Secret,
};
use serde_json::Value;
use url::Url;

use super::super::address::{Named, Server, chosen};
use super::super::identity::Lookup;
use super::super::oauth::{SCOPES, SignInServer, auth_of, client_id, form, kept};
use super::super::tokens::DID;
use super::super::trouble::{NAME, explain, trouble};
use super::super::xrpc::{Call, Caller};
use super::{BlueskyConnector, Place, SIGNING_IN, SignedIn, not_active, wrong_account};
use crate::rest::{Answer, explain as explain_call, in_its_words};
use crate::sign_in::{
    Callback, Grant, Pending, Pkce, ProofKey, TokenAnswer, Tokens, ask_for_tokens, authorize_url,
    fresh_state, spoiled_pending,
};

/// What was typed, in what a sign-in that has begun keeps.
const IDENTIFIER: &str = "identifier";

/// The server that holds the account, or lets people in, in what a sign-in that has begun keeps.
const SERVER: &str = "server";

impl BlueskyConnector {
    /// Leaves the request with who signs people in, and returns the page to open.
    pub(super) async fn begin(&self, input: AuthorizeInput) -> Result<Authorization, NetworkError> {
        let addresses = Self::own_addresses(input.addresses)?;
        let typed = input.fields.get("handle").map_or("", String::as_str);
        let (named, place) = self.place(typed, &addresses).await?;
        let xrpc = &self.client.xrpc;
        let door = SignInServer::of(xrpc, &place.server, &place.identifier).await?;
        let rng = self.client.rng.as_ref();
        let (key, pkce, state) = (ProofKey::new(rng), Pkce::new(rng), fresh_state(rng));
        let client_id = client_id(&input.redirect_uri);
        let mut fields = vec![
            ("client_id", client_id.as_str()),
            ("response_type", "code"),
            ("redirect_uri", &input.redirect_uri),
            ("scope", SCOPES),
            ("state", &state),
            ("code_challenge", &pkce.challenge),
            ("code_challenge_method", "S256"),
        ];
        // A hint is a handle or a DID; with an e-mail address the request would be refused.
        if matches!(named, Named::Handle(_) | Named::Did(_)) {
            fields.push(("login_hint", &place.identifier));
        }
        let call = form(
            door.push.clone(),
            door.reach,
            &place.identifier,
            &key,
            &fields,
        );
        let answer = xrpc.rest.call(call).await;
        let answer = answer.map_err(|error| explain_call(&error, NAME, SIGNING_IN))?;
        let request = request_in(&answer)?;
        let url = authorize_url(
            &door.authorize,
            &[("client_id", &client_id), ("request_uri", &request)],
        );
        let revoke = door.revoke.as_ref().map_or("", Url::as_str).to_owned();
        let more = [
            (kept::KEY, key.to_text()),
            (kept::CLIENT_ID, client_id),
            (kept::TOKEN, door.token.to_string()),
            (kept::REVOKE, revoke),
            (SERVER, place.server.url.to_string()),
            (IDENTIFIER, place.identifier),
            (DID, place.did.unwrap_or_default()),
        ];
        let pending = Pending {
            way: input.way,
            state: state.clone(),
            verifier: pkce.verifier,
            redirect_uri: input.redirect_uri,
            issuer: Some(door.issuer),
            issuer_needed: true,
            addresses,
            more: more.map(|(name, value)| (name.to_owned(), value)).into(),
        };
        Ok(Authorization {
            url,
            state,
            pending: pending.to_secret(),
        })
    }

    /// Turns what the browser brought back into an account.
    pub(super) async fn finish(
        &self,
        pending: &Secret,
        callback: &str,
    ) -> Result<Connected, NetworkError> {
        let pending = Pending::from_secret(pending)?;
        let code = Callback::parse(callback).code(&pending, NAME)?;
        let place = place_of(&pending)?;
        let answer = self.tokens(&pending, &place, &code).await?;
        let did = answer.sub.clone().ok_or_else(spoiled_pending)?;
        if place.did.as_ref().is_some_and(|asked| *asked != did) {
            return Err(wrong_account(&place));
        }
        let lookup = Lookup {
            xrpc: &self.client.xrpc,
            addresses: &pending.addresses,
            owner: &place.identifier,
        };
        let server = self.settle(&place, &did, &lookup).await?;
        self.same_door(&pending, &place, &server).await?;
        let kept = [kept::KEY, kept::CLIENT_ID, kept::TOKEN, kept::REVOKE];
        let kept = kept.map(|name| (name.to_owned(), pending.more(name).to_owned()));
        let mut tokens = Tokens::first(&answer, self.client.clock.now());
        tokens.server = Some(server.host());
        tokens.more = BTreeMap::from(kept);
        tokens.more.insert(DID.to_owned(), did.clone());
        let handle = self.handle(&server, &did, &tokens).await?;
        let signed_in = SignedIn {
            authority: lookup.authority_of(&did)?,
            did,
            handle,
            server,
            tokens,
        };
        Ok(self.connected(signed_in, pending.addresses).await)
    }

    async fn tokens(
        &self,
        pending: &Pending,
        place: &Place,
        code: &str,
    ) -> Result<TokenAnswer, NetworkError> {
        let url = Url::parse(pending.more(kept::TOKEN)).map_err(|_| spoiled_pending())?;
        let key = ProofKey::from_text(pending.more(kept::KEY)).ok_or_else(spoiled_pending)?;
        let named = Server::found(url.as_str()).ok_or_else(spoiled_pending)?;
        let reach = if named.is_same_place(&place.server) {
            place.server.reach
        } else {
            named.reach
        };
        let fields = [
            ("grant_type", "authorization_code"),
            ("code", code),
            ("client_id", pending.more(kept::CLIENT_ID)),
            ("redirect_uri", pending.redirect_uri.as_str()),
            ("code_verifier", pending.verifier.as_str()),
        ];
        let call = form(url, reach, &place.identifier, &key, &fields);
        let answer = ask_for_tokens(&self.client.xrpc.rest, call, NAME, SIGNING_IN).await;
        answer.map_err(Grant::into_trouble)
    }

    /// Checks that who signed the person in is who signs people in for the server that holds the account:
    /// anybody else could hand out tokens in its name.
    async fn same_door(
        &self,
        pending: &Pending,
        place: &Place,
        server: &Server,
    ) -> Result<(), NetworkError> {
        if server.is_same_place(&place.server) {
            return Ok(());
        }
        let door = SignInServer::of(&self.client.xrpc, server, &place.identifier).await?;
        if pending.issuer.as_ref() == Some(&door.issuer) {
            return Ok(());
        }
        Err(trouble(
            NetworkErrorKind::Refused,
            "issuer_mismatch",
            format!(
                "{} holds the account, and lets people sign in elsewhere than where you did. Type the \
                 account's handle and sign in again; nothing was changed.",
                server.host()
            ),
        ))
    }

    async fn handle(
        &self,
        server: &Server,
        did: &str,
        tokens: &Tokens,
    ) -> Result<String, NetworkError> {
        let call = Call::query("com.atproto.server.getSession", Vec::new());
        let caller = Caller {
            owner: did,
            auth: auth_of(tokens),
        };
        let said = self.client.xrpc.call(server, caller, &call).await;
        let said = said.map_err(|error| explain(&error, SIGNING_IN))?;
        let text = |name: &str| said.get(name).and_then(Value::as_str);
        let handle = text("handle").unwrap_or(did).to_owned();
        if said.get("active").and_then(Value::as_bool) == Some(false) {
            return Err(not_active(&handle, text("status").unwrap_or("inactive")));
        }
        Ok(handle)
    }
}

fn place_of(pending: &Pending) -> Result<Place, NetworkError> {
    let chosen = chosen(&pending.addresses, "service")?;
    let found = || Server::found(pending.more(SERVER));
    let did = Some(pending.more(DID)).filter(|did| !did.is_empty());
    Ok(Place {
        identifier: pending.more(IDENTIFIER).to_owned(),
        server: chosen.or_else(found).ok_or_else(spoiled_pending)?,
        did: did.map(str::to_owned),
    })
}

/// Returns the name under which the request was left.
fn request_in(answer: &Answer) -> Result<String, NetworkError> {
    let text = |name: &str| answer.body.get(name).and_then(Value::as_str);
    let request = text("request_uri").filter(|_| answer.is_success());
    if let Some(request) = request {
        return Ok(request.to_owned());
    }
    if let Some(until) = answer.until {
        let kind = NetworkErrorKind::RateLimited { until };
        let words = format!(
            "{} allows no more sign-ins now. Try again later.",
            answer.host
        );
        return Err(trouble(kind, "rate_limited", words));
    }
    let said = text("error_description").or_else(|| text("error"));
    let said = in_its_words(said.unwrap_or_default());
    let (kind, code) = if answer.status >= 500 {
        (NetworkErrorKind::Unavailable, "server_error")
    } else {
        (NetworkErrorKind::Refused, "request_refused")
    };
    Err(trouble(
        kind,
        code,
        format!(
            "{} does not let Herald ask for a sign-in (status {}, {said}). Connect with an app password \
             instead; nothing was changed.",
            answer.host, answer.status
        ),
    ))
}
