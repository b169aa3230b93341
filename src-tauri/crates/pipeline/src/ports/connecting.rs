//! Connecting accounts: with a secret, or in the browser by OAuth.

use std::collections::BTreeMap;

use async_trait::async_trait;
use herald_domain::{Account, AccountId};

use super::{NetworkError, NetworkErrorKind, Secret};

/// What is asked of a person who connects an account one way.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ConnectField {
    /// A stable word: `handle`, `secret`, `server`, `client_id`, `client_secret`, ...
    pub id: &'static str,
    /// What it is, in words.
    pub label: String,
    /// An example or a remark; empty where none is needed.
    pub hint: String,
    /// Whether it must not be shown; at most one field of a way is so.
    pub secret: bool,
    /// What it is called where words are typed, as in `--handle` or, of a secret, `--password-stdin`.
    pub word: &'static str,
    /// Whether connecting needs it.
    pub required: bool,
}

impl ConnectField {
    /// Makes one that is shown and needed.
    pub fn new(id: &'static str, label: &str, hint: &str) -> Self {
        Self {
            id,
            label: label.to_owned(),
            hint: hint.to_owned(),
            secret: false,
            word: id,
            required: true,
        }
    }

    /// Makes one that must not be shown, called by a word of its own.
    pub fn hidden(word: &'static str, label: &str, hint: &str) -> Self {
        Self {
            secret: true,
            word,
            ..Self::new("secret", label, hint)
        }
    }

    /// Makes it one that may be left out.
    #[must_use]
    pub fn optional(self) -> Self {
        Self {
            required: false,
            ..self
        }
    }
}

/// An address a person may choose in place of the usual one.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct AddressRole {
    /// What the address is for, a stable word.
    pub role: &'static str,
    /// What it is called where words are typed, as in `--plc`.
    pub word: &'static str,
    /// What it is, in a few words.
    pub label: String,
    /// When it is to be chosen, in a sentence.
    pub about: String,
}

impl AddressRole {
    /// Makes one that is called as its role.
    pub fn new(role: &'static str, label: &str, about: &str) -> Self {
        Self {
            role,
            word: role,
            label: label.to_owned(),
            about: about.to_owned(),
        }
    }

    /// Calls it by another word.
    #[must_use]
    pub fn called(self, word: &'static str) -> Self {
        Self { word, ..self }
    }
}

/// A way to connect an account.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ConnectWay {
    /// A stable word, for example `oauth`, `app_password`, `token`.
    pub id: &'static str,
    /// What it is called, in words.
    pub title: String,
    /// Whether the person signs in with their browser; otherwise they give a secret.
    pub browser: bool,
    /// Whether it needs a developer app of the person's own, whose id is kept once per network.
    pub needs_app: bool,
    /// What is asked.
    pub fields: Vec<ConnectField>,
    /// Addresses that may be chosen; nobody is asked for them.
    pub addresses: Vec<AddressRole>,
    /// What to do, step by step.
    pub guide: Vec<String>,
    /// The page where the network hands out what is asked; empty where there is none.
    pub page: String,
}

/// What a person gives to connect an account.
#[derive(Clone, Debug)]
pub struct ConnectInput {
    /// The way chosen, by its id; empty for the first that takes a secret.
    pub way: String,
    /// The handle or identifier typed.
    pub handle: String,
    /// The password or token; an app password on Bluesky.
    pub secret: Secret,
    /// A second factor, where the network asked for one.
    pub second_factor: Option<String>,
    /// What else was asked, by field.
    pub fields: BTreeMap<String, String>,
    /// Addresses the person chose, by role; what is missing is found.
    pub addresses: BTreeMap<String, String>,
}

/// A signed-in account.
#[derive(Clone, Debug)]
pub struct Connected {
    /// Who gives out the identifiers, as in `Account::authority`.
    pub authority: String,
    /// The permanent identifier with that authority.
    pub remote_id: String,
    /// The name people type.
    pub handle: String,
    /// The name people see; empty when none is set.
    pub display_name: String,
    /// Addresses by role, chosen or found.
    pub addresses: BTreeMap<String, String>,
    /// What the network said of it, by name; no secrets.
    pub facts: BTreeMap<String, String>,
    /// What the connector needs next time; goes into the vault under the account's name.
    pub session: Secret,
}

