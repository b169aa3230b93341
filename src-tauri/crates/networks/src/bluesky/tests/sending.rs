use std::time::Duration;

use herald_domain::{Receipt, Verb};
use herald_pipeline::ports::{
    Clock as _, Lookup, NetworkError, NetworkErrorKind, Search, SendError, TransportError,
};
use serde_json::{Value, json};

use crate::Wired as _;

use super::support::{
    Desk, ME, NOW, Told, answer, no_answer, not_sent, ok, page_of_html, person, refusal, session,
    token, with_headers,
};

const PUT: &str = "putRecord";
const RECORD: &str = "getRecord";
const KEY: &str = "3mffffffffff2";

fn record() -> Value {
    json!({"$type": "app.bsky.feed.post", "text": "Hi", "createdAt": NOW.to_rfc3339()})
}

fn post() -> Value {
    json!({
        "kind": "put", "collection": "app.bsky.feed.post", "rkey": KEY, "record": record(),
    })
}

fn uri() -> String {
    format!("at://{ME}/app.bsky.feed.post/{KEY}")
}

fn written() -> Told {
    ok(&json!({"uri": uri(), "cid": "bafynew"}))
}

async fn send(desk: &Desk, wire: &Value) -> Result<Receipt, SendError> {
    let executor = desk.bluesky.executor();
    executor.send(&desk.account, wire, &[]).await
}

async fn look(desk: &Desk, wire: &Value) -> Result<Lookup, NetworkError> {
    let executor = desk.bluesky.executor();
    let search = Search {
        first_called: desk.clock.now(),
        accounted: std::collections::BTreeSet::new(),
    };
    executor.find(&desk.account, wire, &[], &search).await
}

async fn send_against(wire: &Value, end: &str, told: Told) -> SendError {
    let desk = Desk::new().await;
    desk.script.on(end, told);
    send(&desk, wire).await.unwrap_err()
}

fn not_sent_kind(error: SendError) -> NetworkErrorKind {
    match error {
        SendError::NotSent(error) => error.kind,
        SendError::Unknown(error) => panic!("the network may have it: {error}"),
        SendError::HandOver(page) => panic!("handed over: {page:?}"),
    }
}

fn unknown(error: SendError) -> NetworkError {
    match error {
        SendError::Unknown(error) => error,
        SendError::NotSent(error) => panic!("taken for not sent: {error}"),
        SendError::HandOver(page) => panic!("handed over: {page:?}"),
    }
}

#[tokio::test]
async fn a_record_is_put_only_where_there_is_none() {
    let desk = Desk::new().await;
    desk.script.on(PUT, written());
    let receipt = send(&desk, &post()).await.unwrap();
    assert_eq!(
        desk.script.sent(PUT),
        json!({
            "repo": ME,
            "collection": "app.bsky.feed.post",
            "rkey": KEY,
            "record": record(),
            "swapRecord": null,
        })
    );
    let remote = receipt.remote.unwrap();
    assert_eq!(
        (remote.id, remote.version.as_deref()),
        (uri(), Some("bafynew"))
    );
    assert_eq!(
        receipt.url,
        Some(format!("https://bsky.app/profile/{ME}/post/{KEY}"))
    );
}

#[tokio::test]
async fn what_surely_did_not_arrive_is_not_sent() {
    let refused = TransportError::Refused {
        host: "h".into(),
        reason: "private".into(),
    };
    let cases = [
        (not_sent(), NetworkErrorKind::Unavailable),
        (Err(refused), NetworkErrorKind::Refused),
        (refusal(400, "InvalidRequest"), NetworkErrorKind::Refused),
        (refusal(413, "PayloadTooLarge"), NetworkErrorKind::Refused),
        (refusal(401, "AuthMissing"), NetworkErrorKind::SignedOut),
        (
            refusal(401, "AuthenticationRequired"),
            NetworkErrorKind::SignedOut,
        ),
        (
            refusal(400, "AccountDeactivated"),
            NetworkErrorKind::SignedOut,
        ),
        (refusal(400, "AccountTakedown"), NetworkErrorKind::SignedOut),
        (refusal(400, "RecordNotFound"), NetworkErrorKind::Gone),
        (page_of_html(404), NetworkErrorKind::Garbled),
    ];
    for (told, kind) in cases {
        let shown = format!("{told:?}");
        assert_eq!(
            not_sent_kind(send_against(&post(), PUT, told).await),
            kind,
            "{shown}"
        );
    }
}

#[tokio::test]
async fn what_may_have_arrived_is_unknown() {
    let too_large = TransportError::TooLarge {
        host: "h".into(),
        limit_bytes: 1,
    };
    let elsewhere = json!({"uri": "at://did:plc:other/app.bsky.feed.post/1", "cid": "bafy"});
    let cases = [
        no_answer(),
        Err(too_large),
        refusal(500, "InternalServerError"),
        refusal(502, "UpstreamFailure"),
        refusal(504, "UpstreamTimeout"),
        page_of_html(503),
        page_of_html(200),
        page_of_html(302),
        page_of_html(408),
        ok(&json!({})),
        ok(&json!([])),
        ok(&json!({"uri": uri()})),
        ok(&elsewhere),
        answer(201, &json!({"uri": uri(), "cid": "bafy"})),
        refusal(400, "InvalidSwap"),
    ];
    for told in cases {
        let error = unknown(send_against(&post(), PUT, told).await);
        assert!(!error.message.contains("secret"), "{error}");
    }
}

