//! What only a person can say of an action: listing what is asked, and answering.

use clap::{Args, ValueEnum};
use herald_api::views::{AnswerAction, HistoryPage, ListHistory};

use crate::headless::exit::Failure;
use crate::headless::render::{self, Tone};
use crate::headless::shell::Shell;

/// How far back what is asked is looked for.
const RECENT: u32 = 500;

/// Say what became of something, or how it goes on; without an id, list what is asked.
#[derive(Args, Debug)]
pub struct AnswerArgs {
    /// The action: its id, or the last digits of it.
    action: Option<String>,
    /// What you say; `herald answer` lists what can be said of each.
    #[arg(requires = "action")]
    answer: Option<Word>,
    /// Where it is, for `arrived`.
    #[arg(long, value_name = "URL", requires = "answer")]
    url: Option<String>,
    /// When it should go out, for `at`, as in "2027-03-28 09:30".
    #[arg(long, value_name = "TIME", requires = "answer")]
    at: Option<String>,
    /// The zone of that time, as in Europe/Berlin; left out, this computer's.
    #[arg(long, value_name = "ZONE", requires = "at")]
    zone: Option<String>,
}

/// What can be said.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
enum Word {
    /// It arrived.
    Arrived,
    /// It did not arrive: send it again; a thread that stopped goes on.
    Again,
    /// Delete the posts of a thread that are public.
    TakeBack,
    /// Leave it as it is; of what was refused: you have seen it.
    Leave,
    /// Approve again what was refused.
    ApproveAgain,
    /// Send what was missed now.
    Now,
    /// Send what was missed at the next free time.
    NextSlot,
    /// Send what was missed at the time given with --at.
    At,
    /// Do not send what was missed.
    Drop,
    /// Take back what has not left yet; it waits in review again.
    Back,
}

impl Word {
    fn as_str(self) -> &'static str {
        match self {
            Self::Arrived => "arrived",
            Self::Again => "again",
            Self::TakeBack => "take_back",
            Self::Leave => "leave",
            Self::ApproveAgain => "approve_again",
            Self::Now => "now",
            Self::NextSlot => "next_slot",
            Self::At => "at",
            Self::Drop => "drop",
            Self::Back => "back",
        }
    }
}

/// Lists what is asked, or takes an answer.
///
/// # Errors
/// What the engine says.
pub async fn run(args: AnswerArgs, shell: &Shell) -> Result<(), Failure> {
    let desk = shell.open().await?;
    let (Some(action_id), Some(answer)) = (args.action, args.answer) else {
        let request = ListHistory {
            before: None,
            limit: RECENT,
        };
        let mut history = desk.herald.list_history(request).await?;
        // What can be said at any time asks for nothing.
        let standing = [Word::Back, Word::ApproveAgain].map(Word::as_str);
        let asked = |answer: &String| !standing.contains(&answer.as_str());
        history.items.retain(|row| row.answers.iter().any(asked));
        let asked = HistoryPage {
            next: None,
            ..history
        };
        return shell.output.show(&asked, render::history::asked);
    };
    let row = desk
        .herald
        .answer_action(AnswerAction {
            action_id,
            answer: answer.as_str().to_owned(),
            url: args.url,
            at: args.at,
            zone: args.zone,
        })
        .await?;
    shell.output.show(&row, |page, row| {
        page.line(&[
            (render::history::tone(&row.state), &row.state_text),
            (Tone::Plain, &format!("  {}", row.headline)),
        ]);
    })
}
