//! Herald's drafts from language models, asked in the forms of OpenAI, Anthropic and Ollama.

mod desk;
mod forms;
mod troubles;

use anyhow::Result;

use super::Facts;
use super::herald::Herald;
use crate::model_service::ModelService;

/// The key the services want to see.
pub const KEY: &str = "sk-harbour-0451";

/// Runs the scenario: the three forms first, then everything that can go wrong with a model.
pub fn scenario(facts: &mut Facts) -> Result<()> {
    let herald = Herald::build()?;
    let service = ModelService::with_key("services.json", KEY)?;
    forms::services(facts, herald.with_empty_folder()?, &service)?;
    forms::local(facts, herald.with_empty_folder()?)?;
    troubles::answers(facts, herald.with_empty_folder()?, &service)?;
    troubles::outages(facts, herald, &service)
}
