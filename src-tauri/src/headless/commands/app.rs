//! The person's own developer apps.

use clap::{Args, Subcommand};
use herald_api::views::{NetworkList, Nothing, SetDeveloperApp};

use super::vault;
use crate::headless::exit::Failure;
use crate::headless::input::{NoSecrets, SecretSource};
use crate::headless::render::{Cell, Page};
use crate::headless::shell::Shell;

const SECRET: SecretSource<'static> = SecretSource {
    prompt: "App secret",
    flag: "--secret-stdin",
    variable: "HERALD_APP_SECRET",
};

/// Enter, list and forget your own developer apps on networks that ask for one.
#[derive(Args, Debug)]
pub struct AppArgs {
    #[command(subcommand)]
    command: AppCommand,
}

#[derive(Debug, Subcommand)]
enum AppCommand {
    /// List the networks, and the app entered for each.
    List,
    /// Enter the app of a network.
    Set {
        /// The network: x, instagram, linkedin.
        network: String,
        /// The app's public id.
        #[arg(long, value_name = "ID")]
        client_id: String,
        /// Read the app's secret from standard input; networks with public apps have none.
        #[arg(long)]
        secret_stdin: bool,
        #[command(flatten)]
        no_secrets: NoSecrets,
    },
    /// Forget the app of a network.
    Forget {
        /// The network.
        network: String,
    },
}

/// Runs a command about developer apps.
///
/// # Errors
/// What the engine says.
pub async fn run(args: AppArgs, shell: &Shell) -> Result<(), Failure> {
    let desk = shell.open().await?;
    let networks = match args.command {
        AppCommand::List => desk.herald.list_networks(Nothing {}).await?,
        AppCommand::Set {
            network,
            client_id,
            secret_stdin,
            no_secrets,
        } => {
            no_secrets.check(&SECRET)?;
            let client_secret = if secret_stdin {
                SECRET.read(true)?.expose().to_owned()
            } else {
                String::new()
            };
            vault::ensure_open(&desk.herald).await?;
            let request = SetDeveloperApp {
                network,
                client_id,
                client_secret,
            };
            desk.herald.set_developer_app(request).await?
        }
        AppCommand::Forget { network } => {
            let request = SetDeveloperApp {
                network,
                client_id: String::new(),
                client_secret: String::new(),
            };
            desk.herald.set_developer_app(request).await?
        }
    };
    shell.output.show(&networks, page)
}

fn page(page: &mut Page, networks: &NetworkList) {
    let rows: Vec<_> = networks
        .networks
        .iter()
        .map(|network| {
            let needed = network.ways.iter().any(|way| way.needs_app);
            let app = match (needed, network.app_id.as_str()) {
                (false, _) => Cell::quiet("not needed"),
                (true, "") => Cell::plain("none entered"),
                (true, id) => Cell::plain(id),
            };
            vec![Cell::plain(&network.name), app]
        })
        .collect();
    page.table(&["network", "app"], &rows);
}
