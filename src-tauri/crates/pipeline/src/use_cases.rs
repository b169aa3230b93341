//! Use cases: what a person does, each a decision and one unit of work.

pub mod answer_action;
pub mod connect_account;
pub mod developer_app;
pub mod finish_hand_over;
pub mod link_cards;
mod plan_anew;
pub mod propose_action;
pub mod record_decision;
mod refresh_review;
pub mod sign_in;
pub mod undo_decision;

use herald_domain::SettingError;

use crate::ports::{NetworkError, StoreError, VaultError};

/// Why a use case did not do it.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum UseCaseError {
    /// What was given does not fit; the sentence says what would.
    #[error("{0}")]
    BadInput(String),
    /// There is no such thing.
    #[error("There is no {what} `{id}`. It may have been removed; list them again.")]
    NotFound {
        /// What was looked for.
        what: &'static str,
        /// The id given.
        id: String,
    },
    /// It changed since it was shown.
    #[error("{0}")]
    Changed(String),
    /// It is too late for that.
    #[error("{0}")]
    TooLate(String),
    /// The store failed.
    #[error(transparent)]
    Store(#[from] StoreError),
    /// The network failed or refused.
    #[error(transparent)]
    Network(#[from] NetworkError),
    /// The vault failed or is closed.
    #[error(transparent)]
    Vault(#[from] VaultError),
    /// The setting does not fit.
    #[error(transparent)]
    Setting(#[from] SettingError),
}
