//! Builders of what networks show.

use std::collections::BTreeMap;
use std::time::Duration;

use herald_domain::{
    Account, AccountId, AccountState, Activity, ActivityId, ActivityKind, ActivityStatus, Author,
    Network, OwnPost, OwnPostId, RemoteRef, Sample, ThreadPost, Timestamp,
};

use super::{START, tail};
use crate::clock::next_number;

/// Makes an active Bluesky account.
pub fn account() -> Account {
    let number = next_number();
    Account {
        id: AccountId::new(START, tail()),
        network: Network::Bluesky,
        authority: "plc.directory".to_owned(),
        remote_id: format!("did:plc:account{number}"),
        handle: format!("account{number}.test"),
        display_name: format!("Account {number}"),
        state: AccountState::Active,
        addresses: BTreeMap::from([("service".to_owned(), "https://pds.test".to_owned())]),
        facts: BTreeMap::new(),
        demo: false,
        connected_at: START,
    }
}

/// Makes a mention of an account, each a second later than the one before.
pub fn mention(account: &Account, text: &str) -> Activity {
    activity(account, ActivityKind::Mention, text)
}

/// Makes an activity of a kind, each a second later than the one before.
pub fn activity(account: &Account, kind: ActivityKind, text: &str) -> Activity {
    let at = START.plus(Duration::from_secs(next_number() as u64));
    activity_at(account, kind, text, at)
}

/// Makes an activity of a kind at an instant.
pub fn activity_at(account: &Account, kind: ActivityKind, text: &str, at: Timestamp) -> Activity {
    let number = next_number();
    let remote = format!("at://did:plc:visitor{number}/app.bsky.feed.post/{number}");
    Activity {
        id: ActivityId::of_remote(&account.id, &remote, at),
        account_id: account.id.clone(),
        remote: RemoteRef {
            id: remote,
            version: Some(format!("bafy{number}")),
        },
        kind,
        author: Author {
            remote_id: format!("did:plc:visitor{number}"),
            handle: format!("visitor{number}.test"),
            display_name: format!("Visitor {number}"),
        },
        text: text.to_owned(),
        subject: Some(RemoteRef::unversioned(
            "at://did:plc:me/app.bsky.feed.post/1",
        )),
        root: Some(RemoteRef::unversioned(
            "at://did:plc:me/app.bsky.feed.post/1",
        )),
        langs: vec!["en".to_owned()],
        url: Some(format!("https://bsky.test/post/{number}")),
        status: ActivityStatus::New,
        note: None,
        thread: Vec::new(),
        created_at: at,
        observed_at: at.plus(Duration::from_secs(1)),
    }
}

/// Makes a post of a conversation.
pub fn thread_post(text: &str) -> ThreadPost {
    let number = next_number();
    ThreadPost {
        remote: RemoteRef::unversioned(format!("at://did:plc:t{number}/app.bsky.feed.post/1")),
        author: Author {
            remote_id: format!("did:plc:t{number}"),
            handle: format!("t{number}.test"),
            display_name: String::new(),
        },
        text: text.to_owned(),
        created_at: START,
    }
}

/// Makes an own post, each a second later than the one before.
pub fn own_post(account: &Account, text: &str) -> OwnPost {
    let number = next_number();
    let at = START.plus(Duration::from_secs(number as u64));
    let remote = format!("at://{}/app.bsky.feed.post/{number}", account.remote_id);
    OwnPost {
        id: OwnPostId::of_remote(&account.id, &remote, at),
        account_id: account.id.clone(),
        remote: RemoteRef::unversioned(remote),
        text: text.to_owned(),
        url: None,
        created_at: at,
    }
}

/// Makes a sample of the account as a whole.
pub fn sample(account: &Account, metric: &str, at: Timestamp, value: i64) -> Sample {
    Sample {
        account_id: account.id.clone(),
        metric: metric.to_owned(),
        subject: String::new(),
        at,
        value,
    }
}
