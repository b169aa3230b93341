//! The vault: a file under a passphrase, where there is no keychain.

use clap::{Args, Subcommand};
use herald_api::views::{Nothing, UnlockVault, VaultView};
use herald_api::{ApiError, ErrorCode, Herald};

use crate::headless::environment;
use crate::headless::exit::Failure;
use crate::headless::input::{NoSecrets, SecretSource};
use crate::headless::shell::Shell;

/// Where the passphrase of the vault comes from.
pub const PASSPHRASE: SecretSource<'static> = SecretSource {
    prompt: "Passphrase of the vault",
    flag: "--stdin",
    variable: "HERALD_VAULT_PASSPHRASE",
};

const NEW_PASSPHRASE: SecretSource<'static> = SecretSource {
    prompt: "New passphrase for a vault on this computer",
    ..PASSPHRASE
};

const AGAIN: SecretSource<'static> = SecretSource {
    prompt: "The same passphrase again",
    ..PASSPHRASE
};

/// Open the vault that keeps secrets where there is no keychain.
#[derive(Args, Debug)]
pub struct VaultArgs {
    #[command(subcommand)]
    command: VaultCommand,
}

#[derive(Debug, Subcommand)]
enum VaultCommand {
    /// Open the vault, or make one where none is. Later commands take HERALD_VAULT_PASSPHRASE.
    Unlock(UnlockArgs),
}

#[derive(Args, Debug)]
struct UnlockArgs {
    /// Read the passphrase from standard input; else HERALD_VAULT_PASSPHRASE, else it is asked for.
    #[arg(long)]
    stdin: bool,
    #[command(flatten)]
    no_secrets: NoSecrets,
}

/// Opens the vault.
///
/// # Errors
/// What the engine says.
pub async fn run(args: VaultArgs, shell: &Shell) -> Result<(), Failure> {
    let VaultCommand::Unlock(args) = args.command;
    args.no_secrets.check(&PASSPHRASE)?;
    let desk = shell.open_locked().await?;
    let overview = desk.herald.overview(Nothing {}).await?;
    let overview = match overview.vault {
        VaultView::Keychain => overview,
        VaultView::NeedsPassphrase if !args.stdin && is_asked() => {
            unlock(&desk.herald, new_passphrase()?).await?;
            desk.herald.overview(Nothing {}).await?
        }
        _ => {
            let passphrase = PASSPHRASE.read(args.stdin)?.expose().to_owned();
            unlock(&desk.herald, passphrase).await?;
            desk.herald.overview(Nothing {}).await?
        }
    };
    if shell.output.is_json() {
        return shell.output.value(&overview);
    }
    shell.output.say(match overview.vault {
        VaultView::Keychain => "Secrets are in the system's keychain. There is nothing to unlock.",
        VaultView::PassphraseOpen => {
            "The passphrase opens the vault. Give it to other commands in HERALD_VAULT_PASSPHRASE."
        }
        VaultView::PassphraseLocked | VaultView::NeedsPassphrase => "The vault is still locked.",
    })
}

/// Opens the vault before a secret has to be kept or read, asking where somebody can be asked.
///
/// Where nobody can be asked the vault stays as it is, and what needs it says so.
///
/// # Errors
/// What the vault says.
pub async fn ensure_open(herald: &Herald) -> Result<(), Failure> {
    let overview = herald.overview(Nothing {}).await?;
    let passphrase = match overview.vault {
        VaultView::PassphraseLocked if is_asked() => PASSPHRASE.ask()?.expose().to_owned(),
        VaultView::NeedsPassphrase if is_asked() => new_passphrase()?,
        _ => return Ok(()),
    };
    unlock(herald, passphrase).await
}

/// Opens the vault for an engine, which can do nothing for a real account without it.
///
/// # Errors
/// `VaultLocked` when the passphrase at hand does not open it; what the vault says.
pub async fn must_open(herald: &Herald) -> Result<(), Failure> {
    ensure_open(herald).await?;
    let overview = herald.overview(Nothing {}).await?;
    let is_real = overview.accounts.iter().any(|account| !account.demo);
    if overview.vault == VaultView::PassphraseLocked && is_real {
        return Err(Failure::Api(ApiError::new(
            ErrorCode::VaultLocked,
            "The vault is locked. Give its passphrase in HERALD_VAULT_PASSPHRASE; nothing was read or sent.",
        )));
    }
    Ok(())
}

async fn unlock(herald: &Herald, passphrase: String) -> Result<(), Failure> {
    herald.unlock_vault(UnlockVault { passphrase }).await?;
    Ok(())
}

fn is_asked() -> bool {
    environment::can_ask() && environment::variable(PASSPHRASE.variable).is_none()
}

fn new_passphrase() -> Result<String, Failure> {
    let first = NEW_PASSPHRASE.ask()?;
    if first != AGAIN.ask()? {
        return Err(Failure::usage(
            "The two passphrases differ. Nothing was changed.",
        ));
    }
    Ok(first.expose().to_owned())
}
