//! What a model can do wrong: answers nobody can use, refusals, outages, silence.

use std::time::{Duration, Instant};

use anyhow::{Context, Result, ensure};
use serde_json::Value;

use super::super::Facts;
use super::super::herald::{Herald, tells, text_at};
use super::KEY;
use super::desk::{Desk, id_of, requests};
use super::forms::{is_by, openai};
use crate::model_service::ModelService;

/// How long the silent model says nothing before it answers after all.
const SILENCE: Duration = Duration::from_secs(30);

/// Answers that cannot be used, and keys that are not accepted.
pub fn answers(facts: &mut Facts, herald: Herald, service: &ModelService) -> Result<()> {
    let desk = Desk::open(herald)?;
    openai(&desk, service)?;
    let name = "an answer without the JSON gets one request to repair it";
    facts.check(name, || repaired(&desk, service))?;
    let name = "a second such answer ends it, with the reason and no half draft";
    facts.check(name, || {
        let reason = unusable(&desk, service, "babbler", "Do you sell frames?")?;
        ensure!(!reason.contains("Half of a"), "It says {reason:?}");
        Ok(())
    })?;
    facts.check(
        "a reply that breaks a rule twice is not shown either",
        || {
            let reason = unusable(&desk, service, "link-dropper", "Where can I buy it?")?;
            ensure!(reason.contains("has a link"), "It says {reason:?}");
            ensure!(!reason.contains("prints.example"), "It says {reason:?}");
            Ok(())
        },
    )?;
    facts.check(
        "a key that is not accepted is said and not repeated",
        || {
            let wrong = "sk-not-this-one";
            desk.choose_model("openai-writer")?;
            desk.keep_model_key(wrong)?;
            let reason = desk.reason_for_no_draft("Is it digital?")?;
            let said = "did not accept the API key";
            ensure!(reason.contains(said), "It says {reason:?}");
            ensure!(!reason.contains(wrong), "It says {reason:?}");
            desk.keep_model_key(KEY)
        },
    )?;
    facts.check("one draft came of all this, and nothing went out", || {
        nothing_went_out(&desk, 1)
    })
}

fn repaired(desk: &Desk, service: &ModelService) -> Result<()> {
    let model = "second-thoughts";
    desk.choose_model(model)?;
    let card = desk.drafted("Was the harbour cold?")?;
    is_by(&card, model, "The harbour was kind to us that morning.")?;
    let asked = requests(service, model, 2)?;
    let repair = asked.last().context("Find the repair")?;
    let shown = text_at(repair, "/body/messages/2/content")?;
    ensure!(shown.contains("something warm"), "It is shown {shown:?}");
    let told = text_at(repair, "/body/messages/3/content")?;
    ensure!(told.contains("not the JSON object"), "It is told {told:?}");
    Ok(())
}

/// Asks what this model answers twice in vain, and returns the reason the person is told.
fn unusable(desk: &Desk, service: &ModelService, model: &str, question: &str) -> Result<String> {
    desk.choose_model(model)?;
    let reason = desk.reason_for_no_draft(question)?;
    requests(service, model, 2)?;
    let said = format!("The model {model} at ");
    ensure!(reason.starts_with(&said), "It says {reason:?}");
    let said = "nothing usable in two tries";
    ensure!(reason.contains(said), "It says {reason:?}");
    Ok(reason)
}

/// Services that are busy, fail or say nothing.
pub fn outages(facts: &mut Facts, herald: Herald, service: &ModelService) -> Result<()> {
    let desk = Desk::open(herald)?;
    openai(&desk, service)?;
    let other = desk.drafted("Which month was it?")?;
    let name = "a busy model is asked again after the pause it wishes";
    let card = facts.check(name, || asked_again(&desk, service))?;
    let name = "a model that stays busy leaves the draft before, with the reason";
    facts.check(name, || stays(&desk, &card, "always-busy", "“Slow down”"))?;
    facts.check("so does one that fails", || {
        stays(&desk, &card, "failing", "“The model fell over”")
    })?;
    facts.check("so does one whose answer is garbled on the way", || {
        stays(&desk, &card, "garbler", "cannot be read")
    })?;
    let name = "a silent model is given up on when its time is over";
    facts.check(name, || given_up(&desk, &card))?;
    facts.check("the other draft is as it was, and nothing went out", || {
        let now = desk.card(id_of(&other)?)?;
        ensure!(now.pointer("/digest") == other.pointer("/digest"), "{now}");
        nothing_went_out(&desk, 2)
    })?;
    let name = "a model that is well again writes, and the old reason is gone";
    facts.check(name, || {
        desk.choose_model("openai-rewriter")?;
        let next = desk.redrafted(&card, "shorter")?;
        is_by(&next, "openai-rewriter", "Mist and patience.")?;
        let why = text_at(&next, "/why")?;
        ensure!(!why.contains("silent"), "The card says {why:?}");
        desk.approve(&next)
    })
}

fn given_up(desk: &Desk, card: &Value) -> Result<()> {
    let began = Instant::now();
    desk.set("drafting.timeout_seconds", "1")?;
    stays(desk, card, "silent", "did not answer within 1 second.")?;
    let took = began.elapsed();
    ensure!(took < SILENCE, "It took {} s", took.as_secs());
    desk.set("drafting.timeout_seconds", "60")
}

fn asked_again(desk: &Desk, service: &ModelService) -> Result<Value> {
    let model = "busy-once";
    desk.choose_model(model)?;
    let card = desk.drafted("What do you carry?")?;
    is_by(&card, model, "A tripod and cold fingers, mostly.")?;
    let asked = requests(service, model, 2)?;
    let at = |one: &Value| one.pointer("/timestamp").and_then(Value::as_u64);
    let times: Vec<u64> = asked.iter().filter_map(at).collect();
    let pause = times.last().zip(times.first());
    let pause = pause.map(|(last, first)| last.saturating_sub(*first));
    ensure!(pause >= Some(2_000), "The pause was {pause:?} ms");
    Ok(card)
}

/// Checks that a model which cannot write leaves a card as it was, with the reason on it.
fn stays(desk: &Desk, card: &Value, model: &str, reason: &str) -> Result<()> {
    desk.choose_model(model)?;
    let after = desk.redrafted(card, "warmer")?;
    let same = after.pointer("/digest") == card.pointer("/digest");
    ensure!(same, "The draft is another one: {after}");
    let why = text_at(&after, "/why")?;
    let named = why.contains(reason) && why.contains(model);
    ensure!(named, "The card says {why:?}");
    let kept = "the draft before is kept.";
    ensure!(why.ends_with(kept), "The card says {why:?}");
    let story = desk.why(id_of(card)?)?;
    ensure!(tells(&story, reason), "{reason:?} is not in {story}");
    nothing_went_out(desk, 2)
}

fn nothing_went_out(desk: &Desk, waiting: usize) -> Result<()> {
    let (there, written) = (desk.waiting()?, desk.written());
    ensure!(there == waiting, "{there} drafts wait, not {waiting}");
    ensure!(written == 0, "{written} posts went out");
    Ok(())
}
