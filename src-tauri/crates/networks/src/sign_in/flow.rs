//! One sign-in with the browser: the page opened, what comes back, the code turned into tokens.

use std::collections::BTreeMap;

use herald_pipeline::ports::{NetworkError, NetworkErrorKind, Secret};
use serde::{Deserialize, Serialize};
use serde_json::{Value, json};
use url::Url;

use super::tokens::TokenAnswer;
use crate::rest::{Body, Call, Rest, explain};

/// What finishing a sign-in needs. It has no `Debug`: the verifier is secret.
#[derive(Clone, Serialize, Deserialize)]
pub(crate) struct Pending {
    /// The way chosen.
    pub(crate) way: String,
    /// What must come back unchanged.
    pub(crate) state: String,
    /// The PKCE verifier; empty where the network has none.
    pub(crate) verifier: String,
    /// Where the browser comes back to, exactly as it was sent.
    pub(crate) redirect_uri: String,
    /// Who must have sent the browser back, where the network says its name.
    #[serde(default)]
    pub(crate) issuer: Option<String>,
    /// Whether the answer must say who sent it.
    #[serde(default)]
    pub(crate) issuer_needed: bool,
    /// Addresses by role, as the person chose them.
    pub(crate) addresses: BTreeMap<String, String>,
    /// What else the network needs, by name: client id and secret, server, key.
    #[serde(default)]
    pub(crate) more: BTreeMap<String, String>,
}

impl Pending {
    /// Packs it.
    pub(crate) fn to_secret(&self) -> Secret {
        Secret::new(json!(self).to_string())
    }

    /// Reads it back.
    ///
    /// # Errors
    /// `Refused` with `spoiled`.
    pub(crate) fn from_secret(secret: &Secret) -> Result<Self, NetworkError> {
        serde_json::from_str(secret.expose()).map_err(|_| spoiled_pending())
    }

    /// Returns what else was kept under a name; empty where there is nothing.
    pub(crate) fn more(&self, name: &str) -> &str {
        self.more.get(name).map_or("", String::as_str)
    }
}

/// Says that a sign-in cannot go on because what it began with is not there.
pub(crate) fn spoiled_pending() -> NetworkError {
    NetworkError::new(
        NetworkErrorKind::Refused,
        "spoiled",
        "This sign-in cannot be finished. Begin again; nothing was changed.",
    )
}

/// Builds the address of the page the browser opens.
pub(crate) fn authorize_url(base: &Url, params: &[(&str, &str)]) -> String {
    let mut url = base.clone();
    url.query_pairs_mut().extend_pairs(params);
    url.to_string()
}

/// What the browser came back with.
pub(crate) struct Callback(BTreeMap<String, String>);

impl Callback {
    /// Reads a query, with or without the rest of the address around it.
    pub(crate) fn parse(text: &str) -> Self {
        let text = text.trim();
        let query = text.split_once('?').map_or(text, |(_, query)| query);
        // Some networks append a fragment, `#_`.
        let query = query.split_once('#').map_or(query, |(query, _)| query);
        Self(
            url::form_urlencoded::parse(query.as_bytes())
                .into_owned()
                .collect(),
        )
    }

    /// Checks that it answers this very sign-in and returns the code.
    ///
    /// # Errors
    /// - `state_mismatch`: it answers another sign-in, or none.
    /// - `issuer_mismatch`: another server sent it.
    /// - `denied`: the person or the network said no.
    pub(crate) fn code(&self, pending: &Pending, network: &str) -> Result<String, NetworkError> {
        let get = |name: &str| self.0.get(name).map(String::as_str);
        if get("state") != Some(pending.state.as_str()) {
            return Err(refused(
                "state_mismatch",
                "What came back belongs to another sign-in. Begin again; nothing was changed."
                    .to_owned(),
            ));
        }
        let bare = |name: &'_ str| name.trim_end_matches('/').to_owned();
        let is_expected = match (pending.issuer.as_deref(), get("iss")) {
            (Some(expected), Some(found)) => bare(expected) == bare(found),
            (Some(_), None) => !pending.issuer_needed,
            (None, _) => true,
        };
        if !is_expected {
            return Err(refused(
                "issuer_mismatch",
                "Another server answered than the one that was asked, so its answer was not \
                 used. Begin again; if it happens again, do not sign in there."
                    .to_owned(),
            ));
        }
        match (get("error"), get("code")) {
            (Some("access_denied" | "user_cancelled_authorize" | "user_cancelled_login"), _) => {
                Err(refused(
                    "denied",
                    format!("You did not allow it on {network}. Nothing was changed."),
                ))
            }
            (Some(error), _) => Err(refused(
                "denied",
                format!(
                    "{network} did not allow it ({}). Nothing was changed.",
                    word(error)
                ),
            )),
            (None, Some(code)) if !code.is_empty() => Ok(code.to_owned()),
            (None, _) => Err(refused(
                "no_code",
                format!("{network} came back without a code. Begin again; nothing was changed."),
            )),
        }
    }
}

/// How a request for tokens failed.
pub(crate) enum Grant {
    /// The server surely did not hand out tokens, and refuses for good: its own word.
    Refused {
        /// The word, as in RFC 6749: `invalid_grant`, `invalid_client`, ...
        error: String,
        /// The trouble in words for people.
        trouble: NetworkError,
    },
    /// It surely did not, and later may be better.
    NotNow(NetworkError),
    /// It may have: the answer was lost.
    Lost(NetworkError),
}

impl Grant {
    /// Returns the trouble in words for people.
    pub(crate) fn into_trouble(self) -> NetworkError {
        match self {
            Self::Refused { trouble, .. } | Self::NotNow(trouble) | Self::Lost(trouble) => trouble,
        }
    }
}

