use serde_json::{Value, json};

use super::support::{POST, bench, post, tid};
use crate::ids::record_cid;
use crate::{OWNER, Outcome};

const PUT: &str = "com.atproto.repo.putRecord";
const CREATE: &str = "com.atproto.repo.createRecord";
const DELETE: &str = "com.atproto.repo.deleteRecord";
const GET: &str = "com.atproto.repo.getRecord";

#[tokio::test]
async fn put_with_null_swap_creates_once_repeats_as_no_op_and_refuses_other_content() {
    let bench = bench().await;
    let input = bench.put(1, &post("Fog again"));
    let first = bench.wire.post(PUT, &input).await.ok();
    assert_eq!(first["uri"], bench.post_uri(1).to_string());
    assert_eq!(first["cid"], record_cid(&input["record"]));
    assert!(first["commit"]["rev"].is_string());

    let again = bench.wire.post(PUT, &input).await.ok();
    assert_eq!(
        (&again["uri"], &again["cid"]),
        (&first["uri"], &first["cid"])
    );
    assert!(again.get("commit").is_none());

    let other = bench.wire.post(PUT, &bench.put(1, &post("Rain"))).await;
    assert_eq!(other.refusal(), (400, "InvalidSwap"));

    let ledger = bench.sim.ledger();
    let puts = ledger.entries().iter().filter(|one| one.method == PUT);
    let outcomes: Vec<&Outcome> = puts.map(|one| &one.outcome).collect();
    assert!(matches!(
        outcomes[..],
        [Outcome::Accepted, Outcome::Unchanged, Outcome::Refused(_)]
    ));
    let written = ledger.written_by(&bench.owner(), POST).count();
    assert_eq!(written, 1);
}

#[tokio::test]
async fn record_reads_back_exactly_as_written() {
    let bench = bench().await;
    let mut record = post("Two  spaces, émoji 👩‍👩‍👧 and a tab\t.");
    record["x-unknown"] = json!({"z": [1, null, true], "a": "\u{202e}rtl"});
    bench.wire.post(PUT, &bench.put(2, &record)).await.ok();
    let (did, rkey) = (bench.owner().to_string(), tid(2));
    let query = [
        ("repo", did.as_str()),
        ("collection", POST),
        ("rkey", rkey.as_str()),
    ];
    let read = bench.wire.get(GET, &query).await.ok();
    assert_eq!(read["value"], record);
    assert_eq!(read["value"].to_string(), record.to_string());
    let missing = [
        ("repo", OWNER),
        ("collection", POST),
        ("rkey", "3jzfcijpj2z2a"),
    ];
    assert_eq!(
        bench.wire.get(GET, &missing).await.refusal(),
        (400, "RecordNotFound")
    );
}

#[tokio::test]
async fn swap_by_cid_replaces_only_the_content_it_names() {
    let bench = bench().await;
    let profile = |name: &str, swap: Value| {
        json!({
            "repo": OWNER, "collection": "app.bsky.actor.profile", "rkey": "self",
            "record": {"$type": "app.bsky.actor.profile", "displayName": name},
            "swapRecord": swap,
        })
    };
    let stale = bench
        .wire
        .post(PUT, &profile("Mira M", json!("bafyreistale")))
        .await;
    assert_eq!(stale.refusal(), (400, "InvalidSwap"));
    let query = [
        ("repo", OWNER),
        ("collection", "app.bsky.actor.profile"),
        ("rkey", "self"),
    ];
    let current = bench.wire.get(GET, &query).await.ok();
    bench
        .wire
        .post(PUT, &profile("Mira M", current["cid"].clone()))
        .await
        .ok();
    let shown = bench
        .wire
        .get("app.bsky.actor.getProfile", &[("actor", OWNER)])
        .await
        .ok();
    assert_eq!(shown["displayName"], "Mira M");
}

