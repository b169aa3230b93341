//! Every verb, done once.

use std::collections::BTreeMap;

use herald_domain::{ActivityKind, MediaRef, PostContent, Proposal, ReplyTarget};
use herald_pipeline::ports::{Clock as _, Lookup, NetworkErrorKind, SendError};
use herald_simnet::{AtUri, FaultKind};
use sha2::{Digest as _, Sha256};

use super::desk::{Desk, PUT, id_of, post, says, to};

#[tokio::test]
async fn a_mention_is_seen_and_answered_in_its_thread() {
    let desk = Desk::new().await;
    let seen = desk.source.observe(&desk.account, None).await.unwrap();
    assert_eq!(seen.activities.len(), 0);
    let asked = desk
        .net
        .mention("jonas.test", "mira.test", "where was that?")
        .unwrap();
    let seen = desk
        .source
        .observe(&desk.account, seen.cursor.as_deref())
        .await
        .unwrap();
    assert_eq!(seen.activities.len(), 1);
    let mention = &seen.activities[0];
    assert_eq!(mention.kind, ActivityKind::Mention);
    assert_eq!(mention.remote.id, asked.to_string());
    let receipt = desk
        .act(Proposal::Reply {
            to: ReplyTarget {
                parent: mention.remote.clone(),
                root: mention.root.clone().unwrap(),
            },
            content: says("In Sassnitz, @jonas.test 🌊 #sea https://example.com"),
        })
        .await;
    let record = desk.record(&id_of(&receipt));
    assert_eq!(record["reply"]["parent"]["uri"], mention.remote.id.as_str());
    assert_eq!(record["facets"].as_array().unwrap().len(), 3);
    let thread = desk
        .source
        .thread(&desk.account, &mention.remote)
        .await
        .unwrap();
    assert!(thread.answered_by_me);
}

#[tokio::test]
async fn hidden_replies_stay_hidden_when_another_is_hidden() {
    let desk = Desk::new().await;
    let root = desk.act(post("What do you think?")).await.remote.unwrap();
    let root_uri = AtUri::parse(&root.id).unwrap();
    let hide = |reply: &AtUri| Proposal::HideReply {
        reply: to(reply),
        root: root.clone(),
    };
    let rude = desk.net.reply_as("jonas.test", &root_uri, "rude").unwrap();
    let ruder = desk.net.reply_as("jonas.test", &root_uri, "ruder").unwrap();
    let stale = desk.wire(hide(&ruder)).await;
    let gate = desk.act(hide(&rude)).await;
    let error = desk.send(&stale).await.unwrap_err();
    assert!(matches!(error, SendError::NotSent(_)), "{error:?}");
    assert_eq!(desk.find(&stale).await, Lookup::Nothing);
    let wire = desk.wire(hide(&ruder)).await;
    desk.fault(PUT, FaultKind::CloseAfter);
    assert!(matches!(desk.send(&wire).await, Err(SendError::Unknown(_))));
    assert!(matches!(desk.find(&wire).await, Lookup::Found(_)));
    let hidden = &desk.record(&id_of(&gate))["hiddenReplies"];
    assert_eq!(
        *hidden,
        serde_json::json!([rude.to_string(), ruder.to_string()])
    );
    assert!(desk.already(hide(&rude)).await.is_some());
}

#[tokio::test]
async fn a_like_repost_follow_block_and_mute_are_done_once() {
    let desk = Desk::new().await;
    let subject = to(&desk.net.post_as("jonas.test", "The sea").unwrap());
    let jonas = desk.net.user("jonas.test").unwrap().did.to_string();
    let proposals = [
        Proposal::Like {
            subject: subject.clone(),
        },
        Proposal::Repost { subject },
        Proposal::Follow { who: jonas.clone() },
        Proposal::Mute { who: jonas.clone() },
        Proposal::Block { who: jonas },
    ];
    for proposal in proposals {
        let wire = desk.wire(proposal.clone()).await;
        assert_eq!(desk.find(&wire).await, Lookup::Nothing);
        let receipt = desk.send(&wire).await.unwrap();
        assert!(matches!(desk.find(&wire).await, Lookup::Found(_)));
        if matches!(proposal, Proposal::Like { .. } | Proposal::Follow { .. }) {
            let already = desk.already(proposal).await.unwrap();
            assert_eq!(id_of(&already), id_of(&receipt));
        }
    }
}

#[tokio::test]
async fn a_post_with_a_picture_is_quoted_and_deleted() {
    let desk = Desk::new().await;
    let bytes = b"not really a png".to_vec();
    let sha256 = hex::encode(Sha256::digest(&bytes));
    let approved = desk.approve(Proposal::Post {
        content: PostContent {
            media: vec![MediaRef {
                sha256: sha256.clone(),
                mime: "image/png".into(),
                alt: "A pier".into(),
                width: 4,
                height: 3,
                ..MediaRef::default()
            }],
            ..says("Look")
        },
    });
    let media = BTreeMap::from([(sha256, bytes)]);
    let (key, at) = (desk.key(), desk.clock.now());
    let prepared = desk
        .executor
        .prepare(&desk.account, &approved, &key, at, &media)
        .await
        .unwrap();
    let posted = desk.send(&prepared.wire).await.unwrap();
    let subject = posted.remote.clone().unwrap();
    assert_eq!(
        desk.record(&subject.id)["embed"]["images"][0]["alt"],
        "A pier"
    );
    let quote = Proposal::Quote {
        subject: subject.clone(),
        content: says("As I said"),
    };
    let quoted = desk.act(quote).await;
    assert_eq!(
        desk.record(&id_of(&quoted))["embed"]["record"]["uri"],
        subject.id.as_str()
    );
    let delete = Proposal::Delete {
        subject: subject.clone(),
    };
    let wire = desk.wire(delete.clone()).await;
    assert_eq!(desk.find(&wire).await, Lookup::Nothing);
    desk.send(&wire).await.unwrap();
    desk.send(&wire).await.unwrap();
    assert!(matches!(desk.find(&wire).await, Lookup::Found(_)));
    assert!(desk.already(delete).await.is_some());
    let error = desk
        .source
        .thread(&desk.account, &subject)
        .await
        .unwrap_err();
    assert_eq!(error.kind, NetworkErrorKind::Gone);
}

#[tokio::test]
async fn a_report_reaches_the_moderators_and_cannot_be_looked_up() {
    let desk = Desk::new().await;
    let spam = desk.net.post_as("jonas.test", "Buy followers").unwrap();
    let wire = desk
        .wire(Proposal::Report {
            subject: to(&spam),
            reason: "spam".into(),
            comment: "Sells followers".into(),
        })
        .await;
    desk.send(&wire).await.unwrap();
    assert!(matches!(desk.find(&wire).await, Lookup::CannotTell(_)));
    assert_eq!(desk.net.world().reports().len(), 1);
}
