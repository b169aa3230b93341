//! Networks: how accounts are connected, what is possible, and signing in.

use serde::{Deserialize, Serialize};
use ts_rs::TS;

use super::{AccountView, AddressView, CapabilityView};

/// What is asked of a person who connects an account one way.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, TS)]
pub struct FieldView {
    /// A stable word: `handle`, `secret`, `server`, ...
    pub id: String,
    /// What it is.
    pub label: String,
    /// An example or a remark.
    pub hint: String,
    /// Whether it must not be shown.
    pub secret: bool,
    /// Whether connecting needs it.
    pub required: bool,
}

/// An address a person may choose in place of the usual one.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, TS)]
pub struct AddressRoleView {
    /// What the address is for, a stable word.
    pub role: String,
    /// What it is.
    pub label: String,
    /// When it is to be chosen.
    pub about: String,
}

/// A way to connect an account.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, TS)]
pub struct WayView {
    /// A stable word, for example `oauth`, `app_password`, `token`.
    pub id: String,
    /// What it is called.
    pub title: String,
    /// Whether the person signs in with their browser.
    pub browser: bool,
    /// Whether it needs a developer app of the person's own.
    pub needs_app: bool,
    /// What is asked.
    pub fields: Vec<FieldView>,
    /// Addresses that may be chosen; nobody is asked for them.
    pub addresses: Vec<AddressRoleView>,
    /// What to do, step by step.
    pub guide: Vec<String>,
    /// The page where the network hands out what is asked; empty where there is none.
    pub page: String,
}

/// What one kind of account can do.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, TS)]
pub struct KindOfAccountView {
    /// The kind; empty where the network knows one alone.
    pub name: String,
    /// Verb by verb.
    pub capabilities: Vec<CapabilityView>,
}

/// A network.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, TS)]
pub struct NetworkView {
    /// The network's word, for example `bluesky`.
    pub network: String,
    /// Its name.
    pub name: String,
    /// The ways to connect an account, best first.
    pub ways: Vec<WayView>,
    /// The id of the developer app entered; empty where none is, or the vault is closed.
    pub app_id: String,
    /// What each kind of account can do.
    pub kinds: Vec<KindOfAccountView>,
}

/// The networks Herald works with.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, TS)]
pub struct NetworkList {
    /// The networks, in the order people see them.
    pub networks: Vec<NetworkView>,
}

/// Enters the developer app of a network; an empty id forgets it.
#[derive(Clone, PartialEq, Eq, Serialize, Deserialize, TS)]
pub struct SetDeveloperApp {
    /// The network's word.
    pub network: String,
    /// The public identifier.
    pub client_id: String,
    /// The secret, where the network gave one. It goes to the vault and nowhere else.
    #[serde(default)]
    pub client_secret: String,
}

impl std::fmt::Debug for SetDeveloperApp {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "SetDeveloperApp({})", self.network)
    }
}

/// A field with what the person gave.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, TS)]
pub struct GivenField {
    /// The field's word.
    pub id: String,
    /// What was given; nothing secret.
    pub value: String,
}

/// Begins signing in with the browser.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, TS)]
pub struct StartSignIn {
    /// The network's word.
    pub network: String,
    /// The way's word; left out, the first that uses the browser.
    #[serde(default)]
    pub way: String,
    /// What was asked.
    #[serde(default)]
    pub fields: Vec<GivenField>,
    /// Addresses the person chose, by role.
    #[serde(default)]
    pub addresses: Vec<AddressView>,
}

/// How far a sign-in has come.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, TS)]
#[serde(rename_all = "snake_case")]
pub enum SignInState {
    /// The browser is waited for.
    Waiting,
    /// The person chooses which accounts to connect.
    Choosing,
    /// Connected.
    Connected,
}

/// An account the person may act for.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, TS)]
pub struct ChoiceView {
    /// The network's permanent identifier.
    pub remote_id: String,
    /// The name people type.
    pub handle: String,
    /// The name people see.
    pub name: String,
}

/// A sign-in under way.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, TS)]
pub struct SignInView {
    /// The sign-in's id.
    pub id: String,
    /// The page the browser opens.
    pub url: String,
    /// Whether the person pastes the address they land on, because the network refuses loopback.
    pub pasted: bool,
    /// How far it has come.
    pub state: SignInState,
    /// What can be chosen.
    pub choices: Vec<ChoiceView>,
    /// What was connected.
    pub accounts: Vec<AccountView>,
}

/// Waits for the browser, or gives the address the person landed on.
#[derive(Clone, PartialEq, Eq, Serialize, Deserialize, TS)]
pub struct AwaitSignIn {
    /// The sign-in.
    pub id: String,
    /// The address the person landed on, where they paste it.
    #[serde(default)]
    pub pasted: Option<String>,
}

impl std::fmt::Debug for AwaitSignIn {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "AwaitSignIn({})", self.id)
    }
}

/// Connects the accounts chosen.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, TS)]
pub struct ChooseAccounts {
    /// The sign-in.
    pub id: String,
    /// The network's permanent identifiers of those chosen.
    pub remote_ids: Vec<String>,
}

/// What a person needs to finish an action on the network's own page.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, TS)]
pub struct HandOverView {
    /// The action.
    pub action_id: String,
    /// The review it came from.
    pub review_id: String,
    /// The network's word.
    pub network: String,
    /// What it is, for example `Like of Jonas Weber`.
    pub headline: String,
    /// The official page.
    pub url: String,
    /// What is put on the clipboard; empty where there is nothing to paste.
    pub text: String,
    /// What is left to do there.
    pub instruction: String,
}

/// Says what became of an action that was handed over.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, TS)]
pub struct FinishHandOver {
    /// The action.
    pub action_id: String,
    /// Whether the person did it.
    pub done: bool,
    /// Where it is, where the person says.
    #[serde(default)]
    pub link: Option<String>,
}
