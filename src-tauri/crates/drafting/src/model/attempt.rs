//! One attempt: exchanges with a model until a draft passes, or a reason why none does.

use std::sync::{Mutex, PoisonError};
use std::time::Duration;

use herald_domain::Provenance;
use herald_pipeline::ports::{DraftRequest, DraftedText, HttpRequest, HttpResponse, Reach, Secret};
use http::Method;
use serde_json::Value;

use super::answer::{self, NoReply, Reply};
use super::fault::{self, Fault, Party};
use super::learned::{Learned, Memory, Shape};
use super::server::Server;
use super::wire::{self, Call, Speaker, Spoken, Stop, Turn};
use super::{ollama, prompt};
use crate::choice::{DraftingChoice, Provider};
use crate::drafter::DraftingPorts;
use crate::person::label;
use crate::rules;
use crate::text::{clean_line, cut};

/// Under this name the vault holds the key.
const KEY_NAME: &str = "drafting/api_key";

/// Room for an answer; models that think first need most of it for that.
const TOKENS: u32 = 2048;

/// The most calls in one attempt: two tries, each with every optional thing left out in turn.
const MOST_CALLS: usize = 10;

/// The longest pause a server may ask for within one attempt.
const LONGEST_PAUSE: Duration = Duration::from_secs(20);

/// A draft is a few hundred bytes; an answer with thoughts and counts stays far below this.
const MOST_BYTES: usize = 1 << 20;

/// One attempt at a draft.
pub(super) struct Attempt<'a> {
    ports: &'a DraftingPorts,
    memory: &'a Memory,
    server: &'a Server,
    choice: &'a DraftingChoice,
    request: &'a DraftRequest,
    limit: Duration,
    began: Duration,
    model: Mutex<String>,
}

/// What goes on during an attempt.
struct Course {
    key: Option<Secret>,
    model: String,
    learned: Learned,
    system: String,
    turns: Vec<Turn>,
    most_tokens: u32,
    calls: usize,
    tokens_in: Option<u32>,
    tokens_out: Option<u32>,
}

impl<'a> Attempt<'a> {
    pub(super) fn new(
        ports: &'a DraftingPorts,
        memory: &'a Memory,
        server: &'a Server,
        choice: &'a DraftingChoice,
        request: &'a DraftRequest,
        limit: Duration,
    ) -> Self {
        Self {
            ports,
            memory,
            server,
            choice,
            request,
            limit,
            began: ports.clock.since_boot(),
            model: Mutex::new(choice.model.clone()),
        }
    }

    /// Returns whom words about this attempt are about.
    pub(super) fn party(&self) -> Party {
        Party {
            model: self
                .model
                .lock()
                .unwrap_or_else(PoisonError::into_inner)
                .clone(),
            server: self.server.label.clone(),
            limit: self.limit,
            own_ollama: self.server.loopback && self.server.provider == Provider::Ollama,
        }
    }

    /// Runs the attempt.
    pub(super) async fn run(&self) -> Result<DraftedText, Fault> {
        let mut course = self.begin().await?;
        let first = match self.exchange(&mut course).await? {
            Ok(reply) => return Ok(self.drafted(course, reply)),
            Err(trouble) => trouble,
        };
        course.turns.push(Turn {
            speaker: Speaker::Assistant,
            text: first.said,
        });
        let repair = prompt::repair(&first.problems);
        course.turns.push(Turn {
            speaker: Speaker::User,
            text: repair,
        });
        match self.exchange(&mut course).await? {
            Ok(reply) => Ok(self.drafted(course, reply)),
            Err(second) => Err(Fault::Unfit(second.problems.join(" "))),
        }
    }

    async fn begin(&self) -> Result<Course, Fault> {
        let key = self.key().await?;
        let model = self.model(key.as_ref()).await?;
        let known = self
            .memory
            .get(self.server.provider, self.server.base.as_str(), &model);
        let user = Turn {
            speaker: Speaker::User,
            text: prompt::user(self.request),
        };
        Ok(Course {
            key,
            model,
            learned: known,
            system: prompt::system(self.request),
            turns: vec![user],
            most_tokens: TOKENS,
            calls: 0,
            tokens_in: None,
            tokens_out: None,
        })
    }

