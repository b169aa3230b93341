//! The three forms in which a model is asked, and the models that run on this computer.

use anyhow::{Context, Result, ensure};
use serde_json::Value;

use super::super::Facts;
use super::super::herald::{Herald, text_at};
use super::KEY;
use super::desk::{Choice, Desk, requests};
use crate::model_service::ModelService;

/// Where Ollama and llama.cpp listen unless told otherwise.
const OLLAMA_PORT: u16 = 11434;
const LLAMA_CPP_PORT: u16 = 9931;

/// The only model of `local.json` that can write here; the others search, or run elsewhere.
const LOCAL_WRITER: &str = "local-writer:3b";

/// Services that want a key: in OpenAI's form and in Anthropic's.
pub fn services(facts: &mut Facts, herald: Herald, service: &ModelService) -> Result<()> {
    let desk = Desk::open(herald)?;
    openai_writes(facts, &desk, service)?;
    anthropic_writes(facts, &desk, service)
}

fn openai_writes(facts: &mut Facts, desk: &Desk, service: &ModelService) -> Result<()> {
    let card = facts.check("a model asked in OpenAI's form writes the draft", || {
        openai(desk, service)?;
        let card = desk.drafted("How did you take the pier in the fog?")?;
        let text = "Early mist and a long exposure, nothing more.";
        is_by(&card, "openai-writer", text)?;
        Ok(card)
    })?;
    facts.check("it was asked for JSON by a schema, with the key", || {
        let asked = the_request(service, "openai-writer")?;
        was_asked(&asked, "/v1/chat/completions", "in the fog?")?;
        let format = "/body/response_format";
        ensure!(text_at(&asked, &format!("{format}/type"))? == "json_schema");
        ensure!(asked.pointer(&format!("{format}/json_schema/strict")) == Some(&true.into()));
        only_header(&asked, Some("authorization"))
    })?;
    facts.check("another version follows the wish and goes out", || {
        desk.choose_model("openai-rewriter")?;
        let next = desk.redrafted(&card, "shorter")?;
        is_by(&next, "openai-rewriter", "Mist and patience.")?;
        let before = text_at(&next, "/previous_text")?;
        let asked = the_request(service, "openai-rewriter")?;
        ensure!(
            last_said(&asked)?.contains(before),
            "{before:?} is not in {asked}"
        );
        desk.approve(&next)
    })
}

fn anthropic_writes(facts: &mut Facts, desk: &Desk, service: &ModelService) -> Result<()> {
    let name = "a model asked in Anthropic's form writes the draft";
    facts.check(name, || {
        let choice = Choice {
            provider: "anthropic",
            address: &service.url(),
            model: "anthropic-writer",
        };
        desk.choose(&choice, KEY)?;
        let card = desk.drafted("Are the prints still up?")?;
        let text = "Yes, the prints stay up until the end of the month.";
        is_by(&card, "anthropic-writer", text)
    })?;
    facts.check("it was asked with its version and the key", || {
        let asked = the_request(service, "anthropic-writer")?;
        was_asked(&asked, "/v1/messages", "still up?")?;
        text_at(&asked, "/headers/anthropic-version")?;
        let room = asked.pointer("/body/max_tokens").and_then(Value::as_u64);
        ensure!(room > Some(0), "No room for an answer: {asked}");
        only_header(&asked, Some("x-api-key"))
    })
}

