//! Planned posts left with a server that publishes them at their time, where the person chose that.

use std::time::Duration;

use herald_api::views::{
    AccountStateView, AccountView, AnswerAction, ApproveReview, ById, HistoryRow, PauseEverything,
    ProposeAction,
};
use herald_simnet::{Fault, FaultKind, MastodonNet, Profile};

use crate::support::Desk;
use crate::wire::End;

mod absent;

const MINUTE: Duration = Duration::from_mins(1);
const POST: &str = "POST /api/v1/statuses";
const KEPT: &str = "GET /api/v1/scheduled_statuses/:id";
const TAKE_OUT: &str = "DELETE /api/v1/scheduled_statuses/:id";

struct Scene {
    desk: Desk,
    net: MastodonNet,
    account: AccountView,
}

impl Scene {
    /// A Herald that leaves planned posts with the server, and a post planned for in an hour and a half.
    async fn planned(profile: Profile) -> Self {
        let scene = Self::ready(profile).await;
        scene.plan("Lunch.", "12:30").await;
        scene.minutes(1).await;
        scene
    }

    async fn ready(profile: Profile) -> Self {
        let (desk, net, account) = Desk::on_mastodon(profile).await;
        desk.settle().await;
        let scene = Self { desk, net, account };
        scene.choose("true").await;
        scene
    }

    async fn choose(&self, value: &str) {
        self.desk.set("publish.park", value).await;
    }

    /// Plans a post for a wall time in Berlin, where it is eleven o'clock; approved.
    async fn plan(&self, text: &str, time: &str) {
        let wish = ProposeAction {
            verb: "post".to_owned(),
            account_id: Some(self.account.id.clone()),
            text: Some(text.to_owned()),
            at: Some(format!("2026-11-22 {time}")),
            zone: Some("Europe/Berlin".to_owned()),
            ..ProposeAction::default()
        };
        let card = self.desk.herald.propose_action(wish).await;
        let card = card.expect("proposes");
        let approval = ApproveReview {
            id: card.row.id,
            digest: Some(card.digest),
            now: false,
        };
        let approved = self.desk.herald.approve_review(approval).await;
        approved.expect("is taken");
        self.desk.settle().await;
    }

    async fn minutes(&self, count: u32) {
        for _ in 0..count {
            self.desk.pass(MINUTE);
            self.desk.settle().await;
        }
    }

    fn posted(&self) -> Vec<String> {
        let own = self.net.statuses_of("mira");
        own.into_iter().map(|status| status.text).collect()
    }

    fn lies_there(&self) -> Vec<String> {
        let own = self.net.parked_of("mira");
        own.iter().map(|parked| parked.text().to_owned()).collect()
    }

    async fn row(&self) -> HistoryRow {
        self.desk.history().await.remove(0)
    }

    /// Returns where the newest action stands, and whether anything lies there or is public.
    async fn stands(&self) -> (String, usize, usize) {
        let state = self.row().await.state;
        (state, self.lies_there().len(), self.posted().len())
    }

    async fn back(&self) {
        self.answers("back").await;
    }

    async fn answers(&self, answer: &str) {
        let said = AnswerAction {
            action_id: self.row().await.id,
            answer: answer.to_owned(),
            at: None,
            zone: None,
            url: None,
        };
        self.desk
            .herald
            .answer_action(said)
            .await
            .expect("is taken");
        self.desk.settle().await;
    }

    async fn pause(&self, paused: bool) {
        let herald = &self.desk.herald;
        let wish = PauseEverything { paused };
        herald.pause_everything(wish).await.expect("is taken");
        self.desk.settle().await;
    }

    async fn signed_out(&self) -> bool {
        self.desk.accounts().await[0].state == AccountStateView::NeedsReconnect
    }

    async fn connects_again(&self) {
        let again = self.desk.connect_mastodon(&self.net, "mira-token").await;
        again.expect("connects");
        self.minutes(10).await;
        assert!(!self.signed_out().await);
    }

    fn fails(&self, call: &str, kind: FaultKind) {
        self.net.inject(Fault::once(call, kind));
    }
}

fn held(state: &str, parked: usize, public: usize) -> (String, usize, usize) {
    (state.to_owned(), parked, public)
}

