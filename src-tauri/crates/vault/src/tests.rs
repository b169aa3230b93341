//! Facts about the vaults.

mod hostile;
mod keychain;
mod opening;
mod passphrase;
mod processes;
mod routed;
mod secret_service;

use std::path::Path;
use std::process::Command;

use herald_pipeline::ports::{Secret, Vault, VaultError};

use crate::{KdfCost, PassphraseVault};

/// As cheap as argon2id allows: these tests are not about its cost.
const CHEAP: KdfCost = KdfCost {
    memory_kib: 8,
    passes: 1,
    lanes: 1,
};

const PASSPHRASE: &str = "correct horse";
const TOKEN: &str = "hunter2-access-token";

fn secret(text: &str) -> Secret {
    Secret::new(text)
}

fn closed_vault(folder: &Path) -> PassphraseVault {
    PassphraseVault::with_cost(folder, CHEAP)
}

async fn open_vault(folder: &Path) -> PassphraseVault {
    let vault = closed_vault(folder);
    vault.unlock(&secret(PASSPHRASE)).await.unwrap();
    vault
}

fn vault_file(folder: &Path) -> String {
    std::fs::read_to_string(folder.join("vault.json")).unwrap()
}

/// Returns the words of a failure, which must be one of the vault's own.
fn words<T: std::fmt::Debug>(outcome: Result<T, VaultError>) -> String {
    match outcome {
        Err(VaultError::Failed(words)) => words,
        other => panic!("not a failure of the vault: {other:?}"),
    }
}

/// A folder that marks the tests below as started by another test.
const ROOM: &str = "room-of-a-parent-test";

/// Prepares a command that runs one ignored test of this program in a folder of its own.
fn child_test(name: &str, folder: &Path) -> Command {
    std::fs::write(folder.join(ROOM), "").unwrap();
    let mut command = Command::new(std::env::current_exe().unwrap());
    command
        .args(["--exact", name, "--ignored"])
        .current_dir(folder);
    command
}

/// Runs a child test and checks that it ran and passed.
fn passes(command: &mut Command) {
    let output = command.output().unwrap();
    let said = String::from_utf8_lossy(&output.stdout);
    let complained = String::from_utf8_lossy(&output.stderr);
    let passed = output.status.success() && said.contains("1 passed");
    assert!(passed, "{command:?}\n{said}\n{complained}");
}

/// Returns the folder a parent test prepared.
fn own_room() -> std::path::PathBuf {
    let folder = std::env::current_dir().unwrap();
    assert!(
        folder.join(ROOM).exists(),
        "this test is started by another one"
    );
    folder
}
