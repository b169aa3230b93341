//! The vault over a keychain, with a keychain that does what a test needs.

use std::collections::HashMap;
use std::path::Path;
use std::sync::atomic::{AtomicBool, AtomicUsize, Ordering};
use std::sync::{Arc, Condvar, Mutex};

use herald_pipeline::ports::{Vault, VaultError, VaultState};
use tempfile::tempdir;
use zeroize::Zeroizing;

use super::{TOKEN, open_vault, secret, vault_file, words};
use crate::{KeyStore, KeyStoreError, KeychainVault};

/// A keychain in memory that can be gone, broken, garbling or hanging.
#[derive(Default)]
pub(super) struct TestKeyStore {
    entries: Mutex<HashMap<String, Vec<u8>>>,
    pub(super) fault: Mutex<Option<KeyStoreError>>,
    garbling: AtomicBool,
    hanging: Mutex<bool>,
    released: Condvar,
    calls: AtomicUsize,
}

impl TestKeyStore {
    fn enter(&self) -> Result<(), KeyStoreError> {
        self.calls.fetch_add(1, Ordering::SeqCst);
        let hanging = self.hanging.lock().unwrap();
        drop(self.released.wait_while(hanging, |hangs| *hangs).unwrap());
        self.fault.lock().unwrap().clone().map_or(Ok(()), Err)
    }

    fn hang(&self, hangs: bool) {
        *self.hanging.lock().unwrap() = hangs;
        self.released.notify_all();
    }

    fn entry_names(&self) -> Vec<String> {
        self.entries.lock().unwrap().keys().cloned().collect()
    }
}

impl KeyStore for TestKeyStore {
    fn probe(&self) -> Result<(), KeyStoreError> {
        self.enter()
    }

    fn read(&self, entry: &str) -> Result<Option<Zeroizing<Vec<u8>>>, KeyStoreError> {
        self.enter()?;
        let entries = self.entries.lock().unwrap();
        Ok(entries.get(entry).cloned().map(Zeroizing::new))
    }

    fn write(&self, entry: &str, key: &[u8]) -> Result<(), KeyStoreError> {
        self.enter()?;
        let key = if self.garbling.load(Ordering::SeqCst) {
            vec![0; key.len()]
        } else {
            key.to_owned()
        };
        self.entries.lock().unwrap().insert(entry.to_owned(), key);
        Ok(())
    }

    fn forget(&self, entry: &str) -> Result<(), KeyStoreError> {
        self.enter()?;
        self.entries.lock().unwrap().remove(entry);
        Ok(())
    }
}

fn vault(store: &Arc<TestKeyStore>, folder: &Path) -> KeychainVault {
    KeychainVault::over(Arc::clone(store) as Arc<dyn KeyStore>, folder, "test")
}

#[tokio::test]
async fn secrets_outlive_the_vault_and_the_keychain_holds_one_short_entry() {
    let (store, folder) = (Arc::new(TestKeyStore::default()), tempdir().unwrap());
    let first = vault(&store, folder.path());
    assert_eq!(first.state().await, VaultState::Keychain);
    assert_eq!(first.read("a").await, Ok(None));
    assert!(
        store.entry_names().is_empty(),
        "reading makes nothing in the keychain"
    );
    let large = "x".repeat(100_000);
    first.write("a", &secret(TOKEN)).await.unwrap();
    first.write("b", &secret(&large)).await.unwrap();

    let later = vault(&store, folder.path());
    assert_eq!(later.read("a").await, Ok(Some(secret(TOKEN))));
    later.forget("a").await.unwrap();
    assert_eq!(first.read("a").await, Ok(None));
    assert_eq!(first.read("b").await, Ok(Some(secret(&large))));

    let entries = store.entries.lock().unwrap();
    let lengths: Vec<usize> = entries.values().map(Vec::len).collect();
    assert_eq!(lengths, [32]);
    assert!(!vault_file(folder.path()).contains(TOKEN));
}

