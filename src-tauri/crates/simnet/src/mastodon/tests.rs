//! Facts about the simulated servers, told over the wire.

use std::sync::Arc;
use std::time::Duration;

use serde_json::{Value, json};

use super::{Became, MastodonNet, Profile};
use crate::clock::{ManualClock, SimClock as _, Timestamp};
use crate::faults::{Fault, FaultKind};

const POST: &str = "POST /api/v1/statuses";

struct Desk {
    net: MastodonNet,
    clock: Arc<ManualClock>,
    http: reqwest::Client,
}

impl Desk {
    async fn new(profile: Profile) -> Self {
        let clock = Arc::new(ManualClock::new(Timestamp::from_ms(1_795_341_600_000)));
        let net = MastodonNet::start(profile, 0, clock.clone()).await.unwrap();
        net.join("mira", "Mira", "token");
        net.join("ada", "Ada", "ada-token");
        let http = crate::tests::client();
        Self { net, clock, http }
    }

    async fn post(&self, key: &str, body: Value) -> Option<(u16, Value)> {
        let url = format!("{}/api/v1/statuses", self.net.url());
        let sent = self
            .http
            .post(url)
            .bearer_auth("token")
            .header("idempotency-key", key);
        let answer = sent.body(body.to_string()).send().await.ok()?;
        let status = answer.status().as_u16();
        let text = answer.text().await.ok()?;
        Some((status, serde_json::from_str(&text).unwrap_or_default()))
    }

    async fn get(&self, path: &str) -> (u16, Value) {
        let url = format!("{}{path}", self.net.url());
        let answer = self
            .http
            .get(url)
            .bearer_auth("token")
            .send()
            .await
            .unwrap();
        let status = answer.status().as_u16();
        let text = answer.text().await.unwrap();
        (status, serde_json::from_str(&text).unwrap_or_default())
    }
}

#[tokio::test]
async fn a_key_is_honoured_for_its_time_and_ignored_elsewhere() {
    let desk = Desk::new(Profile::MASTODON).await;
    for _ in 0..2 {
        desk.post("k", json!({"status": "Hello"})).await.unwrap();
    }
    assert_eq!(desk.net.statuses_of("mira").len(), 1);
    desk.clock.advance(Duration::from_mins(61));
    desk.post("k", json!({"status": "Hello"})).await.unwrap();
    assert_eq!(desk.net.statuses_of("mira").len(), 2);
    let keyless = Desk::new(Profile::KEYLESS).await;
    for _ in 0..2 {
        keyless.post("k", json!({"status": "Hello"})).await.unwrap();
    }
    assert_eq!(keyless.net.statuses_of("mira").len(), 2);
}

#[tokio::test]
async fn work_that_takes_long_appears_later_and_nobody_is_answered() {
    let desk = Desk::new(Profile::KEYLESS).await;
    desk.net
        .inject(Fault::once(POST, FaultKind::WorksOn { for_s: 27 }));
    assert!(desk.post("k", json!({"status": "Hello"})).await.is_none());
    let list = "/api/v1/accounts/1/statuses";
    assert_eq!(desk.get(list).await.1, json!([]));
    desk.clock.advance(Duration::from_secs(28));
    assert_eq!(desk.get(list).await.1.as_array().unwrap().len(), 1);
}

#[tokio::test]
async fn a_proxy_may_say_trouble_of_what_was_done() {
    let desk = Desk::new(Profile::KEYLESS).await;
    desk.net
        .inject(Fault::once(POST, FaultKind::ErrorAfter { status: 504 }));
    let (status, _) = desk.post("k", json!({"status": "Hello"})).await.unwrap();
    assert_eq!((status, desk.net.statuses_of("mira").len()), (504, 1));
    desk.net
        .inject(Fault::once(POST, FaultKind::Status { status: 503 }));
    let (status, _) = desk.post("k", json!({"status": "Hello"})).await.unwrap();
    assert_eq!((status, desk.net.statuses_of("mira").len()), (503, 1));
    let faulted = |w: &super::Written| matches!(w.became, Became::Faulted { .. });
    assert_eq!(desk.net.log().iter().filter(|w| faulted(w)).count(), 1);
}

