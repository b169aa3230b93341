//! Signing in, renewing and signing out: the calls about a pair of tokens.
//!
//! # Source
//! Lexicons `com.atproto.server.createSession`, `.refreshSession` and `.deleteSession`, read 2026-08-20.

use serde_json::{Value, json};

use super::address::Server;
use super::xrpc::{Call, Caller, Input, Xrpc, XrpcError};
use crate::limits::Class;
use crate::rest::Auth;

/// What a server grants at login or renewal.
pub(super) struct Granted {
    pub(super) did: String,
    pub(super) handle: String,
    pub(super) access_jwt: String,
    pub(super) refresh_jwt: String,
    /// `deactivated`, `takendown` and the like, where the account is not active.
    pub(super) inactive: Option<String>,
}

/// What a login needs.
pub(super) struct Login<'a> {
    pub(super) identifier: &'a str,
    pub(super) password: &'a str,
    pub(super) second_factor: Option<&'a str>,
}

/// Signs in.
///
/// # Errors
/// [`XrpcError`].
pub(super) async fn log_in(
    xrpc: &Xrpc,
    server: &Server,
    owner: &str,
    login: &Login<'_>,
) -> Result<Granted, XrpcError> {
    let mut input = json!({"identifier": login.identifier, "password": login.password});
    if let (Some(code), Some(map)) = (login.second_factor, input.as_object_mut()) {
        map.insert("authFactorToken".to_owned(), json!(code));
    }
    let call = Call::new(
        "com.atproto.server.createSession",
        Input::Json(input),
        Class::Login,
    );
    let answer = xrpc.call(server, Caller::nobody(owner), &call).await?;
    read_grant(&answer, server)
}

/// Buys the next pair of tokens with the refresh token, which is spent by it.
///
/// # Errors
/// [`XrpcError`].
pub(super) async fn refresh(
    xrpc: &Xrpc,
    server: &Server,
    owner: &str,
    refresh_jwt: &str,
) -> Result<Granted, XrpcError> {
    let call = Call::new(
        "com.atproto.server.refreshSession",
        Input::Nothing,
        Class::Login,
    );
    let caller = Caller {
        owner,
        auth: Auth::bearer(refresh_jwt),
    };
    let answer = xrpc.call(server, caller, &call).await?;
    read_grant(&answer, server)
}

/// Ends the sign-in a refresh token belongs to.
///
/// # Errors
/// [`XrpcError`].
pub(super) async fn end(
    xrpc: &Xrpc,
    server: &Server,
    owner: &str,
    refresh_jwt: &str,
) -> Result<(), XrpcError> {
    let call = Call::new(
        "com.atproto.server.deleteSession",
        Input::Nothing,
        Class::Login,
    );
    let caller = Caller {
        owner,
        auth: Auth::bearer(refresh_jwt),
    };
    xrpc.call(server, caller, &call).await.map(drop)
}

fn read_grant(answer: &Value, server: &Server) -> Result<Granted, XrpcError> {
    let text = |name: &str| {
        answer
            .get(name)
            .and_then(Value::as_str)
            .filter(|text| !text.is_empty())
            .map(str::to_owned)
            .ok_or_else(|| XrpcError::garbled(server.host()))
    };
    let active = answer.get("active").and_then(Value::as_bool);
    let status = answer.get("status").and_then(Value::as_str);
    Ok(Granted {
        did: text("did")?,
        handle: text("handle")?,
        access_jwt: text("accessJwt")?,
        refresh_jwt: text("refreshJwt")?,
        inactive: (active == Some(false)).then(|| status.unwrap_or("inactive").to_owned()),
    })
}
