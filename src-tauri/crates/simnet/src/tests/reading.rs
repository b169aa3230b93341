use std::time::Duration;

use serde_json::{Value, json};

use super::support::{Bench, bench, post};
use crate::OWNER;

const LIST: &str = "app.bsky.notification.listNotifications";
const UNREAD: &str = "app.bsky.notification.getUnreadCount";
const THREAD: &str = "app.bsky.feed.getPostThread";

/// A network one second after its founding, so that whatever happens next is unread.
async fn a_second_later() -> Bench {
    let bench = bench().await;
    bench.clock.advance(Duration::from_secs(1));
    bench
}

fn reasons(page: &Value) -> Vec<&str> {
    let items = page["notifications"].as_array().unwrap();
    items
        .iter()
        .map(|one| one["reason"].as_str().unwrap())
        .collect()
}

#[tokio::test]
async fn every_kind_of_activity_arrives_newest_first_with_its_subject() {
    let bench = a_second_later().await;
    bench
        .wire
        .post("com.atproto.repo.putRecord", &bench.put(1, &post("mine")))
        .await
        .ok();
    let mine = bench.post_uri(1);
    bench.sim.like_as("jonas.sim.test", &mine).unwrap();
    bench.sim.repost_as("amara.sim.test", &mine).unwrap();
    bench.sim.follow_as("wes.sim.test", OWNER).unwrap();
    bench.sim.reply_as("priya.sim.test", &mine, "how?").unwrap();
    bench.sim.quote_as("hana.sim.test", &mine, "look").unwrap();
    let mention = bench
        .sim
        .mention("teo.sim.test", OWNER, "héllo 🎶")
        .unwrap();

    let page = bench.wire.get(LIST, &[("limit", "6")]).await.ok();
    assert_eq!(
        reasons(&page),
        ["mention", "quote", "reply", "follow", "repost", "like"]
    );
    let items = page["notifications"].as_array().unwrap();
    assert_eq!(items[0]["uri"], mention.to_string());
    assert_eq!(items[0]["author"]["handle"], "teo.sim.test");
    assert!(items[0].get("reasonSubject").is_none() && items[3].get("reasonSubject").is_none());
    for nth in [1, 2, 4, 5] {
        assert_eq!(
            items[nth]["reasonSubject"],
            mine.to_string(),
            "{}",
            items[nth]
        );
    }
    assert!(items.iter().all(|one| one["isRead"] == false));
    let facet = &items[0]["record"]["facets"][0];
    assert_eq!(
        facet["index"],
        json!({"byteStart": 0, "byteEnd": 1 + OWNER.len()})
    );
    assert_eq!(facet["features"][0]["did"], bench.owner().as_str());

    let only = bench
        .wire
        .get(LIST, &[("reasons", "mention"), ("reasons", "follow")])
        .await
        .ok();
    assert_eq!(reasons(&only)[..2], ["mention", "follow"]);
}

#[tokio::test]
async fn paging_shows_everything_once_even_within_one_instant() {
    let bench = a_second_later().await;
    for nth in 0..23 {
        bench
            .sim
            .mention("jonas.sim.test", OWNER, &format!("number {nth}"))
            .unwrap();
    }
    let mut seen = Vec::new();
    let mut cursor: Option<String> = None;
    loop {
        let mut query = vec![("limit", "10")];
        query.extend(cursor.as_deref().map(|cursor| ("cursor", cursor)));
        let page = bench.wire.get(LIST, &query).await.ok();
        for one in page["notifications"].as_array().unwrap() {
            seen.push(one["uri"].as_str().unwrap().to_owned());
        }
        match page["cursor"].as_str() {
            Some(next) => cursor = Some(next.to_owned()),
            None => break,
        }
    }
    let mut distinct = seen.clone();
    distinct.sort();
    distinct.dedup();
    assert_eq!(distinct.len(), seen.len());
    assert!(seen.len() >= 23);
    let wrong = bench.wire.get(LIST, &[("cursor", "x")]).await;
    assert_eq!(wrong.refusal(), (400, "InvalidRequest"));
    assert_eq!(
        bench.wire.get(LIST, &[("limit", "101")]).await.refusal(),
        (400, "InvalidRequest")
    );
}

#[tokio::test]
async fn looking_marks_read_and_muting_hides() {
    let bench = a_second_later().await;
    bench.sim.mention("jonas.sim.test", OWNER, "one").unwrap();
    bench.sim.mention("rex.sim.test", OWNER, "two").unwrap();
    assert_eq!(bench.wire.get(UNREAD, &[]).await.ok()["count"], 2);
    let mute = json!({"actor": "rex.sim.test"});
    assert_eq!(
        bench
            .wire
            .post("app.bsky.graph.muteActor", &mute)
            .await
            .status,
        200
    );
    assert_eq!(bench.wire.get(UNREAD, &[]).await.ok()["count"], 1);
    let profile = bench
        .wire
        .get("app.bsky.actor.getProfile", &[("actor", "rex.sim.test")])
        .await;
    assert_eq!(profile.ok()["viewer"]["muted"], true);
    bench.wire.post("app.bsky.graph.unmuteActor", &mute).await;
    assert_eq!(bench.wire.get(UNREAD, &[]).await.ok()["count"], 2);

    let page = bench.wire.get(LIST, &[("limit", "1")]).await.ok();
    let seen = json!({"seenAt": page["notifications"][0]["indexedAt"]});
    assert_eq!(
        bench
            .wire
            .post("app.bsky.notification.updateSeen", &seen)
            .await
            .status,
        200
    );
    assert_eq!(bench.wire.get(UNREAD, &[]).await.ok()["count"], 0);
    let page = bench.wire.get(LIST, &[("limit", "1")]).await.ok();
    assert_eq!(page["notifications"][0]["isRead"], true);
    assert_eq!(page["seenAt"], seen["seenAt"]);
}

