//! Searching a network, and what many people speak of there.

use clap::Args;
use herald_api::views::{ById, FoundPosts, SearchNetwork, TrendList};

use super::account;
use crate::headless::exit::Failure;
use crate::headless::render::{Cell, Page, Tone};
use crate::headless::shell::Shell;

/// Look for posts on the network of an account.
#[derive(Args, Debug)]
pub struct SearchArgs {
    /// What to look for; a hashtag begins with #.
    #[arg(required = true)]
    words: Vec<String>,
    /// The account that asks: its handle, or its id. May be left out when there is only one.
    #[arg(long)]
    account: Option<String>,
    /// At most this many.
    #[arg(long, default_value_t = 20, value_parser = clap::value_parser!(u32).range(1..=100))]
    limit: u32,
}

/// Show what many people speak of on the network of an account.
#[derive(Args, Debug)]
pub struct TrendsArgs {
    /// The account that asks: its handle, or its id. May be left out when there is only one.
    #[arg(long)]
    account: Option<String>,
}

/// Searches a network.
///
/// # Errors
/// What the engine says.
pub async fn search(args: SearchArgs, shell: &Shell) -> Result<(), Failure> {
    let desk = shell.open().await?;
    let account_id = account::resolve_or_only(&desk.herald, args.account.as_deref()).await?;
    let request = SearchNetwork {
        account_id,
        query: args.words.join(" "),
        limit: args.limit,
    };
    let found = desk.herald.search_network(request).await?;
    shell.output.show(&found, posts)
}

/// Shows trends.
///
/// # Errors
/// What the engine says.
pub async fn trends(args: TrendsArgs, shell: &Shell) -> Result<(), Failure> {
    let desk = shell.open().await?;
    let id = account::resolve_or_only(&desk.herald, args.account.as_deref()).await?;
    let trends = desk.herald.list_trends(ById { id }).await?;
    shell.output.show(&trends, list)
}

fn posts(page: &mut Page, found: &FoundPosts) {
    if found.posts.is_empty() {
        page.paragraph("", Tone::Plain, "Nothing was found.");
    }
    for (index, post) in found.posts.iter().enumerate() {
        if index > 0 {
            page.gap();
        }
        let age = format!("  {}", page.ago(post.at));
        page.line(&[
            (Tone::Strong, &post.who),
            (Tone::Quiet, &format!(" @{}", post.who_handle)),
            (Tone::Quiet, &age),
        ]);
        page.paragraph("  ", Tone::Plain, &post.text);
        if let Some(url) = &post.url {
            page.paragraph("  ", Tone::Quiet, url);
        }
    }
}

fn list(page: &mut Page, trends: &TrendList) {
    if trends.trends.is_empty() {
        page.paragraph("", Tone::Plain, "The network tells of nothing right now.");
        return;
    }
    let rows: Vec<_> = trends
        .trends
        .iter()
        .map(|trend| {
            let posts = trend.posts.map(|posts| posts.to_string());
            vec![
                Cell::plain(&trend.name),
                Cell::quiet(posts.as_deref().unwrap_or("-")),
                Cell::quiet(trend.url.as_deref().unwrap_or_default()),
            ]
        })
        .collect();
    page.table(&["trend", "posts", "where"], &rows);
}
