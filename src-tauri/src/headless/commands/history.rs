//! The history, and how things came about.

use clap::Args;
use herald_api::views::{ById, ListHistory};

use super::activity::Paging;
use crate::headless::exit::Failure;
use crate::headless::render;
use crate::headless::shell::Shell;

/// Show what went out and what did not.
#[derive(Args, Debug)]
pub struct HistoryArgs {
    #[command(flatten)]
    paging: Paging,
}

/// Tell how something came about and what became of it.
#[derive(Args, Debug)]
pub struct WhyArgs {
    /// The id of an action, review, suggestion or activity, or its last digits.
    id: String,
}

/// Lists the history.
///
/// # Errors
/// What the engine says.
pub async fn list(args: HistoryArgs, shell: &Shell) -> Result<(), Failure> {
    let desk = shell.open().await?;
    let request = ListHistory {
        before: args.paging.before,
        limit: args.paging.limit,
    };
    let history = desk.herald.list_history(request).await?;
    shell.output.show(&history, render::history::list)
}

/// Tells a story.
///
/// # Errors
/// What the engine says.
pub async fn why(args: WhyArgs, shell: &Shell) -> Result<(), Failure> {
    let desk = shell.open().await?;
    let story = desk.herald.why(ById { id: args.id }).await?;
    shell.output.show(&story, render::history::story)
}
