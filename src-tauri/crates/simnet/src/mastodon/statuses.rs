//! Posting, reading, marking and deleting posts.

use std::time::Duration;

use serde_json::{Value, json};

use super::api::{Answer, Call, missing, note};
use super::parked;
use super::world::{Became, Draft, Person, Server, Status};
use crate::json::At as _;

/// Makes a post; a key that is honoured and known gives the post made with it.
pub(super) fn post(server: &mut Server, call: &Call, me: &Person) -> Answer {
    if let Some(known) = known_by_key(server, call, me) {
        return repeated(server, call, me, &known);
    }
    let text = call.text("status").unwrap_or_default();
    let media = list(call.body.at("media_ids"));
    if text.trim().is_empty() && media.is_empty() {
        return unfit("Validation failed: Text can't be blank");
    }
    if text.chars().count() > server.profile.max_characters {
        return unfit("Validation failed: Text character limit exceeded");
    }
    let answers = call.text("in_reply_to_id");
    if answers
        .as_ref()
        .is_some_and(|id| server.visible(id, &me.id).is_none())
    {
        return missing();
    }
    let draft = Draft {
        text,
        warning: call.text("spoiler_text").unwrap_or_default(),
        visibility: call.text("visibility"),
        answers,
        language: call.text("language"),
        media,
        after_ms: call.after_ms,
    };
    if let Some(answer) = parked::park(server, call, me, &draft) {
        return answer;
    }
    let status = server.publish(&me.id, draft);
    if let Some(key) = &call.key {
        let place = (me.id.clone(), key.clone());
        server.keys.insert(place, (status.id.clone(), status.at));
    }
    note(server, call, &me.name, Some(&status.id), Became::Done);
    (200, server.status_view(&status))
}

/// Returns what was made with a key that is honoured.
fn known_by_key(server: &Server, call: &Call, me: &Person) -> Option<String> {
    let honoured: Duration = server.profile.keys?;
    let place = (me.id.clone(), call.key.clone()?);
    let (id, at) = server.keys.get(&place)?;
    let end = at.plus_ms(i64::try_from(honoured.as_millis()).unwrap_or(i64::MAX));
    (server.now() < end).then(|| id.clone())
}

/// Answers a repetition: what waits for its time is looked for among what waits, and only there.
fn repeated(server: &mut Server, call: &Call, me: &Person, known: &str) -> Answer {
    let view = if call.text("scheduled_at").is_some() {
        server.parked_view(known)
    } else {
        let status = server.statuses.iter().find(|s| s.id == known);
        status.map(|status| server.status_view(status))
    };
    let Some(view) = view else {
        return missing();
    };
    note(server, call, &me.name, Some(known), Became::Repeated);
    (200, view)
}

fn list(value: &Value) -> Vec<String> {
    let items = value.as_array().map(Vec::as_slice).unwrap_or_default();
    items
        .iter()
        .filter_map(Value::as_str)
        .map(str::to_owned)
        .collect()
}

fn unfit(message: &str) -> Answer {
    (422, json!({"error": message}))
}

/// Reads a post, or the conversation around it.
pub(super) fn read(server: &Server, path: &[&str], me: &Person) -> Answer {
    let ["api", "v1", "statuses", id, rest @ ..] = path else {
        return missing();
    };
    let Some(status) = server.visible(id, &me.id) else {
        return missing();
    };
    match rest {
        [] => (200, server.status_view(status)),
        ["context"] => {
            let before: Vec<Value> = ancestors(server, status)
                .iter()
                .map(|s| server.status_view(s))
                .collect();
            let after: Vec<Value> = descendants(server, &status.id, &me.id)
                .iter()
                .map(|s| server.status_view(s))
                .collect();
            (200, json!({"ancestors": before, "descendants": after}))
        }
        _ => missing(),
    }
}

fn ancestors(server: &Server, status: &Status) -> Vec<Status> {
    let mut all = Vec::new();
    let mut next = status.answers.clone();
    while let Some(id) = next.take() {
        let Some(parent) = server.statuses.iter().find(|s| s.id == id && !s.deleted) else {
            break;
        };
        all.insert(0, parent.clone());
        next.clone_from(&parent.answers);
    }
    all
}

fn descendants(server: &Server, id: &str, reader: &str) -> Vec<Status> {
    let mut all = Vec::new();
    let answers = server
        .statuses
        .iter()
        .filter(|s| s.answers.as_deref() == Some(id));
    for answer in answers.filter(|s| server.visible(&s.id, reader).is_some()) {
        all.push(answer.clone());
        all.extend(descendants(server, &answer.id, reader));
    }
    all
}

/// Likes or reposts, or takes it back.
pub(super) fn mark(
    server: &mut Server,
    call: &Call,
    (id, verb): (&str, &str),
    me: &Person,
) -> Answer {
    if server.visible(id, &me.id).is_none() {
        return missing();
    }
    let changed = match verb {
        "favourite" => server.mark(id, &me.id, "favourite"),
        "reblog" => server.mark(id, &me.id, "reblog"),
        "unfavourite" | "unreblog" => server.unmark(id, &me.id, verb),
        _ => return missing(),
    };
    let Some(status) = server.visible(id, &me.id).cloned() else {
        return missing();
    };
    let became = if changed {
        Became::Done
    } else {
        Became::Repeated
    };
    note(server, call, &me.name, Some(id), became);
    (200, server.status_view(&status))
}

/// Deletes an own post.
pub(super) fn delete(server: &mut Server, call: &Call, id: &str, me: &Person) -> Answer {
    let own = server
        .statuses
        .iter_mut()
        .find(|s| s.id == id && s.author == me.id && !s.deleted);
    let Some(status) = own else {
        return missing();
    };
    status.deleted = true;
    let status = status.clone();
    note(server, call, &me.name, Some(id), Became::Done);
    (200, server.status_view(&status))
}
