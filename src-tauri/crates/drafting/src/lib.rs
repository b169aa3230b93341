//! Who writes Herald's drafts: the built-in drafter and language models, and the rules for both.
//!
//! [`SettingsDrafter`] is the one implementation of the pipeline's `Drafter`; it follows the settings
//! at each draft. Whoever writes, the output passes [`rules`] before anybody sees it. What is read
//! here is remote text: it goes to a model as delimited data, the model has no tools and returns one
//! typed field. To add a provider: a module in `model` that makes a request and reads an answer.

#![warn(missing_docs, unreachable_pub)]

mod builtin;
mod choice;
mod drafter;
mod greeting;
mod model;
mod person;
pub mod rules;
#[cfg(test)]
mod samples;
mod text;
mod words;

pub use choice::{DraftingChoice, Provider};
pub use drafter::{ChoiceSource, DraftingPorts, SettingsDrafter};
pub use model::{FoundModel, find_local};