#[tokio::test]
async fn delete_is_idempotent_and_takes_the_notification_along() {
    let bench = bench().await;
    let uri = bench
        .sim
        .mention("jonas.sim.test", OWNER, "hello?")
        .unwrap();
    let unread = async || {
        let count = bench
            .wire
            .get("app.bsky.notification.getUnreadCount", &[])
            .await
            .ok();
        count["count"].as_u64().unwrap()
    };
    bench.clock.advance(std::time::Duration::from_secs(1));
    let later = bench
        .sim
        .mention("jonas.sim.test", OWNER, "hello again?")
        .unwrap();
    assert_ne!(uri, later);
    assert_eq!(
        unread().await,
        1,
        "the first came in the very instant of the last look"
    );
    bench.sim.delete_as_owner(&later).unwrap();
    assert_eq!(unread().await, 0);

    bench
        .wire
        .post(PUT, &bench.put(3, &post("soon gone")))
        .await
        .ok();
    let input = json!({"repo": OWNER, "collection": POST, "rkey": tid(3)});
    let deleted = bench.wire.post(DELETE, &input).await.ok();
    assert!(deleted["commit"].is_object());
    assert_eq!(bench.wire.post(DELETE, &input).await.ok(), json!({}));
    let foreign = json!({"repo": "jonas.sim.test", "collection": POST, "rkey": uri.rkey()});
    assert_eq!(bench.wire.post(DELETE, &foreign).await.status, 401);
}

#[tokio::test]
async fn records_that_break_a_rule_are_refused_and_entered() {
    let bench = bench().await;
    let facet = |start: u64, end: u64| {
        let mut record = post("é fog");
        record["facets"] = json!([{
            "index": {"byteStart": start, "byteEnd": end},
            "features": [{"$type": "app.bsky.richtext.facet#tag", "tag": "fog"}],
        }]);
        record
    };
    let with = |name: &str, value: Value| {
        let mut record = post("x");
        record[name] = value;
        record
    };
    let ghost = json!({"uri": bench.post_uri(77).to_string(), "cid": "bafyreighost"});
    let broken = [
        with("$type", json!("app.bsky.feed.like")),
        with("createdAt", json!("yesterday")),
        with("createdAt", json!("2027-01-15T08:00:00")),
        with("text", json!("e\u{301}".repeat(301))),
        with("text", json!("👩‍👩‍👧‍👦".repeat(130))),
        with("text", json!(7)),
        facet(0, 7),
        facet(1, 3),
        facet(3, 3),
        with("reply", json!({"root": ghost, "parent": ghost})),
        with("langs", json!(["en", "de", "fr", "it"])),
    ];
    for (nth, record) in broken.iter().enumerate() {
        let refused = bench
            .wire
            .post(PUT, &bench.put(10 + nth as u64, record))
            .await;
        assert_eq!(refused.refusal(), (400, "InvalidRequest"), "{record}");
    }
    let mut no_tid = bench.put(5, &post("x"));
    no_tid["rkey"] = json!("my-post");
    assert_eq!(
        bench.wire.post(PUT, &no_tid).await.refusal(),
        (400, "InvalidRequest")
    );
    assert_eq!(bench.sim.ledger().refused().count(), broken.len() + 1);
    assert_eq!(
        bench.sim.ledger().written_by(&bench.owner(), POST).count(),
        0
    );

    bench
        .wire
        .post(
            PUT,
            &bench.put(30, &with("text", json!("e\u{301}".repeat(300)))),
        )
        .await
        .ok();
    bench
        .wire
        .post(PUT, &bench.put(31, &facet(3, 6)))
        .await
        .ok();
}

#[tokio::test]
async fn reply_must_carry_the_root_of_its_thread() {
    let bench = bench().await;
    let first = bench
        .sim
        .mention("jonas.sim.test", OWNER, "which lens?")
        .unwrap();
    let second = bench
        .sim
        .reply_as("priya.sim.test", &first, "I wonder too")
        .unwrap();
    let world = bench.sim.world();
    let strong = |uri| json!({"uri": world.record(uri).unwrap().uri.to_string(), "cid": world.record(uri).unwrap().cid});
    let mut record = post("The 85.");
    record["reply"] = json!({"root": strong(&second), "parent": strong(&second)});
    let refused = bench.wire.post(PUT, &bench.put(1, &record)).await;
    assert_eq!(refused.refusal(), (400, "InvalidRequest"));
    record["reply"]["root"] = strong(&first);
    bench.wire.post(PUT, &bench.put(1, &record)).await.ok();
    assert_eq!(bench.sim.ledger().replies_under(&bench.owner(), &second), 1);
    assert_eq!(bench.sim.ledger().replies_under(&bench.owner(), &first), 0);
}

