//! Where secrets live.

use std::fmt;

use async_trait::async_trait;

/// A secret that does not show itself.
#[derive(Clone, PartialEq, Eq)]
pub struct Secret(String);

impl Secret {
    /// Wraps a secret.
    pub fn new(secret: impl Into<String>) -> Self {
        Self(secret.into())
    }

    /// Shows the secret to the code that must send it.
    pub fn expose(&self) -> &str {
        &self.0
    }
}

impl fmt::Debug for Secret {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Secret(hidden)")
    }
}

/// What kind of place the secrets are in, and whether it is open.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum VaultState {
    /// The system's own keychain.
    Keychain,
    /// A file under a passphrase, open.
    PassphraseOpen,
    /// A file under a passphrase, closed until the passphrase is given.
    PassphraseLocked,
    /// There is no keychain and no passphrase was chosen yet.
    NeedsPassphrase,
}

/// Why a secret cannot be kept or read. No variant carries a secret.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum VaultError {
    /// The passphrase has not been given.
    #[error("The vault is locked. Unlock it with its passphrase; nothing was lost.")]
    Locked,
    /// There is no keychain and no passphrase vault yet.
    #[error(
        "This computer offers no keychain. Choose a passphrase for a vault file; \
         secrets are never kept in plain text."
    )]
    NeedsPassphrase,
    /// The passphrase is wrong.
    #[error("That passphrase does not open the vault. Nothing was changed.")]
    WrongPassphrase,
    /// The keychain did not answer in time.
    #[error(
        "The system's keychain did not answer within {0} seconds. Unlock or restart it, \
         then try again; nothing was changed."
    )]
    TimedOut(u64),
    /// The keychain or the vault file failed.
    #[error("The vault failed: {0}")]
    Failed(String),
}

/// Keeps secrets by name.
#[async_trait]
pub trait Vault: Send + Sync {
    /// Reads a secret; `None` when there is none under this name.
    async fn read(&self, name: &str) -> Result<Option<Secret>, VaultError>;

    /// Keeps a secret, replacing one of the same name.
    async fn write(&self, name: &str, secret: &Secret) -> Result<(), VaultError>;

    /// Forgets a secret; none under this name is no error.
    async fn forget(&self, name: &str) -> Result<(), VaultError>;

    /// Tells what kind of place this is and whether it is open.
    async fn state(&self) -> VaultState;

    /// Opens a passphrase vault, or makes one where none is; a keychain needs no unlocking.
    async fn unlock(&self, passphrase: &Secret) -> Result<(), VaultError>;
}
