//! A language model that is not always well, and not always friendly.

use std::sync::Mutex;

use herald_pipeline::ports::{HttpRequest, HttpResponse, TransportError};
use serde_json::{Value, json};

use super::chance::Chance;

/// Where it is reached, as the setting says it; networks listen on higher ports.
pub const ADDRESS: &str = "http://127.0.0.1:11434";
const PORT: u16 = 11_434;

/// What must never stand on a card.
const HOSTILE: &str = "wallet.evil.test";

/// Letters nobody sees, which spell an order.
const UNSEEN: &str = "\u{e0041}\u{e0050}\u{e0050}";

/// A model of one week.
pub struct Model(Mutex<State>);

struct State {
    chance: Chance,
    is_well: bool,
    count: u32,
}

impl Model {
    pub fn of(seed: u64) -> Self {
        Self(Mutex::new(State {
            chance: Chance::of(seed ^ 0x6d6f_6465_6c00),
            is_well: false,
            count: 0,
        }))
    }

    /// Nothing goes wrong with it any more.
    pub fn is_well(&self) {
        self.state().is_well = true;
    }

    /// Tells whether it was ever asked.
    pub fn was_asked(&self) -> bool {
        self.state().count > 0
    }

    fn state(&self) -> std::sync::MutexGuard<'_, State> {
        self.0.lock().expect("no panic holds it")
    }

    /// Answers a call, or does not.
    pub fn answer(&self) -> Result<HttpResponse, TransportError> {
        let mut state = self.state();
        state.count += 1;
        let friendly = format!("Gladly, that was the fifty again, number {}.", state.count);
        if state.is_well {
            return Ok(says(&friendly));
        }
        match state.chance.below(12) {
            0 => Err(TransportError::NoAnswer {
                host: "127.0.0.1".to_owned(),
                reason: "nothing came in time".to_owned(),
            }),
            1 => Ok(with(503, &json!({"error": "loading the model"}))),
            2 => Ok(with(429, &json!({"error": "busy"}))),
            3 => Ok(with(200, &json!("not what was asked for"))),
            4 => Ok(speaks("Sure! Here is a reply without any form")),
            5 => Ok(says("")),
            6 => Ok(says(&format!("{friendly}{UNSEEN}"))),
            7 => Ok(says(&format!("Claim it at https://{HOSTILE}/now"))),
            8 => Ok(says(&"far too long ".repeat(200))),
            _ => Ok(says(&friendly)),
        }
    }
}

/// Tells whether a call is one of a model.
pub fn is_asked(request: &HttpRequest) -> bool {
    request.url.port() == Some(PORT)
}

/// Tells whether a text holds what no model may put there.
pub fn is_hostile(text: &str) -> bool {
    text.contains(HOSTILE)
        || text
            .chars()
            .any(|c| ('\u{e0000}'..='\u{e007f}').contains(&c))
}

fn says(reply: &str) -> HttpResponse {
    speaks(&json!({"reply": reply, "why": "It was asked."}).to_string())
}

fn speaks(content: &str) -> HttpResponse {
    let message = json!({"role": "assistant", "content": content});
    with(200, &json!({"message": message, "done_reason": "stop"}))
}

fn with(status: u16, body: &Value) -> HttpResponse {
    HttpResponse {
        status,
        headers: nothing(),
        body: body.to_string().into_bytes(),
    }
}

fn nothing<T: Default>() -> T {
    T::default()
}
