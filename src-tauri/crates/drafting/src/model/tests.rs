use std::collections::VecDeque;
use std::sync::{Arc, Mutex};
use std::time::Duration;

use async_trait::async_trait;
use herald_domain::Timestamp;
use herald_pipeline::ports::{
    Clock, Drafter, HttpRequest, HttpResponse, Reach, Secret, Transport, TransportError, Vault,
    VaultError, VaultState,
};
use http::HeaderMap;
use serde_json::{Value, json};

use super::*;
use crate::choice::Provider;
use crate::drafter::SettingsDrafter;
use crate::samples::{SeededRng, request};

mod forms;
mod replies;
mod troubles;

/// One scripted answer of the fake transport.
enum Step {
    Answer(u16, Vec<u8>, Option<(&'static str, &'static str)>),
    Fails(TransportError),
    Hangs,
}

/// Answers from a script and keeps what it was asked.
#[derive(Default)]
struct Script {
    steps: Mutex<VecDeque<Step>>,
    seen: Mutex<Vec<HttpRequest>>,
}

#[async_trait]
impl Transport for Script {
    async fn send(&self, request: HttpRequest) -> Result<HttpResponse, TransportError> {
        self.seen.lock().unwrap().push(request);
        let step = self
            .steps
            .lock()
            .unwrap()
            .pop_front()
            .expect("the script has a step left");
        match step {
            Step::Answer(status, body, header) => {
                let mut headers = HeaderMap::new();
                if let Some((name, value)) = header {
                    headers.insert(name, value.parse().unwrap());
                }
                Ok(HttpResponse {
                    status,
                    headers,
                    body,
                })
            }
            Step::Fails(error) => Err(error),
            Step::Hangs => std::future::pending().await,
        }
    }
}

impl Script {
    fn bodies(&self) -> Vec<Value> {
        let seen = self.seen.lock().unwrap();
        seen.iter()
            .map(|r| serde_json::from_slice(&r.body).unwrap_or_default())
            .collect()
    }
}

/// Sleeps up to `ends` end at once; longer ones never.
struct StillClock {
    ends: Duration,
}

#[async_trait]
impl Clock for StillClock {
    fn now(&self) -> Timestamp {
        Timestamp(1)
    }

    fn since_boot(&self) -> Duration {
        Duration::from_secs(9)
    }

    fn zone(&self) -> String {
        "UTC".into()
    }

    async fn sleep(&self, span: Duration) {
        if span > self.ends {
            std::future::pending::<()>().await;
        }
    }
}

struct OneKey(Result<Option<&'static str>, VaultError>);

#[async_trait]
impl Vault for OneKey {
    async fn read(&self, name: &str) -> Result<Option<Secret>, VaultError> {
        assert_eq!(name, "drafting/api_key");
        self.0.clone().map(|key| key.map(Secret::new))
    }

    async fn write(&self, _: &str, _: &Secret) -> Result<(), VaultError> {
        Err(VaultError::Locked)
    }

    async fn forget(&self, _: &str) -> Result<(), VaultError> {
        Err(VaultError::Locked)
    }

    async fn state(&self) -> VaultState {
        VaultState::Keychain
    }

    async fn unlock(&self, _: &Secret) -> Result<(), VaultError> {
        Err(VaultError::Locked)
    }
}

/// A drafter with everything around it scripted.
struct Desk {
    script: Arc<Script>,
    drafter: SettingsDrafter,
}

fn choice(provider: Provider) -> DraftingChoice {
    let model = match provider {
        Provider::OpenAi => "gpt-4.1",
        Provider::Anthropic => "claude-haiku-4-5",
        _ => "llama3.1",
    };
    DraftingChoice {
        provider,
        address: String::new(),
        model: model.into(),
        timeout: Duration::from_mins(1),
    }
}

fn desk_of(choice: DraftingChoice, key: OneKey, ends: Duration, steps: Vec<Step>) -> Desk {
    let script = Arc::new(Script {
        steps: Mutex::new(steps.into()),
        ..Script::default()
    });
    let ports = DraftingPorts {
        transport: script.clone(),
        vault: Arc::new(key),
        clock: Arc::new(StillClock { ends }),
        rng: Arc::new(SeededRng::new(1)),
    };
    let drafter = SettingsDrafter::new(ports, Arc::new(move || choice.clone()));
    Desk { script, drafter }
}

fn desk(provider: Provider, steps: Vec<Step>) -> Desk {
    let key = OneKey(Ok(Some("sk-secret")));
    desk_of(choice(provider), key, Duration::from_secs(30), steps)
}

impl Desk {
    async fn draft(&self, text: &str) -> Result<DraftedText, DraftError> {
        let drafted = self.drafter.draft_reply(request(text)).await;
        assert!(
            self.script.steps.lock().unwrap().is_empty(),
            "a step of the script is left over"
        );
        drafted
    }
}

const QUESTION: &str = "Which lens did you use for this?";

fn typed(reply: &str) -> String {
    json!({"reply": reply, "why": "It answers the question."}).to_string()
}

fn openai_stopped(content: &str, finish: &str) -> Step {
    let body = json!({
        "choices": [{"finish_reason": finish, "message": {"role": "assistant", "content": content}}],
        "usage": {"prompt_tokens": 100, "completion_tokens": 20},
    });
    Step::Answer(200, body.to_string().into_bytes(), None)
}

fn openai(content: &str) -> Step {
    openai_stopped(content, "stop")
}

fn ollama_says(content: &str) -> Step {
    let body = json!({
        "message": {"role": "assistant", "content": content}, "done": true, "done_reason": "stop",
        "prompt_eval_count": 90, "eval_count": 12,
    });
    Step::Answer(200, body.to_string().into_bytes(), None)
}

fn anthropic_stopped(content: &Value, stop: &str) -> Step {
    let body = json!({
        "type": "message", "content": content, "stop_reason": stop,
        "usage": {"input_tokens": 80, "cache_read_input_tokens": 10, "output_tokens": 15},
    });
    Step::Answer(200, body.to_string().into_bytes(), None)
}

fn anthropic_says(content: &str) -> Step {
    anthropic_stopped(&json!([{"type": "text", "text": content}]), "end_turn")
}

fn error(status: u16, body: &Value) -> Step {
    Step::Answer(status, body.to_string().into_bytes(), None)
}
