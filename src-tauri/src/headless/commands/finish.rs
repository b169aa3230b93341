//! What waits for a person on a network's own page: listing it, and saying what became of it.

use clap::Args;
use herald_api::views::{FinishHandOver, Nothing};

use crate::headless::exit::Failure;
use crate::headless::render::{self, Tone};
use crate::headless::shell::Shell;

/// Say what became of something you finish on a network's own page; without an id, list it.
#[derive(Args, Debug)]
pub struct FinishArgs {
    /// The action: its id, or the last digits of it.
    action: Option<String>,
    /// You did not do it, and will not.
    #[arg(long, requires = "action", conflicts_with = "link")]
    not_done: bool,
    /// Where it is now.
    #[arg(long, requires = "action", value_name = "URL")]
    link: Option<String>,
}

/// Lists what waits for a person, or notes what became of it.
///
/// # Errors
/// What the engine says.
pub async fn run(args: FinishArgs, shell: &Shell) -> Result<(), Failure> {
    let desk = shell.open().await?;
    let Some(action_id) = args.action else {
        let overview = desk.herald.overview(Nothing {}).await?;
        return shell.output.show(&overview.handed_over, |page, waiting| {
            render::hand_over::list(page, waiting);
        });
    };
    let row = desk
        .herald
        .finish_hand_over(FinishHandOver {
            action_id,
            done: !args.not_done,
            link: args.link,
        })
        .await?;
    shell.output.show(&row, |page, row| {
        page.line(&[
            (render::history::tone(&row.state), &row.state_text),
            (Tone::Plain, &format!("  {}", row.headline)),
        ]);
    })
}
