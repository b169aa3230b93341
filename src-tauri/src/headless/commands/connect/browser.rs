//! Signing in with the browser, from a terminal.

use clap::Args;
use herald_api::Herald;
use herald_api::views::{
    AccountView, AddressView, AwaitSignIn, ChooseAccounts, GivenField, SignInState, SignInView,
    StartSignIn,
};

use super::field;
use crate::headless::commands::vault;
use crate::headless::environment;
use crate::headless::exit::Failure;
use crate::headless::input::ask_line;
use crate::headless::output::Output;
use crate::headless::shell::Shell;

/// How the browser is used.
#[derive(Args, Debug)]
pub struct BrowserArgs {
    /// The port the browser comes back to, where one is registered with the network.
    #[arg(long, value_name = "PORT")]
    redirect_port: Option<u16>,
    /// Print the address of the page in place of opening it.
    #[arg(long)]
    no_browser: bool,
    /// Which account to connect where the sign-in holds several; left out, all of them.
    #[arg(long, value_name = "HANDLE")]
    only: Option<String>,
}

/// One sign-in.
pub struct Browser {
    network: &'static str,
    way: &'static str,
    args: BrowserArgs,
}

impl Browser {
    /// Makes one.
    pub fn new(network: &'static str, way: &'static str, args: BrowserArgs) -> Self {
        Self { network, way, args }
    }

    /// Opens the page, waits for the answer and returns the accounts connected.
    ///
    /// # Errors
    /// What the engine says.
    pub async fn connect(
        self,
        mut fields: Vec<GivenField>,
        addresses: Vec<AddressView>,
        shell: &Shell,
    ) -> Result<Vec<AccountView>, Failure> {
        let desk = shell.open().await?;
        vault::ensure_open(&desk.herald).await?;
        if let Some(port) = self.args.redirect_port {
            fields.push(field("redirect_port", port.to_string()));
        }
        let begun = desk
            .herald
            .start_sign_in(StartSignIn {
                network: self.network.to_owned(),
                way: self.way.to_owned(),
                fields,
                addresses,
            })
            .await?;
        self.show(&begun);
        let pasted = if begun.pasted {
            Some(ask_line("The address you landed on")?)
        } else {
            None
        };
        let id = begun.id;
        let answered = desk
            .herald
            .await_sign_in(AwaitSignIn { id, pasted })
            .await?;
        self.choose(&desk.herald, answered).await
    }

    /// Opens the page where there is a screen; the address is printed in any case, on standard error,
    /// so that standard output stays the answer.
    fn show(&self, begun: &SignInView) {
        let opened = !self.args.no_browser
            && environment::can_ask()
            && open::that_detached(&begun.url).is_ok();
        let sentence = if opened {
            "Your browser opens the page to sign in. Otherwise open this address:"
        } else {
            "Open this address in a browser on this computer:"
        };
        Output::tell(sentence);
        Output::tell(&begun.url);
    }

    async fn choose(&self, herald: &Herald, view: SignInView) -> Result<Vec<AccountView>, Failure> {
        if view.state != SignInState::Choosing {
            return Ok(view.accounts);
        }
        let wanted = self
            .args
            .only
            .as_deref()
            .map(|only| only.trim_start_matches('@'));
        let fits = |handle: &str| wanted.is_none_or(|wanted| wanted.eq_ignore_ascii_case(handle));
        let chosen = view.choices.iter().filter(|choice| fits(&choice.handle));
        let remote_ids = chosen.map(|choice| choice.remote_id.clone()).collect();
        let request = ChooseAccounts {
            id: view.id,
            remote_ids,
        };
        Ok(herald.choose_accounts(request).await?.accounts)
    }
}