#[tokio::test]
async fn too_many_requests_say_until_when() {
    let told = with_headers(refusal(429, "RateLimitExceeded"), &[("retry-after", "12")]);
    let kind = not_sent_kind(send_against(&post(), PUT, told).await);
    let until = NOW.plus(Duration::from_secs(12));
    assert_eq!(kind, NetworkErrorKind::RateLimited { until });
}

#[tokio::test]
async fn an_expired_token_is_renewed_and_the_same_bytes_sent_once_more() {
    let desk = Desk::new().await;
    desk.script
        .on(PUT, refusal(400, "ExpiredToken"))
        .on(PUT, written());
    desk.script
        .on("refreshSession", ok(&session(&token("new", 7_200), "r2")));
    send(&desk, &post()).await.unwrap();
    let sent = desk.script.asked(PUT);
    assert_eq!(sent.len(), 2);
    assert_eq!(sent[0].body, sent[1].body);
    let desk = Desk::new().await;
    desk.script.on(PUT, refusal(400, "ExpiredToken"));
    desk.script
        .on("refreshSession", ok(&session(&token("new", 7_200), "r2")));
    let error = send(&desk, &post()).await.unwrap_err();
    assert_eq!(not_sent_kind(error), NetworkErrorKind::SignedOut);
    assert_eq!(desk.script.count(PUT), 2);
}

#[tokio::test]
async fn trouble_before_the_call_is_not_sent() {
    let desk = Desk::with_session(&token("old", -5), None).await;
    desk.script
        .on("refreshSession", refusal(400, "ExpiredToken"));
    let error = send(&desk, &post()).await.unwrap_err();
    assert_eq!(not_sent_kind(error), NetworkErrorKind::SignedOut);
    let desk = Desk::new().await;
    desk.vault
        .break_with(Some(herald_pipeline::ports::VaultError::Locked));
    let error = send(&desk, &post()).await.unwrap_err();
    assert_eq!(not_sent_kind(error), NetworkErrorKind::VaultClosed);
    let desk = Desk::new().await;
    let error = send(&desk, &json!({"kind": "from the future"}))
        .await
        .unwrap_err();
    assert_eq!(not_sent_kind(error), NetworkErrorKind::Refused);
    assert_eq!(desk.script.count(PUT), 0);
}

#[tokio::test]
async fn sending_ends_within_its_time_even_where_the_transport_does_not() {
    struct Silent;
    #[async_trait::async_trait]
    impl herald_pipeline::ports::Transport for Silent {
        async fn send(&self, _: herald_pipeline::ports::HttpRequest) -> Told {
            std::future::pending().await
        }
    }
    for (ends_in_s, may_have_it) in [(3_600, true), (-5, false)] {
        let desk = Desk::with_session(&token("a", ends_in_s), None).await;
        let bluesky = crate::bluesky::Bluesky::new(&crate::NetworkPorts {
            transport: std::sync::Arc::new(Silent),
            vault: desk.vault.clone(),
            clock: std::sync::Arc::new(desk.clock.clone()),
            rng: std::sync::Arc::new(herald_testkit::SeededRng::new(1)),
            locks: std::sync::Arc::new(herald_testkit::MemoryLocks::default()),
        });
        let executor = bluesky.executor();
        let wire = post();
        let steps = async {
            desk.clock.until_sleeping(1).await;
            desk.clock.advance(executor.call_timeout());
        };
        let (sent, ()) = tokio::join!(executor.send(&desk.account, &wire, &[]), steps);
        let error = sent.unwrap_err();
        assert_eq!(
            matches!(error, SendError::Unknown(_)),
            may_have_it,
            "{error:?}"
        );
    }
}

#[tokio::test]
async fn other_verbs_call_their_methods() {
    let desk = Desk::new().await;
    desk.script
        .on("deleteRecord", ok(&json!({})))
        .on(
            "muteActor",
            Ok(herald_pipeline::ports::HttpResponse {
                status: 200,
                headers: http::HeaderMap::new(),
                body: vec![],
            }),
        )
        .on("createReport", ok(&json!({"id": 5})));
    let delete = json!({"kind": "delete", "collection": "app.bsky.feed.post", "rkey": KEY});
    let receipt = send(&desk, &delete).await.unwrap();
    assert_eq!((receipt.remote.unwrap().id, receipt.url), (uri(), None));
    let mute = json!({"kind": "mute", "did": "did:plc:jonas"});
    let receipt = send(&desk, &mute).await.unwrap();
    assert_eq!(receipt.remote.unwrap().id, "did:plc:jonas");
    assert_eq!(
        desk.script.sent("muteActor"),
        json!({"actor": "did:plc:jonas"})
    );
    let report = json!({"kind": "report", "labeler": "did:plc:lab", "input": {"a": 1}});
    assert_eq!(send(&desk, &report).await.unwrap().remote, None);
    let asked = desk.script.asked("createReport").remove(0);
    assert_eq!(
        asked.headers["atproto-proxy"],
        "did:plc:lab#atproto_labeler"
    );
}

