use std::collections::BTreeMap;

use herald_pipeline::ports::{ConnectInput, NetworkError, NetworkErrorKind, Reach, Secret};
use serde_json::{Value, json};

use crate::Wired as _;

use super::support::{
    Desk, ME, answer, no_answer, not_sent, ok, page_of_html, refusal, session, token,
};

const LOGIN: &str = "createSession";
const RESOLVE: &str = "resolveHandle";
const WELL_KNOWN: &str = "atproto-did";
const PROFILE: &str = "getProfile";

fn input(handle: &str, addresses: &[(&str, &str)]) -> ConnectInput {
    let pairs = addresses
        .iter()
        .map(|(role, address)| ((*role).to_owned(), (*address).to_owned()));
    ConnectInput {
        way: String::new(),
        fields: BTreeMap::new(),
        handle: handle.to_owned(),
        secret: Secret::new(" app-pass\n"),
        second_factor: None,
        addresses: pairs.collect(),
    }
}

fn document(handle: &str) -> Value {
    json!({
        "id": ME,
        "alsoKnownAs": [format!("at://{handle}")],
        "service": [
            {"id": "#bsky_chat", "serviceEndpoint": "https://chat.test"},
            {"id": "#atproto_pds", "serviceEndpoint": "https://morel.pds.test"},
        ],
    })
}

/// A desk where everything works for `me.test`.
fn discoverable() -> Desk {
    let desk = Desk::unconnected();
    desk.script
        .on(RESOLVE, ok(&json!({"did": ME})))
        .on(ME, ok(&document("me.test")))
        .on(LOGIN, ok(&session(&token("a", 7_200), "r")))
        .on(
            PROFILE,
            ok(&json!({"did": ME, "handle": "me.test", "displayName": "Mira"})),
        );
    desk
}

async fn refused(desk: &Desk, input: ConnectInput) -> NetworkError {
    let error = desk.bluesky.connector().connect(input).await.unwrap_err();
    assert!(
        !error.message.contains("app-pass") && !error.message.contains("secret"),
        "{error}"
    );
    error
}

#[tokio::test]
async fn a_handle_leads_to_its_server_and_a_session_for_the_vault() {
    let desk = discoverable();
    let connected = desk
        .bluesky
        .connector()
        .connect(input(" @Me.test", &[]))
        .await
        .unwrap();
    assert_eq!(connected.remote_id, ME);
    assert_eq!(
        (connected.handle.as_str(), connected.display_name.as_str()),
        ("me.test", "Mira")
    );
    let found = BTreeMap::from([("pds".to_owned(), "https://morel.pds.test/".to_owned())]);
    assert_eq!(connected.addresses, found);
    let login = desk.script.asked(LOGIN).remove(0);
    assert_eq!(login.url.host_str(), Some("morel.pds.test"));
    assert_eq!(login.reach, Reach::Public);
    assert_eq!(
        desk.script.sent(LOGIN),
        json!({"identifier": "me.test", "password": "app-pass"})
    );
    let stored: Value = serde_json::from_str(connected.session.expose()).unwrap();
    assert_eq!(stored["server"], "morel.pds.test");
    assert_eq!(stored["refresh"], "r");
    assert_eq!(
        desk.script.asked(RESOLVE)[0].url.host_str(),
        Some("public.api.bsky.app")
    );
    assert_eq!(
        desk.script.asked(ME)[0].url.as_str(),
        format!("https://plc.directory/{ME}")
    );
}

#[tokio::test]
async fn a_chosen_server_is_used_where_the_document_names_it() {
    let desk = Desk::unconnected();
    desk.script
        .on(LOGIN, ok(&session(&token("a", 7_200), "r")))
        .on(ME, ok(&held_by("http://localhost:4000")))
        .on(PROFILE, no_answer());
    let given = [
        ("service", "http://127.0.0.1:4000"),
        ("web", "https://web.test"),
    ];
    let connected = desk
        .bluesky
        .connector()
        .connect(input("me.test", &given))
        .await
        .unwrap();
    assert_eq!(desk.script.count(RESOLVE), 0);
    let login = desk.script.asked(LOGIN).remove(0);
    assert_eq!(
        login.url.as_str(),
        "http://127.0.0.1:4000/xrpc/com.atproto.server.createSession"
    );
    assert_eq!(login.reach, Reach::Chosen);
    assert_eq!(connected.addresses, input("", &given).addresses);
    assert_eq!(connected.authority, "plc.directory");
}

