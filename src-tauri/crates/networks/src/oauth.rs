//! OAuth 2: signing in with the browser, and keeping tokens fresh.
//!
//! # Source
//! RFC 6749, RFC 7636 (PKCE), RFC 8252 (native apps), RFC 9207 (issuer in the answer).

mod flow;
mod keeper;
mod pkce;
mod tokens;

pub(crate) use flow::{Callback, Grant, Pending, ask_for_tokens, authorize_url, spoiled_pending};
pub(crate) use keeper::{Keeper, RenewError, Renewer};
pub(crate) use pkce::{Pkce, fresh_state};
pub(crate) use tokens::Tokens;
