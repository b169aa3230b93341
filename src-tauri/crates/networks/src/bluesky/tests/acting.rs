use herald_domain::{Proposal, RemoteRef};
use herald_pipeline::ports::NetworkErrorKind;
use serde_json::{Value, json};

use super::preparing::{POST, POSTS, prepare, refused, seen_post, to_post};
use super::support::{Desk, ME, NOW, ok, person, refusal};

const PROFILE: &str = "getProfile";
const RECORD: &str = "getRecord";

#[tokio::test]
async fn a_like_or_repost_that_is_there_already_needs_no_sending() {
    let like = || Proposal::Like { subject: to_post() };
    let repost = || Proposal::Repost { subject: to_post() };
    let desk = Desk::new().await;
    desk.script.on(POSTS, seen_post(|_| {}));
    let prepared = prepare(&desk, like()).await.unwrap();
    assert_eq!(prepared.already, None);
    assert_eq!(
        prepared.wire["record"],
        json!({
            "$type": "app.bsky.feed.like",
            "subject": {"uri": POST, "cid": "bafypost"},
            "createdAt": NOW.to_rfc3339(),
        })
    );
    for (field, proposal) in [("like", like()), ("repost", repost())] {
        let desk = Desk::new().await;
        let own = format!("at://{ME}/app.bsky.feed.{field}/3kown");
        desk.script
            .on(POSTS, seen_post(|view| view["viewer"][field] = json!(own)));
        let receipt = prepare(&desk, proposal).await.unwrap().already.unwrap();
        assert_eq!(receipt.remote.unwrap().id, own);
        assert!(
            receipt
                .url
                .unwrap()
                .ends_with("/profile/did:plc:jonas/post/3k")
        );
    }
}

#[tokio::test]
async fn people_already_followed_blocked_or_muted_need_no_sending() {
    let who = || "did:plc:jonas".to_owned();
    let cases = [
        (
            Proposal::Follow { who: who() },
            "following",
            json!("at://x/y/z"),
        ),
        (
            Proposal::Block { who: who() },
            "blocking",
            json!("at://x/y/z"),
        ),
        (Proposal::Mute { who: who() }, "muted", json!(true)),
    ];
    for (proposal, field, value) in cases {
        let desk = Desk::new().await;
        desk.script.on(PROFILE, ok(&person("did:plc:jonas")));
        assert_eq!(
            prepare(&desk, proposal.clone()).await.unwrap().already,
            None
        );
        let mut profile = person("did:plc:jonas");
        profile["viewer"] = json!({field: value});
        let desk = Desk::new().await;
        desk.script.on(PROFILE, ok(&profile));
        assert!(
            prepare(&desk, proposal).await.unwrap().already.is_some(),
            "{field}"
        );
    }
}

#[tokio::test]
async fn somebody_who_is_gone_is_not_taken_for_a_lost_sign_in() {
    for word in ["InvalidRequest", "AccountTakedown", "AccountDeactivated"] {
        let desk = Desk::new().await;
        desk.script.on(PROFILE, refusal(400, word));
        let follow = Proposal::Follow {
            who: "did:plc:gone".into(),
        };
        assert_eq!(
            refused(&desk, follow).await.0,
            NetworkErrorKind::Gone,
            "{word}"
        );
    }
    let desk = Desk::new().await;
    assert_eq!(
        refused(&desk, Proposal::Follow { who: ME.into() }).await.1,
        "self"
    );
}

fn own_post() -> RemoteRef {
    RemoteRef::unversioned(format!("at://{ME}/app.bsky.feed.post/3kroot"))
}

fn hide() -> Proposal {
    Proposal::HideReply {
        reply: to_post(),
        root: own_post(),
    }
}

fn in_own_thread() -> super::support::Told {
    seen_post(|view| {
        let end = json!({"uri": own_post().id, "cid": "bafyroot"});
        view["record"]["reply"] = json!({"root": end, "parent": end});
    })
}

