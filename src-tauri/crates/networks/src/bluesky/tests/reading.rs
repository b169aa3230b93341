use herald_domain::RemoteRef;
use herald_pipeline::ports::{NetworkErrorKind, ThreadView};
use serde_json::{Value, json};

use crate::Wired as _;

use super::support::{Desk, ME, NOW, ok, page_of_html, person, post_view, refusal};

const THREAD: &str = "getPostThread";

fn uri(rkey: &str) -> String {
    format!("at://did:plc:jonas/app.bsky.feed.post/{rkey}")
}

fn node(rkey: &str, parent: Value) -> Value {
    let mut node = json!({
        "$type": "app.bsky.feed.defs#threadViewPost",
        "post": post_view(&uri(rkey), &format!("says {rkey}")),
    });
    if !parent.is_null() {
        node["parent"] = parent;
    }
    node
}

async fn thread(node: Value) -> Result<ThreadView, herald_pipeline::ports::NetworkError> {
    let desk = Desk::new().await;
    desk.script.on(THREAD, ok(&json!({"thread": node})));
    let post = RemoteRef::unversioned(uri("c"));
    desk.bluesky.source().thread(&desk.account, &post).await
}

#[tokio::test]
async fn a_conversation_is_read_oldest_first_with_versions_and_root() {
    let mut anchor = node("c", node("b", node("a", Value::Null)));
    let end = |rkey: &str| json!({"uri": uri(rkey), "cid": format!("bafy{rkey}")});
    anchor["post"]["record"]["reply"] = json!({"root": end("a"), "parent": end("b")});
    anchor["replies"] = json!([node("d", Value::Null)]);
    let view = thread(anchor).await.unwrap();
    let before: Vec<&str> = view.before.iter().map(|post| post.text.as_str()).collect();
    assert_eq!(before, ["says a", "says b"]);
    let post = view.post.unwrap();
    assert_eq!(
        (post.text.as_str(), post.remote.version.as_deref()),
        ("says c", Some("bafypost"))
    );
    assert_eq!(post.created_at, NOW);
    assert_eq!(view.root.unwrap().version.as_deref(), Some("bafya"));
    assert!(!view.answered_by_me);
}

#[tokio::test]
async fn blocked_missing_and_odd_neighbours_are_skipped() {
    let gone =
        json!({"$type": "app.bsky.feed.defs#notFoundPost", "uri": uri("x"), "notFound": true});
    let view = thread(node("c", gone)).await.unwrap();
    assert_eq!(view.before, []);
    assert_eq!(view.root.unwrap().id, uri("c"));
    let mut odd = node("b", node("a", Value::Null));
    odd["post"]["record"] = json!(7);
    let mut anchor = node("c", odd);
    anchor["replies"] = json!([null, {"blocked": true}, 4]);
    let view = thread(anchor).await.unwrap();
    assert_eq!(view.before.len(), 1);
}

#[tokio::test]
async fn an_own_reply_is_noticed() {
    let mut anchor = node("c", Value::Null);
    let mut own = node("d", Value::Null);
    own["post"]["author"]["did"] = json!(ME);
    anchor["replies"] = json!([node("e", Value::Null), own]);
    assert!(thread(anchor).await.unwrap().answered_by_me);
}

#[tokio::test]
async fn a_post_that_is_gone_or_blocked_is_gone_and_nonsense_is_not() {
    let desk = Desk::new().await;
    desk.script.on(THREAD, refusal(400, "NotFound"));
    let post = RemoteRef::unversioned(uri("c"));
    let error = desk
        .bluesky
        .source()
        .thread(&desk.account, &post)
        .await
        .unwrap_err();
    assert_eq!(error.kind, NetworkErrorKind::Gone);
    for flag in ["notFound", "blocked"] {
        let error = thread(json!({flag: true, "uri": uri("c")}))
            .await
            .unwrap_err();
        assert_eq!(error.kind, NetworkErrorKind::Gone, "{flag}");
    }
    let error = thread(json!({"surprise": 1})).await.unwrap_err();
    assert_eq!(error.kind, NetworkErrorKind::Garbled);
}

