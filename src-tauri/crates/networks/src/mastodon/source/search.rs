//! Searching posts, and what many people speak of.

use herald_domain::{Account, RemoteRef};
use herald_pipeline::ports::{FoundPost, NetworkError, NetworkErrorKind, Trend};
use serde_json::Value;

use super::super::client::{Ask, Client, Failed};
use super::super::wire::{Found, Status, Tag};
use super::decode::said_in;
use crate::lenient::fit;

/// Searches for posts the server knows; a hashtag is read from its own timeline, which every server has.
pub(super) async fn posts(
    client: &Client,
    account: &Account,
    query: &str,
    limit: u32,
) -> Result<Vec<FoundPost>, NetworkError> {
    let limit = limit.clamp(1, 40).to_string();
    let doing = "Searching";
    let tag = query
        .trim()
        .strip_prefix('#')
        .filter(|tag| !tag.contains(char::is_whitespace));
    let statuses: Result<Vec<Value>, Failed> = if let Some(tag) = tag {
        let path = format!("/api/v1/timelines/tag/{tag}");
        client
            .read(account, Ask::get(path).with("limit", limit))
            .await
    } else {
        let ask = Ask::get("/api/v2/search")
            .with("q", query)
            .with("type", "statuses");
        let found = client.read::<Found>(account, ask.with("limit", limit));
        found.await.map(|found| found.statuses)
    };
    let statuses = statuses
        .map_err(|error| missing(error, doing, "no_search", "This server has no search."))?;
    Ok(statuses
        .iter()
        .filter_map(fit::<Status>)
        .filter_map(found)
        .collect())
}

fn found(status: Status) -> Option<FoundPost> {
    Some(FoundPost {
        created_at: status.at()?,
        text: said_in(&status),
        url: status.link(),
        author: (&status.account).into(),
        remote: RemoteRef::unversioned(status.id),
    })
}

/// Reads the hashtags many people use now.
pub(super) async fn trends(client: &Client, account: &Account) -> Result<Vec<Trend>, NetworkError> {
    let ask = Ask::get("/api/v1/trends/tags").with("limit", "20");
    let tags: Vec<Value> = client.read(account, ask).await.map_err(|error| {
        let words = "This server does not tell what people speak of.";
        missing(error, "Reading trends", "no_trends", words)
    })?;
    Ok(tags.iter().filter_map(fit::<Tag>).map(trend).collect())
}

fn trend(tag: Tag) -> Trend {
    let uses = tag.history.first().and_then(|day| match &day.uses {
        Value::String(text) => text.parse().ok(),
        number => number.as_u64(),
    });
    Trend {
        name: format!("#{}", tag.name),
        posts: uses,
        url: tag.url,
    }
}

fn missing(error: Failed, doing: &str, code: &str, words: &str) -> NetworkError {
    if error.is_missing() || matches!(error.status(), Some(401 | 403 | 422)) {
        return NetworkError::new(NetworkErrorKind::Refused, code, words);
    }
    error.explain(doing)
}
