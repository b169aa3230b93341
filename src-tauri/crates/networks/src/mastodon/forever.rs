//! Tokens that live until they are revoked.
//!
//! # Source
//! docs.joinmastodon.org/methods/oauth, read 2026-07-02: no expiry, no refresh token.

use async_trait::async_trait;
use herald_domain::{Account, Timestamp};

use crate::oauth::{RenewError, Renewer, Tokens};

/// Renews nothing.
pub(super) struct Forever;

#[async_trait]
impl Renewer for Forever {
    fn is_due(&self, _tokens: &Tokens, _now: Timestamp) -> bool {
        false
    }

    fn is_single_use(&self) -> bool {
        false
    }

    async fn renew(&self, _account: &Account, _tokens: &Tokens) -> Result<Tokens, RenewError> {
        Err(RenewError::Over("The sign-in is over".to_owned()))
    }
}
