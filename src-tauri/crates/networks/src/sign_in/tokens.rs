//! Tokens: what a server hands out, and what the vault keeps of it.

use std::collections::BTreeMap;
use std::time::Duration;

use herald_domain::Timestamp;
use herald_pipeline::ports::Secret;
use serde::{Deserialize, Deserializer, Serialize};
use serde_json::{Value, json};

/// What a token endpoint answered. It has no `Debug`: it is secret.
#[derive(Clone, Deserialize)]
pub(crate) struct TokenAnswer {
    /// Authorises calls.
    pub(crate) access_token: String,
    /// Buys the next one; empty or missing where the server keeps the old one good, or gives none.
    #[serde(default, deserialize_with = "filled")]
    pub(crate) refresh_token: Option<String>,
    /// How long the access token lives, in seconds.
    #[serde(default, deserialize_with = "seconds")]
    pub(crate) expires_in: Option<u64>,
    /// How long the refresh token lives, in seconds, where the server says.
    #[serde(default, deserialize_with = "seconds")]
    pub(crate) refresh_token_expires_in: Option<u64>,
    /// What the token may be used for, where the server says.
    #[serde(default, deserialize_with = "filled")]
    pub(crate) scope: Option<String>,
    /// Whose it is, where the server says.
    #[serde(default, deserialize_with = "filled")]
    pub(crate) sub: Option<String>,
}

fn filled<'de, D: Deserializer<'de>>(input: D) -> Result<Option<String>, D::Error> {
    let text = Option::<String>::deserialize(input)?;
    Ok(text.filter(|text| !text.is_empty()))
}

/// Reads a number of seconds that some servers write as text.
fn seconds<'de, D: Deserializer<'de>>(input: D) -> Result<Option<u64>, D::Error> {
    Ok(match Option::<Value>::deserialize(input)? {
        Some(Value::Number(number)) => number.as_u64(),
        Some(Value::String(text)) => text.parse().ok(),
        _ => None,
    })
}

/// What the vault keeps of a sign-in. It has no `Debug`: it is secret.
#[derive(Clone, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) struct Tokens {
    /// Authorises calls.
    pub(crate) access: String,
    /// Buys the next access token.
    #[serde(default)]
    pub(crate) refresh: Option<String>,
    /// When the access token ends; nothing where it lives until it is revoked.
    #[serde(default)]
    pub(crate) ends_at: Option<Timestamp>,
    /// When the refresh token, or the sign-in as a whole, ends.
    #[serde(default)]
    pub(crate) refresh_ends_at: Option<Timestamp>,
    /// When the access token was handed out.
    pub(crate) since: Timestamp,
    /// What it may be used for, as the server wrote it.
    #[serde(default)]
    pub(crate) scope: String,
    /// Whether the refresh token was sent and the answer is not known: a single-use one must not be
    /// sent again, or the server ends the whole sign-in.
    #[serde(default)]
    pub(crate) refresh_sent: bool,
    /// The server it is for, with its port; no other one is ever shown it. Nothing in sign-ins of before
    /// it was kept.
    #[serde(default)]
    pub(crate) server: Option<String>,
    /// What else the network needs, by name: client id, token address, page token, key.
    #[serde(default)]
    pub(crate) more: BTreeMap<String, String>,
}

impl Tokens {
    /// Makes a token that lives until it is revoked.
    pub(crate) fn lasting(access: &str, server: &str, now: Timestamp) -> Self {
        Self {
            access: access.to_owned(),
            refresh: None,
            ends_at: None,
            refresh_ends_at: None,
            since: now,
            scope: String::new(),
            refresh_sent: false,
            server: Some(server.to_owned()),
            more: BTreeMap::new(),
        }
    }

    /// Makes the tokens of a fresh sign-in.
    pub(crate) fn first(answer: &TokenAnswer, now: Timestamp) -> Self {
        let after = |seconds: u64| now.plus(Duration::from_secs(seconds.min(10 * 365 * 86_400)));
        Self {
            refresh: answer.refresh_token.clone(),
            ends_at: answer.expires_in.map(after),
            refresh_ends_at: answer.refresh_token_expires_in.map(after),
            scope: answer.scope.clone().unwrap_or_default(),
            server: None,
            ..Self::lasting(&answer.access_token, "", now)
        }
    }

    /// Makes the tokens after a renewal; what the server left out stays as it was.
    pub(crate) fn renewed(&self, answer: &TokenAnswer, now: Timestamp) -> Self {
        let fresh = Self::first(answer, now);
        Self {
            refresh: fresh.refresh.or_else(|| self.refresh.clone()),
            refresh_ends_at: fresh.refresh_ends_at.or(self.refresh_ends_at),
            scope: if fresh.scope.is_empty() {
                self.scope.clone()
            } else {
                fresh.scope
            },
            server: self.server.clone(),
            more: self.more.clone(),
            ..fresh
        }
    }

    /// Packs them for the vault.
    pub(crate) fn to_secret(&self) -> Secret {
        Secret::new(json!(self).to_string())
    }

    /// Reads what the vault keeps; nothing where it is no sign-in of this kind.
    pub(crate) fn from_secret(secret: &Secret) -> Option<Self> {
        serde_json::from_str(secret.expose()).ok()
    }

    /// Tells whether the access token ends within a span from now.
    pub(crate) fn ends_within(&self, span: Duration, now: Timestamp) -> bool {
        self.ends_at.is_some_and(|end| end <= now.plus(span))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn answer(json: &Value) -> TokenAnswer {
        TokenAnswer::deserialize(json).unwrap()
    }

    #[test]
    fn an_empty_refresh_token_never_replaces_a_stored_one() {
        let now = Timestamp(1_000);
        let first = answer(&json!({"access_token": "a", "refresh_token": "r", "scope": "read"}));
        let first = Tokens::first(&first, now);
        for next in [
            json!({"access_token": "b", "refresh_token": "", "expires_in": 60}),
            json!({"access_token": "b", "expires_in": "60"}),
            json!({"access_token": "b", "refresh_token": null, "expires_in": 60}),
        ] {
            let renewed = first.renewed(&answer(&next), now);
            assert_eq!(renewed.refresh.as_deref(), Some("r"));
            assert_eq!(renewed.ends_at, Some(Timestamp(61_000)));
            assert_eq!(renewed.scope, "read");
        }
    }
}