#[tokio::test]
async fn second_like_of_the_same_post_replaces_the_first() {
    let bench = bench().await;
    let uri = bench.sim.post_as("jonas.sim.test", "Ferry late").unwrap();
    let cid = bench.sim.world().record(&uri).unwrap().cid.clone();
    let input = json!({"repo": OWNER, "collection": "app.bsky.feed.like", "record": {
        "$type": "app.bsky.feed.like",
        "subject": {"uri": uri.to_string(), "cid": cid},
        "createdAt": "2027-01-15T08:00:00Z",
    }});
    let first = bench.wire.post(CREATE, &input).await.ok();
    let second = bench.wire.post(CREATE, &input).await.ok();
    assert_ne!(first["uri"], second["uri"]);
    let text = uri.to_string();
    let posts = bench
        .wire
        .get("app.bsky.feed.getPosts", &[("uris", &text)])
        .await
        .ok();
    assert_eq!(posts["posts"][0]["likeCount"], 1);
    assert_eq!(posts["posts"][0]["viewer"]["like"], second["uri"]);
}

#[tokio::test]
async fn uploaded_image_can_be_posted_and_fetched_and_an_unknown_one_cannot() {
    let bench = bench().await;
    let answer = bench.wire.upload("image/png", vec![9; 40]).await.ok();
    let blob = answer["blob"].clone();
    assert_eq!(
        (&blob["mimeType"], &blob["size"]),
        (&json!("image/png"), &json!(40))
    );

    let embed = |blob: Value| json!({"$type": "app.bsky.embed.images", "images": [{"alt": "fog", "image": blob}]});
    let mut record = post("with a picture");
    record["embed"] = embed(blob);
    bench.wire.post(PUT, &bench.put(1, &record)).await.ok();
    let uri = bench.post_uri(1).to_string();
    let shown = bench
        .wire
        .get("app.bsky.feed.getPosts", &[("uris", &uri)])
        .await
        .ok();
    let url = shown["posts"][0]["embed"]["images"][0]["fullsize"]
        .as_str()
        .unwrap();
    let path = url.strip_prefix(&bench.sim.url()).unwrap();
    let fetched = bench.wire.try_send(bench.wire.path(path)).await.unwrap();
    assert_eq!((fetched.status, fetched.text.len()), (200, 40));

    let ghost = json!({"$type": "blob", "ref": {"$link": "bafkreighost"}, "mimeType": "image/png", "size": 1});
    record["embed"] = embed(ghost);
    let refused = bench.wire.post(PUT, &bench.put(2, &record)).await;
    assert_eq!(refused.refusal(), (400, "BlobNotFound"));
}

#[tokio::test]
async fn list_records_pages_from_newest_to_oldest() {
    let bench = bench().await;
    for nth in 0..5 {
        bench.wire.post(PUT, &bench.put(nth, &post("n"))).await.ok();
    }
    let list = "com.atproto.repo.listRecords";
    let first = bench
        .wire
        .get(
            list,
            &[("repo", OWNER), ("collection", POST), ("limit", "3")],
        )
        .await;
    let first = first.ok();
    let cursor = first["cursor"].as_str().unwrap();
    assert_eq!(cursor, tid(2));
    let query = [
        ("repo", OWNER),
        ("collection", POST),
        ("limit", "3"),
        ("cursor", cursor),
    ];
    let second = bench.wire.get(list, &query).await.ok();
    let newest = &second["records"][0]["uri"];
    assert_eq!(*newest, bench.post_uri(1).to_string());
    let too_many = [("repo", OWNER), ("collection", POST), ("limit", "101")];
    assert_eq!(
        bench.wire.get(list, &too_many).await.refusal(),
        (400, "InvalidRequest")
    );
}
