//! Writing a post.

use std::path::{Path, PathBuf};

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use clap::Args;
use herald_api::views::{NewImage, NewPost, PlanPost, ProposeAction};
use herald_api::{ErrorCode, Herald};

use super::account;
use super::propose::{Approving, put_forward};
use crate::headless::exit::Failure;
use crate::headless::input;
use crate::headless::shell::Shell;

/// Larger files are no pictures for a post; no network takes as much.
const IMAGE_BYTES: u64 = 50 << 20;

/// Write a post: shows exactly what would go out, then asks.
#[derive(Args, Debug)]
pub struct PostArgs {
    /// The text; `-` reads it from standard input.
    text: String,
    /// The account: its handle, or its id. May be left out when there is only one.
    #[arg(long)]
    account: Option<String>,
    /// A picture; give each its own --alt, in the same order.
    #[arg(long, value_name = "FILE")]
    image: Vec<PathBuf>,
    /// What the picture shows, for people who cannot see it.
    #[arg(long, value_name = "TEXT")]
    alt: Vec<String>,
    /// A language of the text, for example en.
    #[arg(long, value_name = "LANGUAGE")]
    lang: Vec<String>,
    /// A further post of a thread; give it once for each.
    #[arg(long, value_name = "TEXT")]
    then: Vec<String>,
    /// Publish a text that is too long as a thread, split between paragraphs, sentences or words; a
    /// line of three dashes forces a break.
    #[arg(long, conflicts_with = "then")]
    split: bool,
    /// What is shown in place of the text until a reader asks for it.
    #[arg(long, value_name = "TEXT")]
    warning: Option<String>,
    /// Leave links without a card, where the network would show one.
    #[arg(long)]
    no_card: bool,
    /// Who can see it, on networks that know the difference.
    #[arg(long, value_parser = ["public", "unlisted", "followers", "direct"])]
    visibility: Option<String>,
    /// When it goes out, as in "2027-03-28 09:30"; left out, as soon as you approve it.
    #[arg(long, value_name = "TIME")]
    at: Option<String>,
    /// The zone of that time, as in Europe/Berlin; left out, this computer's.
    #[arg(long, value_name = "ZONE", requires = "at")]
    zone: Option<String>,
    #[command(flatten)]
    approving: Approving,
}

/// Puts a post forward.
///
/// # Errors
/// What the engine says.
pub async fn run(args: PostArgs, shell: &Shell) -> Result<(), Failure> {
    let images = images(&args.image, &args.alt)?;
    let text = match args.text.as_str() {
        "-" => input::text_from_stdin()?,
        _ => args.text,
    };
    let desk = shell.open().await?;
    let account_id = account::resolve_or_only(&desk.herald, args.account.as_deref()).await?;
    let (text, then) = if args.split {
        let plan = PlanPost {
            account_id: account_id.clone(),
            text,
            warning: args.warning.clone(),
        };
        split(&desk.herald, plan).await?
    } else {
        (text, args.then)
    };
    let verb = if then.is_empty() { "post" } else { "thread" };
    let action = ProposeAction {
        verb: verb.to_owned(),
        account_id: Some(account_id),
        text: Some(text),
        langs: args.lang,
        images,
        more: then.into_iter().map(further).collect(),
        warning: args.warning,
        no_card: args.no_card,
        visibility: args.visibility,
        at: args.at,
        zone: args.zone,
        ..ProposeAction::default()
    };
    let parts = parts_of(&desk.herald, &action).await?;
    let put = put_forward(shell.output, &desk.herald, action, args.approving).await;
    put.map_err(|failure| match failure {
        Failure::Api(mut error) if error.code == ErrorCode::BadInput && parts > 1 => {
            let hint = format!(" With --split it goes out as a thread of {parts} posts.");
            error.message.push_str(&hint);
            Failure::Api(error)
        }
        other => other,
    })
}

/// Returns how many posts a text would be split into, where it may be.
async fn parts_of(herald: &Herald, action: &ProposeAction) -> Result<usize, Failure> {
    let (Some(account_id), Some(text)) = (&action.account_id, &action.text) else {
        return Ok(1);
    };
    if !action.more.is_empty() {
        return Ok(1);
    }
    let plan = PlanPost {
        account_id: account_id.clone(),
        text: text.clone(),
        warning: action.warning.clone(),
    };
    Ok(herald.plan_post(plan).await?.posts.len())
}

/// Splits a text as the account's network counts: the first post, and those that follow.
async fn split(herald: &Herald, plan: PlanPost) -> Result<(String, Vec<String>), Failure> {
    let plan = herald.plan_post(plan).await?;
    let mut texts = plan.posts.into_iter().map(|post| post.text);
    Ok((texts.next().unwrap_or_default(), texts.collect()))
}

fn further(text: String) -> NewPost {
    NewPost {
        text,
        images: Vec::new(),
    }
}

fn images(files: &[PathBuf], alts: &[String]) -> Result<Vec<NewImage>, Failure> {
    if files.len() != alts.len() {
        return Err(Failure::usage(format!(
            "There are {} pictures and {} descriptions. Give each --image its own --alt.",
            files.len(),
            alts.len()
        )));
    }
    let pairs = files.iter().zip(alts);
    pairs.map(|(file, alt)| image(file, alt)).collect()
}

fn image(file: &Path, alt: &str) -> Result<NewImage, Failure> {
    let unreadable = |error: std::io::Error| {
        Failure::usage(format!(
            "The picture {} cannot be read: {error}.",
            file.display()
        ))
    };
    let size = std::fs::metadata(file).map_err(unreadable)?.len();
    if size > IMAGE_BYTES {
        return Err(Failure::usage(format!(
            "The picture {} has {size} bytes; at most {IMAGE_BYTES} are read.",
            file.display()
        )));
    }
    let bytes = std::fs::read(file).map_err(unreadable)?;
    Ok(NewImage {
        base64: STANDARD.encode(bytes),
        alt: alt.to_owned(),
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn each_picture_needs_its_description() {
        let file = PathBuf::from("a.png");
        let error = images(&[file], &[]).expect_err("no description");
        assert_eq!(error.exit_code(), 2);
        assert!(
            error.to_string().contains("1 pictures and 0 descriptions"),
            "{error}"
        );
    }

    #[test]
    fn pictures_keep_their_order_and_bytes() {
        let folder = tempfile::tempdir().expect("folder");
        let files: Vec<_> = ["a", "b"].iter().map(|n| folder.path().join(n)).collect();
        for file in &files {
            let name = file.file_name().expect("name").as_encoded_bytes();
            std::fs::write(file, name).expect("written");
        }
        let read = images(&files, &["first".to_owned(), "second".to_owned()]).expect("read");
        assert_eq!(read[0].base64, STANDARD.encode("a"));
        assert_eq!(read[1].alt, "second");
        let missing = images(&[folder.path().join("c")], &["x".to_owned()]);
        assert_eq!(missing.expect_err("missing").exit_code(), 2);
    }
}
