//! Parking posts: Mastodon itself keeps a post until its time; other software publishes it at once.
//!
//! # Source
//! docs.joinmastodon.org/methods/scheduled_statuses and entities/ScheduledStatus; `PostStatusService` and
//! `PublishScheduledStatusWorker` of Mastodon, read 2026-11-27: five minutes ahead at least; a published
//! post gets an identifier of its own and the parked one is gone.

use std::collections::BTreeSet;
use std::time::Duration;

use async_trait::async_trait;
use herald_domain::{Account, Timestamp};
use herald_pipeline::ports::{Lookup, NetworkError, ParkingPlace, Search, SendError, Whereabouts};
use serde_json::{Value, json};

use super::super::client::{Ask, Client, Failed, garbled};
use super::super::readback;
use super::super::software::keeps_posts_until_their_time;
use super::super::wire::Status;
use super::MastodonExecutor;
use super::send::{failed, spoiled};
use super::wire::{Outgoing, Part, files_in};
use crate::lenient::fit;

const PATH: &str = "/api/v1/scheduled_statuses";
const DOING: &str = "Looking up whether it lies there";

/// How much the time a server keeps may differ: it drops parts of a second.
const SAME_TIME: Duration = Duration::from_secs(2);

/// How far a server's clock may be ahead of ours.
const SKEW: Duration = Duration::from_mins(10);

/// The most pages of parked posts read: more than a server keeps for an account.
const MOST_PAGES: u32 = 10;

#[async_trait]
impl ParkingPlace for MastodonExecutor {
    async fn is_offered(&self, account: &Account) -> bool {
        keeps_posts_until_their_time(&self.client, account).await
    }

    async fn park(
        &self,
        account: &Account,
        wire: &Value,
        key: &str,
        at: Timestamp,
    ) -> Result<Whereabouts, SendError> {
        let part = only_part(wire).ok_or_else(|| SendError::NotSent(spoiled()))?;
        let mut body = part.body.clone();
        if let Some(body) = body.as_object_mut() {
            body.insert("scheduled_at".to_owned(), json!(at.to_rfc3339()));
        }
        let ask = Ask::post("/api/v1/statuses", body).keyed(key);
        let answer = self.client.call(account, ask).await.map_err(failed)?;
        let kept = answer
            .body
            .get("scheduled_at")
            .is_some_and(Value::is_string);
        match (kept, id_of(&answer.body), fit::<Status>(&answer.body)) {
            (true, Some(id), _) => Ok(Whereabouts::Lies(id)),
            (false, _, Some(status)) => Ok(Whereabouts::Public(readback::receipt(&status))),
            _ => {
                let trouble = Failed::Call(garbled(&answer)).explain("Parking a post");
                Err(SendError::Unknown(trouble))
            }
        }
    }

    async fn find(
        &self,
        account: &Account,
        wire: &Value,
        id: Option<&str>,
        at: Timestamp,
        search: &Search,
    ) -> Result<Whereabouts, NetworkError> {
        let part = only_part(wire).ok_or_else(spoiled)?;
        let by_id = match id {
            Some(id) => read(&self.client, account, id).await?,
            None => None,
        };
        // One answer that it is not there is not believed: replicas lag, and proxies make things up.
        let lying = match by_id {
            Some(found) => Some(found),
            None => among_all(&self.client, account, (&part, at), &search.accounted).await?,
        };
        if let Some((id, kept)) = lying {
            return Ok(if is_same(&kept, &part, at) {
                Whereabouts::Lies(id)
            } else {
                Whereabouts::Differs(id)
            });
        }
        if self.client.clock.now() < at.minus(SKEW) {
            return Ok(Whereabouts::Nowhere);
        }
        // Read after what waits: a post that moves in between is seen here.
        let wanted = part.wanted(None);
        let found = readback::look_up(&self.client, account, &wanted, at, &search.accounted);
        Ok(match found.await? {
            Lookup::Found(receipt) => Whereabouts::Public(receipt),
            Lookup::Unlike(seen) => Whereabouts::Unlike(seen),
            Lookup::Nothing | Lookup::CannotTell(_) => Whereabouts::Nowhere,
        })
    }

    async fn take_out(&self, account: &Account, id: &str) -> Result<bool, NetworkError> {
        let ask = Ask::delete(format!("{PATH}/{id}"));
        match self.client.call(account, ask).await {
            Ok(_) => Ok(true),
            Err(error) if error.is_missing() => Ok(false),
            Err(error) => Err(error.explain("Taking it out")),
        }
    }
}

/// Returns the one post of what is sent; a thread is not parked.
fn only_part(wire: &Value) -> Option<Part> {
    let Some(Outgoing::Posts { mut parts, .. }) = Outgoing::read(wire) else {
        return None;
    };
    let only = parts.pop()?;
    (parts.is_empty() && only.reply_to.is_none()).then_some(only)
}

fn id_of(kept: &Value) -> Option<String> {
    kept.get("id").and_then(Value::as_str).map(str::to_owned)
}

