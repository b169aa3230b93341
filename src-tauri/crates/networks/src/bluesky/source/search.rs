//! Searching posts, and what many people speak of.

use herald_domain::{Account, RemoteRef, Timestamp};
use herald_pipeline::ports::{FoundPost, NetworkError, NetworkErrorKind, Trend};
use serde::Deserialize;
use serde_json::Value;

use super::super::address::Web;
use super::super::client::Client;
use super::super::wire::PostView;
use crate::lenient::fit;

#[derive(Deserialize)]
struct Found {
    #[serde(default)]
    posts: Vec<Value>,
}

/// What people speak of.
///
/// # Source
/// Lexicon `app.bsky.unspecced.getTrends`, read 2026-08-20; unspecced ones may change.
#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
struct Topic {
    #[serde(rename = "topic")]
    name: String,
    #[serde(default)]
    display_name: Option<String>,
    #[serde(default)]
    link: Option<String>,
    #[serde(default)]
    post_count: Option<u64>,
}

#[derive(Deserialize)]
struct Topics {
    #[serde(default)]
    trends: Vec<Value>,
}

/// Searches for posts, newest first.
pub(super) async fn posts(
    client: &Client,
    account: &Account,
    query: &str,
    limit: u32,
) -> Result<Vec<FoundPost>, NetworkError> {
    let params = vec![
        ("q", query.to_owned()),
        ("sort", "latest".to_owned()),
        ("limit", limit.clamp(1, 100).to_string()),
    ];
    let found: Found = client
        .read(account, "app.bsky.feed.searchPosts", params)
        .await
        .map_err(|error| error.explain("Searching"))?;
    let web = Web::of(account);
    let posts = found.posts.iter().filter_map(fit::<PostView>);
    Ok(posts.filter_map(|post| found_post(post, &web)).collect())
}

fn found_post(post: PostView, web: &Web) -> Option<FoundPost> {
    let written = post.record.created_at.as_str();
    let written = written.and_then(Timestamp::parse_rfc3339);
    Some(FoundPost {
        created_at: written.or_else(|| Timestamp::parse_rfc3339(&post.indexed_at))?,
        url: web.post(&post.uri),
        remote: RemoteRef {
            id: post.uri,
            version: Some(post.cid),
        },
        text: post.record.text,
        author: post.author.into(),
    })
}

/// Reads what many people speak of; servers without it are said to tell nothing.
pub(super) async fn trends(client: &Client, account: &Account) -> Result<Vec<Trend>, NetworkError> {
    let params = vec![("limit", "25".to_owned())];
    let nsid = "app.bsky.unspecced.getTrends";
    let topics: Topics = client.read(account, nsid, params).await.map_err(|error| {
        if matches!(
            error.refusal().map(|refusal| refusal.status),
            Some(404 | 501)
        ) {
            let words = "This server does not tell what people speak of.";
            return NetworkError::new(NetworkErrorKind::Refused, "no_trends", words);
        }
        error.explain("Reading trends")
    })?;
    let web = "https://bsky.app";
    let topics = topics.trends.iter().filter_map(fit::<Topic>);
    Ok(topics
        .map(|topic| Trend {
            name: topic.display_name.unwrap_or(topic.name),
            posts: topic.post_count,
            url: topic
                .link
                .filter(|link| link.starts_with('/'))
                .map(|link| format!("{web}{link}")),
        })
        .collect())
}
