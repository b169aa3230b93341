use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::time::Duration;

use async_trait::async_trait;
use futures_util::future::join_all;
use herald_pipeline::ports::{NetworkErrorKind, Secret, Transport, Vault, VaultError, VaultState};
use herald_pipeline::use_cases::connect_account::session_name;
use herald_testkit::{FakeVault, MemoryLocks, SeededRng};
use serde_json::json;

use crate::Wired as _;

use super::support::{Desk, ME, no_answer, ok, refusal, session, token, with_headers};
use crate::bluesky::Bluesky;

const REFRESH: &str = "refreshSession";
const LOGIN: &str = "createSession";
const LIST: &str = "listNotifications";

fn empty_page() -> super::support::Told {
    ok(&json!({"notifications": []}))
}

fn bearer(request: &herald_pipeline::ports::HttpRequest) -> &str {
    request.headers["authorization"].to_str().unwrap()
}

#[tokio::test]
async fn ten_calls_at_once_share_one_refresh() {
    let desk = Desk::with_session(&token("old", 5), None).await;
    let renewed = token("new", 7_200);
    desk.script
        .on(REFRESH, ok(&session(&renewed, "refresh-2")))
        .on(LIST, empty_page());
    let source = desk.bluesky.source();
    let calls = (0..10).map(|_| source.observe(&desk.account, None));
    for seen in join_all(calls).await {
        seen.unwrap();
    }
    assert_eq!(desk.script.count(REFRESH), 1);
    assert_eq!(desk.script.count(LOGIN), 0);
    let calls = desk.script.asked(LIST);
    assert_eq!(calls.len(), 10);
    assert!(
        calls
            .iter()
            .all(|call| bearer(call) == format!("Bearer {renewed}"))
    );
}

#[tokio::test]
async fn ten_refused_tokens_at_once_share_one_refresh() {
    let desk = Desk::new().await;
    for _ in 0..10 {
        desk.script.on(LIST, refusal(400, "ExpiredToken"));
    }
    desk.script.on(LIST, empty_page());
    desk.script
        .on(REFRESH, ok(&session(&token("new", 7_200), "refresh-2")));
    let source = desk.bluesky.source();
    let calls = (0..10).map(|_| source.observe(&desk.account, None));
    for seen in join_all(calls).await {
        seen.unwrap();
    }
    assert_eq!(desk.script.count(REFRESH), 1);
    assert_eq!(desk.script.count(LIST), 20);
}

#[tokio::test]
async fn the_new_pair_is_kept_before_it_is_used() {
    let desk = Desk::with_session(&token("old", 5), Some("app-pass")).await;
    let renewed = token("new", 7_200);
    desk.script
        .on(REFRESH, ok(&session(&renewed, "refresh-2")))
        .on(LIST, empty_page());
    desk.bluesky
        .source()
        .observe(&desk.account, None)
        .await
        .unwrap();
    let stored = desk.stored_session().await;
    assert_eq!(stored["access"], json!(renewed));
    assert_eq!(stored["refresh"], "refresh-2");
    assert_eq!(stored["more"]["password"], "app-pass");
    assert_eq!(bearer(&desk.script.asked(REFRESH)[0]), "Bearer refresh");
}

#[tokio::test]
async fn a_closed_vault_stops_a_renewal_before_the_token_is_spent() {
    let desk = Desk::new().await;
    desk.script
        .on(LIST, empty_page())
        .on(LIST, refusal(400, "ExpiredToken"));
    let source = desk.bluesky.source();
    source.observe(&desk.account, None).await.unwrap();
    desk.vault.break_with(Some(VaultError::Locked));
    let error = source.observe(&desk.account, None).await.unwrap_err();
    assert_eq!(error.kind, NetworkErrorKind::VaultClosed);
    assert_eq!(desk.script.count(REFRESH), 0);
}

/// Reads and, for a while, does not write.
struct ReadOnly {
    inside: Arc<FakeVault>,
    full: AtomicBool,
}

