//! What the simulated server says when it declines a call.

use serde::{Deserialize, Serialize};

/// An answer other than 200: status, error name and message.
///
/// # Source
/// atproto XRPC specification and reference server, read 2026-08-20.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, thiserror::Error)]
#[error("{status} {error}: {message}")]
pub struct Refusal {
    /// HTTP status.
    pub status: u16,
    /// Name of the error as the lexicon gives it.
    pub error: String,
    /// Text for a developer.
    pub message: String,
}

impl Refusal {
    /// Builds a refusal from its three parts.
    pub fn new(status: u16, error: &str, message: impl Into<String>) -> Self {
        Self {
            status,
            error: error.to_owned(),
            message: message.into(),
        }
    }

    /// 400 `InvalidRequest`: the input breaks a rule and will never be accepted.
    pub fn invalid(message: impl Into<String>) -> Self {
        Self::new(400, "InvalidRequest", message)
    }

    /// 400 `InvalidSwap`: the record is not at the content the caller expected.
    pub fn swap(current: Option<&str>) -> Self {
        let at = current.unwrap_or("null");
        Self::new(400, "InvalidSwap", format!("Record was at {at}"))
    }

    /// 401 `AuthMissing`: no bearer token came with the call.
    pub fn auth_missing() -> Self {
        Self::new(401, "AuthMissing", "Authentication Required")
    }

    /// 401 `AuthenticationRequired`: the caller is known but may not do this.
    pub fn not_yours() -> Self {
        Self::new(401, "AuthenticationRequired", "Authentication Required")
    }

    /// 400 `ExpiredToken`: the session must be refreshed.
    pub fn expired(message: &str) -> Self {
        Self::new(400, "ExpiredToken", message)
    }

    /// 400 `InvalidToken`: the token is not one of this server's.
    pub fn bad_token(message: &str) -> Self {
        Self::new(400, "InvalidToken", message)
    }

    /// 500 `InternalServerError`.
    pub fn internal() -> Self {
        Self::new(500, "InternalServerError", "Internal Server Error")
    }

    /// 429 `RateLimitExceeded`.
    pub fn rate_limited() -> Self {
        Self::new(429, "RateLimitExceeded", "Rate Limit Exceeded")
    }
}
