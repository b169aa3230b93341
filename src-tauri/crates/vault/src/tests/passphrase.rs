//! The vault under a passphrase.

use std::fs;

use herald_pipeline::ports::{Vault, VaultError, VaultState};
use tempfile::tempdir;

use super::{PASSPHRASE, TOKEN, closed_vault, open_vault, secret, vault_file, words};
use crate::KdfCost;

#[tokio::test]
async fn vault_asks_for_a_passphrase_is_made_by_it_and_locked_at_the_next_start() {
    let folder = tempdir().unwrap();
    let vault = closed_vault(folder.path());
    assert_eq!(vault.state().await, VaultState::NeedsPassphrase);
    assert_eq!(vault.read("a").await, Err(VaultError::NeedsPassphrase));
    let unkept = vault.write("a", &secret(TOKEN)).await;
    assert_eq!(unkept, Err(VaultError::NeedsPassphrase));
    assert_eq!(fs::read_dir(folder.path()).unwrap().count(), 0);

    vault.unlock(&secret(PASSPHRASE)).await.unwrap();
    assert_eq!(vault.state().await, VaultState::PassphraseOpen);
    vault.write("a", &secret(TOKEN)).await.unwrap();

    let later = closed_vault(folder.path());
    assert_eq!(later.state().await, VaultState::PassphraseLocked);
    assert_eq!(later.read("a").await, Err(VaultError::Locked));
    assert_eq!(
        later.write("a", &secret("x")).await,
        Err(VaultError::Locked)
    );
    assert_eq!(later.forget("a").await, Err(VaultError::Locked));
    later.unlock(&secret(PASSPHRASE)).await.unwrap();
    assert_eq!(later.read("a").await, Ok(Some(secret(TOKEN))));
}

#[tokio::test]
async fn secrets_are_replaced_and_forgotten() {
    let folder = tempdir().unwrap();
    let vault = open_vault(folder.path()).await;
    vault.write("a", &secret("one")).await.unwrap();
    vault.write("b", &secret("other")).await.unwrap();
    vault.write("a", &secret("two")).await.unwrap();
    assert_eq!(vault.read("a").await, Ok(Some(secret("two"))));
    vault.forget("a").await.unwrap();
    vault.forget("a").await.unwrap();
    assert_eq!(vault.read("a").await, Ok(None));
    assert_eq!(vault.read("b").await, Ok(Some(secret("other"))));
}

#[tokio::test]
async fn wrong_passphrase_is_told_and_changes_nothing() {
    let folder = tempdir().unwrap();
    open_vault(folder.path()).await;
    let before = vault_file(folder.path());
    for wrong in ["", "short", "correct horsf", "correct horse "] {
        let vault = closed_vault(folder.path());
        let outcome = vault.unlock(&secret(wrong)).await;
        assert_eq!(outcome, Err(VaultError::WrongPassphrase), "{wrong}");
        assert_eq!(vault.state().await, VaultState::PassphraseLocked);
    }
    assert_eq!(vault_file(folder.path()), before);
}

#[tokio::test]
async fn wrong_passphrase_leaves_an_open_vault_open() {
    let folder = tempdir().unwrap();
    let vault = open_vault(folder.path()).await;
    let outcome = vault.unlock(&secret("something else")).await;
    assert_eq!(outcome, Err(VaultError::WrongPassphrase));
    assert_eq!(vault.state().await, VaultState::PassphraseOpen);
}

#[tokio::test]
async fn passphrase_under_eight_characters_makes_no_vault() {
    let folder = tempdir().unwrap();
    let vault = closed_vault(folder.path());
    for short in ["", "1234567", "äöüäöüß"] {
        let said = words(vault.unlock(&secret(short)).await);
        assert!(said.contains("at least 8 characters"), "{said}");
    }
    assert_eq!(vault.state().await, VaultState::NeedsPassphrase);
    vault.unlock(&secret("12345678")).await.unwrap();
}

#[tokio::test]
async fn file_holds_neither_secret_nor_passphrase_in_the_clear() {
    let folder = tempdir().unwrap();
    let vault = open_vault(folder.path()).await;
    vault.write("a", &secret(TOKEN)).await.unwrap();
    let file = vault_file(folder.path());
    assert!(!file.contains(TOKEN) && !file.contains(PASSPHRASE));
}

#[cfg(unix)]
#[tokio::test]
async fn only_the_person_may_read_the_file() {
    use std::os::unix::fs::PermissionsExt;
    let room = tempdir().unwrap();
    let folder = room.path().join("made/by/herald");
    let vault = open_vault(&folder).await;
    let mode = |name: &str| {
        fs::metadata(folder.join(name))
            .unwrap()
            .permissions()
            .mode()
            & 0o777
    };
    assert_eq!(mode("vault.json"), 0o600);
    assert_eq!(mode(""), 0o700);
    // A leftover draft with loose permissions, as a crash or another program may leave it.
    fs::write(folder.join("vault.json.new"), "leftover").unwrap();
    vault.write("a", &secret(TOKEN)).await.unwrap();
    assert_eq!(mode("vault.json"), 0o600);
    assert!(!folder.join("vault.json.new").exists());
}

