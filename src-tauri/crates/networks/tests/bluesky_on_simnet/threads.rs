//! Threads: in order, each post once, whatever is lost on the way.

use herald_domain::{Proposal, RemoteRef};
use herald_pipeline::ports::{Lookup, SendError};
use herald_simnet::{AtUri, FaultKind};

use super::desk::{Desk, PUT, post, says};

fn thread() -> Proposal {
    Proposal::Thread {
        posts: vec![says("One"), says("Two"), says("Three")],
    }
}

/// Returns the texts of the account's posts from the last one up to the first.
fn upwards(desk: &Desk, last: &str) -> Vec<String> {
    let (mut texts, mut at) = (Vec::new(), Some(last.to_owned()));
    while let Some(id) = at {
        let record = desk.record(&id);
        texts.push(record["text"].as_str().unwrap().to_owned());
        at = record["reply"]["parent"]["uri"].as_str().map(str::to_owned);
    }
    texts
}

fn key_of_third(wire: &serde_json::Value, desk: &Desk) -> String {
    let rkey = wire["parts"][2]["rkey"].as_str().unwrap();
    format!("at://{}/app.bsky.feed.post/{rkey}", desk.account.remote_id)
}

#[tokio::test]
async fn each_post_answers_the_one_before_and_the_first_is_the_root() {
    let desk = Desk::new().await;
    let wire = desk.wire(thread()).await;
    let receipt = desk.send(&wire).await.unwrap();
    let third = key_of_third(&wire, &desk);
    assert_eq!(upwards(&desk, &third), ["Three", "Two", "One"]);
    let first = receipt.remote.unwrap().id;
    assert_eq!(desk.record(&third)["reply"]["root"]["uri"], first.as_str());
}

#[tokio::test]
async fn a_thread_whose_answer_was_lost_goes_on_where_it_stood() {
    let desk = Desk::new().await;
    let wire = desk.wire(thread()).await;
    let (mut done, mut lost) = (Vec::new(), 0);
    while done.len() < desk.executor.steps(&wire) {
        // Each first try of a post is done and its answer lost.
        desk.fault(PUT, FaultKind::CloseAfter);
        match desk.executor.send(&desk.account, &wire, &done).await {
            Err(SendError::Unknown(_)) => lost += 1,
            other => panic!("its answer was lost: {other:?}"),
        }
        match desk.find_after(&wire, &done).await {
            Lookup::Found(receipt) => done.push(receipt),
            other => panic!("it is there: {other:?}"),
        }
    }
    assert_eq!(lost, 3);
    assert_eq!(desk.accepted(PUT), 3, "no post was made twice");
    let third = key_of_third(&wire, &desk);
    assert_eq!(upwards(&desk, &third), ["Three", "Two", "One"]);
}

#[tokio::test]
async fn closing_the_replies_keeps_what_was_hidden() {
    let desk = Desk::new().await;
    let root = desk.act(post("What do you think?")).await.remote.unwrap();
    let uri = AtUri::parse(&root.id).unwrap();
    let rude = desk.net.reply_as("jonas.test", &uri, "rude").unwrap();
    desk.act(Proposal::HideReply {
        reply: RemoteRef::unversioned(rude.to_string()),
        root: root.clone(),
    })
    .await;
    let close = Proposal::CloseComments { post: root };
    let wire = desk.wire(close.clone()).await;
    assert_eq!(desk.find(&wire).await, Lookup::Nothing);
    let gate = desk.send(&wire).await.unwrap().remote.unwrap();
    assert!(matches!(desk.find(&wire).await, Lookup::Found(_)));
    let gate = desk.record(&gate.id);
    assert_eq!(gate["allow"], serde_json::json!([]));
    assert_eq!(gate["hiddenReplies"], serde_json::json!([rude.to_string()]));
    assert!(desk.already(close).await.is_some());
}
