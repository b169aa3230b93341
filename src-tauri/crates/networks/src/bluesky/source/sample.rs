//! Own posts and the numbers beside them.

use herald_domain::{Account, OwnPost, OwnPostId, Sample, Timestamp};
use herald_pipeline::ports::{NetworkError, Sampled};
use serde_json::Value;

use super::super::address::Web;
use super::super::client::Client;
use super::super::wire::{FeedPage, PostView, ProfileView};
use crate::lenient::fit;

const NEWEST: &str = "50";
const DOING: &str = "Reading the account's numbers";

/// Reads the account's counts and its newest own posts; reposts are left out.
pub(super) async fn read(client: &Client, account: &Account) -> Result<Sampled, NetworkError> {
    let profile: ProfileView = client
        .read(
            account,
            "app.bsky.actor.getProfile",
            vec![("actor", account.remote_id.clone())],
        )
        .await
        .map_err(|error| error.explain(DOING))?;
    let page: FeedPage = client
        .read(
            account,
            "app.bsky.feed.getAuthorFeed",
            vec![
                ("actor", account.remote_id.clone()),
                ("limit", NEWEST.to_owned()),
                ("filter", "posts_with_replies".to_owned()),
            ],
        )
        .await
        .map_err(|error| error.explain(DOING))?;
    let now = client.clock.now();
    let posts: Vec<PostView> = page
        .feed
        .iter()
        .filter(|item| item.get("reason").is_none())
        .filter_map(|item| own_post(item, account))
        .collect();
    let mut samples = of_account(&profile, account, now);
    samples.extend(posts.iter().flat_map(|post| of_post(post, account, now)));
    let web = Web::of(account);
    Ok(Sampled {
        cost_micro_usd: 0,
        own_posts: posts
            .into_iter()
            .map(|post| own(post, account, &web, now))
            .collect(),
        samples,
    })
}

fn own_post(item: &Value, account: &Account) -> Option<PostView> {
    let post: Option<PostView> = item.get("post").and_then(fit);
    if post.is_none() {
        tracing::warn!(account = %account.id, "an own post made no sense and was left out");
    }
    post.filter(|post| post.author.did == account.remote_id)
}

fn own(post: PostView, account: &Account, web: &Web, now: Timestamp) -> OwnPost {
    let created_at = post.written_at(now);
    OwnPost {
        id: OwnPostId::of_remote(&account.id, &post.uri, created_at),
        account_id: account.id.clone(),
        remote: post.reference(),
        url: web.post(&post.uri),
        text: post.record.text,
        created_at,
    }
}

fn of_account(profile: &ProfileView, account: &Account, at: Timestamp) -> Vec<Sample> {
    let counts = [
        ("followers", profile.followers_count),
        ("follows", profile.follows_count),
        ("posts", profile.posts_count),
    ];
    samples(account, "", counts, at)
}

fn of_post(post: &PostView, account: &Account, at: Timestamp) -> Vec<Sample> {
    let counts = [
        ("likes", post.like_count),
        ("reposts", post.repost_count),
        ("replies", post.reply_count),
        ("quotes", post.quote_count),
    ];
    samples(account, &post.uri, counts, at)
}

fn samples<const N: usize>(
    account: &Account,
    subject: &str,
    counts: [(&str, Option<i64>); N],
    at: Timestamp,
) -> Vec<Sample> {
    let told = counts
        .into_iter()
        .filter_map(|(metric, value)| Some((metric, value?)));
    told.map(|(metric, value)| Sample {
        account_id: account.id.clone(),
        metric: metric.to_owned(),
        subject: subject.to_owned(),
        at,
        value,
    })
    .collect()
}
