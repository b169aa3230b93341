//! Anthropic's Messages.
//!
//! # Source: anthropic-sdk-python v0.121.0, read 2026-08-07.

use serde_json::{Value, json};

use super::fault::Fault;
use super::learned::{Learned, Shape};
use super::openai::text_of;
use super::wire::{Call, Spoken, Stop, count, schema};

/// The version of the interface this module was written for.
pub(super) const VERSION: &str = "2023-06-01";

/// Sampling fields are never sent: the newer models refuse them.
pub(super) fn body(call: &Call<'_>, learned: &Learned) -> Value {
    let mut body = json!({
        "model": call.model,
        "max_tokens": call.most_tokens,
        "system": call.system,
        "messages": call.messages(),
    });
    if learned.shape == Shape::Schema
        && let Some(fields) = body.as_object_mut()
    {
        let format = json!({"format": {"type": "json_schema", "schema": schema()}});
        fields.insert("output_config".to_owned(), format);
    }
    body
}

pub(super) fn read(body: &Value) -> Result<Spoken, Fault> {
    let content = body
        .get("content")
        .filter(|c| c.is_array())
        .ok_or(Fault::Unreadable)?;
    let stop = match body.get("stop_reason").and_then(Value::as_str) {
        Some("max_tokens" | "model_context_window_exceeded") => Stop::Length,
        Some("refusal") => Stop::Refused,
        Some("end_turn" | "stop_sequence") => Stop::Finished,
        _ => return Err(Fault::Unreadable),
    };
    Ok(Spoken {
        text: text_of(Some(content)),
        stop,
        tokens_in: input_tokens(body),
        tokens_out: count(body, "/usage/output_tokens"),
    })
}

/// The whole input is what was read fresh, from the cache and into the cache.
fn input_tokens(body: &Value) -> Option<u32> {
    let fresh = count(body, "/usage/input_tokens")?;
    let cached = [
        "/usage/cache_read_input_tokens",
        "/usage/cache_creation_input_tokens",
    ];
    let cached: u32 = cached.iter().filter_map(|p| count(body, p)).sum();
    Some(fresh.saturating_add(cached))
}
