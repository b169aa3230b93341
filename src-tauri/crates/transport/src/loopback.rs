//! Waits on the loopback address for the browser to come back from a sign-in.
//!
//! # Source
//! RFC 8252, sections 7.3 and 8.3: an IP literal, any free port unless one is registered, closed
//! after one answer.

use std::io;
use std::net::Ipv4Addr;
use std::sync::{Arc, Mutex, PoisonError};
use std::time::Duration;

use async_trait::async_trait;
use axum::Router;
use axum::extract::{RawQuery, State};
use axum::http::{HeaderMap, StatusCode, header};
use axum::response::{IntoResponse, Response};
use axum::routing::get;
use herald_pipeline::ports::{RedirectError, RedirectListener, RedirectWait};
use tokio::net::TcpListener;
use tokio::sync::oneshot;

/// How long the page may take to reach the browser once the answer is in.
const LAST_WORDS: Duration = Duration::from_secs(2);

/// Only the style the page carries may be used, and nothing may be fetched.
const POLICY: &str = "default-src 'none'; style-src 'sha256-HASH'; frame-ancestors 'none'";

/// Listens on `127.0.0.1`.
#[derive(Clone, Copy, Debug, Default)]
pub struct Loopback;

#[async_trait]
impl RedirectListener for Loopback {
    async fn listen(
        &self,
        port: Option<u16>,
        path: &str,
    ) -> Result<Box<dyn RedirectWait>, RedirectError> {
        let failed = |error: io::Error| match (error.kind(), port) {
            (io::ErrorKind::AddrInUse, Some(port)) => RedirectError::PortTaken(port),
            _ => RedirectError::Failed(error.to_string()),
        };
        let address = (Ipv4Addr::LOCALHOST, port.unwrap_or(0));
        let listener = TcpListener::bind(address).await.map_err(failed)?;
        let host = listener.local_addr().map_err(failed)?.to_string();
        Ok(Box::new(Waiting {
            listener,
            host,
            path: path.to_owned(),
        }))
    }
}

struct Waiting {
    listener: TcpListener,
    host: String,
    path: String,
}

/// What the one route is given.
#[derive(Clone)]
struct Door {
    host: Arc<str>,
    state: Arc<str>,
    answer: Arc<Mutex<Option<oneshot::Sender<String>>>>,
}

#[async_trait]
impl RedirectWait for Waiting {
    fn uri(&self) -> String {
        format!("http://{}{}", self.host, self.path)
    }

    async fn callback(
        self: Box<Self>,
        state: &str,
        limit: Duration,
    ) -> Result<String, RedirectError> {
        let (sender, receiver) = oneshot::channel();
        let (close, closed) = oneshot::channel::<()>();
        let door = Door {
            host: self.host.into(),
            state: state.into(),
            answer: Arc::new(Mutex::new(Some(sender))),
        };
        let routes = Router::new()
            .route(&self.path, get(came_back))
            .with_state(door);
        let serving = axum::serve(self.listener, routes).with_graceful_shutdown(async {
            // Dropped or rung: either way it is over.
            drop(closed.await);
        });
        let mut serving = std::pin::pin!(serving.into_future());
        let query = tokio::select! {
            query = receiver => query.map_err(|_| RedirectError::Failed("it stopped".into())),
            ended = &mut serving => Err(RedirectError::Failed(match ended {
                Ok(()) => "it stopped".to_owned(),
                Err(error) => error.to_string(),
            })),
            () = tokio::time::sleep(limit) => Err(RedirectError::TimedOut(limit.as_secs() / 60)),
        }?;
        drop(close);
        if tokio::time::timeout(LAST_WORDS, serving).await.is_err() {
            tracing::debug!("the browser kept its connection open");
        }
        Ok(query)
    }
}

async fn came_back(State(door): State<Door>, headers: HeaderMap, query: RawQuery) -> Response {
    let host = headers
        .get(header::HOST)
        .and_then(|host| host.to_str().ok());
    if host != Some(&*door.host) {
        // Another name for this address is somebody else's page that points here.
        return StatusCode::MISDIRECTED_REQUEST.into_response();
    }
    let query = query.0.unwrap_or_default();
    let mut parts = url::form_urlencoded::parse(query.as_bytes());
    if !parts.any(|(name, value)| name == "state" && *value == *door.state) {
        let words = "This belongs to no sign-in that is waiting here.";
        return (StatusCode::BAD_REQUEST, page(words)).into_response();
    }
    let taken = door
        .answer
        .lock()
        .unwrap_or_else(PoisonError::into_inner)
        .take();
    let Some(sender) = taken else {
        return StatusCode::GONE.into_response();
    };
    let refused = query.split('&').any(|pair| pair.starts_with("error="));
    if sender.send(query).is_err() {
        return StatusCode::GONE.into_response();
    }
    page(if refused {
        "Nothing was allowed, and nothing was changed."
    } else {
        "Herald has what it needs."
    })
}

const STYLE: &str = "body{font:18px/1.5 system-ui,sans-serif;display:grid;place-content:center;\
min-height:90vh;margin:0 2rem;text-align:center;color-scheme:light dark}p{margin:.2rem}";

fn page(said: &str) -> Response {
    let html = format!(
        "<!doctype html><html lang=\"en\"><meta charset=\"utf-8\">\
         <meta name=\"viewport\" content=\"width=device-width\"><title>Herald</title>\
         <style>{STYLE}</style><p>{said}<p>You can close this page and go back to Herald."
    );
    let headers = [
        (header::CONTENT_TYPE, "text/html; charset=utf-8".to_owned()),
        (
            header::CONTENT_SECURITY_POLICY,
            POLICY.replace("HASH", &style_hash()),
        ),
        (header::CACHE_CONTROL, "no-store".to_owned()),
        (header::REFERRER_POLICY, "no-referrer".to_owned()),
        (header::CONNECTION, "close".to_owned()),
    ];
    (headers, html).into_response()
}

fn style_hash() -> String {
    use base64::Engine as _;
    use sha2::Digest as _;
    base64::engine::general_purpose::STANDARD.encode(sha2::Sha256::digest(STYLE.as_bytes()))
}
