//! What lies between Herald and its networks: calls that never come back, a process that ends at one of them,
//! and a record of what a network may hold against Herald.

use std::collections::BTreeMap;
use std::net::IpAddr;
use std::pin::Pin;
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::time::Duration;

use async_trait::async_trait;
use herald_domain::Timestamp;
use herald_pipeline::ports::{
    Clock as _, Hint, HttpRequest, HttpResponse, Transport, TransportError, Wake,
};
use herald_pipeline::wake::InProcessWake;
use herald_simnet::ManualClock;
use herald_testkit::MockClock;
use herald_transport::HttpTransport;
use tokio::sync::Notify;

use crate::sim::model::{self, Model};

/// Where the process ends, counted from when it was said.
#[derive(Clone, Copy, Debug)]
pub enum End {
    /// Before this call leaves.
    BeforeCall(u32),
    /// When the answer to this call has come.
    AfterCall(u32),
    /// When so many units of work were written.
    AfterCommit(u32),
}

/// A call that is taken and never answered.
#[derive(Clone, Copy, Debug)]
pub struct Hang {
    /// How many calls pass before.
    pub after: u32,
    /// Whether the network did what it was asked.
    pub done: bool,
}

/// What happens beside a call.
pub type Meanwhile = Pin<Box<dyn Future<Output = ()> + Send>>;

/// What happens once a call was answered, and before Herald hears of it.
pub struct Then {
    /// What is in the path of the call.
    pub call: &'static str,
    /// How many of these calls pass before.
    pub after: u32,
    /// What happens.
    pub meanwhile: Meanwhile,
}

/// Calls that a network refused until a moment: who asked for what.
type Refused = BTreeMap<(String, String), Timestamp>;

#[derive(Default)]
struct Plan {
    end: Option<End>,
    /// What happens once a call was answered, and before Herald hears of it.
    then: Option<Then>,
    hangs: Vec<Hang>,
    refused: Refused,
    refreshing: u32,
    /// Pages of the web by their address.
    pages: BTreeMap<String, Vec<u8>>,
    broken: Vec<String>,
}

/// The wire between one Herald and its networks. Time passes on both sides while a call hangs.
pub struct Wire {
    real: HttpTransport,
    clock: MockClock,
    sim_clock: Arc<ManualClock>,
    plan: Mutex<Plan>,
    ended: AtomicBool,
    ending: Notify,
    /// A language model beside the networks.
    model: Mutex<Option<Arc<Model>>>,
}

impl Wire {
    pub fn new(clock: MockClock, sim_clock: Arc<ManualClock>) -> Self {
        Self {
            real: HttpTransport::new().expect("transport"),
            clock,
            sim_clock,
            plan: Mutex::default(),
            ended: AtomicBool::new(false),
            ending: Notify::new(),
            model: Mutex::default(),
        }
    }

    fn plan(&self) -> MutexGuard<'_, Plan> {
        self.plan.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// Says where the process ends, if it does.
    pub fn ends_at(&self, end: Option<End>) {
        self.ended.store(false, Ordering::Release);
        self.plan().end = end;
    }

    /// Lets something happen once a call was answered, and before Herald hears of it; or nothing.
    pub fn then(&self, then: Option<Then>) {
        self.plan().then = then;
    }

    /// Puts a language model beside the networks.
    pub fn speaks_with(&self, model: Arc<Model>) {
        *self.model.lock().unwrap_or_else(PoisonError::into_inner) = Some(model);
    }

    /// Tells whether there is a language model.
    pub fn has_a_model(&self) -> bool {
        let model = self.model.lock().unwrap_or_else(PoisonError::into_inner);
        model.is_some()
    }

    async fn carry(&self, request: HttpRequest) -> Result<HttpResponse, TransportError> {
        if model::is_asked(&request) {
            let model = self.model.lock().unwrap_or_else(PoisonError::into_inner);
            if let Some(model) = model.as_ref() {
                return model.answer();
            }
        }
        if is_elsewhere(&request) {
            return self.page(&request);
        }
        self.real.send(request).await
    }

    /// Puts a page, or a picture of one, into the web.
    pub fn shows(&self, address: &str, body: &[u8]) {
        let pages = &mut self.plan().pages;
        pages.insert(address.to_owned(), body.to_vec());
    }

    fn page(&self, request: &HttpRequest) -> Result<HttpResponse, TransportError> {
        let body = self.plan().pages.get(request.url.as_str()).cloned();
        let body = body.ok_or_else(|| TransportError::NotSent {
            host: request.url.host_str().unwrap_or_default().to_owned(),
            reason: "there is no such host".to_owned(),
        })?;
        Ok(HttpResponse::new(200, body))
    }

    /// Returns what happens now that this call was answered.
    fn happens(&self, request: &HttpRequest) -> Option<Meanwhile> {
        let mut plan = self.plan();
        let then = plan.then.as_mut()?;
        if !request.url.path().contains(then.call) {
            return None;
        }
        if then.after > 0 {
            then.after -= 1;
            return None;
        }
        plan.then.take().map(|then| then.meanwhile)
    }

    /// Lets a call hang.
    pub fn hangs(&self, hang: Hang) {
        self.plan().hangs.push(hang);
    }

    /// Lets no further call hang.
    pub fn is_well(&self) {
        self.plan().hangs.clear();
    }

    /// Waits until the process has ended.
    pub async fn end(&self) {
        while !self.ended.load(Ordering::Acquire) {
            self.ending.notified().await;
        }
    }

