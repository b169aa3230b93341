//! Opens the vault; the demo's accounts, which have no secret, never need one.

use std::path::Path;
use std::sync::Arc;

use herald_api::ApiError;
use herald_domain::{Account, Network};
use herald_pipeline::Context;
use herald_pipeline::ports::{Secret, Vault};
use herald_pipeline::use_cases::connect_account::{DEMO_SESSIONS, session_name};
use herald_simnet::{OWNER_PASSWORD, TOWN_TOKEN};
use herald_vault::{RoutedVault, open_vault};
use serde_json::{Value, json};

/// Opens the folder's vault; names of the demo's sessions go to memory.
pub(super) async fn open(data_dir: &Path, passphrase: Option<Secret>) -> Arc<dyn Vault> {
    let real = open_vault(data_dir, passphrase).await;
    Arc::new(RoutedVault::new(real, [DEMO_SESSIONS.to_owned()]))
}

/// Gives the demo's accounts a sign-in again: what opens them is no secret and opens only the simulation.
pub(super) async fn admit_demo(context: &Context) -> Result<(), ApiError> {
    for account in context
        .store()
        .accounts()
        .await?
        .into_iter()
        .filter(|a| a.demo)
    {
        let session = session(&account);
        let vault: &dyn Vault = context.vault();
        vault
            .write(
                &session_name(&account.id),
                &Secret::new(session.to_string()),
            )
            .await?;
    }
    Ok(())
}

/// Returns the sign-in of an account of the demo, as its network's connector keeps it.
fn session(account: &Account) -> Value {
    match account.network {
        Network::Mastodon => json!({
            "access": TOWN_TOKEN,
            "since": account.connected_at,
        }),
        _ => json!({
            "did": account.remote_id,
            "handle": account.handle,
            // No tokens any more: the first call signs in with the password.
            "accessJwt": "",
            "refreshJwt": "",
            "pds": account.addresses.get("service"),
            "password": OWNER_PASSWORD,
        }),
    }
}