/// Models that run on this computer: found where they usually listen, asked without a key.
pub fn local(facts: &mut Facts, herald: Herald) -> Result<()> {
    let ollama = ModelService::in_place_of("Ollama", OLLAMA_PORT, "local.json")?;
    let llama_cpp = ModelService::in_place_of("llama.cpp", LLAMA_CPP_PORT, "local.json")?;
    let desk = Desk::open(herald)?;
    facts.check("models on this computer are found", || {
        finds(&desk, &ollama, &llama_cpp)
    })?;
    let name = "Ollama's first model that can write here does, without the key";
    facts.check(name, || {
        let usual = Choice {
            provider: "ollama",
            address: "",
            model: "",
        };
        desk.choose(&usual, KEY)?;
        let card = desk.drafted("Which paper is that on?")?;
        let text = "I printed it on cotton paper, which keeps the greys.";
        is_by(&card, LOCAL_WRITER, text)?;
        let by = text_at(&card, "/drafted_by")?;
        ensure!(by.contains("on this computer"), "Drafted by {by}");
        let asked = the_request(&ollama, LOCAL_WRITER)?;
        was_asked(&asked, "/api/chat", "Which paper")?;
        ensure!(asked.pointer("/body/stream") == Some(&false.into()));
        only_header(&asked, None)
    })?;
    drop(ollama);
    facts.check("Ollama that is not running is said", || {
        let reason = desk.reason_for_no_draft("And which frame?")?;
        let said = "Ollama does not answer at 127.0.0.1:11434. Start it";
        ensure!(reason.contains(said), "It says {reason:?}");
        Ok(())
    })
}

fn finds(desk: &Desk, ollama: &ModelService, llama_cpp: &ModelService) -> Result<()> {
    let found = desk.found_models()?;
    let writer = |provider: &str, address: String| [provider.into(), address, LOCAL_WRITER.into()];
    let of_ollama: Vec<_> = found
        .iter()
        .filter(|one| one.starts_with(&["ollama".into()]))
        .collect();
    ensure!(
        of_ollama == [&writer("ollama", ollama.url())],
        "Of Ollama it found {of_ollama:?}"
    );
    let of_llama_cpp = writer("openai", format!("{}/v1", llama_cpp.url()));
    ensure!(found.contains(&of_llama_cpp), "It found only {found:?}");
    Ok(())
}

/// Lets the service's first model write, in OpenAI's form.
pub fn openai(desk: &Desk, service: &ModelService) -> Result<()> {
    let choice = Choice {
        provider: "openai",
        address: &service.url(),
        model: "openai-writer",
    };
    desk.choose(&choice, KEY)
}

/// Checks who wrote a card and what.
pub fn is_by(card: &Value, model: &str, text: &str) -> Result<()> {
    let (by, shown) = (text_at(card, "/drafted_by")?, text_at(card, "/text")?);
    ensure!(by.starts_with(model), "Drafted by {by}, not by {model}");
    ensure!(shown == text, "The draft is {shown:?}, not {text:?}");
    Ok(())
}

/// Checks where a model was asked, and that what a stranger wrote is no part of the instructions.
fn was_asked(asked: &Value, path: &str, question: &str) -> Result<()> {
    let at = text_at(asked, "/path")?;
    ensure!(at == path, "It was asked at {at}");
    ensure!(text_at(asked, "/body/messages/0/role")? == "system");
    let instructions = text_at(asked, "/body/messages/0/content")?;
    ensure!(
        !instructions.contains(question),
        "It was told {instructions:?}"
    );
    ensure!(last_said(asked)?.contains(question), "It was asked {asked}");
    Ok(())
}

fn last_said(asked: &Value) -> Result<&str> {
    let messages = asked.pointer("/body/messages").and_then(Value::as_array);
    let last = messages.and_then(|all| all.last());
    text_at(last.context("Find the last message")?, "/content")
}

/// Checks that of the headers a key can travel in there is just this one, or none.
fn only_header(asked: &Value, wanted: Option<&str>) -> Result<()> {
    for name in ["authorization", "x-api-key", "api-key", "x-goog-api-key"] {
        let there = asked.pointer(&format!("/headers/{name}")).is_some();
        let right = there == (Some(name) == wanted);
        ensure!(right, "With the header {name}: {there}");
    }
    Ok(())
}

fn the_request(service: &ModelService, model: &str) -> Result<Value> {
    let asked = requests(service, model, 1)?;
    asked.into_iter().next().context("Find the request")
}
