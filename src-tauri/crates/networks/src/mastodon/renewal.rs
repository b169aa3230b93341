//! Keeping a sign-in fresh.
//!
//! Mastodon's own tokens live until they are revoked. Other software with this interface, Pleroma for
//! one, hands out tokens that end, and refresh tokens with them.
//!
//! # Source
//! docs.joinmastodon.org/methods/oauth, read 2026-07-02; docs.pleroma.social, OAuth tokens.

use std::time::Duration;

use async_trait::async_trait;
use herald_domain::{Account, Timestamp};
use url::Url;

use super::client::NAME;
use crate::rest::{Call, Rest};
use crate::sign_in::{RenewError, Renewer, Tokens, ask_for_tokens};

/// The least time before its end at which a token is renewed.
const RENEW_BEFORE: Duration = Duration::from_hours(24);

const RENEWING: &str = "Renewing the sign-in";

/// Renews tokens that end.
pub(super) struct Renewal<'a>(pub(super) &'a Rest, pub(super) Timestamp);

#[async_trait]
impl Renewer for Renewal<'_> {
    fn is_due(&self, tokens: &Tokens, now: Timestamp) -> bool {
        tokens.refresh.is_some() && tokens.ends_within(RENEW_BEFORE, now)
    }

    fn is_single_use(&self, _tokens: &Tokens) -> bool {
        true
    }

    async fn renew(&self, account: &Account, tokens: &Tokens) -> Result<Tokens, RenewError> {
        let more = |name: &str| tokens.more.get(name).map_or("", String::as_str);
        let (Ok(url), Some(refresh)) = (Url::parse(more("token")), &tokens.refresh) else {
            return Err(RenewError::Over {
                code: "session_ended".to_owned(),
                what: "The sign-in has ended".to_owned(),
            });
        };
        let call = Call::token_form(
            url,
            account.id.as_str(),
            &[
                ("grant_type", "refresh_token"),
                ("refresh_token", refresh),
                ("client_id", more("client_id")),
                ("client_secret", more("client_secret")),
            ],
        );
        let answer = ask_for_tokens(self.0, call, NAME, RENEWING).await?;
        Ok(tokens.renewed(&answer, self.1))
    }
}
