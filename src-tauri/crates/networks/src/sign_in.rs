//! Signing in: with the browser by OAuth 2 or with a secret, and keeping tokens fresh.
//!
//! # Source
//! RFC 6749, RFC 7636 (PKCE), RFC 8252 (native apps), RFC 9126 (pushed requests), RFC 9207 (issuer in
//! the answer), RFC 9449 (DPoP).

mod flow;
mod keeper;
mod pkce;
mod proof;
mod tokens;

pub(crate) use flow::{Callback, Grant, Pending, ask_for_tokens, authorize_url, spoiled_pending};
pub(crate) use keeper::{Keeper, RenewError, Renewer, of_another_server};
pub(crate) use pkce::{Pkce, fresh_state};
pub(crate) use proof::{Claim, ProofKey};
pub(crate) use tokens::{TokenAnswer, Tokens};
