//! Finds models that already run on this computer.

use std::time::Duration;

use futures_util::future::join_all;
use herald_pipeline::ports::{HttpRequest, Reach, Transport};
use http::Method;
use serde_json::Value;
use url::Url;

use super::ollama;
use crate::choice::Provider;
use crate::text::clean_line;

/// A model that answers on this computer.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct FoundModel {
    /// The provider to choose for it.
    pub provider: Provider,
    /// The address to choose for it.
    pub address: String,
    /// The model's name.
    pub model: String,
}

/// Where local servers listen by default.
///
/// # Source: the documentation of Ollama, llama.cpp (9931, formerly 8080), LM Studio and vLLM, read
/// 2026-11.
const PLACES: [(Provider, &str, &str); 5] = [
    (Provider::Ollama, "http://127.0.0.1:11434", "/api/tags"),
    (Provider::OpenAi, "http://127.0.0.1:9931/v1", "/models"),
    (Provider::OpenAi, "http://127.0.0.1:8080/v1", "/models"),
    (Provider::OpenAi, "http://127.0.0.1:1234/v1", "/models"),
    (Provider::OpenAi, "http://127.0.0.1:8000/v1", "/models"),
];

/// The longest a place may take to answer.
const PATIENCE: Duration = Duration::from_secs(1);

/// The most models listed of one server.
const MOST_MODELS: usize = 50;

/// Asks the usual places on this computer, all at once, which models they offer.
///
/// A place that does not answer within a second, or answers something else, offers none.
///
/// # Shapes
/// In the order of the places, then of each server; at most 50 of one server.
pub async fn find_local(transport: &dyn Transport) -> Vec<FoundModel> {
    let asked = PLACES.iter().map(|(provider, address, path)| {
        let provider = *provider;
        async move {
            let models = ask(transport, provider, &format!("{address}{path}")).await;
            let found = models.into_iter().map(|model| FoundModel {
                provider,
                address: (*address).to_owned(),
                model,
            });
            found.collect::<Vec<_>>()
        }
    });
    join_all(asked).await.into_iter().flatten().collect()
}

async fn ask(transport: &dyn Transport, provider: Provider, address: &str) -> Vec<String> {
    let Ok(url) = Url::parse(address) else {
        return Vec::new();
    };
    let mut request = HttpRequest::new(Method::GET, url);
    request.timeout = PATIENCE;
    request.max_response_bytes = 1 << 20;
    request.reach = Reach::Chosen;
    let Ok(response) = transport.send(request).await else {
        return Vec::new();
    };
    let body = serde_json::from_slice::<Value>(&response.body);
    let (200, Ok(body)) = (response.status, body) else {
        return Vec::new();
    };
    let names = match provider {
        Provider::Ollama => ollama::installed(&body),
        _ => listed(&body),
    };
    let sound = |n: &String| !n.is_empty() && n.len() <= 200 && clean_line(n) == *n;
    names.into_iter().filter(sound).take(MOST_MODELS).collect()
}

fn listed(body: &Value) -> Vec<String> {
    let data = body.get("data").and_then(Value::as_array);
    let ids = data
        .into_iter()
        .flatten()
        .filter_map(|m| m.get("id")?.as_str());
    ids.filter(|id| !id.contains("embed"))
        .map(str::to_owned)
        .collect()
}
