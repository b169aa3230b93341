//! One notification: from the network's JSON to an activity.

use herald_domain::{
    Account, Activity, ActivityId, ActivityKind, ActivityStatus, RemoteRef, Timestamp,
};
use serde::Deserialize;
use serde_json::Value;

use super::super::address::Web;
use super::super::wire::{Notification, PostRecord, StrongRef};

/// What the records of likes and reposts name.
#[derive(Deserialize)]
struct Subject {
    subject: StrongRef,
}

/// What the record says, by kind.
struct Said {
    text: String,
    langs: Vec<String>,
    subject: Option<RemoteRef>,
    root: Option<RemoteRef>,
    url: Option<String>,
}

/// Reads one item.
///
/// # Errors
/// What is wrong with it, in words for people.
pub(super) fn activity(
    item: &Value,
    account: &Account,
    web: &Web,
    now: Timestamp,
) -> Result<Activity, String> {
    let notification = Notification::deserialize(item)
        .map_err(|error| format!("A notification was left out: {}.", plain(&error)))?;
    let indexed_at = Timestamp::parse_rfc3339(&notification.indexed_at)
        .ok_or("A notification was left out: its date makes no sense.")?;
    if notification.uri.is_empty() || notification.author.did.is_empty() {
        return Err("A notification was left out: it names nobody.".to_owned());
    }
    let at = indexed_at.min(now);
    let kind = kind_of(&notification.reason);
    let said = said(&notification, &kind, web)
        .map_err(|error| format!("A {} was left out: {}.", kind.as_str(), plain(&error)))?;
    Ok(Activity {
        id: ActivityId::of_remote(&account.id, &notification.uri, at),
        account_id: account.id.clone(),
        remote: RemoteRef {
            id: notification.uri,
            version: Some(notification.cid),
        },
        kind,
        author: notification.author.into(),
        text: said.text,
        subject: said.subject,
        root: said.root,
        langs: said.langs,
        url: said.url,
        status: ActivityStatus::New,
        note: None,
        thread: Vec::new(),
        created_at: at,
        observed_at: now,
    })
}

/// Only the network's own words count, so that a new reason is never taken for another thing.
fn kind_of(reason: &str) -> ActivityKind {
    match reason {
        "mention" => ActivityKind::Mention,
        "reply" => ActivityKind::Reply,
        "quote" => ActivityKind::Quote,
        "like" => ActivityKind::Like,
        "repost" => ActivityKind::Repost,
        "follow" => ActivityKind::Follow,
        other => ActivityKind::Other(other.to_owned()),
    }
}

fn said(
    notification: &Notification,
    kind: &ActivityKind,
    web: &Web,
) -> Result<Said, serde_json::Error> {
    let subject = notification
        .reason_subject
        .clone()
        .map(RemoteRef::unversioned);
    if kind.is_conversation() {
        let record = PostRecord::deserialize(&notification.record)?;
        return Ok(said_in_post(notification, record, subject, web));
    }
    // Likes and reposts name the version too; where they do not, the address alone will do.
    let versioned = Subject::deserialize(&notification.record)
        .ok()
        .map(|record| RemoteRef::from(record.subject))
        .filter(|found| subject.as_ref().is_some_and(|named| named.id == found.id));
    let subject = versioned.or(subject);
    let url = subject
        .as_ref()
        .and_then(|subject| web.post(&subject.id))
        .or_else(|| web.post(&notification.uri))
        .unwrap_or_else(|| web.profile(&notification.author.did));
    Ok(Said {
        text: String::new(),
        langs: Vec::new(),
        subject,
        root: None,
        url: Some(url),
    })
}

fn said_in_post(
    notification: &Notification,
    record: PostRecord,
    subject: Option<RemoteRef>,
    web: &Web,
) -> Said {
    let own = RemoteRef {
        id: notification.uri.clone(),
        version: Some(notification.cid.clone()),
    };
    let (parent, root) = match record.reply {
        Some(ends) => (Some(RemoteRef::from(ends.parent)), ends.root.into()),
        None => (None, own),
    };
    let same = |parent: &RemoteRef| subject.as_ref().is_some_and(|named| named.id == parent.id);
    Said {
        text: record.text,
        langs: record.langs,
        subject: parent.filter(same).or(subject),
        root: Some(root),
        url: web.post(&notification.uri),
    }
}

/// Keeps what serde says about the shape and drops any value it quotes.
fn plain(error: &serde_json::Error) -> String {
    let text = error.to_string();
    let shape = match text.split_once("invalid type: ") {
        Some((_, rest)) => {
            let expected = rest
                .split_once("expected ")
                .map_or("", |(_, expected)| expected);
            format!("a field is not {expected}")
        }
        None => text,
    };
    shape.chars().filter(|c| !c.is_control()).take(80).collect()
}
