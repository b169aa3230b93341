//! Lanes on servers of every kind: once, in order, and nobody stalled.

mod refused;

use std::time::Duration;

use herald_api::views::{
    AccountView, AnswerAction, HistoryRow, NewPost, Nothing, PauseEverything, ProposeAction,
};
use herald_pipeline::ports::ActionReads;
use herald_simnet::mastodon::Written;
use herald_simnet::{Fault, FaultKind, MastodonNet, Profile};

use crate::support::Desk;

const POST: &str = "POST /api/v1/statuses";

/// A Herald with Mira's account on a server of one kind.
struct Scene {
    desk: Desk,
    net: MastodonNet,
    account: AccountView,
}

impl Scene {
    async fn new(profile: Profile) -> Self {
        let (desk, net, account) = Desk::on_mastodon(profile).await;
        desk.settle().await;
        Self { desk, net, account }
    }

    /// Proposes and approves a post.
    async fn post(&self, text: &str) {
        let card = self.desk.proposed(&self.account, text).await;
        self.desk.approve(&card).await;
    }

    /// Proposes and approves a post for an audience, or a thread.
    async fn wish(&self, wish: ProposeAction) {
        let wish = ProposeAction {
            account_id: Some(self.account.id.clone()),
            ..wish
        };
        let card = self
            .desk
            .herald
            .propose_action(wish)
            .await
            .expect("proposes");
        self.desk.approve(&card).await;
    }

    /// Settles again and again while time passes, second by second at first, as an engine would.
    async fn pass(&self, span: Duration) {
        self.desk.live(span).await;
    }

    fn texts(&self) -> Vec<String> {
        self.net
            .statuses_of("mira")
            .into_iter()
            .map(|s| s.text)
            .collect()
    }

    /// Returns how often the server was asked to post.
    fn sendings(&self) -> usize {
        let posts = |w: &&Written| w.call == POST;
        self.net.log().iter().filter(posts).count()
    }

    async fn newest(&self) -> HistoryRow {
        self.desk.history().await.remove(0)
    }

    async fn in_trouble(&self) -> u32 {
        let overview = self.desk.herald.overview(Nothing {}).await;
        overview.expect("tells").in_trouble
    }

    async fn answer(&self, answer: &str) -> HistoryRow {
        let action_id = self.newest().await.id;
        let said = AnswerAction {
            action_id,
            answer: answer.to_owned(),
            ..AnswerAction::default()
        };
        self.desk
            .herald
            .answer_action(said)
            .await
            .expect("is taken")
    }
}

#[tokio::test]
async fn a_server_that_works_on_a_post_for_long_has_it_once() {
    for profile in Profile::ALL {
        let scene = Scene::new(profile.clone()).await;
        scene
            .net
            .inject(Fault::once(POST, FaultKind::WorksOn { for_s: 27 }));
        scene.post("Slow and steady.").await;
        scene.pass(Duration::from_mins(2)).await;
        assert_eq!(scene.texts(), ["Slow and steady."], "{}", profile.name);
        assert_eq!(scene.newest().await.state, "done", "{}", profile.name);
    }
}

/// Texts as people write them; servers make other things of them.
const TEXTS: [&str; 26] = [
    "Hi @ada@a.test, thanks",
    "that is *really* kind",
    "1. one",
    "> as you said\nyes",
    "I <3 it",
    "fine :) see you",
    "done :tada:",
    "# Monday\nback to work",
    "- bread\n- milk",
    "`cargo test` & \"quotes\"",
    "~~old~~ new",
    "see https://example.com/a/very/long/path?with=query",
    "look https://example.com/a.png here",
    "レンズを買いました",
    "Grüße aus Köln!",
    "two\n\nparagraphs",
    "5 < 6 and 7 > 3",
    "_emphasis_ and **strength**",
    "@jonas yes",
    "thanks, @jonas.",
    "#photo #harbour",
    "a",
    "👍",
    "100 %",
    "What do you think?",
    "Tomorrow at 9:30, harbour & market",
];

