//! Half an hour of a server that answers 503, and an account elsewhere that is planned for every minute of it.

use std::time::Duration;

use herald_api::views::{AccountView, ProposeAction, SettingView};
use herald_domain::Timestamp;
use herald_simnet::{Fault, FaultKind, Profile};

use crate::engine::{Running, at_once, until};
use crate::support::{Desk, MIRA, START};

const MINUTES: u32 = 30;

const MINUTE: Duration = Duration::from_mins(1);

/// When the post of a minute is planned.
fn planned(minute: u32) -> Timestamp {
    START.plus(MINUTE * (minute + 5))
}

async fn plan(desk: &Desk, account: &AccountView, minute: u32) {
    let at = planned(minute).to_rfc3339().replace('T', " ");
    let wish = ProposeAction {
        verb: "post".to_owned(),
        account_id: Some(account.id.clone()),
        text: Some(format!("Minute {minute}.")),
        at: Some(at.chars().take(16).collect()),
        zone: Some("UTC".to_owned()),
        ..ProposeAction::default()
    };
    let card = desk.herald.propose_action(wish).await.expect("proposes");
    desk.approve(&card).await;
}

/// By how much the latest of the planned posts arrived after its minute.
fn latest(desk: &Desk) -> Duration {
    let did = desk.sim.user(MIRA).expect("mira").did.clone();
    let world = desk.sim.world();
    let posts = world.records_of(&did, "app.bsky.feed.post");
    let arrived: Vec<Timestamp> = posts
        .map(|post| Timestamp(post.indexed_at.as_ms()))
        .collect();
    assert_eq!(arrived.len(), MINUTES as usize);
    let late = (0..MINUTES)
        .zip(arrived)
        .map(|(minute, at)| at.since(planned(minute)));
    late.max().expect("there are some")
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn half_an_hour_of_503_on_one_account_delays_no_post_of_another() {
    let desk = Desk::connected().await;
    let calm = desk.accounts().await.remove(0);
    let net = desk.mastodon(Profile::MASTODON).await;
    let stormy = desk.connect_mastodon(&net, "mira-token").await;
    let stormy = stormy.expect("connects");
    let spacing = SettingView {
        name: "publish.spacing_minutes".to_owned(),
        value: "0".to_owned(),
    };
    desk.herald.set_setting(spacing).await.expect("is set");
    for text in ["first", "second", "third"] {
        let card = desk.proposed(&stormy, text).await;
        desk.approve(&card).await;
    }
    for minute in 0..MINUTES {
        plan(&desk, &calm, minute).await;
    }
    net.inject(Fault::always(FaultKind::Status { status: 503 }));
    let _engine = Running::start(&desk, desk.networks.clone());
    for minute in 0..MINUTES {
        let ahead = planned(minute).since(desk.clock_now());
        desk.pass(ahead);
        let done = async || {
            let history = desk.history().await;
            let done = history.iter().filter(|row| row.state == "done");
            done.count() > minute as usize
        };
        at_once(&desk, "the post of this minute", done).await;
    }
    let late = latest(&desk);
    println!(
        "a storm of {MINUTES} minutes: {MINUTES} posts of another account, the latest {late:?} late"
    );
    assert_eq!(late, Duration::ZERO, "the clock stood still for each");
    assert_eq!(net.statuses_of("mira").len(), 0, "the storm held on");
    net.clear_faults();
    let all = async || net.statuses_of("mira").len() == 3;
    desk.pass(MINUTE * 30);
    until(&desk, "what the storm held back", all).await;
    let texts: Vec<String> = net
        .statuses_of("mira")
        .into_iter()
        .map(|s| s.text)
        .collect();
    assert_eq!(texts, ["first", "second", "third"]);
}
