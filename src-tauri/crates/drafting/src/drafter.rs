//! The drafter that follows the settings.

use std::sync::Arc;

use async_trait::async_trait;
use herald_domain::{Account, Activity};
use herald_pipeline::ports::{
    Clock, DraftError, DraftRequest, DraftedText, Drafter, Greeting, Rng, Transport, Vault,
};

use crate::choice::{DraftingChoice, Provider};
use crate::model::{self, Memory};
use crate::{builtin, greeting};

/// What a drafter needs of the outside world.
#[derive(Clone)]
pub struct DraftingPorts {
    /// Speaks HTTP to a model.
    pub transport: Arc<dyn Transport>,
    /// Holds the key under `drafting/api_key`.
    pub vault: Arc<dyn Vault>,
    /// Ends an attempt that takes too long.
    pub clock: Arc<dyn Clock>,
    /// Varies the built-in drafter.
    pub rng: Arc<dyn Rng>,
}

/// Tells the present choice; asked at each draft, so that a change counts at once.
pub type ChoiceSource = Arc<dyn Fn() -> DraftingChoice + Send + Sync>;

/// Writes drafts with whatever the person has chosen by now.
pub struct SettingsDrafter {
    ports: DraftingPorts,
    choice: ChoiceSource,
    memory: Memory,
}

impl SettingsDrafter {
    /// Makes a drafter that asks `choice` at each draft.
    pub fn new(ports: DraftingPorts, choice: ChoiceSource) -> Self {
        Self {
            ports,
            choice,
            memory: Memory::default(),
        }
    }
}

#[async_trait]
impl Drafter for SettingsDrafter {
    async fn draft_reply(&self, request: DraftRequest) -> Result<DraftedText, DraftError> {
        let choice = (self.choice)();
        match choice.provider {
            Provider::Builtin => builtin::draft(&request, self.ports.rng.as_ref()),
            Provider::OpenAi | Provider::Anthropic | Provider::Ollama => {
                model::draft(&self.ports, &self.memory, &choice, &request).await
            }
        }
    }

    fn greeting(&self, account: &Account, activity: &Activity, draft: Option<&str>) -> Greeting {
        greeting::greeting(account, activity, draft)
    }
}
