//! Accounts.

use serde::{Deserialize, Serialize};
use ts_rs::TS;

use super::GivenField;

/// Whether an account is watched and may act.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, TS)]
#[serde(rename_all = "snake_case")]
pub enum AccountStateView {
    /// Watched; approved actions go out.
    Active,
    /// Left alone.
    Paused,
    /// The sign-in is no longer accepted.
    NeedsReconnect,
}

/// How a part is doing.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, TS)]
#[serde(rename_all = "snake_case")]
pub enum HealthView {
    /// Working.
    Ok,
    /// Working, with trouble that may pass.
    Degraded,
    /// Not working.
    Failed,
}

/// An account.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, TS)]
pub struct AccountView {
    /// The account's id.
    pub id: String,
    /// The network's word, for example `bluesky`.
    pub network: String,
    /// The network's name, for example `Bluesky`.
    pub network_name: String,
    /// The name people type, without `@`.
    pub handle: String,
    /// The name people see.
    pub name: String,
    /// Whether it is watched and may act.
    pub state: AccountStateView,
    /// How it is doing.
    pub health: HealthView,
    /// What is wrong and what to do; empty when all is well.
    pub note: String,
    /// Whether it lives on the simulated network of the demo.
    pub demo: bool,
    /// Followers when last counted.
    pub followers: Option<i64>,
    /// When it was last read, as far as this process knows.
    pub observed_at: Option<i64>,
    /// Whether another process reads it all the time, and its last reading went well.
    pub watched_elsewhere: bool,
    /// Whether something was left out that nobody has seen yet.
    pub left_out: bool,
    /// Addresses by role.
    pub addresses: Vec<AddressView>,
    /// How many characters a post takes, counted as its network counts; `None` where nothing says so.
    pub characters: Option<u32>,
    /// Whether its network keeps content warnings in words.
    pub has_warning: bool,
    /// Who its posts can be for, widest first: `public`, `unlisted`, `followers`, `direct`.
    pub audiences: Vec<String>,
    /// What it can do, verb by verb.
    pub capabilities: Vec<CapabilityView>,
}

/// An address an account uses.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, TS)]
pub struct AddressView {
    /// What it is for: `service`, `plc`, `public_api`, `web`, ...
    pub role: String,
    /// The address.
    pub address: String,
}

/// What an account can do with one verb.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, TS)]
pub struct CapabilityView {
    /// The verb.
    pub verb: String,
    /// `api`, `api_after_approval`, `hand_over` or `impossible`.
    pub availability: String,
    /// Why not, where it is impossible; else empty.
    pub reason: String,
    /// `free`, or the price of one use.
    pub price: String,
    /// How doing it twice is ruled out: `chosen_id`, `key`, `container`, `idempotent`,
    /// `duplicate_error`, `read_back` or `person`.
    pub safety: String,
    /// What to know about it; may be empty.
    pub note: String,
    /// Where this is written, with the date it was read.
    pub source: String,
}

/// A list of accounts.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, TS)]
pub struct AccountList {
    /// The accounts, oldest first.
    pub accounts: Vec<AccountView>,
}

/// What connecting an account takes. The secret goes to the vault and nowhere else.
#[derive(Clone, PartialEq, Eq, Serialize, Deserialize, TS)]
pub struct ConnectAccount {
    /// The network's word.
    pub network: String,
    /// The handle or identifier.
    pub handle: String,
    /// The password or token; an app password on Bluesky.
    pub secret: String,
    /// The second factor, where the network asked for one.
    #[serde(default)]
    pub second_factor: Option<String>,
    /// The way chosen, by its word; left out, the first that takes a secret.
    #[serde(default)]
    pub way: String,
    /// What else was asked.
    #[serde(default)]
    pub fields: Vec<GivenField>,
    /// Addresses the person chose, by role; `service` is the server.
    #[serde(default)]
    pub addresses: Vec<AddressView>,
}

impl std::fmt::Debug for ConnectAccount {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "ConnectAccount({} {})", self.network, self.handle)
    }
}