/// The account's document, held by the server given.
fn held_by(server: &str) -> Value {
    let mut document = document("me.test");
    document["service"][1]["serviceEndpoint"] = json!(server);
    document
}

#[tokio::test]
async fn a_server_that_only_claims_an_account_does_not_get_it() {
    let desk = discoverable();
    for handle in ["me.test", ME] {
        let given = [("service", "https://evil.test")];
        let error = refused(&desk, input(handle, &given)).await;
        assert_eq!(error.code, "not_its_server");
        assert!(error.message.contains("morel.pds.test"), "{error}");
    }
    assert_eq!(desk.script.count(PROFILE), 0);
}

#[tokio::test]
async fn a_chosen_server_is_not_believed_while_nobody_can_vouch_for_it() {
    let desk = Desk::unconnected();
    desk.script
        .on(LOGIN, ok(&session(&token("a", 7_200), "r")))
        .on(ME, not_sent());
    let given = [("service", "https://pds.test")];
    let error = refused(&desk, input("me.test", &given)).await;
    assert_eq!(error.code, "unreachable");
}

#[tokio::test]
async fn the_entryway_is_no_server_that_holds_accounts() {
    let desk = discoverable();
    let given = [("service", "https://bsky.social")];
    let connected = desk
        .bluesky
        .connector()
        .connect(input("me.test", &given))
        .await
        .unwrap();
    let login = desk.script.asked(LOGIN).remove(0);
    assert_eq!(login.url.host_str(), Some("morel.pds.test"));
    assert_eq!(connected.addresses["pds"], "https://morel.pds.test/");
    assert!(!connected.addresses.contains_key("service"));
}

#[tokio::test]
async fn who_vouches_for_an_account_is_part_of_who_it_is() {
    let desk = discoverable();
    let given = [("plc", "http://127.0.0.1:1")];
    let connected = desk
        .bluesky
        .connector()
        .connect(input("me.test", &given))
        .await
        .unwrap();
    assert_eq!(connected.authority, "127.0.0.1:1");
}

#[tokio::test]
async fn chosen_look_up_addresses_are_asked_and_may_be_private() {
    let desk = discoverable();
    let given = [
        ("plc", "http://127.0.0.1:1"),
        ("public_api", "http://127.0.0.1:2"),
    ];
    desk.bluesky
        .connector()
        .connect(input("me.test", &given))
        .await
        .unwrap();
    for (end, port) in [(ME, 1), (RESOLVE, 2)] {
        let asked = desk.script.asked(end).remove(0);
        assert_eq!((asked.url.port(), asked.reach), (Some(port), Reach::Chosen));
    }
    assert_eq!(desk.script.asked(LOGIN)[0].reach, Reach::Public);
}

#[tokio::test]
async fn a_did_and_a_short_name_work_too() {
    let desk = discoverable();
    desk.bluesky
        .connector()
        .connect(input(ME, &[]))
        .await
        .unwrap();
    assert_eq!(desk.script.count(RESOLVE), 0);
    let desk = discoverable();
    let error = refused(&desk, input("me", &[])).await;
    // The document names me.test, not me.bsky.social.
    assert_eq!(error.code, "unknown_handle");
    let query = desk.script.asked(RESOLVE)[0].url.query().map(str::to_owned);
    assert_eq!(query.as_deref(), Some("handle=me.bsky.social"));
}

#[tokio::test]
async fn an_email_address_signs_in_at_the_entryway_and_settles_on_the_real_server() {
    let desk = discoverable();
    let connected = desk
        .bluesky
        .connector()
        .connect(input("me@example.com", &[]))
        .await
        .unwrap();
    assert_eq!(
        desk.script.asked(LOGIN)[0].url.host_str(),
        Some("bsky.social")
    );
    assert_eq!(connected.addresses["pds"], "https://morel.pds.test/");
}

#[tokio::test]
async fn the_handles_own_host_is_asked_where_the_public_api_does_not_know() {
    let desk = Desk::unconnected();
    desk.script
        .on(RESOLVE, refusal(400, "InvalidRequest"))
        .on(
            WELL_KNOWN,
            Ok(herald_pipeline::ports::HttpResponse {
                status: 200,
                headers: http::HeaderMap::new(),
                body: format!("{ME}\n").into_bytes(),
            }),
        )
        .on(ME, ok(&document("me.test")))
        .on(LOGIN, ok(&session(&token("a", 7_200), "r")))
        .on(PROFILE, no_answer());
    let connected = desk
        .bluesky
        .connector()
        .connect(input("me.test", &[]))
        .await
        .unwrap();
    assert_eq!(connected.display_name, "");
    let asked = desk.script.asked(WELL_KNOWN).remove(0);
    assert_eq!(
        asked.url.as_str(),
        "https://me.test/.well-known/atproto-did"
    );
    assert_eq!(asked.reach, Reach::Public);
}

