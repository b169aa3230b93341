//! The engine as it runs for people: lanes as tasks, a stop switch, outcomes that cannot be written down.

use std::collections::BTreeMap;
use std::sync::{Arc, Mutex};
use std::time::Duration;

use async_trait::async_trait;
use herald_api::views::{NewPost, PauseEverything, ProposeAction};
use herald_domain::{
    Account, ApprovedAction, Network, Receipt, RemoteRef, Safety, Timestamp, Verb,
};
use herald_pipeline::engine::Engine;
use herald_pipeline::ports::{
    ActionExecutor, Lookup, NetworkError, NetworkWriters, Prepared, Search, SendError,
};
use herald_simnet::{Fault, FaultKind, Profile};
use serde_json::Value;
use sqlx::sqlite::SqliteConnectOptions;
use sqlx::{ConnectOptions, Executor as _, SqliteConnection};
use tokio_util::sync::CancellationToken;

use crate::support::Desk;

/// How long anything may take in real time before something is wrong.
const LIMIT: Duration = Duration::from_secs(20);

/// Lets the engine run beside a test, and stops it when the test is done.
pub struct Running {
    stop: CancellationToken,
    engine: tokio::task::JoinHandle<()>,
}

impl Running {
    pub fn start(desk: &Desk, writers: Arc<dyn NetworkWriters>) -> Self {
        let stop = CancellationToken::new();
        let engine = Engine::new(desk.herald.context().clone(), writers);
        let stopping = stop.clone();
        let running = async move { engine.run(stopping).await.expect("the engine runs") };
        #[expect(clippy::disallowed_methods, reason = "a test that holds the engine")]
        let engine = tokio::spawn(running);
        Self { stop, engine }
    }
}

impl Drop for Running {
    fn drop(&mut self) {
        self.stop.cancel();
        self.engine.abort();
    }
}

/// How often is looked whether something is so; the clocks of a test go on as fast as the real one.
const LOOK: Duration = Duration::from_millis(20);

