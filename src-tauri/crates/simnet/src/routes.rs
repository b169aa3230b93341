//! From HTTP to a [`Call`] and back, with the injected faults in between.

use std::convert::Infallible;
use std::sync::Arc;

use axum::Router;
use axum::body::{Body, Bytes};
use axum::extract::rejection::BytesRejection;
use axum::extract::{ConnectInfo, DefaultBodyLimit, FromRequestParts, Path, Query, State};
use axum::http::request::Parts;
use axum::http::{HeaderMap, HeaderName, HeaderValue, Method, Response, StatusCode, header};
use axum::routing::{any, get};
use serde_json::{Value, json};

use crate::faults::FaultKind;
use crate::limits::Standing;
use crate::refusal::Refusal;
use crate::serve::{Connection, Shared};
use crate::xrpc::{self, Answer, Call, DID_DOCUMENT, WELL_KNOWN};

/// Upload cap of the reference PDS.
const MAX_BODY_BYTES: usize = 52_428_800;

pub(crate) const GARBAGE_PAGE: &str =
    "<!doctype html><html><body><h1>Just a moment</h1><p>Checking your browser.</p></body></html>";

/// Builds the public routes.
pub(crate) fn public() -> Router<Arc<Shared>> {
    Router::new()
        .route("/xrpc/{nsid}", any(by_nsid))
        .route("/.well-known/atproto-did", get(well_known))
        .route("/{did}", get(did_document))
        .layer(DefaultBodyLimit::max(MAX_BODY_BYTES))
}

async fn by_nsid(
    State(shared): State<Arc<Shared>>,
    ConnectInfo(connection): ConnectInfo<Connection>,
    Path(nsid): Path<String>,
    Query(query): Query<Vec<(String, String)>>,
    Head { is_post, headers }: Head,
    body: Result<Bytes, BytesRejection>,
) -> Response<Body> {
    let Ok(body) = body else {
        let refusal = Refusal::new(413, "PayloadTooLarge", "request entity too large");
        return refused(&refusal);
    };
    let call = Call {
        nsid,
        is_post,
        query,
        body,
        ..with_headers(&headers)
    };
    serve(&shared, &connection, call).await
}

async fn well_known(
    State(shared): State<Arc<Shared>>,
    ConnectInfo(connection): ConnectInfo<Connection>,
    headers: HeaderMap,
) -> Response<Body> {
    let call = Call {
        nsid: WELL_KNOWN.to_owned(),
        ..with_headers(&headers)
    };
    serve(&shared, &connection, call).await
}

async fn did_document(
    State(shared): State<Arc<Shared>>,
    ConnectInfo(connection): ConnectInfo<Connection>,
    Path(did): Path<String>,
) -> Response<Body> {
    let call = Call {
        nsid: DID_DOCUMENT.to_owned(),
        query: vec![("did".to_owned(), did)],
        ..Call::default()
    };
    serve(&shared, &connection, call).await
}

/// Method and headers of a request.
struct Head {
    is_post: bool,
    headers: HeaderMap,
}

impl<S: Sync> FromRequestParts<S> for Head {
    type Rejection = Infallible;

    async fn from_request_parts(parts: &mut Parts, _: &S) -> Result<Self, Infallible> {
        Ok(Self {
            is_post: parts.method == Method::POST,
            headers: parts.headers.clone(),
        })
    }
}

fn with_headers(headers: &HeaderMap) -> Call {
    let text = |name: &str| Some(headers.get(name)?.to_str().ok()?.to_owned());
    let bearer =
        text("authorization").and_then(|value| value.strip_prefix("Bearer ").map(str::to_owned));
    Call {
        content_type: text("content-type"),
        bearer,
        proxy: text("atproto-proxy"),
        host: text("host"),
        ..Call::default()
    }
}

async fn serve(shared: &Shared, connection: &Connection, mut call: Call) -> Response<Body> {
    let fault = shared.core().faults.strike(&call.nsid);
    match fault {
        Some(fault) if !fault.lets_through() => {
            strike_before(shared, connection, &mut call, fault).await
        }
        Some(fault) => {
            let response = run(shared, &mut call, fault == FaultKind::MalformedItem);
            strike_after(shared, connection, fault, response).await
        }
        None => run(shared, &mut call, false),
    }
}

fn run(shared: &Shared, call: &mut Call, spoil: bool) -> Response<Body> {
    let (answered, standing) = shared.changing(|core| {
        let answered = xrpc::answer(core, call);
        (answered, core.standing)
    });
    let mut response = match answered {
        Ok(Answer::Json(value)) if spoil => json_response(200, &spoiled(value)),
        Ok(answer) => accepted(answer),
        Err(refusal) => refused(&refusal),
    };
    if let Some(standing) = standing {
        add_limits(&mut response, &standing);
    }
    response
}

