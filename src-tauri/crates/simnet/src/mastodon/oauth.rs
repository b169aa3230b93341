//! Signing in with the browser: apps that register themselves, a person who agrees, codes and tokens.

use std::collections::BTreeMap;

use base64::Engine as _;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use serde_json::{Value, json};
use sha2::{Digest as _, Sha256};

use super::api::{Answer, Call};
use super::world::Server;

/// An app as it registered itself.
#[derive(Clone, Debug)]
struct App {
    secret: String,
    redirect_uri: String,
}

/// What a person agreed to.
#[derive(Clone, Debug)]
struct Code {
    client_id: String,
    redirect_uri: String,
    challenge: Option<String>,
    /// Who agreed, by identifier.
    person: String,
}

/// The apps and codes of a server.
#[derive(Debug, Default)]
pub(super) struct Apps {
    known: BTreeMap<String, App>,
    codes: BTreeMap<String, Code>,
    made: u32,
}

impl Apps {
    fn next(&mut self, what: &str) -> String {
        self.made += 1;
        format!("{what}-{}", self.made)
    }

    /// Forgets every app, as old servers did with those nobody used.
    pub(super) fn forget(&mut self) {
        self.known.clear();
    }

    /// Returns how many apps are known.
    pub(super) fn count(&self) -> usize {
        self.known.len()
    }
}

/// Answers what is asked without a token; nothing where it is none of this.
pub(super) fn answer(server: &mut Server, call: &Call, path: &[&str]) -> Option<Answer> {
    Some(match (call.method.as_str(), path) {
        ("GET", [".well-known", "oauth-authorization-server"]) => metadata(server),
        ("POST", ["api", "v1", "apps"]) => register(server, call),
        ("POST", ["oauth", "token"]) => token(server, call),
        ("POST", ["oauth", "revoke"]) => revoke(server, call),
        _ => return None,
    })
}

fn metadata(server: &Server) -> Answer {
    let at = |path: &str| format!("http://{}{path}", server.host);
    let said = json!({
        "issuer": at(""),
        "authorization_endpoint": at("/oauth/authorize"),
        "token_endpoint": at("/oauth/token"),
        "revocation_endpoint": at("/oauth/revoke"),
        "code_challenge_methods_supported": ["S256"],
    });
    (200, said)
}

fn register(server: &mut Server, call: &Call) -> Answer {
    let Some(redirect_uri) = call.text("redirect_uris") else {
        return (
            422,
            json!({"error": "Validation failed: Redirect URI can't be blank"}),
        );
    };
    let id = server.apps.next("client");
    let secret = server.apps.next("secret");
    let said = json!({"client_id": id, "client_secret": secret, "redirect_uri": redirect_uri});
    let app = App {
        secret,
        redirect_uri,
    };
    server.apps.known.insert(id, app);
    (200, said)
}

/// Lets somebody agree on the page an app opened; returns where the browser is sent.
///
/// # Errors
/// What the page says instead.
pub(super) fn agree(server: &mut Server, query: &str, name: &str) -> Result<String, String> {
    let asked: BTreeMap<String, String> = pairs(query).into_iter().collect();
    let get = |name: &str| asked.get(name).map_or("", String::as_str);
    let app = server.apps.known.get(get("client_id"));
    let app = app.ok_or("Client authentication failed due to unknown client")?;
    if app.redirect_uri != get("redirect_uri") {
        return Err("The redirect uri included is not valid".to_owned());
    }
    let person = server
        .by_name(name)
        .ok_or("nobody is called so")?
        .id
        .clone();
    let code = Code {
        client_id: get("client_id").to_owned(),
        redirect_uri: get("redirect_uri").to_owned(),
        challenge: asked.get("code_challenge").cloned(),
        person,
    };
    let word = server.apps.next("code");
    server.apps.codes.insert(word.clone(), code);
    Ok(format!(
        "{}?code={word}&state={}",
        get("redirect_uri"),
        get("state")
    ))
}

fn token(server: &mut Server, call: &Call) -> Answer {
    let said = |name: &str| call.text(name).unwrap_or_default();
    let app = server.apps.known.get(&said("client_id"));
    if app.is_none_or(|app| app.secret != said("client_secret")) {
        return (401, json!({"error": "invalid_client"}));
    }
    if said("grant_type") == "client_credentials" {
        return handed_out("app-token");
    }
    let code = server.apps.codes.remove(&said("code"));
    let verifier = URL_SAFE_NO_PAD.encode(Sha256::digest(said("code_verifier")));
    let code = code.filter(|code| {
        let proven = code
            .challenge
            .as_ref()
            .is_none_or(|wanted| *wanted == verifier);
        let same = code.client_id == said("client_id");
        proven && same && code.redirect_uri == said("redirect_uri")
    });
    let Some(code) = code else {
        return (400, json!({"error": "invalid_grant"}));
    };
    let token = server.apps.next("token");
    let person = server.people.iter_mut().find(|one| one.id == code.person);
    if let Some(person) = person {
        person.tokens.insert(token.clone());
    }
    handed_out(&token)
}

fn handed_out(token: &str) -> Answer {
    let said = json!({"access_token": token, "token_type": "Bearer", "scope": "read write", "created_at": 0});
    (200, said)
}

fn revoke(server: &mut Server, call: &Call) -> Answer {
    let token = call.text("token").unwrap_or_default();
    for person in &mut server.people {
        person.tokens.remove(&token);
    }
    (200, json!({}))
}

/// Reads the pairs of a query or form.
fn pairs(text: &str) -> Vec<(String, String)> {
    url::form_urlencoded::parse(text.as_bytes())
        .into_owned()
        .collect()
}

/// Reads a form as JSON.
pub(super) fn form(text: &str) -> Value {
    pairs(text)
        .into_iter()
        .map(|(name, value)| (name, json!(value)))
        .collect()
}
