//! From what a person named to its permanent address.

use herald_domain::{Account, RemoteRef};
use herald_pipeline::ports::{NetworkError, NetworkErrorKind};

use super::super::address::{AtUri, Named, POST, is_did};
use super::super::client::Client;
use super::super::trouble::trouble;

/// Finds a person or post; posts come with their version.
///
/// # Errors
/// - `Refused` with `not_understood`: it is no handle, DID or address.
/// - `Gone`: there is no such person or post.
pub(super) async fn resolve(
    client: &Client,
    account: &Account,
    named: &str,
) -> Result<RemoteRef, NetworkError> {
    let uri = match Named::parse(named) {
        Some(Named::Did(did)) => return Ok(RemoteRef::unversioned(did)),
        Some(Named::Handle(handle)) => {
            let did = client.need_did(account, &handle).await?;
            return Ok(RemoteRef::unversioned(did));
        }
        Some(Named::Record(uri)) => uri,
        Some(Named::Email(_)) | None => return Err(not_understood()),
    };
    let authority = if is_did(&uri.authority) {
        uri.authority
    } else {
        client
            .need_did(account, uri.authority.trim_start_matches('@'))
            .await?
    };
    let uri = AtUri { authority, ..uri }.to_string();
    if !uri.contains(&format!("/{POST}/")) {
        return Ok(RemoteRef::unversioned(uri));
    }
    let post = client.post(account, &uri).await?;
    post.map(|post| post.reference()).ok_or_else(|| {
        trouble(
            NetworkErrorKind::Gone,
            "not_found",
            "That post is gone, or its author does not show it to you. Check the address.",
        )
    })
}

fn not_understood() -> NetworkError {
    trouble(
        NetworkErrorKind::Refused,
        "not_understood",
        "That is neither a handle nor the address of a Bluesky post or profile. \
         Copy the link from the Bluesky app and try again.",
    )
}