    /// Reads the key. Ollama on this computer needs none, and any program could be listening there.
    async fn key(&self) -> Result<Option<Secret>, Fault> {
        if self.server.loopback && self.server.provider == Provider::Ollama {
            return Ok(None);
        }
        match self.ports.vault.read(KEY_NAME).await {
            Ok(Some(key)) => Ok(Some(key)),
            Ok(None) if self.server.wants_key() => Err(Fault::NoKey),
            Ok(None) => Ok(None),
            Err(error) => Err(Fault::Vault(error.to_string())),
        }
    }

    /// Returns the chosen model; Ollama takes the first installed one where none is chosen.
    async fn model(&self, key: Option<&Secret>) -> Result<String, Fault> {
        if !self.choice.model.is_empty() {
            return Ok(self.choice.model.clone());
        }
        if self.server.provider != Provider::Ollama {
            return Err(Fault::NoModelChosen);
        }
        let response = self.send(Method::GET, "api/tags", key, Vec::new()).await?;
        let body = body_of(&response);
        if let Some(fault) = fault::of_response(&response, body.as_ref()) {
            return Err(fault);
        }
        let installed = ollama::installed(&body.ok_or(Fault::NotAModelServer)?);
        let first = installed
            .into_iter()
            .next()
            .ok_or(Fault::NothingInstalled)?;
        first.clone_into(&mut self.model.lock().unwrap_or_else(PoisonError::into_inner));
        Ok(first)
    }

    fn remaining(&self) -> Duration {
        let gone = self.ports.clock.since_boot().saturating_sub(self.began);
        self.limit.saturating_sub(gone)
    }

    async fn send(
        &self,
        method: Method,
        path: &str,
        key: Option<&Secret>,
        body: Vec<u8>,
    ) -> Result<HttpResponse, Fault> {
        let remaining = self.remaining();
        if remaining.is_zero() {
            return Err(Fault::TimedOut);
        }
        let url = self.server.at(path).ok_or(Fault::NotAModelServer)?;
        let mut request = HttpRequest::new(method, url);
        request.headers = wire::headers(self.server.provider, key)?;
        request.body = body;
        request.timeout = remaining;
        request.max_response_bytes = MOST_BYTES;
        request.reach = Reach::Chosen;
        let sent = self.ports.transport.send(request).await;
        sent.map_err(|e| match fault::of_transport(&e) {
            Fault::Unreachable(_) if self.remaining().is_zero() => Fault::TimedOut,
            other => other,
        })
    }

    /// Calls the model until it speaks, then judges what it said.
    async fn exchange(&self, course: &mut Course) -> Result<Result<Reply, Trouble>, Fault> {
        let spoken = self.speak(course).await?;
        course.tokens_in = sum(course.tokens_in, spoken.tokens_in);
        course.tokens_out = sum(course.tokens_out, spoken.tokens_out);
        match spoken.stop {
            Stop::Refused => Err(Fault::Refused),
            Stop::Filtered => Err(Fault::Filtered),
            Stop::Length => {
                course.most_tokens = TOKENS * 2;
                let problem = "The answer was cut off because it was too long; write less.";
                Ok(Err(Trouble::new(&spoken.text, vec![problem.to_owned()])))
            }
            Stop::Finished => Ok(self.judge(course, &spoken.text)),
        }
    }

