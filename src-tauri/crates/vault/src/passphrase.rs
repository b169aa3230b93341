//! A vault under a passphrase.

use std::path::Path;
use std::sync::{Arc, Mutex, PoisonError};

use async_trait::async_trait;
use herald_pipeline::ports::{Secret, Vault, VaultError, VaultState};

use crate::file::VaultPath;
use crate::format::{KeyPlace, VaultFile};
use crate::seal::Key;
use crate::wrap::{KdfCost, WrappedKey};
use crate::{blocking, failed, sealed};

/// The fewest characters of a new passphrase.
const FEWEST_CHARACTERS: usize = 8;

/// Keeps secrets in a file under a passphrase, closed until the passphrase is given.
pub struct PassphraseVault {
    path: VaultPath,
    cost: KdfCost,
    key: Mutex<Option<Arc<Key>>>,
}

impl PassphraseVault {
    /// Names the vault of a data folder; nothing is read or written yet.
    pub fn new(data_dir: &Path) -> Self {
        Self::with_cost(data_dir, KdfCost::default())
    }

    /// Names the vault of a data folder and the cost of a passphrase when it is made new.
    pub fn with_cost(data_dir: &Path, cost: KdfCost) -> Self {
        Self {
            path: VaultPath::new(data_dir),
            cost,
            key: Mutex::new(None),
        }
    }

    fn key(&self) -> Option<Arc<Key>> {
        let key = self.key.lock().unwrap_or_else(PoisonError::into_inner);
        key.clone()
    }

    /// Returns the key, or why there is none.
    async fn open_key(&self) -> Result<Arc<Key>, VaultError> {
        if let Some(key) = self.key() {
            return Ok(key);
        }
        let path = self.path.clone();
        match blocking(move || path.read()).await? {
            Some(_) => Err(VaultError::Locked),
            None => Err(VaultError::NeedsPassphrase),
        }
    }
}

#[async_trait]
impl Vault for PassphraseVault {
    async fn read(&self, name: &str) -> Result<Option<Secret>, VaultError> {
        let (path, name) = (self.path.clone(), name.to_owned());
        let key = self.open_key().await?;
        blocking(move || sealed::read(&path, &key, &name)).await
    }

    async fn write(&self, name: &str, secret: &Secret) -> Result<(), VaultError> {
        sealed::change(&self.path, self.open_key().await?, name, Some(secret)).await
    }

    async fn forget(&self, name: &str) -> Result<(), VaultError> {
        sealed::change(&self.path, self.open_key().await?, name, None).await
    }

    async fn state(&self) -> VaultState {
        let path = self.path.clone();
        match blocking(move || path.read()).await {
            Ok(None) => VaultState::NeedsPassphrase,
            Ok(Some(_)) if self.key().is_some() => VaultState::PassphraseOpen,
            // A damaged file is a closed vault; unlocking it tells what is wrong.
            Ok(Some(_)) | Err(_) => VaultState::PassphraseLocked,
        }
    }

    async fn unlock(&self, passphrase: &Secret) -> Result<(), VaultError> {
        let (path, cost, passphrase) = (self.path.clone(), self.cost, passphrase.clone());
        let key = blocking(move || open_or_make(&path, &passphrase, cost)).await?;
        let mut held = self.key.lock().unwrap_or_else(PoisonError::into_inner);
        *held = Some(Arc::new(key));
        Ok(())
    }
}

fn open_or_make(path: &VaultPath, passphrase: &Secret, cost: KdfCost) -> Result<Key, VaultError> {
    if let Some(file) = path.read()? {
        return open(&file, passphrase);
    }
    if passphrase.expose().chars().count() < FEWEST_CHARACTERS {
        return Err(failed(format!(
            "the passphrase is too short. Use at least {FEWEST_CHARACTERS} characters."
        )));
    }
    let key = Key::random()?;
    let wrapped = WrappedKey::wrap(&key, passphrase, cost)?;
    let made = VaultFile::empty(KeyPlace::Passphrase(wrapped), &key)?;
    let held = path.hold()?;
    // Another process may have made one since; then that one counts.
    if let Some(file) = path.read()? {
        drop(held);
        return open(&file, passphrase);
    }
    path.replace(&held, &made)?;
    Ok(key)
}

fn open(file: &VaultFile, passphrase: &Secret) -> Result<Key, VaultError> {
    match file.key_place() {
        KeyPlace::Passphrase(wrapped) => {
            let key = wrapped.unwrap(passphrase)?;
            file.check(&key)?;
            Ok(key)
        }
        KeyPlace::Keychain { .. } => Err(failed(
            "its key is in the system's keychain, so no passphrase opens it. \
             Unlock the keychain, then start Herald again.",
        )),
    }
}