#[async_trait]
impl Vault for ReadOnly {
    async fn read(&self, name: &str) -> Result<Option<Secret>, VaultError> {
        self.inside.read(name).await
    }

    async fn write(&self, name: &str, secret: &Secret) -> Result<(), VaultError> {
        if self.full.load(Ordering::SeqCst) {
            return Err(VaultError::Failed("the disk is full".into()));
        }
        self.inside.write(name, secret).await
    }

    async fn forget(&self, name: &str) -> Result<(), VaultError> {
        self.inside.forget(name).await
    }

    async fn state(&self) -> VaultState {
        self.inside.state().await
    }

    async fn unlock(&self, passphrase: &Secret) -> Result<(), VaultError> {
        self.inside.unlock(passphrase).await
    }
}

#[tokio::test]
async fn a_pair_that_cannot_be_kept_is_not_used_and_not_lost() {
    let desk = Desk::with_session(&token("old", 5), None).await;
    desk.script
        .on(REFRESH, ok(&session(&token("new", 7_200), "refresh-2")))
        .on(LIST, empty_page());
    let vault = Arc::new(ReadOnly {
        inside: Arc::clone(&desk.vault),
        full: AtomicBool::new(true),
    });
    let bluesky = Bluesky::new(&crate::NetworkPorts {
        transport: Arc::clone(&desk.script) as Arc<dyn Transport>,
        vault: Arc::clone(&vault) as Arc<dyn Vault>,
        clock: Arc::new(desk.clock.clone()),
        rng: Arc::new(SeededRng::new(1)),
        locks: Arc::new(MemoryLocks::default()),
    });
    let source = bluesky.source();
    for _ in 0..2 {
        let error = source.observe(&desk.account, None).await.unwrap_err();
        assert_eq!(error.kind, NetworkErrorKind::VaultClosed);
    }
    assert_eq!(desk.script.count(LIST), 0);
    vault.full.store(false, Ordering::SeqCst);
    source.observe(&desk.account, None).await.unwrap();
    assert_eq!(desk.script.count(REFRESH), 1);
    assert_eq!(desk.stored_session().await["refresh"], "refresh-2");
}

#[tokio::test]
async fn a_token_with_an_hour_to_live_is_used_as_it_is() {
    let desk = Desk::new().await;
    desk.script.on(LIST, empty_page());
    desk.bluesky
        .source()
        .observe(&desk.account, None)
        .await
        .unwrap();
    assert_eq!(desk.script.count(REFRESH), 0);
}

#[tokio::test]
async fn a_wrong_computer_clock_does_not_renew_at_every_call() {
    let desk = Desk::with_session(&token("old", 5), None).await;
    desk.script
        .on(REFRESH, ok(&session(&token("new", 5), "refresh-2")))
        .on(LIST, empty_page());
    let source = desk.bluesky.source();
    for _ in 0..5 {
        source.observe(&desk.account, None).await.unwrap();
    }
    assert_eq!(desk.script.count(REFRESH), 1);
}

#[tokio::test]
async fn a_refused_refresh_token_leads_to_one_login_with_the_app_password() {
    let desk = Desk::new().await;
    desk.script
        .on(LIST, refusal(400, "ExpiredToken"))
        .on(LIST, empty_page());
    desk.script.on(REFRESH, refusal(400, "ExpiredToken"));
    desk.script
        .on(LOGIN, ok(&session(&token("new", 7_200), "refresh-2")));
    desk.bluesky
        .source()
        .observe(&desk.account, None)
        .await
        .unwrap();
    assert_eq!(
        desk.script.sent(LOGIN),
        json!({"identifier": ME, "password": "app-pass"})
    );
    assert_eq!(desk.stored_session().await["refresh"], "refresh-2");
}

