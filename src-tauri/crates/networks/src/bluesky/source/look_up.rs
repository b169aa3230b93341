//! From what a person named to its permanent address.

use herald_domain::{Account, Author, RemoteRef, Target};
use herald_pipeline::ports::{NetworkError, NetworkErrorKind};

use super::super::address::{AtUri, Named, POST, Web, is_did};
use super::super::client::Client;
use super::super::trouble::trouble;

/// Finds a person or post, as they are now.
///
/// # Errors
/// - `Refused` with `not_understood`: it is no handle, DID or address.
/// - `Gone`: there is no such person or post.
pub(super) async fn look_up(
    client: &Client,
    account: &Account,
    named: &str,
) -> Result<Target, NetworkError> {
    let uri = match Named::parse(named) {
        Some(Named::Did(did)) => return person(client, account, &did).await,
        Some(Named::Handle(handle)) => {
            let did = client.need_did(account, &handle).await?;
            return person(client, account, &did).await;
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
    let uri = AtUri { authority, ..uri };
    if uri.collection != POST {
        return Ok(record(&uri));
    }
    let post = client.post(account, &uri.to_string()).await?;
    let now = client.clock.now();
    let target = post.map(|post| post.into_target(&Web::of(account), now));
    target.ok_or_else(|| {
        trouble(
            NetworkErrorKind::Gone,
            "not_found",
            "That post is gone, or its author does not show it to you. Check the address.",
        )
    })
}

async fn person(client: &Client, account: &Account, did: &str) -> Result<Target, NetworkError> {
    let profile = client.profile(account, did).await?.ok_or_else(|| {
        let words = "Bluesky shows nobody there: the account is gone, or hidden from you.";
        trouble(NetworkErrorKind::Gone, "unknown_person", words)
    })?;
    Ok(Target {
        text: profile.description.clone(),
        url: Some(Web::of(account).profile(&profile.did)),
        created_at: client.clock.now(),
        ..Target::of_person(profile.into())
    })
}

/// A record that is no post: a like, a follow. Whose it is stands in its address.
fn record(uri: &AtUri) -> Target {
    Target {
        remote: RemoteRef::unversioned(uri.to_string()),
        author: Author {
            remote_id: uri.authority.clone(),
            ..Author::default()
        },
        ..Target::default()
    }
}

fn not_understood() -> NetworkError {
    trouble(
        NetworkErrorKind::Refused,
        "not_understood",
        "That is neither a handle nor the address of a Bluesky post or profile. \
         Copy the link from the Bluesky app and try again.",
    )
}