async fn strike_before(
    shared: &Shared,
    connection: &Connection,
    call: &mut Call,
    fault: FaultKind,
) -> Response<Body> {
    let (entered, now) = {
        let mut core = shared.core();
        (
            xrpc::enter_faulted(&mut core, call, fault.name()),
            core.now(),
        )
    };
    if let Err(refusal) = entered {
        return refused(&refusal);
    }
    let standing = Standing::exhausted(300, now);
    let (mut response, standing) = match fault {
        FaultKind::RateLimited { reset_after_s } => (
            refused(&Refusal::rate_limited()),
            Standing::exhausted(reset_after_s, now),
        ),
        FaultKind::ExpiredToken => (refused(&Refusal::expired("Token has expired")), standing),
        FaultKind::Garbage => (
            text_response("text/html; charset=utf-8", GARBAGE_PAGE),
            standing,
        ),
        FaultKind::TimeoutBefore => {
            shared.closed().await;
            connection.cut();
            (empty_response(), standing)
        }
        FaultKind::Offline => {
            connection.cut();
            (empty_response(), standing)
        }
        FaultKind::Status { status } => {
            let refusal = Refusal::new(status, "InternalServerError", "The server says no");
            (refused(&refusal), standing)
        }
        FaultKind::ServerError
        | FaultKind::ErrorAfter { .. }
        | FaultKind::WorksOn { .. }
        | FaultKind::TimeoutAfter
        | FaultKind::CloseAfter
        | FaultKind::GarbageAfter
        | FaultKind::HalfAnswer
        | FaultKind::MalformedItem => (refused(&Refusal::internal()), standing),
    };
    if matches!(fault, FaultKind::RateLimited { .. }) {
        add_limits(&mut response, &standing);
    }
    response
}

async fn strike_after(
    shared: &Shared,
    connection: &Connection,
    fault: FaultKind,
    response: Response<Body>,
) -> Response<Body> {
    match fault {
        FaultKind::TimeoutAfter => {
            shared.closed().await;
            connection.cut();
        }
        FaultKind::CloseAfter | FaultKind::WorksOn { .. } => connection.cut(),
        FaultKind::ErrorAfter { status } => {
            let refusal = Refusal::new(status, "UpstreamFailure", "Upstream service unreachable");
            return refused(&refusal);
        }
        FaultKind::GarbageAfter => {
            return text_response("text/html; charset=utf-8", GARBAGE_PAGE);
        }
        FaultKind::HalfAnswer => return half(response).await,
        _ => {}
    }
    response
}

/// Puts one item of garbage before the last of the first list in an answer.
fn spoiled(mut answer: Value) -> Value {
    let garbage = json!({
        "uri": 17,
        "cid": null,
        "author": "nobody",
        "reason": ["mention"],
        "record": "not a record",
        "isRead": "perhaps",
        "indexedAt": {"when": "yesterday"},
    });
    let list = answer
        .as_object_mut()
        .and_then(|map| map.values_mut().find_map(Value::as_array_mut));
    if let Some(list) = list {
        list.insert(list.len().saturating_sub(1), garbage);
    }
    answer
}

fn accepted(answer: Answer) -> Response<Body> {
    match answer {
        Answer::Json(value) => json_response(200, &value),
        Answer::Text(text) => text_response("text/plain; charset=utf-8", &text),
        Answer::Bytes { mime_type, bytes } => with_type(200, &mime_type, Body::from(bytes)),
        Answer::Empty => empty_response(),
    }
}

pub(crate) fn refused(refusal: &Refusal) -> Response<Body> {
    let body = json!({"error": refusal.error, "message": refusal.message});
    json_response(refusal.status, &body)
}

/// Leaves the first half of what is answered.
pub(crate) async fn half(response: Response<Body>) -> Response<Body> {
    let (head, body) = response.into_parts();
    // Answers of a simulated network are short, and made in memory.
    let body = axum::body::to_bytes(body, usize::MAX).await;
    let body = body.unwrap_or_default();
    let mut halved = Response::new(Body::from(body.slice(..body.len() / 2)));
    *halved.status_mut() = head.status;
    if let Some(kind) = head.headers.get(header::CONTENT_TYPE) {
        halved
            .headers_mut()
            .insert(header::CONTENT_TYPE, kind.clone());
    }
    halved
}

pub(crate) fn json_response(status: u16, value: &Value) -> Response<Body> {
    let body = Body::from(value.to_string());
    with_type(status, "application/json; charset=utf-8", body)
}

pub(crate) fn text_response(mime_type: &str, text: &str) -> Response<Body> {
    with_type(200, mime_type, Body::from(text.to_owned()))
}

fn empty_response() -> Response<Body> {
    Response::new(Body::empty())
}

fn with_type(status: u16, mime_type: &str, body: Body) -> Response<Body> {
    let mut response = Response::new(body);
    *response.status_mut() =
        StatusCode::from_u16(status).unwrap_or(StatusCode::INTERNAL_SERVER_ERROR);
    if let Ok(value) = HeaderValue::from_str(mime_type) {
        response.headers_mut().insert(header::CONTENT_TYPE, value);
    }
    response
}

fn add_limits(response: &mut Response<Body>, standing: &Standing) {
    for (name, value) in standing.headers() {
        if let Ok(value) = HeaderValue::from_str(&value) {
            response
                .headers_mut()
                .insert(HeaderName::from_static(name), value);
        }
    }
}
