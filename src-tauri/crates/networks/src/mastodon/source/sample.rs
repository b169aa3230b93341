//! Own posts and the numbers the network counts.

use herald_domain::{Account, OwnPost, OwnPostId, RemoteRef, Sample, Timestamp};
use herald_pipeline::ports::{NetworkError, Sampled};
use serde_json::Value;

use super::super::client::{Ask, Client};
use super::super::wire::{Person, Status};
use super::decode::said_in;
use crate::lenient::fit;

const DOING: &str = "Reading your own posts";

/// Reads the newest own posts with their numbers, and the account's.
pub(super) async fn read(client: &Client, account: &Account) -> Result<Sampled, NetworkError> {
    let explain = |error: super::super::client::Failed| error.explain(DOING);
    let me = Ask::get("/api/v1/accounts/verify_credentials");
    let me: Person = client.read(account, me).await.map_err(explain)?;
    let path = format!("/api/v1/accounts/{}/statuses", account.remote_id);
    let ask = Ask::get(path)
        .with("limit", "40")
        .with("exclude_reblogs", "true");
    let statuses: Vec<Value> = client.read(account, ask).await.map_err(explain)?;
    let now = client.clock.now();
    let own: Vec<Status> = statuses.iter().filter_map(fit).collect();
    let own: Vec<&Status> = own.iter().filter(|one| one.reblog.is_none()).collect();
    let mut samples = of_account(account, &me, now);
    samples.extend(own.iter().flat_map(|status| of_post(account, status, now)));
    Ok(Sampled {
        own_posts: own
            .iter()
            .filter_map(|status| own_post(account, status))
            .collect(),
        samples,
        cost_micro_usd: 0,
    })
}

fn of_account(account: &Account, me: &Person, now: Timestamp) -> Vec<Sample> {
    let counts = [
        ("followers", me.followers_count),
        ("following", me.following_count),
        ("posts", me.statuses_count),
    ];
    let counted = counts
        .into_iter()
        .filter_map(|(metric, value)| Some((metric, value?)));
    counted
        .map(|(metric, value)| sample(account, metric, "", value, now))
        .collect()
}

fn of_post(account: &Account, status: &Status, now: Timestamp) -> Vec<Sample> {
    let counts = [
        ("likes", Some(status.favourites_count)),
        ("reposts", Some(status.reblogs_count)),
        ("replies", Some(status.replies_count)),
        ("quotes", status.quotes_count),
    ];
    let counted = counts
        .into_iter()
        .filter_map(|(metric, value)| Some((metric, value?)));
    counted
        .map(|(metric, value)| sample(account, metric, &status.id, value, now))
        .collect()
}

fn sample(account: &Account, metric: &str, subject: &str, value: i64, at: Timestamp) -> Sample {
    Sample {
        account_id: account.id.clone(),
        metric: metric.to_owned(),
        subject: subject.to_owned(),
        at,
        value,
    }
}

fn own_post(account: &Account, status: &Status) -> Option<OwnPost> {
    let at = status.at()?;
    Some(OwnPost {
        id: OwnPostId::of_remote(&account.id, &status.id, at),
        account_id: account.id.clone(),
        remote: RemoteRef::unversioned(status.id.clone()),
        text: said_in(status),
        url: status.link(),
        created_at: at,
    })
}
