//! A Herald with one account on a network of its own, and somebody who asks it things.

use std::time::Duration;

use anyhow::{Context, Result, ensure};
use rusqlite::Connection;
use serde_json::Value;

use super::super::desktop::network::{ANNA, OwnNetwork};
use super::super::herald::{Herald, tells, text_at};
use crate::model_service::ModelService;
use crate::process::wait_for;

/// How long it may take until a model was tried often enough.
const TRIES_LIMIT: Duration = Duration::from_mins(1);

/// A provider, where it is, and which of its models writes.
pub struct Choice<'a> {
    /// The setting's word for it.
    pub provider: &'a str,
    /// Where it is; nothing for the usual place.
    pub address: &'a str,
    /// The model; nothing for the first there is.
    pub model: &'a str,
}

/// A Herald with its network.
pub struct Desk {
    herald: Herald,
    network: OwnNetwork,
}

impl Desk {
    /// Connects an account on a network of its own.
    pub fn open(herald: Herald) -> Result<Self> {
        let network = OwnNetwork::start()?;
        let url = network.url();
        herald.connect_bluesky(ANNA.0, (&url, &url), ANNA.1)?;
        Ok(Self { herald, network })
    }

    /// Lets a model write from here on; the key is kept afterwards, as a change of place forgets it.
    pub fn choose(&self, choice: &Choice<'_>, key: &str) -> Result<()> {
        self.herald.set("drafting.provider", choice.provider)?;
        self.herald.set("drafting.address", choice.address)?;
        self.herald.set("drafting.model", choice.model)?;
        self.herald.keep_model_key(key)
    }

    /// Lets another model of the same service write.
    pub fn choose_model(&self, model: &str) -> Result<()> {
        self.herald.set("drafting.model", model)
    }

    /// Keeps a key for the services.
    pub fn keep_model_key(&self, key: &str) -> Result<()> {
        self.herald.keep_model_key(key)
    }

    /// Returns the history of a review, as the journal tells it.
    pub fn why(&self, id: &str) -> Result<Value> {
        self.herald.why(id)
    }

    /// Changes a setting.
    pub fn set(&self, name: &str, value: &str) -> Result<()> {
        self.herald.set(name, value)
    }

    /// Asks something and returns the card of the draft that answers it.
    pub fn drafted(&self, question: &str) -> Result<Value> {
        self.network.ask(question)?;
        let review = self.herald.review_answering(question)?;
        self.card(&review.id)
    }

    /// Asks something no draft may come of, and returns the reason the person is told.
    pub fn reason_for_no_draft(&self, question: &str) -> Result<String> {
        self.network.ask(question)?;
        let row = wait_for("a reason for no draft", TRIES_LIMIT, || {
            self.try_at_once()?;
            let row = self.activity(question)?;
            let told = text_at(&row, "/note").is_ok_and(|note| !note.is_empty());
            Ok(told.then_some(row))
        })?;
        let reason = text_at(&row, "/note")?.to_owned();
        ensure!(
            row.pointer("/review_id") == Some(&Value::Null),
            "There is a draft all the same: {row}"
        );
        let story = self.herald.why(text_at(&row, "/id")?)?;
        ensure!(tells(&story, &reason), "{reason:?} is not in {story}");
        Ok(reason)
    }

    /// Asks for another version and returns the card as soon as it can be decided again.
    pub fn redrafted(&self, card: &Value, wish: &str) -> Result<Value> {
        let id = id_of(card)?;
        self.herald
            .json(&["review", "redraft", id, "--wish", wish, "--json"])?;
        wait_for("the card to come back", TRIES_LIMIT, || {
            self.try_at_once()?;
            let card = self.card(id)?;
            let is_back = card.pointer("/can_decide") == Some(&true.into());
            Ok(is_back.then_some(card))
        })
    }

    /// Returns a card as it is now.
    pub fn card(&self, id: &str) -> Result<Value> {
        self.herald.json(&["review", "show", id, "--json"])
    }

    /// Returns how many drafts wait for a decision.
    pub fn waiting(&self) -> Result<usize> {
        let page = self.herald.json(&["review", "list", "--json"])?;
        let rows = page.pointer("/items").and_then(Value::as_array);
        Ok(rows.context("Find the reviews")?.len())
    }

    /// Returns the models found on this computer: provider, address and name.
    pub fn found_models(&self) -> Result<Vec<[String; 3]>> {
        let found = self.herald.json(&["models", "--json"])?;
        let models = found.pointer("/models").and_then(Value::as_array);
        let part = |model: &Value, name: &str| text_at(model, name).map(str::to_owned);
        models
            .context("Find the models")?
            .iter()
            .map(|model| {
                Ok([
                    part(model, "/provider")?,
                    part(model, "/address")?,
                    part(model, "/model")?,
                ])
            })
            .collect()
    }

    /// Approves a card, lets it go out, and fails unless the network has exactly its text.
    pub fn approve(&self, card: &Value) -> Result<()> {
        self.herald.approve_now(id_of(card)?)?;
        self.herald.run_until_idle()?;
        let text = text_at(card, "/text")?;
        ensure!(self.network.has(text), "The network does not have {text:?}");
        Ok(())
    }

    /// Returns how many posts went out.
    pub fn written(&self) -> usize {
        self.network.written()
    }

    /// Runs the engine, with the pauses between tries over: they add up to more than a minute.
    fn try_at_once(&self) -> Result<()> {
        let database = Connection::open(self.herald.database()).context("Open the database")?;
        database
            .execute("UPDATE job SET due_at = 0 WHERE state = 'ready'", [])
            .context("End the pauses")?;
        self.herald.run_until_idle()
    }

    fn activity(&self, question: &str) -> Result<Value> {
        let page = self.herald.json(&["activity", "list", "--json"])?;
        let rows = page.pointer("/items").and_then(Value::as_array);
        let mut rows = rows.context("Find the activities")?.iter();
        let row = rows.find(|row| tells(row, question));
        row.cloned()
            .with_context(|| format!("Find who asked {question:?}"))
    }
}

/// Returns the id decisions about a card name.
pub fn id_of(card: &Value) -> Result<&str> {
    text_at(card, "/row/id")
}

/// Returns the requests for a model, and fails unless there are so many.
pub fn requests(service: &ModelService, model: &str, count: usize) -> Result<Vec<Value>> {
    let asked = service.asked_of(model)?;
    ensure!(
        asked.len() == count,
        "{model} was asked {} times, not {count}: {asked:?}",
        asked.len()
    );
    Ok(asked)
}
