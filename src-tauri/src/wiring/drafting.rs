//! The drafter of the person's choice, and the language models found on this computer.

use std::sync::{Arc, PoisonError, RwLock};

use async_trait::async_trait;
use herald_api::shell::ModelFinder;
use herald_api::views::FoundModel;
use herald_domain::{Account, Activity, Settings};
use herald_drafting::{DraftingChoice, DraftingPorts, SettingsDrafter};
use herald_pipeline::ports::{
    DraftError, DraftRequest, DraftedText, Drafter, Greeting, Store, Transport,
};

/// Writes drafts with what the settings say at that moment.
pub struct FollowingDrafter {
    store: Arc<dyn Store>,
    choice: Arc<RwLock<DraftingChoice>>,
    drafter: SettingsDrafter,
}

impl FollowingDrafter {
    /// Makes a drafter that reads the settings before each draft.
    pub fn new(store: Arc<dyn Store>, ports: DraftingPorts) -> Self {
        let choice = DraftingChoice::from_settings(&Settings::default());
        let choice = Arc::new(RwLock::new(choice));
        let read = choice.clone();
        let present = move || read.read().unwrap_or_else(PoisonError::into_inner).clone();
        Self {
            store,
            choice,
            drafter: SettingsDrafter::new(ports, Arc::new(present)),
        }
    }
}

#[async_trait]
impl Drafter for FollowingDrafter {
    async fn draft_reply(&self, request: DraftRequest) -> Result<DraftedText, DraftError> {
        let settings = self.store.settings().await;
        let settings = settings.map_err(|error| DraftError::Unavailable(error.to_string()))?;
        *self.choice.write().unwrap_or_else(PoisonError::into_inner) =
            DraftingChoice::from_settings(&settings);
        self.drafter.draft_reply(request).await
    }

    fn greeting(&self, account: &Account, activity: &Activity, draft: Option<&str>) -> Greeting {
        self.drafter.greeting(account, activity, draft)
    }
}

/// Looks for language models on loopback.
pub(super) struct LocalModels {
    transport: Arc<dyn Transport>,
}

impl LocalModels {
    pub(super) fn new(transport: Arc<dyn Transport>) -> Self {
        Self { transport }
    }
}

#[async_trait]
impl ModelFinder for LocalModels {
    async fn find(&self) -> Vec<FoundModel> {
        let found = herald_drafting::find_local(self.transport.as_ref()).await;
        found
            .into_iter()
            .map(|m| FoundModel {
                provider: m.provider.as_str().to_owned(),
                address: m.address.clone(),
                model: m.model,
            })
            .collect()
    }
}