#[tokio::test]
async fn a_refused_app_password_signs_out_and_is_not_tried_again() {
    let desk = Desk::new().await;
    desk.script.on(LIST, refusal(400, "ExpiredToken"));
    desk.script.on(REFRESH, refusal(400, "InvalidToken"));
    desk.script
        .on(LOGIN, refusal(401, "AuthenticationRequired"));
    let source = desk.bluesky.source();
    for _ in 0..3 {
        let error = source.observe(&desk.account, None).await.unwrap_err();
        assert_eq!(error.kind, NetworkErrorKind::SignedOut);
        assert!(error.message.contains("@me.test"), "{error}");
        assert!(!error.message.contains("app-pass") && !error.message.contains("secret"));
    }
    assert_eq!(desk.script.count(LOGIN), 1);
    assert_eq!(desk.script.count(REFRESH), 1);
}

#[tokio::test]
async fn an_account_connected_anew_is_read_again_without_a_restart() {
    let desk = Desk::with_session(&token("old", 3_600), None).await;
    desk.script
        .on(LIST, refusal(400, "ExpiredToken"))
        .on(LIST, refusal(400, "ExpiredToken"));
    desk.script.on(LIST, empty_page());
    desk.script.on(REFRESH, refusal(400, "ExpiredToken"));
    let source = desk.bluesky.source();
    let error = source.observe(&desk.account, None).await.unwrap_err();
    assert_eq!(error.kind, NetworkErrorKind::SignedOut);
    let fresh = token("fresh", 7_200);
    desk.keep_session(&fresh, "refresh-9", None).await;
    source.observe(&desk.account, None).await.unwrap();
    let last = desk.script.asked(LIST).pop().unwrap();
    assert_eq!(bearer(&last), format!("Bearer {fresh}"));
}

#[tokio::test]
async fn a_session_kept_by_another_process_is_used_before_signing_out() {
    // The token in memory ends, its renewal is refused, and the vault has a new pair already.
    let desk = Desk::with_session(&token("old", 3_600), None).await;
    desk.script.on(LIST, empty_page());
    let source = desk.bluesky.source();
    source.observe(&desk.account, None).await.unwrap();
    let fresh = token("fresh", 90_000);
    desk.keep_session(&fresh, "refresh-9", None).await;
    desk.clock.advance(Duration::from_hours(2));
    desk.script.on(REFRESH, refusal(400, "ExpiredToken"));
    source.observe(&desk.account, None).await.unwrap();
    let last = desk.script.asked(LIST).pop().unwrap();
    assert_eq!(bearer(&last), format!("Bearer {fresh}"));
}

#[tokio::test]
async fn what_was_in_memory_is_forgotten_with_the_sign_in() {
    let desk = Desk::with_session(&token("old", 3_600), None).await;
    desk.script.on(LIST, empty_page());
    let source = desk.bluesky.source();
    source.observe(&desk.account, None).await.unwrap();
    let fresh = token("fresh", 3_600);
    desk.keep_session(&fresh, "refresh-9", None).await;
    desk.bluesky.connector().forget(&desk.account.id).await;
    source.observe(&desk.account, None).await.unwrap();
    let last = desk.script.asked(LIST).pop().unwrap();
    assert_eq!(bearer(&last), format!("Bearer {fresh}"));
}

#[tokio::test]
async fn a_session_is_shown_to_no_other_server_than_the_one_that_gave_it() {
    let desk = Desk::new().await;
    let mut moved = desk.account.clone();
    let elsewhere = "https://elsewhere.test".to_owned();
    moved.addresses.insert("service".to_owned(), elsewhere);
    let error = desk
        .bluesky
        .source()
        .observe(&moved, None)
        .await
        .unwrap_err();
    assert_eq!(
        (error.code.as_str(), error.kind),
        ("other_server", NetworkErrorKind::SignedOut)
    );
    assert_eq!(desk.script.count(LIST) + desk.script.count(REFRESH), 0);
}

