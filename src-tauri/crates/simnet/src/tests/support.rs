//! A small client and a network for each test.

use std::sync::Arc;
use std::time::Duration;

use reqwest::{Client, RequestBuilder, Response};
use serde_json::{Value, json};

use crate::{AtUri, ManualClock, OWNER, SimConfig, SimNet, Timestamp};

pub(super) const POST: &str = "app.bsky.feed.post";
pub(super) const START_MS: i64 = 1_800_000_000_000;

/// A network, its clock and a client that is logged in as the owner.
pub(super) struct Bench {
    pub(super) sim: SimNet,
    pub(super) clock: Arc<ManualClock>,
    pub(super) wire: Wire,
}

pub(super) async fn bench() -> Bench {
    bench_with(SimConfig::default()).await
}

pub(super) async fn bench_with(config: SimConfig) -> Bench {
    let clock = Arc::new(ManualClock::new(Timestamp::from_ms(START_MS)));
    let sim = SimNet::start(SimConfig {
        clock: Arc::clone(&clock) as _,
        ..config
    })
    .await
    .unwrap();
    let mut wire = Wire::new(&sim.url());
    wire.log_in(OWNER).await;
    Bench { sim, clock, wire }
}

impl Bench {
    pub(super) fn owner(&self) -> crate::Did {
        self.sim.user(OWNER).unwrap().did
    }

    /// The input of a create-only put of a post under the nth key.
    pub(super) fn put(&self, nth: u64, record: &Value) -> Value {
        json!({
            "repo": self.owner().as_str(),
            "collection": POST,
            "rkey": tid(nth),
            "record": record,
            "swapRecord": null,
        })
    }

    pub(super) fn post_uri(&self, nth: u64) -> AtUri {
        AtUri::new(&self.owner(), POST, tid(nth))
    }
}

pub(super) fn post(text: &str) -> Value {
    json!({"$type": POST, "text": text, "createdAt": "2027-01-15T08:00:00.000Z"})
}

/// The nth record key of a test.
pub(super) fn tid(nth: u64) -> String {
    crate::ids::tid(START_MS as u64 * 1_000 + nth, 9)
}

/// An answer: status, rate limit headers and JSON.
#[derive(Debug)]
pub(super) struct Answer {
    pub(super) status: u16,
    pub(super) remaining: Option<String>,
    pub(super) reset: Option<String>,
    pub(super) text: String,
    pub(super) json: Value,
}

impl Answer {
    pub(super) fn ok(self) -> Value {
        assert_eq!(self.status, 200, "{}", self.text);
        self.json
    }

    pub(super) fn refusal(&self) -> (u16, &str) {
        (self.status, self.json["error"].as_str().unwrap_or_default())
    }
}

pub(super) struct Wire {
    client: Client,
    url: String,
    pub(super) access: String,
    pub(super) refresh: String,
}

/// Makes a plain client that waits for no answer longer than a moment.
#[expect(
    clippy::disallowed_methods,
    reason = "the simulator is tested by a plain client"
)]
pub(crate) fn client() -> Client {
    // Loopback needs no TLS, but the client refuses to be built without a provider.
    let installed = rustls::crypto::ring::default_provider().install_default();
    drop(installed);
    Client::builder()
        .no_proxy()
        .timeout(Duration::from_millis(700))
        .build()
        .unwrap()
}

impl Wire {
    pub(super) fn new(url: &str) -> Self {
        let client = client();
        let (access, refresh) = (String::new(), String::new());
        Self {
            client,
            url: url.to_owned(),
            access,
            refresh,
        }
    }

    pub(super) async fn log_in(&mut self, identifier: &str) {
        let input = json!({"identifier": identifier, "password": "demo"});
        let session = self
            .post("com.atproto.server.createSession", &input)
            .await
            .ok();
        self.access = session["accessJwt"].as_str().unwrap().to_owned();
        self.refresh = session["refreshJwt"].as_str().unwrap().to_owned();
    }

    pub(super) async fn get(&self, method: &str, query: &[(&str, &str)]) -> Answer {
        self.try_send(self.request_get(method, query))
            .await
            .unwrap()
    }

    pub(super) async fn post(&self, method: &str, input: &Value) -> Answer {
        self.try_post(method, input).await.unwrap()
    }

    pub(super) async fn try_post(&self, method: &str, input: &Value) -> reqwest::Result<Answer> {
        self.try_send(self.request_post(method, input)).await
    }

    pub(super) fn request_get(&self, method: &str, query: &[(&str, &str)]) -> RequestBuilder {
        let pairs: Vec<String> = query
            .iter()
            .map(|(name, value)| {
                format!("{name}={}", value.replace(' ', "%20").replace('#', "%23"))
            })
            .collect();
        let url = format!("{}/xrpc/{method}?{}", self.url, pairs.join("&"));
        self.authorised(self.client.get(url))
    }

    pub(super) fn request_post(&self, method: &str, input: &Value) -> RequestBuilder {
        let request = self.client.post(format!("{}/xrpc/{method}", self.url));
        self.authorised(request)
            .header("content-type", "application/json")
            .body(input.to_string())
    }

    pub(super) fn path(&self, path: &str) -> RequestBuilder {
        self.client.get(format!("{}{path}", self.url))
    }

    pub(super) fn bare_post(&self, path: &str) -> RequestBuilder {
        self.client.post(format!("{}{path}", self.url))
    }

    pub(super) async fn upload(&self, mime_type: &str, bytes: Vec<u8>) -> Answer {
        let url = format!("{}/xrpc/com.atproto.repo.uploadBlob", self.url);
        let request = self
            .client
            .post(url)
            .header("content-type", mime_type)
            .body(bytes);
        self.try_send(self.authorised(request)).await.unwrap()
    }

    fn authorised(&self, request: RequestBuilder) -> RequestBuilder {
        if self.access.is_empty() {
            return request;
        }
        request.header("authorization", format!("Bearer {}", self.access))
    }

    pub(super) async fn try_send(&self, request: RequestBuilder) -> reqwest::Result<Answer> {
        let response = request.send().await?;
        read(response).await
    }
}

async fn read(response: Response) -> reqwest::Result<Answer> {
    let header = |name: &str| Some(response.headers().get(name)?.to_str().ok()?.to_owned());
    let (remaining, reset) = (header("ratelimit-remaining"), header("ratelimit-reset"));
    let status = response.status().as_u16();
    let text = response.text().await?;
    let json = serde_json::from_str(&text).unwrap_or_default();
    Ok(Answer {
        status,
        remaining,
        reset,
        text,
        json,
    })
}