#[tokio::test]
async fn own_posts_and_numbers_are_sampled_without_reposts() {
    let desk = Desk::new().await;
    let mut profile = person(ME);
    profile["followersCount"] = json!(41);
    profile["followsCount"] = json!(7);
    profile["postsCount"] = json!(3);
    let own = |rkey: &str, likes: i64| {
        let mut post = post_view(&format!("at://{ME}/app.bsky.feed.post/{rkey}"), rkey);
        post["author"]["did"] = json!(ME);
        post["likeCount"] = json!(likes);
        post["quoteCount"] = json!(1);
        json!({"post": post})
    };
    let mut reposted = json!({"post": post_view(&uri("x"), "not mine")});
    reposted["reason"] = json!({"$type": "app.bsky.feed.defs#reasonRepost"});
    let feed = json!([own("one", 5), reposted, {"post": 4}, own("two", 0)]);
    desk.script
        .on("getProfile", ok(&profile))
        .on("getAuthorFeed", ok(&json!({"feed": feed})));
    let sampled = desk.bluesky.source().sample(&desk.account).await.unwrap();
    let texts: Vec<&str> = sampled
        .own_posts
        .iter()
        .map(|post| post.text.as_str())
        .collect();
    assert_eq!(texts, ["one", "two"]);
    let value = |metric: &str, subject: &str| {
        let mut found = sampled.samples.iter();
        found
            .find(|one| one.metric == metric && one.subject == subject)
            .map(|one| one.value)
    };
    assert_eq!(value("followers", ""), Some(41));
    assert_eq!(value("likes", &sampled.own_posts[0].remote.id), Some(5));
    assert_eq!(value("likes", &sampled.own_posts[1].remote.id), Some(0));
    assert_eq!(value("replies", &sampled.own_posts[0].remote.id), None);
}

#[tokio::test]
async fn names_and_addresses_lead_to_people_and_posts() {
    let desk = Desk::new().await;
    let post = "at://did:plc:jonas/app.bsky.feed.post/3k";
    desk.script
        .on("resolveHandle", ok(&json!({"did": "did:plc:jonas"})))
        .on(
            "getProfile",
            ok(&json!({"did": "did:plc:jonas", "handle": "jonas.test"})),
        )
        .on("getPosts", ok(&json!({"posts": [post_view(post, "hi")]})));
    let source = desk.bluesky.source();
    for named in [
        "@jonas.test",
        "did:plc:jonas",
        "https://bsky.app/profile/jonas.test",
    ] {
        let found = source.look_up(&desk.account, named).await.unwrap();
        let who = RemoteRef::unversioned("did:plc:jonas");
        assert_eq!((found.remote, found.is_person), (who, true), "{named}");
        assert_eq!(found.author.handle, "jonas.test");
    }
    for named in [
        "https://bsky.app/profile/jonas.test/post/3k",
        "https://bsky.app/profile/did:plc:jonas/post/3k",
        "at://jonas.test/app.bsky.feed.post/3k",
        post,
    ] {
        let found = source.look_up(&desk.account, named).await.unwrap();
        assert_eq!((found.text.as_str(), found.is_person), ("hi", false));
        let found = found.remote;
        assert_eq!(
            (found.id.as_str(), found.version.as_deref()),
            (post, Some("bafypost")),
            "{named}"
        );
    }
}

#[tokio::test]
async fn what_is_not_there_is_gone_and_what_makes_no_sense_is_said() {
    let desk = Desk::new().await;
    desk.script
        .on("resolveHandle", refusal(400, "InvalidRequest"))
        .on("getPosts", ok(&json!({"posts": []})));
    let source = desk.bluesky.source();
    let kind_of = async |named: &str| source.look_up(&desk.account, named).await.unwrap_err().kind;
    assert_eq!(kind_of("@nobody.test").await, NetworkErrorKind::Gone);
    assert_eq!(
        kind_of("at://did:plc:a/app.bsky.feed.post/3k").await,
        NetworkErrorKind::Gone
    );
    assert_eq!(kind_of("hello there").await, NetworkErrorKind::Refused);
}

#[tokio::test]
async fn a_wall_between_here_and_the_network_is_not_taken_for_the_network() {
    for status in [200, 302, 403, 404, 511] {
        let desk = Desk::new().await;
        desk.script
            .on("getPosts", page_of_html(status))
            .on("getProfile", page_of_html(status));
        let source = desk.bluesky.source();
        let post = source.look_up(&desk.account, &uri("c")).await.unwrap_err();
        assert_ne!(post.kind, NetworkErrorKind::Gone, "{status}");
        assert_ne!(post.kind, NetworkErrorKind::SignedOut, "{status}");
    }
}