#[tokio::test]
async fn a_sign_in_is_ended_on_the_server_when_it_is_taken_back() {
    let desk = Desk::new().await;
    desk.script.on("deleteSession", ok(&json!({})));
    let name = session_name(&desk.account.id);
    let session = desk.vault.read(&name).await.unwrap().unwrap();
    let connector = desk.bluesky.connector();
    connector.revoke(&desk.account, &session).await.unwrap();
    let asked = desk.script.asked("deleteSession").remove(0);
    assert_eq!(bearer(&asked), "Bearer refresh");
}

#[tokio::test]
async fn an_unreachable_server_does_not_sign_out() {
    let desk = Desk::new().await;
    desk.script
        .on(LIST, refusal(400, "ExpiredToken"))
        .on(REFRESH, no_answer());
    let error = desk
        .bluesky
        .source()
        .observe(&desk.account, None)
        .await
        .unwrap_err();
    assert_eq!(error.kind, NetworkErrorKind::Unavailable);
    assert_eq!(desk.script.count(LOGIN), 0);
}

#[tokio::test]
async fn a_closed_account_is_signed_out_without_a_login() {
    for word in ["AccountTakedown", "AccountDeactivated"] {
        let desk = Desk::new().await;
        desk.script
            .on(LIST, refusal(400, "ExpiredToken"))
            .on(REFRESH, refusal(400, word));
        let error = desk
            .bluesky
            .source()
            .observe(&desk.account, None)
            .await
            .unwrap_err();
        assert_eq!(error.kind, NetworkErrorKind::SignedOut, "{word}");
        assert_eq!(desk.script.count(LOGIN), 0);
        let desk = Desk::new().await;
        desk.script.on(LIST, refusal(401, word));
        let error = desk
            .bluesky
            .source()
            .observe(&desk.account, None)
            .await
            .unwrap_err();
        assert_eq!(error.kind, NetworkErrorKind::SignedOut, "{word}");
    }
}

#[tokio::test]
async fn a_session_that_is_missing_odd_or_of_another_account_is_told_apart() {
    let desk = Desk::unconnected();
    let source = desk.bluesky.source();
    let code = |error: herald_pipeline::ports::NetworkError| error.code;
    let error = source.observe(&desk.account, None).await.unwrap_err();
    assert_eq!(code(error), "no_session");
    let name = session_name(&desk.account.id);
    desk.vault.write(&name, &Secret::new("{}")).await.unwrap();
    let error = source.observe(&desk.account, None).await.unwrap_err();
    assert_eq!(code(error), "bad_session");
    desk.keep_session("a", "b", None).await;
    let mut other = desk.account.clone();
    "did:plc:other".clone_into(&mut other.remote_id);
    let error = source.observe(&other, None).await.unwrap_err();
    assert_eq!(code(error), "wrong_account");
    desk.vault.break_with(Some(VaultError::Locked));
    let error = source.observe(&desk.account, None).await.unwrap_err();
    assert_eq!(error.kind, NetworkErrorKind::VaultClosed);
}

#[tokio::test]
async fn a_spent_budget_stops_calls_before_they_are_made() {
    let desk = Desk::new().await;
    let reset = (super::support::NOW.millis() / 1_000 + 30).to_string();
    let headers = [
        ("ratelimit-limit", "3000"),
        ("ratelimit-remaining", "0"),
        ("ratelimit-reset", reset.as_str()),
    ];
    desk.script.on(LIST, with_headers(empty_page(), &headers));
    let source = desk.bluesky.source();
    source.observe(&desk.account, None).await.unwrap();
    let error = source.observe(&desk.account, None).await.unwrap_err();
    let until = super::support::NOW.plus(Duration::from_secs(30));
    assert_eq!(error.kind, NetworkErrorKind::RateLimited { until });
    assert_eq!(desk.script.count(LIST), 1);
    desk.clock.advance(Duration::from_secs(31));
    source.observe(&desk.account, None).await.unwrap();
    assert_eq!(desk.script.count(LIST), 2);
}
