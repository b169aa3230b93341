use std::collections::BTreeMap;

use herald_domain::{MediaRef, PostContent, Proposal, RemoteRef, ReplyTarget};
use herald_pipeline::ports::{NetworkError, NetworkErrorKind, Prepared, target};
use herald_testkit::builders;
use serde_json::{Value, json};
use sha2::{Digest as _, Sha256};

use crate::Wired as _;

use super::support::{Desk, NOW, not_sent, ok, post_view, refusal};

const KEY: &str = "3mffffffffff2";
pub(super) const POST: &str = "at://did:plc:jonas/app.bsky.feed.post/3k";
pub(super) const POSTS: &str = "getPosts";
const UPLOAD: &str = "uploadBlob";

fn says(text: &str) -> PostContent {
    PostContent {
        text: text.into(),
        langs: vec!["en".into(), "de".into(), "fr".into(), "it".into()],
        ..PostContent::default()
    }
}

pub(super) fn to_post() -> RemoteRef {
    RemoteRef {
        id: POST.into(),
        version: Some("bafyoutdated".into()),
    }
}

fn reply_to(parent: RemoteRef) -> Proposal {
    Proposal::Reply {
        to: ReplyTarget {
            root: parent.clone(),
            parent,
        },
        content: says("Thank you"),
    }
}

pub(super) async fn prepare(desk: &Desk, proposal: Proposal) -> Result<Prepared, NetworkError> {
    prepare_with(desk, proposal, &BTreeMap::new()).await
}

async fn prepare_with(
    desk: &Desk,
    proposal: Proposal,
    media: &BTreeMap<String, Vec<u8>>,
) -> Result<Prepared, NetworkError> {
    let approved = desk.approve(proposal);
    let executor = desk.bluesky.executor();
    executor
        .prepare(&desk.account, &approved, KEY, NOW, media)
        .await
}

pub(super) async fn refused(desk: &Desk, proposal: Proposal) -> (NetworkErrorKind, String) {
    let error = prepare(desk, proposal).await.unwrap_err();
    (error.kind, error.code)
}

pub(super) fn seen_post(change: impl Fn(&mut Value)) -> super::support::Told {
    let mut view = post_view(POST, "Hello");
    change(&mut view);
    ok(&json!({"posts": [view]}))
}

#[tokio::test]
async fn a_post_has_its_key_date_languages_and_marks_and_the_same_bytes_each_time() {
    let desk = Desk::new().await;
    desk.script
        .on("resolveHandle", ok(&json!({"did": "did:plc:jonas"})));
    let post = || Proposal::Post {
        content: says("🌊 @jonas.test example.com #sea"),
    };
    let first = prepare(&desk, post()).await.unwrap();
    let facet = |start: u64, end: u64, feature: Value| json!({"index": {"byteStart": start, "byteEnd": end}, "features": [feature]});
    let expected = json!({
        "kind": "put",
        "collection": "app.bsky.feed.post",
        "rkey": KEY,
        "record": {
            "$type": "app.bsky.feed.post",
            "text": "🌊 @jonas.test example.com #sea",
            "createdAt": NOW.to_rfc3339(),
            "langs": ["en", "de", "fr"],
            "facets": [
                facet(5, 16, json!({
                    "$type": "app.bsky.richtext.facet#mention", "did": "did:plc:jonas",
                })),
                facet(17, 28, json!({
                    "$type": "app.bsky.richtext.facet#link", "uri": "https://example.com",
                })),
                facet(29, 33, json!({"$type": "app.bsky.richtext.facet#tag", "tag": "sea"})),
            ],
        },
    });
    assert_eq!(first.wire, expected);
    assert_eq!(first.already, None);
    let second = prepare(&desk, post()).await.unwrap();
    assert_eq!(first.wire.to_string(), second.wire.to_string());
}

#[tokio::test]
async fn a_mention_of_nobody_stays_text_and_an_unreachable_server_stops() {
    let desk = Desk::new().await;
    desk.script
        .on("resolveHandle", refusal(400, "InvalidRequest"));
    let post = || Proposal::Post {
        content: says("Hi @nobody.test"),
    };
    let prepared = prepare(&desk, post()).await.unwrap();
    assert_eq!(prepared.wire["record"].get("facets"), None);
    let desk = Desk::new().await;
    desk.script.on("resolveHandle", not_sent());
    assert_eq!(
        refused(&desk, post()).await.0,
        NetworkErrorKind::Unavailable
    );
}

#[tokio::test]
async fn a_text_against_the_rules_is_refused_before_any_call() {
    let desk = Desk::new().await;
    for (text, code) in [("a".repeat(301), "too_long"), (" ".into(), "empty")] {
        let (kind, found) = refused(
            &desk,
            Proposal::Post {
                content: says(&text),
            },
        )
        .await;
        assert_eq!((kind, found.as_str()), (NetworkErrorKind::Refused, code));
    }
}

#[tokio::test]
async fn what_was_approved_for_another_account_is_refused() {
    let desk = Desk::new().await;
    let mut other = desk.account.clone();
    other.id = builders::account().id;
    let approved = builders::approved(
        &other,
        Proposal::Post {
            content: says("Hi"),
        },
    );
    let executor = desk.bluesky.executor();
    let error = executor
        .prepare(&desk.account, &approved, KEY, NOW, &BTreeMap::new())
        .await
        .unwrap_err();
    assert_eq!(error.code, "wrong_account");
}

