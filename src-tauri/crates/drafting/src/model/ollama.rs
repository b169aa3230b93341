//! Ollama's own interface; it alone can set how much of the prompt the model reads.
//!
//! # Source: ollama docs/api, read 2026-08-21.

use serde_json::{Value, json};

use super::fault::Fault;
use super::learned::{Learned, Shape};
use super::wire::{Call, Spoken, Stop, count, schema};

/// A longer prompt would be cut silently, so the window is asked for by name.
const CONTEXT_TOKENS: u32 = 8192;

pub(super) fn body(call: &Call<'_>, learned: &Learned) -> Value {
    let mut messages = vec![json!({"role": "system", "content": call.system})];
    messages.extend(call.messages());
    let mut options = json!({"num_ctx": CONTEXT_TOKENS, "num_predict": call.most_tokens});
    if learned.temperature
        && let Some(fields) = options.as_object_mut()
    {
        fields.insert("temperature".to_owned(), json!(0.7));
    }
    let mut body = json!({
        "model": call.model,
        "messages": messages,
        "stream": false,
        "keep_alive": "10m",
        "options": options,
    });
    if let Some(fields) = body.as_object_mut() {
        match learned.shape {
            Shape::Schema => fields.insert("format".to_owned(), schema()),
            Shape::Object => fields.insert("format".to_owned(), json!("json")),
            Shape::Plain => None,
        };
        if learned.think {
            fields.insert("think".to_owned(), json!(false));
        }
    }
    body
}

pub(super) fn read(body: &Value) -> Result<Spoken, Fault> {
    let text = body.pointer("/message/content").and_then(Value::as_str);
    let text = text.ok_or(Fault::Unreadable)?;
    let stop = match body.get("done_reason").and_then(Value::as_str) {
        Some("length") => Stop::Length,
        _ => Stop::Finished,
    };
    Ok(Spoken {
        text: text.to_owned(),
        stop,
        tokens_in: count(body, "/prompt_eval_count"),
        tokens_out: count(body, "/eval_count"),
    })
}

/// Reads the installed models that can write and run here, in the server's order.
///
/// Models for search only and models that run on Ollama's own computers are left out.
pub(super) fn installed(body: &Value) -> Vec<String> {
    let models = body.get("models").and_then(Value::as_array);
    let names = models.into_iter().flatten().filter_map(|m| {
        let name = m.get("name").or_else(|| m.get("model"))?.as_str()?;
        let family = m
            .pointer("/details/family")
            .and_then(Value::as_str)
            .unwrap_or_default();
        let searches = name.contains("embed") || family.contains("bert");
        (!searches && !runs_elsewhere(name)).then(|| name.to_owned())
    });
    names.collect()
}

/// Tells whether Ollama would send the conversation to its own computers.
pub(super) fn runs_elsewhere(model: &str) -> bool {
    model.ends_with("-cloud") || model.ends_with(":cloud")
}
