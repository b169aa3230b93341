//! Settings, models on this computer, export, pausing, the vault, the demo.

use serde::{Deserialize, Serialize};
use ts_rs::TS;

/// One setting.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, TS)]
pub struct SettingView {
    /// Its name.
    pub name: String,
    /// Its value.
    pub value: String,
}

/// Every setting.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, TS)]
pub struct SettingList {
    /// The settings, by name.
    pub settings: Vec<SettingView>,
    /// Whether a key for the language model is in the vault.
    pub has_model_key: bool,
}

/// Sets the key of the language model; an empty one is forgotten.
#[derive(Clone, PartialEq, Eq, Serialize, Deserialize, TS)]
pub struct SetModelKey {
    /// The key. It goes to the vault and nowhere else.
    pub key: String,
}

impl std::fmt::Debug for SetModelKey {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("SetModelKey(hidden)")
    }
}

/// A language model found on this computer.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, TS)]
pub struct FoundModel {
    /// `openai` or `ollama`: the way it is spoken to.
    pub provider: String,
    /// Its address.
    pub address: String,
    /// Its name.
    pub model: String,
}

/// The language models found on this computer.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, TS)]
pub struct FoundModels {
    /// The models.
    pub models: Vec<FoundModel>,
}

/// Pauses or resumes everything.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, TS)]
pub struct PauseEverything {
    /// Whether to pause.
    pub paused: bool,
}

/// Opens the vault, or makes one where none is.
#[derive(Clone, PartialEq, Eq, Serialize, Deserialize, TS)]
pub struct UnlockVault {
    /// The passphrase.
    pub passphrase: String,
}

impl std::fmt::Debug for UnlockVault {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("UnlockVault(hidden)")
    }
}

/// What to export.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, TS)]
pub struct Export {
    /// `json` or `csv`.
    pub format: String,
}

/// An export, whole.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, TS)]
pub struct Exported {
    /// The name proposed for the file.
    pub file_name: String,
    /// Its contents. No secret is in it.
    pub contents: String,
}
