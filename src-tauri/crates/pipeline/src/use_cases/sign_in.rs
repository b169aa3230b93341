//! Signs in with the browser: begins, waits for the answer, and takes in the accounts chosen.

use std::collections::BTreeMap;

use herald_domain::Network;

use super::UseCaseError;
use crate::Context;
use crate::ports::{
    Authorization, AuthorizeInput, Connected, NetworkError, NetworkErrorKind, Redirect,
    RedirectError, RedirectWait, Secret,
};

/// What a person gives to begin.
#[derive(Clone, Debug)]
pub struct SignInWish {
    /// The network.
    pub network: Network,
    /// The way chosen, by its id.
    pub way: String,
    /// What was asked, by field.
    pub fields: BTreeMap<String, String>,
    /// Addresses the person chose, by role.
    pub addresses: BTreeMap<String, String>,
}

/// A sign-in that has begun.
pub struct BegunSignIn {
    /// The page to open, and what finishing needs.
    pub authorization: Authorization,
    /// Where the browser comes back to.
    pub redirect_uri: String,
    /// What waits for it; nothing where the person pastes the address.
    pub wait: Option<Box<dyn RedirectWait>>,
}

impl From<RedirectError> for UseCaseError {
    fn from(error: RedirectError) -> Self {
        let kind = match error {
            RedirectError::PortTaken(_) | RedirectError::TimedOut(_) => NetworkErrorKind::Refused,
            RedirectError::Failed(_) => NetworkErrorKind::Unavailable,
        };
        NetworkError::new(kind, "no_answer_from_browser", error.to_string()).into()
    }
}

impl Context {
    /// Begins signing in: listens on this computer, and asks the network for its page.
    ///
    /// # Errors
    /// `Network` when the network has no such way or the person's input does not fit, `Network` with
    /// `no_answer_from_browser` when this computer cannot listen.
    pub async fn begin_sign_in(&self, wish: SignInWish) -> Result<BegunSignIn, UseCaseError> {
        // The sign-in would be lost at its end if it could not be kept.
        self.vault().read("sign-in-probe").await?;
        let connector = self.connector(wish.network)?;
        let (redirect_uri, wait) = match connector.redirect(&wish.way, &wish.fields)? {
            Redirect::Loopback { port, path } => {
                let wait = self.listener().listen(port, &path).await?;
                (wait.uri(), Some(wait))
            }
            Redirect::Pasted { uri } => (uri, None),
        };
        let input = AuthorizeInput {
            way: wish.way,
            fields: wish.fields,
            addresses: wish.addresses,
            redirect_uri: redirect_uri.clone(),
        };
        Ok(BegunSignIn {
            authorization: connector.authorize(input).await?,
            redirect_uri,
            wait,
        })
    }

    /// Turns the browser's answer into the accounts the person may act for.
    ///
    /// # Errors
    /// `Network` when the answer does not fit or the network takes it back.
    pub async fn redeem_sign_in(
        &self,
        network: Network,
        pending: &Secret,
        callback: &str,
    ) -> Result<Vec<Connected>, UseCaseError> {
        let connected = self.connector(network)?.redeem(pending, callback).await?;
        if connected.is_empty() {
            let message = format!("The sign-in worked, but {network} shows no account to act for.");
            let kind = NetworkErrorKind::Refused;
            return Err(NetworkError::new(kind, "no_account", message).into());
        }
        Ok(connected)
    }
}