    async fn speak(&self, course: &mut Course) -> Result<Spoken, Fault> {
        let mut paused = false;
        while course.calls < MOST_CALLS {
            course.calls += 1;
            let fault = match self.call(course).await {
                Ok(spoken) => return Ok(spoken),
                Err(fault) => fault,
            };
            match fault {
                Fault::Unsupported(what)
                    if course.learned.leave_out(what, self.server.provider) =>
                {
                    self.remember(course);
                }
                Fault::Rejected(_) if course.learned.shape != Shape::Plain => {
                    let less = super::learned::Optional::Shape;
                    course.learned.leave_out(less, self.server.provider);
                }
                Fault::Busy(after, _) if !paused => {
                    let pause = after.unwrap_or(Duration::from_secs(1));
                    if pause > LONGEST_PAUSE || pause >= self.remaining() {
                        return Err(fault);
                    }
                    paused = true;
                    self.ports.clock.sleep(pause).await;
                }
                other => return Err(other),
            }
        }
        Err(Fault::Unreadable)
    }

    fn remember(&self, course: &Course) {
        let (provider, address) = (self.server.provider, self.server.base.as_str());
        self.memory
            .keep(provider, address, &course.model, course.learned.clone());
    }

    async fn call(&self, course: &Course) -> Result<Spoken, Fault> {
        let call = Call {
            model: &course.model,
            system: &course.system,
            turns: &course.turns,
            most_tokens: course.most_tokens,
        };
        let provider = self.server.provider;
        let body = wire::body(provider, &call, &course.learned)
            .to_string()
            .into_bytes();
        let path = wire::path(provider);
        let response = self
            .send(Method::POST, path, course.key.as_ref(), body)
            .await?;
        let body = body_of(&response);
        if let Some(fault) = fault::of_response(&response, body.as_ref()) {
            return Err(fault);
        }
        wire::read(provider, &body.ok_or(Fault::Unreadable)?)
    }

    fn judge(&self, course: &mut Course, said: &str) -> Result<Reply, Trouble> {
        let reply = match answer::extract(said, course.learned.shape) {
            Ok(reply) => reply,
            Err(none) => {
                if none == NoReply::Prose {
                    course.learned.shape = Shape::Plain;
                }
                return Err(Trouble::new(said, vec![none.sentence().to_owned()]));
            }
        };
        let broken = rules::check(&reply.text, self.request, &course.system);
        if broken.is_empty() {
            return Ok(reply);
        }
        let problems = broken.into_iter().map(|v| v.sentence).collect();
        Err(Trouble::new(said, problems))
    }

    fn drafted(&self, course: Course, reply: Reply) -> DraftedText {
        let who = label(&self.request.activity.author);
        let model = cut(&clean_line(&course.model), 60);
        let why = if reply.why.is_empty() {
            format!("Answers what {who} wrote; drafted by {model}.")
        } else {
            format!("Drafted by {model}, which says: “{}”", reply.why)
        };
        let local = self.server.loopback && !ollama::runs_elsewhere(&course.model);
        DraftedText {
            text: reply.text,
            why,
            drafted_by: Provenance {
                drafter: self.server.provider.as_str().to_owned(),
                model: Some(course.model),
                local,
                tokens_in: course.tokens_in,
                tokens_out: course.tokens_out,
                facts: self.facts(&who),
            },
        }
    }

    fn facts(&self, who: &str) -> Vec<String> {
        let mut facts = vec![format!("What {who} wrote")];
        match self.request.thread.len() {
            0 => {}
            1 => facts.push("The post before it".to_owned()),
            n => facts.push(format!("The {n} posts before it")),
        }
        if self.request.wish.is_some() {
            facts.push("What you wished to be different".to_owned());
        }
        facts
    }
}

/// Why an answer cannot be used, and what it was.
struct Trouble {
    said: String,
    problems: Vec<String>,
}

impl Trouble {
    fn new(said: &str, problems: Vec<String>) -> Self {
        let said = cut(said.trim(), 2000);
        let said = if said.is_empty() {
            "(no answer)".to_owned()
        } else {
            said
        };
        Self { said, problems }
    }
}

fn sum(a: Option<u32>, b: Option<u32>) -> Option<u32> {
    match (a, b) {
        (Some(a), Some(b)) => Some(a.saturating_add(b)),
        (one, other) => one.or(other),
    }
}

fn body_of(response: &HttpResponse) -> Option<Value> {
    serde_json::from_slice(&response.body).ok()
}
