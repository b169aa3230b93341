//! The control routes of demo and tests: faults, the ledger and steps.

use std::sync::Arc;

use axum::Router;
use axum::body::{Body, Bytes};
use axum::extract::State;
use axum::http::Response;
use axum::routing::{get, post};
use serde::Deserialize;
use serde_json::{Value, json};

use crate::faults::Fault;
use crate::json::At as _;
use crate::refusal::Refusal;
use crate::routes::{json_response, refused};
use crate::serve::Shared;

/// Builds the control routes.
pub(crate) fn control() -> Router<Arc<Shared>> {
    Router::new()
        .route(
            "/sim/faults",
            get(list_faults).post(inject_faults).delete(clear_faults),
        )
        .route("/sim/ledger", get(show_ledger))
        .route("/sim/step", post(step))
}

#[derive(Deserialize)]
#[serde(untagged)]
enum OneOrMany {
    One(Fault),
    Many(Vec<Fault>),
}

async fn inject_faults(State(shared): State<Arc<Shared>>, body: Bytes) -> Response<Body> {
    let faults = match serde_json::from_slice(&body) {
        Ok(OneOrMany::One(fault)) => vec![fault],
        Ok(OneOrMany::Many(faults)) => faults,
        Err(error) => return refused(&Refusal::invalid(format!("Not a fault: {error}"))),
    };
    let mut core = shared.core();
    for fault in faults {
        core.faults.inject(fault);
    }
    faults_response(core.faults.waiting())
}

async fn list_faults(State(shared): State<Arc<Shared>>) -> Response<Body> {
    faults_response(shared.core().faults.waiting())
}

async fn clear_faults(State(shared): State<Arc<Shared>>) -> Response<Body> {
    let mut core = shared.core();
    core.faults.clear();
    faults_response(core.faults.waiting())
}

fn faults_response(waiting: &[Fault]) -> Response<Body> {
    json_response(200, &json!({"faults": waiting}))
}

async fn show_ledger(State(shared): State<Arc<Shared>>) -> Response<Body> {
    let ledger = shared.core().ledger.clone();
    json_response(200, &json!({"entries": ledger.entries()}))
}

/// Takes as many steps as `{"steps": n}` says, one without a body.
async fn step(State(shared): State<Arc<Shared>>, body: Bytes) -> Response<Body> {
    let input: Value = serde_json::from_slice(&body).unwrap_or_default();
    let steps = input.at("steps").as_u64().unwrap_or(1).min(1_000);
    let mut core = shared.core();
    let mut written = Vec::new();
    for _ in 0..steps {
        match core.step() {
            Ok(uris) => written.extend(uris),
            Err(refusal) => return refused(&refusal),
        }
    }
    json_response(
        200,
        &json!({"written": written, "steps": core.world.steps_taken()}),
    )
}
