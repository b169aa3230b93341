//! Threads: several posts, each under its own key, each an answer to the one before.
//!
//! What a post answers is named by its content's hash, which is known once it is there; so each post
//! is sent by itself, and where the thread stands is kept after each.

use std::time::Duration;

use herald_domain::{Account, Receipt, RemoteRef};
use herald_pipeline::ports::{Lookup, NetworkError, Progress, SendError};
use serde::{Deserialize, Serialize};
use serde_json::{Value, json};

use super::super::address::POST;
use super::super::client::Client;
use super::super::records::{Outgoing, Part};
use super::send::{find_one, send_one};

/// The posts the network surely has, in order.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
struct Sent {
    posts: Vec<RemoteRef>,
    /// Where a person can look at the first.
    url: Option<String>,
}

impl Sent {
    fn read(kept: Option<Value>) -> Self {
        kept.and_then(|kept| serde_json::from_value(kept).ok())
            .unwrap_or_default()
    }

    fn add(&mut self, receipt: Receipt) {
        self.posts.extend(receipt.remote);
        if self.url.is_none() {
            self.url = receipt.url;
        }
    }

    fn receipt(&self) -> Receipt {
        Receipt {
            remote: self.posts.first().cloned(),
            url: self.url.clone(),
        }
    }

    /// Returns the record of the next post, with what it answers.
    fn next(&self, parts: &[Part]) -> Option<Outgoing> {
        let part = parts.get(self.posts.len())?;
        let mut record = part.record.clone();
        if let (Some(root), Some(parent)) = (self.posts.first(), self.posts.last()) {
            let reply = json!({"root": strong(root), "parent": strong(parent)});
            record.as_object_mut()?.insert("reply".to_owned(), reply);
        }
        Some(Outgoing::Put {
            collection: POST.to_owned(),
            rkey: part.rkey.clone(),
            record,
        })
    }
}

fn strong(post: &RemoteRef) -> Value {
    json!({"uri": post.id, "cid": post.version})
}

/// Sends the posts the network does not have yet, each within `limit`.
///
/// # Errors
/// As for one post.
pub(super) async fn send(
    client: &Client,
    account: &Account,
    parts: &[Part],
    progress: &dyn Progress,
    limit: Duration,
) -> Result<Receipt, SendError> {
    let mut sent = Sent::read(progress.kept());
    while let Some(next) = sent.next(parts) {
        sent.add(send_one(client, account, &next, limit).await?);
        progress.keep(json!(sent)).await?;
    }
    Ok(sent.receipt())
}

/// Looks whether the network has the post after those it surely has.
///
/// # Errors
/// As for one post.
pub(super) async fn find(
    client: &Client,
    account: &Account,
    parts: &[Part],
    progress: &dyn Progress,
) -> Result<Lookup, NetworkError> {
    let mut sent = Sent::read(progress.kept());
    if let Some(next) = sent.next(parts) {
        let Lookup::Found(receipt) = find_one(client, account, &next).await? else {
            return Ok(Lookup::Absent);
        };
        sent.add(receipt);
        let kept = progress.keep(json!(sent)).await;
        kept.map_err(|error| match error {
            SendError::NotSent(error) | SendError::Unknown(error) => error,
            SendError::HandOver(_) => super::send::key_taken(&next),
        })?;
    }
    Ok(if sent.posts.len() == parts.len() {
        Lookup::Found(sent.receipt())
    } else {
        Lookup::Absent
    })
}
