//! The review desk: looking and deciding.

use clap::{Args, Subcommand};
use herald_api::Herald;
use herald_api::views::{
    ApproveReview, ById, Decided, EditReview, EngineState, ListReviews, Nothing, RedraftReview,
    RejectReview, SnoozeReview, UndoDecision,
};

use super::activity::Paging;
use crate::headless::exit::Failure;
use crate::headless::input;
use crate::headless::output::Output;
use crate::headless::render::{self, Tone};
use crate::headless::shell::Shell;

/// The longest a review can be put off, in minutes: thirty days.
const LONGEST_SNOOZE: u32 = 43_200;

/// Look at what waits for you, and decide.
#[derive(Args, Debug)]
pub struct ReviewArgs {
    #[command(subcommand)]
    command: ReviewCommand,
}

#[derive(Debug, Subcommand)]
enum ReviewCommand {
    /// List what waits, newest first.
    List {
        /// Decided ones too.
        #[arg(long)]
        all: bool,
        /// Only one kind of what waits: reply, post, engagement or moderation.
        #[arg(long, conflicts_with = "all")]
        kind: Option<String>,
        #[command(flatten)]
        paging: Paging,
    },
    /// Show one review, whole.
    Show {
        #[command(flatten)]
        id: Id,
        /// Look first whether what it is about was edited, deleted or answered since.
        #[arg(long)]
        refresh: bool,
    },
    /// Approve exactly what is shown.
    Approve {
        #[command(flatten)]
        id: Id,
        /// Send it without the time to undo.
        #[arg(long)]
        now: bool,
        /// Approve only if it still has this digest, which `show` prints.
        #[arg(long)]
        digest: Option<String>,
    },
    /// Change the text.
    Edit(EditArgs),
    /// Reject it.
    Reject {
        #[command(flatten)]
        id: Id,
        /// Why not; later drafts learn from it.
        #[arg(long)]
        reason: Option<String>,
    },
    /// Put it off.
    Snooze {
        #[command(flatten)]
        id: Id,
        /// For how long, for example 30m, 2h or 1d.
        #[arg(long = "for", value_name = "SPAN", value_parser = minutes)]
        minutes: u32,
    },
    /// Ask for another version.
    Redraft {
        #[command(flatten)]
        id: Id,
        /// What should be different.
        #[arg(long)]
        wish: Option<String>,
    },
    /// Take a decision back.
    Undo {
        /// The review whose decision is meant; left out, the newest decision of all.
        id: Option<String>,
    },
}

#[derive(Args, Debug)]
struct Id {
    /// The id, or its last digits.
    id: String,
}

#[derive(Args, Debug)]
#[group(id = "change", required = true, multiple = true, args = ["text", "text_stdin", "warning", "no_warning", "card", "no_card"])]
struct EditArgs {
    #[command(flatten)]
    id: Id,
    /// The new text.
    #[arg(long)]
    text: Option<String>,
    /// The new text of a further post of a thread; give it once for each, in order.
    #[arg(long, value_name = "TEXT")]
    then: Vec<String>,
    /// Read the new text from standard input.
    #[arg(long, conflicts_with = "text")]
    text_stdin: bool,
    /// The new content warning.
    #[arg(long, conflicts_with = "no_warning")]
    warning: Option<String>,
    /// Take the content warning off.
    #[arg(long)]
    no_warning: bool,
    /// Give links their cards.
    #[arg(long, conflicts_with = "no_card")]
    card: bool,
    /// Take the cards of links off.
    #[arg(long)]
    no_card: bool,
    /// Approve it at once.
    #[arg(long)]
    approve: bool,
    /// Send it without the time to undo.
    #[arg(long, requires = "approve")]
    now: bool,
    /// Edit only if it still has this digest, which `show` prints.
    #[arg(long)]
    digest: Option<String>,
}

/// Runs a command about reviews.
///
/// # Errors
/// What the engine says.
pub async fn run(args: ReviewArgs, shell: &Shell) -> Result<(), Failure> {
    let desk = shell.open().await?;
    let herald = &*desk.herald;
    match args.command {
        ReviewCommand::List { all, kind, paging } => {
            let request = ListReviews {
                all,
                kind,
                before: paging.before,
                limit: paging.limit,
            };
            let page = herald.list_reviews(request).await?;
            shell.output.show(&page, render::review::list)
        }
        ReviewCommand::Show {
            id: Id { id },
            refresh,
        } => {
            let card = if refresh {
                herald.refresh_review(ById { id }).await?
            } else {
                herald.show_review(ById { id }).await?
            };
            shell.output.show(&card, |page, card| {
                render::review::card(page, card);
                render::review::choices(page, card);
            })
        }
        decision => {
            let decided = decide(herald, decision).await?;
            show_decided(shell.output, herald, &decided).await
        }
    }
}

