//! Names and values nobody sensible would choose.

use herald_pipeline::ports::Vault;
use tempfile::tempdir;

use super::{PASSPHRASE, TOKEN, closed_vault, open_vault, secret};
use crate::MemoryVault;

async fn keeps_anything(vault: &dyn Vault) {
    let long = "x".repeat(100_000);
    let texts = [
        "",
        " ",
        "\0",
        "\"}\\,",
        "../../etc/passwd",
        "näme 日本語 👩‍👩‍👧 \u{202e}",
        "e\u{301}",
        "\u{e9}",
        long.as_str(),
    ];
    for (position, name) in texts.iter().enumerate() {
        let value = texts[texts.len() - 1 - position];
        vault.write(name, &secret(value)).await.unwrap();
    }
    for (position, name) in texts.iter().enumerate() {
        let value = texts[texts.len() - 1 - position];
        let kept = vault.read(name).await.unwrap().unwrap();
        assert!(
            kept.expose() == value,
            "name {position} keeps its own value"
        );
    }
    vault.forget("").await.unwrap();
    assert_eq!(vault.read("").await, Ok(None));
}

#[tokio::test]
async fn passphrase_vault_keeps_any_name_and_value() {
    let folder = tempdir().unwrap();
    keeps_anything(&open_vault(folder.path()).await).await;
}

#[tokio::test]
async fn memory_vault_keeps_any_name_and_value() {
    keeps_anything(&MemoryVault::new()).await;
}

#[tokio::test]
async fn errors_name_neither_secret_nor_passphrase() {
    let folder = tempdir().unwrap();
    let vault = open_vault(folder.path()).await;
    vault.write("a", &secret(TOKEN)).await.unwrap();
    std::fs::write(folder.path().join("vault.json"), TOKEN).unwrap();
    let errors = [
        vault.read("a").await.unwrap_err(),
        vault.write("a", &secret(TOKEN)).await.unwrap_err(),
        vault.unlock(&secret(PASSPHRASE)).await.unwrap_err(),
        closed_vault(folder.path()).forget("a").await.unwrap_err(),
    ];
    for error in errors {
        let shown = format!("{error} {error:?}");
        assert!(!shown.contains(TOKEN), "{shown}");
        assert!(!shown.contains(PASSPHRASE), "{shown}");
    }
}
