//! Activity: listing, searching, showing.

use clap::{Args, Subcommand, builder::PossibleValuesParser};
use herald_api::views::{ActivityPage, ById, ListActivity};

use super::account;
use crate::headless::exit::Failure;
use crate::headless::render;
use crate::headless::shell::Shell;

const KINDS: [&str; 9] = [
    "mention", "reply", "quote", "comment", "like", "repost", "follow", "unfollow", "message",
];

/// Show what happened to your accounts.
#[derive(Args, Debug)]
pub struct ActivityArgs {
    #[command(subcommand)]
    command: ActivityCommand,
}

#[derive(Debug, Subcommand)]
enum ActivityCommand {
    /// List activities, newest first.
    List(ListArgs),
    /// Find activities that contain every word.
    Search {
        /// The words.
        #[arg(required = true)]
        words: Vec<String>,
        #[command(flatten)]
        paging: Paging,
    },
    /// Show one activity with its conversation.
    Show {
        /// The id, or its last digits.
        id: String,
    },
}

#[derive(Args, Debug)]
struct ListArgs {
    /// Only what nobody has looked at.
    #[arg(long)]
    new: bool,
    /// Only of this kind.
    #[arg(long, value_parser = PossibleValuesParser::new(KINDS))]
    kind: Option<String>,
    /// Only of this account: its handle, or its id.
    #[arg(long)]
    account: Option<String>,
    #[command(flatten)]
    paging: Paging,
}

/// Which part of a long list.
#[derive(Args, Debug)]
pub struct Paging {
    /// At most this many.
    #[arg(long, default_value_t = 50, value_parser = clap::value_parser!(u32).range(1..=500))]
    pub limit: u32,
    /// Only what comes after this cursor, which the page before showed.
    #[arg(long, value_name = "CURSOR")]
    pub before: Option<String>,
}

/// Runs a command about activity.
///
/// # Errors
/// What the engine says.
pub async fn run(args: ActivityArgs, shell: &Shell) -> Result<(), Failure> {
    let desk = shell.open().await?;
    let page: ActivityPage = match args.command {
        ActivityCommand::List(list) => {
            let account_id = match &list.account {
                Some(wanted) => Some(account::resolve(&desk.herald, wanted).await?),
                None => None,
            };
            let request = ListActivity {
                account_id,
                kind: list.kind,
                only_new: list.new,
                query: None,
                before: list.paging.before,
                limit: list.paging.limit,
            };
            desk.herald.list_activity(request).await?
        }
        ActivityCommand::Search { words, paging } => {
            let request = ListActivity {
                query: Some(words.join(" ")),
                before: paging.before,
                limit: paging.limit,
                ..ListActivity::default()
            };
            desk.herald.list_activity(request).await?
        }
        ActivityCommand::Show { id } => {
            let activity = desk.herald.show_activity(ById { id }).await?;
            return shell.output.show(&activity, render::activity::card);
        }
    };
    shell.output.show(&page, render::activity::list)
}
