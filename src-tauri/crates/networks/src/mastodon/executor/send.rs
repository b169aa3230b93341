//! Sending what was prepared, one call a step, and finding out whether it arrived.

use herald_domain::{Account, Receipt, RemoteRef};
use herald_pipeline::ports::{Lookup, NetworkError, NetworkErrorKind, Search, SendError};
use serde::Deserialize as _;
use serde_json::{Value, json};

use super::super::client::{Ask, Client, Failed, garbled};
use super::super::readback;
use super::super::wire::{Relationship, Status};
use super::wire::{Outgoing, Part};
use crate::lenient::fit;
use crate::rest::CallError;

const DOING: &str = "Sending";

/// Sends the step after those that are done.
pub(super) async fn send(
    client: &Client,
    account: &Account,
    wire: &Value,
    done: &[Receipt],
) -> Result<Receipt, SendError> {
    let outgoing = Outgoing::read(wire).ok_or_else(|| SendError::NotSent(spoiled()))?;
    match outgoing {
        Outgoing::Posts { parts, .. } => {
            let part = parts
                .get(done.len())
                .ok_or_else(|| SendError::NotSent(spoiled()))?;
            send_part(client, account, part, last(done)).await
        }
        Outgoing::Mark {
            path,
            body,
            subject,
        } => {
            let sent = client.call(account, Ask::post(path, body)).await;
            sent.map(|_| receipt_of(&subject)).map_err(mark_failed)
        }
        Outgoing::Delete { id } => {
            let ask = Ask::delete(format!("/api/v1/statuses/{id}"));
            match client.call(account, ask).await {
                Ok(_) => Ok(receipt_of(&id)),
                // Somebody was faster; it is gone, as wished.
                Err(error) if error.is_missing() => Ok(receipt_of(&id)),
                Err(error) => Err(failed(error)),
            }
        }
        Outgoing::Report { body } => {
            let sent = client
                .call(account, Ask::post("/api/v1/reports", body))
                .await;
            sent.map(|_| Receipt::default()).map_err(failed)
        }
    }
}

/// Returns the post the next part answers: the last of those that are done.
fn last(done: &[Receipt]) -> Option<String> {
    let remote = done.last()?.remote.as_ref()?;
    Some(remote.id.clone())
}

async fn send_part(
    client: &Client,
    account: &Account,
    part: &Part,
    before: Option<String>,
) -> Result<Receipt, SendError> {
    let mut body = part.body.clone();
    let continues = before.is_some();
    if let (Some(answers), Some(body)) = (
        before.or_else(|| part.reply_to.clone()),
        body.as_object_mut(),
    ) {
        body.insert("in_reply_to_id".to_owned(), json!(answers));
    }
    let ask = Ask::post("/api/v1/statuses", body).keyed(&part.key);
    let answer = match client.call(account, ask).await {
        Ok(answer) => answer,
        // The post before went out a moment ago: a replica that does not know it yet says so.
        Err(error) if continues && error.status() == Some(404) => {
            return Err(SendError::NotSent(lagging()));
        }
        Err(error) => return Err(failed(error)),
    };
    let status = Status::deserialize(&answer.body).map_err(|_| {
        let trouble = Failed::Call(garbled(&answer)).explain(DOING);
        SendError::Unknown(trouble)
    })?;
    Ok(readback::receipt(&status))
}

fn lagging() -> NetworkError {
    NetworkError::new(
        NetworkErrorKind::Unavailable,
        "lagging",
        "The server does not know your post of a moment ago yet; the next one waits for it.",
    )
}

