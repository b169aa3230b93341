//! What a call does: from method and path to an answer.

use std::sync::atomic::Ordering;

use serde_json::{Value, json};

use super::oauth;
use super::parked;
use super::statuses;
use super::world::{Became, Person, Server, Written};
use crate::json::At as _;

/// A call as it came in.
#[derive(Clone, Debug, Default)]
pub(super) struct Call {
    pub(super) method: String,
    pub(super) path: Vec<String>,
    pub(super) query: Vec<(String, String)>,
    pub(super) token: Option<String>,
    pub(super) key: Option<String>,
    pub(super) body: Value,
    /// How much later what it writes appears, in milliseconds.
    pub(super) after_ms: i64,
}

/// An answer: status and body.
pub(super) type Answer = (u16, Value);

impl Call {
    pub(super) fn query(&self, name: &str) -> Option<&str> {
        let found = self.query.iter().find(|(key, _)| key == name);
        found.map(|(_, value)| value.as_str())
    }

    pub(super) fn text(&self, name: &str) -> Option<String> {
        let said = self.body.at(name);
        said.as_str()
            .filter(|text| !text.is_empty())
            .map(str::to_owned)
    }

    /// The name faults and the log know it by: identifiers are `:id`.
    pub(super) fn name(&self) -> String {
        let parts: Vec<&str> = self.path.iter().map(String::as_str).collect();
        let shown: Vec<&str> = match parts.as_slice() {
            [
                "api",
                version,
                noun @ ("statuses" | "accounts" | "media" | "scheduled_statuses"),
                id,
                rest @ ..,
            ] if !is_word(id) => {
                let head = ["api", *version, *noun, ":id"];
                head.into_iter().chain(rest.iter().copied()).collect()
            }
            other => other.to_vec(),
        };
        format!("{} /{}", self.method, shown.join("/"))
    }
}

/// Tells a part of a path from an identifier.
fn is_word(part: &str) -> bool {
    matches!(
        part,
        "verify_credentials" | "relationships" | "lookup" | "search" | "update_credentials"
    )
}

/// Answers a call.
pub(super) fn answer(server: &mut Server, call: &Call) -> Answer {
    server.publish_parked();
    let path: Vec<&str> = call.path.iter().map(String::as_str).collect();
    if let Some(other) = &server.points_to {
        return match path.as_slice() {
            [".well-known", "webfinger"] => (200, pointer(call, other)),
            _ => missing(),
        };
    }
    let open = match (call.method.as_str(), path.as_slice()) {
        ("GET", ["nodeinfo", "2.0"]) => Some(server.nodeinfo_view()),
        ("GET", [".well-known", "nodeinfo"]) => {
            let rel = "http://nodeinfo.diaspora.software/ns/schema/2.0";
            let href = format!("http://{}/nodeinfo/2.0", server.host);
            Some(json!({"links": [{"rel": rel, "href": href}]}))
        }
        ("GET", ["api", "v1", "instance"]) => Some(server.instance_view()),
        ("GET", ["api", "v2", "instance"]) if server.profile.software == "mastodon" => {
            Some(server.instance_view())
        }
        _ => None,
    };
    if let Some(view) = open {
        return (200, view);
    }
    if server.profile.software == "mastodon"
        && let Some(answer) = oauth::answer(server, call, &path)
    {
        return answer;
    }
    if !path.starts_with(&["api"]) {
        return missing();
    }
    let me = call
        .token
        .as_deref()
        .and_then(|token| server.by_token(token))
        .cloned();
    let Some(me) = me else {
        return (401, json!({"error": "The access token is invalid"}));
    };
    as_somebody(server, call, &path, &me)
}

fn as_somebody(server: &mut Server, call: &Call, path: &[&str], me: &Person) -> Answer {
    match (call.method.as_str(), path) {
        ("GET", ["api", "v1", "accounts", "verify_credentials"]) => (200, server.own_view(me)),
        ("GET", ["api", "v1", "accounts", "relationships"]) => relationships(server, call, me),
        ("GET", ["api", "v1", "accounts", "lookup"]) => person_or_missing(
            server,
            server.by_name(call.query("acct").unwrap_or_default()),
        ),
        ("GET", ["api", "v1", "accounts", id]) => person_or_missing(server, server.by_id(id)),
        ("GET", ["api", "v1", "accounts", id, "statuses"]) => {
            let list = server.list_of(id, &me.id);
            let ids: Vec<&str> = list.iter().map(|s| s.id.as_str()).collect();
            let page = page(call, &ids, 20, 40);
            let views = list.get(page).unwrap_or_default();
            (200, views.iter().map(|s| server.status_view(s)).collect())
        }
        ("GET", ["api", "v1", "notifications"]) => notifications(server, call, me),
        ("GET", ["api", "v2", "search"]) => search(server, call, me),
        ("GET", ["api", "v1", "trends", ..]) => (200, json!([])),
        ("GET", ["api", "v1", "media", id]) => match server.files.get(*id) {
            Some(file) => (200, file.clone()),
            None => missing(),
        },
        ("GET", ["api", "v1", "scheduled_statuses"]) => parked::answer(server, call, None, me),
        ("GET", ["api", "v1", "scheduled_statuses", id]) => {
            parked::answer(server, call, Some(id), me)
        }
        ("GET", ["api", "v1", "statuses", ..]) => statuses::read(server, path, me),
        ("POST" | "DELETE", _) => {
            let answer = write(server, call, path, me);
            if answer.0 >= 400 {
                let became = Became::Refused { status: answer.0 };
                note(server, call, &me.name, None, became);
            }
            answer
        }
        _ => missing(),
    }
}

