//! Settings and language models.

use clap::{Args, Subcommand};
use herald_api::views::{Nothing, SetModelKey, SettingView};
use herald_domain::SettingError;

use super::vault;
use crate::headless::exit::Failure;
use crate::headless::input::{NoSecrets, SecretSource};
use crate::headless::render::{self, Tone};
use crate::headless::shell::Shell;

const MODEL_KEY: SecretSource<'static> = SecretSource {
    prompt: "Key of the language model",
    flag: "--stdin",
    variable: "HERALD_MODEL_KEY",
};

/// Show and change settings.
#[derive(Args, Debug)]
pub struct SettingsArgs {
    #[command(subcommand)]
    command: SettingsCommand,
}

#[derive(Debug, Subcommand)]
enum SettingsCommand {
    /// Show all settings, or the value of one.
    Get {
        /// Its name.
        name: Option<String>,
    },
    /// Change a setting.
    Set {
        /// Its name.
        name: String,
        /// Its new value.
        #[arg(allow_hyphen_values = true)]
        value: String,
    },
    /// Keep the key of the language model with the other secrets.
    SetModelKey(ModelKeyArgs),
}

#[derive(Args, Debug)]
struct ModelKeyArgs {
    /// Read the key from standard input; else HERALD_MODEL_KEY, else it is asked for.
    #[arg(long)]
    stdin: bool,
    /// Forget the key that is kept.
    #[arg(long, conflicts_with = "stdin")]
    forget: bool,
    #[command(flatten)]
    no_secrets: NoSecrets,
}

/// Runs a command about settings.
///
/// # Errors
/// What the engine says.
pub async fn run(args: SettingsArgs, shell: &Shell) -> Result<(), Failure> {
    let settings = match args.command {
        SettingsCommand::Get { name: Some(name) } => return get(name, shell).await,
        SettingsCommand::Get { name: None } => {
            let desk = shell.open().await?;
            desk.herald.get_settings(Nothing {}).await?
        }
        SettingsCommand::Set { name, value } => {
            let desk = shell.open().await?;
            let request = SettingView { name, value };
            let settings = desk.herald.set_setting(request.clone()).await?;
            if !shell.output.is_json() {
                let kept = settings
                    .settings
                    .into_iter()
                    .find(|s| s.name == request.name);
                let kept = kept.unwrap_or(request);
                return shell
                    .output
                    .say(&format!("{} is now `{}`.", kept.name, kept.value));
            }
            settings
        }
        SettingsCommand::SetModelKey(key) => {
            key.no_secrets.check(&MODEL_KEY)?;
            let secret = if key.forget {
                String::new()
            } else {
                MODEL_KEY.read(key.stdin)?.expose().to_owned()
            };
            let desk = shell.open().await?;
            vault::ensure_open(&desk.herald).await?;
            desk.herald
                .set_model_key(SetModelKey { key: secret })
                .await?
        }
    };
    shell.output.show(&settings, render::settings::list)
}

async fn get(name: String, shell: &Shell) -> Result<(), Failure> {
    let desk = shell.open().await?;
    let settings = desk.herald.get_settings(Nothing {}).await?;
    let found = settings.settings.into_iter().find(|s| s.name == name);
    let Some(found) = found else {
        return Err(Failure::usage(SettingError::Unknown(name).to_string()));
    };
    let page = |page: &mut render::Page, s: &SettingView| page.line(&[(Tone::Plain, &s.value)]);
    shell.output.show(&found, page)
}

/// Looks for language models on this computer.
///
/// # Errors
/// What the engine says.
pub async fn models(shell: &Shell) -> Result<(), Failure> {
    let desk = shell.open().await?;
    let found = desk.herald.find_models(Nothing {}).await?;
    shell.output.show(&found, render::settings::models)
}
