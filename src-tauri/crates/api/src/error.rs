//! The one error that leaves the engine.

use herald_domain::SettingError;
use herald_pipeline::ports::{NetworkError, NetworkErrorKind, StoreError, VaultError};
use herald_pipeline::use_cases::UseCaseError;
use serde::{Deserialize, Serialize};
use ts_rs::TS;

/// What a shell can act on; everything else is `Internal`.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, TS)]
#[serde(rename_all = "snake_case")]
pub enum ErrorCode {
    /// What was given does not fit.
    BadInput,
    /// There is no such thing.
    NotFound,
    /// It changed since it was shown: show it again.
    Changed,
    /// It is too late for that.
    TooLate,
    /// The network or the server cannot be reached.
    Unreachable,
    /// The network refused.
    Refused,
    /// A second factor is needed.
    SecondFactor,
    /// The vault is locked or has no passphrase yet.
    VaultLocked,
    /// The disk is full.
    DiskFull,
    /// Another process does this for the same data folder.
    Busy,
    /// Something is wrong inside Herald or its database.
    Internal,
}

/// Something that did not happen: what failed, what it means, what to do.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, TS, thiserror::Error)]
#[error("{message}")]
pub struct ApiError {
    /// What a shell can act on.
    pub code: ErrorCode,
    /// The sentence for people.
    pub message: String,
    /// Whether the same call may work later.
    pub retryable: bool,
}

impl ApiError {
    /// Makes an error that trying again does not mend.
    pub fn new(code: ErrorCode, message: impl Into<String>) -> Self {
        Self {
            code,
            message: message.into(),
            retryable: false,
        }
    }

    /// Makes an error that may pass.
    pub fn passing(code: ErrorCode, message: impl Into<String>) -> Self {
        Self {
            code,
            message: message.into(),
            retryable: true,
        }
    }

    /// Says that there is no such thing.
    pub fn not_found(what: &str, id: &str) -> Self {
        Self::new(
            ErrorCode::NotFound,
            format!("There is no {what} `{id}`. It may have been removed; list them again."),
        )
    }
}

impl From<StoreError> for ApiError {
    fn from(error: StoreError) -> Self {
        let message = error.to_string();
        match error {
            StoreError::Conflict(_) => Self::passing(
                ErrorCode::Changed,
                format!("{message}. Look at it again and decide again."),
            ),
            StoreError::DiskFull => Self::passing(ErrorCode::DiskFull, message),
            StoreError::Spent => Self::new(ErrorCode::Refused, message),
            StoreError::NotOurs(_)
            | StoreError::Newer { .. }
            | StoreError::Corrupt { .. }
            | StoreError::Inconsistent { .. }
            | StoreError::Failed(_) => Self::new(ErrorCode::Internal, message),
        }
    }
}

impl From<VaultError> for ApiError {
    fn from(error: VaultError) -> Self {
        let code = match error {
            VaultError::Locked | VaultError::NeedsPassphrase | VaultError::WrongPassphrase => {
                ErrorCode::VaultLocked
            }
            VaultError::TimedOut(_) | VaultError::Failed(_) => ErrorCode::Internal,
        };
        Self::passing(code, error.to_string())
    }
}

impl From<NetworkError> for ApiError {
    fn from(error: NetworkError) -> Self {
        let code = match (&error.kind, error.code.as_str()) {
            (_, "second_factor") => ErrorCode::SecondFactor,
            (NetworkErrorKind::Unavailable | NetworkErrorKind::RateLimited { .. }, _) => {
                return Self::passing(ErrorCode::Unreachable, error.message);
            }
            (NetworkErrorKind::Garbled, _) => ErrorCode::Unreachable,
            (NetworkErrorKind::VaultClosed, _) => ErrorCode::VaultLocked,
            (NetworkErrorKind::Gone, _) => ErrorCode::NotFound,
            (NetworkErrorKind::Changed, _) => ErrorCode::Changed,
            (
                NetworkErrorKind::SignedOut
                | NetworkErrorKind::Refused
                | NetworkErrorKind::OverBudget,
                _,
            ) => ErrorCode::Refused,
        };
        Self::new(code, error.message)
    }
}

impl From<SettingError> for ApiError {
    fn from(error: SettingError) -> Self {
        Self::new(ErrorCode::BadInput, error.to_string())
    }
}

impl From<UseCaseError> for ApiError {
    fn from(error: UseCaseError) -> Self {
        let message = error.to_string();
        match error {
            UseCaseError::BadInput(_) => Self::new(ErrorCode::BadInput, message),
            UseCaseError::NotFound { .. } => Self::new(ErrorCode::NotFound, message),
            UseCaseError::Changed(_) => Self::new(ErrorCode::Changed, message),
            UseCaseError::TooLate(_) => Self::new(ErrorCode::TooLate, message),
            UseCaseError::Store(error) => error.into(),
            UseCaseError::Network(error) => error.into(),
            UseCaseError::Vault(error) => error.into(),
            UseCaseError::Setting(error) => error.into(),
        }
    }
}
