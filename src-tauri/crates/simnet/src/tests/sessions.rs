use std::time::Duration;

use serde_json::json;

use super::support::{bench, bench_with};
use crate::{OWNER, RateLimits, SimConfig};

const REFRESH: &str = "com.atproto.server.refreshSession";
const WHOAMI: &str = "com.atproto.server.getSession";

fn bearer(request: reqwest::RequestBuilder, token: &str) -> reqwest::RequestBuilder {
    request.header("authorization", format!("Bearer {token}"))
}

#[tokio::test]
async fn session_names_the_account_and_this_server_as_its_pds() {
    let bench = bench().await;
    let whoami = bench.wire.get(WHOAMI, &[]).await.ok();
    assert_eq!(whoami["handle"], OWNER);
    assert_eq!(whoami["did"], bench.owner().as_str());
    let service = &whoami["didDoc"]["service"][0];
    assert_eq!(service["id"], "#atproto_pds");
    assert_eq!(service["serviceEndpoint"], bench.sim.url());
    let document = bench.wire.path(&format!("/{}", bench.owner()));
    let document = bench.wire.try_send(document).await.unwrap().ok();
    assert_eq!(document, whoami["didDoc"]);
    assert_eq!(document["alsoKnownAs"], json!([format!("at://{OWNER}")]));
    let unknown = bench.wire.path("/did:plc:nobody");
    assert_eq!(bench.wire.try_send(unknown).await.unwrap().status, 404);
}

#[tokio::test]
async fn handle_resolves_by_method_and_by_well_known_file() {
    let bench = bench().await;
    let method = "com.atproto.identity.resolveHandle";
    let resolved = bench.wire.get(method, &[("handle", OWNER)]).await.ok();
    assert_eq!(resolved["did"], bench.owner().as_str());
    let unknown = bench.wire.get(method, &[("handle", "nobody.test")]).await;
    assert_eq!(unknown.refusal(), (400, "InvalidRequest"));
    let file = bench
        .wire
        .path("/.well-known/atproto-did")
        .header("host", OWNER);
    assert_eq!(
        bench.wire.try_send(file).await.unwrap().text,
        bench.owner().as_str()
    );
}

#[tokio::test]
async fn wrong_password_and_missing_or_foreign_token_are_told_apart() {
    let mut bench = bench().await;
    let wrong = json!({"identifier": OWNER, "password": "guess"});
    let refused = bench
        .wire
        .post("com.atproto.server.createSession", &wrong)
        .await;
    assert_eq!(refused.refusal(), (401, "AuthenticationRequired"));
    bench.wire.access = "a.b.c".to_owned();
    assert_eq!(
        bench.wire.get(WHOAMI, &[]).await.refusal(),
        (400, "InvalidToken")
    );
    bench.wire.access = bench.wire.refresh.clone();
    assert_eq!(
        bench.wire.get(WHOAMI, &[]).await.refusal(),
        (400, "InvalidToken")
    );
    bench.wire.access.clear();
    assert_eq!(
        bench.wire.get(WHOAMI, &[]).await.refusal(),
        (401, "AuthMissing")
    );
}

#[tokio::test]
async fn access_expires_and_refresh_buys_exactly_one_new_pair() {
    let config = SimConfig {
        access_lifetime: Duration::from_mins(10),
        ..SimConfig::default()
    };
    let mut bench = bench_with(config).await;
    bench.clock.advance(Duration::from_mins(10));
    assert_eq!(
        bench.wire.get(WHOAMI, &[]).await.refusal(),
        (400, "ExpiredToken")
    );

    let path = format!("/xrpc/{REFRESH}");
    let refresh = || bearer(bench.wire.bare_post(&path), &bench.wire.refresh);
    let with_body = refresh()
        .header("content-type", "application/json")
        .body("{}");
    let refused = bench.wire.try_send(with_body).await.unwrap();
    assert_eq!(refused.refusal(), (400, "InvalidRequest"));

    let pair = bench.wire.try_send(refresh()).await.unwrap().ok();
    assert_eq!(pair["did"], bench.owner().as_str());
    let again = bench.wire.try_send(refresh()).await.unwrap();
    assert_eq!(again.refusal(), (400, "ExpiredToken"));

    bench.wire.access = pair["accessJwt"].as_str().unwrap().to_owned();
    bench.wire.get(WHOAMI, &[]).await.ok();
    let next = pair["refreshJwt"].as_str().unwrap();
    let next = bearer(bench.wire.bare_post(&path), next);
    bench.wire.try_send(next).await.unwrap().ok();
}

#[tokio::test]
async fn deleted_session_cannot_be_refreshed() {
    let bench = bench().await;
    let call = |method: &str| {
        bearer(
            bench.wire.bare_post(&format!("/xrpc/{method}")),
            &bench.wire.refresh,
        )
    };
    let deleted = call("com.atproto.server.deleteSession");
    assert_eq!(bench.wire.try_send(deleted).await.unwrap().status, 200);
    let refused = bench.wire.try_send(call(REFRESH)).await.unwrap();
    assert_eq!(refused.refusal(), (400, "ExpiredToken"));
}

#[tokio::test]
async fn every_answer_tells_the_limits_and_too_many_logins_are_refused() {
    let limits = RateLimits {
        logins: 2,
        ..RateLimits::default()
    };
    let bench = bench_with(SimConfig {
        limits,
        ..SimConfig::default()
    })
    .await;
    let whoami = bench.wire.get(WHOAMI, &[]).await;
    assert_eq!(whoami.remaining.as_deref(), Some("2998"));
    let login = json!({"identifier": OWNER, "password": "demo"});
    let method = "com.atproto.server.createSession";
    assert_eq!(
        bench.wire.post(method, &login).await.remaining.as_deref(),
        Some("0")
    );
    let refused = bench.wire.post(method, &login).await;
    assert_eq!(refused.refusal(), (429, "RateLimitExceeded"));
    let reset: i64 = refused.reset.unwrap().parse().unwrap();
    assert_eq!(reset, super::support::START_MS / 1_000 + 300);
    bench.clock.advance(Duration::from_mins(5));
    bench.wire.post(method, &login).await.ok();
}

#[tokio::test]
async fn unknown_methods_and_wrong_verbs_are_refused_by_name() {
    let bench = bench().await;
    let unknown = bench.wire.get("app.bsky.feed.getNothing", &[]).await;
    assert_eq!(unknown.refusal(), (501, "MethodNotImplemented"));
    let verb = bench.wire.get("com.atproto.repo.putRecord", &[]).await;
    assert_eq!(verb.refusal(), (400, "InvalidRequest"));
    let described = bench
        .wire
        .get("com.atproto.server.describeServer", &[])
        .await
        .ok();
    assert_eq!(described["availableUserDomains"], json!([".test"]));
}
