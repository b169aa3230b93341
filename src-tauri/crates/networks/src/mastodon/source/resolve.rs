//! What a person named: a handle, a web address, or the server's own id.

use herald_domain::{Account, RemoteRef};
use herald_pipeline::ports::{NetworkError, NetworkErrorKind};
use serde_json::Value;

use super::super::client::{Ask, Client};
use super::super::wire::{Found, Person, Status, fit};

const DOING: &str = "Looking that up";

/// Finds a post or a person; a remote one is fetched by the server.
pub(super) async fn resolve(
    client: &Client,
    account: &Account,
    named: &str,
) -> Result<RemoteRef, NetworkError> {
    let named = named.trim();
    if named.starts_with("https://") || named.starts_with("http://") || named.contains('@') {
        return search(client, account, named).await;
    }
    let path = format!("/api/v1/statuses/{named}");
    let plain = !named.is_empty()
        && named
            .chars()
            .all(|c| c.is_ascii_alphanumeric() || "-_.".contains(c));
    if !plain {
        return Err(unknown(named));
    }
    match client.read::<Status>(account, Ask::get(path)).await {
        Ok(status) => Ok(RemoteRef::unversioned(status.id)),
        Err(error) if error.is_missing() => lookup(client, account, named).await,
        Err(error) => Err(error.explain(DOING)),
    }
}

async fn search(
    client: &Client,
    account: &Account,
    named: &str,
) -> Result<RemoteRef, NetworkError> {
    let ask = Ask::get("/api/v2/search")
        .with("q", named)
        .with("resolve", "true")
        .with("limit", "5");
    let found: Found = client
        .read(account, ask)
        .await
        .map_err(|error| error.explain(DOING))?;
    let status = found
        .statuses
        .iter()
        .find_map(fit::<Status>)
        .map(|status| status.id);
    let handle = named.trim_start_matches('@');
    let people: Vec<Person> = found.accounts.iter().filter_map(fit).collect();
    let named_exactly = |person: &&Person| {
        person.acct.eq_ignore_ascii_case(handle) || person.url.as_deref() == Some(named)
    };
    let person = people
        .iter()
        .find(named_exactly)
        .map(|person| person.id.clone());
    let is_address = named.contains("://");
    let first = people
        .first()
        .filter(|_| is_address)
        .map(|person| person.id.clone());
    status
        .or(person)
        .or(first)
        .map(RemoteRef::unversioned)
        .ok_or_else(|| unknown(named))
}

async fn lookup(
    client: &Client,
    account: &Account,
    named: &str,
) -> Result<RemoteRef, NetworkError> {
    let ask = Ask::get("/api/v1/accounts/lookup").with("acct", named);
    match client.read::<Value>(account, ask).await {
        Ok(person) => fit::<Person>(&person)
            .map(|person| RemoteRef::unversioned(person.id))
            .ok_or_else(|| unknown(named)),
        Err(error) if error.is_missing() => Err(unknown(named)),
        Err(error) => Err(error.explain(DOING)),
    }
}

fn unknown(named: &str) -> NetworkError {
    let named: String = named
        .chars()
        .filter(|c| !c.is_control())
        .take(120)
        .collect();
    NetworkError::new(
        NetworkErrorKind::Gone,
        "unknown_target",
        format!(
            "Your server knows nothing called {named}. Check the spelling or paste its address."
        ),
    )
}
