//! The person's own developer app on a network, entered once, kept in the vault.

use herald_domain::Network;
use serde_json::{Value, json};

use super::UseCaseError;
use crate::Context;
use crate::ports::Secret;

/// The most characters of an id or secret; the longest seen have about 100.
const LONGEST: usize = 500;

/// Returns the vault's name of a network's developer app.
pub fn app_name(network: Network) -> String {
    format!("app/{}", network.as_str())
}

impl Context {
    /// Keeps the developer app of a network; an empty id forgets it.
    ///
    /// # Errors
    /// `BadInput` when it cannot be one, `Vault` when it cannot be kept.
    pub async fn set_developer_app(
        &self,
        network: Network,
        client_id: &str,
        client_secret: &Secret,
    ) -> Result<(), UseCaseError> {
        let (id, secret) = (client_id.trim(), client_secret.expose().trim());
        let fits = |text: &str| text.len() <= LONGEST && text.chars().all(|c| c.is_ascii_graphic());
        if !fits(id) || !fits(secret) {
            let message = "That is no app id or secret: they have no spaces and only plain \
                           letters, digits and signs. Nothing was changed.";
            return Err(UseCaseError::BadInput(message.into()));
        }
        let name = app_name(network);
        if id.is_empty() {
            self.vault().forget(&name).await?;
            return Ok(());
        }
        let kept = json!({"client_id": id, "client_secret": secret}).to_string();
        self.vault().write(&name, &Secret::new(kept)).await?;
        Ok(())
    }

    /// Returns the id of the developer app of a network, where one was entered.
    ///
    /// # Errors
    /// `Vault` when it cannot be read.
    pub async fn developer_app(&self, network: Network) -> Result<Option<String>, UseCaseError> {
        let kept = self.vault().read(&app_name(network)).await?;
        let read = |kept: Secret| serde_json::from_str::<Value>(kept.expose()).ok();
        let id = kept.and_then(read);
        Ok(id.and_then(|app| app.get("client_id")?.as_str().map(str::to_owned)))
    }
}
