//! What servers said of the proofs that go along with calls: their word against replays, their clock.

use std::collections::HashMap;
use std::sync::{Arc, Mutex, PoisonError};

use herald_domain::Timestamp;
use herald_pipeline::ports::{HttpResponse, Rng};
use url::Url;

use super::Call;
use crate::sign_in::{Claim, ProofKey};

/// How far a server's clock may be from ours without another try: answers are dated to the second.
const SAME_CLOCK_MS: i64 = 5_000;

/// What one server said.
#[derive(Clone, Default)]
struct Known {
    nonce: Option<String>,
    /// How far its clock is ahead of ours.
    ahead_ms: i64,
}

/// Makes the proofs of a network's calls.
pub(super) struct Proofs {
    rng: Arc<dyn Rng>,
    servers: Mutex<HashMap<String, Known>>,
}

impl Proofs {
    /// Starts without knowing any server.
    pub(super) fn new(rng: Arc<dyn Rng>) -> Self {
        Self {
            rng,
            servers: Mutex::default(),
        }
    }

    /// Proves that the holder of the key makes the call.
    pub(super) fn prove(
        &self,
        call: &Call,
        key: &ProofKey,
        token: Option<&str>,
        now: Timestamp,
    ) -> String {
        let known = self.known(&call.url);
        let claim = Claim {
            method: &call.method,
            url: &call.url,
            token,
            nonce: known.nonce.as_deref(),
            at: Timestamp(now.millis().saturating_add(known.ahead_ms)),
        };
        key.prove(&claim, self.rng.as_ref())
    }

    /// Learns from an answer; tells whether a refused proof may be taken when it is made anew.
    pub(super) fn learn(&self, url: &Url, answer: &HttpResponse, now: Timestamp) -> bool {
        let before = self.known(url);
        let said = answer.header("dpop-nonce").map(str::to_owned);
        let after = Known {
            nonce: said.or_else(|| before.nonce.clone()),
            ahead_ms: dated(answer).map_or(before.ahead_ms, |date| date.millis() - now.millis()),
        };
        let moved = (after.ahead_ms - before.ahead_ms).abs() > SAME_CLOCK_MS;
        let is_new = moved || after.nonce != before.nonce;
        self.servers().insert(origin(url), after);
        is_new
    }

    fn known(&self, url: &Url) -> Known {
        self.servers()
            .get(&origin(url))
            .cloned()
            .unwrap_or_default()
    }

    fn servers(&self) -> std::sync::MutexGuard<'_, HashMap<String, Known>> {
        self.servers.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

/// Tells whether an answer refuses the proof, and nothing but the proof.
///
/// # Source
/// RFC 9449, sections 7.1, 8 and 9: the word stands in the body of an authorization server's answer
/// and in `WWW-Authenticate` of any other's.
pub(super) fn refuses_the_proof(answer: &HttpResponse) -> bool {
    const WORDS: [&str; 2] = ["use_dpop_nonce", "invalid_dpop_proof"];
    if !matches!(answer.status, 400 | 401) {
        return false;
    }
    let header = answer.header("www-authenticate").unwrap_or_default();
    let body: serde_json::Value = serde_json::from_slice(&answer.body).unwrap_or_default();
    let said = body.get("error").and_then(|error| error.as_str());
    WORDS
        .iter()
        .any(|word| header.contains(word) || said == Some(word))
}

fn dated(answer: &HttpResponse) -> Option<Timestamp> {
    let date = chrono::DateTime::parse_from_rfc2822(answer.header("date")?).ok()?;
    Some(Timestamp(date.timestamp_millis()))
}

fn origin(url: &Url) -> String {
    url.origin().ascii_serialization()
}
