//! OpenAI's chat completions, and the many servers that speak them.
//!
//! # Source: openai-python types, read 2026-08-21; llama.cpp server README, read 2026-11.

use serde_json::{Value, json};

use super::fault::Fault;
use super::learned::{Learned, Shape, TokenLimit};
use super::wire::{Call, Spoken, Stop, count, schema};

pub(super) fn body(call: &Call<'_>, learned: &Learned) -> Value {
    let mut messages = vec![json!({"role": "system", "content": call.system})];
    messages.extend(call.messages());
    let mut body = json!({"model": call.model, "messages": messages});
    let format = match learned.shape {
        Shape::Schema => Some(json!({
            "type": "json_schema",
            "json_schema": {"name": "reply", "strict": true, "schema": schema()},
        })),
        Shape::Object => Some(json!({"type": "json_object"})),
        Shape::Plain => None,
    };
    let limit = match learned.token_limit {
        TokenLimit::Completion => Some("max_completion_tokens"),
        TokenLimit::Classic => Some("max_tokens"),
        TokenLimit::Unnamed => None,
    };
    let Some(fields) = body.as_object_mut() else {
        return body;
    };
    if let Some(format) = format {
        fields.insert("response_format".to_owned(), format);
    }
    if let Some(name) = limit {
        fields.insert(name.to_owned(), json!(call.most_tokens));
    }
    if learned.temperature && !fixes_sampling(call.model) {
        fields.insert("temperature".to_owned(), json!(0.7));
    }
    body
}

/// Reasoning models take no sampling fields.
fn fixes_sampling(model: &str) -> bool {
    let name = model.rsplit('/').next().unwrap_or(model);
    ["gpt-5", "o1", "o3", "o4"]
        .iter()
        .any(|start| name.starts_with(start))
}

pub(super) fn read(body: &Value) -> Result<Spoken, Fault> {
    let choice = body.pointer("/choices/0").ok_or(Fault::Unreadable)?;
    let message = choice.get("message").ok_or(Fault::Unreadable)?;
    let refused = message
        .get("refusal")
        .and_then(Value::as_str)
        .is_some_and(|r| !r.is_empty());
    let stop = match choice.get("finish_reason").and_then(Value::as_str) {
        _ if refused => Stop::Refused,
        Some("length") => Stop::Length,
        Some("content_filter") => Stop::Filtered,
        Some("refusal") => Stop::Refused,
        _ => Stop::Finished,
    };
    Ok(Spoken {
        text: text_of(message.get("content")),
        stop,
        tokens_in: count(body, "/usage/prompt_tokens"),
        tokens_out: count(body, "/usage/completion_tokens"),
    })
}

/// Content is text, or a list of parts of which some are text, or nothing.
pub(super) fn text_of(content: Option<&Value>) -> String {
    match content {
        Some(Value::String(text)) => text.clone(),
        Some(Value::Array(parts)) => {
            let texts = parts
                .iter()
                .filter_map(|p| p.get("text").and_then(Value::as_str));
            texts.collect()
        }
        _ => String::new(),
    }
}
