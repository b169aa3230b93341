//! From HTTP to a [`Call`] and back, with the injected faults in between.

use std::sync::Arc;

use axum::Router;
use axum::body::{Body, Bytes};
use axum::extract::{ConnectInfo, DefaultBodyLimit, Query, State};
use axum::http::request::Parts;
use axum::http::{HeaderName, HeaderValue, Method, Response, StatusCode};
use axum::routing::{any, get};
use serde_json::{Value, json};

use super::api::{self, Call};
use super::oauth;
use super::world::{Became, Server, Written};
use crate::faults::{Fault, FaultKind};
use crate::routes::{GARBAGE_PAGE, half, json_response, text_response};
use crate::serve::{Connection, Shared};

const MAX_BODY_BYTES: usize = 104_857_600;

/// Builds every route, those of the control among them.
pub(super) fn all() -> Router<Arc<Shared<Server>>> {
    Router::new()
        .route("/sim/log", get(show_log))
        .route("/sim/faults", any(faults))
        .fallback(called)
        .layer(DefaultBodyLimit::max(MAX_BODY_BYTES))
}

async fn show_log(State(shared): State<Arc<Shared<Server>>>) -> Response<Body> {
    let log = shared.core().log.clone();
    json_response(200, &json!({"entries": log}))
}

async fn faults(
    State(shared): State<Arc<Shared<Server>>>,
    method: Method,
    body: Bytes,
) -> Response<Body> {
    let mut server = shared.core();
    if method == Method::DELETE {
        server.faults.clear();
    } else if method == Method::POST {
        match serde_json::from_slice::<Fault>(&body) {
            Ok(fault) => server.faults.inject(fault),
            Err(error) => return json_response(400, &json!({"error": error.to_string()})),
        }
    }
    json_response(200, &json!({"faults": server.faults.waiting()}))
}

async fn called(
    State(shared): State<Arc<Shared<Server>>>,
    ConnectInfo(connection): ConnectInfo<Connection>,
    Query(query): Query<Vec<(String, String)>>,
    head: Parts,
    body: Bytes,
) -> Response<Body> {
    let text = |name: &str| Some(head.headers.get(name)?.to_str().ok()?.to_owned());
    let bearer = text("authorization");
    let path = head.uri.path().trim_matches('/').split('/');
    let mut call = Call {
        method: head.method.to_string(),
        path: path.map(str::to_owned).collect(),
        query,
        token: bearer.and_then(|value| value.strip_prefix("Bearer ").map(str::to_owned)),
        key: text("idempotency-key"),
        body: match text("content-type") {
            Some(kind) if kind.starts_with("application/x-www-form-urlencoded") => {
                oauth::form(&String::from_utf8_lossy(&body))
            }
            _ => serde_json::from_slice(&body).unwrap_or_else(|_| form(&body)),
        },
        after_ms: 0,
    };
    let fault = shared.core().faults.strike(&call.name());
    match fault {
        None => answered(&shared, &call),
        Some(fault) if fault.lets_through() => {
            if let FaultKind::WorksOn { for_s } = fault {
                call.after_ms = i64::try_from(for_s)
                    .unwrap_or(i64::MAX)
                    .saturating_mul(1_000);
            }
            let response = answered(&shared, &call);
            strike_after(&shared, &connection, fault, response).await
        }
        Some(fault) => {
            enter(&shared, &call, fault);
            strike_before(&shared, &connection, fault).await
        }
    }
}

/// Reads the description out of an upload.
fn form(body: &[u8]) -> Value {
    let text = String::from_utf8_lossy(body);
    let field = text.split_once("name=\"description\"");
    let value = field.and_then(|(_, rest)| rest.split_once("\r\n\r\n"));
    let value = value.and_then(|(_, rest)| rest.split_once("\r\n--"));
    value.map_or(Value::Null, |(value, _)| json!({"description": value}))
}

fn answered(shared: &Shared<Server>, call: &Call) -> Response<Body> {
    let mut server = shared.core();
    let written = server.log.len();
    let (status, body) = api::answer(&mut server, call);
    if server.log.len() > written {
        server.keep();
        shared.wrote.notify_one();
    }
    json_response(status, &body)
}

/// Logs a write that a fault kept out.
fn enter(shared: &Shared<Server>, call: &Call, fault: FaultKind) {
    let mut server = shared.core();
    let by = call
        .token
        .as_deref()
        .and_then(|token| server.by_token(token));
    let written = Written {
        at_ms: server.now().as_ms(),
        by: by.map(|p| p.name.clone()).unwrap_or_default(),
        call: call.name(),
        key: call.key.clone(),
        status: None,
        became: Became::Faulted {
            fault: fault.name().to_owned(),
        },
    };
    if call.method != "GET" {
        server.log.push(written);
    }
}

async fn strike_before(
    shared: &Shared<Server>,
    connection: &Connection,
    fault: FaultKind,
) -> Response<Body> {
    let said = |status: u16, words: &str| json_response(status, &json!({"error": words}));
    match fault {
        FaultKind::RateLimited { reset_after_s } => {
            let reset = shared
                .core()
                .now()
                .plus_ms(i64::try_from(reset_after_s).unwrap_or(0) * 1_000);
            let mut response = said(429, "Too many requests");
            let headers = [
                ("x-ratelimit-limit", "300".to_owned()),
                ("x-ratelimit-remaining", "0".to_owned()),
                ("x-ratelimit-reset", reset.to_string()),
            ];
            for (name, value) in headers {
                if let Ok(value) = HeaderValue::from_str(&value) {
                    response
                        .headers_mut()
                        .insert(HeaderName::from_static(name), value);
                }
            }
            response
        }
        FaultKind::Status { status } => said(status, "The server says no"),
        FaultKind::ExpiredToken => said(401, "The access token expired"),
        FaultKind::Garbage => text_response("text/html; charset=utf-8", GARBAGE_PAGE),
        FaultKind::TimeoutBefore => {
            shared.closed().await;
            connection.cut();
            Response::new(Body::empty())
        }
        FaultKind::Offline => {
            connection.cut();
            Response::new(Body::empty())
        }
        FaultKind::ServerError
        | FaultKind::ErrorAfter { .. }
        | FaultKind::WorksOn { .. }
        | FaultKind::TimeoutAfter
        | FaultKind::CloseAfter
        | FaultKind::GarbageAfter
        | FaultKind::HalfAnswer
        | FaultKind::MalformedItem => said(500, "Internal Server Error"),
    }
}

async fn strike_after(
    shared: &Shared<Server>,
    connection: &Connection,
    fault: FaultKind,
    mut response: Response<Body>,
) -> Response<Body> {
    match fault {
        FaultKind::TimeoutAfter => {
            shared.closed().await;
            connection.cut();
        }
        // Whoever waits for work that takes longer than a call may take gets no answer.
        FaultKind::CloseAfter | FaultKind::WorksOn { .. } => connection.cut(),
        FaultKind::ErrorAfter { status } => {
            response = json_response(status, &json!({"error": "Gateway trouble"}));
        }
        FaultKind::MalformedItem if response.status() == StatusCode::OK => {
            response = json_response(200, &spoiled());
        }
        FaultKind::GarbageAfter => {
            return text_response("text/html; charset=utf-8", GARBAGE_PAGE);
        }
        FaultKind::HalfAnswer => return half(response).await,
        _ => {}
    }
    response
}

/// A page whose items are of every wrong shape.
fn spoiled() -> Value {
    let item =
        json!({"id": null, "content": 17, "account": "nobody", "created_at": {"when": "now"}});
    json!([item, "words", 3, null])
}