#[tokio::test]
async fn an_ordinary_text_whose_answer_was_lost_is_recognised_or_asked_about_and_never_doubled() {
    for profile in [Profile::KEYLESS, Profile::RENDERING] {
        let scene = Scene::new(profile.clone()).await;
        for text in TEXTS {
            scene.net.inject(Fault::once(POST, FaultKind::CloseAfter));
            scene.post(text).await;
            scene.desk.settle().await;
            scene.pass(Duration::from_mins(6)).await;
            let row = scene.newest().await;
            assert!(
                ["done", "asks"].contains(&row.state.as_str()),
                "{text:?}: {row:?}"
            );
        }
        assert_eq!(
            scene.texts().len(),
            TEXTS.len(),
            "{}: none is doubled",
            profile.name
        );
        let rows = scene.desk.history().await;
        let asked = rows.iter().filter(|row| row.state == "asks").count();
        assert!(
            asked <= 2,
            "{}: {asked} of 26 are asked about",
            profile.name
        );
    }
}

#[tokio::test]
async fn a_proxy_that_says_trouble_of_what_was_done_makes_no_copies() {
    for profile in Profile::ALL {
        let scene = Scene::new(profile.clone()).await;
        scene.net.inject(Fault {
            times: Fault::ALWAYS,
            ..Fault::once(POST, FaultKind::ErrorAfter { status: 504 })
        });
        scene.post("Once is enough.").await;
        scene.pass(Duration::from_secs(150)).await;
        assert_eq!(scene.texts(), ["Once is enough."], "{}", profile.name);
        assert_eq!(scene.newest().await.state, "done", "{}", profile.name);
    }
}

#[tokio::test]
async fn what_lists_do_not_show_is_asked_about_with_three_answers() {
    let narrow = || ProposeAction {
        verb: "post".to_owned(),
        text: Some("For followers.".to_owned()),
        visibility: Some("followers".to_owned()),
        ..ProposeAction::default()
    };
    for (answer, state, posts) in [
        ("arrived", "done", 1),
        ("leave", "cancelled", 1),
        ("again", "done", 2),
    ] {
        let scene = Scene::new(Profile::RENDERING).await;
        scene.net.inject(Fault::once(POST, FaultKind::CloseAfter));
        scene.wish(narrow()).await;
        scene.pass(Duration::from_mins(6)).await;
        let row = scene.newest().await;
        assert_eq!(row.state, "asks", "{row:?}");
        assert_eq!(row.answers, ["arrived", "again", "leave"]);
        assert_eq!(scene.texts().len(), 1, "it was not sent twice");
        // The lane goes on without it.
        scene.post("In the meantime.").await;
        scene.desk.settle().await;
        assert_eq!(scene.newest().await.state, "done");
        let action_id = row.id.clone();
        let said = AnswerAction {
            action_id,
            answer: answer.to_owned(),
            ..AnswerAction::default()
        };
        scene
            .desk
            .herald
            .answer_action(said)
            .await
            .expect("is taken");
        scene.desk.settle().await;
        let rows = scene.desk.history().await;
        let now = rows.iter().find(|r| r.id == row.id).expect("is there");
        assert_eq!(now.state, state, "{answer}: {now:?}");
        let narrow = scene
            .texts()
            .iter()
            .filter(|t| *t == "For followers.")
            .count();
        assert_eq!(narrow, posts, "{answer}");
    }
}

#[tokio::test]
async fn a_question_about_a_thread_says_which_part_it_is_about() {
    let scene = Scene::new(Profile::RENDERING).await;
    let lose = || scene.net.inject(Fault::once(POST, FaultKind::CloseAfter));
    lose();
    let second = NewPost {
        text: "And the second.".to_owned(),
        ..NewPost::default()
    };
    scene
        .wish(ProposeAction {
            verb: "thread".to_owned(),
            text: Some("The first.".to_owned()),
            more: vec![second],
            visibility: Some("direct".to_owned()),
            ..ProposeAction::default()
        })
        .await;
    scene.pass(Duration::from_mins(6)).await;
    let asked = scene.newest().await.part_asked.expect("asks of a part");
    assert_eq!((asked.number, asked.of), (1, 2));
    lose();
    // Where it is, the person does not say; it counts as public all the same.
    scene.answer("arrived").await;
    scene.pass(Duration::from_mins(6)).await;
    let row = scene.newest().await;
    assert_eq!(row.parts.len(), 1, "{row:?}");
    assert_eq!(row.parts[0].text, "The first.");
    let asked = row.part_asked.expect("asks of the other part");
    assert_eq!((asked.number, asked.text.as_str()), (2, "And the second."));
}

