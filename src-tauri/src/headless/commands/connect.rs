//! Connecting accounts: with a password or token, or in the browser, as each network declares.

mod arguments;
mod browser;

use herald_api::ErrorCode;
use herald_api::views::{AccountView, AddressView, ConnectAccount, GivenField};
use herald_pipeline::ports::{ConnectField, ConnectWay};

use super::vault;
use crate::headless::environment;
use crate::headless::exit::Failure;
use crate::headless::input::SecretSource;
use crate::headless::shell::Shell;
pub use arguments::AddArgs;
use browser::Browser;

const SECOND_FACTOR: SecretSource<'static> = SecretSource {
    prompt: "Sign-in code",
    flag: "a terminal",
    variable: "HERALD_SECOND_FACTOR",
};

/// Connects an account and returns those connected.
///
/// # Errors
/// What the engine says.
pub async fn add(args: AddArgs, shell: &Shell) -> Result<Vec<AccountView>, Failure> {
    let way = args.way_meant()?;
    let secret = way.fields.iter().find(|field| field.secret).cloned();
    args.no_secrets_in_arguments(secret.as_ref())?;
    if way.browser {
        let browser = Browser::new(args.network.as_str(), way.id, args.browser);
        return browser.connect(args.fields, args.addresses, shell).await;
    }
    let account = with_secret(args, &way, secret.as_ref(), shell).await?;
    Ok(vec![account])
}

async fn with_secret(
    args: AddArgs,
    way: &ConnectWay,
    field: Option<&ConnectField>,
    shell: &Shell,
) -> Result<AccountView, Failure> {
    let secret = match field {
        Some(field) => read(field, args.reads_from_stdin(field))?,
        None => String::new(),
    };
    let handle = args.fields.iter().find(|field| field.id == "handle");
    let handle = handle.map_or("", |field| field.value.trim_start_matches('@'));
    let request = ConnectAccount {
        network: args.network.as_str().to_owned(),
        way: way.id.to_owned(),
        handle: handle.to_owned(),
        fields: args.fields,
        secret,
        second_factor: environment::variable(SECOND_FACTOR.variable),
        addresses: args.addresses,
    };
    let desk = shell.open().await?;
    vault::ensure_open(&desk.herald).await?;
    match desk.herald.connect_account(request.clone()).await {
        Err(error) if error.code == ErrorCode::SecondFactor && environment::can_ask() => {
            shell.output.failed(&Failure::Api(error));
            let code = SECOND_FACTOR.ask()?;
            let request = ConnectAccount {
                second_factor: Some(code.expose().to_owned()),
                ..request
            };
            Ok(desk.herald.connect_account(request).await?)
        }
        answer => Ok(answer?),
    }
}

fn read(field: &ConnectField, from_stdin: bool) -> Result<String, Failure> {
    let (flag, variable) = names(field.word);
    let source = SecretSource {
        prompt: &field.label,
        flag: &flag,
        variable: &variable,
    };
    Ok(source.read(from_stdin)?.expose().to_owned())
}

/// Returns the flag that reads a secret from standard input, and the variable that may hold it.
fn names(word: &str) -> (String, String) {
    let variable = word.to_ascii_uppercase().replace('-', "_");
    (format!("--{word}-stdin"), format!("HERALD_{variable}"))
}

fn field(id: &str, value: String) -> GivenField {
    GivenField {
        id: id.to_owned(),
        value,
    }
}

fn address(role: &str, address: String) -> AddressView {
    AddressView {
        role: role.to_owned(),
        address,
    }
}
