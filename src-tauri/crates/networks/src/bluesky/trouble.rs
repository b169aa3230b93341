//! Trouble: failed calls in words for people. No message carries a body, a token or a password.

use herald_pipeline::ports::{NetworkError, NetworkErrorKind};

pub(super) use crate::rest::{transport_trouble, vault_trouble};

use super::xrpc::{Refusal, XrpcError};

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
        XrpcError::Waiting { until } => trouble(
            NetworkErrorKind::RateLimited { until: *until },
            "rate_limited",
            format!(
                "{doing} has to wait: Bluesky allows no more calls now. \
                 Herald goes on by itself when it does."
            ),
        ),
        XrpcError::Transport(error) => transport_trouble(error, "Bluesky", doing),
        XrpcError::Refused(refusal) => explain_refusal(refusal, doing),
        XrpcError::Garbled { host } => trouble(
            NetworkErrorKind::Garbled,
            "garbled",
            format!(
                "{doing} failed: {host} answered with something that is not Bluesky's language. \
                 Check the address of the server, or try again later."
            ),
        ),
    }
}

fn explain_refusal(refusal: &Refusal, doing: &str) -> NetworkError {
    let host = &refusal.host;
    let said = refusal.words();
    match refusal.status {
        429 => trouble(
            NetworkErrorKind::RateLimited {
                until: refusal.until,
            },
            "rate_limited",
            format!(
                "{doing} has to wait: {host} asks for fewer calls. \
                 Herald goes on by itself when it may."
            ),
        ),
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
    let message = match refusal.error.as_str() {
        "AccountTakedown" => format!(
            "{doing} failed: Bluesky has taken the account down. \
             Write to Bluesky's support; Herald leaves the account alone until you reconnect it."
        ),
        "AccountDeactivated" => format!(
            "{doing} failed: the account is deactivated. \
             Activate it in the Bluesky app, then connect it again."
        ),
        _ => format!(
            "{doing} failed: {} no longer accepts the sign-in. \
             Connect the account again with an app password.",
            refusal.host
        ),
    };
    trouble(NetworkErrorKind::SignedOut, &refusal.code(), message)
}