/// Asks a token endpoint; `doing` as in [`explain`].
///
/// # Errors
/// [`Grant`], which tells whether the server may have handed out tokens.
pub(crate) async fn ask_for_tokens(
    rest: &Rest,
    call: Call,
    network: &str,
    doing: &str,
) -> Result<TokenAnswer, Grant> {
    let answer = match rest.call(call).await {
        Ok(answer) => answer,
        Err(error) => {
            let trouble = explain(&error, network, doing);
            return Err(if error.surely_not_done() {
                Grant::NotNow(trouble)
            } else {
                Grant::Lost(trouble)
            });
        }
    };
    if answer.is_success() {
        // One network wraps its answer in a list.
        let body = match answer.body.get("data").and_then(Value::as_array) {
            Some(list) => list.first().cloned().unwrap_or_default(),
            None => answer.body,
        };
        return TokenAnswer::deserialize(body).map_err(|_| {
            Grant::Lost(NetworkError::new(
                NetworkErrorKind::Garbled,
                "garbled",
                format!("{doing} failed: {} handed out no token.", answer.host),
            ))
        });
    }
    if let Some(until) = answer.until {
        let kind = NetworkErrorKind::RateLimited { until };
        let message = format!("{doing} has to wait: {network} allows no more sign-ins now.");
        return Err(Grant::NotNow(NetworkError::new(
            kind,
            "rate_limited",
            message,
        )));
    }
    if answer.status >= 500 {
        let message = format!(
            "{doing} failed: {} has trouble of its own (status {}).",
            answer.host, answer.status
        );
        let kind = NetworkErrorKind::Unavailable;
        return Err(Grant::Lost(NetworkError::new(
            kind,
            "server_error",
            message,
        )));
    }
    let error = refusal_word(&answer.body);
    let trouble = explain_refusal(&error, network, doing);
    Err(Grant::Refused { error, trouble })
}

/// Finds the word of a refusal: RFC 6749's `error`, or the type of a nested error object.
fn refusal_word(body: &Value) -> String {
    let nested = || body.get("error").and_then(|error| error.get("type"));
    let error = body.get("error").filter(|error| error.is_string());
    let error = error.or_else(nested).or_else(|| body.get("error_type"));
    word(error.and_then(Value::as_str).unwrap_or("refused"))
}

fn explain_refusal(error: &str, network: &str, doing: &str) -> NetworkError {
    let (code, advice) = match error {
        "invalid_client" | "unauthorized_client" => (
            "wrong_app",
            format!("{network} does not know the app's id or secret. Enter them again."),
        ),
        "invalid_grant" => (
            "code_expired",
            "The code was used already or is too old. Begin again.".to_owned(),
        ),
        "invalid_scope" => (
            "wrong_scope",
            format!("The app may not do on {network} what Herald asked for. Look at its products."),
        ),
        _ => ("token_refused", format!("{network} said {error}.")),
    };
    refused(code, format!("{doing} failed. {advice}"))
}

fn refused(code: &str, message: String) -> NetworkError {
    NetworkError::new(NetworkErrorKind::Refused, code, message)
}

/// Keeps the letters of a remote party's word, so that nothing else reaches a person's eyes.
fn word(text: &str) -> String {
    let kept = |c: &char| c.is_ascii_alphanumeric() || matches!(c, '_' | '-' | '.' | ' ');
    text.chars().filter(kept).take(60).collect()
}

impl Call {
    /// Makes the form of a token request.
    pub(crate) fn token_form(url: Url, owner: &str, fields: &[(&str, &str)]) -> Self {
        let pairs = fields
            .iter()
            .map(|(name, value)| ((*name).to_owned(), (*value).to_owned()));
        Self {
            class: crate::limits::Class::Login,
            ..Self::post(url, owner, Body::Form(pairs.collect()))
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn pending() -> Pending {
        Pending {
            way: "oauth".into(),
            state: "s".into(),
            verifier: "v".into(),
            redirect_uri: "http://127.0.0.1:1/cb".into(),
            issuer: Some("https://server.test".into()),
            issuer_needed: false,
            addresses: BTreeMap::new(),
            more: BTreeMap::new(),
        }
    }

    fn code_of(query: &str) -> Result<String, String> {
        let code = Callback::parse(query).code(&pending(), "X");
        code.map_err(|error| error.code)
    }

    #[test]
    fn only_the_answer_to_this_sign_in_is_taken() {
        assert_eq!(code_of("code=c&state=s"), Ok("c".into()));
        assert_eq!(
            code_of("code=c&state=s&iss=https%3A%2F%2Fserver.test"),
            Ok("c".into())
        );
        assert_eq!(code_of("code=c&state=other"), Err("state_mismatch".into()));
        assert_eq!(code_of("code=c"), Err("state_mismatch".into()));
        let other = "code=c&state=s&iss=https%3A%2F%2Fevil.test";
        assert_eq!(code_of(other), Err("issuer_mismatch".into()));
        let strict = Pending {
            issuer_needed: true,
            ..pending()
        };
        let silent = Callback::parse("code=c&state=s").code(&strict, "X");
        assert_eq!(silent.unwrap_err().code, "issuer_mismatch");
        assert_eq!(code_of("error=access_denied&state=s"), Err("denied".into()));
        assert_eq!(code_of("state=s"), Err("no_code".into()));
    }

    #[test]
    fn a_pasted_address_is_read_with_its_fragment() {
        let pasted = " https://localhost/cb?code=AQ%20x&state=s#_ ";
        assert_eq!(code_of(pasted), Ok("AQ x".into()));
    }

    #[test]
    fn what_a_server_calls_its_error_is_shown_without_markup() {
        assert_eq!(word("<b>bad</b>\u{202e}"), "bbadb");
    }
}
