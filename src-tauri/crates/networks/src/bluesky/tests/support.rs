//! A server that says what the test told it to say, and remembers what it was asked.

use std::collections::{BTreeMap, VecDeque};
use std::sync::{Arc, Mutex};

use async_trait::async_trait;
use base64::Engine as _;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use herald_domain::{Account, ApprovedAction, Proposal, Timestamp};
use herald_pipeline::ports::{
    HttpRequest, HttpResponse, Secret, Transport, TransportError, Vault as _,
};
use herald_pipeline::use_cases::connect_account::session_name;
use herald_testkit::{FakeVault, MemoryLocks, MockClock, SeededRng, builders};
use http::{HeaderMap, HeaderName, HeaderValue};
use serde_json::{Value, json};

use crate::bluesky::Bluesky;

pub(super) const NOW: Timestamp = builders::START;
pub(super) const ME: &str = "did:plc:me";

pub(super) type Told = Result<HttpResponse, TransportError>;

/// A scripted server for every host.
#[derive(Default)]
pub(super) struct Script {
    /// Answers by the end of the path; the last of several is kept for further calls.
    answers: Mutex<BTreeMap<String, VecDeque<Told>>>,
    seen: Mutex<Vec<HttpRequest>>,
}

impl Script {
    /// Adds an answer to calls of a method or path.
    pub(super) fn on(&self, end: &str, told: Told) -> &Self {
        let mut answers = self.answers.lock().unwrap();
        answers.entry(end.to_owned()).or_default().push_back(told);
        self
    }

    /// Forgets what was said of a method or path, and says this from now on.
    pub(super) fn instead(&self, end: &str, told: Told) -> &Self {
        self.answers.lock().unwrap().remove(end);
        self.on(end, told)
    }

    /// Returns the requests of a method or path.
    pub(super) fn asked(&self, end: &str) -> Vec<HttpRequest> {
        let seen = self.seen.lock().unwrap();
        seen.iter()
            .filter(|request| request.url.path().ends_with(end))
            .cloned()
            .collect()
    }

    pub(super) fn count(&self, end: &str) -> usize {
        self.asked(end).len()
    }

    /// Returns the JSON sent with the only request of a method.
    pub(super) fn sent(&self, end: &str) -> Value {
        let asked = self.asked(end);
        assert_eq!(asked.len(), 1, "{end} was asked {} times", asked.len());
        serde_json::from_slice(&asked[0].body).unwrap()
    }
}

#[async_trait]
impl Transport for Script {
    async fn send(&self, request: HttpRequest) -> Told {
        let path = request.url.path().to_owned();
        self.seen.lock().unwrap().push(request);
        // Other callers get their turn while this one waits, as on a real network.
        tokio::task::yield_now().await;
        let mut answers = self.answers.lock().unwrap();
        let end = answers
            .keys()
            .find(|end| path.ends_with(end.as_str()))
            .cloned();
        let end = end.unwrap_or_else(|| panic!("nothing was told about {path}"));
        let told = answers.get_mut(&end).unwrap();
        if told.len() > 1 {
            told.pop_front().unwrap()
        } else {
            told[0].clone()
        }
    }
}

#[expect(
    clippy::unnecessary_wraps,
    reason = "a script holds answers and failures alike"
)]
pub(super) fn answer(status: u16, body: &Value) -> Told {
    Ok(HttpResponse {
        status,
        headers: HeaderMap::new(),
        body: serde_json::to_vec(body).unwrap(),
    })
}

pub(super) fn ok(body: &Value) -> Told {
    answer(200, body)
}

pub(super) fn refusal(status: u16, error: &str) -> Told {
    answer(
        status,
        &json!({"error": error, "message": "words with eyJ0eXAiOiJhdCtqd3QiLCJhbGciOiJFUzI1NksifQ.secret in them"}),
    )
}

#[expect(
    clippy::unnecessary_wraps,
    reason = "a script holds answers and failures alike"
)]
pub(super) fn page_of_html(status: u16) -> Told {
    Ok(HttpResponse {
        status,
        headers: HeaderMap::new(),
        body: b"<html>hotel wifi</html>".to_vec(),
    })
}

