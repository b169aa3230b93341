//! Signing in with the browser, and calls with tokens that are bound to a key.

use std::collections::BTreeMap;
use std::time::Duration;

use base64::Engine as _;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use herald_pipeline::ports::{
    Authorization, AuthorizeInput, Connected, HttpRequest, NetworkError, NetworkErrorKind, Reach,
    Vault as _,
};
use herald_pipeline::use_cases::connect_account::session_name;
use serde_json::{Value, json};
use url::Url;

use super::support::{Desk, ME, NOW, Told, answer, no_answer, ok, refusal, with_headers};
use crate::Wired as _;

const RESOURCE: &str = "oauth-protected-resource";
const DOOR: &str = "oauth-authorization-server";
const PUSH: &str = "/oauth/par";
const TOKEN: &str = "/oauth/token";
const SESSION: &str = "getSession";
const LIST: &str = "listNotifications";
const REDIRECT: &str = "http://127.0.0.1:45123/bluesky";

/// A desk where `me.test` lives on `pds.test` and is let in by `sign.test`.
fn welcoming() -> Desk {
    let desk = Desk::unconnected();
    let document = json!({
        "id": ME,
        "alsoKnownAs": ["at://me.test"],
        "service": [{"id": "#atproto_pds", "serviceEndpoint": "https://pds.test"}],
    });
    let door = json!({
        "issuer": "https://sign.test",
        "pushed_authorization_request_endpoint": "https://sign.test/oauth/par",
        "authorization_endpoint": "https://sign.test/oauth/authorize",
        "token_endpoint": "https://sign.test/oauth/token",
        "revocation_endpoint": "https://sign.test/oauth/revoke",
    });
    desk.script
        .on("resolveHandle", ok(&json!({"did": ME})))
        .on(ME, ok(&document))
        .on(
            RESOURCE,
            ok(&json!({"authorization_servers": ["https://sign.test"]})),
        )
        .on(DOOR, ok(&door))
        .on(
            "getProfile",
            ok(&json!({"did": ME, "handle": "me.test", "displayName": "Mira"})),
        )
        .on(
            SESSION,
            ok(&json!({"did": ME, "handle": "me.test", "active": true})),
        );
    desk
}

fn pushed() -> Told {
    answer(201, &json!({"request_uri": "urn:req:1", "expires_in": 299}))
}

fn handed_out(access: &str, refresh: &str, sub: &str) -> Told {
    ok(&json!({
        "access_token": access,
        "refresh_token": refresh,
        "token_type": "DPoP",
        "scope": "atproto transition:generic",
        "expires_in": 3_600,
        "sub": sub,
    }))
}

fn wants_nonce(nonce: &str) -> Told {
    with_headers(
        answer(400, &json!({"error": "use_dpop_nonce"})),
        &[("dpop-nonce", nonce)],
    )
}

async fn begin(desk: &Desk) -> Result<Authorization, NetworkError> {
    let input = AuthorizeInput {
        way: "oauth".to_owned(),
        fields: BTreeMap::from([("handle".to_owned(), "@me.test".to_owned())]),
        addresses: BTreeMap::new(),
        redirect_uri: REDIRECT.to_owned(),
    };
    desk.bluesky.connector().authorize(input).await
}

async fn come_back(
    desk: &Desk,
    begun: &Authorization,
    issuer: &str,
) -> Result<Connected, NetworkError> {
    let query = format!("code=c&state={}&iss={issuer}", begun.state);
    let connector = desk.bluesky.connector();
    let accounts = connector.redeem(&begun.pending, &query).await?;
    Ok(accounts.into_iter().next().unwrap())
}

/// Signs in and keeps the sign-in for the desk's account.
async fn signed_in() -> Desk {
    let desk = welcoming();
    desk.script
        .on(PUSH, pushed())
        .on(TOKEN, handed_out("access", "refresh", ME));
    let begun = begin(&desk).await.unwrap();
    let connected = come_back(&desk, &begun, "https://sign.test").await.unwrap();
    let name = session_name(&desk.account.id);
    desk.vault.write(&name, &connected.session).await.unwrap();
    desk
}

fn form(request: &HttpRequest) -> BTreeMap<String, String> {
    url::form_urlencoded::parse(&request.body)
        .into_owned()
        .collect()
}

/// Reads what the proof of a request claims.
fn proof(request: &HttpRequest) -> Value {
    let proof = request.headers["dpop"].to_str().unwrap();
    let claims = proof.split('.').nth(1).unwrap();
    serde_json::from_slice(&URL_SAFE_NO_PAD.decode(claims).unwrap()).unwrap()
}