    /// A new process knows nothing of what was refused to the one before.
    pub fn forget_refusals(&self) {
        let mut plan = self.plan();
        plan.refused.clear();
        plan.refreshing = 0;
    }

    /// Takes what a network holds against Herald.
    pub fn broken(&self) -> Vec<String> {
        std::mem::take(&mut self.plan().broken)
    }

    /// Lets time pass for both sides.
    pub fn pass(&self, span: Duration) {
        self.clock.advance(span);
        self.sim_clock.advance(span);
    }

    fn ends(&self) {
        self.ended.store(true, Ordering::Release);
        self.ending.notify_one();
    }

    /// Counts towards the end, and tells whether it has come.
    fn comes_to_its_end(&self, at: fn(&mut End) -> Option<&mut u32>) -> bool {
        let mut plan = self.plan();
        let Some(left) = plan.end.as_mut().and_then(at) else {
            return false;
        };
        if *left > 0 {
            *left -= 1;
            return false;
        }
        plan.end = None;
        drop(plan);
        self.ends();
        true
    }

    fn hang(&self) -> Option<Hang> {
        let mut plan = self.plan();
        let first = plan.hangs.first_mut()?;
        if first.after > 0 {
            first.after -= 1;
            return None;
        }
        Some(plan.hangs.remove(0))
    }

    /// Waits as long as Herald would for an answer to a call that was taken, or was not.
    async fn never_answers(
        &self,
        request: &HttpRequest,
        hang: Hang,
    ) -> Result<HttpResponse, TransportError> {
        if hang.done {
            // Whatever it answers is never heard.
            self.carry(request.clone()).await.ok();
        }
        self.pass(request.timeout);
        Err(TransportError::NoAnswer {
            host: request.url.host_str().unwrap_or_default().to_owned(),
            reason: "nothing came in time".to_owned(),
        })
    }

    /// Notes a call that a network asked not to be made, or that nobody makes twice at a time.
    fn judge(&self, request: &HttpRequest) {
        let now = self.clock.now();
        let mut plan = self.plan();
        if let Some(until) = plan
            .refused
            .get(&asks(request))
            .filter(|until| now < **until)
        {
            let told = format!("asked {now:?} what was refused until {until:?}: {request:?}");
            plan.broken.push(told);
        }
        if is_refresh(request) {
            plan.refreshing += 1;
            if plan.refreshing > 1 {
                plan.broken
                    .push("two refreshed at the same time".to_owned());
            }
        }
    }

    fn learn(&self, request: &HttpRequest, outcome: &Result<HttpResponse, TransportError>) {
        let mut plan = self.plan();
        if is_refresh(request) {
            plan.refreshing = plan.refreshing.saturating_sub(1);
        }
        let Ok(answer) = outcome else { return };
        let reset = ["ratelimit-reset", "x-ratelimit-reset"];
        let reset = reset.iter().find_map(|name| answer.header(name));
        let moment = |reset: &str| {
            let seconds = reset.parse::<i64>().ok().map(|s| Timestamp(s * 1_000));
            seconds.or_else(|| Timestamp::parse_rfc3339(reset))
        };
        if let Some(until) = reset.and_then(moment).filter(|_| answer.status == 429) {
            plan.refused.insert(asks(request), until);
        }
    }
}

/// Returns who asks, and for what.
fn asks(request: &HttpRequest) -> (String, String) {
    let who = request.headers.get("authorization");
    let who = who
        .and_then(|value| value.to_str().ok())
        .unwrap_or_default();
    let what = format!("{} {}", request.method, request.url.path());
    (who.to_owned(), what)
}

/// Tells whether a request leaves this computer; none does in a test.
fn is_elsewhere(request: &HttpRequest) -> bool {
    let host = request.url.host_str().unwrap_or_default();
    host != "localhost" && host.parse::<IpAddr>().is_err()
}

fn is_refresh(request: &HttpRequest) -> bool {
    request.url.path().ends_with("refreshSession")
}

fn before(end: &mut End) -> Option<&mut u32> {
    match end {
        End::BeforeCall(left) => Some(left),
        _ => None,
    }
}

fn after(end: &mut End) -> Option<&mut u32> {
    match end {
        End::AfterCall(left) => Some(left),
        _ => None,
    }
}

fn commit(end: &mut End) -> Option<&mut u32> {
    match end {
        End::AfterCommit(left) => Some(left),
        _ => None,
    }
}

#[async_trait]
impl Transport for Wire {
    async fn send(&self, request: HttpRequest) -> Result<HttpResponse, TransportError> {
        if self.comes_to_its_end(before) {
            std::future::pending::<()>().await;
        }
        self.judge(&request);
        let outcome = match self.hang() {
            None => self.carry(request.clone()).await,
            Some(hang) => self.never_answers(&request, hang).await,
        };
        self.learn(&request, &outcome);
        if let Some(meanwhile) = self.happens(&request) {
            meanwhile.await;
        }
        if self.comes_to_its_end(after) {
            std::future::pending::<()>().await;
        }
        outcome
    }
}

/// Rings as usual, and counts what is written.
pub struct CountingWake {
    pub real: InProcessWake,
    pub wire: Arc<Wire>,
}

#[async_trait]
impl Wake for CountingWake {
    fn ring(&self, hint: Hint) {
        self.wire.comes_to_its_end(commit);
        self.real.ring(hint);
    }

    fn armed(&self) -> u64 {
        self.real.armed()
    }

    async fn changed(&self, armed: u64, at_most: Duration) {
        self.real.changed(armed, at_most).await;
    }
}
