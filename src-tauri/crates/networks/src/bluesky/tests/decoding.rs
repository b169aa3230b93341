use herald_domain::ActivityKind;
use herald_pipeline::ports::Observed;
use serde_json::{Value, json};

use crate::Wired as _;

use super::support::{Desk, NOW, ok, person};

const LIST: &str = "listNotifications";

fn reply() -> Value {
    let end = |rkey: &str| json!({"uri": format!("at://did:plc:me/app.bsky.feed.post/{rkey}"), "cid": "bafyown"});
    json!({
        "uri": "at://did:plc:jonas/app.bsky.feed.post/3kreply",
        "cid": "bafyreply",
        "author": person("did:plc:jonas"),
        "reason": "reply",
        "reasonSubject": "at://did:plc:me/app.bsky.feed.post/3kparent",
        "record": {
            "$type": "app.bsky.feed.post",
            "text": "Where is that? 🌊",
            "langs": ["en"],
            "createdAt": "not a date at all",
            "reply": {"root": end("3kroot"), "parent": end("3kparent")},
        },
        "indexedAt": NOW.to_rfc3339(),
        "isRead": false,
    })
}

async fn observe(items: Vec<Value>) -> Observed {
    let desk = Desk::new().await;
    desk.script.on(LIST, ok(&json!({"notifications": items})));
    desk.bluesky
        .source()
        .observe(&desk.account, None)
        .await
        .unwrap()
}

#[tokio::test]
async fn a_reply_is_read_whole() {
    let seen = observe(vec![reply()]).await;
    assert_eq!(seen.dropped, Vec::<String>::new());
    let activity = &seen.activities[0];
    assert_eq!(activity.kind, ActivityKind::Reply);
    assert_eq!(activity.text, "Where is that? 🌊");
    assert_eq!(activity.langs, ["en"]);
    assert_eq!(activity.author.handle, "jonas.test");
    assert_eq!(activity.remote.version.as_deref(), Some("bafyreply"));
    let subject = activity.subject.as_ref().unwrap();
    assert_eq!(subject.id, "at://did:plc:me/app.bsky.feed.post/3kparent");
    assert_eq!(subject.version.as_deref(), Some("bafyown"));
    let root = activity.root.as_ref().unwrap();
    assert_eq!(root.id, "at://did:plc:me/app.bsky.feed.post/3kroot");
    assert_eq!(
        activity.url.as_deref(),
        Some("https://bsky.app/profile/did:plc:jonas/post/3kreply")
    );
}

#[tokio::test]
async fn each_wrong_field_in_turn_loses_that_item_alone() {
    let broken: Vec<(&str, Value)> = vec![
        ("/uri", json!(5)),
        ("/uri", json!("")),
        ("/cid", json!(null)),
        ("/author", json!("jonas")),
        ("/author/did", json!([])),
        ("/author/handle", json!({})),
        ("/reason", json!(true)),
        ("/record", json!("text")),
        ("/record/reply", json!("at://x")),
        ("/record/reply/root", json!(null)),
        ("/indexedAt", json!("yesterday")),
        ("/indexedAt", json!(1_700_000_000)),
    ];
    for (field, wrong) in broken {
        let mut bad = reply();
        *bad.pointer_mut(field).unwrap() = wrong.clone();
        let mut good = reply();
        good["uri"] = json!("at://did:plc:jonas/app.bsky.feed.post/3kgood");
        let seen = observe(vec![bad, good]).await;
        assert_eq!(seen.activities.len(), 1, "{field} = {wrong}");
        assert_eq!(seen.dropped.len(), 1, "{field} = {wrong}");
        assert!(
            !seen.dropped[0].contains("Where is that"),
            "{:?}",
            seen.dropped
        );
    }
}