/// Waits until something is so.
pub async fn until(desk: &Desk, what: &str, mut is_so: impl AsyncFnMut() -> bool) {
    let waiting = async {
        while !is_so().await {
            desk.pass(LOOK);
            tokio::time::timeout(LOOK, std::future::pending::<()>())
                .await
                .expect_err("nothing ends it");
        }
    };
    let came = tokio::time::timeout(LIMIT, waiting).await;
    assert!(
        came.is_ok(),
        "{what} did not come: {:?}",
        desk.history().await
    );
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn an_account_whose_network_hangs_delays_no_other() {
    let desk = Desk::connected().await;
    let net = desk.mastodon(Profile::MASTODON).await;
    let hanging = desk
        .connect_mastodon(&net, "mira-token")
        .await
        .expect("connects");
    for text in ["one", "two", "three"] {
        let card = desk.proposed(&hanging, text).await;
        desk.approve(&card).await;
    }
    net.inject(Fault {
        times: Fault::ALWAYS,
        ..Fault::once("POST /api/v1/statuses", FaultKind::TimeoutBefore)
    });
    let _engine = Running::start(&desk, desk.networks.clone());
    let hangs = async || {
        let log = net.log();
        log.iter().any(|w| w.call == "POST /api/v1/statuses")
    };
    until(&desk, "the call that hangs", hangs).await;
    let other = desk
        .accounts()
        .await
        .into_iter()
        .find(|a| a.network == "bluesky");
    let card = desk
        .proposed(&other.expect("is connected"), "Meanwhile.")
        .await;
    desk.approve(&card).await;
    let posted = async || desk.posted() == ["Meanwhile."];
    until(&desk, "the post of the other account", posted).await;
    assert_eq!(
        net.statuses_of("mira").len(),
        0,
        "the hanging call still hangs"
    );
}

/// A network of four steps on which somebody pauses everything after the second.
struct Pausing {
    desk: Arc<Desk>,
    sent: Arc<Mutex<u32>>,
}

#[async_trait]
impl ActionExecutor for Pausing {
    fn key(&self, _: Verb, now: Timestamp, _: [u8; 10]) -> String {
        now.millis().to_string()
    }

    async fn safety(&self, _: &Account, _: Verb) -> Safety {
        Safety::ChosenId
    }

    async fn check_target(&self, _: &Account, _: &ApprovedAction) -> Result<(), NetworkError> {
        Ok(())
    }

    async fn prepare(
        &self,
        _: &Account,
        _: &ApprovedAction,
        _: &str,
        _: Timestamp,
        _: &BTreeMap<String, Vec<u8>>,
    ) -> Result<Prepared, NetworkError> {
        Ok(Prepared::default())
    }

    fn steps(&self, _: &Value) -> usize {
        4
    }

    async fn send(&self, _: &Account, _: &Value, done: &[Receipt]) -> Result<Receipt, SendError> {
        let number = {
            let mut sent = self.sent.lock().expect("nobody panics");
            *sent += 1;
            *sent
        };
        assert_eq!(number as usize, done.len() + 1, "each step once, in order");
        if number == 2 {
            let pause = PauseEverything { paused: true };
            self.desk
                .herald
                .pause_everything(pause)
                .await
                .expect("pauses");
        }
        Ok(Receipt {
            remote: Some(RemoteRef::unversioned(number.to_string())),
            url: None,
        })
    }

    async fn find(
        &self,
        _: &Account,
        _: &Value,
        _: &[Receipt],
        _: &Search,
    ) -> Result<Lookup, NetworkError> {
        Ok(Lookup::Nothing)
    }

    fn call_timeout(&self) -> Duration {
        Duration::from_secs(5)
    }
}

impl NetworkWriters for Pausing {
    fn executor(&self, _: Network) -> Option<Arc<dyn ActionExecutor>> {
        Some(Arc::new(Self {
            desk: Arc::clone(&self.desk),
            sent: Arc::clone(&self.sent),
        }))
    }
}

fn thread_of_four() -> ProposeAction {
    let post = |text: &str| NewPost {
        text: text.to_owned(),
        ..NewPost::default()
    };
    ProposeAction {
        verb: "thread".to_owned(),
        text: Some("1".to_owned()),
        more: vec![post("2"), post("3"), post("4")],
        ..ProposeAction::default()
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn pausing_stops_a_thread_before_its_very_next_post() {
    let desk = Arc::new(Desk::connected().await);
    let card = desk
        .herald
        .propose_action(thread_of_four())
        .await
        .expect("proposes");
    desk.approve(&card).await;
    let sent = Arc::new(Mutex::new(0));
    let pausing = Arc::new(Pausing {
        desk: Arc::clone(&desk),
        sent: Arc::clone(&sent),
    });
    let _engine = Running::start(&desk, pausing);
    let is_due = async || {
        desk.history()
            .await
            .first()
            .is_some_and(|row| row.state == "due")
    };
    until(&desk, "the thread to wait", is_due).await;
    for _ in 0..5 {
        desk.pass(Duration::from_mins(1));
        desk.history().await;
    }
    assert_eq!(*sent.lock().expect("nobody panics"), 2);
    let resume = PauseEverything { paused: false };
    desk.herald.pause_everything(resume).await.expect("resumes");
    let is_done = async || {
        desk.history()
            .await
            .first()
            .is_some_and(|row| row.state == "done")
    };
    until(&desk, "the thread to end", is_done).await;
    assert_eq!(*sent.lock().expect("nobody panics"), 4);
}

/// Sends through the real connector, then keeps the store from writing down what became of it.
struct Forgetting {
    real: Arc<dyn NetworkWriters>,
    database: std::path::PathBuf,
    lock: Arc<tokio::sync::Mutex<Option<SqliteConnection>>>,
}

struct ForgettingExecutor {
    real: Arc<dyn ActionExecutor>,
    database: std::path::PathBuf,
    lock: Arc<tokio::sync::Mutex<Option<SqliteConnection>>>,
}

impl NetworkWriters for Forgetting {
    fn executor(&self, network: Network) -> Option<Arc<dyn ActionExecutor>> {
        Some(Arc::new(ForgettingExecutor {
            real: self.real.executor(network)?,
            database: self.database.clone(),
            lock: Arc::clone(&self.lock),
        }))
    }
}

#[async_trait]
impl ActionExecutor for ForgettingExecutor {
    fn key(&self, verb: Verb, now: Timestamp, entropy: [u8; 10]) -> String {
        self.real.key(verb, now, entropy)
    }

    async fn safety(&self, account: &Account, verb: Verb) -> Safety {
        self.real.safety(account, verb).await
    }

    async fn check_target(
        &self,
        account: &Account,
        approved: &ApprovedAction,
    ) -> Result<(), NetworkError> {
        self.real.check_target(account, approved).await
    }

    async fn prepare(
        &self,
        account: &Account,
        approved: &ApprovedAction,
        key: &str,
        at: Timestamp,
        media: &BTreeMap<String, Vec<u8>>,
    ) -> Result<Prepared, NetworkError> {
        self.real.prepare(account, approved, key, at, media).await
    }

    fn steps(&self, wire: &Value) -> usize {
        self.real.steps(wire)
    }

    async fn send(
        &self,
        account: &Account,
        wire: &Value,
        done: &[Receipt],
    ) -> Result<Receipt, SendError> {
        let sent = self.real.send(account, wire, done).await;
        let options = SqliteConnectOptions::new().filename(&self.database);
        let mut conn = options.connect().await.expect("connects");
        conn.execute("BEGIN IMMEDIATE")
            .await
            .expect("takes the lock");
        *self.lock.lock().await = Some(conn);
        sent
    }

    async fn find(
        &self,
        account: &Account,
        wire: &Value,
        done: &[Receipt],
        search: &Search,
    ) -> Result<Lookup, NetworkError> {
        self.real.find(account, wire, done, search).await
    }

    fn call_timeout(&self) -> Duration {
        self.real.call_timeout()
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn an_outcome_that_could_not_be_written_down_is_looked_up_when_its_lease_ends() {
    let desk = Desk::connected().await;
    let account = desk.accounts().await.remove(0);
    let card = desk.proposed(&account, "Written into a full disk.").await;
    desk.approve(&card).await;
    let lock = Arc::default();
    let forgetting = Arc::new(Forgetting {
        real: desk.networks.clone(),
        database: desk.database(),
        lock: Arc::clone(&lock),
    });
    let _engine = Running::start(&desk, forgetting);
    let sent = async || !desk.posted().is_empty();
    until(&desk, "the post", sent).await;
    let taken = async || lock.lock().await.is_some();
    until(&desk, "the lock", taken).await;
    // The store gives up waiting for the lock after five seconds.
    let mut looks = 0;
    until(&desk, "the store to give up", async || {
        looks += 1;
        looks > 280
    })
    .await;
    drop(lock.lock().await.take());
    assert_eq!(
        desk.history().await[0].state,
        "sending",
        "nothing could be written down"
    );
    desk.pass(Duration::from_secs(31));
    let is_done = async || {
        desk.history()
            .await
            .first()
            .is_some_and(|row| row.state == "done")
    };
    until(&desk, "the outcome", is_done).await;
    assert_eq!(desk.posted(), ["Written into a full disk."]);
}