fn key_of(request: &HttpRequest) -> Value {
    let proof = request.headers["dpop"].to_str().unwrap();
    let header = URL_SAFE_NO_PAD
        .decode(proof.split('.').next().unwrap())
        .unwrap();
    serde_json::from_slice::<Value>(&header).unwrap()["jwk"].clone()
}

#[tokio::test]
async fn the_request_is_left_first_and_made_anew_where_the_server_wants_its_word_in_it() {
    let desk = welcoming();
    desk.script.on(PUSH, wants_nonce("n1")).on(PUSH, pushed());
    let begun = begin(&desk).await.unwrap();
    let asked = desk.script.asked(PUSH);
    assert_eq!(asked.len(), 2);
    assert_eq!(proof(&asked[0]).get("nonce"), None);
    assert_eq!(proof(&asked[1])["nonce"], "n1");
    assert_eq!(proof(&asked[1])["htu"], "https://sign.test/oauth/par");
    assert_eq!(asked[1].reach, Reach::Public);
    let form = form(&asked[1]);
    assert_eq!(form["login_hint"], "me.test");
    assert_eq!(form["code_challenge_method"], "S256");
    assert_eq!(form["redirect_uri"], REDIRECT);
    assert_eq!(form["state"], begun.state);
    let page = Url::parse(&begun.url).unwrap();
    assert_eq!(page.path(), "/oauth/authorize");
    let asked: BTreeMap<String, String> = page.query_pairs().into_owned().collect();
    assert_eq!(asked["request_uri"], "urn:req:1");
    assert_eq!(asked["client_id"], form["client_id"]);
    assert_eq!(asked.len(), 2);
}

#[tokio::test]
async fn what_comes_back_is_turned_into_tokens_bound_to_the_key() {
    let desk = welcoming();
    desk.script
        .on(PUSH, pushed())
        .on(TOKEN, handed_out("access", "refresh", ME));
    let begun = begin(&desk).await.unwrap();
    let connected = come_back(&desk, &begun, "https://sign.test").await.unwrap();
    assert_eq!(connected.remote_id, ME);
    assert_eq!(
        (connected.handle.as_str(), connected.display_name.as_str()),
        ("me.test", "Mira")
    );
    assert_eq!(connected.authority, "plc.directory");
    let asked = desk.script.asked(TOKEN).remove(0);
    let sent = form(&asked);
    assert_eq!(
        (sent["code"].as_str(), sent["grant_type"].as_str()),
        ("c", "authorization_code")
    );
    assert_eq!(sent["code_verifier"].len(), 43);
    let called = desk.script.asked(SESSION).remove(0);
    assert_eq!(called.headers["authorization"], "DPoP access");
    assert!(
        called.headers["authorization"].is_sensitive() && called.headers["dpop"].is_sensitive()
    );
    assert_eq!(proof(&called)["htm"], "GET");
    assert!(proof(&called)["ath"].is_string());
    assert_eq!(key_of(&called), key_of(&asked));
    assert_eq!(key_of(&called), key_of(&desk.script.asked(PUSH)[0]));
}

#[tokio::test]
async fn only_the_answer_of_the_server_asked_about_the_account_asked_is_taken() {
    for (issuer, sub, code) in [
        ("https://evil.test", ME, "issuer_mismatch"),
        ("", ME, "issuer_mismatch"),
        ("https://sign.test", "did:plc:other", "wrong_account"),
    ] {
        let desk = welcoming();
        desk.script
            .on(PUSH, pushed())
            .on(TOKEN, handed_out("access", "refresh", sub));
        let begun = begin(&desk).await.unwrap();
        let error = come_back(&desk, &begun, issuer).await.unwrap_err();
        assert_eq!(error.code, code, "{issuer} {sub}");
        assert!(!error.message.contains("access"), "{error}");
        assert_eq!(desk.script.count(LIST), 0);
    }
}

#[tokio::test]
async fn a_server_without_this_way_says_so_and_names_the_other() {
    let desk = Desk::unconnected();
    let document = json!({
        "id": ME,
        "alsoKnownAs": ["at://me.test"],
        "service": [{"id": "#atproto_pds", "serviceEndpoint": "https://pds.test"}],
    });
    desk.script
        .on("resolveHandle", ok(&json!({"did": ME})))
        .on(ME, ok(&document))
        .on(RESOURCE, refusal(404, "NotFound"))
        .on(DOOR, refusal(404, "NotFound"));
    let error = begin(&desk).await.unwrap_err();
    assert_eq!(error.code, "no_browser");
    assert!(error.message.contains("app password"), "{error}");
    let desk = welcoming();
    let said = json!({"error": "invalid_client_metadata", "error_description": "Loopback clients are not allowed"});
    desk.script.on(PUSH, answer(400, &said));
    let error = begin(&desk).await.unwrap_err();
    assert_eq!(
        (error.code.as_str(), error.kind.clone()),
        ("request_refused", NetworkErrorKind::Refused)
    );
    assert!(
        error.message.contains("Loopback clients are not allowed"),
        "{error}"
    );
}

