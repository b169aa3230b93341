//! Doing something about an activity, a post or a person.

use clap::{Args, ValueEnum};
use herald_api::views::ProposeAction;

use super::account;
use super::propose::{Approving, put_forward};
use crate::headless::exit::Failure;
use crate::headless::input;
use crate::headless::shell::Shell;

/// Like, follow, reply, mute, report and more; each goes through review.
#[derive(Args, Debug)]
pub struct ActArgs {
    /// What to do.
    verb: Verb,
    /// What it is about: an activity's id or last digits, the address of a post, or a handle.
    target: String,
    /// The account: its handle, or its id. May be left out when there is only one.
    #[arg(long)]
    account: Option<String>,
    /// The text of a reply, quote or message; `-` reads it from standard input.
    #[arg(long)]
    text: Option<String>,
    /// Why a report is made.
    #[arg(long)]
    reason: Option<Reason>,
    /// What the moderators should know.
    #[arg(long)]
    comment: Option<String>,
    #[command(flatten)]
    approving: Approving,
}

#[derive(Clone, Copy, Debug, ValueEnum)]
enum Verb {
    Like,
    Repost,
    Follow,
    Quote,
    Reply,
    Delete,
    Mute,
    Block,
    Report,
    HideReply,
    Message,
    DeleteComment,
    CloseComments,
}

impl Verb {
    fn word(self) -> &'static str {
        match self {
            Self::Like => "like",
            Self::Repost => "repost",
            Self::Follow => "follow",
            Self::Quote => "quote",
            Self::Reply => "reply",
            Self::Delete => "delete",
            Self::Mute => "mute",
            Self::Block => "block",
            Self::Report => "report",
            Self::HideReply => "hide_reply",
            Self::Message => "message",
            Self::DeleteComment => "delete_comment",
            Self::CloseComments => "close_comments",
        }
    }

    fn takes_text(self) -> bool {
        matches!(self, Self::Quote | Self::Reply | Self::Message)
    }
}

#[derive(Clone, Copy, Debug, ValueEnum)]
enum Reason {
    Spam,
    Rude,
    Misleading,
    Sexual,
    Violation,
    Other,
}

impl Reason {
    fn word(self) -> &'static str {
        match self {
            Self::Spam => "spam",
            Self::Rude => "rude",
            Self::Misleading => "misleading",
            Self::Sexual => "sexual",
            Self::Violation => "violation",
            Self::Other => "other",
        }
    }
}

/// Puts a deed forward.
///
/// # Errors
/// What the engine says.
pub async fn run(args: ActArgs, shell: &Shell) -> Result<(), Failure> {
    check(&args)?;
    let text = match args.text.as_deref() {
        Some("-") => Some(input::text_from_stdin()?),
        _ => args.text.clone(),
    };
    let desk = shell.open().await?;
    let (activity_id, target) = aim(&args.target);
    let account_id = match (&args.account, &activity_id) {
        // The activity names the account it happened to.
        (None, Some(_)) => None,
        (wanted, _) => Some(account::resolve_or_only(&desk.herald, wanted.as_deref()).await?),
    };
    let action = ProposeAction {
        verb: args.verb.word().to_owned(),
        account_id,
        activity_id,
        target,
        text,
        reason: args.reason.map(|r| r.word().to_owned()),
        comment: args.comment,
        ..ProposeAction::default()
    };
    put_forward(shell.output, &desk.herald, action, args.approving).await
}

fn check(args: &ActArgs) -> Result<(), Failure> {
    let verb = args.verb.word();
    if args.verb.takes_text() != args.text.is_some() {
        return Err(Failure::usage(if args.text.is_some() {
            format!("`{verb}` takes no text. Leave --text out.")
        } else {
            format!("A {verb} needs its text. Add --text.")
        }));
    }
    let is_report = matches!(args.verb, Verb::Report);
    if is_report && args.reason.is_none() {
        return Err(Failure::usage("A report needs its reason. Add --reason."));
    }
    if !is_report && (args.reason.is_some() || args.comment.is_some()) {
        return Err(Failure::usage(format!(
            "`{verb}` takes neither reason nor comment; those belong to a report."
        )));
    }
    Ok(())
}

/// Tells an activity's id from an address or a handle: ids are hex digits only.
fn aim(target: &str) -> (Option<String>, Option<String>) {
    let is_id = (4..=32).contains(&target.len())
        && target
            .bytes()
            .all(|b| b.is_ascii_digit() || (b'a'..=b'f').contains(&b));
    if is_id {
        (Some(target.to_owned()), None)
    } else {
        (None, Some(target.to_owned()))
    }
}

#[cfg(test)]
mod tests {
    use clap::Parser as _;

    use super::*;
    use crate::headless::arguments::{Arguments, Command};

    fn parsed(line: &str) -> ActArgs {
        let arguments = Arguments::try_parse_from(line.split_whitespace()).expect(line);
        match arguments.command {
            Command::Do(args) => args,
            other => panic!("{other:?}"),
        }
    }

    #[test]
    fn ids_handles_and_addresses_are_told_apart() {
        assert_eq!(aim("0c0ffee"), (Some("0c0ffee".to_owned()), None));
        for other in [
            "jonas.test",
            "@beef",
            "at://did:plc:x/y/z",
            "https://a.b/c",
            "Beef1",
        ] {
            assert_eq!(aim(other), (None, Some(other.to_owned())), "{other}");
        }
    }

    #[test]
    fn a_deed_takes_what_belongs_to_it_and_nothing_else() {
        for good in [
            "herald do like 0c0ffee",
            "herald do reply 0c0ffee --text yes",
            "herald do hide-reply 0c0ffee",
            "herald do report 0c0ffee --reason spam --comment twice",
        ] {
            assert!(check(&parsed(good)).is_ok(), "{good}");
        }
        for bad in [
            "herald do like 0c0ffee --text yes",
            "herald do reply 0c0ffee",
            "herald do report 0c0ffee",
            "herald do mute 0c0ffee --reason spam",
        ] {
            assert_eq!(check(&parsed(bad)).expect_err(bad).exit_code(), 2, "{bad}");
        }
    }
}
