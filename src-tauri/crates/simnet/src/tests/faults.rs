use serde_json::{Value, json};

use super::support::{Bench, POST, START_MS, bench, post};
use crate::{Fault, FaultKind, OWNER, Outcome};

const PUT: &str = "com.atproto.repo.putRecord";
const LIST: &str = "app.bsky.notification.listNotifications";

/// Puts the same post with the fault and once more without, as a careful client does.
async fn put_twice(
    bench: &Bench,
    kind: FaultKind,
) -> (reqwest::Result<super::support::Answer>, Value) {
    bench.sim.inject(Fault::once(PUT, kind));
    let input = bench.put(1, &post("once, please"));
    let first = bench.wire.try_post(PUT, &input).await;
    let second = bench.wire.post(PUT, &input).await.ok();
    assert_eq!(
        bench.sim.ledger().written_by(&bench.owner(), POST).count(),
        1
    );
    (first, second)
}

#[tokio::test]
async fn time_out_before_leaves_nothing_behind() {
    let bench = bench().await;
    let (first, second) = put_twice(&bench, FaultKind::TimeoutBefore).await;
    assert!(first.unwrap_err().is_timeout());
    assert!(second["commit"].is_object(), "the second put did the work");
    let ledger = bench.sim.ledger();
    let faulted = ledger.refused().next().unwrap();
    assert_eq!(
        faulted.outcome,
        Outcome::Faulted {
            fault: "timeout_before".to_owned()
        }
    );
    assert_eq!(faulted.actor.as_ref(), Some(&bench.owner()));
    assert_eq!(
        faulted.uri.as_deref(),
        Some(bench.post_uri(1).to_string().as_str())
    );
}

#[tokio::test]
async fn time_out_after_has_written_although_nobody_was_told() {
    let bench = bench().await;
    let (first, second) = put_twice(&bench, FaultKind::TimeoutAfter).await;
    assert!(first.unwrap_err().is_timeout());
    assert!(second.get("commit").is_none(), "the first put did the work");
}

#[tokio::test]
async fn cut_connection_has_written_although_nobody_was_told() {
    let bench = bench().await;
    let (first, second) = put_twice(&bench, FaultKind::CloseAfter).await;
    let error = first.unwrap_err();
    assert!(!error.is_timeout() && error.status().is_none(), "{error:?}");
    assert!(second.get("commit").is_none(), "the first put did the work");
}

#[tokio::test]
async fn refusing_faults_answer_as_the_real_server_does_and_write_nothing() {
    let bench = bench().await;
    let limited = put_twice(&bench, FaultKind::RateLimited { reset_after_s: 42 })
        .await
        .0
        .unwrap();
    assert_eq!(limited.refusal(), (429, "RateLimitExceeded"));
    assert_eq!(limited.remaining.as_deref(), Some("0"));
    assert_eq!(limited.reset, Some((START_MS / 1_000 + 42).to_string()));

    bench.sim.inject(Fault::once("*", FaultKind::ServerError));
    let failed = bench.wire.get(LIST, &[]).await;
    assert_eq!(failed.refusal(), (500, "InternalServerError"));
    bench.sim.inject(Fault::once(LIST, FaultKind::ExpiredToken));
    assert_eq!(
        bench.wire.get(LIST, &[]).await.refusal(),
        (400, "ExpiredToken")
    );
    bench.sim.inject(Fault::once(LIST, FaultKind::Garbage));
    let garbage = bench.wire.get(LIST, &[]).await;
    assert_eq!(garbage.status, 200);
    assert!(garbage.text.starts_with("<!doctype html>"));
    bench.wire.get(LIST, &[]).await.ok();
}

#[tokio::test]
async fn malformed_item_is_one_too_many_and_the_others_stay_whole() {
    let bench = bench().await;
    let whole = bench.wire.get(LIST, &[]).await.ok();
    bench
        .sim
        .inject(Fault::once(LIST, FaultKind::MalformedItem));
    let spoiled = bench.wire.get(LIST, &[]).await.ok();
    let (whole, spoiled) = (
        whole["notifications"].as_array().unwrap(),
        spoiled["notifications"].as_array().unwrap(),
    );
    assert_eq!(spoiled.len(), whole.len() + 1);
    let sound: Vec<&Value> = spoiled
        .iter()
        .filter(|one| one["uri"].is_string())
        .collect();
    assert_eq!(sound, whole.iter().collect::<Vec<_>>());
}

#[tokio::test]
async fn offline_drops_every_connection_until_cleared() {
    let bench = bench().await;
    bench.sim.inject(Fault::always(FaultKind::Offline));
    for _ in 0..3 {
        let request = bench.wire.request_get(LIST, &[]);
        let error = bench.wire.try_send(request).await.unwrap_err();
        assert!(!error.is_timeout() && error.status().is_none(), "{error:?}");
    }
    bench.sim.clear_faults();
    bench.wire.get(LIST, &[]).await.ok();
}

#[tokio::test]
async fn control_routes_inject_faults_show_the_ledger_and_step() {
    let bench = bench().await;
    let fault = json!({"method": LIST, "kind": "server_error", "times": 2}).to_string();
    let injected = bench.wire.bare_post("/sim/faults").body(fault);
    let waiting = bench.wire.try_send(injected).await.unwrap().ok();
    assert_eq!(waiting["faults"][0]["times"], 2);
    assert_eq!(bench.wire.get(LIST, &[]).await.status, 500);
    assert_eq!(bench.wire.get(LIST, &[]).await.status, 500);
    bench.wire.get(LIST, &[]).await.ok();
    let wrong = bench
        .wire
        .bare_post("/sim/faults")
        .body(r#"{"kind":"earthquake"}"#);
    assert_eq!(bench.wire.try_send(wrong).await.unwrap().status, 400);

    let step = bench.wire.bare_post("/sim/step").body(r#"{"steps": 3}"#);
    let stepped = bench.wire.try_send(step).await.unwrap().ok();
    assert_eq!(stepped["steps"], 3);
    let ledger = bench
        .wire
        .try_send(bench.wire.path("/sim/ledger"))
        .await
        .unwrap()
        .ok();
    let entries = ledger["entries"].as_array().unwrap();
    assert_eq!(entries.len(), bench.sim.ledger().entries().len());
    assert!(
        entries
            .iter()
            .enumerate()
            .all(|(at, one)| one["seq"] == at as u64 + 1)
    );
    assert!(!ledger.to_string().contains("accessJwt"));
    assert_eq!(bench.sim.user(OWNER).unwrap().handle, OWNER);
}

#[tokio::test]
async fn shutdown_ends_held_calls_and_frees_the_port() {
    let bench = bench().await;
    bench.sim.inject(Fault::once(PUT, FaultKind::TimeoutBefore));
    let input = bench.put(1, &post("x"));
    let address = bench.sim.address();
    let (held, ()) = tokio::join!(bench.wire.try_post(PUT, &input), async {
        while bench.sim.ledger().refused().count() == 0 {
            tokio::task::yield_now().await;
        }
        bench.sim.shutdown().await;
    });
    assert!(!held.unwrap_err().is_timeout());
    tokio::net::TcpListener::bind(address).await.unwrap();
}
