//! Replies as servers send them, for tests that spoil them.

use herald_domain::Account;
use herald_pipeline::ports::Observed;
use serde_json::{Value, json};

use super::source::{decode, observe};
use super::wire::Status;
use crate::lenient::fit;
use crate::odd_replies::NOW;

fn person(name: &str) -> Value {
    json!({
        "id": format!("11{}", name.len()), "acct": format!("{name}@b.test"), "username": name, "display_name": "A name",
        "url": format!("https://b.test/@{name}"), "followers_count": 3, "following_count": 4, "statuses_count": 5,
        "bot": false, "locked": false, "emojis": [], "fields": [], "source": {"privacy": "public"},
    })
}

/// A post that answers another.
pub(crate) fn status() -> Value {
    json!({
        "id": "109", "created_at": "2026-11-22T09:00:00.000Z", "edited_at": null, "account": person("ada"),
        "content": "<p>Which lens was <a href=\"https://a.test/x\">that</a>?</p>", "url": "https://b.test/@ada/109",
        "uri": "https://b.test/users/ada/statuses/109", "visibility": "public", "spoiler_text": "", "language": "en",
        "in_reply_to_id": "88", "in_reply_to_account_id": "1", "reblog": null, "media_attachments": [],
        "mentions": [{"id": "1", "acct": "mira", "username": "mira", "url": "https://a.test/@mira"}], "tags": [],
        "replies_count": 1, "reblogs_count": 2, "favourites_count": 3, "quotes_count": 0,
    })
}

/// One notification of every kind, the newest first.
pub(crate) fn notifications() -> Vec<Value> {
    let kinds = [
        "mention",
        "favourite",
        "reblog",
        "follow",
        "quote",
        "poll",
        "follow_request",
    ];
    let one = |(n, kind): (usize, &&str)| {
        let mut status = status();
        status["id"] = json!(format!("10{n}"));
        let status = if kind.starts_with("follow") {
            Value::Null
        } else {
            status
        };
        json!({
            "id": format!("{}", 70 - n), "type": kind, "created_at": format!("2026-11-22T09:0{}:00.000Z", 9 - n),
            "account": person("ada"), "status": status,
        })
    };
    kinds.iter().enumerate().map(one).collect()
}

/// Reads a page of them.
pub(crate) fn read(account: &Account, page: &[Value]) -> Observed {
    observe::read_page(account, page, NOW)
}

/// Reads all that is read of a post.
pub(crate) fn look_at(status: &Value) {
    if let Some(status) = fit::<Status>(status).map(Status::unwrapped) {
        let post = decode::thread_post(&status);
        assert!(post.is_none_or(|post| post.text.len() < 1 << 21));
        assert!(status.link().is_none_or(|link| link.starts_with("http")));
    }
}
