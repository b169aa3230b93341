//! What a person named: a handle, a web address, or the server's own id.

use herald_domain::{Account, RemoteRef};
use herald_pipeline::ports::{NetworkError, NetworkErrorKind};
use serde_json::Value;

use super::super::client::{Ask, Client};
use super::super::wire::{Found, Person, Status};
use crate::lenient::fit;

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
    let is_address = named.contains("://");
    // A handle is somebody, also where posts speak of them.
    let mut posts = found.statuses.iter().filter(|_| is_address);
    let status = posts.find_map(fit::<Status>).map(|status| status.id);
    let handle = named.trim_start_matches('@');
    let people: Vec<Person> = found.accounts.iter().filter_map(fit).collect();
    let named_exactly = |person: &&Person| {
        person.acct.eq_ignore_ascii_case(handle) || person.url.as_deref() == Some(named)
    };
    let person = people
        .iter()
        .find(named_exactly)
        .map(|person| person.id.clone());
    let first = people
        .first()
        .filter(|_| is_address)
        .map(|person| person.id.clone());
    if let Some(id) = status.or(person).or(first) {
        return Ok(RemoteRef::unversioned(id));
    }
    match own_post(client, account, named).await? {
        Some(id) => Ok(RemoteRef::unversioned(id)),
        None => Err(unknown(named)),
    }
}

/// Finds a post by its address where the server's search does not: its id is the last part, and the
/// server must say that it lives at this very address.
async fn own_post(
    client: &Client,
    account: &Account,
    named: &str,
) -> Result<Option<String>, NetworkError> {
    let Some(id) = named.rsplit('/').next().filter(|_| named.contains("://")) else {
        return Ok(None);
    };
    if id.is_empty() || !id.chars().all(|c| c.is_ascii_alphanumeric()) {
        return Ok(None);
    }
    let path = format!("/api/v1/statuses/{id}");
    match client.read::<Status>(account, Ask::get(path)).await {
        Ok(status) => {
            let lives_there = [&status.url, &status.uri];
            let lives_there = lives_there.iter().any(|url| url.as_deref() == Some(named));
            Ok(lives_there.then_some(status.id))
        }
        Err(error) if error.is_missing() => Ok(None),
        Err(error) => Err(error.explain(DOING)),
    }
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
