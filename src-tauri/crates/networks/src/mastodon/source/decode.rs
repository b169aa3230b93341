//! One notification or post: from the server's JSON to ours.

use herald_domain::{
    Account, Activity, ActivityId, ActivityKind, ActivityStatus, RemoteRef, Target, ThreadPost,
    Timestamp,
};

use super::super::html::to_text;
use super::super::rules::visibility;
use super::super::wire::{Attachment, Notification, Person, Status};
use crate::lenient::fit;

/// Reads one notification.
///
/// # Errors
/// What is wrong with it, in words for people.
pub(super) fn activity(
    notification: &Notification,
    account: &Account,
    now: Timestamp,
) -> Result<Activity, String> {
    let at = Timestamp::parse_rfc3339(&notification.created_at)
        .ok_or("A notification was left out: its date makes no sense.")?
        .min(now);
    let status = notification.status.as_ref().and_then(fit::<Status>);
    let status = status.map(Status::unwrapped);
    let kind = kind_of(notification, status.as_ref(), account);
    if status.is_none() && kind.is_conversation() {
        return Err(format!(
            "A {} was left out: its post makes no sense.",
            kind.as_str()
        ));
    }
    let (said, marked) = if kind.is_conversation() {
        (status, None)
    } else {
        (None, status)
    };
    let (remote, text, root, langs, url) = match &said {
        Some(status) => (
            status.reference(),
            said_in(status),
            // The conversation's beginning is read with the thread.
            status
                .in_reply_to_id
                .is_none()
                .then(|| RemoteRef::unversioned(status.id.clone())),
            status.language.iter().cloned().collect(),
            status.link(),
        ),
        None => (
            RemoteRef::unversioned(format!("notification/{}", notification.id)),
            String::new(),
            None,
            Vec::new(),
            marked
                .as_ref()
                .and_then(Status::link)
                .or_else(|| notification.account.url.clone()),
        ),
    };
    let subject = match &said {
        Some(status) => status.in_reply_to_id.clone().map(RemoteRef::unversioned),
        None => marked.map(|status| RemoteRef::unversioned(status.id)),
    };
    Ok(Activity {
        id: ActivityId::of_remote(&account.id, &remote.id, at),
        account_id: account.id.clone(),
        remote,
        kind,
        author: (&notification.account).into(),
        text,
        subject,
        root,
        langs,
        url,
        status: ActivityStatus::New,
        note: None,
        thread: Vec::new(),
        created_at: at,
        observed_at: now,
    })
}

/// Only the network's own words count, so that a new kind is never taken for another thing.
fn kind_of(
    notification: &Notification,
    status: Option<&Status>,
    account: &Account,
) -> ActivityKind {
    match notification.kind.as_str() {
        "mention" => match status {
            Some(status) if status.visibility == "direct" => ActivityKind::Message,
            Some(status) if status.in_reply_to_account_id.as_ref() == Some(&account.remote_id) => {
                ActivityKind::Reply
            }
            _ => ActivityKind::Mention,
        },
        "quote" => ActivityKind::Quote,
        "favourite" => ActivityKind::Like,
        "reblog" => ActivityKind::Repost,
        // Some servers send a request where others let everybody follow.
        "follow" | "follow_request" => ActivityKind::Follow,
        other => ActivityKind::Other(other.chars().take(40).collect()),
    }
}

/// Returns what a post says, with its content warning in front.
pub(in crate::mastodon) fn said_in(status: &Status) -> String {
    with_warning(to_text(&status.content), &status.spoiler_text).said()
}

fn with_warning(text: String, warning: &str) -> Target {
    let warning = Some(warning.trim().to_owned()).filter(|warning| !warning.is_empty());
    Target {
        text,
        warning,
        ..Target::default()
    }
}

/// Reads a post as something to be about: with whom it names besides its author and the account.
pub(in crate::mastodon) fn target(status: &Status, account: &Account, now: Timestamp) -> Target {
    let others = status
        .mentions
        .iter()
        .filter(|one| one.id != status.account.id && one.id != account.remote_id);
    let shows = status
        .media_attachments
        .iter()
        .filter_map(fit::<Attachment>);
    Target {
        remote: status.reference(),
        author: (&status.account).into(),
        names: others.map(|one| one.acct.clone()).collect(),
        pictures: shows
            .map(|one| one.description.unwrap_or_default())
            .collect(),
        visibility: Some(visibility(&status.visibility)),
        url: status.link(),
        created_at: status.at().unwrap_or(now).min(now),
        ..with_warning(to_text(&status.content), &status.spoiler_text)
    }
}

/// Reads somebody as something to be about.
pub(in crate::mastodon) fn person(person: &Person, now: Timestamp) -> Target {
    Target {
        text: to_text(&person.note),
        url: person.url.clone(),
        created_at: now,
        ..Target::of_person(person.into())
    }
}

/// Reads a post of a conversation.
pub(in crate::mastodon) fn thread_post(status: &Status) -> Option<ThreadPost> {
    Some(ThreadPost {
        remote: status.reference(),
        author: (&status.account).into(),
        text: said_in(status),
        created_at: status.at()?,
    })
}

#[cfg(test)]
mod tests {
    use herald_testkit::builders;
    use serde_json::json;

    use super::super::super::samples::{notifications, status};
    use super::*;
    use crate::odd_replies::NOW;

    fn read(change: impl FnOnce(&mut serde_json::Value)) -> Activity {
        let mut mention = notifications().remove(0);
        change(&mut mention);
        let mention = fit::<Notification>(&mention).expect("fits");
        activity(&mention, &builders::account(), NOW).expect("is read")
    }

    #[test]
    fn what_says_nothing_is_there_all_the_same() {
        for odd in [json!(null), json!(4), json!({"a": 1})] {
            let read = read(|mention| {
                for field in [
                    "content",
                    "spoiler_text",
                    "language",
                    "media_attachments",
                    "replies_count",
                    "url",
                ] {
                    mention["status"][field] = odd.clone();
                }
                mention["account"]["display_name"] = odd.clone();
            });
            assert_eq!(
                (read.text.as_str(), read.author.handle.as_str()),
                ("", "ada@b.test")
            );
        }
    }

    #[test]
    fn the_post_is_read_out_of_the_wrapper_of_a_repost() {
        let read = read(|mention| {
            let mut wrapper = status();
            wrapper["id"] = json!("999");
            wrapper["content"] = json!("");
            wrapper["reblog"] = mention["status"].clone();
            mention["status"] = wrapper;
        });
        assert_eq!(
            (read.remote.id.as_str(), read.text.is_empty()),
            ("100", false)
        );
    }
}
