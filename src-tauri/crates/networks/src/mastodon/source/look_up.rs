//! What a person named: a handle, a web address, or the server's own id.

use herald_domain::{Account, Target};
use herald_pipeline::ports::{NetworkError, NetworkErrorKind};
use serde_json::Value;

use super::super::client::{Ask, Client};
use super::super::server::{host_of, server_of};
use super::super::wire::{Found, Person, Status};
use super::decode::{person, target};
use crate::lenient::fit;

const DOING: &str = "Looking that up";

/// Finds a post or a person; a remote one is fetched by the server.
pub(super) async fn look_up(
    client: &Client,
    account: &Account,
    named: &str,
) -> Result<Target, NetworkError> {
    let named = named.trim();
    let now = client.clock.now();
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
        Ok(status) => Ok(target(&status.unwrapped(), account, now)),
        Err(error) if error.is_missing() => lookup(client, account, named).await,
        Err(error) => Err(error.explain(DOING)),
    }
}

async fn search(client: &Client, account: &Account, named: &str) -> Result<Target, NetworkError> {
    let now = client.clock.now();
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
    if let Some(status) = posts.find_map(fit::<Status>) {
        return Ok(target(&status.unwrapped(), account, now));
    }
    let people: Vec<Person> = found.accounts.iter().filter_map(fit).collect();
    let exactly = people.iter().find(|one| is_called(one, account, named));
    let first = people.first().filter(|_| is_address);
    if let Some(found) = exactly.or(first) {
        return Ok(person(found, now));
    }
    if let Some(post) = own_post(client, account, named).await? {
        return Ok(post);
    }
    match local_name(account, named) {
        Some(name) => lookup(client, account, name).await,
        None => Err(unknown(named)),
    }
}

/// Tells whether somebody is the one who was named; servers leave their own name out of handles.
fn is_called(person: &Person, account: &Account, named: &str) -> bool {
    let handle = named.trim_start_matches('@');
    let local = local_name(account, named);
    person.acct.eq_ignore_ascii_case(handle)
        || local.is_some_and(|name| person.acct.eq_ignore_ascii_case(name))
        || person.url.as_deref() == Some(named)
}

/// Returns the name alone of a handle on the account's own server.
fn local_name<'a>(account: &Account, named: &'a str) -> Option<&'a str> {
    let (name, host) = named.trim_start_matches('@').split_once('@')?;
    let own = account.handle.split_once('@').map(|(_, host)| host);
    let server = server_of(account).ok().map(|server| host_of(&server));
    let is_own = |known: &str| known.eq_ignore_ascii_case(host);
    (own.is_some_and(is_own) || server.as_deref().is_some_and(is_own)).then_some(name)
}

/// Finds a post by its address where the server's search does not: its id is the last part, and the
/// server must say that it lives at this very address.
async fn own_post(
    client: &Client,
    account: &Account,
    named: &str,
) -> Result<Option<Target>, NetworkError> {
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
            Ok(lives_there.then(|| target(&status, account, client.clock.now())))
        }
        Err(error) if error.is_missing() => Ok(None),
        Err(error) => Err(error.explain(DOING)),
    }
}

async fn lookup(client: &Client, account: &Account, named: &str) -> Result<Target, NetworkError> {
    let ask = Ask::get("/api/v1/accounts/lookup").with("acct", named);
    match client.read::<Value>(account, ask).await {
        Ok(found) => fit::<Person>(&found)
            .map(|found| person(&found, client.clock.now()))
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
