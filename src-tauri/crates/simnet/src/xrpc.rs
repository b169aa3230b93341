//! The XRPC methods: each reads a [`Call`], asks or changes the core, and answers.
//!
//! To add a method, write a function in the file of its namespace and list it in that file's
//! `METHODS`.

mod actor;
mod auth;
mod feed;
mod graph;
mod identity;
mod moderation;
mod notification;
mod repo;
mod server;

use axum::body::Bytes;
pub(crate) use identity::{DID_DOCUMENT, WELL_KNOWN};
use serde_json::Value;

use crate::core::Core;
use crate::ids::Did;
use crate::json::At as _;
use crate::ledger::{Draft, Outcome};
use crate::limits::Counted;
use crate::refusal::Refusal;
use crate::session::Scope;

/// A call as it came over the wire.
#[derive(Clone, Debug, Default)]
pub(crate) struct Call {
    pub(crate) nsid: String,
    pub(crate) is_post: bool,
    pub(crate) query: Vec<(String, String)>,
    pub(crate) content_type: Option<String>,
    pub(crate) bearer: Option<String>,
    pub(crate) proxy: Option<String>,
    pub(crate) host: Option<String>,
    pub(crate) body: Bytes,
    /// The body as JSON, once the method asked for it; `null` otherwise.
    pub(crate) input: Value,
}

/// What goes back in a 200.
#[derive(Clone, Debug, PartialEq)]
pub(crate) enum Answer {
    Json(Value),
    Text(String),
    Bytes { mime_type: String, bytes: Vec<u8> },
    Empty,
}

/// What a method expects besides parameters.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Takes {
    /// A `GET` with parameters only.
    Query,
    /// A `POST` with a JSON body.
    Json,
    /// A `POST` with raw bytes of any type.
    Raw,
    /// A `POST` without a body.
    Nothing,
}

/// One entry in the table of methods.
pub(crate) struct Method {
    pub(crate) nsid: &'static str,
    pub(crate) takes: Takes,
    pub(crate) run: fn(&mut Core, &Call) -> Result<Answer, Refusal>,
}

const TABLES: [&[Method]; 8] = [
    server::METHODS,
    identity::METHODS,
    repo::METHODS,
    notification::METHODS,
    feed::METHODS,
    actor::METHODS,
    graph::METHODS,
    moderation::METHODS,
];

/// Finds a method by its NSID.
pub(crate) fn method(nsid: &str) -> Option<&'static Method> {
    TABLES
        .into_iter()
        .flatten()
        .find(|method| method.nsid == nsid)
}

/// Answers a call, counts it, and enters a refused write in the ledger.
///
/// # Errors
/// Whatever the method refuses, or `RateLimitExceeded`.
pub(crate) fn answer(core: &mut Core, call: &mut Call) -> Result<Answer, Refusal> {
    core.standing = None;
    let answered = core
        .take(Counted::Requests, 1)
        .and_then(|()| run(core, call));
    if let Err(refusal) = &answered
        && is_write(call)
    {
        let outcome = Outcome::Refused(refusal.clone());
        core.enter(refused_draft(core, call, outcome))?;
    }
    answered
}

/// Enters a write that an injected fault keeps from the world.
///
/// # Errors
/// - `InternalServerError`: the ledger could not be written.
pub(crate) fn enter_faulted(core: &mut Core, call: &mut Call, fault: &str) -> Result<(), Refusal> {
    if !is_write(call) {
        return Ok(());
    }
    call.input = serde_json::from_slice(&call.body).unwrap_or_default();
    let fault = fault.to_owned();
    core.enter(refused_draft(core, call, Outcome::Faulted { fault }))
}

fn run(core: &mut Core, call: &mut Call) -> Result<Answer, Refusal> {
    let method = method(&call.nsid)
        .ok_or_else(|| Refusal::new(501, "MethodNotImplemented", "Method Not Implemented"))?;
    check_wire(method, call)?;
    (method.run)(core, call)
}