#[tokio::test]
async fn a_gate_changed_meanwhile_is_surely_not_written() {
    let hide = json!({
        "kind": "hide", "rkey": "3kroot", "record": {}, "swap": "bafyold", "reply": "at://a/b/c",
    });
    let error = send_against(&hide, PUT, refusal(400, "InvalidSwap")).await;
    assert!(matches!(error, SendError::NotSent(error) if error.code == "invalid_swap"));
}

async fn find_against(wire: &Value, end: &str, told: Told) -> Result<Lookup, NetworkError> {
    let desk = Desk::new().await;
    desk.script.on(end, told);
    look(&desk, wire).await
}

fn stored(value: &Value) -> Told {
    ok(&json!({"uri": uri(), "cid": "bafynew", "value": value}))
}

fn is_found(looked: &Result<Lookup, NetworkError>) -> bool {
    matches!(looked, Ok(Lookup::Found(_)))
}

#[tokio::test]
async fn a_look_up_tells_found_absent_and_taken_apart() {
    let Ok(Lookup::Found(receipt)) = find_against(&post(), RECORD, stored(&record())).await else {
        panic!("not found");
    };
    assert_eq!(receipt.remote.unwrap().version.as_deref(), Some("bafynew"));
    let absent = find_against(&post(), RECORD, refusal(400, "RecordNotFound")).await;
    assert_eq!(absent, Ok(Lookup::Nothing));
    let words = json!({"error": "InvalidRequest", "message": "Could not locate record: at://x"});
    let absent = find_against(&post(), RECORD, answer(400, &words)).await;
    assert_eq!(absent, Ok(Lookup::Nothing));
    let taken = find_against(&post(), RECORD, stored(&json!({"text": "other"}))).await;
    let Ok(Lookup::Unlike(seen)) = taken else {
        panic!("taken for something else: {taken:?}");
    };
    assert_eq!(seen[0].text, "other");
}

#[tokio::test]
async fn a_look_up_that_fails_is_neither_found_nor_absent() {
    for told in [
        not_sent(),
        no_answer(),
        page_of_html(200),
        page_of_html(404),
        refusal(500, "InternalServerError"),
        refusal(400, "InvalidRequest"),
        refusal(429, "RateLimitExceeded"),
    ] {
        let shown = format!("{told:?}");
        assert!(
            find_against(&post(), RECORD, told).await.is_err(),
            "{shown}"
        );
    }
}

#[tokio::test]
async fn each_verb_is_looked_up_in_its_own_way() {
    let delete = json!({"kind": "delete", "collection": "app.bsky.feed.post", "rkey": KEY});
    let gone = find_against(&delete, RECORD, refusal(400, "RecordNotFound")).await;
    assert!(is_found(&gone));
    assert_eq!(
        find_against(&delete, RECORD, stored(&record())).await,
        Ok(Lookup::Nothing)
    );

    let mute = json!({"kind": "mute", "did": "did:plc:jonas"});
    let mut muted = person("did:plc:jonas");
    assert_eq!(
        find_against(&mute, "getProfile", ok(&muted)).await,
        Ok(Lookup::Nothing)
    );
    muted["viewer"] = json!({"muted": true});
    assert!(is_found(
        &find_against(&mute, "getProfile", ok(&muted)).await
    ));

    let hide = json!({
        "kind": "hide", "rkey": "3kroot", "record": {}, "swap": null, "reply": "at://a/b/c",
    });
    let gate = json!({"hiddenReplies": ["at://x/y/z", "at://a/b/c"]});
    assert!(is_found(&find_against(&hide, RECORD, stored(&gate)).await));
    let other = json!({"hiddenReplies": ["at://x/y/z"]});
    assert_eq!(
        find_against(&hide, RECORD, stored(&other)).await,
        Ok(Lookup::Nothing)
    );

    let report = json!({"kind": "report", "labeler": "did:plc:lab", "input": {}});
    let desk = Desk::new().await;
    let looked = look(&desk, &report).await;
    assert!(matches!(looked, Ok(Lookup::CannotTell(_))), "{looked:?}");
}

#[tokio::test]
async fn every_key_of_a_process_is_later_than_the_one_before() {
    let desk = Desk::new().await;
    let key = |entropy: u8| desk.bluesky.executor().key(Verb::Post, NOW, [entropy; 10]);
    let keys = [key(9), key(3), key(250), key(0)];
    assert!(keys.windows(2).all(|pair| pair[0] < pair[1]), "{keys:?}");
}
