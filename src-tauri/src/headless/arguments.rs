//! The command line as people type it.

use std::path::PathBuf;

use clap::{Args, Parser, Subcommand};

use super::commands::{
    account, act, activity, answer, app, completions, demo, discover, export, finish, history,
};
use super::commands::{post, review, run, settings, vault};
use super::exit;

/// Looks after your social media accounts; nothing goes out without your approval.
#[derive(Debug, Parser)]
#[command(
    name = "herald",
    version,
    max_term_width = 100,
    after_help = "Try it without an account: herald demo\nExit codes: herald help exit-codes",
    subcommand_required = true,
    arg_required_else_help = true
)]
pub struct Arguments {
    /// What holds for every command.
    #[command(flatten)]
    pub common: Common,
    /// The command.
    #[command(subcommand)]
    pub command: Command,
}

/// What holds for every command.
#[derive(Args, Debug)]
pub struct Common {
    /// Print the engine's own types as JSON; errors as JSON on standard error.
    #[arg(long, global = true)]
    pub json: bool,
    /// Where Herald keeps its database; else HERALD_DATA_DIR, else the system's usual place.
    #[arg(long, global = true, value_name = "DIR")]
    pub data_dir: Option<PathBuf>,
    /// Show the log on standard error; twice or three times for more. HERALD_LOG takes a filter.
    #[arg(short, long, global = true, action = clap::ArgAction::Count)]
    pub verbose: u8,
}

/// The commands.
#[derive(Debug, Subcommand)]
pub enum Command {
    /// Try everything on simulated people: no account, no key, nothing leaves this computer.
    Demo(demo::DemoArgs),
    /// Show counts, accounts, the engine and what is wrong.
    Status,
    /// Connect, list, pause and remove accounts.
    Account(account::AccountArgs),
    /// Enter your own developer apps on networks that ask for one.
    App(app::AppArgs),
    /// Run the engine here until Ctrl-C: reads, drafts, and sends what you approved.
    Run(run::RunArgs),
    /// Show what happened to your accounts.
    Activity(activity::ActivityArgs),
    /// Look at what waits for you, and decide.
    Review(review::ReviewArgs),
    /// Look for posts on the network of an account.
    Search(discover::SearchArgs),
    /// Show what many people speak of on the network of an account.
    Trends(discover::TrendsArgs),
    /// Write a post.
    Post(post::PostArgs),
    /// Like, follow, reply, mute, report and more; each goes through review.
    Do(act::ActArgs),
    /// Say what became of something Herald cannot know, or how it goes on; without an id, list it.
    Answer(answer::AnswerArgs),
    /// Say what became of something you finish on a network's own page; without an id, list it.
    Finish(finish::FinishArgs),
    /// Show what went out and what did not.
    History(history::HistoryArgs),
    /// Tell how something came about and what became of it.
    Why(history::WhyArgs),
    /// Show what each account can do, and at what price.
    Capabilities(account::CapabilitiesArgs),
    /// Show and change settings.
    Settings(settings::SettingsArgs),
    /// Look for language models on this computer.
    Models,
    /// Stop everything: nothing is read, nothing goes out, until resumed.
    Pause,
    /// Go on after a pause.
    Resume,
    /// Open the vault that keeps secrets where there is no keychain.
    Vault(vault::VaultArgs),
    /// Write everything but secrets to a file.
    Export(export::ExportArgs),
    /// Print a completion script for your shell.
    Completions(completions::CompletionsArgs),
    /// List the exit codes.
    #[command(name = "exit-codes", hide = true, before_help = exit::table())]
    ExitCodes,
}

#[cfg(test)]
mod tests {
    use clap::CommandFactory as _;

    use super::*;

    fn refused(line: &str) -> clap::Error {
        Arguments::try_parse_from(line.split_whitespace()).expect_err(line)
    }

    #[test]
    fn the_command_line_is_consistent() {
        Arguments::command().debug_assert();
    }

    #[test]
    fn common_arguments_may_stand_anywhere() {
        for line in ["herald --json review list", "herald review list --json"] {
            let parsed = Arguments::try_parse_from(line.split(' ')).expect(line);
            assert!(parsed.common.json, "{line}");
        }
    }

    #[test]
    fn wrong_usage_is_refused() {
        for line in [
            "herald",
            "herald frobnicate",
            "herald review approve",
            "herald review edit 1234",
            "herald review edit 1234 --text a --text-stdin",
            "herald review snooze 1234 --for ages",
            "herald review snooze 1234 --for 31d",
            "herald do dance 1234",
            "herald export --format xml",
            "herald activity list --limit 501",
            "herald activity list --kind dance",
        ] {
            assert_eq!(refused(line).exit_code(), 2, "{line}");
        }
    }

    #[test]
    fn the_exit_codes_are_in_the_help() {
        let help = refused("herald help exit-codes").to_string();
        assert!(
            help.contains("  5  Another process runs the engine"),
            "{help}"
        );
    }
}
