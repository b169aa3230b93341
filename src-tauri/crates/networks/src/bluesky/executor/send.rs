//! Sending what was prepared, and looking up whether the network has it.

use std::sync::atomic::{AtomicBool, Ordering};
use std::time::Duration;

use herald_domain::{Account, Receipt, Seen, Timestamp};
use herald_pipeline::ports::{Lookup, NetworkError, NetworkErrorKind, SendError};
use serde_json::{Value, json};

use super::super::address::Web;
use super::super::client::{Client, Failed};
use super::super::records::{Outgoing, THREADGATE, hides, is_closed};
use super::super::trouble::{explain, signed_out, trouble};
use super::super::wire::StoredRecord;
use super::super::xrpc::{Call, Refusal, XrpcError};
use super::thread;

const PUT: &str = "com.atproto.repo.putRecord";

/// Sends the step after those that are done, within `limit`.
///
/// # Errors
/// - `NotSent`: the network surely does not have it.
/// - `Unknown`: it may have it.
pub(super) async fn send(
    client: &Client,
    account: &Account,
    wire: &Value,
    done: &[Receipt],
    limit: Duration,
) -> Result<Receipt, SendError> {
    let outgoing = next(wire, done).map_err(SendError::NotSent)?;
    send_one(client, account, &outgoing, limit).await
}

/// Returns what is sent after the steps that are done.
fn next(wire: &Value, done: &[Receipt]) -> Result<Outgoing, NetworkError> {
    match Outgoing::from_wire(wire)? {
        Outgoing::Thread { parts } => thread::next(&parts, done),
        outgoing => Ok(outgoing),
    }
}

/// Sends one call.
///
/// # Errors
/// As [`send`].
pub(super) async fn send_one(
    client: &Client,
    account: &Account,
    outgoing: &Outgoing,
    limit: Duration,
) -> Result<Receipt, SendError> {
    let call = call_of(outgoing, &account.remote_id);
    let begun = AtomicBool::new(false);
    let answered = tokio::select! {
        answered = client.call_noting(account, &call, &begun) => answered,
        () = client.clock.sleep(limit) => {
            let error = too_slow(outgoing);
            return Err(if begun.load(Ordering::SeqCst) {
                SendError::Unknown(error)
            } else {
                SendError::NotSent(error)
            });
        }
    };
    match answered {
        Ok(answer) => read_receipt(account, outgoing, &answer),
        Err(failed) => Err(judge(failed, outgoing)),
    }
}

fn call_of(outgoing: &Outgoing, did: &str) -> Call {
    match outgoing {
        Outgoing::Put {
            collection,
            rkey,
            record,
        } => Call::write(PUT, put_input(did, collection, rkey, record, None)),
        Outgoing::Hide {
            rkey, record, swap, ..
        }
        | Outgoing::Close { rkey, record, swap } => Call::write(
            PUT,
            put_input(did, THREADGATE, rkey, record, swap.as_deref()),
        ),
        Outgoing::Delete { collection, rkey } => Call::write(
            "com.atproto.repo.deleteRecord",
            json!({"repo": did, "collection": collection, "rkey": rkey}),
        ),
        // Its posts are sent one by one.
        Outgoing::Thread { .. } => Call::write(PUT, Value::Null),
        Outgoing::Mute { did } => Call::write("app.bsky.graph.muteActor", json!({"actor": did})),
        Outgoing::Report { labeler, input } => {
            let call = Call::write("com.atproto.moderation.createReport", input.clone());
            Call {
                proxy: Some(format!("{labeler}#atproto_labeler")),
                ..call
            }
        }
    }
}

fn put_input(did: &str, collection: &str, rkey: &str, record: &Value, swap: Option<&str>) -> Value {
    json!({
        "repo": did,
        "collection": collection,
        "rkey": rkey,
        "record": record,
        "swapRecord": swap,
    })
}

fn read_receipt(
    account: &Account,
    outgoing: &Outgoing,
    answer: &Value,
) -> Result<Receipt, SendError> {
    let did = &account.remote_id;
    let text = |name: &str| answer.get(name).and_then(Value::as_str).map(str::to_owned);
    let cid = match outgoing {
        Outgoing::Put { .. } | Outgoing::Hide { .. } | Outgoing::Close { .. } => {
            let expected = outgoing.target(did).map(|uri| uri.to_string());
            let cid = text("cid").filter(|_| text("uri") == expected);
            Some(cid.ok_or_else(|| SendError::Unknown(garbled(account, outgoing)))?)
        }
        Outgoing::Report { .. } if answer.get("id").is_none() => {
            return Err(SendError::Unknown(garbled(account, outgoing)));
        }
        Outgoing::Delete { .. }
        | Outgoing::Mute { .. }
        | Outgoing::Report { .. }
        | Outgoing::Thread { .. } => None,
    };
    Ok(outgoing.receipt(did, cid, &Web::of(account)))
}

fn garbled(account: &Account, outgoing: &Outgoing) -> NetworkError {
    let host = format!("the server of @{}", account.handle);
    explain(&XrpcError::garbled(host), outgoing.doing())
}