fn write(server: &mut Server, call: &Call, path: &[&str], me: &Person) -> Answer {
    match (call.method.as_str(), path) {
        ("POST", ["api", "v1", "statuses"]) => statuses::post(server, call, me),
        ("POST", ["api", "v1", "statuses", id, verb]) => {
            statuses::mark(server, call, (id, verb), me)
        }
        ("DELETE", ["api", "v1", "scheduled_statuses", id]) => {
            parked::answer(server, call, Some(id), me)
        }
        ("DELETE", ["api", "v1", "statuses", id]) => statuses::delete(server, call, id, me),
        ("POST", ["api", "v1", "accounts", id, verb]) => stand(server, call, (id, verb), me),
        ("POST", ["api", "v2" | "v1", "media"]) => {
            let id = server.next_id();
            let file = json!({
                "id": id,
                "type": "image",
                "url": format!("http://{}/files/{id}", server.host),
                "description": call.body.at("description"),
            });
            server.files.insert(id, file.clone());
            (200, file)
        }
        ("POST", ["api", "v1", "reports"]) => {
            note(server, call, &me.name, None, Became::Done);
            (200, json!({"id": "1", "action_taken": false}))
        }
        _ => missing(),
    }
}

/// Says where somebody lives who is known under this host.
fn pointer(call: &Call, other: &str) -> Value {
    let resource = call.query("resource").unwrap_or_default();
    let name = resource
        .trim_start_matches("acct:")
        .split('@')
        .next()
        .unwrap_or_default();
    let href = format!("http://{other}/users/{name}");
    let own = json!({"rel": "self", "type": "application/activity+json", "href": href});
    json!({"subject": resource, "links": [own]})
}

/// Enters a write in the log.
pub(super) fn note(
    server: &mut Server,
    call: &Call,
    by: &str,
    status: Option<&str>,
    became: Became,
) {
    let written = Written {
        at_ms: server.now().as_ms(),
        by: by.to_owned(),
        call: call.name(),
        key: call.key.clone(),
        status: status.map(str::to_owned),
        became,
    };
    server.log.push(written);
}

pub(super) fn missing() -> Answer {
    (404, json!({"error": "Record not found"}))
}

fn person_or_missing(server: &Server, person: Option<&Person>) -> Answer {
    person.map_or_else(missing, |person| (200, server.person_view(person)))
}

fn relationships(server: &Server, call: &Call, me: &Person) -> Answer {
    let asked = call
        .query
        .iter()
        .filter(|(name, _)| name == "id[]" || name == "id");
    let views = asked.map(|(_, id)| relationship(server.by_id(&me.id).unwrap_or(me), id));
    (200, views.collect())
}

fn relationship(me: &Person, id: &str) -> Value {
    json!({
        "id": id,
        "following": me.following.contains(id),
        "requested": false,
        "muting": me.muting.contains(id),
        "blocking": me.blocking.contains(id),
    })
}

/// Follows, mutes or blocks somebody, or stops it.
fn stand(server: &mut Server, call: &Call, (id, verb): (&str, &str), me: &Person) -> Answer {
    if server.by_id(id).is_none() {
        return missing();
    }
    let Some(person) = server.people.iter_mut().find(|p| p.id == me.id) else {
        return missing();
    };
    let changed = match verb {
        "follow" => person.following.insert(id.to_owned()),
        "unfollow" => person.following.remove(id),
        "mute" => person.muting.insert(id.to_owned()),
        "unmute" => person.muting.remove(id),
        "block" => person.blocking.insert(id.to_owned()),
        "unblock" => person.blocking.remove(id),
        _ => return missing(),
    };
    let view = relationship(person, id);
    if changed && verb == "follow" {
        server.tell("follow", id, &me.id, None);
    }
    let became = if changed {
        Became::Done
    } else {
        Became::Repeated
    };
    note(server, call, &me.name, None, became);
    (200, view)
}

fn notifications(server: &Server, call: &Call, me: &Person) -> Answer {
    server.polls.fetch_add(1, Ordering::Relaxed);
    let own: Vec<_> = server.news.iter().rev().filter(|n| n.to == me.id).collect();
    let ids: Vec<&str> = own.iter().map(|n| n.id.as_str()).collect();
    let page = page(call, &ids, 40, 80);
    let views = own.get(page).unwrap_or_default();
    (200, views.iter().map(|n| server.news_view(n)).collect())
}

fn search(server: &Server, call: &Call, me: &Person) -> Answer {
    let asked = call.query("q").unwrap_or_default();
    let people = server.by_name(asked).into_iter();
    let by_address = server.statuses.iter().filter(|s| {
        let found = server.visible(&s.id, &me.id).is_some();
        found && (asked.ends_with(&format!("/{}", s.id)) || s.text.contains(asked))
    });
    let accounts: Vec<Value> = people.map(|p| server.person_view(p)).collect();
    let statuses: Vec<Value> = by_address.map(|s| server.status_view(s)).collect();
    (
        200,
        json!({"accounts": accounts, "statuses": statuses, "hashtags": []}),
    )
}

/// Returns which part of a list, newest first, a page shows.
pub(super) fn page(call: &Call, ids: &[&str], usual: usize, most: usize) -> std::ops::Range<usize> {
    let place = |name: &str| {
        let id = call.query(name)?;
        ids.iter().position(|known| *known == id)
    };
    let from = place("max_id").map_or(0, |at| at + 1);
    let to = place("since_id").unwrap_or(ids.len());
    let limit = call
        .query("limit")
        .and_then(|text| text.parse().ok())
        .unwrap_or(usual);
    let end = to.min(from + limit.clamp(1, most));
    from.min(end)..end
}
