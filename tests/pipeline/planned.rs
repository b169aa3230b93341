//! What has a time: at its wall time, never before it, and never in a burst after a sleep.

use std::time::Duration;

use herald_api::views::{
    AccountView, AnswerAction, ApproveReview, HistoryRow, Nothing, ProposeAction, ReviewCard,
    SettingView,
};
use herald_simnet::{MastodonNet, Profile};

use crate::engine::{Running, later};
use crate::support::{Desk, START};

const MINUTE: Duration = Duration::from_mins(1);

/// A Herald at 10:00 UTC, eleven o'clock in Berlin.
async fn scene() -> (Desk, MastodonNet, AccountView) {
    let scene = Desk::on_mastodon(Profile::MASTODON).await;
    scene.0.settle().await;
    scene
}

/// Proposes a post for a wall time in Berlin on the day of the tests.
async fn proposed(desk: &Desk, account: &AccountView, text: &str, time: &str) -> ReviewCard {
    let wish = ProposeAction {
        verb: "post".to_owned(),
        account_id: Some(account.id.clone()),
        text: Some(text.to_owned()),
        at: Some(format!("2026-11-22 {time}")),
        zone: Some("Europe/Berlin".to_owned()),
        ..ProposeAction::default()
    };
    let card = desk.herald.propose_action(wish).await.expect("proposes");
    let when = format!("free, sent at 2026-11-22 {time} (Europe/Berlin)");
    assert_eq!(card.leaves, when);
    card
}

/// Plans a post for a wall time in Berlin on the day of the tests, approved.
pub async fn plan(desk: &Desk, account: &AccountView, text: &str, time: &str) {
    let card = proposed(desk, account, text, time).await;
    desk.approve(&card).await;
    desk.settle().await;
}

fn texts(net: &MastodonNet) -> Vec<String> {
    let own = net.statuses_of("mira");
    own.into_iter().map(|s| s.text).collect()
}

/// Lets minutes pass one by one, as for an engine that runs.
async fn minutes(desk: &Desk, count: u32) {
    for _ in 0..count {
        desk.pass(MINUTE);
        desk.settle().await;
    }
}

async fn answer(desk: &Desk, row: &HistoryRow, answer: &str, at: Option<&str>) {
    let said = AnswerAction {
        action_id: row.id.clone(),
        answer: answer.to_owned(),
        at: at.map(str::to_owned),
        zone: Some("Europe/Berlin".to_owned()),
        url: None,
    };
    desk.herald.answer_action(said).await.expect("is taken");
    desk.settle().await;
}

#[tokio::test]
async fn a_plan_goes_out_at_its_wall_time_also_after_a_restart() {
    let (desk, net, account) = scene().await;
    plan(&desk, &account, "Lunch.", "12:30").await;
    let row = desk.history().await.remove(0);
    let half_past = START.plus(MINUTE * 90).millis();
    assert_eq!(row.state_text, "Planned");
    assert_eq!(row.due_at, Some(half_past));
    minutes(&desk, 89).await;
    assert_eq!(texts(&net), [""; 0], "half past twelve has not come");
    let desk = desk.restart().await;
    minutes(&desk, 1).await;
    assert_eq!(texts(&net), ["Lunch."]);
}

#[tokio::test]
async fn an_approved_plan_is_told_as_a_plan() {
    let (desk, _net, account) = scene().await;
    let card = proposed(&desk, &account, "Lunch.", "12:30").await;
    let approve = ApproveReview {
        id: card.row.id,
        digest: Some(card.digest),
        now: false,
    };
    let decided = desk.herald.approve_review(approve).await.expect("approves");
    assert!(
        decided
            .text
            .contains("is planned for 2026-11-22 12:30 (Europe/Berlin)"),
        "{}",
        decided.text
    );
    let overview = desk.herald.overview(Nothing {}).await.expect("tells");
    let undo = overview.undo.expect("can be taken back");
    assert_eq!(
        undo.text,
        "Post is planned for 2026-11-22 12:30 (Europe/Berlin)"
    );
    assert!(!undo.leaves, "no countdown to its leaving");
}