pub(super) fn with_headers(told: Told, headers: &[(&'static str, &str)]) -> Told {
    told.map(|mut answer| {
        for (name, value) in headers {
            let value = HeaderValue::from_str(value).unwrap();
            answer.headers.insert(HeaderName::from_static(name), value);
        }
        answer
    })
}

pub(super) fn not_sent() -> Told {
    Err(TransportError::NotSent {
        host: "pds.test".into(),
        reason: "no route".into(),
    })
}

pub(super) fn no_answer() -> Told {
    Err(TransportError::NoAnswer {
        host: "pds.test".into(),
        reason: "it took too long".into(),
    })
}

/// Makes a token that ends so many seconds after [`NOW`].
pub(super) fn token(name: &str, ends_in_s: i64) -> String {
    let claims = json!({"exp": NOW.millis() / 1_000 + ends_in_s, "jti": name});
    format!("e30.{}.sig", URL_SAFE_NO_PAD.encode(claims.to_string()))
}

pub(super) fn session(access: &str, refresh: &str) -> Value {
    json!({
        "did": ME,
        "handle": "me.test",
        "accessJwt": access,
        "refreshJwt": refresh,
        "active": true,
    })
}

/// Bluesky over a script, with one connected account.
pub(super) struct Desk {
    pub(super) script: Arc<Script>,
    pub(super) vault: Arc<FakeVault>,
    pub(super) clock: MockClock,
    pub(super) bluesky: Bluesky,
    pub(super) account: Account,
}

impl Desk {
    /// Connects an account whose token lives for another hour.
    pub(super) async fn new() -> Self {
        Self::with_session(&token("access", 3_600), Some("app-pass")).await
    }

    pub(super) async fn with_session(access: &str, password: Option<&str>) -> Self {
        let desk = Self::unconnected();
        desk.keep_session(access, "refresh", password).await;
        desk
    }

    pub(super) fn unconnected() -> Self {
        let script = Arc::new(Script::default());
        let vault = Arc::new(FakeVault::default());
        let clock = MockClock::at(NOW);
        let bluesky = Bluesky::new(&crate::NetworkPorts {
            transport: Arc::clone(&script) as Arc<dyn Transport>,
            vault: Arc::clone(&vault) as Arc<dyn herald_pipeline::ports::Vault>,
            clock: Arc::new(clock.clone()),
            rng: Arc::new(SeededRng::new(1)),
            locks: Arc::new(MemoryLocks::default()),
        });
        let mut account = builders::account();
        ME.clone_into(&mut account.remote_id);
        "me.test".clone_into(&mut account.handle);
        let server = "https://pds.test".to_owned();
        account.addresses.insert("pds".to_owned(), server);
        Self {
            script,
            vault,
            clock,
            bluesky,
            account,
        }
    }

    pub(super) async fn keep_session(&self, access: &str, refresh: &str, password: Option<&str>) {
        let end = access.split('.').nth(1).and_then(|claims| {
            let claims = URL_SAFE_NO_PAD.decode(claims).ok()?;
            let claims: Value = serde_json::from_slice(&claims).ok()?;
            claims["exp"].as_i64()
        });
        let mut stored = json!({
            "access": access,
            "refresh": refresh,
            "ends_at": end.map(|end| end * 1_000),
            "since": NOW.millis() - 3_600_000,
            "server": "pds.test",
            "more": {"did": ME},
        });
        if let Some(password) = password {
            stored["more"]["password"] = json!(password);
        }
        let name = session_name(&self.account.id);
        self.vault
            .write(&name, &Secret::new(stored.to_string()))
            .await
            .unwrap();
    }

    pub(super) async fn stored_session(&self) -> Value {
        let name = session_name(&self.account.id);
        let secret = self.vault.read(&name).await.unwrap().unwrap();
        serde_json::from_str(secret.expose()).unwrap()
    }

    /// Approves something for the account, as a person would.
    pub(super) fn approve(&self, proposal: Proposal) -> ApprovedAction {
        builders::approved(&self.account, proposal)
    }
}

pub(super) fn person(did: &str) -> Value {
    json!({"did": did, "handle": "jonas.test", "displayName": "Jonas"})
}

/// Makes a post view by somebody else.
pub(super) fn post_view(uri: &str, text: &str) -> Value {
    json!({
        "uri": uri,
        "cid": "bafypost",
        "author": person("did:plc:jonas"),
        "record": {"$type": "app.bsky.feed.post", "text": text, "createdAt": NOW.to_rfc3339()},
        "indexedAt": NOW.to_rfc3339(),
        "viewer": {},
    })
}
