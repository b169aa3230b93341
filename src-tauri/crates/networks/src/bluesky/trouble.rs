//! Trouble: failed calls in words for people. No message carries a body, a token or a password.

use herald_pipeline::ports::{NetworkError, NetworkErrorKind};

use super::xrpc::{Refusal, XrpcError};
use crate::rest;

/// What it is called in words.
pub(super) const NAME: &str = "Bluesky";

/// Makes a network error.
pub(super) fn trouble(
    kind: NetworkErrorKind,
    code: &str,
    message: impl Into<String>,
) -> NetworkError {
    NetworkError {
        kind,
        code: code.to_owned(),
        message: message.into(),
    }
}

/// Says what a failed call means; `doing` is what was tried, capitalised, as in `Reading replies`.
pub(super) fn explain(error: &XrpcError, doing: &str) -> NetworkError {
    match error {
        XrpcError::Call(error) => rest::explain(error, NAME, doing),
        XrpcError::Refused(refusal) => explain_refusal(refusal, doing),
    }
}

fn explain_refusal(refusal: &Refusal, doing: &str) -> NetworkError {
    let host = &refusal.host;
    let said = refusal.words();
    if let Some(until) = refusal.until {
        return trouble(
            NetworkErrorKind::RateLimited { until },
            "rate_limited",
            format!(
                "{doing} has to wait: {host} asks for fewer calls. \
                 Herald goes on by itself when it may."
            ),
        );
    }
    match refusal.status {
        500.. => trouble(
            NetworkErrorKind::Unavailable,
            "server_error",
            format!(
                "{doing} failed: {host} has trouble of its own (status {}). \
                 Herald tries again by itself.",
                refusal.status
            ),
        ),
        _ if refusal.ends_session() => signed_out(refusal, doing),
        _ if refusal.is_gone() => trouble(
            NetworkErrorKind::Gone,
            &refusal.code(),
            format!("{doing} failed: Bluesky no longer has it, or does not show it to you."),
        ),
        _ if refusal.error.is_empty() => trouble(
            NetworkErrorKind::Garbled,
            "garbled",
            format!(
                "{doing} failed: {host} does not answer like a Bluesky server (status {}). \
                 Check the address of the server.",
                refusal.status
            ),
        ),
        _ => trouble(
            NetworkErrorKind::Refused,
            &refusal.code(),
            format!(
                "{doing} failed: {host} refuses it ({said}). Sending the same again will not help."
            ),
        ),
    }
}

/// Says that the account, or its sign-in, is closed to us.
pub(super) fn signed_out(refusal: &Refusal, doing: &str) -> NetworkError {
    let message = match closed(refusal) {
        Some(why) => format!("{doing} failed: {why}, then connect the account again."),
        None => format!(
            "{doing} failed: {} no longer accepts the sign-in. Connect the account again.",
            refusal.host
        ),
    };
    trouble(NetworkErrorKind::SignedOut, &refusal.code(), message)
}

/// Returns why an account is closed and what to do about it, where a refusal says so.
pub(super) fn closed(refusal: &Refusal) -> Option<&'static str> {
    match refusal.error.as_str() {
        "AccountTakedown" => Some("Bluesky has taken the account down. Write to Bluesky's support"),
        "AccountDeactivated" => Some("the account is deactivated. Activate it in the Bluesky app"),
        "AccountSuspended" => Some("Bluesky has suspended the account. Look into its app"),
        _ => None,
    }
}