#[tokio::test]
async fn a_little_late_goes_out_and_later_is_missed() {
    for (late, posted, state) in [(14, 1, "done"), (17, 0, "missed")] {
        let (desk, net, account) = scene().await;
        plan(&desk, &account, "Lunch.", "12:30").await;
        // The computer sleeps over it.
        desk.pass(MINUTE * (90 + late));
        desk.settle().await;
        assert_eq!(texts(&net).len(), posted, "{late} minutes late");
        let row = desk.history().await.remove(0);
        assert_eq!((row.state.as_str(), row.due_at), (state, None));
    }
}

#[tokio::test]
async fn what_was_missed_goes_on_as_the_person_says() {
    let answers = [
        ("now", None, 0, 1),
        ("next_slot", None, 0, 1),
        ("at", Some("2026-11-22 15:00"), 90, 1),
        ("drop", None, 600, 0),
    ];
    for (said, at, wait, posted) in answers {
        let (desk, net, account) = scene().await;
        plan(&desk, &account, "Lunch.", "12:30").await;
        desk.pass(MINUTE * 150);
        desk.settle().await;
        let row = desk.history().await.remove(0);
        assert_eq!(row.state, "missed");
        assert_eq!(row.answers, ["now", "next_slot", "at", "drop"]);
        answer(&desk, &row, said, at).await;
        if wait > 0 {
            assert_eq!(texts(&net).len(), 0, "{said}: not at once");
            minutes(&desk, wait).await;
        }
        minutes(&desk, 1).await;
        assert_eq!(
            texts(&net).len(),
            posted,
            "{said}: {:?}",
            desk.history().await
        );
    }
}

#[tokio::test]
async fn after_a_sleep_missed_posts_take_free_times_and_make_no_burst() {
    let (desk, net, account) = scene().await;
    let wish = SettingView {
        name: "publish.when_late".to_owned(),
        value: "next_slot".to_owned(),
    };
    desk.herald.set_setting(wish).await.expect("is set");
    for (text, time) in [("One.", "12:00"), ("Two.", "12:20"), ("Three.", "12:40")] {
        plan(&desk, &account, text, time).await;
    }
    desk.pass(MINUTE * 240);
    desk.settle().await;
    assert_eq!(texts(&net), ["One."], "one at once");
    minutes(&desk, 9).await;
    assert_eq!(texts(&net), ["One."], "the others keep their distance");
    minutes(&desk, 2).await;
    assert_eq!(texts(&net), ["One.", "Two."]);
    minutes(&desk, 11).await;
    assert_eq!(texts(&net), ["One.", "Two.", "Three."]);
}

#[tokio::test]
async fn plans_for_the_same_minute_go_out_ten_minutes_apart() {
    let (desk, net, account) = scene().await;
    plan(&desk, &account, "One.", "12:30").await;
    plan(&desk, &account, "Two.", "12:30").await;
    minutes(&desk, 91).await;
    assert_eq!(texts(&net), ["One."]);
    minutes(&desk, 10).await;
    assert_eq!(texts(&net), ["One.", "Two."]);
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn after_a_sleep_one_notice_tells_of_all_that_was_missed() {
    let (desk, _net, account) = scene().await;
    for (text, time) in [("One.", "12:00"), ("Two.", "12:20"), ("Three.", "12:40")] {
        plan(&desk, &account, text, time).await;
    }
    desk.pass(MINUTE * 240);
    let engine = Running::start(&desk, desk.networks.clone());
    let told = || {
        let said = desk.notifier.notices().into_iter();
        let said: Vec<String> = said.map(|notice| notice.body).collect();
        said
    };
    let all_missed = async || {
        let rows = desk.history().await;
        rows.iter().all(|row| row.state == "missed") && !told().is_empty()
    };
    later(&desk, "what is told of what was missed", all_missed).await;
    drop(engine);
    let one = ["3 missed their times while Herald could not send them."];
    assert_eq!(told(), one);
    // Whoever was told is not told again at the next start.
    let _engine = Running::start(&desk, desk.networks.clone());
    let until = desk.clock_now().plus(Duration::from_secs(30));
    let later_on = async || desk.clock_now() > until;
    later(&desk, "half a minute", later_on).await;
    assert_eq!(told(), one);
}
