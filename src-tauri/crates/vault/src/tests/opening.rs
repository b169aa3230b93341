//! Which vault a data folder gets.

use std::path::Path;
use std::sync::Arc;

use herald_pipeline::ports::{Secret, Vault, VaultError, VaultState};
use tempfile::tempdir;

use super::keychain::TestKeyStore;
use super::{PASSPHRASE, TOKEN, open_vault, secret, vault_file, words};
use crate::{KeyStore, KeyStoreError, open_vault_over};

async fn open(
    store: &Arc<TestKeyStore>,
    folder: &Path,
    passphrase: Option<&str>,
) -> Arc<dyn Vault> {
    let store = Arc::clone(store) as Arc<dyn KeyStore>;
    open_vault_over(store, folder, passphrase.map(Secret::new)).await
}

fn absent() -> Arc<TestKeyStore> {
    let store = TestKeyStore::default();
    *store.fault.lock().unwrap() = Some(KeyStoreError::Absent);
    Arc::new(store)
}

#[tokio::test]
async fn new_folder_uses_the_keychain_when_it_answers() {
    let (store, folder) = (Arc::new(TestKeyStore::default()), tempdir().unwrap());
    let vault = open(&store, folder.path(), None).await;
    assert_eq!(vault.state().await, VaultState::Keychain);
    vault.write("a", &secret(TOKEN)).await.unwrap();
    let later = open(&store, folder.path(), None).await;
    assert_eq!(later.read("a").await, Ok(Some(secret(TOKEN))));
}

#[tokio::test]
async fn new_folder_without_a_keychain_waits_for_a_passphrase_and_keeps_nothing_before() {
    let (store, folder) = (absent(), tempdir().unwrap());
    let vault = open(&store, folder.path(), None).await;
    assert_eq!(vault.state().await, VaultState::NeedsPassphrase);
    let outcome = vault.write("a", &secret(TOKEN)).await;
    assert_eq!(outcome, Err(VaultError::NeedsPassphrase));
    assert_eq!(std::fs::read_dir(folder.path()).unwrap().count(), 0);
    vault.unlock(&secret(PASSPHRASE)).await.unwrap();
    vault.write("a", &secret(TOKEN)).await.unwrap();
    assert!(vault_file(folder.path()).contains("\"memory_kib\": 65536"));
}

#[tokio::test]
async fn keychain_that_fails_counts_as_none_for_a_new_folder() {
    let (store, folder) = (absent(), tempdir().unwrap());
    *store.fault.lock().unwrap() = Some(KeyStoreError::Failed("broken".into()));
    let vault = open(&store, folder.path(), None).await;
    assert_eq!(vault.state().await, VaultState::NeedsPassphrase);
}

#[tokio::test]
async fn given_passphrase_makes_the_vault_where_there_is_no_keychain() {
    let (store, folder) = (absent(), tempdir().unwrap());
    let vault = open(&store, folder.path(), Some(PASSPHRASE)).await;
    assert_eq!(vault.state().await, VaultState::PassphraseOpen);
}

#[tokio::test]
async fn existing_passphrase_vault_wins_over_a_keychain_that_answers() {
    let (store, folder) = (Arc::new(TestKeyStore::default()), tempdir().unwrap());
    let made = open_vault(folder.path()).await;
    made.write("a", &secret(TOKEN)).await.unwrap();
    let closed = open(&store, folder.path(), None).await;
    assert_eq!(closed.state().await, VaultState::PassphraseLocked);
    let opened = open(&store, folder.path(), Some(PASSPHRASE)).await;
    assert_eq!(opened.read("a").await, Ok(Some(secret(TOKEN))));
    let wrong = open(&store, folder.path(), Some("not this one")).await;
    assert_eq!(wrong.state().await, VaultState::PassphraseLocked);
}

#[tokio::test]
async fn folder_sealed_by_the_keychain_never_becomes_a_passphrase_vault() {
    let (store, folder) = (Arc::new(TestKeyStore::default()), tempdir().unwrap());
    let made = open(&store, folder.path(), None).await;
    made.write("a", &secret(TOKEN)).await.unwrap();
    let before = vault_file(folder.path());
    *store.fault.lock().unwrap() = Some(KeyStoreError::Absent);
    let vault = open(&store, folder.path(), Some(PASSPHRASE)).await;
    assert_eq!(vault.state().await, VaultState::Keychain);
    words(vault.read("a").await);
    words(vault.write("a", &secret("x")).await);
    assert_eq!(vault_file(folder.path()), before);
}

#[tokio::test]
async fn damaged_file_is_neither_replaced_nor_taken_for_a_new_folder() {
    let (store, folder) = (Arc::new(TestKeyStore::default()), tempdir().unwrap());
    std::fs::write(folder.path().join("vault.json"), "{\"vault\":").unwrap();
    let vault = open(&store, folder.path(), Some(PASSPHRASE)).await;
    assert_eq!(vault.state().await, VaultState::PassphraseLocked);
    let said = words(vault.unlock(&secret(PASSPHRASE)).await);
    assert!(said.contains("damaged"), "{said}");
    assert_eq!(vault_file(folder.path()), "{\"vault\":");
}