/// Looks whether the step after those that are done has arrived.
pub(super) async fn find(
    client: &Client,
    account: &Account,
    wire: &Value,
    done: &[Receipt],
    search: &Search,
) -> Result<Lookup, NetworkError> {
    match Outgoing::read(wire).ok_or_else(spoiled)? {
        Outgoing::Posts { parts, before } => {
            let part = parts.get(done.len()).ok_or_else(spoiled)?;
            let wanted = part.wanted(last(done).or_else(|| part.reply_to.clone()));
            let mut accounted = search.accounted.clone();
            accounted.extend(before);
            let steps = done.iter().filter_map(|step| step.remote.as_ref());
            accounted.extend(steps.map(|remote| remote.id.clone()));
            readback::look_up(client, account, &wanted, search.first_called, &accounted).await
        }
        Outgoing::Mark { path, subject, .. } => is_marked(client, account, &path, &subject).await,
        Outgoing::Delete { id } => {
            let ask = Ask::get(format!("/api/v1/statuses/{id}"));
            match client.read::<Status>(account, ask).await {
                Ok(_) => Ok(Lookup::Nothing),
                Err(error) if error.is_missing() => Ok(Lookup::Found(receipt_of(&id))),
                Err(error) => Err(error.explain("Looking up whether it was deleted")),
            }
        }
        Outgoing::Report { .. } => Ok(Lookup::CannotTell(
            "This network does not tell which reports it has.".to_owned(),
        )),
    }
}

/// Looks whether a like, repost, follow, mute or block is there.
async fn is_marked(
    client: &Client,
    account: &Account,
    path: &str,
    subject: &str,
) -> Result<Lookup, NetworkError> {
    let doing = "Looking up whether it was done";
    let word = path.rsplit('/').next().unwrap_or_default();
    let there = if matches!(word, "favourite" | "reblog") {
        let ask = Ask::get(format!("/api/v1/statuses/{subject}"));
        let status: Value = client
            .read(account, ask)
            .await
            .map_err(|e| e.explain(doing))?;
        let flag = if word == "reblog" {
            "reblogged"
        } else {
            "favourited"
        };
        status.get(flag).and_then(Value::as_bool)
    } else {
        let ask = Ask::get("/api/v1/accounts/relationships").with("id[]", subject);
        let found: Vec<Value> = client
            .read(account, ask)
            .await
            .map_err(|e| e.explain(doing))?;
        let stands: Option<Relationship> = found.first().and_then(fit);
        stands.map(|stands| match word {
            "follow" => stands.following || stands.requested,
            "mute" => stands.muting,
            _ => stands.blocking,
        })
    };
    Ok(match there {
        Some(true) => Lookup::Found(receipt_of(subject)),
        Some(false) | None => Lookup::Nothing,
    })
}

/// A page where an answer should be says that this software has no such call: trying on changes nothing.
fn mark_failed(error: Failed) -> SendError {
    match &error {
        Failed::Call(CallError::Garbled {
            status: 404 | 405 | 501,
            host,
            ..
        }) => SendError::NotSent(NetworkError::new(
            NetworkErrorKind::Refused,
            "not_offered",
            format!("The software of {host} does not offer that. Nothing was changed."),
        )),
        _ => failed(error),
    }
}

pub(super) fn failed(error: Failed) -> SendError {
    if error.surely_not_done() {
        SendError::NotSent(error.explain(DOING))
    } else {
        SendError::Unknown(error.explain(DOING))
    }
}

/// Returns the receipt of a mark on something.
pub(super) fn receipt_of(id: &str) -> Receipt {
    Receipt {
        remote: Some(RemoteRef::unversioned(id)),
        url: None,
    }
}

pub(super) fn spoiled() -> NetworkError {
    NetworkError::new(
        NetworkErrorKind::Refused,
        "spoiled",
        "What was to be sent cannot be read any more. Nothing was sent.",
    )
}

#[cfg(test)]
mod tests {
    use super::*;

    fn answered(status: u16) -> SendError {
        mark_failed(Failed::Call(CallError::Garbled {
            status,
            host: "a.test".to_owned(),
            until: None,
        }))
    }

    #[test]
    fn what_the_software_has_no_call_for_is_refused_once() {
        for status in [404, 405, 501] {
            let SendError::NotSent(error) = answered(status) else {
                panic!("nothing can have been done");
            };
            assert_eq!(error.kind, NetworkErrorKind::Refused);
            assert!(
                error.message.contains("does not offer that"),
                "{}",
                error.message
            );
        }
        assert!(matches!(answered(502), SendError::Unknown(_)));
    }
}