fn too_slow(outgoing: &Outgoing) -> NetworkError {
    let doing = outgoing.doing();
    trouble(
        NetworkErrorKind::Unavailable,
        "no_answer",
        format!("{doing} took too long and was cut off. Herald looks again by itself."),
    )
}

/// Decides what the network may have after a call that failed.
fn judge(failed: Failed, outgoing: &Outgoing) -> SendError {
    let error = match failed {
        Failed::Session(error) => return SendError::NotSent(error),
        Failed::Call(error) => error,
    };
    let explained = explain(&error, outgoing.doing());
    match &error {
        XrpcError::Call(error) if error.surely_not_done() => SendError::NotSent(explained),
        XrpcError::Call(_) => SendError::Unknown(explained),
        XrpcError::Refused(refusal) => judge_refusal(refusal, explained, outgoing),
    }
}

fn judge_refusal(refusal: &Refusal, explained: NetworkError, outgoing: &Outgoing) -> SendError {
    let own_repository = !matches!(outgoing, Outgoing::Mute { .. } | Outgoing::Report { .. });
    // 408 is a server that gave up waiting; a redirect or a further success is no answer.
    let is_definite = matches!(refusal.status, 400..=499) && refusal.status != 408;
    if !is_definite {
        return SendError::Unknown(explained);
    }
    if own_repository && refusal.names_closed_account() {
        return SendError::NotSent(signed_out(refusal, outgoing.doing()));
    }
    match (refusal.error.as_str(), outgoing) {
        // Something is under our key: most likely this very record, so it is looked up.
        ("InvalidSwap", Outgoing::Put { .. }) => SendError::Unknown(explained),
        ("InvalidSwap", _) => SendError::NotSent(trouble(
            NetworkErrorKind::Refused,
            "invalid_swap",
            "Somebody changed the conversation's settings at the same moment, so nothing was \
             changed. Do it again.",
        )),
        _ => SendError::NotSent(explained),
    }
}

/// Looks up whether the network has it.
///
/// # Errors
/// The network could not be asked.
pub(super) async fn find(
    client: &Client,
    account: &Account,
    wire: &Value,
    done: &[Receipt],
) -> Result<Lookup, NetworkError> {
    find_one(client, account, &next(wire, done)?).await
}

/// Looks up one call.
///
/// # Errors
/// As [`find`].
pub(super) async fn find_one(
    client: &Client,
    account: &Account,
    outgoing: &Outgoing,
) -> Result<Lookup, NetworkError> {
    let web = Web::of(account);
    let did = &account.remote_id;
    let found = |cid| Lookup::Found(outgoing.receipt(did, cid, &web));
    match outgoing {
        Outgoing::Put {
            collection,
            rkey,
            record,
        } => match client.own_record(account, collection, rkey).await? {
            Some(stored) if stored.value == *record => Ok(found(stored.cid)),
            Some(stored) => Ok(Lookup::Unlike(vec![under_key(account, outgoing, &stored)])),
            None => Ok(Lookup::Nothing),
        },
        // Other replies may have been hidden since; what counts is that this one is.
        Outgoing::Hide { rkey, reply, .. } => {
            let gate = client.own_record(account, THREADGATE, rkey).await?;
            let gate = gate.filter(|gate| hides(&gate.value, reply));
            Ok(gate.map_or(Lookup::Nothing, |gate| found(gate.cid)))
        }
        Outgoing::Close { rkey, .. } => {
            let gate = client.own_record(account, THREADGATE, rkey).await?;
            let gate = gate.filter(|gate| is_closed(&gate.value));
            Ok(gate.map_or(Lookup::Nothing, |gate| found(gate.cid)))
        }
        Outgoing::Thread { .. } => Ok(Lookup::Nothing),
        Outgoing::Delete { collection, rkey } => {
            let record = client.own_record(account, collection, rkey).await?;
            Ok(if record.is_none() {
                found(None)
            } else {
                Lookup::Nothing
            })
        }
        Outgoing::Mute { did } => {
            let person = client.profile(account, did).await?;
            let viewer = person.and_then(|person| person.viewer);
            let is_muted = viewer.is_some_and(|viewer| viewer.muted);
            Ok(if is_muted {
                found(None)
            } else {
                Lookup::Nothing
            })
        }
        Outgoing::Report { .. } => Ok(Lookup::CannotTell(
            "Bluesky does not tell which reports it has.".to_owned(),
        )),
    }
}

/// Shows what is under the key chosen for a record, which is another record.
fn under_key(account: &Account, outgoing: &Outgoing, stored: &StoredRecord) -> Seen {
    let text = |name: &str| stored.value.get(name).and_then(Value::as_str);
    let at = text("createdAt").and_then(Timestamp::parse_rfc3339);
    let receipt = outgoing.receipt(&account.remote_id, stored.cid.clone(), &Web::of(account));
    Seen {
        receipt,
        text: text("text").unwrap_or_default().to_owned(),
        at: at.unwrap_or(Timestamp(0)),
    }
}
