//! What a server is by its own word, and what that software is known to keep.
//!
//! Software that speaks an interface is not the software that defined it. An idempotency key is believed
//! only of servers whose software is known to honour it; a version in Mastodon's form proves nothing.
//!
//! # Source
//! nodeinfo.diaspora.software, schema 2.0, read 2026-11-26. Mastodon's own source,
//! `PostStatusService` (`idempotency_key`, one hour) and `AccountStatusesFilter`, and its forks glitch-soc and Hometown, which
//! keep that file, read 2026-07-02.

use std::collections::HashMap;
use std::sync::{Mutex, PoisonError};
use std::time::Duration;

use herald_domain::{Account, Safety, Timestamp};
use serde_json::Value;
use url::Url;

use super::client::Client;
use super::rules::KEY_TTL_SECONDS;
use super::server::{host_of, server_of};
use crate::rest::Call;

/// Software known to keep an idempotency key for an hour and to list an account's own posts whole.
///
/// They also count links and names short, and texts by what people see.
const MASTODONS: [&str; 4] = ["mastodon", "glitchsoc", "glitch", "hometown"];

/// Tells whether software by this name is Mastodon, or a fork that keeps what is relied on here.
pub(super) fn is_mastodons(name: &str) -> bool {
    MASTODONS.contains(&name)
}

/// How long what a server said of itself is believed.
const BELIEVED: Duration = Duration::from_hours(6);

/// What servers said of themselves, by host.
#[derive(Default)]
pub(super) struct Softwares(Mutex<HashMap<String, (String, Timestamp)>>);

impl Softwares {
    fn known(&self, host: &str, now: Timestamp) -> Option<String> {
        let known = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        let (name, at) = known.get(host)?;
        (now.since(*at) < BELIEVED).then(|| name.clone())
    }

    fn note(&self, host: String, name: String, now: Timestamp) {
        let mut known = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        known.insert(host, (name, now));
    }
}

/// Tells how doing something twice is ruled out for posts on the server of an account.
pub(super) async fn safety_of_posts(client: &Client, account: &Account) -> Safety {
    if is_mastodon(client, account).await {
        return Safety::Key {
            ttl_seconds: KEY_TTL_SECONDS,
        };
    }
    Safety::ReadBack
}

/// Tells whether the server shows an account its own posts whole, also those for few people: Mastodon does
/// (`AccountStatusesFilter`, an author's scope is everything); other software was seen not to.
pub(super) async fn lists_everything(client: &Client, account: &Account) -> bool {
    is_mastodon(client, account).await
}

/// Tells whether the server keeps a post until its time (`PostStatusService`); software that does not know the
/// field was seen to publish at once.
pub(super) async fn keeps_posts_until_their_time(client: &Client, account: &Account) -> bool {
    is_mastodon(client, account).await
}

/// Tells whether the server keeps texts as they were sent (`PostStatusService`); other software renders marks
/// and shortens.
pub(super) async fn keeps_texts(client: &Client, account: &Account) -> bool {
    is_mastodon(client, account).await
}

async fn is_mastodon(client: &Client, account: &Account) -> bool {
    let name = match server_of(account) {
        Ok(server) => software(client, &server).await,
        Err(_) => None,
    };
    name.is_some_and(|name| is_mastodons(&name))
}

/// Asks a server what software it is; nothing where it does not say.
pub(super) async fn software(client: &Client, server: &Url) -> Option<String> {
    let (host, now) = (host_of(server), client.clock.now());
    if let Some(name) = client.softwares.known(&host, now) {
        return Some(name);
    }
    let links = open(client, server, "/.well-known/nodeinfo").await?;
    let path = path_in(&links, server)?;
    let said = open(client, server, &path).await?;
    let name = said.pointer("/software/name")?.as_str()?;
    let name: String = name
        .chars()
        .take(40)
        .collect::<String>()
        .to_ascii_lowercase();
    client.softwares.note(host, name.clone(), now);
    Some(name)
}

async fn open(client: &Client, server: &Url, path: &str) -> Option<Value> {
    let mut url = server.clone();
    url.set_path(path);
    let answer = client
        .rest
        .call(Call::get(url, &host_of(server)))
        .await
        .ok()?;
    answer.is_success().then_some(answer.body)
}

/// Finds the document on this very server; another host is not followed.
fn path_in(links: &Value, server: &Url) -> Option<String> {
    let links = links.get("links")?.as_array()?;
    let addresses = links.iter().filter_map(|link| link.get("href")?.as_str());
    addresses
        .filter_map(|href| Url::parse(href).ok())
        .find(|url| url.host() == server.host())
        .map(|url| url.path().to_owned())
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    #[test]
    fn only_a_document_of_the_same_server_is_read() {
        let server = Url::parse("https://a.test/").unwrap();
        let links = |href: &str| json!({"links": [{"rel": "x", "href": href}]});
        let own = path_in(&links("https://a.test/nodeinfo/2.0"), &server);
        assert_eq!(own.as_deref(), Some("/nodeinfo/2.0"));
        assert_eq!(
            path_in(&links("https://b.test/nodeinfo/2.0"), &server),
            None
        );
        assert_eq!(path_in(&json!("nonsense"), &server), None);
    }
}