async fn read(
    client: &Client,
    account: &Account,
    id: &str,
) -> Result<Option<(String, Value)>, NetworkError> {
    let ask = Ask::get(format!("{PATH}/{id}"));
    match client.read::<Value>(account, ask).await {
        Ok(kept) => Ok(Some((id.to_owned(), kept))),
        Err(error) if error.is_missing() => Ok(None),
        Err(error) => Err(error.explain(DOING)),
    }
}

/// Looks for a post among all that lies there.
async fn among_all(
    client: &Client,
    account: &Account,
    (part, at): (&Part, Timestamp),
    accounted: &BTreeSet<String>,
) -> Result<Option<(String, Value)>, NetworkError> {
    let mut below: Option<String> = None;
    for _ in 0..MOST_PAGES {
        let mut ask = Ask::get(PATH).with("limit", "40");
        if let Some(below) = &below {
            ask = ask.with("max_id", below.clone());
        }
        let page: Vec<Value> = client
            .read(account, ask)
            .await
            .map_err(|error| error.explain(DOING))?;
        let found = page
            .iter()
            .filter(|kept| is_same(kept, part, at))
            .filter_map(|kept| Some((id_of(kept)?, kept.clone())))
            .find(|(id, _)| !accounted.contains(id));
        if found.is_some() {
            return Ok(found);
        }
        let last = page.last().and_then(id_of);
        if last.is_none() || last == below {
            break;
        }
        below = last;
    }
    Ok(None)
}

/// Tells whether what is kept is what was sent, for its time.
fn is_same(kept: &Value, part: &Part, at: Timestamp) -> bool {
    let text = |value: &Value, name: &str| {
        let said = value.get(name).and_then(Value::as_str);
        said.unwrap_or_default().to_owned()
    };
    let planned = kept.get("scheduled_at").and_then(Value::as_str);
    let planned = planned.and_then(Timestamp::parse_rfc3339);
    let in_time = planned
        .is_some_and(|planned| planned.since(at) <= SAME_TIME && at.since(planned) <= SAME_TIME);
    let Some(params) = kept.get("params") else {
        return false;
    };
    // What was not said is filled in by the server.
    let files = files_in(params);
    let with_its_files = files.is_empty() || files == part.uploaded();
    let audience = text(&part.body, "visibility");
    let seen_by = audience.is_empty() || text(params, "visibility") == audience;
    in_time
        && seen_by
        && with_its_files
        && text(params, "text") == text(&part.body, "status")
        && text(params, "spoiler_text") == text(&part.body, "spoiler_text")
}

#[cfg(test)]
mod tests {
    use super::*;

    const AT: &str = "2026-12-01T08:00:00.000Z";

    fn part() -> Part {
        Part {
            body: json!({"status": "Good morning.", "visibility": "unlisted"}),
            reply_to: None,
            key: "k".into(),
            text: "Good morning.".into(),
            media: 0,
            alts: Vec::new(),
        }
    }

    fn kept(text: &str, visibility: &str, at: &str) -> Value {
        let params = json!({"text": text, "visibility": visibility, "spoiler_text": null});
        json!({"id": "7", "scheduled_at": at, "params": params})
    }

    #[test]
    fn only_the_same_text_for_the_same_people_at_the_same_time_is_it() {
        let at = Timestamp::parse_rfc3339(AT).expect("a time");
        let same = |kept: &Value| is_same(kept, &part(), at);
        assert!(same(&kept("Good morning.", "unlisted", AT)));
        assert!(same(&kept(
            "Good morning.",
            "unlisted",
            "2026-12-01T09:00:00+01:00"
        )));
        assert!(!same(&kept("Good evening.", "unlisted", AT)));
        assert!(!same(&kept("Good morning.", "public", AT)));
        assert!(!same(&kept(
            "Good morning.",
            "unlisted",
            "2026-12-01T08:05:00Z"
        )));
        assert!(!same(&json!({"id": "7", "scheduled_at": null})));
    }

    #[test]
    fn a_post_with_other_files_is_not_it() {
        let at = Timestamp::parse_rfc3339(AT).expect("a time");
        let with = |files: Value| {
            let params =
                json!({"text": "Good morning.", "visibility": "unlisted", "media_ids": files});
            json!({"id": "7", "scheduled_at": AT, "params": params})
        };
        let pictured = Part {
            body: json!({"status": "Good morning.", "visibility": "unlisted", "media_ids": ["9"]}),
            ..part()
        };
        assert!(is_same(&with(json!(["9"])), &pictured, at));
        assert!(is_same(&with(json!([9])), &pictured, at));
        assert!(!is_same(&with(json!(["8"])), &pictured, at));
        assert!(!is_same(&with(json!(["8"])), &part(), at));
        assert!(is_same(&with(Value::Null), &part(), at));
    }

    #[test]
    fn threads_and_answers_are_not_parked() {
        let wire = |parts: Vec<Part>| {
            let before = Vec::new();
            Outgoing::Posts { parts, before }.to_wire()
        };
        assert!(only_part(&wire(vec![part()])).is_some());
        assert!(only_part(&wire(vec![part(), part()])).is_none());
        let answer = Part {
            reply_to: Some("1".into()),
            ..part()
        };
        assert!(only_part(&wire(vec![answer])).is_none());
    }
}