#[tokio::test]
async fn a_mention_whose_text_is_missing_or_odd_is_there_all_the_same() {
    for text in [json!(null), json!(12), json!([])] {
        let mut odd = reply();
        odd["record"]["text"] = text;
        odd["reasonSubject"] = json!({"uri": "x"});
        let seen = observe(vec![odd]).await;
        assert_eq!((seen.activities.len(), seen.dropped.len()), (1, 0));
        assert_eq!(seen.activities[0].text, "");
    }
}

#[tokio::test]
async fn odd_things_in_a_list_are_left_out_one_by_one() {
    let odd = vec![
        json!(null),
        json!(4),
        json!("x"),
        json!([]),
        json!({}),
        reply(),
    ];
    let seen = observe(odd).await;
    assert_eq!((seen.activities.len(), seen.dropped.len()), (1, 5));
}

#[tokio::test]
async fn fields_nobody_needs_may_be_anything() {
    let mut odd = reply();
    odd["labels"] = json!(17);
    odd["author"]["displayName"] = json!(7);
    odd["author"]["viewer"] = json!("x");
    odd["record"]["langs"] = json!("en");
    odd["isRead"] = json!("perhaps");
    odd["author"]["createdAt"] = json!({"year": 1});
    odd["author"]["viewer"] = json!({"muted": false, "knownFollowers": 3});
    odd["record"]["createdAt"] = json!(false);
    odd["record"]["embed"] = json!([[]]);
    let seen = observe(vec![odd]).await;
    assert_eq!((seen.activities.len(), seen.dropped.len()), (1, 0));
}

#[tokio::test]
async fn every_reason_has_its_kind_and_unknown_ones_are_kept() {
    let known = ["mention", "reply", "quote", "like", "repost", "follow"];
    let others = [
        "like-via-repost",
        "starterpack-joined",
        "comment",
        "unfollow",
        "something-new",
    ];
    for reason in known.iter().chain(&others) {
        let mut item = reply();
        item["reason"] = json!(reason);
        let seen = observe(vec![item]).await;
        let kind = &seen.activities[0].kind;
        assert_eq!(kind.as_str(), *reason);
        let is_other = matches!(kind, ActivityKind::Other(_));
        assert_eq!(is_other, others.contains(reason), "{reason}");
    }
}

#[tokio::test]
async fn a_like_names_the_post_and_its_version_and_a_follow_the_person() {
    let post = "at://did:plc:me/app.bsky.feed.post/3kpost";
    let mut like = reply();
    like["uri"] = json!("at://did:plc:jonas/app.bsky.feed.like/3klike");
    like["reason"] = json!("like");
    like["reasonSubject"] = json!(post);
    like["record"] = json!({"subject": {"uri": post, "cid": "bafypost"}});
    let mut follow = reply();
    follow["uri"] = json!("at://did:plc:jonas/app.bsky.graph.follow/3kfollow");
    follow["reason"] = json!("follow");
    follow.as_object_mut().unwrap().remove("reasonSubject");
    follow["record"] = json!({"subject": "did:plc:me"});
    let seen = observe(vec![like, follow]).await;
    let of = |kind: &ActivityKind| {
        seen.activities
            .iter()
            .find(|one| one.kind == *kind)
            .unwrap()
    };
    let like = of(&ActivityKind::Like);
    assert_eq!(
        like.subject.as_ref().unwrap().version.as_deref(),
        Some("bafypost")
    );
    assert_eq!((like.text.as_str(), like.root.as_ref()), ("", None));
    assert_eq!(
        like.url.as_deref(),
        Some("https://bsky.app/profile/did:plc:me/post/3kpost")
    );
    let follow = of(&ActivityKind::Follow);
    assert_eq!(
        follow.url.as_deref(),
        Some("https://bsky.app/profile/did:plc:jonas")
    );
    assert_eq!(follow.subject, None);
}

#[tokio::test]
async fn a_date_from_the_future_is_the_present() {
    let mut item = reply();
    item["indexedAt"] = json!("2099-01-01T00:00:00Z");
    let seen = observe(vec![item]).await;
    assert_eq!(seen.activities[0].created_at, NOW);
    assert_eq!(seen.activities[0].id.at(), NOW);
}
