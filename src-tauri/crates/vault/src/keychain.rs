//! A vault whose key is in the system's keychain.

use std::path::Path;
use std::sync::{Arc, Mutex, PoisonError};
use std::time::Duration;

use async_trait::async_trait;
use base64::Engine;
use base64::prelude::BASE64_URL_SAFE_NO_PAD;
use herald_pipeline::ports::{Secret, Vault, VaultError, VaultState};

use crate::file::VaultPath;
use crate::format::{KeyPlace, VaultFile};
use crate::key_store::{KeyStore, KeyStoreError, OsKeyStore};
use crate::limited::LimitedThread;
use crate::seal::{Key, fill_random};
use crate::{blocking, failed, sealed};

/// The longest the keychain may take to answer.
pub(crate) const LIMIT: Duration = Duration::from_secs(3);

/// A key and the keychain entry it came from.
type Known = (String, Arc<Key>);

/// Keeps secrets in a file whose key is one entry in the system's keychain.
pub struct KeychainVault {
    path: VaultPath,
    namespace: String,
    store: Arc<dyn KeyStore>,
    thread: LimitedThread,
    known: Mutex<Option<Known>>,
    draft: Mutex<Option<Known>>,
}

impl KeychainVault {
    /// Names the vault of a data folder over the system's keychain.
    ///
    /// The entry's name starts with the namespace and is made unique when the vault is made. The
    /// file remembers it, so the folder may be moved and two folders never share a key by chance.
    pub fn new(data_dir: &Path, namespace: &str) -> Self {
        Self::over(Arc::new(OsKeyStore), data_dir, namespace)
    }

    /// Names the vault of a data folder over any key store.
    pub fn over(store: Arc<dyn KeyStore>, data_dir: &Path, namespace: &str) -> Self {
        Self {
            path: VaultPath::new(data_dir),
            namespace: namespace.to_owned(),
            store,
            thread: LimitedThread::new(LIMIT),
            known: Mutex::new(None),
            draft: Mutex::new(None),
        }
    }

    /// Tells whether the keychain answers, changing nothing.
    ///
    /// # Errors
    /// - [`VaultError::NeedsPassphrase`] when there is no keychain on this computer.
    /// - [`VaultError::TimedOut`] when it does not answer in time.
    /// - [`VaultError::Failed`] when it is there and fails.
    pub async fn probe(&self) -> Result<(), VaultError> {
        let store = Arc::clone(&self.store);
        let probe = move || store.probe().map_err(unmade);
        self.thread.run(probe).await
    }

    /// Returns the vault's key; `None` when there is no vault yet.
    async fn key(&self) -> Result<Option<Arc<Key>>, VaultError> {
        let path = self.path.clone();
        let Some(file) = blocking(move || path.read()).await? else {
            return Ok(None);
        };
        let entry = entry_of(&file)?;
        if let Some(key) = self.known_key(&entry) {
            return Ok(Some(key));
        }
        let store = Arc::clone(&self.store);
        let load = move || load(store.as_ref(), &entry).map(|key| (entry, Arc::new(key)));
        let known = self.thread.run(load).await?;
        blocking({
            let key = Arc::clone(&known.1);
            move || file.check(&key)
        })
        .await?;
        Ok(Some(self.remember(known)))
    }

    /// Returns the vault's key, making the vault when there is none.
    ///
    /// No lock is held while the keychain is asked: it may take for ever. Each maker has an entry
    /// of its own, and the first to make the file wins.
    async fn key_or_new(&self) -> Result<Arc<Key>, VaultError> {
        if let Some(key) = self.key().await? {
            return Ok(key);
        }
        let (entry, key) = self.draft()?;
        let kept = (Arc::clone(&self.store), entry.clone(), Arc::clone(&key));
        let keep = move || keep(kept.0.as_ref(), &kept.1, &kept.2);
        self.thread.run(keep).await?;
        let made = (self.path.clone(), entry.clone(), Arc::clone(&key));
        if blocking(move || make_file(&made.0, &made.1, &made.2)).await? {
            return Ok(self.remember((entry, key)));
        }
        let store = Arc::clone(&self.store);
        let tidy = move || store.forget(&entry).map_err(unmade);
        if let Err(error) = self.thread.run(tidy).await {
            tracing::warn!(%error, "an unused keychain entry stays behind");
        }
        self.key().await?.ok_or_else(sealed::gone)
    }