#[tokio::test]
async fn what_a_server_surely_lost_is_sent_once_more_and_not_a_third_time() {
    let scene = Scene::new(Profile::KEYLESS).await;
    scene.net.inject(Fault {
        times: Fault::ALWAYS,
        ..Fault::once(POST, FaultKind::Status { status: 503 })
    });
    scene.post("Anybody there?").await;
    scene.pass(Duration::from_mins(30)).await;
    assert_eq!((scene.sendings(), scene.texts().len()), (2, 0));
    let row = scene.newest().await;
    assert_eq!(row.state, "asks", "{row:?}");
    scene.net.clear_faults();
    scene.answer("again").await;
    scene.desk.settle().await;
    assert_eq!(scene.texts(), ["Anybody there?"]);
}

#[tokio::test]
async fn a_storm_of_trouble_makes_at_most_five_sendings_under_a_key() {
    let scene = Scene::new(Profile::MASTODON).await;
    scene.net.inject(Fault {
        times: Fault::ALWAYS,
        ..Fault::once(POST, FaultKind::Status { status: 503 })
    });
    scene.post("Anybody there?").await;
    scene.pass(Duration::from_mins(40)).await;
    assert_eq!(scene.sendings(), 5);
    assert_eq!(scene.newest().await.state, "asks");
}

#[tokio::test]
async fn parts_go_out_in_the_order_they_were_approved_whoever_was_put_off() {
    let scene = Scene::new(Profile::MASTODON).await;
    scene.net.inject(Fault::once(POST, FaultKind::Offline));
    scene.net.inject(Fault::once(
        POST,
        FaultKind::RateLimited { reset_after_s: 60 },
    ));
    scene.post("part 1").await;
    scene.desk.settle().await;
    scene.post("part 2").await;
    scene.pass(Duration::from_mins(3)).await;
    assert_eq!(scene.texts(), ["part 1", "part 2"]);
}

#[tokio::test]
async fn patience_begins_with_the_first_call_that_failed() {
    let scene = Scene::new(Profile::MASTODON).await;
    let card = scene
        .desk
        .proposed(&scene.account, "Seven hours later.")
        .await;
    scene.desk.approve(&card).await;
    let pause = |paused| {
        scene
            .desk
            .herald
            .pause_everything(PauseEverything { paused })
    };
    pause(true).await.expect("pauses");
    scene.desk.settle().await;
    scene.desk.pass(Duration::from_hours(7));
    pause(false).await.expect("resumes");
    scene.net.inject(Fault::once(POST, FaultKind::Offline));
    scene.pass(Duration::from_mins(1)).await;
    assert_eq!(scene.texts(), ["Seven hours later."]);
}

#[tokio::test]
async fn a_part_that_a_lagging_replica_does_not_know_is_waited_for() {
    let scene = Scene::new(Profile::LAGGING).await;
    let post = |text: &str| NewPost {
        text: text.to_owned(),
        ..NewPost::default()
    };
    scene
        .wish(ProposeAction {
            verb: "thread".to_owned(),
            text: Some("One".to_owned()),
            more: vec![post("Two"), post("Three")],
            ..ProposeAction::default()
        })
        .await;
    scene.desk.settle().await;
    scene.pass(Duration::from_mins(2)).await;
    assert_eq!(scene.texts(), ["One", "Two", "Three"]);
    assert_eq!(scene.newest().await.state, "done");
}