fn check_wire(method: &Method, call: &mut Call) -> Result<(), Refusal> {
    let wants_post = method.takes != Takes::Query;
    if wants_post != call.is_post {
        let (given, wanted) = if wants_post {
            ("GET", "POST")
        } else {
            ("POST", "GET")
        };
        let message = format!("Incorrect HTTP method ({given}) expected {wanted}");
        return Err(Refusal::invalid(message));
    }
    match method.takes {
        Takes::Query => Ok(()),
        Takes::Nothing if call.body.is_empty() => Ok(()),
        Takes::Nothing => Err(Refusal::invalid(
            "A request body was provided when none was expected",
        )),
        Takes::Raw => call.content_type().map(|_| ()),
        Takes::Json => {
            let encoding = call.content_type()?;
            if !encoding.starts_with("application/json") {
                let message = format!("Wrong request encoding (Content-Type): {encoding}");
                return Err(Refusal::invalid(message));
            }
            call.input = serde_json::from_slice(&call.body)
                .map_err(|error| Refusal::invalid(format!("Invalid JSON: {error}")))?;
            Ok(())
        }
    }
}

fn is_write(call: &Call) -> bool {
    method(&call.nsid).is_some_and(|method| method.takes != Takes::Query)
}

fn refused_draft(core: &Core, call: &Call, outcome: Outcome) -> Draft {
    let token = call.bearer.as_deref().unwrap_or_default();
    let now = core.now();
    let actor = [Scope::Access, Scope::Refresh]
        .into_iter()
        .find_map(|scope| core.tokens.verify(token, scope, now).ok())
        .map(|claims| claims.did)
        .or_else(|| {
            let identifier = call.input.at("identifier").as_str()?;
            core.world.find(identifier).map(|person| person.did.clone())
        });
    Draft {
        uri: attempted_uri(call, actor.as_ref()),
        actor,
        method: call.nsid.clone(),
        outcome,
        changes: Vec::new(),
    }
}

fn attempted_uri(call: &Call, actor: Option<&Did>) -> Option<String> {
    if let Some(actor) = call.input.at("actor").as_str() {
        return Some(actor.to_owned());
    }
    let collection = call.input.at("collection").as_str()?;
    let repo = actor.map_or_else(|| call.input.at("repo").as_str(), |did| Some(did.as_str()))?;
    let rkey = call.input.at("rkey").as_str().unwrap_or_default();
    Some(format!("at://{repo}/{collection}/{rkey}"))
}

impl Call {
    fn content_type(&self) -> Result<&str, Refusal> {
        self.content_type.as_deref().ok_or_else(|| {
            Refusal::invalid("Request encoding (Content-Type) required but not provided")
        })
    }

    /// Returns a parameter.
    fn param(&self, name: &str) -> Option<&str> {
        self.query
            .iter()
            .find(|(key, _)| key == name)
            .map(|(_, value)| value.as_str())
    }

    /// Returns all values of a repeated parameter.
    fn params(&self, name: &str) -> Vec<String> {
        let wanted = self.query.iter().filter(|(key, _)| key == name);
        wanted.map(|(_, value)| value.clone()).collect()
    }

    /// Returns a parameter that must be there.
    fn need_param(&self, name: &str) -> Result<&str, Refusal> {
        self.param(name).ok_or_else(|| {
            Refusal::invalid(format!("Error: Params must have the property \"{name}\""))
        })
    }

    /// Returns a whole-number parameter between `least` and `most`.
    fn number(&self, name: &str, default: u64, least: u64, most: u64) -> Result<u64, Refusal> {
        let Some(text) = self.param(name) else {
            return Ok(default);
        };
        let number: u64 = text
            .parse()
            .map_err(|_| Refusal::invalid(format!("Error: {name} must be an integer")))?;
        if number < least {
            let message = format!("Error: {name} can not be less than {least}");
            return Err(Refusal::invalid(message));
        }
        if number > most {
            let message = format!("Error: {name} can not be greater than {most}");
            return Err(Refusal::invalid(message));
        }
        Ok(number)
    }

    /// Returns the page size, which lies between 1 and 100.
    fn page_size(&self, default: u64) -> Result<usize, Refusal> {
        let size = self.number("limit", default, 1, 100)?;
        Ok(usize::try_from(size).unwrap_or(1))
    }

    /// Returns a text property of the input that must be there.
    fn need_text(&self, name: &str) -> Result<&str, Refusal> {
        match self.input.get(name) {
            Some(Value::String(text)) => Ok(text),
            Some(_) => Err(Refusal::invalid(format!("Input/{name} must be a string"))),
            None => Err(Refusal::invalid(format!(
                "Input must have the property \"{name}\""
            ))),
        }
    }
}