#[tokio::test]
async fn a_handle_the_account_does_not_name_is_not_believed() {
    let desk = Desk::unconnected();
    desk.script
        .on(RESOLVE, ok(&json!({"did": ME})))
        .on(ME, ok(&document("real.test")));
    let error = refused(&desk, input("me.test", &[])).await;
    assert_eq!(error.code, "unknown_handle");
    assert_eq!(desk.script.count(LOGIN), 0);
}

#[tokio::test]
async fn what_cannot_be_found_and_what_cannot_be_reached_are_told_apart() {
    let desk = Desk::unconnected();
    desk.script
        .on(RESOLVE, refusal(400, "InvalidRequest"))
        .on(WELL_KNOWN, page_of_html(404));
    assert_eq!(
        refused(&desk, input("me.test", &[])).await.code,
        "unknown_handle"
    );
    let desk = Desk::unconnected();
    desk.script
        .on(RESOLVE, refusal(400, "InvalidRequest"))
        .on(WELL_KNOWN, not_sent());
    assert_eq!(
        refused(&desk, input("me.test", &[])).await.code,
        "unknown_handle"
    );
    let desk = Desk::unconnected();
    desk.script
        .on(RESOLVE, not_sent())
        .on(WELL_KNOWN, not_sent());
    assert_eq!(
        refused(&desk, input("me.test", &[])).await.code,
        "unreachable"
    );
    let desk = Desk::unconnected();
    desk.script
        .on(RESOLVE, ok(&json!({"did": ME})))
        .on(ME, answer(500, &json!({})));
    assert_eq!(
        refused(&desk, input("me.test", &[])).await.code,
        "unreachable"
    );
    for nonsense in ["", "a b c@", "https://example.com/x"] {
        let desk = Desk::unconnected();
        assert_eq!(
            refused(&desk, input(nonsense, &[])).await.code,
            "unknown_handle"
        );
    }
}

#[tokio::test]
async fn login_trouble_has_its_codes() {
    let given = [("service", "https://pds.test")];
    let cases = [
        (
            refusal(401, "AuthenticationRequired"),
            "wrong_password",
            NetworkErrorKind::Refused,
        ),
        (
            refusal(401, "AuthFactorTokenRequired"),
            "second_factor",
            NetworkErrorKind::Refused,
        ),
        (not_sent(), "unreachable", NetworkErrorKind::Unavailable),
        (no_answer(), "unreachable", NetworkErrorKind::Unavailable),
        (
            page_of_html(502),
            "unreachable",
            NetworkErrorKind::Unavailable,
        ),
        (
            page_of_html(200),
            "unreachable",
            NetworkErrorKind::Unavailable,
        ),
        (
            refusal(401, "AccountTakedown"),
            "account_takedown",
            NetworkErrorKind::SignedOut,
        ),
    ];
    for (told, code, kind) in cases {
        let desk = Desk::unconnected();
        desk.script.on(LOGIN, told);
        let error = refused(&desk, input("me.test", &given)).await;
        assert_eq!((error.code.as_str(), error.kind), (code, kind));
        assert!(
            error.message.contains(". "),
            "says what to do: {}",
            error.message
        );
    }
}

#[tokio::test]
async fn another_account_than_the_one_named_is_not_connected() {
    let desk = discoverable();
    let mut other = document("me.test");
    other["id"] = json!("did:plc:other");
    desk.script.on("did:plc:other", ok(&other));
    let error = refused(&desk, input("did:plc:other", &[])).await;
    assert_eq!(error.code, "wrong_account");
}

#[tokio::test]
async fn a_second_factor_goes_along() {
    let desk = discoverable();
    let mut input = input("me.test", &[]);
    input.second_factor = Some(" 123-456 ".into());
    desk.bluesky.connector().connect(input).await.unwrap();
    assert_eq!(desk.script.sent(LOGIN)["authFactorToken"], "123-456");
}

#[tokio::test]
async fn an_address_that_is_none_is_refused_before_any_call() {
    let desk = Desk::unconnected();
    let error = refused(&desk, input("me.test", &[("service", "ftp://x")])).await;
    assert_eq!(error.code, "bad_address");
}
