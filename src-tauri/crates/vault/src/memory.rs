//! A vault that forgets everything when it is dropped.

use std::collections::HashMap;
use std::sync::{Mutex, MutexGuard, PoisonError};

use async_trait::async_trait;
use herald_pipeline::ports::{Secret, Vault, VaultError, VaultState};

/// Keeps secrets in memory only: for simulated accounts and for tests.
#[derive(Default)]
pub struct MemoryVault {
    secrets: Mutex<HashMap<String, Secret>>,
}

impl MemoryVault {
    /// Makes an empty vault.
    pub fn new() -> Self {
        Self::default()
    }

    fn secrets(&self) -> MutexGuard<'_, HashMap<String, Secret>> {
        self.secrets.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

#[async_trait]
impl Vault for MemoryVault {
    async fn read(&self, name: &str) -> Result<Option<Secret>, VaultError> {
        Ok(self.secrets().get(name).cloned())
    }

    async fn write(&self, name: &str, secret: &Secret) -> Result<(), VaultError> {
        self.secrets().insert(name.to_owned(), secret.clone());
        Ok(())
    }

    async fn forget(&self, name: &str) -> Result<(), VaultError> {
        self.secrets().remove(name);
        Ok(())
    }

    /// Tells that it is open; of the states there are, this one asks nothing of a person.
    async fn state(&self) -> VaultState {
        VaultState::PassphraseOpen
    }

    async fn unlock(&self, _passphrase: &Secret) -> Result<(), VaultError> {
        Ok(())
    }
}