async fn decide(herald: &Herald, decision: ReviewCommand) -> Result<Decided, Failure> {
    Ok(match decision {
        ReviewCommand::Approve { id, now, digest } => {
            let id = id.id;
            herald
                .approve_review(ApproveReview { id, digest, now })
                .await?
        }
        ReviewCommand::Edit(edit) => {
            let warning = if edit.no_warning {
                Some(String::new())
            } else {
                edit.warning
            };
            let card = (edit.card || edit.no_card).then_some(edit.card);
            let is_complete = warning.is_some() || card.is_some();
            let text = match edit.text {
                None if !is_complete || edit.text_stdin => Some(input::text_from_stdin()?),
                given => given,
            };
            let request = EditReview {
                id: edit.id.id,
                digest: edit.digest,
                text,
                warning,
                card,
                rest: edit.then,
                approve: edit.approve,
                now: edit.now,
            };
            herald.edit_review(request).await?
        }
        ReviewCommand::Reject { id, reason } => {
            herald
                .reject_review(RejectReview { id: id.id, reason })
                .await?
        }
        ReviewCommand::Snooze { id, minutes } => {
            herald
                .snooze_review(SnoozeReview { id: id.id, minutes })
                .await?
        }
        ReviewCommand::Redraft { id, wish } => {
            herald
                .redraft_review(RedraftReview { id: id.id, wish })
                .await?
        }
        ReviewCommand::Undo { id } => herald.undo_decision(UndoDecision { review_id: id }).await?,
        ReviewCommand::List { .. } | ReviewCommand::Show { .. } => {
            return Err(Failure::internal("Looking is not deciding."));
        }
    })
}

/// Shows a decision, and says so when nothing runs that would carry it out.
///
/// # Errors
/// What the engine says.
pub async fn show_decided(
    output: Output,
    herald: &Herald,
    decided: &Decided,
) -> Result<(), Failure> {
    output.show(decided, render::review::decided)?;
    if output.is_json() || decided.decision_id.is_none() {
        return Ok(());
    }
    let overview = herald.overview(Nothing {}).await?;
    if overview.engine.state == EngineState::Stopped && overview.on_their_way > 0 {
        output.page(|page| {
            let hint =
                "The engine does not run: what is approved waits for `herald run` or the app.";
            page.paragraph("! ", Tone::Warn, hint);
        })?;
    }
    Ok(())
}

/// Reads a span such as `45`, `30m`, `2h`, `1d` or `1w` as minutes.
fn minutes(span: &str) -> Result<u32, String> {
    let digits = span.trim_end_matches(|c: char| c.is_ascii_alphabetic());
    let unit = match span.strip_prefix(digits).unwrap_or_default() {
        "" | "m" | "min" => 1,
        "h" => 60,
        "d" => 24 * 60,
        "w" => 7 * 24 * 60,
        other => return Err(format!("`{other}` is no unit; use m, h, d or w")),
    };
    let number: u32 = digits
        .parse()
        .map_err(|_| "give a number and a unit, for example 30m, 2h or 1d".to_owned())?;
    let minutes = number
        .checked_mul(unit)
        .filter(|m| (1..=LONGEST_SNOOZE).contains(m));
    minutes.ok_or_else(|| "between a minute and 30 days".to_owned())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn spans_are_read_as_minutes() {
        let spans = [
            ("45", 45),
            ("30m", 30),
            ("2h", 120),
            ("1d", 1_440),
            ("4w", 40_320),
        ];
        for (span, expected) in spans {
            assert_eq!(minutes(span), Ok(expected), "{span}");
        }
        for bad in [
            "",
            "0",
            "h",
            "2y",
            "31d",
            "-5m",
            "99999999999",
            "1.5h",
            "2 h",
        ] {
            assert!(minutes(bad).is_err(), "{bad}");
        }
    }
}