    /// Returns the key this vault would make; every attempt uses the same one, so that an attempt
    /// given up half-way leaves nothing in the keychain that the next does not use.
    fn draft(&self) -> Result<Known, VaultError> {
        let mut draft = self.draft.lock().unwrap_or_else(PoisonError::into_inner);
        if let Some((entry, key)) = draft.as_ref() {
            return Ok((entry.clone(), Arc::clone(key)));
        }
        let made = (new_entry(&self.namespace)?, Arc::new(Key::random()?));
        *draft = Some((made.0.clone(), Arc::clone(&made.1)));
        Ok(made)
    }

    fn known_key(&self, entry: &str) -> Option<Arc<Key>> {
        let known = self.known.lock().unwrap_or_else(PoisonError::into_inner);
        let (_, key) = known.as_ref().filter(|(of, _)| of == entry)?;
        Some(Arc::clone(key))
    }

    fn remember(&self, known: Known) -> Arc<Key> {
        let key = Arc::clone(&known.1);
        let mut held = self.known.lock().unwrap_or_else(PoisonError::into_inner);
        *held = Some(known);
        key
    }
}

#[async_trait]
impl Vault for KeychainVault {
    async fn read(&self, name: &str) -> Result<Option<Secret>, VaultError> {
        let (path, name) = (self.path.clone(), name.to_owned());
        let Some(key) = self.key().await? else {
            return Ok(None);
        };
        blocking(move || sealed::read(&path, &key, &name)).await
    }

    async fn write(&self, name: &str, secret: &Secret) -> Result<(), VaultError> {
        let key = self.key_or_new().await?;
        sealed::change(&self.path, key, name, Some(secret)).await
    }

    async fn forget(&self, name: &str) -> Result<(), VaultError> {
        let Some(key) = self.key().await? else {
            return Ok(());
        };
        sealed::change(&self.path, key, name, None).await
    }

    async fn state(&self) -> VaultState {
        VaultState::Keychain
    }

    async fn unlock(&self, _passphrase: &Secret) -> Result<(), VaultError> {
        Ok(())
    }
}

fn load(store: &dyn KeyStore, entry: &str) -> Result<Key, VaultError> {
    let found = store.read(entry).map_err(|error| match error {
        KeyStoreError::Absent => failed(
            "its key is in the system's keychain, and none answers here. Start or unlock the \
             keychain, then start Herald again; nothing was changed.",
        ),
        KeyStoreError::Failed(words) => keychain_failed(&words),
    })?;
    let key = found.as_deref().and_then(|bytes| Key::from_slice(bytes));
    key.ok_or_else(|| {
        failed(
            "the keychain no longer holds its key. Put the keychain's entry back, or move \
             vault.json away and connect your accounts again.",
        )
    })
}

/// Puts a key into the keychain and makes sure that it is there.
fn keep(store: &dyn KeyStore, entry: &str, key: &Key) -> Result<(), VaultError> {
    store.write(entry, key.expose()).map_err(unmade)?;
    if load(store, entry)?.expose() == key.expose() {
        Ok(())
    } else {
        Err(keychain_failed(
            "it gave back another key than it was given",
        ))
    }
}

/// Makes the vault file; `false` when another maker was first.
fn make_file(path: &VaultPath, entry: &str, key: &Key) -> Result<bool, VaultError> {
    let place = KeyPlace::Keychain {
        entry: entry.to_owned(),
    };
    let made = VaultFile::empty(place, key)?;
    let held = path.hold()?;
    if path.read()?.is_some() {
        return Ok(false);
    }
    path.replace(&held, &made)?;
    Ok(true)
}

fn new_entry(namespace: &str) -> Result<String, VaultError> {
    let mut tail = [0; 9];
    fill_random(&mut tail)?;
    let tail = BASE64_URL_SAFE_NO_PAD.encode(tail);
    Ok(format!("{namespace}-{tail}"))
}

fn entry_of(file: &VaultFile) -> Result<String, VaultError> {
    match file.key_place() {
        KeyPlace::Keychain { entry } => Ok(entry.clone()),
        KeyPlace::Passphrase(_) => Err(failed(
            "it is under a passphrase by now. Start Herald again and give the passphrase.",
        )),
    }
}

fn unmade(error: KeyStoreError) -> VaultError {
    match error {
        KeyStoreError::Absent => VaultError::NeedsPassphrase,
        KeyStoreError::Failed(words) => keychain_failed(&words),
    }
}

fn keychain_failed(words: &str) -> VaultError {
    failed(format!(
        "the system's keychain cannot be used: {words}. Unlock it, then try again; nothing was \
         changed."
    ))
}
