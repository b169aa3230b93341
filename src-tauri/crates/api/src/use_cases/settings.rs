//! Settings, the model's key, models on this computer, the vault.

use herald_domain::Settings;
use herald_pipeline::ports::{Change, Secret, UnitOfWork, VaultState};

use crate::views::{
    FoundModels, Nothing, Overview, SetModelKey, SettingList, SettingView, UnlockVault,
};
use crate::{ApiError, ErrorCode, Herald};

/// The vault's name of the language model's key.
pub(super) const MODEL_KEY: &str = "drafting/api_key";

impl Herald {
    /// Lists the settings.
    pub async fn get_settings(&self, _: Nothing) -> Result<SettingList, ApiError> {
        let settings = self.context.store().settings().await?;
        let view = |(name, value): (&str, &str)| SettingView {
            name: name.to_owned(),
            value: value.to_owned(),
        };
        // A closed vault is no reason to hide the settings.
        let key = self.context.vault().read(MODEL_KEY).await;
        Ok(SettingList {
            settings: settings.iter().map(view).collect(),
            has_model_key: key.is_ok_and(|k| k.is_some()),
        })
    }

    /// Sets one setting.
    pub async fn set_setting(&self, input: SettingView) -> Result<SettingList, ApiError> {
        let value = Settings::check(&input.name, &input.value)?;
        if matches!(
            input.name.as_str(),
            "drafting.provider" | "drafting.address"
        ) {
            self.forget_key_of_another(&input.name, &value).await?;
        }
        let interval = input.name.ends_with(".every_seconds");
        let drafter = input.name.starts_with("drafting.");
        let change = Change::SetSetting {
            name: input.name,
            value,
        };
        self.context
            .store()
            .commit(UnitOfWork::new().with(change))
            .await?;
        if interval {
            self.context.refresh_schedules().await?;
        }
        if drafter {
            self.context.forget_drafter_trouble().await;
        }
        self.get_settings(Nothing {}).await
    }

    /// Forgets the model's key before drafts go elsewhere, so that it is never shown to a stranger.
    async fn forget_key_of_another(&self, name: &str, value: &str) -> Result<(), ApiError> {
        let settings = self.context.store().settings().await?;
        let vault = self.context.vault();
        let stays = settings.get(name) == Some(value);
        if stays || vault.state().await == VaultState::NeedsPassphrase {
            return Ok(());
        }
        Ok(vault.forget(MODEL_KEY).await?)
    }

    /// Sets or forgets the key of the language model.
    pub async fn set_model_key(&self, input: SetModelKey) -> Result<SettingList, ApiError> {
        let key = input.key.trim();
        if key.is_empty() {
            self.context.vault().forget(MODEL_KEY).await?;
        } else {
            self.context
                .vault()
                .write(MODEL_KEY, &Secret::new(key))
                .await?;
        }
        self.get_settings(Nothing {}).await
    }

    /// Looks for language models on this computer.
    pub async fn find_models(&self, _: Nothing) -> Result<FoundModels, ApiError> {
        Ok(FoundModels {
            models: self.models.find().await,
        })
    }

    /// Opens the vault, or makes one where none is.
    pub async fn unlock_vault(&self, input: UnlockVault) -> Result<Overview, ApiError> {
        if input.passphrase.chars().count() < 8 {
            let message = "A passphrase has at least 8 characters. Nothing was changed.";
            return Err(ApiError::new(ErrorCode::BadInput, message));
        }
        self.context
            .vault()
            .unlock(&Secret::new(input.passphrase))
            .await?;
        self.overview(Nothing {}).await
    }
}
