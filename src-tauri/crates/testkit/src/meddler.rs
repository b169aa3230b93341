//! A wire on which somebody meddles: some answers come otherwise than the server gave them, or not at all.

use std::sync::{Arc, Mutex};

use async_trait::async_trait;
use herald_pipeline::ports::{HttpRequest, HttpResponse, Transport, TransportError};
use serde_json::Value;

use crate::spoil::{Spoiler, enrich};

/// What comes instead of the server's answer.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Instead {
    /// A status with a body that says nothing.
    Status(u16),
    /// A status with a page for people, as of a gateway or a hotel.
    Page(u16),
    /// Success without a body.
    Empty,
    /// The first half of the answer.
    Half,
    /// A redirect to another server.
    Elsewhere,
    /// Nothing: the connection breaks after the request went out.
    Silence,
    /// Nothing: there is no connection.
    Unreached,
    /// The answer with one thing wrong in it, by seed.
    Spoiled(u64),
    /// The answer with fields nobody has heard of.
    Enriched,
}

/// When somebody meddles.
struct Plan {
    /// The end of the paths concerned.
    path: &'static str,
    /// Whether the request reaches the server all the same.
    reaches: bool,
    instead: Instead,
}

/// The wire.
pub struct Meddler {
    inside: Arc<dyn Transport>,
    plan: Mutex<Option<Plan>>,
    seen: Mutex<u32>,
}

impl Meddler {
    /// Makes a wire on which nobody meddles yet.
    pub fn new(inside: Arc<dyn Transport>) -> Self {
        Self {
            inside,
            plan: Mutex::default(),
            seen: Mutex::default(),
        }
    }

    /// From now on the server does as asked, and its answers to a path come otherwise.
    pub fn spoil_answers(&self, path: &'static str, instead: Instead) {
        self.set(Some(Plan {
            path,
            reaches: true,
            instead,
        }));
    }

    /// From now on requests to a path do not reach the server.
    pub fn answer_for_it(&self, path: &'static str, instead: Instead) {
        self.set(Some(Plan {
            path,
            reaches: false,
            instead,
        }));
    }

    /// Leaves the wire alone again.
    pub fn stop(&self) {
        self.set(None);
    }

    /// Returns how many requests somebody meddled with.
    pub fn meddled(&self) -> u32 {
        *self.seen.lock().expect("nobody panics here")
    }

    fn set(&self, plan: Option<Plan>) {
        *self.plan.lock().expect("nobody panics here") = plan;
    }

    fn meant(&self, request: &HttpRequest) -> Option<(bool, Instead)> {
        let plan = self.plan.lock().expect("nobody panics here");
        let plan = plan.as_ref();
        let plan = plan.filter(|plan| request.url.path().ends_with(plan.path))?;
        *self.seen.lock().expect("nobody panics here") += 1;
        Some((plan.reaches, plan.instead.clone()))
    }
}

#[async_trait]
impl Transport for Meddler {
    async fn send(&self, request: HttpRequest) -> Result<HttpResponse, TransportError> {
        let Some((reaches, instead)) = self.meant(&request) else {
            return self.inside.send(request).await;
        };
        let host = request.url.host_str().unwrap_or_default().to_owned();
        let given = if reaches {
            self.inside.send(request).await?
        } else {
            HttpResponse::new(200, b"{}".to_vec())
        };
        changed(&instead, &given, host)
    }
}

fn changed(
    instead: &Instead,
    given: &HttpResponse,
    host: String,
) -> Result<HttpResponse, TransportError> {
    const PAGE: &[u8] = b"<!doctype html><html><body><h1>Just a moment</h1></body></html>";
    let reason = || "somebody meddles".to_owned();
    let with = |body: Vec<u8>| HttpResponse {
        body,
        ..given.clone()
    };
    let edited = |edit: &dyn Fn(&mut Value)| {
        let mut body: Value = serde_json::from_slice(&given.body).unwrap_or_default();
        edit(&mut body);
        with(body.to_string().into_bytes())
    };
    Ok(match instead {
        Instead::Status(status) => HttpResponse::new(*status, b"{}".to_vec()),
        Instead::Page(status) => HttpResponse::new(*status, PAGE.to_vec()),
        Instead::Empty => HttpResponse::new(200, Vec::new()),
        Instead::Half => {
            let half = given.body.len() / 2;
            with(given.body.iter().take(half).copied().collect())
        }
        Instead::Elsewhere => {
            let mut answer = HttpResponse::new(302, Vec::new());
            let location = "https://elsewhere.test/".parse();
            answer
                .headers
                .insert("location", location.expect("a header"));
            answer
        }
        Instead::Silence => {
            let reason = reason();
            return Err(TransportError::NoAnswer { host, reason });
        }
        Instead::Unreached => {
            let reason = reason();
            return Err(TransportError::NotSent { host, reason });
        }
        Instead::Spoiled(seed) => edited(&|body| Spoiler::new(*seed).spoil(body)),
        Instead::Enriched => edited(&enrich),
    })
}