#[tokio::test]
async fn it_is_published_at_its_time_while_this_computer_is_off() {
    let scene = Scene::planned(Profile::MASTODON).await;
    let row = scene.row().await;
    assert_eq!(row.state_text, "Planned, at the server");
    assert_eq!(scene.lies_there(), ["Lunch."]);
    // The computer is off until the evening.
    scene.desk.pass(MINUTE * 600);
    assert_eq!(scene.posted(), ["Lunch."]);
    let Scene { desk, net, account } = scene;
    let desk = desk.restart().await;
    let scene = Scene { desk, net, account };
    scene.desk.settle().await;
    assert_eq!(scene.stands().await, held("done", 0, 1));
    assert!(scene.row().await.url.is_some(), "it says where it is");
}

#[tokio::test]
async fn it_is_parked_only_after_the_time_to_undo_and_only_where_chosen() {
    let scene = Scene::ready(Profile::MASTODON).await;
    scene.plan("Lunch.", "12:30").await;
    assert_eq!(
        scene.stands().await,
        held("held", 0, 0),
        "inside the undo window"
    );
    scene.minutes(1).await;
    assert_eq!(scene.stands().await, held("parked", 1, 0));

    let scene = Scene::ready(Profile::MASTODON).await;
    scene.choose("false").await;
    scene.plan("Lunch.", "12:30").await;
    scene.minutes(2).await;
    assert_eq!(scene.stands().await, held("held", 0, 0), "not chosen");
    scene.choose("true").await;
    scene.minutes(1).await;
    assert_eq!(scene.stands().await, held("parked", 1, 0), "chosen later");

    let scene = Scene::ready(Profile::MASTODON).await;
    scene.plan("Soon.", "11:08").await;
    scene.minutes(2).await;
    assert_eq!(scene.stands().await, held("held", 0, 0), "too near");
    scene.minutes(6).await;
    assert_eq!(scene.stands().await, held("done", 0, 1));
}

#[tokio::test]
async fn it_is_never_offered_to_a_server_that_would_publish_at_once() {
    for profile in [Profile::KEYLESS, Profile::RENDERING] {
        let scene = Scene::planned(profile.clone()).await;
        scene.minutes(88).await;
        assert_eq!(scene.stands().await, held("held", 0, 0), "{}", profile.name);
        scene.minutes(1).await;
        assert_eq!(scene.posted(), ["Lunch."], "{}", profile.name);
    }
}

#[tokio::test]
async fn taken_back_it_is_taken_out_and_waits_for_a_decision_again() {
    let scene = Scene::planned(Profile::MASTODON).await;
    assert_eq!(scene.row().await.answers, ["back"]);
    scene.fails(TAKE_OUT, FaultKind::ServerError);
    scene.back().await;
    let row = scene.row().await;
    assert_eq!(row.state_text, "Being taken back", "the server said no");
    assert_eq!(row.answers, [""; 0]);
    assert_eq!(scene.desk.waiting().await, 0);
    scene.minutes(2).await;
    assert_eq!(scene.stands().await, held("cancelled", 0, 0));
    assert_eq!(scene.desk.waiting().await, 1);
    scene.minutes(100).await;
    assert_eq!(scene.posted(), [""; 0]);
}

#[tokio::test]
async fn whatever_goes_wrong_while_it_is_taken_out_it_is_not_published() {
    for fault in [
        FaultKind::Offline,
        FaultKind::Status { status: 404 },
        FaultKind::Status { status: 422 },
        FaultKind::ExpiredToken,
        FaultKind::RateLimited { reset_after_s: 90 },
        FaultKind::Garbage,
        FaultKind::CloseAfter,
        FaultKind::ErrorAfter { status: 502 },
        FaultKind::GarbageAfter,
    ] {
        let scene = Scene::planned(Profile::MASTODON).await;
        scene.fails(TAKE_OUT, fault);
        scene.back().await;
        scene.minutes(80).await;
        assert_eq!(scene.stands().await, held("cancelled", 0, 0), "{fault:?}");
        assert_eq!(scene.desk.waiting().await, 1, "{fault:?}");
    }
}

