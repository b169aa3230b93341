//! Posts parked until their time, as Mastodon itself keeps them.
//!
//! # Source
//! docs.joinmastodon.org/methods/scheduled_statuses and `PostStatusService`, read 2026-07-02: at least five minutes
//! ahead, 25 for one day and 300 in all; a time that has passed is posted at once; the key of a parked
//! post names no post.

use serde::{Deserialize, Serialize};
use serde_json::{Value, json};

use super::api::{Answer, Call, missing, note, page};
use super::world::{Became, Draft, Person, Server};
use crate::clock::Timestamp;

const LEAST_AHEAD_MS: i64 = 5 * 60_000;
const MOST_OF_A_DAY: usize = 25;
const MOST: usize = 300;
const DAY_MS: i64 = 24 * 3_600_000;

/// A post that waits for its time.
#[derive(Clone, Debug, Deserialize, Serialize)]
pub struct Parked {
    /// The server's identifier; the post will have another one.
    pub id: String,
    /// Who wrote it, by identifier.
    pub author: String,
    /// When it is published.
    pub at: Timestamp,
    /// What was sent.
    pub(super) draft: Draft,
}

impl Parked {
    /// Returns the text as it was sent.
    pub fn text(&self) -> &str {
        &self.draft.text
    }

    fn view(&self) -> Value {
        json!({
            "id": self.id,
            "scheduled_at": self.at.to_string(),
            "params": {
                "text": self.draft.text,
                "visibility": self.draft.visibility,
                "spoiler_text": self.draft.warning,
                "language": self.draft.language,
                "media_ids": self.draft.media,
                "in_reply_to_id": self.draft.answers,
                "scheduled_at": null,
                "idempotency": null,
            },
            "media_attachments": [],
        })
    }
}

/// Parks a post whose time is to come; nothing where it is to be published now.
pub(super) fn park(server: &mut Server, call: &Call, me: &Person, draft: &Draft) -> Option<Answer> {
    let at = Timestamp::parse(&call.text("scheduled_at")?)?;
    let now = server.now();
    if !server.profile.parks || at <= now {
        return None;
    }
    let refused = |why: &str| {
        let error = json!({"error": format!("Validation failed: {why}")});
        Some((422, error))
    };
    if at <= now.plus_ms(LEAST_AHEAD_MS) {
        return refused("The scheduled date must be in the future");
    }
    let own = || server.parked.iter().filter(|p| p.author == me.id);
    let that_day = own().filter(|p| p.at.as_ms() / DAY_MS == at.as_ms() / DAY_MS);
    if own().count() >= MOST {
        return refused("You have exceeded the limit of 300 scheduled posts");
    }
    if that_day.count() >= MOST_OF_A_DAY {
        return refused("You have exceeded the limit of 25 scheduled posts for today");
    }
    let parked = Parked {
        id: server.next_id(),
        author: me.id.clone(),
        at,
        draft: draft.clone(),
    };
    if let Some(key) = &call.key {
        let place = (me.id.clone(), key.clone());
        server.keys.insert(place, (parked.id.clone(), now));
    }
    let view = parked.view();
    server.parked.push(parked);
    note(server, call, &me.name, None, Became::Done);
    Some((200, view))
}

/// Answers a call about parked posts.
pub(super) fn answer(server: &mut Server, call: &Call, id: Option<&str>, me: &Person) -> Answer {
    let newest_first = server.parked.iter().rev().filter(|p| p.author == me.id);
    let own: Vec<&Parked> = newest_first.collect();
    let found = own.iter().find(|p| Some(p.id.as_str()) == id);
    match (call.method.as_str(), id, found) {
        ("GET", None, _) => {
            let ids: Vec<&str> = own.iter().map(|p| p.id.as_str()).collect();
            let shown = own.get(page(call, &ids, 20, 40)).unwrap_or_default();
            (200, shown.iter().map(|p| p.view()).collect())
        }
        ("GET", Some(_), Some(parked)) => (200, parked.view()),
        ("DELETE", Some(id), Some(_)) => {
            server.parked.retain(|parked| parked.id != id);
            note(server, call, &me.name, None, Became::Done);
            (200, json!({}))
        }
        _ => missing(),
    }
}

impl Server {
    /// Returns the parked post of an identifier.
    pub(super) fn parked_view(&self, id: &str) -> Option<Value> {
        self.parked.iter().find(|p| p.id == id).map(Parked::view)
    }

    /// Publishes what was parked until now, each at its own time.
    pub(super) fn publish_parked(&mut self) {
        let now = self.now();
        let (due, waiting) = std::mem::take(&mut self.parked)
            .into_iter()
            .partition::<Vec<_>, _>(|parked| parked.at <= now);
        self.parked = waiting;
        for parked in due {
            let id = self.publish(&parked.author, parked.draft).id;
            if let Some(status) = self.statuses.iter_mut().find(|s| s.id == id) {
                (status.at, status.appears_at) = (parked.at, parked.at);
            }
        }
    }
}