#[tokio::test]
async fn keychain_is_asked_once_and_not_for_every_secret() {
    let (store, folder) = (Arc::new(TestKeyStore::default()), tempdir().unwrap());
    let vault = vault(&store, folder.path());
    vault.write("a", &secret(TOKEN)).await.unwrap();
    let calls = store.calls.load(Ordering::SeqCst);
    for _ in 0..5 {
        vault.write("a", &secret(TOKEN)).await.unwrap();
        vault.read("a").await.unwrap();
    }
    assert_eq!(store.calls.load(Ordering::SeqCst), calls);
}

#[tokio::test]
async fn two_folders_of_the_same_name_do_not_share_a_key() {
    let (store, room) = (Arc::new(TestKeyStore::default()), tempdir().unwrap());
    let (one, other) = (room.path().join("a/data"), room.path().join("b/data"));
    vault(&store, &one).write("n", &secret("1")).await.unwrap();
    vault(&store, &other)
        .write("n", &secret("2"))
        .await
        .unwrap();
    assert_eq!(store.entry_names().len(), 2);
    assert_eq!(vault(&store, &one).read("n").await, Ok(Some(secret("1"))));
    assert_eq!(vault(&store, &other).read("n").await, Ok(Some(secret("2"))));
}

#[tokio::test]
async fn moved_folder_still_opens() {
    let (store, room) = (Arc::new(TestKeyStore::default()), tempdir().unwrap());
    let (here, there) = (room.path().join("here"), room.path().join("there"));
    vault(&store, &here)
        .write("n", &secret(TOKEN))
        .await
        .unwrap();
    std::fs::rename(&here, &there).unwrap();
    assert_eq!(
        vault(&store, &there).read("n").await,
        Ok(Some(secret(TOKEN)))
    );
}

#[tokio::test(start_paused = true)]
async fn hanging_keychain_is_given_up_after_three_seconds_and_answers_later() {
    let (store, folder) = (Arc::new(TestKeyStore::default()), tempdir().unwrap());
    let vault = vault(&store, folder.path());
    store.hang(true);
    for _ in 0..5 {
        let outcome = vault.write("a", &secret(TOKEN)).await;
        assert_eq!(outcome, Err(VaultError::TimedOut(3)));
        assert_eq!(vault.probe().await, Err(VaultError::TimedOut(3)));
    }
    assert!(!folder.path().join("vault.json").exists());

    tokio::time::resume();
    store.hang(false);
    vault.write("a", &secret(TOKEN)).await.unwrap();
    assert_eq!(vault.read("a").await, Ok(Some(secret(TOKEN))));
    // Two calls each for the attempt that hung and the one that did not; none for those in line.
    assert!(store.calls.load(Ordering::SeqCst) <= 4);
    assert_eq!(
        store.entry_names().len(),
        1,
        "no attempt leaves a key behind"
    );
}

#[test]
fn hanging_keychain_does_not_keep_the_runtime_from_ending() {
    let (store, folder) = (Arc::new(TestKeyStore::default()), tempdir().unwrap());
    let runtime = tokio::runtime::Builder::new_current_thread()
        .enable_time()
        .start_paused(true)
        .build()
        .unwrap();
    store.hang(true);
    let vault = vault(&store, folder.path());
    let outcome = runtime.block_on(vault.probe());
    assert_eq!(outcome, Err(VaultError::TimedOut(3)));
    drop(runtime);
    store.hang(false);
}

