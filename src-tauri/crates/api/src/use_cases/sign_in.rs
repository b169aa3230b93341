//! Signing in with the browser.

use std::sync::Arc;
use std::time::Duration;

use herald_domain::Network;
use herald_pipeline::ports::{ConnectWay, Connected, Secret};
use herald_pipeline::use_cases::UseCaseError;
use herald_pipeline::use_cases::sign_in::SignInWish;
use tokio::sync::Notify;

use super::accounts::addresses;
use super::networks::network_meant;
use crate::sign_ins::SignIn;
use crate::views::{
    AwaitSignIn, ById, ChoiceView, ChooseAccounts, Nothing, SignInState, SignInView, StartSignIn,
};
use crate::{ApiError, ErrorCode, Herald};

/// How long the browser is waited for.
const LIMIT: Duration = Duration::from_mins(5);

impl Herald {
    /// Begins signing in with the browser; the shell opens the page.
    pub async fn start_sign_in(&self, input: StartSignIn) -> Result<SignInView, ApiError> {
        let network = network_meant(&input.network)?;
        let ways = self.context.connector(network)?.ways();
        let way = way_meant(network, &ways, &input.way)?;
        let fields = input
            .fields
            .into_iter()
            .map(|field| (field.id, field.value));
        let begun = self
            .context
            .begin_sign_in(SignInWish {
                network,
                way,
                fields: fields
                    .filter(|(_, value)| !value.trim().is_empty())
                    .collect(),
                addresses: addresses(input.addresses),
            })
            .await?;
        let id = hex::encode(self.context.mint().entropy());
        let sign_in = SignIn {
            network,
            url: begun.authorization.url,
            state: begun.authorization.state,
            ends: self.context.clock().since_boot() + LIMIT,
            pending: begun.authorization.pending,
            pasted: begun.wait.is_none(),
            wait: begun.wait,
            choices: Vec::new(),
            cancelled: Arc::new(Notify::new()),
        };
        let view = waiting(&id, &sign_in);
        self.sign_ins.begin(id, sign_in);
        Ok(view)
    }

    /// Waits until the browser came back, then connects; with several accounts, the person chooses.
    pub async fn await_sign_in(&self, input: AwaitSignIn) -> Result<SignInView, ApiError> {
        let taken = self.sign_ins.of(&input.id, |one| {
            let cancelled = Arc::clone(&one.cancelled);
            let expected = (one.state.clone(), one.ends);
            (
                one.wait.take(),
                cancelled,
                one.pending.clone(),
                one.network,
                expected,
            )
        });
        let (wait, cancelled, pending, network, (state, ends)) = taken.ok_or_else(over)?;
        // Five minutes from the start, however late somebody asks.
        let left = ends.saturating_sub(self.context.clock().since_boot());
        let answer = match (input.pasted, wait) {
            (Some(pasted), _) => Ok(pasted),
            (None, Some(wait)) => tokio::select! {
                answer = wait.callback(&state, left) => answer,
                () = cancelled.notified() => return Err(cancelled_by_person()),
            },
            (None, None) => return Err(nobody_waits()),
        };
        let answer = answer.map_err(UseCaseError::from);
        match self.redeemed(network, &pending, answer).await {
            Ok(connected) => self.take_in(&input.id, network, connected).await,
            Err(error) => {
                drop(self.sign_ins.take(&input.id));
                Err(error.into())
            }
        }
    }

    /// Connects the accounts chosen.
    pub async fn choose_accounts(&self, input: ChooseAccounts) -> Result<SignInView, ApiError> {
        if input.remote_ids.is_empty() {
            let message = "Choose at least one account.";
            return Err(ApiError::new(ErrorCode::BadInput, message));
        }
        let sign_in = self.sign_ins.take(&input.id).ok_or_else(over)?;
        let network = sign_in.network;
        let chosen = sign_in.choices.into_iter();
        let chosen = chosen.filter(|one| input.remote_ids.contains(&one.remote_id));
        self.connected(&input.id, network, chosen.collect()).await
    }

    /// Ends a sign-in the person gave up; one that is over is no error.
    #[expect(clippy::unused_async, reason = "every use case is called the same way")]
    pub async fn cancel_sign_in(&self, input: ById) -> Result<Nothing, ApiError> {
        if let Some(sign_in) = self.sign_ins.take(&input.id) {
            sign_in.cancelled.notify_one();
        }
        Ok(Nothing {})
    }

    async fn redeemed(
        &self,
        network: Network,
        pending: &Secret,
        answer: Result<String, UseCaseError>,
    ) -> Result<Vec<Connected>, UseCaseError> {
        self.context
            .redeem_sign_in(network, pending, &answer?)
            .await
    }

    async fn take_in(
        &self,
        id: &str,
        network: Network,
        connected: Vec<Connected>,
    ) -> Result<SignInView, ApiError> {
        if connected.len() == 1 {
            drop(self.sign_ins.take(id));
            return self.connected(id, network, connected).await;
        }
        let choices = connected.iter().map(choice).collect();
        let view = self.sign_ins.of(id, |one| {
            one.choices = connected;
            waiting(id, one)
        });
        let view = view.ok_or_else(cancelled_by_person)?;
        Ok(SignInView {
            state: SignInState::Choosing,
            choices,
            ..view
        })
    }

    async fn connected(
        &self,
        id: &str,
        network: Network,
        connected: Vec<Connected>,
    ) -> Result<SignInView, ApiError> {
        let mut accounts = Vec::new();
        for one in connected {
            let account = self.context.adopt(network, one, false).await?;
            accounts.push(self.account_view(account).await?);
        }
        Ok(SignInView {
            id: id.to_owned(),
            url: String::new(),
            pasted: false,
            state: SignInState::Connected,
            choices: Vec::new(),
            accounts,
        })
    }
}

fn waiting(id: &str, sign_in: &SignIn) -> SignInView {
    SignInView {
        id: id.to_owned(),
        url: sign_in.url.clone(),
        pasted: sign_in.pasted,
        state: SignInState::Waiting,
        choices: Vec::new(),
        accounts: Vec::new(),
    }
}

fn choice(connected: &Connected) -> ChoiceView {
    ChoiceView {
        remote_id: connected.remote_id.clone(),
        handle: connected.handle.clone(),
        name: connected.display_name.clone(),
    }
}

/// Returns the way named, or the first that uses the browser.
fn way_meant(network: Network, ways: &[ConnectWay], word: &str) -> Result<String, ApiError> {
    let fits = |way: &&ConnectWay| way.browser && (word.is_empty() || way.id == word);
    let found = ways.iter().find(fits).map(|way| way.id.to_owned());
    found.ok_or_else(|| {
        let message = format!("{network} accounts are not connected that way with the browser.");
        ApiError::new(ErrorCode::BadInput, message)
    })
}

fn over() -> ApiError {
    let message = "This sign-in is over. Begin again; nothing was changed.";
    ApiError::new(ErrorCode::NotFound, message)
}

fn nobody_waits() -> ApiError {
    let message = "Paste the address you landed on, whole.";
    ApiError::new(ErrorCode::BadInput, message)
}

fn cancelled_by_person() -> ApiError {
    let message = "The sign-in was given up; nothing was changed.";
    ApiError::new(ErrorCode::TooLate, message)
}
