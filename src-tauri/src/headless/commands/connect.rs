//! Connecting accounts: with a password or token, or in the browser.

mod browser;

use clap::{Args, Subcommand};
use herald_api::ErrorCode;
use herald_api::views::{AccountView, AddressView, ConnectAccount, GivenField};

use super::vault;
use crate::headless::environment;
use crate::headless::exit::Failure;
use crate::headless::input::{NoSecrets, SecretSource};
use crate::headless::shell::Shell;
use browser::{Browser, BrowserArgs};

const PASSWORD: SecretSource = SecretSource {
    prompt: "App password",
    flag: "--password-stdin",
    variable: "HERALD_PASSWORD",
};

const TOKEN: SecretSource = SecretSource {
    prompt: "Access token",
    flag: "--token-stdin",
    variable: "HERALD_TOKEN",
};

const SECOND_FACTOR: SecretSource = SecretSource {
    prompt: "Sign-in code",
    flag: "a terminal",
    variable: "HERALD_SECOND_FACTOR",
};

/// Connect an account, or connect one again.
#[derive(Args, Debug)]
pub struct AddArgs {
    #[command(subcommand)]
    network: Network,
}

#[derive(Debug, Subcommand)]
enum Network {
    /// A Bluesky account, with an app password (Settings > Privacy and security > App passwords).
    Bluesky(BlueskyArgs),
    /// A Mastodon account on any server: in the browser, or with an access token.
    Mastodon(MastodonArgs),
}

#[derive(Args, Debug)]
struct BlueskyArgs {
    /// The handle, for example mira.bsky.social.
    #[arg(long)]
    handle: String,
    /// The server the account lives on, where it is not Bluesky's own.
    #[arg(long, value_name = "URL")]
    service: Option<String>,
    /// The directory of identities, where it is not plc.directory.
    #[arg(long, value_name = "URL")]
    plc: Option<String>,
    /// The server public posts are read from.
    #[arg(long, value_name = "URL")]
    public_api: Option<String>,
    /// Read the app password from standard input; else HERALD_PASSWORD, else it is asked for.
    #[arg(long)]
    password_stdin: bool,
    #[command(flatten)]
    no_secrets: NoSecrets,
}

#[derive(Args, Debug)]
struct MastodonArgs {
    /// The server, for example mastodon.social.
    #[arg(long, value_name = "NAME")]
    server: String,
    /// Read an access token from standard input in place of the browser.
    #[arg(long)]
    token_stdin: bool,
    /// The page people agree on, where it is not the server's own.
    #[arg(long, value_name = "URL")]
    auth_url: Option<String>,
    /// Where tokens are handed out, where it is not the server's own.
    #[arg(long, value_name = "URL")]
    token_url: Option<String>,
    #[command(flatten)]
    browser: BrowserArgs,
    #[command(flatten)]
    no_secrets: NoSecrets,
}

/// Connects an account and returns those connected.
///
/// # Errors
/// What the engine says.
pub async fn add(args: AddArgs, shell: &Shell) -> Result<Vec<AccountView>, Failure> {
    match args.network {
        Network::Bluesky(args) => bluesky(args, shell).await.map(|account| vec![account]),
        Network::Mastodon(args) => mastodon(args, shell).await,
    }
}

async fn bluesky(args: BlueskyArgs, shell: &Shell) -> Result<AccountView, Failure> {
    args.no_secrets.check(&PASSWORD)?;
    let secret = PASSWORD.read(args.password_stdin)?;
    let request = ConnectAccount {
        network: "bluesky".to_owned(),
        way: String::new(),
        fields: Vec::new(),
        handle: args.handle.trim_start_matches('@').to_owned(),
        secret: secret.expose().to_owned(),
        second_factor: environment::variable(SECOND_FACTOR.variable),
        addresses: addresses([
            ("service", args.service),
            ("plc", args.plc),
            ("public_api", args.public_api),
        ]),
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

async fn mastodon(args: MastodonArgs, shell: &Shell) -> Result<Vec<AccountView>, Failure> {
    args.no_secrets.check(&TOKEN)?;
    let fields = vec![field("server", args.server)];
    let addresses = addresses([("auth", args.auth_url), ("token", args.token_url)]);
    if !args.token_stdin && environment::variable(TOKEN.variable).is_none() {
        let browser = Browser::new("mastodon", args.browser);
        return browser.connect(fields, addresses, shell).await;
    }
    let secret = TOKEN.read(args.token_stdin)?;
    let desk = shell.open().await?;
    vault::ensure_open(&desk.herald).await?;
    let request = ConnectAccount {
        network: "mastodon".to_owned(),
        way: "token".to_owned(),
        fields,
        handle: String::new(),
        secret: secret.expose().to_owned(),
        second_factor: None,
        addresses,
    };
    let account = desk.herald.connect_account(request).await?;
    Ok(vec![account])
}

fn field(id: &str, value: String) -> GivenField {
    GivenField {
        id: id.to_owned(),
        value,
    }
}

fn addresses<const N: usize>(given: [(&str, Option<String>); N]) -> Vec<AddressView> {
    let given = given.into_iter().filter_map(|(role, address)| {
        let role = role.to_owned();
        address.map(|address| AddressView { role, address })
    });
    given.collect()
}
