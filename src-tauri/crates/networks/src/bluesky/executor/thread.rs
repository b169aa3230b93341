//! Threads: several posts, each under its own key, each an answer to the one before.
//!
//! What a post answers is named by its content's hash, which is known once it is there; so each post
//! is a step of its own.

use herald_domain::{Receipt, RemoteRef};
use herald_pipeline::ports::{NetworkError, NetworkErrorKind};
use serde_json::{Value, json};

use super::super::address::POST;
use super::super::records::{Outgoing, Part};
use super::super::trouble::trouble;

/// Returns the post after those that are done, as an answer to the last of them.
///
/// # Errors
/// `Refused` with `bad_wire` where there is none.
pub(super) fn next(parts: &[Part], done: &[Receipt]) -> Result<Outgoing, NetworkError> {
    let part = parts.get(done.len()).ok_or_else(|| {
        trouble(
            NetworkErrorKind::Refused,
            "bad_wire",
            "Every post of this thread was sent already.",
        )
    })?;
    let remote = |receipt: Option<&Receipt>| receipt.and_then(|r| r.remote.clone());
    let mut record = part.record.clone();
    if let (Some(root), Some(parent), Some(record)) = (
        remote(done.first()),
        remote(done.last()),
        record.as_object_mut(),
    ) {
        let reply = json!({"root": strong(&root), "parent": strong(&parent)});
        record.insert("reply".to_owned(), reply);
    }
    Ok(Outgoing::Put {
        collection: POST.to_owned(),
        rkey: part.rkey.clone(),
        record,
    })
}

fn strong(post: &RemoteRef) -> Value {
    json!({"uri": post.id, "cid": post.version})
}
