//! Sending what was prepared, and finding out whether it arrived.

use std::time::Duration;

use herald_domain::{Account, Receipt, RemoteRef, Timestamp};
use herald_pipeline::ports::{Lookup, NetworkError, NetworkErrorKind, Progress, SendError};
use serde::Deserialize as _;
use serde_json::{Value, json};

use super::super::client::{Ask, Client, Failed, garbled};
use super::super::readback;
use super::super::rules::KEY_TTL_SECONDS;
use super::super::wire::Status;
use super::wire::{Outgoing, Part, Sent};

/// How long a server may take until its lists show a new post.
const STALENESS: Duration = Duration::from_secs(20);

/// A key older than most of its life is not trusted alone.
const TRUST: Duration = Duration::from_secs(KEY_TTL_SECONDS as u64 * 5 / 6);

const DOING: &str = "Sending";

/// Sends; goes on after the posts the server has already.
pub(super) async fn send(
    client: &Client,
    account: &Account,
    wire: &Value,
    progress: &dyn Progress,
) -> Result<Receipt, SendError> {
    let outgoing = Outgoing::read(wire).ok_or_else(|| SendError::NotSent(spoiled()))?;
    match outgoing {
        Outgoing::Posts { parts } => send_posts(client, account, &parts, progress).await,
        Outgoing::Mark {
            path,
            body,
            subject,
        } => {
            let sent = client.call(account, Ask::post(path, body)).await;
            sent.map(|_| receipt_of(&subject)).map_err(failed)
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
            sent.map(|_| Receipt {
                remote: None,
                url: None,
            })
            .map_err(failed)
        }
    }
}

async fn send_posts(
    client: &Client,
    account: &Account,
    parts: &[Part],
    progress: &dyn Progress,
) -> Result<Receipt, SendError> {
    let mut sent = Sent::read(progress.kept().as_ref());
    for part in parts.iter().skip(sent.posts.len()) {
        let status = send_part(client, account, part, sent.last()).await?;
        sent.posts.push((status.id.clone(), status.link()));
        progress.keep(json!(sent)).await?;
    }
    Ok(receipt(&sent))
}

async fn send_part(
    client: &Client,
    account: &Account,
    part: &Part,
    before: Option<String>,
) -> Result<Status, SendError> {
    let mut body = part.body.clone();
    if let (Some(answers), Some(body)) = (
        before.or_else(|| part.reply_to.clone()),
        body.as_object_mut(),
    ) {
        body.insert("in_reply_to_id".to_owned(), json!(answers));
    }
    let ask = Ask::post("/api/v1/statuses", body).keyed(&part.key);
    let answer = client.call(account, ask).await.map_err(failed)?;
    Status::deserialize(&answer.body).map_err(|_| {
        let trouble = Failed::Call(garbled(&answer)).explain(DOING);
        SendError::Unknown(trouble)
    })
}

/// Looks whether the post after those the server surely has arrived.
pub(super) async fn find(
    client: &Client,
    account: &Account,
    wire: &Value,
    progress: &dyn Progress,
    first_tried: Timestamp,
) -> Result<Lookup, NetworkError> {
    let parts = match Outgoing::read(wire).ok_or_else(spoiled)? {
        Outgoing::Posts { parts } => parts,
        // Repeating these changes nothing.
        Outgoing::Mark { .. } | Outgoing::Delete { .. } => return Ok(Lookup::Absent),
        Outgoing::Report { .. } => return Ok(Lookup::CannotTell),
    };
    let mut sent = Sent::read(progress.kept().as_ref());
    let Some(part) = parts.get(sent.posts.len()) else {
        return Ok(Lookup::Found(receipt(&sent)));
    };
    let wanted = part.wanted(sent.last().or_else(|| part.reply_to.clone()));
    match readback::find(client, account, &wanted, first_tried).await? {
        Some(found) => {
            let id = found.remote.map(|remote| remote.id).unwrap_or_default();
            sent.posts.push((id, found.url));
            let kept = progress.keep(json!(sent)).await;
            kept.map_err(|error| match error {
                SendError::NotSent(error) | SendError::Unknown(error) => error,
                SendError::HandOver(_) => spoiled(),
            })?;
            let all = sent.posts.len() == parts.len();
            Ok(if all {
                Lookup::Found(receipt(&sent))
            } else {
                Lookup::Absent
            })
        }
        None => absent(client, first_tried),
    }
}

/// Decides what it means that a post is not listed: perhaps not yet, perhaps no longer.
fn absent(client: &Client, first_tried: Timestamp) -> Result<Lookup, NetworkError> {
    let age = client.clock.now().since(first_tried);
    if age < STALENESS {
        let words = "Your server's list may not show it yet; it is looked up again in a moment.";
        let kind = NetworkErrorKind::Unavailable;
        return Err(NetworkError::new(kind, "too_early_to_tell", words));
    }
    if age > TRUST {
        tracing::info!("the server's memory of the key has run out; the list alone decided");
    }
    Ok(Lookup::Absent)
}

fn failed(error: Failed) -> SendError {
    if error.surely_not_done() {
        SendError::NotSent(error.explain(DOING))
    } else {
        SendError::Unknown(error.explain(DOING))
    }
}

/// Returns the receipt of several posts: the first of them.
fn receipt(sent: &Sent) -> Receipt {
    let first = sent.posts.first();
    Receipt {
        remote: first.map(|(id, _)| RemoteRef::unversioned(id.clone())),
        url: first.and_then(|(_, url)| url.clone()),
    }
}

/// Returns the receipt of a mark on something.
pub(super) fn receipt_of(id: &str) -> Receipt {
    Receipt {
        remote: Some(RemoteRef::unversioned(id)),
        url: None,
    }
}

fn spoiled() -> NetworkError {
    NetworkError::new(
        NetworkErrorKind::Refused,
        "spoiled",
        "What was to be sent cannot be read any more. Nothing was sent.",
    )
}
