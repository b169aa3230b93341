//! Chooses the vault of a data folder.

use std::path::Path;
use std::sync::Arc;

use herald_pipeline::ports::{Secret, Vault};

use crate::blocking;
use crate::file::VaultPath;
use crate::format::{KeyPlace, VaultFile};
use crate::key_store::{KeyStore, OsKeyStore};
use crate::keychain::KeychainVault;
use crate::passphrase::PassphraseVault;

/// Opens the vault of a data folder.
///
/// What the folder already holds decides. An empty one uses the system's keychain if that answers,
/// and otherwise waits for a passphrase. A passphrase given here unlocks, or makes, a passphrase
/// vault; if it is wrong the vault stays locked, as its state tells.
pub async fn open_vault(data_dir: &Path, passphrase: Option<Secret>) -> Arc<dyn Vault> {
    open_vault_over(Arc::new(OsKeyStore), data_dir, passphrase).await
}

/// Opens the vault of a data folder over any key store.
pub async fn open_vault_over(
    store: Arc<dyn KeyStore>,
    data_dir: &Path,
    passphrase: Option<Secret>,
) -> Arc<dyn Vault> {
    let path = VaultPath::new(data_dir);
    let keychain = KeychainVault::over(store, data_dir, &namespace(data_dir));
    let found = match blocking(move || path.read()).await {
        Ok(found) => found,
        Err(error) => {
            tracing::warn!(%error, "the vault file cannot be used");
            return Arc::new(PassphraseVault::new(data_dir));
        }
    };
    match found.as_ref().map(VaultFile::key_place) {
        Some(KeyPlace::Keychain { .. }) => return Arc::new(keychain),
        Some(KeyPlace::Passphrase(_)) => {}
        None => match keychain.probe().await {
            Ok(()) => return Arc::new(keychain),
            Err(error) => tracing::info!(%error, "the keychain is not used"),
        },
    }
    let vault = PassphraseVault::new(data_dir);
    if let Some(passphrase) = passphrase
        && let Err(error) = vault.unlock(&passphrase).await
    {
        tracing::warn!(%error, "the vault stays locked");
    }
    Arc::new(vault)
}

/// Names the data folder in a way every keychain accepts and a person recognizes.
fn namespace(data_dir: &Path) -> String {
    let name = data_dir.file_name().unwrap_or_default().to_string_lossy();
    let plain: String = name
        .chars()
        .filter(|c| c.is_ascii_alphanumeric() || matches!(c, '-' | '_'))
        .take(32)
        .collect();
    if plain.is_empty() {
        "data".into()
    } else {
        plain
    }
}
