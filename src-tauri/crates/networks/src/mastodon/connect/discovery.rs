//! Where a server answers that people know under another name, and how its people are called.
//!
//! # Source
//! RFC 7033 (WebFinger), sections 4.2 and 4.4; docs.joinmastodon.org/spec/webfinger and
//! docs.joinmastodon.org/admin/config (`LOCAL_DOMAIN`, `WEB_DOMAIN`), read 2026-11-28.

use herald_pipeline::ports::{NetworkError, NetworkErrorKind};
use serde_json::Value;
use url::Url;

use super::super::server::{host_of, parse};
use super::super::wire::Person;
use super::MastodonConnector;

impl MastodonConnector {
    /// Finds the server that answers for what a person typed: a name, an address or a handle.
    ///
    /// # Errors
    /// - `Refused` with `bad_server`: it names none; `no_mastodon`: nothing there speaks this interface.
    /// - `Refused` with `other_server`: it points to a server of somebody else, which the person must name.
    pub(super) async fn server(&self, typed: &str) -> Result<Url, NetworkError> {
        let named = parse(typed)?;
        let Err(error) = self.instance(&named).await else {
            return Ok(named);
        };
        if error.code != "no_mastodon" {
            return Err(error);
        }
        let Some(other) = self.pointed_to(&named, typed).await else {
            return Err(error);
        };
        if !is_of_one_owner(&named, &other) {
            return Err(NetworkError::new(
                NetworkErrorKind::Refused,
                "other_server",
                format!(
                    "{} says that its people live on {}. If that is right, type {} as the server.",
                    host_of(&named),
                    host_of(&other),
                    host_of(&other),
                ),
            ));
        }
        self.instance(&other).await?;
        Ok(other)
    }

    /// Asks a host where the person lives whose handle was typed.
    async fn pointed_to(&self, named: &Url, typed: &str) -> Option<Url> {
        let (name, _) = typed.trim().trim_start_matches('@').split_once('@')?;
        let resource = format!("acct:{name}@{}", host_of(named));
        let path = "/.well-known/webfinger";
        let query = [("resource", resource.as_str())];
        let answer = self.asked(named, path, &query, "").await.ok()?;
        let links = answer.body.get("links")?.as_array()?;
        let own = links.iter().find(|link| {
            let says = |name: &str| link.get(name).and_then(Value::as_str).unwrap_or_default();
            says("rel") == "self" && says("type").contains("activity+json")
        })?;
        let mut server = Url::parse(own.get("href")?.as_str()?).ok()?;
        server.set_path("/");
        server.set_query(None);
        server.set_fragment(None);
        parse(server.as_str()).ok()
    }
}

/// Returns the host people know somebody under: the server's own word counts for names of its owner alone.
pub(super) fn home_of(said: &Value, person: &Person, server: &Url) -> String {
    let text = |name: &str| said.get(name).and_then(Value::as_str);
    let domain = text("domain").or_else(|| text("uri")).and_then(|domain| {
        let address = if domain.contains("://") {
            domain.to_owned()
        } else {
            format!("{}://{domain}", server.scheme())
        };
        Url::parse(&address).ok()
    });
    let page = person.url.as_deref().and_then(|url| Url::parse(url).ok());
    let known = [domain, page].into_iter().flatten();
    let mut own = known.filter(|url| url.host().is_some() && is_of_one_owner(url, server));
    own.next()
        .map_or_else(|| host_of(server), |url| host_of(&url))
}

/// Tells whether two hosts stand under one name that somebody registered.
fn is_of_one_owner(one: &Url, other: &Url) -> bool {
    let registered = |url: &Url| {
        // This computer has several names.
        let host = match url.host_str().unwrap_or_default() {
            "localhost" => "127.0.0.1".to_owned(),
            host => host.to_owned(),
        };
        let domain = psl::domain_str(&host).map(str::to_owned);
        domain.unwrap_or(host)
    };
    registered(one) == registered(other)
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;
    use crate::lenient::fit;

    fn home(said: &Value, server: &str) -> String {
        let person = json!({"id": 1, "acct": "mira", "url": format!("{server}@mira")});
        let person = fit::<Person>(&person).expect("is somebody");
        home_of(said, &person, &Url::parse(server).expect("an address"))
    }

    #[test]
    fn people_are_called_after_the_name_of_their_servers_owner() {
        let server = "https://social.example.com/";
        for said in [
            json!({"domain": "example.com"}),
            json!({"uri": "example.com"}),
            json!({"uri": "https://example.com"}),
        ] {
            assert_eq!(home(&said, server), "example.com");
        }
        for said in [
            json!({}),
            json!({"domain": "mastodon.social"}),
            json!({"domain": "example.com.evil.test"}),
            json!({"domain": 7}),
            json!({"domain": "com"}),
        ] {
            assert_eq!(home(&said, server), "social.example.com", "{said}");
        }
        // Names under one suffix belong to different people.
        assert_eq!(
            home(&json!({"domain": "a.co.uk"}), "https://b.co.uk/"),
            "b.co.uk"
        );
    }
}
