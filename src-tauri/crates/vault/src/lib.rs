//! Where secrets live: the system's keychain, or a vault file under a passphrase.
//!
//! Both keep the secrets themselves in `vault.json` in the data folder, each sealed with
//! XChaCha20-Poly1305 under its own name. They differ in where the one master key is: an entry in
//! the keychain, or in the same file, wrapped under a key made from the passphrase. One short
//! keychain entry fits every system's limits, whatever the size and number of the secrets.

#![warn(missing_docs, unreachable_pub)]

mod file;
mod format;
mod key_store;
mod keychain;
mod limited;
mod memory;
mod open;
mod passphrase;
mod routed;
mod seal;
mod sealed;
#[cfg(test)]
mod tests;
mod wrap;

pub use key_store::{KeyStore, KeyStoreError, OsKeyStore};
pub use keychain::KeychainVault;
pub use memory::MemoryVault;
pub use open::{open_vault, open_vault_over};
pub use passphrase::PassphraseVault;
pub use routed::RoutedVault;
pub use wrap::KdfCost;

use herald_pipeline::ports::VaultError;

/// Runs blocking work off the async threads.
async fn blocking<T: Send + 'static>(
    work: impl FnOnce() -> Result<T, VaultError> + Send + 'static,
) -> Result<T, VaultError> {
    tokio::task::spawn_blocking(work)
        .await
        .unwrap_or_else(|_| Err(failed("its work was interrupted. Try again.")))
}

/// Makes a failure from words for people.
fn failed(words: impl Into<String>) -> VaultError {
    VaultError::Failed(words.into())
}
