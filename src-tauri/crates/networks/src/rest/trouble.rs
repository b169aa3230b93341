//! Failed calls in words for people. No message carries a body, a query or a token.

use herald_pipeline::ports::{NetworkError, NetworkErrorKind, TransportError, VaultError};

use super::CallError;

/// Says what a call without a sensible answer means; `network` is its name, `doing` what was tried,
/// capitalised, as in `Reading replies`.
pub(crate) fn explain(error: &CallError, network: &str, doing: &str) -> NetworkError {
    match error {
        CallError::Waiting { until }
        | CallError::Garbled {
            until: Some(until), ..
        } => NetworkError::new(
            NetworkErrorKind::RateLimited { until: *until },
            "rate_limited",
            format!(
                "{doing} has to wait: {network} allows no more calls now. \
                     Herald goes on by itself when it does."
            ),
        ),
        CallError::Transport(error) => transport_trouble(error, network, doing),
        CallError::Garbled { status, host, .. } if *status >= 500 => NetworkError::new(
            NetworkErrorKind::Unavailable,
            "server_error",
            format!(
                "{doing} failed: {host} has trouble of its own (status {status}). \
                 Herald tries again by itself."
            ),
        ),
        CallError::Garbled { status, host, .. } => NetworkError::new(
            NetworkErrorKind::Garbled,
            "garbled",
            format!(
                "{doing} failed: {host} does not answer like {network} (status {status}). \
                 Check the address of the server, or try again later."
            ),
        ),
    }
}

/// Says what a request without an answer means.
fn transport_trouble(error: &TransportError, network: &str, doing: &str) -> NetworkError {
    let (kind, code, advice) = match error {
        TransportError::NotSent { .. } => (
            NetworkErrorKind::Unavailable,
            "unreachable",
            "Check the connection; Herald tries again by itself.".to_owned(),
        ),
        TransportError::NoAnswer { .. } => (
            NetworkErrorKind::Unavailable,
            "no_answer",
            "Herald looks again by itself.".to_owned(),
        ),
        TransportError::TooLarge { .. } => (
            NetworkErrorKind::Garbled,
            "too_large",
            format!("That is more than {network} sends; check the address of the server."),
        ),
        TransportError::Refused { .. } => (
            NetworkErrorKind::Refused,
            "address_refused",
            "Choose the server's address yourself if it is right.".to_owned(),
        ),
    };
    NetworkError::new(kind, code, format!("{doing} failed: {error}. {advice}"))
}

/// Says that the secrets cannot be read or kept.
pub(crate) fn vault_trouble(error: &VaultError) -> NetworkError {
    NetworkError::new(
        NetworkErrorKind::VaultClosed,
        "vault_closed",
        error.to_string(),
    )
}
