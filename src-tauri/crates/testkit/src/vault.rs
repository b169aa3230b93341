//! A vault in memory.

use std::collections::BTreeMap;
use std::sync::Mutex;

use async_trait::async_trait;
use herald_pipeline::ports::{Secret, Vault, VaultError, VaultState};

#[derive(Debug, Default)]
struct Inside {
    secrets: BTreeMap<String, Secret>,
    passphrase: Option<Secret>,
    locked: bool,
    broken: Option<VaultError>,
}

/// Keeps secrets in memory; it can be locked and broken.
#[derive(Debug, Default)]
pub struct FakeVault(Mutex<Inside>);

impl FakeVault {
    /// Makes a vault that stays closed until it hears this passphrase.
    pub fn locked_with(passphrase: &str) -> Self {
        Self(Mutex::new(Inside {
            passphrase: Some(Secret::new(passphrase)),
            locked: true,
            ..Inside::default()
        }))
    }

    /// Makes every later call fail this way, or work again.
    pub fn break_with(&self, error: Option<VaultError>) {
        self.inside(|inside| inside.broken = error);
    }

    /// Returns the names of the secrets kept.
    pub fn names(&self) -> Vec<String> {
        self.inside(|inside| inside.secrets.keys().cloned().collect())
    }

    fn inside<T>(&self, work: impl FnOnce(&mut Inside) -> T) -> T {
        work(&mut self.0.lock().expect("no test panics inside the vault"))
    }

    fn open<T>(&self, work: impl FnOnce(&mut Inside) -> T) -> Result<T, VaultError> {
        self.inside(|inside| match &inside.broken {
            Some(error) => Err(error.clone()),
            None if inside.locked => Err(VaultError::Locked),
            None => Ok(work(inside)),
        })
    }
}

#[async_trait]
impl Vault for FakeVault {
    async fn read(&self, name: &str) -> Result<Option<Secret>, VaultError> {
        self.open(|inside| inside.secrets.get(name).cloned())
    }

    async fn write(&self, name: &str, secret: &Secret) -> Result<(), VaultError> {
        self.open(|inside| {
            inside.secrets.insert(name.to_owned(), secret.clone());
        })
    }

    async fn forget(&self, name: &str) -> Result<(), VaultError> {
        self.open(|inside| {
            inside.secrets.remove(name);
        })
    }

    async fn state(&self) -> VaultState {
        self.inside(|inside| match (&inside.passphrase, inside.locked) {
            (None, _) => VaultState::Keychain,
            (Some(_), true) => VaultState::PassphraseLocked,
            (Some(_), false) => VaultState::PassphraseOpen,
        })
    }

    async fn unlock(&self, passphrase: &Secret) -> Result<(), VaultError> {
        self.inside(|inside| match &inside.passphrase {
            Some(right) if right != passphrase => Err(VaultError::WrongPassphrase),
            _ => {
                inside.locked = false;
                Ok(())
            }
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[tokio::test]
    async fn a_locked_vault_gives_nothing_until_unlocked() {
        let vault = FakeVault::locked_with("correct horse");
        assert_eq!(vault.read("a").await, Err(VaultError::Locked));
        let wrong = vault.unlock(&Secret::new("wrong")).await;
        assert_eq!(wrong, Err(VaultError::WrongPassphrase));
        vault
            .unlock(&Secret::new("correct horse"))
            .await
            .expect("opens");
        vault.write("a", &Secret::new("s")).await.expect("is open");
        assert_eq!(vault.read("a").await, Ok(Some(Secret::new("s"))));
    }
}