#[tokio::test]
async fn a_clock_that_is_an_hour_wrong_is_put_right_by_the_servers_own() {
    let desk = signed_in().await;
    let ahead = NOW.plus(Duration::from_hours(1));
    let date = chrono::DateTime::from_timestamp_millis(ahead.millis())
        .unwrap()
        .to_rfc2822();
    let refused = answer(
        401,
        &json!({"error": "invalid_dpop_proof", "message": "iat"}),
    );
    desk.script
        .on(LIST, with_headers(refused, &[("date", date.as_str())]))
        .on(LIST, ok(&json!({"notifications": []})));
    desk.bluesky
        .source()
        .observe(&desk.account, None)
        .await
        .unwrap();
    let asked = desk.script.asked(LIST);
    assert_eq!(asked.len(), 2);
    let second = |request: &HttpRequest| proof(request)["iat"].as_i64().unwrap();
    assert_eq!(second(&asked[0]), NOW.millis() / 1_000);
    assert_eq!(second(&asked[1]), ahead.millis() / 1_000);
}

#[tokio::test]
async fn an_ended_access_token_is_renewed_with_the_same_key_and_the_call_made_once_more() {
    let desk = signed_in().await;
    desk.script
        .on(
            LIST,
            answer(
                401,
                &json!({"error": "invalid_token", "message": "expired"}),
            ),
        )
        .on(LIST, ok(&json!({"notifications": []})))
        .instead(TOKEN, handed_out("access-2", "refresh-2", ME));
    desk.bluesky
        .source()
        .observe(&desk.account, None)
        .await
        .unwrap();
    let asked = desk.script.asked(TOKEN);
    let sent = form(&asked[1]);
    assert_eq!(
        (sent["grant_type"].as_str(), sent["refresh_token"].as_str()),
        ("refresh_token", "refresh")
    );
    assert_eq!(sent["client_id"], form(&asked[0])["client_id"]);
    assert_eq!(key_of(&asked[1]), key_of(&asked[0]));
    let calls = desk.script.asked(LIST);
    assert_eq!(calls[1].headers["authorization"], "DPoP access-2");
    assert_eq!(desk.stored_session().await["refresh"], "refresh-2");
}

#[tokio::test]
async fn a_refresh_token_whose_answer_was_lost_is_never_sent_again() {
    let desk = signed_in().await;
    desk.clock.advance(Duration::from_mins(59));
    desk.script
        .instead(TOKEN, no_answer())
        .on(LIST, ok(&json!({"notifications": []})));
    let source = desk.bluesky.source();
    for _ in 0..3 {
        source.observe(&desk.account, None).await.unwrap();
    }
    assert_eq!(desk.script.count(TOKEN), 2);
    desk.clock.advance(Duration::from_mins(2));
    let error = source.observe(&desk.account, None).await.unwrap_err();
    assert_eq!(
        (error.code.as_str(), error.kind.clone()),
        ("renewal_lost", NetworkErrorKind::SignedOut)
    );
    assert_eq!(desk.script.count(TOKEN), 2);
}

#[tokio::test]
async fn a_sign_in_that_has_run_its_two_weeks_says_so() {
    let desk = signed_in().await;
    desk.clock.advance(Duration::from_hours(24 * 15));
    desk.script
        .instead(TOKEN, answer(400, &json!({"error": "invalid_grant"})));
    for _ in 0..2 {
        let error = desk
            .bluesky
            .source()
            .observe(&desk.account, None)
            .await
            .unwrap_err();
        assert_eq!(
            (error.code.as_str(), error.kind.clone()),
            ("session_ended", NetworkErrorKind::SignedOut)
        );
        assert!(
            error.message.contains("two weeks") && error.message.contains("@me.test"),
            "{error}"
        );
    }
    assert_eq!(desk.script.count(TOKEN), 2);
}

#[tokio::test]
async fn a_sign_in_is_taken_back_where_it_was_given() {
    let desk = signed_in().await;
    desk.script.on("/oauth/revoke", ok(&json!({})));
    let name = session_name(&desk.account.id);
    let session = desk.vault.read(&name).await.unwrap().unwrap();
    desk.bluesky
        .connector()
        .revoke(&desk.account, &session)
        .await
        .unwrap();
    let asked = desk.script.asked("/oauth/revoke").remove(0);
    assert_eq!(form(&asked)["token"], "refresh");
}
