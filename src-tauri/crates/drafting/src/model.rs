//! Drafts from language models, local or not, over the `Transport` port.
//!
//! One attempt is: prompt, answer, rules, at most one repair turn, and then a draft or a reason in
//! plain words. The three wire forms differ only in how a request is written and an answer read
//! ([`wire`]); what a server does not accept is left out and remembered (`Learned`).

mod answer;
mod anthropic;
mod attempt;
mod fault;
mod learned;
mod local;
mod ollama;
mod openai;
mod prompt;
mod server;
#[cfg(test)]
mod tests;
mod wire;

use std::pin::pin;
use std::time::Duration;

use futures_util::future::{Either, select};
use herald_pipeline::ports::{DraftError, DraftRequest, DraftedText};

pub(crate) use learned::Memory;
pub use local::{FoundModel, find_local};

use self::attempt::Attempt;
use self::server::Server;
use crate::choice::DraftingChoice;
use crate::drafter::DraftingPorts;
use crate::words::kept_note;

/// Drafts a reply with a language model.
///
/// # Errors
/// [`DraftError::Declined`] where trying again changes nothing, [`DraftError::Unavailable`] where it
/// may; both with what happened and what to do.
pub(crate) async fn draft(
    ports: &DraftingPorts,
    memory: &Memory,
    choice: &DraftingChoice,
    request: &DraftRequest,
) -> Result<DraftedText, DraftError> {
    let kept = kept_note(request);
    if !request.activity.kind.is_conversation() {
        return Err(DraftError::Declined(
            "There is nothing to answer.".to_owned(),
        ));
    }
    let server = Server::of(choice).map_err(|reason| declined(&reason, &kept))?;
    let limit = choice
        .timeout
        .min(request.timeout)
        .max(Duration::from_millis(1));
    let attempt = Attempt::new(ports, memory, &server, choice, request, limit);
    let work = pin!(attempt.run());
    let end = pin!(ports.clock.sleep(limit));
    match select(work, end).await {
        Either::Left((Ok(draft), _)) => Ok(draft),
        Either::Left((Err(fault), _)) => Err(fault.words(&attempt.party(), &kept)),
        Either::Right(((), _)) => Err(fault::Fault::TimedOut.words(&attempt.party(), &kept)),
    }
}

fn declined(reason: &str, kept: &str) -> DraftError {
    DraftError::Declined(format!("{reason} {kept}"))
}
