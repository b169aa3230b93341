//! Accounts: one identity on one network, connected by its owner.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};

use crate::{AccountId, Network, Timestamp};

/// Whether an account is watched and may act.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "kind", rename_all = "snake_case")]
pub enum AccountState {
    /// Watched; approved actions go out.
    Active,
    /// Left alone until its owner resumes it.
    Paused,
    /// The network no longer accepts the stored sign-in.
    NeedsReconnect {
        /// What the network said, in words for people.
        reason: String,
    },
    /// Taken out by its owner; its history stays.
    Removed,
}

/// One identity on one network.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Account {
    /// The account's id.
    pub id: AccountId,
    /// The network it lives on.
    pub network: Network,
    /// Who gives out the network's identifiers, so that two of them are two people: on Mastodon the
    /// server, with its port where it has one of its own; on Bluesky the directory of identities.
    pub authority: String,
    /// The permanent identifier with that authority (Bluesky: the DID; Mastodon: the server's number).
    pub remote_id: String,
    /// The name people type, without a leading `@`.
    pub handle: String,
    /// The name people see; empty when none is set.
    pub display_name: String,
    /// Whether it is watched and may act.
    pub state: AccountState,
    /// Addresses by role (`service`, `appview`, `plc`, ...): chosen by the owner or found at connect.
    pub addresses: BTreeMap<String, String>,
    /// What the network said of it when it was connected, by name: plan, kind of sign-in, scopes,
    /// server software, limits. No secrets.
    pub facts: BTreeMap<String, String>,
    /// Whether it lives on the simulated network of the demo.
    pub demo: bool,
    /// When its owner connected it.
    pub connected_at: Timestamp,
}

/// Who an account is, whatever it is called: no two accounts have the same.
#[derive(Clone, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub struct Identity {
    /// The network.
    pub network: Network,
    /// Who gives out the identifiers there.
    pub authority: String,
    /// The permanent identifier with that authority.
    pub remote_id: String,
}

impl Account {
    /// Returns who it is.
    pub fn identity(&self) -> Identity {
        Identity {
            network: self.network,
            authority: self.authority.clone(),
            remote_id: self.remote_id.clone(),
        }
    }

    /// Tells whether the engine watches the account and lets it act.
    pub fn is_active(&self) -> bool {
        self.state == AccountState::Active
    }

    /// Tells whether the network no longer accepts the stored sign-in.
    pub fn needs_reconnect(&self) -> bool {
        matches!(self.state, AccountState::NeedsReconnect { .. })
    }

    /// Returns what the network said of it under a name, where it said something.
    pub fn fact(&self, name: &str) -> Option<&str> {
        self.facts.get(name).map(String::as_str)
    }

    /// Returns the display name, or the handle where there is none.
    pub fn name(&self) -> &str {
        if self.display_name.trim().is_empty() {
            &self.handle
        } else {
            &self.display_name
        }
    }
}
