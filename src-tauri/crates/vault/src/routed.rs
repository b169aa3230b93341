//! Keeps the secrets of simulated accounts out of the person's own vault.

use std::sync::{Arc, PoisonError, RwLock};

use async_trait::async_trait;
use herald_pipeline::ports::{Secret, Vault, VaultError, VaultState};

use crate::memory::MemoryVault;

/// Sends names with certain prefixes to memory and all others to the real vault.
pub struct RoutedVault {
    real: Arc<dyn Vault>,
    memory: MemoryVault,
    prefixes: RwLock<Vec<String>>,
}

impl RoutedVault {
    /// Puts a route before a vault; without prefixes everything goes to the real one.
    pub fn new(real: Arc<dyn Vault>, prefixes: impl IntoIterator<Item = String>) -> Self {
        let routed = Self {
            real,
            memory: MemoryVault::new(),
            prefixes: RwLock::new(Vec::new()),
        };
        for prefix in prefixes {
            routed.keep_in_memory(prefix);
        }
        routed
    }

    /// Sends names with this prefix to memory from here on; what the real vault holds stays there.
    ///
    /// An empty prefix would take every secret from the real vault, so it is ignored.
    pub fn keep_in_memory(&self, prefix: impl Into<String>) {
        let prefix = prefix.into();
        let mut prefixes = self
            .prefixes
            .write()
            .unwrap_or_else(PoisonError::into_inner);
        if !prefix.is_empty() && !prefixes.contains(&prefix) {
            prefixes.push(prefix);
        }
    }

    fn of(&self, name: &str) -> &dyn Vault {
        let prefixes = self.prefixes.read().unwrap_or_else(PoisonError::into_inner);
        if prefixes.iter().any(|prefix| name.starts_with(prefix)) {
            &self.memory
        } else {
            self.real.as_ref()
        }
    }
}

#[async_trait]
impl Vault for RoutedVault {
    async fn read(&self, name: &str) -> Result<Option<Secret>, VaultError> {
        self.of(name).read(name).await
    }

    async fn write(&self, name: &str, secret: &Secret) -> Result<(), VaultError> {
        self.of(name).write(name, secret).await
    }

    async fn forget(&self, name: &str) -> Result<(), VaultError> {
        self.of(name).forget(name).await
    }

    async fn state(&self) -> VaultState {
        self.real.state().await
    }

    async fn unlock(&self, passphrase: &Secret) -> Result<(), VaultError> {
        self.real.unlock(passphrase).await
    }
}