#[tokio::test]
async fn hiding_a_reply_keeps_the_gate_as_it_is_and_adds_one() {
    let desk = Desk::new().await;
    let gate = json!({
        "$type": "app.bsky.feed.threadgate",
        "post": own_post().id,
        "createdAt": "2026-01-01T00:00:00.000Z",
        "allow": [{"$type": "app.bsky.feed.threadgate#mentionRule"}],
        "hiddenReplies": ["at://did:plc:b/app.bsky.feed.post/1"],
    });
    desk.script.on(POSTS, in_own_thread()).on(
        RECORD,
        ok(&json!({"uri": "at://x", "cid": "bafygate", "value": gate})),
    );
    let prepared = prepare(&desk, hide()).await.unwrap();
    let mut wanted = gate;
    wanted["hiddenReplies"] = json!(["at://did:plc:b/app.bsky.feed.post/1", POST]);
    assert_eq!(prepared.wire["record"], wanted);
    assert_eq!(prepared.wire["swap"], "bafygate");
    assert_eq!(prepared.wire["rkey"], "3kroot");
    let desk = Desk::new().await;
    desk.script.on(POSTS, in_own_thread()).on(
        RECORD,
        ok(&json!({"uri": "at://x", "cid": "bafygate", "value": wanted})),
    );
    assert!(prepare(&desk, hide()).await.unwrap().already.is_some());
}

#[tokio::test]
async fn a_thread_without_a_gate_gets_one_that_lets_everybody_reply() {
    let desk = Desk::new().await;
    desk.script
        .on(POSTS, in_own_thread())
        .on(RECORD, refusal(400, "RecordNotFound"));
    let prepared = prepare(&desk, hide()).await.unwrap();
    assert_eq!(prepared.wire["swap"], Value::Null);
    assert_eq!(
        prepared.wire["record"],
        json!({
            "$type": "app.bsky.feed.threadgate",
            "post": own_post().id,
            "createdAt": NOW.to_rfc3339(),
            "hiddenReplies": [POST],
        })
    );
}

#[tokio::test]
async fn hiding_works_under_own_posts_for_replies_in_them_and_not_without_end() {
    let desk = Desk::new().await;
    desk.script.on(POSTS, seen_post(|_| {}));
    assert_eq!(refused(&desk, hide()).await.1, "not_in_thread");
    let foreign = Proposal::HideReply {
        reply: to_post(),
        root: to_post(),
    };
    assert_eq!(refused(&desk, foreign).await.1, "not_yours");
    let desk = Desk::new().await;
    let full: Vec<String> = (0..300).map(|n| format!("at://a/b/{n}")).collect();
    let gate = json!({"uri": "at://x", "cid": "bafy", "value": {"hiddenReplies": full}});
    desk.script.on(POSTS, in_own_thread()).on(RECORD, ok(&gate));
    assert_eq!(refused(&desk, hide()).await.1, "too_many_hidden");
}

#[tokio::test]
async fn only_own_records_are_deleted_and_absent_ones_already_are() {
    let desk = Desk::new().await;
    let foreign = Proposal::Delete { subject: to_post() };
    assert_eq!(refused(&desk, foreign).await.1, "not_yours");
    desk.script.on(RECORD, refusal(400, "RecordNotFound"));
    let delete = Proposal::Delete {
        subject: own_post(),
    };
    assert!(prepare(&desk, delete).await.unwrap().already.is_some());
}

fn report(subject: RemoteRef, reason: &str) -> Proposal {
    Proposal::Report {
        subject,
        reason: reason.into(),
        comment: "Sells followers".into(),
    }
}

#[tokio::test]
async fn a_report_names_post_or_person_reason_and_labeler() {
    let mut desk = Desk::new().await;
    desk.script.on(POSTS, seen_post(|_| {}));
    let wire = prepare(&desk, report(to_post(), "spam"))
        .await
        .unwrap()
        .wire;
    assert_eq!(
        wire,
        json!({
            "kind": "report",
            "labeler": "did:plc:ar7c4by46qjdydhdevvrndac",
            "input": {
                "reasonType": "com.atproto.moderation.defs#reasonSpam",
                "reason": "Sells followers",
                "subject": {
                    "$type": "com.atproto.repo.strongRef", "uri": POST, "cid": "bafypost",
                },
            },
        })
    );
    desk.account
        .addresses
        .insert("labeler".into(), "did:plc:chosen".into());
    let person = RemoteRef::unversioned("did:plc:jonas");
    let wire = prepare(&desk, report(person, "rude")).await.unwrap().wire;
    assert_eq!(wire["labeler"], "did:plc:chosen");
    assert_eq!(wire["input"]["subject"]["did"], "did:plc:jonas");
    assert_eq!(
        refused(&desk, report(to_post(), "boring")).await.1,
        "unknown_reason"
    );
}
