//! The engine as it runs for people: lanes as tasks, a stop switch, outcomes that cannot be written down.

use std::sync::Arc;
use std::time::Duration;

use herald_api::views::{NewPost, PauseEverything, ProposeAction};
use herald_pipeline::engine::Engine;
use herald_pipeline::ports::{Hint, NetworkWriters};
use herald_simnet::{Fault, FaultKind, Profile};
use tokio_util::sync::CancellationToken;

use crate::disk;
use crate::support::Desk;
use crate::wire::Then;

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

/// Tells whether the newest action is in a state.
async fn stands(desk: &Desk, state: &str) -> bool {
    let history = desk.history().await;
    history.first().is_some_and(|row| row.state == state)
}

/// How often is looked whether something is so; the clocks of a test go on as fast as the real one.
const LOOK: Duration = Duration::from_millis(20);

/// Waits until something is so.
pub async fn until(desk: &Desk, what: &str, is_so: impl AsyncFnMut() -> bool) {
    wait(desk, what, LOOK, is_so).await;
}

/// Waits until something is so, without a moment passing.
pub async fn at_once(desk: &Desk, what: &str, mut is_so: impl AsyncFnMut() -> bool) {
    let look = async || {
        // Whoever lay down to sleep while the clock was stepped would sleep on in a time that stands still.
        desk.herald.context().wake().ring(Hint::Everything);
        is_so().await
    };
    wait(desk, what, Duration::ZERO, look).await;
}

/// Waits until something is so, and lets seconds pass meanwhile.
pub async fn later(desk: &Desk, what: &str, is_so: impl AsyncFnMut() -> bool) {
    wait(desk, what, Duration::from_secs(1), is_so).await;
}

/// Waits until something is so; between looks time passes.
async fn wait(desk: &Desk, what: &str, span: Duration, mut is_so: impl AsyncFnMut() -> bool) {
    let waiting = async {
        while !is_so().await {
            desk.pass(span);
            tokio::time::timeout(LOOK, std::future::pending::<()>())
                .await
                .expect_err("nothing ends it");
        }
    };
    let came = tokio::time::timeout(LIMIT, waiting).await;
    let problems = desk.problems().await;
    assert!(
        came.is_ok(),
        "{what} did not come; {problems:?}: {:?}",
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

async fn pauses(desk: &Desk, paused: bool) {
    let pause = PauseEverything { paused };
    desk.herald.pause_everything(pause).await.expect("is set");
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
    let pausing = Arc::clone(&desk);
    desk.wire.then(Some(Then {
        call: WRITES,
        after: 1,
        meanwhile: Box::pin(async move { pauses(&pausing, true).await }),
    }));
    let _engine = Running::start(&desk, desk.networks.clone());
    let is_due = async || stands(&desk, "due").await;
    until(&desk, "the thread to wait", is_due).await;
    for _ in 0..5 {
        desk.pass(Duration::from_mins(1));
        desk.history().await;
    }
    assert_eq!(desk.posted(), ["1", "2"]);
    pauses(&desk, false).await;
    let is_done = async || stands(&desk, "done").await;
    until(&desk, "the thread to end", is_done).await;
    assert_eq!(desk.posted(), ["1", "2", "3", "4"]);
}

/// What writes a post on Bluesky.
const WRITES: &str = "com.atproto.repo.putRecord";

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn an_outcome_that_could_not_be_written_down_is_looked_up_when_its_lease_ends() {
    let desk = Desk::connected().await;
    let account = desk.accounts().await.remove(0);
    let card = desk.proposed(&account, "Written into a full disk.").await;
    desk.approve(&card).await;
    let database = desk.database();
    let full = async move { disk::takes_nothing(&database, true).await };
    desk.wire.then(Some(Then {
        call: WRITES,
        after: 0,
        meanwhile: Box::pin(full),
    }));
    let _engine = Running::start(&desk, desk.networks.clone());
    let sent = async || !desk.posted().is_empty();
    until(&desk, "the post", sent).await;
    let told = async || !desk.problems().await.is_empty();
    until(&desk, "the trouble to be told", told).await;
    assert!(
        stands(&desk, "sending").await,
        "nothing could be written down"
    );
    disk::takes_nothing(&desk.database(), false).await;
    let is_done = async || stands(&desk, "done").await;
    later(&desk, "the outcome", is_done).await;
    assert_eq!(desk.posted(), ["Written into a full disk."]);
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn who_cannot_go_on_before_anything_left_loses_the_lane_within_a_minute() {
    let desk = Desk::connected().await;
    let card = desk.mentioned("Which lens is it?").await;
    desk.approve(&card).await;
    let database = desk.database();
    let full = async move { disk::takes_nothing(&database, true).await };
    desk.wire.then(Some(Then {
        call: "app.bsky.feed.getPosts",
        after: 0,
        meanwhile: Box::pin(full),
    }));
    let _engine = Running::start(&desk, desk.networks.clone());
    let claimed = async || stands(&desk, "sending").await;
    until(&desk, "the claim", claimed).await;
    let told = async || !desk.problems().await.is_empty();
    until(&desk, "the trouble to be told", told).await;
    disk::takes_nothing(&desk.database(), false).await;
    // A minute for the claim, another where it was renewed a moment before.
    let mut looks = 0;
    let is_done = async || {
        looks += 1;
        stands(&desk, "done").await
    };
    later(&desk, "the reply", is_done).await;
    assert!(looks <= 150, "it took {looks} seconds");
    assert_eq!(desk.posted().len(), 1);
}