/// Where the browser comes back to after the person agreed.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Redirect {
    /// To this computer, by its loopback address.
    Loopback {
        /// The port that is registered with the network; any free one where none is.
        port: Option<u16>,
        /// The path, beginning with a slash.
        path: String,
    },
    /// To a page the person copies the address of, where a network refuses loopback addresses.
    Pasted {
        /// The address registered with the network.
        uri: String,
    },
}

impl Redirect {
    /// Comes back to this computer, to the port a person gave as `redirect_port`, else to any free one.
    pub fn loopback(path: &str, fields: &BTreeMap<String, String>) -> Self {
        let port = fields.get("redirect_port");
        Self::Loopback {
            port: port.and_then(|port| port.trim().parse().ok()),
            path: path.to_owned(),
        }
    }
}

/// What is given to begin signing in with the browser.
#[derive(Clone, Debug)]
pub struct AuthorizeInput {
    /// The way chosen, by its id.
    pub way: String,
    /// What was asked, by field.
    pub fields: BTreeMap<String, String>,
    /// Addresses the person chose, by role.
    pub addresses: BTreeMap<String, String>,
    /// Where the browser comes back to, whole.
    pub redirect_uri: String,
}

/// Signing in that has begun.
#[derive(Clone, Debug)]
pub struct Authorization {
    /// The page the browser opens.
    pub url: String,
    /// What the browser must bring back unchanged.
    pub state: String,
    /// What finishing needs: state, verifier, issuer, redirect; kept in memory alone.
    pub pending: Secret,
}

/// Connects accounts.
#[async_trait]
pub trait AccountConnector: Send + Sync {
    /// Tells how accounts are connected, the best way first.
    fn ways(&self) -> Vec<ConnectWay>;

    /// Signs in with a password or token and reads who that is.
    ///
    /// # Errors
    /// [`NetworkError`] with codes `wrong_password`, `unknown_handle`, `unreachable`, `second_factor`.
    async fn connect(&self, input: ConnectInput) -> Result<Connected, NetworkError>;

    /// Tells where the browser comes back to.
    ///
    /// # Errors
    /// `Refused` with `no_browser` where there is no such way; what the person gave that does not fit.
    fn redirect(
        &self,
        _way: &str,
        _fields: &BTreeMap<String, String>,
    ) -> Result<Redirect, NetworkError> {
        Err(no_browser())
    }

    /// Begins signing in with the browser.
    ///
    /// # Errors
    /// [`NetworkError`]: `no_app` where the person has to enter their developer app first.
    async fn authorize(&self, _input: AuthorizeInput) -> Result<Authorization, NetworkError> {
        Err(no_browser())
    }

    /// Finishes signing in: `callback` is the query the browser came back with.
    ///
    /// Returns every account the person may act for, the person's own first.
    ///
    /// # Errors
    /// [`NetworkError`] with codes `denied`, `state_mismatch`, `issuer_mismatch`, `code_expired`.
    async fn redeem(
        &self,
        _pending: &Secret,
        _callback: &str,
    ) -> Result<Vec<Connected>, NetworkError> {
        Err(no_browser())
    }

    /// Makes what the vault keeps of a sign-in with a secret that is known to open the account, without
    /// asking anybody: the demo's accounts are signed in anew at every start.
    ///
    /// # Errors
    /// `SignedOut` where the account's server is not known.
    fn sign_in_with(&self, account: &Account, secret: &Secret) -> Result<Secret, NetworkError>;

    /// Forgets what is held in memory of an account's sign-in: the vault has another one, or none.
    async fn forget(&self, account: &AccountId);

    /// Tells the network that a sign-in is no longer used; best effort, called when an account is
    /// removed.
    async fn revoke(&self, _account: &Account, _session: &Secret) -> Result<(), NetworkError> {
        Ok(())
    }
}

fn no_browser() -> NetworkError {
    NetworkError::new(
        NetworkErrorKind::Refused,
        "no_browser",
        "Accounts of this network are not connected with the browser.",
    )
}
