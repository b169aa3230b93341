//! The rail: counts, accounts, the engine, what can be undone.

use serde::{Deserialize, Serialize};
use ts_rs::TS;

use super::{AccountView, HandOverView};

/// Where the engine runs.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, TS)]
#[serde(rename_all = "snake_case")]
pub enum EngineState {
    /// In this process.
    Here,
    /// In another process on the same data folder.
    Elsewhere,
    /// Nowhere.
    Stopped,
}

/// The engine, as seen from this shell.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, TS)]
pub struct EngineView {
    /// Where it runs.
    pub state: EngineState,
    /// Who holds it, in words for people; empty when nobody does.
    pub holder: String,
    /// The path of the data folder.
    pub folder: String,
}

/// Whether secrets can be kept.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, TS)]
#[serde(rename_all = "snake_case")]
pub enum VaultView {
    /// Yes, in the system's keychain.
    Keychain,
    /// Yes, in a file under a passphrase.
    PassphraseOpen,
    /// The passphrase has to be given.
    PassphraseLocked,
    /// There is no keychain: a passphrase has to be chosen.
    NeedsPassphrase,
}

/// A decision that can still be taken back.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, TS)]
pub struct UndoView {
    /// The decision.
    pub decision_id: String,
    /// The review it was about.
    pub review_id: String,
    /// `approve`, `edit_and_approve`, `reject`, `snooze` or `another_version`.
    pub kind: String,
    /// The sentence, for example `Reply to Aïcha goes out`; the countdown is added by the shell.
    pub text: String,
    /// Whether it leaves when the time to undo is over.
    pub leaves: bool,
    /// Until when it can be taken back.
    pub undo_until: i64,
}

/// What the rail shows.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, TS)]
pub struct Overview {
    /// Reviews waiting; 1,000 means 1,000 or more.
    pub waiting: u32,
    /// Activities nobody has looked at; 1,000 means 1,000 or more.
    pub new_activity: u32,
    /// Actions on their way.
    pub on_their_way: u32,
    /// Actions a person must look at.
    pub in_trouble: u32,
    /// What waits for the person on a network's own page, oldest first.
    pub handed_over: Vec<HandOverView>,
    /// Whether everything is paused.
    pub paused: bool,
    /// The accounts, oldest first.
    pub accounts: Vec<AccountView>,
    /// The engine.
    pub engine: EngineView,
    /// Whether secrets can be kept.
    pub vault: VaultView,
    /// The newest decision that can still be taken back.
    pub undo: Option<UndoView>,
    /// The line at the bottom of the rail: what matters when nothing is wrong.
    pub footer: String,
    /// What is wrong right now, in words for people.
    pub problems: Vec<String>,
    /// The present by the engine's clock.
    pub now: i64,
}
