//! Accounts: connecting, listing, pausing, removing, and what they can do.

use clap::{Args, Subcommand};
use herald_api::views::{AccountList, AccountView, ById, Nothing};
use herald_api::{ApiError, ErrorCode, Herald};

use super::connect::{self, AddArgs};
use crate::headless::environment;
use crate::headless::exit::Failure;
use crate::headless::input::confirm;
use crate::headless::render;
use crate::headless::shell::Shell;

/// Connect, list, pause and remove accounts.
#[derive(Args, Debug)]
pub struct AccountArgs {
    #[command(subcommand)]
    command: AccountCommand,
}

#[derive(Debug, Subcommand)]
enum AccountCommand {
    /// Connect an account, or connect one again.
    Add(Box<AddArgs>),
    /// List the accounts.
    List,
    /// Leave an account alone until it is resumed.
    Pause(Which),
    /// Watch an account again.
    Resume(Which),
    /// Take away what is said of items left out: you have seen it.
    Dismiss(Which),
    /// Take an account out; its history stays, its secrets are forgotten.
    Remove {
        #[command(flatten)]
        which: Which,
        /// Do not ask.
        #[arg(long)]
        yes: bool,
    },
}

#[derive(Args, Debug)]
struct Which {
    /// The account: its handle, or its id.
    account: String,
}

/// Show what each account can do, and at what price.
#[derive(Args, Debug)]
pub struct CapabilitiesArgs {
    /// Only of this account: its handle, or its id.
    #[arg(long)]
    account: Option<String>,
}

/// Runs a command about accounts.
///
/// # Errors
/// What the engine says.
pub async fn run(args: AccountArgs, shell: &Shell) -> Result<(), Failure> {
    let (done, account) = match args.command {
        AccountCommand::Add(add) => {
            let accounts = Box::pin(connect::add(*add, shell)).await?;
            shell.output.say("Connected.")?;
            return match accounts.as_slice() {
                [one] => shell.output.show(one, render::accounts::one),
                _ => shell
                    .output
                    .show(&accounts, |page, all| render::accounts::list(page, all)),
            };
        }
        AccountCommand::List => return list(shell).await,
        AccountCommand::Remove { which, yes } => return remove(&which, yes, shell).await,
        AccountCommand::Pause(which) => {
            let desk = shell.open().await?;
            let id = resolve(&desk.herald, &which.account).await?;
            ("Paused.", desk.herald.pause_account(ById { id }).await?)
        }
        AccountCommand::Resume(which) => {
            let desk = shell.open().await?;
            let id = resolve(&desk.herald, &which.account).await?;
            ("Resumed.", desk.herald.resume_account(ById { id }).await?)
        }
        AccountCommand::Dismiss(which) => {
            let desk = shell.open().await?;
            let id = resolve(&desk.herald, &which.account).await?;
            let account = desk.herald.dismiss_left_out(ById { id }).await?;
            ("Seen.", account)
        }
    };
    shell.output.say(done)?;
    shell.output.show(&account, render::accounts::one)
}

async fn list(shell: &Shell) -> Result<(), Failure> {
    let desk = shell.open().await?;
    let accounts = desk.herald.list_accounts(Nothing {}).await?;
    let page = |page: &mut _, list: &AccountList| render::accounts::list(page, &list.accounts);
    shell.output.show(&accounts, page)
}

async fn remove(which: &Which, yes: bool, shell: &Shell) -> Result<(), Failure> {
    let desk = shell.open().await?;
    let id = resolve(&desk.herald, &which.account).await?;
    if !yes {
        if !environment::can_ask() {
            return Err(Failure::usage(
                "Removing an account forgets its secrets. Nobody can be asked here: add --yes.",
            ));
        }
        let question = format!("Remove {} and forget its secrets?", which.account);
        if !confirm(&render::text::one_line(&question))? {
            return shell.output.say("Nothing was changed.");
        }
    }
    let nothing = desk.herald.remove_account(ById { id }).await?;
    shell.output.show(&nothing, |page, _| {
        let said = "Removed. Its history stays; its secrets are forgotten.";
        page.line(&[(render::Tone::Plain, said)]);
    })
}

