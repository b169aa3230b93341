//! Putting something forward for review, and approving it where that was said.

use clap::Args;
use herald_api::Herald;
use herald_api::views::{ApproveReview, ProposeAction, ReviewCard};

use super::review::show_decided;
use crate::headless::environment;
use crate::headless::exit::Failure;
use crate::headless::input;
use crate::headless::output::Output;
use crate::headless::render::{self, Tone};

/// Whether to approve what is put forward.
#[derive(Args, Clone, Copy, Debug)]
pub struct Approving {
    /// Approve it without asking. With --json the decision is printed, else the review.
    #[arg(long)]
    yes: bool,
    /// Send it without the time to undo.
    #[arg(long)]
    now: bool,
}

/// Puts something forward, shows exactly what would go out, and asks.
///
/// Where nobody can be asked and `--yes` was not given, it stays in review.
///
/// # Errors
/// What the engine says.
pub async fn put_forward(
    output: Output,
    herald: &Herald,
    action: ProposeAction,
    approving: Approving,
) -> Result<(), Failure> {
    let mut card = herald.propose_action(action).await?;
    if approving.now {
        card.leaves.clone_from(&card.leaves_now);
    }
    output.page(|page| {
        render::review::card(page, &card);
        page.gap();
    })?;
    let asked = !approving.yes && !output.is_json() && card.can_decide && environment::can_ask();
    if approving.yes || (asked && input::confirm("Let this go out?")?) {
        let request = ApproveReview {
            id: card.row.id,
            digest: Some(card.digest),
            now: approving.now,
        };
        let decided = herald.approve_review(request).await?;
        return show_decided(output, herald, &decided).await;
    }
    if output.is_json() {
        return output.value(&card);
    }
    leave(output, &card)
}

fn leave(output: Output, card: &ReviewCard) -> Result<(), Failure> {
    output.page(|page| {
        let left = format!(
            "Nothing goes out. It waits in review as {}.",
            card.row.short
        );
        page.line(&[(Tone::Plain, &left)]);
        render::review::choices(page, card);
    })
}
