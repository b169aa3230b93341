//! Opens the vault; the demo's accounts, which have no secret, never need one.

use std::path::Path;
use std::sync::Arc;

use herald_api::ApiError;
use herald_pipeline::Context;
use herald_pipeline::ports::{Secret, Vault};
use herald_pipeline::use_cases::connect_account::{DEMO_SESSIONS, session_name};
use herald_vault::{RoutedVault, open_vault};

use super::demo;

/// Opens the folder's vault; names of the demo's sessions go to memory.
pub(super) async fn open(data_dir: &Path, passphrase: Option<Secret>) -> Arc<dyn Vault> {
    let real = open_vault(data_dir, passphrase).await;
    Arc::new(RoutedVault::new(real, [DEMO_SESSIONS.to_owned()]))
}

/// Gives the demo's accounts a sign-in again: what opens them is no secret and opens only the simulation.
pub(super) async fn admit_demo(context: &Context) -> Result<(), ApiError> {
    for account in context.store().accounts().await? {
        let Some(secret) = demo::secret_of(account.network).filter(|_| account.demo) else {
            continue;
        };
        let connector = context.connector(account.network)?;
        let sign_in = connector.sign_in_with(&account, &Secret::new(secret))?;
        let vault: &dyn Vault = context.vault();
        vault.write(&session_name(&account.id), &sign_in).await?;
    }
    Ok(())
}