#[tokio::test]
async fn a_sign_in_that_ended_is_told_of_the_account_and_nothing_stays_there() {
    let ended = FaultKind::Status { status: 401 };
    let scene = Scene::planned(Profile::MASTODON).await;
    // The sign-in is tried once more before it counts as ended.
    scene.fails(TAKE_OUT, ended);
    scene.fails(TAKE_OUT, ended);
    scene.back().await;
    assert_eq!(scene.stands().await, held("parked", 1, 0));
    assert!(scene.signed_out().await);
    scene.connects_again().await;
    assert_eq!(scene.stands().await, held("cancelled", 0, 0));

    let scene = Scene::ready(Profile::MASTODON).await;
    scene.fails(POST, ended);
    scene.fails(POST, ended);
    scene.plan("Lunch.", "12:30").await;
    scene.minutes(1).await;
    assert_eq!(scene.stands().await, held("held", 0, 0));
    assert!(scene.signed_out().await);
    scene.connects_again().await;
    assert_eq!(scene.stands().await, held("parked", 1, 0));
}

#[tokio::test]
async fn what_was_public_before_it_was_taken_back_is_done() {
    let scene = Scene::planned(Profile::MASTODON).await;
    scene.desk.pass(MINUTE * 90);
    scene.back().await;
    assert_eq!(scene.stands().await, held("done", 0, 1));
    assert_eq!(scene.desk.waiting().await, 0);
}

#[tokio::test]
async fn a_plan_that_did_not_leave_yet_can_be_taken_back_later() {
    let scene = Scene::ready(Profile::KEYLESS).await;
    scene.plan("Lunch.", "12:30").await;
    scene.minutes(30).await;
    scene.back().await;
    assert_eq!(scene.row().await.state_text, "Taken back");
    assert_eq!(scene.desk.waiting().await, 1);
}

#[tokio::test]
async fn paused_is_paused_at_the_server_too() {
    let scene = Scene::planned(Profile::MASTODON).await;
    scene.pause(true).await;
    assert_eq!(scene.stands().await, held("held", 0, 0));
    scene.minutes(10).await;
    assert_eq!(scene.stands().await, held("held", 0, 0));
    scene.pause(false).await;
    assert_eq!(scene.stands().await, held("parked", 1, 0));

    let id = scene.account.id.clone();
    let herald = &scene.desk.herald;
    herald.pause_account(ById { id }).await.expect("is paused");
    scene.desk.settle().await;
    assert_eq!(scene.stands().await, held("held", 0, 0));
}

#[tokio::test]
async fn an_account_whose_posts_lie_there_is_not_removed_before_they_are_taken_out() {
    let scene = Scene::planned(Profile::MASTODON).await;
    let by_id = || ById {
        id: scene.account.id.clone(),
    };
    let herald = &scene.desk.herald;
    let refused = herald
        .remove_account(by_id())
        .await
        .expect_err("is refused");
    assert!(
        refused.message.contains("Pause the account first"),
        "{refused:?}"
    );
    herald.pause_account(by_id()).await.expect("is paused");
    scene.desk.settle().await;
    herald.remove_account(by_id()).await.expect("is removed");
    scene.desk.pass(MINUTE * 600);
    assert_eq!(scene.posted(), [""; 0]);
}

#[tokio::test]
async fn a_lost_answer_is_looked_up_and_it_lies_there_once() {
    for fault in [
        FaultKind::CloseAfter,
        FaultKind::ErrorAfter { status: 502 },
        FaultKind::GarbageAfter,
        FaultKind::HalfAnswer,
    ] {
        let scene = Scene::ready(Profile::MASTODON).await;
        scene.fails(POST, fault);
        scene.plan("Lunch.", "12:30").await;
        scene.minutes(2).await;
        assert_eq!(scene.stands().await, held("parked", 1, 0), "{fault:?}");
        assert_eq!(scene.row().await.state_text, "Planned, at the server");
        scene.minutes(90).await;
        assert_eq!(scene.stands().await, held("done", 0, 1), "{fault:?}");
    }
}

#[tokio::test]
async fn what_did_not_arrive_there_goes_out_from_here() {
    let scene = Scene::ready(Profile::MASTODON).await;
    scene.fails(POST, FaultKind::TimeoutBefore);
    scene.plan("Lunch.", "12:30").await;
    scene.minutes(10).await;
    assert_eq!(scene.stands().await, held("held", 0, 0));
    scene.minutes(80).await;
    assert_eq!(scene.stands().await, held("done", 0, 1));
}