#[tokio::test]
async fn computer_without_a_keychain_is_told_apart_from_a_keychain_that_fails() {
    let (store, folder) = (Arc::new(TestKeyStore::default()), tempdir().unwrap());
    let vault = vault(&store, folder.path());
    *store.fault.lock().unwrap() = Some(KeyStoreError::Absent);
    assert_eq!(vault.probe().await, Err(VaultError::NeedsPassphrase));
    let outcome = vault.write("a", &secret(TOKEN)).await;
    assert_eq!(outcome, Err(VaultError::NeedsPassphrase));

    *store.fault.lock().unwrap() = Some(KeyStoreError::Failed("it is locked".into()));
    let said = words(vault.write("a", &secret(TOKEN)).await);
    assert!(said.contains("it is locked"), "{said}");
    assert!(!folder.path().join("vault.json").exists());
}

#[tokio::test]
async fn keychain_that_lost_the_key_is_told_and_nothing_is_overwritten() {
    let (store, folder) = (Arc::new(TestKeyStore::default()), tempdir().unwrap());
    let first = vault(&store, folder.path());
    first.write("a", &secret(TOKEN)).await.unwrap();
    let before = vault_file(folder.path());
    let kept = store.entries.lock().unwrap().drain().collect::<Vec<_>>();

    let later = vault(&store, folder.path());
    let said = words(later.write("a", &secret("new")).await);
    assert!(said.contains("no longer holds its key"), "{said}");
    *store.fault.lock().unwrap() = Some(KeyStoreError::Absent);
    let said = words(later.read("a").await);
    assert!(said.contains("none answers here"), "{said}");
    assert_eq!(vault_file(folder.path()), before);

    *store.fault.lock().unwrap() = None;
    store.entries.lock().unwrap().extend(kept);
    assert_eq!(later.read("a").await, Ok(Some(secret(TOKEN))));
}

#[tokio::test]
async fn keychain_that_gives_back_another_key_is_not_trusted() {
    let (store, folder) = (Arc::new(TestKeyStore::default()), tempdir().unwrap());
    store.garbling.store(true, Ordering::SeqCst);
    words(
        vault(&store, folder.path())
            .write("a", &secret(TOKEN))
            .await,
    );
    assert!(!folder.path().join("vault.json").exists());
}

#[tokio::test]
async fn foreign_key_in_the_keychain_opens_nothing() {
    let (store, folder) = (Arc::new(TestKeyStore::default()), tempdir().unwrap());
    vault(&store, folder.path())
        .write("a", &secret(TOKEN))
        .await
        .unwrap();
    for entry in store.entries.lock().unwrap().values_mut() {
        *entry = vec![7; 32];
    }
    let said = words(vault(&store, folder.path()).read("a").await);
    assert!(said.contains("another key"), "{said}");
}

#[tokio::test(flavor = "multi_thread", worker_threads = 4)]
async fn vaults_made_at_the_same_moment_end_up_with_one_key() {
    for _ in 0..20 {
        let (store, folder) = (Arc::new(TestKeyStore::default()), tempdir().unwrap());
        let vaults: Vec<_> = (0..4).map(|_| vault(&store, folder.path())).collect();
        let names = ["a", "b", "c", "d"];
        let writes = vaults
            .iter()
            .zip(names)
            .map(|(vault, name)| async move { vault.write(name, &secret(name)).await });
        let [a, b, c, d] = <[_; 4]>::try_from(writes.collect::<Vec<_>>()).ok().unwrap();
        let (a, b, c, d) = tokio::join!(a, b, c, d);
        a.and(b).and(c).and(d).unwrap();
        let later = vault(&store, folder.path());
        for name in names {
            assert_eq!(later.read(name).await, Ok(Some(secret(name))));
        }
        assert_eq!(store.entry_names().len(), 1);
    }
}

#[tokio::test]
async fn vault_under_a_passphrase_is_not_opened_by_the_keychain() {
    let (store, folder) = (Arc::new(TestKeyStore::default()), tempdir().unwrap());
    open_vault(folder.path()).await;
    let before = vault_file(folder.path());
    let said = words(
        vault(&store, folder.path())
            .write("a", &secret(TOKEN))
            .await,
    );
    assert!(said.contains("passphrase"), "{said}");
    assert_eq!(vault_file(folder.path()), before);
}
