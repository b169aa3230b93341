//! The person's own developer app on a network: entered once, kept in the vault.

use herald_domain::Network;
use herald_pipeline::ports::{NetworkError, NetworkErrorKind, Secret, Vault};
use herald_pipeline::use_cases::developer_app::app_name;
use serde::Deserialize;

use crate::rest::vault_trouble;

/// What a network calls the person's app.
#[derive(Clone)]
pub(crate) struct App {
    /// The public identifier.
    pub(crate) client_id: String,
    /// The secret, where the network gave one.
    pub(crate) client_secret: Option<Secret>,
}

#[derive(Deserialize)]
struct Stored {
    client_id: String,
    #[serde(default)]
    client_secret: String,
}

/// Reads the app of a network.
///
/// # Errors
/// - `Refused` with `no_app`: none was entered yet.
/// - `VaultClosed`: it cannot be read.
pub(crate) async fn app_of(vault: &dyn Vault, network: Network) -> Result<App, NetworkError> {
    let kept = vault.read(&app_name(network)).await;
    let kept = kept.map_err(|error| vault_trouble(&error))?;
    let stored: Option<Stored> = kept.and_then(|kept| serde_json::from_str(kept.expose()).ok());
    let stored = stored.ok_or_else(|| {
        NetworkError::new(
            NetworkErrorKind::Refused,
            "no_app",
            format!(
                "{network} lets Herald in under an app of your own. Enter its id first: \
                 in the window under Accounts, or with `herald app set {}`.",
                network.as_str()
            ),
        )
    })?;
    Ok(App {
        client_id: stored.client_id,
        client_secret: Some(stored.client_secret)
            .filter(|secret| !secret.is_empty())
            .map(Secret::new),
    })
}