/// Shows what each account can do.
///
/// # Errors
/// What the engine says.
pub async fn capabilities(args: CapabilitiesArgs, shell: &Shell) -> Result<(), Failure> {
    let desk = shell.open().await?;
    let mut accounts = desk.herald.list_accounts(Nothing {}).await?;
    if let Some(wanted) = args.account {
        let id = resolve(&desk.herald, &wanted).await?;
        accounts.accounts.retain(|a| a.id == id);
    }
    shell.output.show(&accounts, render::accounts::capabilities)
}

/// Finds the account a person means: by handle, id, or the last digits of the id.
///
/// # Errors
/// `NotFound` when there is none, `BadInput` when there are several.
pub async fn resolve(herald: &Herald, wanted: &str) -> Result<String, ApiError> {
    let accounts = herald.list_accounts(Nothing {}).await?.accounts;
    pick(&accounts, wanted)
}

/// Finds the account to act as: the one a person means, or the only one.
///
/// # Errors
/// As [`resolve`]; `BadInput` when none is named and there is not exactly one.
pub async fn resolve_or_only(herald: &Herald, wanted: Option<&str>) -> Result<String, ApiError> {
    if let Some(wanted) = wanted {
        return resolve(herald, wanted).await;
    }
    let accounts = herald.list_accounts(Nothing {}).await?.accounts;
    match accounts.as_slice() {
        [only] => Ok(only.id.clone()),
        [] => Err(ApiError::new(
            ErrorCode::BadInput,
            "No account is connected. Connect one: herald account add --help",
        )),
        several => Err(ApiError::new(
            ErrorCode::BadInput,
            format!(
                "Which account? Add --account with one of: {}.",
                handles(several)
            ),
        )),
    }
}

fn pick(accounts: &[AccountView], wanted: &str) -> Result<String, ApiError> {
    let handle = wanted.trim_start_matches('@');
    let by_handle = |a: &&AccountView| a.handle.eq_ignore_ascii_case(handle);
    let by_id = |a: &&AccountView| wanted.len() >= 4 && a.id.ends_with(wanted);
    let mut found: Vec<_> = accounts.iter().filter(by_handle).collect();
    if found.is_empty() {
        found = accounts.iter().filter(by_id).collect();
    }
    match found.as_slice() {
        [only] => Ok(only.id.clone()),
        [] => Err(ApiError::not_found("account", wanted)),
        _ => Err(ApiError::new(
            ErrorCode::BadInput,
            format!(
                "`{wanted}` fits several accounts. Use the id that `herald account list` shows."
            ),
        )),
    }
}

fn handles(accounts: &[AccountView]) -> String {
    let handles: Vec<_> = accounts.iter().map(|a| format!("@{}", a.handle)).collect();
    handles.join(", ")
}

#[cfg(test)]
mod tests {
    use herald_api::views::{AccountStateView, HealthView};

    use super::*;

    fn account(id: &str, handle: &str) -> AccountView {
        AccountView {
            id: id.to_owned(),
            network: "bluesky".to_owned(),
            network_name: "Bluesky".to_owned(),
            handle: handle.to_owned(),
            name: String::new(),
            state: AccountStateView::Active,
            health: HealthView::Ok,
            note: String::new(),
            demo: false,
            followers: None,
            observed_at: None,
            watched_elsewhere: false,
            left_out: false,
            addresses: Vec::new(),
            characters: Some(300),
            has_warning: false,
            audiences: vec!["public".to_owned()],
            capabilities: Vec::new(),
        }
    }

    #[test]
    fn an_account_is_found_by_handle_id_or_last_digits() {
        let accounts = [
            account("00aa1111", "mira.test"),
            account("00bb1112", "zoe.test"),
        ];
        for wanted in ["@Mira.test", "mira.test", "00aa1111", "1111"] {
            assert_eq!(
                pick(&accounts, wanted).as_deref(),
                Ok("00aa1111"),
                "{wanted}"
            );
        }
        let missing = pick(&accounts, "nobody").expect_err("nobody");
        assert_eq!(missing.code, ErrorCode::NotFound);
        assert!(pick(&accounts, "").is_err());
    }

    #[test]
    fn digits_that_fit_several_accounts_are_refused() {
        let accounts = [account("00aa1111", "a.test"), account("00bb1111", "b.test")];
        let error = pick(&accounts, "1111").expect_err("two fit");
        assert_eq!(error.code, ErrorCode::BadInput);
    }
}
