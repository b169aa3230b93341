//! What is written when nothing happens, and what is said of trouble until it is over or was seen.

use std::time::Duration;

use herald_api::views::{ById, HealthView, SettingView};
use herald_domain::{Health, HealthState, Timestamp};
use herald_pipeline::ports::{Change, Clock as _, Store as _, UnitOfWork};
use herald_simnet::{Fault, FaultKind, Profile};

use crate::engine::{Running, later, until};
use crate::support::{Desk, JONAS, MIRA};

const LIST: &str = "app.bsky.notification.listNotifications";

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn ten_minutes_without_anything_new_write_nothing() {
    let desk = Desk::connected().await;
    let net = desk.mastodon(Profile::MASTODON).await;
    desk.connect_mastodon(&net, "mira-token")
        .await
        .expect("connects");
    let _engine = Running::start(&desk, desk.networks.clone());
    let read_since = async |since: Timestamp| {
        let accounts = desk.accounts().await;
        let read_at = accounts.iter().filter_map(|a| a.observed_at);
        read_at.filter(|at| *at > since.millis()).count() == 2
    };
    let read_anew = async || {
        let since = desk.clock.now();
        until(&desk, "a reading of both accounts", async || {
            desk.pass(Duration::from_secs(5));
            read_since(since).await
        })
        .await;
    };
    read_anew().await;
    // What is due once after the start is over by then.
    desk.pass(Duration::from_mins(5));
    read_anew().await;
    let version = desk.store.version().await.expect("reads");
    let began = desk.clock.now();
    while desk.clock.now() < began.plus(Duration::from_mins(10)) {
        read_anew().await;
    }
    assert_eq!(desk.store.version().await, Ok(version));
}

#[tokio::test]
async fn what_was_left_out_is_told_until_it_was_seen() {
    let desk = Desk::connected().await;
    desk.sim.mention(JONAS, MIRA, "hello").expect("mentions");
    desk.sim.inject(Fault::once(LIST, FaultKind::MalformedItem));
    desk.settle().await;
    // Pages without trouble say nothing of the one that had some.
    desk.pass(Duration::from_mins(1));
    desk.settle().await;
    let desk = desk.restart().await;
    desk.settle().await;
    let account = desk.accounts().await.remove(0);
    assert_eq!(account.health, HealthView::Degraded);
    assert!(account.left_out);
    assert!(account.note.contains("left out"), "{}", account.note);

    desk.sim.inject(Fault::once(LIST, FaultKind::MalformedItem));
    desk.settle().await;
    let account = desk.accounts().await.remove(0);
    assert!(account.note.contains("2 times"), "{}", account.note);

    let by_id = ById { id: account.id };
    let seen = desk.herald.dismiss_left_out(by_id).await.expect("is seen");
    assert_eq!(
        (seen.health, seen.note, seen.left_out),
        (HealthView::Ok, String::new(), false)
    );
}

#[tokio::test]
async fn an_account_is_doing_as_its_worst_part_does() {
    let desk = Desk::connected().await;
    let account = desk.accounts().await.remove(0);
    let id = account.id.parse().expect("an id");
    let health = Health {
        state: HealthState::Failed,
        message: "Bluesky takes no posts now.".to_owned(),
        failures: 4,
        ..Health::well("send post", Some(id), desk.clock.now())
    };
    let unit = UnitOfWork::new().with(Change::SetHealth(health));
    desk.store.commit(unit).await.expect("writes");
    desk.settle().await;
    let account = desk.accounts().await.remove(0);
    assert_eq!(account.health, HealthView::Failed);
    assert_eq!(account.note, "Bluesky takes no posts now.");
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn what_a_former_process_said_of_a_task_goes_when_the_task_is_well() {
    let desk = Desk::connected().await;
    let said = Health {
        state: HealthState::Failed,
        message: "It stopped unexpectedly and was started again.".to_owned(),
        failures: 5,
        ..Health::well("observe", None, desk.clock.now())
    };
    let unit = UnitOfWork::new().with(Change::SetHealth(said));
    desk.store.commit(unit).await.expect("writes");
    let problems = async || desk.problems().await.len();
    assert_eq!(problems().await, 1);
    let _engine = Running::start(&desk, desk.networks.clone());
    desk.pass(Duration::from_secs(10));
    assert_eq!(problems().await, 1);
    let none = async || problems().await == 0;
    later(&desk, "the task to be well", none).await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn notes_of_finished_work_go_after_the_days_the_person_chose() {
    let desk = Desk::connected().await;
    desk.mentioned("How are you?").await;
    let set = SettingView {
        name: "keep.done_work_days".to_owned(),
        value: "2".to_owned(),
    };
    desk.herald.set_setting(set).await.expect("sets");
    let rows = async |table: &str| count(&desk, table).await;
    let (jobs, events) = (rows("job").await, rows("event").await);
    assert!(jobs > 0, "work was done");
    let _engine = Running::start(&desk, desk.networks.clone());
    desk.pass(Duration::from_hours(47));
    desk.pass(Duration::from_hours(2));
    until(&desk, "the notes to go", async || {
        desk.pass(Duration::from_mins(1));
        rows("job").await == 0
    })
    .await;
    assert!(rows("event").await >= events, "the journal stays");
}

async fn count(desk: &Desk, table: &str) -> i64 {
    use sqlx::ConnectOptions as _;
    let options = sqlx::sqlite::SqliteConnectOptions::new().filename(desk.database());
    let mut conn = options.connect().await.expect("connects");
    let sql = match table {
        "job" => "SELECT COUNT(*) FROM job WHERE state = 'done'",
        _ => "SELECT COUNT(*) FROM event",
    };
    let row: (i64,) = sqlx::query_as(sql)
        .fetch_one(&mut conn)
        .await
        .expect("counts");
    row.0
}