#[tokio::test]
async fn every_changed_byte_of_the_file_is_noticed() {
    let folder = tempdir().unwrap();
    let vault = open_vault(folder.path()).await;
    vault.write("first", &secret(TOKEN)).await.unwrap();
    vault.write("second", &secret("other")).await.unwrap();
    let file = vault_file(folder.path());
    let path = folder.path().join("vault.json");
    for position in 0..file.len() {
        let mut bytes = file.clone().into_bytes();
        // Another letter of the same kind, so that most changes stay valid JSON and base64.
        bytes[position] = match bytes[position] {
            b'Z' | b'z' => b'b',
            b'9' => b'0',
            letter if letter.is_ascii_alphanumeric() => letter + 1,
            _ => continue,
        };
        fs::write(&path, &bytes).unwrap();
        let said = words(vault.read("first").await);
        assert!(said.contains("vault.json"), "{said}");
        words(vault.write("third", &secret("x")).await);
        assert_eq!(fs::read(&path).unwrap(), bytes, "it is never overwritten");
    }
    fs::write(&path, &file).unwrap();
    assert_eq!(vault.read("first").await, Ok(Some(secret(TOKEN))));
}

#[tokio::test]
async fn secrets_removed_or_swapped_from_outside_are_noticed() {
    let folder = tempdir().unwrap();
    let vault = open_vault(folder.path()).await;
    vault.write("first", &secret(TOKEN)).await.unwrap();
    vault.write("second", &secret("other")).await.unwrap();
    let whole: serde_json::Value = serde_json::from_str(&vault_file(folder.path())).unwrap();
    let mut removed = whole.clone();
    let secrets = removed["vault"]["secrets"].as_object_mut().unwrap();
    secrets.remove("second").unwrap();
    let mut swapped = whole.clone();
    swapped["vault"]["secrets"]["first"] = whole["vault"]["secrets"]["second"].clone();
    for changed in [removed, swapped] {
        fs::write(folder.path().join("vault.json"), changed.to_string()).unwrap();
        let said = words(vault.read("first").await);
        assert!(said.contains("changed outside Herald"), "{said}");
        words(
            closed_vault(folder.path())
                .unlock(&secret(PASSPHRASE))
                .await,
        );
    }
}

#[tokio::test]
async fn damaged_file_is_told_and_left_alone() {
    for damage in ["", "{", "null", "[]", "{\"vault\":{}}", "\u{0}\u{1}"] {
        let folder = tempdir().unwrap();
        let path = folder.path().join("vault.json");
        fs::write(&path, damage).unwrap();
        let vault = closed_vault(folder.path());
        assert_eq!(vault.state().await, VaultState::PassphraseLocked);
        let said = words(vault.unlock(&secret(PASSPHRASE)).await);
        assert!(said.contains("damaged"), "{said}");
        words(vault.read("a").await);
        words(vault.write("a", &secret(TOKEN)).await);
        assert_eq!(fs::read_to_string(&path).unwrap(), damage);
    }
}

#[tokio::test]
async fn file_of_a_newer_herald_is_told_apart_from_a_damaged_one() {
    let folder = tempdir().unwrap();
    let newer = r#"{"vault":{"version":2,"something":"new"}}"#;
    fs::write(folder.path().join("vault.json"), newer).unwrap();
    let said = words(
        closed_vault(folder.path())
            .unlock(&secret(PASSPHRASE))
            .await,
    );
    assert!(said.contains("newer Herald"), "{said}");
}

#[tokio::test]
async fn forged_cost_cannot_exhaust_the_computer() {
    let folder = tempdir().unwrap();
    open_vault(folder.path()).await;
    let file = vault_file(folder.path());
    for (asked, forged) in [
        ("\"memory_kib\": 8", "\"memory_kib\": 4294967295"),
        ("\"passes\": 1", "\"passes\": 4294967295"),
        ("\"lanes\": 1", "\"lanes\": 9"),
        ("\"lanes\": 1", "\"lanes\": 0"),
    ] {
        assert!(file.contains(asked));
        let forged = file.replace(asked, forged);
        fs::write(folder.path().join("vault.json"), forged).unwrap();
        let said = words(
            closed_vault(folder.path())
                .unlock(&secret(PASSPHRASE))
                .await,
        );
        assert!(said.contains("damaged"), "{said}");
    }
}

#[test]
fn new_passphrases_cost_what_the_source_recommends() {
    let expected = KdfCost {
        memory_kib: 65_536,
        passes: 3,
        lanes: 1,
    };
    assert_eq!(KdfCost::default(), expected);
}
