//! One file per group of commands: what it takes, and what it asks the engine.
//!
//! To add a command: its arguments and `run` in a file here, a variant in `arguments`, a line below.

pub mod account;
pub mod act;
pub mod activity;
pub mod answer;
pub mod app;
pub mod completions;
pub mod connect;
pub mod demo;
pub mod discover;
pub mod export;
pub mod finish;
pub mod history;
pub mod post;
pub mod propose;
pub mod review;
pub mod run;
pub mod settings;
pub mod status;
pub mod vault;

use super::arguments::Command;
use super::exit::{self, Failure};
use super::shell::Shell;

/// Runs a command and closes what it opened.
///
/// # Errors
/// Why it ended early.
pub async fn run(command: Command, shell: &Shell) -> Result<(), Failure> {
    let result = dispatch(command, shell).await;
    let closed = shell.close().await;
    result.and(closed)
}

async fn dispatch(command: Command, shell: &Shell) -> Result<(), Failure> {
    match command {
        Command::Demo(args) => Box::pin(demo::run(args, shell)).await,
        Command::Status => status::show(shell).await,
        Command::Account(args) => account::run(args, shell).await,
        Command::Run(args) => Box::pin(run::run(args, shell)).await,
        Command::Activity(args) => activity::run(args, shell).await,
        Command::Review(args) => review::run(args, shell).await,
        Command::Post(args) => post::run(args, shell).await,
        Command::Do(args) => act::run(args, shell).await,
        Command::App(args) => app::run(args, shell).await,
        Command::Answer(args) => answer::run(args, shell).await,
        Command::Finish(args) => finish::run(args, shell).await,
        Command::Search(args) => discover::search(args, shell).await,
        Command::Trends(args) => discover::trends(args, shell).await,
        Command::History(args) => history::list(args, shell).await,
        Command::Why(args) => history::why(args, shell).await,
        Command::Capabilities(args) => account::capabilities(args, shell).await,
        Command::Settings(args) => settings::run(args, shell).await,
        Command::Models => settings::models(shell).await,
        Command::Pause => status::pause(true, shell).await,
        Command::Resume => status::pause(false, shell).await,
        Command::Vault(args) => vault::run(args, shell).await,
        Command::Export(args) => export::run(args, shell).await,
        Command::Completions(args) => completions::run(&args, shell),
        Command::ExitCodes => shell.output.contents(&exit::table()),
    }
}