#[tokio::test]
async fn a_reply_hangs_on_the_approved_version_and_the_real_root() {
    let desk = Desk::new().await;
    let root = json!({"uri": "at://did:plc:a/app.bsky.feed.post/root", "cid": "bafyroot"});
    desk.script.on(
        POSTS,
        seen_post(|view| {
            view["record"]["reply"] = json!({"root": root, "parent": root});
        }),
    );
    let prepared = prepare(&desk, reply_to(to_post())).await.unwrap();
    let parent = json!({"uri": POST, "cid": "bafyoutdated"});
    assert_eq!(
        prepared.wire["record"]["reply"],
        json!({"root": root, "parent": parent})
    );
    let desk = Desk::new().await;
    desk.script.on(POSTS, seen_post(|_| {}));
    let prepared = prepare(&desk, reply_to(to_post())).await.unwrap();
    assert_eq!(
        prepared.wire["record"]["reply"],
        json!({"root": parent, "parent": parent})
    );
}

#[tokio::test]
async fn a_deleted_parent_and_a_closed_thread_are_told() {
    let desk = Desk::new().await;
    desk.script.on(POSTS, ok(&json!({"posts": []})));
    let (kind, code) = refused(&desk, reply_to(to_post())).await;
    assert_eq!(
        (kind, code.as_str()),
        (NetworkErrorKind::Gone, target::GONE)
    );
    let desk = Desk::new().await;
    desk.script.on(
        POSTS,
        seen_post(|view| view["viewer"]["replyDisabled"] = json!(true)),
    );
    assert_eq!(
        refused(&desk, reply_to(to_post())).await.1,
        "reply_disabled"
    );
}

#[tokio::test]
async fn a_post_that_makes_no_sense_is_not_taken_for_a_deleted_one() {
    let desk = Desk::new().await;
    desk.script
        .on(POSTS, seen_post(|view| view["cid"] = json!(4)));
    assert_eq!(
        refused(&desk, reply_to(to_post())).await.0,
        NetworkErrorKind::Garbled
    );
}

fn picture(bytes: &[u8]) -> (MediaRef, BTreeMap<String, Vec<u8>>) {
    let sha256 = hex::encode(Sha256::digest(bytes));
    let media = MediaRef {
        sha256: sha256.clone(),
        mime: "image/png".into(),
        alt: "A pier".into(),
        width: 4,
        height: 3,
        ..MediaRef::default()
    };
    (media, BTreeMap::from([(sha256, bytes.to_vec())]))
}

fn with_picture(media: MediaRef) -> Proposal {
    Proposal::Post {
        content: PostContent {
            media: vec![media],
            ..says("Look")
        },
    }
}

#[tokio::test]
async fn a_picture_is_uploaded_with_description_and_shape() {
    let desk = Desk::new().await;
    let blob = json!({
        "$type": "blob", "ref": {"$link": "bafkpic"}, "mimeType": "image/png", "size": 3,
    });
    desk.script.on(UPLOAD, ok(&json!({"blob": blob})));
    let (media, bytes) = picture(b"png");
    let prepared = prepare_with(&desk, with_picture(media), &bytes)
        .await
        .unwrap();
    let image = json!({
        "alt": "A pier", "image": blob, "aspectRatio": {"width": 4, "height": 3},
    });
    let embed = json!({"$type": "app.bsky.embed.images", "images": [image]});
    assert_eq!(prepared.wire["record"]["embed"], embed);
    let upload = desk.script.asked(UPLOAD).remove(0);
    assert_eq!(upload.headers["content-type"], "image/png");
    assert_eq!(upload.body, b"png");
}

#[tokio::test]
async fn a_picture_that_is_missing_changed_or_too_large_is_not_uploaded() {
    let desk = Desk::new().await;
    let (media, _) = picture(b"png");
    let other = BTreeMap::from([(media.sha256.clone(), b"another".to_vec())]);
    let (large, large_bytes) = picture(&vec![0; 2_000_001]);
    let cases = [
        (media.clone(), BTreeMap::new(), "media_missing"),
        (media, other, "media_changed"),
        (large, large_bytes, "image_too_large"),
    ];
    for (media, bytes, code) in cases {
        let error = prepare_with(&desk, with_picture(media), &bytes)
            .await
            .unwrap_err();
        assert_eq!(error.code, code);
    }
    assert_eq!(desk.script.count(UPLOAD), 0);
}

#[tokio::test]
async fn a_quote_carries_the_version_and_stands_beside_pictures() {
    let desk = Desk::new().await;
    desk.script.on(POSTS, seen_post(|_| {}));
    let quote = Proposal::Quote {
        subject: to_post(),
        content: says("This"),
    };
    let prepared = prepare(&desk, quote).await.unwrap();
    let record = json!({
        "$type": "app.bsky.embed.record", "record": {"uri": POST, "cid": "bafypost"},
    });
    assert_eq!(prepared.wire["record"]["embed"], record);
    desk.script
        .on(UPLOAD, ok(&json!({"blob": {"ref": {"$link": "bafkpic"}}})));
    let (media, bytes) = picture(b"png");
    let quote = Proposal::Quote {
        subject: to_post(),
        content: PostContent {
            media: vec![media],
            ..says("This")
        },
    };
    let prepared = prepare_with(&desk, quote, &bytes).await.unwrap();
    let embed = &prepared.wire["record"]["embed"];
    assert_eq!(embed["$type"], "app.bsky.embed.recordWithMedia");
    assert_eq!(embed["record"], record);
    assert_eq!(embed["media"]["images"][0]["alt"], "A pier");
}