#[tokio::test]
async fn a_server_that_takes_no_more_leaves_it_here() {
    let scene = Scene::ready(Profile::MASTODON).await;
    scene.fails(POST, FaultKind::Status { status: 422 });
    scene.plan("Lunch.", "12:30").await;
    scene.minutes(2).await;
    assert_eq!(scene.stands().await, held("held", 0, 0));
    assert!(scene.row().await.trouble.contains("goes out from here"));
    scene.minutes(88).await;
    assert_eq!(scene.stands().await, held("done", 0, 1));
}

#[tokio::test]
async fn what_somebody_took_out_there_is_asked() {
    let scene = Scene::planned(Profile::MASTODON).await;
    let lies = scene.net.parked_of("mira").remove(0);
    scene.net.take_out(&lies.id);
    scene.minutes(70).await;
    assert_eq!(scene.row().await.state, "asks", "before its time");
    let row = scene.row().await;
    assert_eq!((row.state.as_str(), scene.posted().len()), ("asks", 0));
    assert_eq!(row.answers, ["arrived", "again", "leave"]);
}

#[tokio::test]
async fn two_of_the_same_words_are_told_apart() {
    let scene = Scene::ready(Profile::MASTODON).await;
    scene.fails(POST, FaultKind::CloseAfter);
    scene.plan("Open now!", "12:30").await;
    scene.plan("Open now!", "12:30").await;
    scene.minutes(2).await;
    assert_eq!(scene.lies_there(), ["Open now!", "Open now!"]);
    scene.minutes(88).await;
    assert_eq!(scene.posted(), ["Open now!"], "they keep their distance");
    scene.minutes(12).await;
    assert_eq!(scene.posted(), ["Open now!", "Open now!"]);
    let states: Vec<String> = scene
        .desk
        .history()
        .await
        .into_iter()
        .map(|r| r.state)
        .collect();
    assert_eq!(states, ["done", "done"]);
}

#[tokio::test]
async fn it_is_believed_only_when_it_was_read_back() {
    let scene = Scene::ready(Profile::MASTODON).await;
    // As often as a reading is tried.
    for _ in 0..3 {
        scene.fails(KEPT, FaultKind::ServerError);
    }
    scene.plan("Lunch.", "12:30").await;
    scene.minutes(1).await;
    assert_eq!(scene.row().await.state_text, "Being left with the server");
    scene.net.clear_faults();
    scene.minutes(2).await;
    assert_eq!(scene.row().await.state_text, "Planned, at the server");
}

/// Ends the process at every call and every write while a post is parked.
#[tokio::test]
async fn wherever_the_process_ends_it_goes_out_once() {
    let mut times = 0;
    for end in ends() {
        let scene = Scene::ready(Profile::MASTODON).await;
        scene.plan("Lunch.", "12:30").await;
        scene.desk.pass(MINUTE);
        let (scene, gone) = scene.ends(end).await;
        times += usize::from(gone);
        scene.minutes(100).await;
        assert_eq!(scene.stands().await, held("done", 0, 1), "{end:?}");
    }
    assert!(times >= 9, "the process ended {times} times");
}

/// Ends the process at every call and every write while a parked post is taken out.
#[tokio::test]
async fn wherever_the_process_ends_what_is_paused_is_taken_out() {
    let mut times = 0;
    for end in ends() {
        let scene = Scene::planned(Profile::MASTODON).await;
        let wish = PauseEverything { paused: true };
        let herald = &scene.desk.herald;
        herald.pause_everything(wish).await.expect("is taken");
        let (scene, gone) = scene.ends(end).await;
        times += usize::from(gone);
        scene.minutes(10).await;
        assert_eq!(scene.stands().await, held("held", 0, 0), "{end:?}");
    }
    assert!(times >= 4, "the process ended {times} times");
}

/// The first calls and writes; there are fewer of them than this.
fn ends() -> impl Iterator<Item = End> {
    (0..6).flat_map(|at| {
        [
            End::BeforeCall(at),
            End::AfterCall(at),
            End::AfterCommit(at),
        ]
    })
}

impl Scene {
    /// Works off what is due and starts anew where the process ended in the midst of it.
    async fn ends(self, end: End) -> (Self, bool) {
        let wire = self.desk.wire.clone();
        wire.ends_at(Some(end));
        let gone = tokio::select! {
            biased;
            () = wire.end() => true,
            _ = self.desk.engine.run_until_idle() => false,
        };
        wire.ends_at(None);
        let Self { desk, net, account } = self;
        let desk = if gone { desk.restart().await } else { desk };
        desk.settle().await;
        (Self { desk, net, account }, gone)
    }
}