#[tokio::test]
async fn a_thread_that_must_stop_says_what_is_public_and_offers_three_ways_on() {
    for (answer, left) in [
        ("again", vec!["One", "Two"]),
        ("take_back", vec![]),
        ("leave", vec!["One"]),
    ] {
        let scene = Scene::new(Profile::MASTODON).await;
        let two = NewPost {
            text: "Two".to_owned(),
            ..NewPost::default()
        };
        // The first is taken, the second refused for good.
        scene.net.inject(Fault {
            after: 1,
            ..Fault::once(POST, FaultKind::Status { status: 422 })
        });
        scene
            .wish(ProposeAction {
                verb: "thread".to_owned(),
                text: Some("One".to_owned()),
                more: vec![two],
                ..ProposeAction::default()
            })
            .await;
        scene.desk.settle().await;
        let row = scene.newest().await;
        assert_eq!(row.state, "asks", "{row:?}");
        assert_eq!(row.answers, ["again", "take_back", "leave"]);
        assert_eq!(row.parts.len(), 1, "the address of what is public: {row:?}");
        assert_eq!(row.to_come.len(), 1, "what is still to come: {row:?}");
        scene.net.clear_faults();
        let id = row.id;
        let said = AnswerAction {
            action_id: id,
            answer: answer.to_owned(),
            ..AnswerAction::default()
        };
        scene
            .desk
            .herald
            .answer_action(said)
            .await
            .expect("is taken");
        scene.desk.settle().await;
        assert_eq!(scene.texts(), left, "{answer}");
    }
}

#[tokio::test]
async fn a_repetition_that_never_left_takes_no_doubt_away_from_the_sending_before() {
    let scene = Scene::new(Profile::LAGGING).await;
    let net = &scene.net;
    net.inject(Fault::once(POST, FaultKind::CloseAfter));
    // The server has forgotten the key by then.
    let limited = FaultKind::RateLimited {
        reset_after_s: 7_200,
    };
    net.inject(Fault::once(POST, limited));
    scene.post("Once, please.").await;
    scene.desk.settle().await;
    assert_eq!(scene.texts(), ["Once, please."], "it arrived, unanswered");
    let id = scene.newest().await.id.parse().expect("an id");
    let action = scene.desk.store.action(&id).await.expect("reads");
    let action = action.expect("is there");
    assert!(action.uncertain, "an end of the process must not forget it");
    scene.desk.pass(Duration::from_hours(2));
    scene.pass(Duration::from_mins(20)).await;
    assert_eq!(scene.texts(), ["Once, please."]);
    assert_eq!(scene.newest().await.state, "done");
}

#[tokio::test]
async fn what_is_refused_at_the_second_try_may_be_there_from_the_first() {
    let scene = Scene::new(Profile::LAGGING).await;
    scene.net.inject(Fault::once(POST, FaultKind::CloseAfter));
    scene
        .net
        .inject(Fault::once(POST, FaultKind::Status { status: 422 }));
    scene.post("Take one.").await;
    scene.pass(Duration::from_mins(2)).await;
    assert_eq!(scene.texts(), ["Take one."]);
    assert_eq!(scene.newest().await.state, "done", "it is there");
}

#[tokio::test]
async fn what_is_refused_at_the_second_try_and_is_not_there_is_refused_without_a_question() {
    let scene = Scene::new(Profile::MASTODON).await;
    scene.net.inject(Fault::once(POST, FaultKind::ServerError));
    let refusal = FaultKind::Status { status: 422 };
    scene.net.inject(Fault::once(POST, refusal));
    scene.post("Take one.").await;
    scene.pass(Duration::from_mins(7)).await;
    let row = scene.newest().await;
    assert_eq!((row.state.as_str(), scene.sendings()), ("refused", 2));
    assert!(row.trouble.contains("says no"), "{}", row.trouble);
}

#[tokio::test]
async fn pausing_before_a_repetition_takes_no_doubt_away_either() {
    let scene = Scene::new(Profile::LAGGING).await;
    scene.net.inject(Fault::once(POST, FaultKind::CloseAfter));
    scene
        .net
        .inject(Fault::once(POST, FaultKind::Status { status: 503 }));
    scene.post("Once, please.").await;
    scene.desk.settle().await;
    let pause = |paused| {
        scene
            .desk
            .herald
            .pause_everything(PauseEverything { paused })
    };
    pause(true).await.expect("pauses");
    scene.desk.pass(Duration::from_hours(3));
    scene.desk.settle().await;
    pause(false).await.expect("goes on");
    scene.pass(Duration::from_mins(20)).await;
    assert_eq!(scene.texts(), ["Once, please."]);
}
