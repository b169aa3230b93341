//! The route that keeps simulated accounts in memory.

use std::sync::Arc;

use herald_pipeline::ports::{Vault, VaultError, VaultState};
use tempfile::tempdir;

use super::{PASSPHRASE, closed_vault, secret};
use crate::{MemoryVault, RoutedVault};

#[tokio::test]
async fn names_with_a_prefix_stay_in_memory_and_others_reach_the_real_vault() {
    let real = Arc::new(MemoryVault::new());
    let routed = RoutedVault::new(Arc::clone(&real) as Arc<dyn Vault>, ["demo/".to_owned()]);
    routed.write("demo/a", &secret("1")).await.unwrap();
    routed.write("mine/a", &secret("2")).await.unwrap();
    assert_eq!(routed.read("demo/a").await, Ok(Some(secret("1"))));
    assert_eq!(routed.read("mine/a").await, Ok(Some(secret("2"))));
    assert_eq!(real.read("demo/a").await, Ok(None));
    assert_eq!(real.read("mine/a").await, Ok(Some(secret("2"))));
    routed.forget("demo/a").await.unwrap();
    assert_eq!(routed.read("demo/a").await, Ok(None));
}

#[tokio::test]
async fn prefix_added_later_counts_from_then_on() {
    let real = Arc::new(MemoryVault::new());
    let routed = RoutedVault::new(Arc::clone(&real) as Arc<dyn Vault>, []);
    routed.write("acc1/t", &secret("before")).await.unwrap();
    routed.keep_in_memory("acc1/");
    assert_eq!(routed.read("acc1/t").await, Ok(None));
    routed.write("acc1/t", &secret("after")).await.unwrap();
    assert_eq!(real.read("acc1/t").await, Ok(Some(secret("before"))));
}

#[tokio::test]
async fn empty_prefix_diverts_nothing() {
    let real = Arc::new(MemoryVault::new());
    let routed = RoutedVault::new(Arc::clone(&real) as Arc<dyn Vault>, [String::new()]);
    routed.write("a", &secret("kept")).await.unwrap();
    assert_eq!(real.read("a").await, Ok(Some(secret("kept"))));
}

#[tokio::test]
async fn simulated_accounts_work_while_the_real_vault_is_closed() {
    let folder = tempdir().unwrap();
    let real = Arc::new(closed_vault(folder.path()));
    let routed = RoutedVault::new(real, ["demo/".to_owned()]);
    routed.write("demo/a", &secret("1")).await.unwrap();
    assert_eq!(routed.state().await, VaultState::NeedsPassphrase);
    let refused = routed.write("mine/a", &secret("2")).await;
    assert_eq!(refused, Err(VaultError::NeedsPassphrase));
    routed.unlock(&secret(PASSPHRASE)).await.unwrap();
    assert_eq!(routed.state().await, VaultState::PassphraseOpen);
}