#[tokio::test]
async fn thread_shows_ancestors_replies_and_what_was_deleted() {
    let bench = a_second_later().await;
    let root = bench.sim.post_as("jonas.sim.test", "root").unwrap();
    let middle = bench
        .sim
        .reply_as("amara.sim.test", &root, "middle")
        .unwrap();
    let anchor = bench
        .sim
        .reply_as("priya.sim.test", &middle, "anchor")
        .unwrap();
    let below = bench
        .sim
        .reply_as("hana.sim.test", &anchor, "below")
        .unwrap();
    bench
        .sim
        .reply_as("teo.sim.test", &below, "far below")
        .unwrap();
    let own = bench
        .sim
        .reply_as("priya.sim.test", &anchor, "own")
        .unwrap();

    let uri = anchor.to_string();
    let thread = bench
        .wire
        .get(THREAD, &[("uri", &uri), ("depth", "1")])
        .await
        .ok();
    let node = &thread["thread"];
    assert_eq!(node["$type"], "app.bsky.feed.defs#threadViewPost");
    assert_eq!(node["parent"]["post"]["uri"], middle.to_string());
    assert_eq!(node["parent"]["parent"]["post"]["uri"], root.to_string());
    let replies: Vec<&str> = node["replies"]
        .as_array()
        .unwrap()
        .iter()
        .map(|one| one["post"]["uri"].as_str().unwrap())
        .collect();
    assert_eq!(replies, [own.to_string(), below.to_string()]);
    assert!(node["replies"][1].get("replies").is_none());
    assert_eq!(node["replies"][1]["post"]["replyCount"], 1);
    assert_eq!(
        node["post"]["record"]["reply"]["root"]["uri"],
        root.to_string()
    );

    let short = bench
        .wire
        .get(THREAD, &[("uri", &uri), ("parentHeight", "1")])
        .await
        .ok();
    assert!(short["thread"]["parent"].get("parent").is_none());

    bench.sim.delete_as_owner(&middle).unwrap();
    let torn = bench.wire.get(THREAD, &[("uri", &uri)]).await.ok();
    let gone = json!({"$type": "app.bsky.feed.defs#notFoundPost", "uri": middle.to_string(), "notFound": true});
    assert_eq!(torn["thread"]["parent"], gone);
    let missing = bench
        .wire
        .get(THREAD, &[("uri", &middle.to_string())])
        .await;
    assert_eq!(missing.refusal(), (400, "NotFound"));
}

#[tokio::test]
async fn profiles_followers_feed_and_search_agree_with_the_world() {
    let bench = bench().await;
    let profiles = [
        ("actors", OWNER),
        ("actors", "nobody.test"),
        ("actors", "jonas.sim.test"),
    ];
    let profiles = bench
        .wire
        .get("app.bsky.actor.getProfiles", &profiles)
        .await
        .ok();
    let shown = profiles["profiles"].as_array().unwrap();
    assert_eq!(shown.len(), 2);
    let counts =
        ["followersCount", "followsCount", "postsCount"].map(|name| shown[0][name].clone());
    assert_eq!(counts, [json!(5), json!(2), json!(5)]);
    assert!(shown[1]["viewer"]["following"].is_string());

    let followers = "app.bsky.graph.getFollowers";
    let first = bench
        .wire
        .get(followers, &[("actor", OWNER), ("limit", "3")])
        .await
        .ok();
    let cursor = first["cursor"].as_str().unwrap();
    let second = bench
        .wire
        .get(followers, &[("actor", OWNER), ("cursor", cursor)])
        .await
        .ok();
    assert_eq!(first["followers"].as_array().unwrap().len(), 3);
    assert_eq!(second["followers"].as_array().unwrap().len(), 2);
    assert!(second.get("cursor").is_none());

    let feed = bench
        .wire
        .get(
            "app.bsky.feed.getAuthorFeed",
            &[("actor", OWNER), ("limit", "5")],
        )
        .await
        .ok();
    let newest = feed["feed"][0]["post"]["record"]["text"].as_str().unwrap();
    assert!(newest.starts_with("New series"), "{newest}");

    let search = "app.bsky.feed.searchPosts";
    let hits = bench.wire.get(search, &[("q", "harbour")]).await.ok();
    assert_eq!(hits["hitsTotal"], 2);
    let tagged = bench.wire.get(search, &[("q", "#fog")]).await.ok();
    assert_eq!(tagged["posts"].as_array().unwrap().len(), 1);
    let by = bench
        .wire
        .get(search, &[("q", "from:jonas.sim.test fog")])
        .await
        .ok();
    assert_eq!(by["posts"][0]["author"]["handle"], "jonas.sim.test");
}

#[tokio::test]
async fn report_needs_a_labeler_and_is_kept() {
    let bench = bench().await;
    let rex = bench.sim.user("rex.sim.test").unwrap().did;
    let input = json!({
        "reasonType": "com.atproto.moderation.defs#reasonRude",
        "reason": "insults",
        "subject": {"$type": "com.atproto.admin.defs#repoRef", "did": rex.as_str()},
    });
    let method = "com.atproto.moderation.createReport";
    let refused = bench.wire.post(method, &input).await;
    assert_eq!(refused.refusal(), (400, "InvalidRequest"));
    let proxied = bench.wire.request_post(method, &input).header(
        "atproto-proxy",
        "did:plc:ar7c4by46qjdydhdevvrndac#atproto_labeler",
    );
    let report = bench.wire.try_send(proxied).await.unwrap().ok();
    assert_eq!(report["reportedBy"], bench.owner().as_str());
    assert_eq!(bench.sim.world().reports().len(), 1);
}
