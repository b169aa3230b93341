//! Reading, sending and signing in while the network fails.

use std::collections::BTreeSet;
use std::time::Duration;

use futures_util::future::join_all;
use herald_pipeline::ports::{Lookup, NetworkErrorKind, SendError};
use herald_simnet::FaultKind;
use herald_testkit::builders;

use super::desk::{Desk, PUT, id_of, input, post};
#[tokio::test]
async fn an_answer_lost_after_the_commit_leads_to_one_post() {
    for kind in [FaultKind::TimeoutAfter, FaultKind::CloseAfter] {
        let desk = Desk::new().await;
        let wire = desk.wire(post("Once")).await;
        desk.fault(PUT, kind);
        let error = desk.send(&wire).await.unwrap_err();
        assert!(matches!(error, SendError::Unknown(_)), "{error:?}");
        let Lookup::Found(found) = desk.find(&wire).await else {
            panic!("the post is there");
        };
        let again = desk.send(&wire).await.unwrap();
        assert_eq!(again, found);
        assert_eq!(desk.accepted(PUT), 1);
        let sampled = desk.source.sample(&desk.account).await.unwrap();
        assert_eq!(sampled.own_posts.len(), 1);
    }
}

#[tokio::test]
async fn an_answer_lost_before_the_commit_is_absent_and_sent_again_with_the_same_bytes() {
    for kind in [
        FaultKind::ServerError,
        FaultKind::TimeoutBefore,
        FaultKind::Garbage,
        FaultKind::Offline,
    ] {
        let desk = Desk::new().await;
        let wire = desk.wire(post("Once")).await;
        desk.fault(PUT, kind);
        let error = desk.send(&wire).await.unwrap_err();
        assert!(
            matches!(error, SendError::Unknown(_)),
            "{kind:?}: {error:?}"
        );
        assert_eq!(desk.find(&wire).await, Lookup::Nothing);
        desk.send(&wire).await.unwrap();
        assert!(matches!(desk.find(&wire).await, Lookup::Found(_)));
        assert_eq!(desk.accepted(PUT), 1);
    }
}

#[tokio::test]
async fn a_rate_limit_is_surely_not_sent_and_lasts_as_long_as_told() {
    let desk = Desk::new().await;
    let wire = desk.wire(post("Later")).await;
    desk.fault(PUT, FaultKind::RateLimited { reset_after_s: 40 });
    for _ in 0..2 {
        let SendError::NotSent(error) = desk.send(&wire).await.unwrap_err() else {
            panic!("a 429 is not sent");
        };
        let until = builders::START.plus(Duration::from_secs(40));
        assert_eq!(error.kind, NetworkErrorKind::RateLimited { until });
    }
    desk.pass(Duration::from_secs(41));
    desk.send(&wire).await.unwrap();
}

#[tokio::test]
async fn another_record_under_the_key_is_never_replaced() {
    let desk = Desk::new().await;
    let key = desk.key();
    let first = desk.wire_under(&key, post("The first")).await;
    let second = desk.wire_under(&key, post("The second")).await;
    let receipt = desk.send(&first).await.unwrap();
    let error = desk.send(&second).await.unwrap_err();
    assert!(matches!(error, SendError::Unknown(_)), "{error:?}");
    let Lookup::Unlike(seen) = desk.find(&second).await else {
        panic!("the record under the key is another");
    };
    assert_eq!(seen[0].text, "The first");
    assert_eq!(desk.record(&id_of(&receipt))["text"], "The first");
}

#[tokio::test]
async fn ten_calls_after_two_hours_share_one_renewal() {
    let desk = Desk::new().await;
    desk.pass(Duration::from_hours(3));
    let calls = (0..10).map(|_| desk.source.observe(&desk.account, None));
    for seen in join_all(calls).await {
        seen.unwrap();
    }
    assert_eq!(desk.accepted("com.atproto.server.refreshSession"), 1);
    assert_eq!(desk.accepted("com.atproto.server.createSession"), 1);
}

#[tokio::test]
async fn after_a_hundred_days_the_app_password_signs_in_once() {
    let desk = Desk::new().await;
    desk.pass(Duration::from_hours(24 * 100));
    let calls = (0..5).map(|_| desk.source.observe(&desk.account, None));
    for seen in join_all(calls).await {
        seen.unwrap();
    }
    assert_eq!(desk.accepted("com.atproto.server.createSession"), 2);
}

#[tokio::test]
async fn a_token_refused_in_between_is_renewed_and_the_post_sent_once() {
    let desk = Desk::new().await;
    let wire = desk.wire(post("Once")).await;
    desk.fault(PUT, FaultKind::ExpiredToken);
    desk.send(&wire).await.unwrap();
    assert_eq!(desk.accepted(PUT), 1);
    assert_eq!(desk.accepted("com.atproto.server.refreshSession"), 1);
}

#[tokio::test]
async fn a_garbage_item_costs_nothing_but_itself() {
    let desk = Desk::new().await;
    desk.net
        .mention("jonas.test", "mira.test", "hello")
        .unwrap();
    desk.fault(
        "app.bsky.notification.listNotifications",
        FaultKind::MalformedItem,
    );
    let seen = desk.source.observe(&desk.account, None).await.unwrap();
    assert_eq!((seen.activities.len(), seen.dropped.len()), (1, 1));
}

#[tokio::test]
async fn downtime_of_hundreds_is_filled_back_without_loss() {
    let desk = Desk::new().await;
    let mut cursor = desk
        .source
        .observe(&desk.account, None)
        .await
        .unwrap()
        .cursor;
    let mut sent = BTreeSet::new();
    for n in 0..230 {
        desk.pass(Duration::from_mins(1));
        let uri = desk
            .net
            .mention("jonas.test", "mira.test", &format!("number {n}"))
            .unwrap();
        sent.insert(uri.to_string());
    }
    let mut seen = BTreeSet::new();
    for _ in 0..10 {
        let page = desk
            .source
            .observe(&desk.account, cursor.as_deref())
            .await
            .unwrap();
        seen.extend(page.activities.into_iter().map(|one| one.remote.id));
        cursor = page.cursor;
        if !page.more {
            break;
        }
    }
    assert_eq!(seen, sent);
}

#[tokio::test]
async fn a_wrong_password_and_an_absent_server_have_their_codes() {
    let desk = Desk::new().await;
    let wrong = desk
        .connector
        .connect(input(&desk.net, "mira.test", "nope"))
        .await
        .unwrap_err();
    assert_eq!(wrong.code, "wrong_password");
    let mut nowhere = input(&desk.net, "mira.test", "app-pass");
    nowhere
        .addresses
        .insert("service".into(), "http://127.0.0.1:1".into());
    let error = desk.connector.connect(nowhere).await.unwrap_err();
    assert_eq!(error.code, "unreachable");
}