#[tokio::test]
async fn narrow_posts_are_missing_from_the_lists_of_some() {
    for (profile, shown) in [(Profile::KEYLESS, 2), (Profile::RENDERING, 1)] {
        let desk = Desk::new(profile).await;
        for visibility in ["public", "private"] {
            let body = json!({"status": "Hello", "visibility": visibility});
            desk.post(visibility, body).await.unwrap();
        }
        let (_, list) = desk.get("/api/v1/accounts/1/statuses").await;
        assert_eq!(list.as_array().unwrap().len(), shown);
    }
}

#[tokio::test]
async fn a_lagging_replica_does_not_know_a_post_of_a_moment_ago() {
    let desk = Desk::new(Profile::LAGGING).await;
    let (_, first) = desk.post("a", json!({"status": "one"})).await.unwrap();
    let answer = json!({"status": "two", "in_reply_to_id": first["id"]});
    assert_eq!(desk.post("b", answer.clone()).await.unwrap().0, 404);
    desk.clock.advance(Duration::from_secs(9));
    assert_eq!(desk.post("b", answer).await.unwrap().0, 200);
}

#[tokio::test]
async fn news_are_paged_and_seen_by_whom_they_are_for() {
    let desk = Desk::new(Profile::RENDERING).await;
    for n in 0..5 {
        desk.net.post_as("ada", &format!("@mira number {n}"));
    }
    let (_, first) = desk.get("/api/v1/notifications?limit=2").await;
    let below = first[1]["id"].as_str().unwrap().to_owned();
    let (_, rest) = desk
        .get(&format!("/api/v1/notifications?max_id={below}"))
        .await;
    assert_eq!(rest.as_array().unwrap().len(), 3);
    let newest = first[0]["id"].as_str().unwrap();
    let (_, new) = desk
        .get(&format!("/api/v1/notifications?since_id={newest}"))
        .await;
    assert_eq!(new, json!([]));
}

#[tokio::test]
async fn a_post_with_a_time_waits_for_it_on_mastodon_and_is_public_at_once_elsewhere() {
    let desk = Desk::new(Profile::MASTODON).await;
    let at = |minutes: i64| desk.clock.now().plus_ms(minutes * 60_000).to_string();
    let body = json!({"status": "Later", "scheduled_at": at(10)});
    let (_, parked) = desk.post("k", body.clone()).await.unwrap();
    let (_, again) = desk.post("k", body.clone()).await.unwrap();
    assert_eq!(parked, again, "the key is known");
    assert_eq!(
        desk.post("k", json!({"status": "Later"})).await.unwrap().0,
        404
    );
    let soon = json!({"status": "Soon", "scheduled_at": at(4)});
    assert_eq!(desk.post("s", soon).await.unwrap().0, 422);
    let path = format!(
        "/api/v1/scheduled_statuses/{}",
        parked["id"].as_str().unwrap()
    );
    assert_eq!(desk.get(&path).await.1["params"]["text"], "Later");
    assert_eq!(desk.net.statuses_of("mira").len(), 0);
    desk.clock.advance(Duration::from_mins(12));
    assert_eq!(desk.get(&path).await.0, 404);
    let own = desk.net.statuses_of("mira");
    assert_eq!(own.len(), 1);
    assert_eq!(
        Some(own[0].at),
        Timestamp::parse(parked["scheduled_at"].as_str().unwrap())
    );

    let keyless = Desk::new(Profile::KEYLESS).await;
    keyless.post("k", body).await.unwrap();
    assert_eq!(keyless.net.statuses_of("mira").len(), 1);
}
