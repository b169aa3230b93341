//! What the vault keeps of a sign-in, and for whom and where it is good.

use std::collections::BTreeMap;

use herald_domain::{Account, Timestamp};

use super::address::Server;
use super::login::Granted;
use super::renewal::end_of;
use crate::sign_in::Tokens;

/// Whose sign-in it is, in [`Tokens::more`].
pub(super) const DID: &str = "did";

/// The app password, for when the refresh token is refused, in [`Tokens::more`].
pub(super) const PASSWORD: &str = "password";

/// Makes the tokens of a sign-in with an app password.
pub(super) fn app_password_tokens(
    granted: &Granted,
    server: &Server,
    password: Option<&str>,
    now: Timestamp,
) -> Tokens {
    let did = Some((DID.to_owned(), granted.did.clone()));
    let password = password.map(|text| (PASSWORD.to_owned(), text.to_owned()));
    Tokens {
        ends_at: end_of(&granted.access_jwt),
        refresh: Some(granted.refresh_jwt.clone()),
        more: did.into_iter().chain(password).collect(),
        ..Tokens::lasting(&granted.access_jwt, &server.host(), now)
    }
}

/// Makes the tokens of a sign-in that has still to be made, with an app password: the first call signs in.
pub(super) fn password_alone(
    account: &Account,
    server: &Server,
    password: &str,
    now: Timestamp,
) -> Tokens {
    Tokens {
        more: BTreeMap::from([
            (DID.to_owned(), account.remote_id.clone()),
            (PASSWORD.to_owned(), password.to_owned()),
        ]),
        ..Tokens::lasting("", &server.host(), now)
    }
}

/// Tells whether a sign-in is of the account.
pub(super) fn belongs_to(account: &Account, tokens: &Tokens) -> bool {
    tokens.more.get(DID) == Some(&account.remote_id)
}

/// Tells whether a sign-in is for the server; no other one is ever shown it.
pub(super) fn is_for(tokens: &Tokens, server: &Server) -> bool {
    let own = tokens.server.as_deref().unwrap_or_default();
    server.is_at(own)
}
