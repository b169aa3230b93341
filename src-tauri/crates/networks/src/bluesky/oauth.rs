//! Sign-ins with the browser: tokens bound to a key of their own, and who hands them out.
//!
//! # Source
//! atproto.com/specs/oauth, read 2026-08-20: pushed requests, PKCE and DPoP are mandatory, refresh tokens
//! are good for one use; the reference server ends sign-ins of apps like this one after two weeks.

mod server;

use herald_domain::{Account, Timestamp};
use http::Method;
use url::Url;

use super::address::{Server, chosen};
use super::renewal::RENEWING;
use super::tokens::DID;
use super::trouble::NAME;
use crate::limits::Class;
use crate::rest::{Auth, Body, Call, Rest};
use crate::sign_in::{Grant, ProofKey, RenewError, Tokens, ask_for_tokens};
use herald_pipeline::ports::Reach;
pub(super) use server::SignInServer;

/// Names in [`Tokens::more`] and in what a sign-in that has begun keeps.
pub(super) mod kept {
    /// The key the tokens are bound to.
    pub(in super::super) const KEY: &str = "key";
    /// What Herald is called there.
    pub(in super::super) const CLIENT_ID: &str = "client_id";
    /// Where tokens are handed out.
    pub(in super::super) const TOKEN: &str = "token";
    /// Where they are taken back.
    pub(in super::super) const REVOKE: &str = "revoke";
}

/// What Herald asks for: everything but changing the account itself, and direct messages.
pub(super) const SCOPES: &str = "atproto transition:generic transition:chat.bsky";

/// Tells whether tokens are bound to a key, as all of sign-ins with the browser are.
pub(super) fn is_bound(tokens: &Tokens) -> bool {
    tokens.more.contains_key(kept::KEY)
}

/// Returns how a call shows the tokens.
pub(super) fn auth_of(tokens: &Tokens) -> Auth {
    match key_of(tokens) {
        Some(key) => Auth::Proof {
            key,
            token: Some(tokens.access.clone()),
        },
        None => Auth::bearer(&tokens.access),
    }
}

fn key_of(tokens: &Tokens) -> Option<ProofKey> {
    tokens
        .more
        .get(kept::KEY)
        .and_then(|text| ProofKey::from_text(text))
}

/// Returns the name under which servers know an app that runs on the person's own computer; it needs no
/// registration, and the port it listens on is not part of it.
pub(super) fn client_id(redirect_uri: &str) -> String {
    let mut redirect = redirect_uri.to_owned();
    if let Ok(mut url) = Url::parse(redirect_uri)
        && url.set_port(None).is_ok()
    {
        redirect = url.to_string();
    }
    let query = url::form_urlencoded::Serializer::new(String::new())
        .append_pair("scope", SCOPES)
        .append_pair("redirect_uri", &redirect)
        .finish();
    format!("http://localhost?{query}")
}

/// Makes the form of a request to a server that signs people in, with a proof of the key.
pub(super) fn form(
    url: Url,
    reach: Reach,
    owner: &str,
    key: &ProofKey,
    fields: &[(&str, &str)],
) -> Call {
    let pairs = fields
        .iter()
        .map(|(name, value)| ((*name).to_owned(), (*value).to_owned()));
    let proof = Auth::Proof {
        key: key.clone(),
        token: None,
    };
    Call::new(Method::POST, url, owner, Class::Login)
        .carrying(Body::Form(pairs.collect()))
        .shows(proof)
        .within(reach)
}

/// Buys the next pair of tokens with the refresh token, which is spent by it.
///
/// # Errors
/// [`RenewError`].
pub(super) async fn renew(
    rest: &Rest,
    account: &Account,
    tokens: &Tokens,
    now: Timestamp,
) -> Result<Tokens, RenewError> {
    let more = |name: &str| tokens.more.get(name).map_or("", String::as_str);
    let (Ok(url), Some(refresh), Some(key)) = (
        Url::parse(more(kept::TOKEN)),
        &tokens.refresh,
        key_of(tokens),
    ) else {
        return Err(over("bad_session", "The stored sign-in cannot be read"));
    };
    let fields = [
        ("grant_type", "refresh_token"),
        ("refresh_token", refresh.as_str()),
        ("client_id", more(kept::CLIENT_ID)),
    ];
    let reach = reach_of(account, &url);
    let call = form(url, reach, account.id.as_str(), &key, &fields);
    let answer = match ask_for_tokens(rest, call, NAME, RENEWING).await {
        Ok(answer) => answer,
        Err(Grant::Refused { error, .. }) if error == "invalid_grant" => {
            let what = "Bluesky has ended the sign-in, which lasts two weeks with the browser";
            return Err(over("session_ended", what));
        }
        Err(grant) => return Err(grant.into()),
    };
    if answer.sub.as_deref().is_some_and(|sub| sub != more(DID)) {
        let what = "The server signed in another account";
        return Err(over("wrong_account", what));
    }
    Ok(tokens.renewed(&answer, now))
}

/// Takes tokens back; best effort.
///
/// # Errors
/// As [`Rest::call`].
pub(super) async fn revoke(
    rest: &Rest,
    account: &Account,
    tokens: &Tokens,
) -> Result<(), crate::rest::CallError> {
    let more = |name: &str| tokens.more.get(name).map_or("", String::as_str);
    let (Ok(url), Some(key)) = (Url::parse(more(kept::REVOKE)), key_of(tokens)) else {
        return Ok(());
    };
    let fields = [
        ("token", tokens.refresh.as_deref().unwrap_or(&tokens.access)),
        ("client_id", more(kept::CLIENT_ID)),
    ];
    let reach = reach_of(account, &url);
    let call = form(url, reach, account.id.as_str(), &key, &fields);
    rest.call(call).await.map(drop)
}

/// Returns how far a call to who signs people in may reach: a remote party named it, unless it is the
/// very server a person chose.
fn reach_of(account: &Account, url: &Url) -> Reach {
    let chosen = chosen(&account.addresses, "service").ok().flatten();
    let named = Server::found(url.as_str());
    match (chosen, named) {
        (Some(chosen), Some(named)) if chosen.is_same_place(&named) => chosen.reach,
        _ => Reach::Public,
    }
}

fn over(code: &str, what: &str) -> RenewError {
    RenewError::Over {
        code: code.to_owned(),
        what: what.to_owned(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_name_of_an_app_on_this_computer_holds_no_port() {
        assert_eq!(
            client_id("http://127.0.0.1:45123/bluesky"),
            "http://localhost?scope=atproto+transition%3Ageneric+transition%3Achat.bsky\
             &redirect_uri=http%3A%2F%2F127.0.0.1%2Fbluesky"
        );
    }
}
