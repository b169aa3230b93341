//! A server that says, once or for a while, that it does not have what it has; and what is there unseen.

use herald_simnet::{Fault, FaultKind, Profile};

use super::{KEPT, Scene, TAKE_OUT, held};

const GONE: FaultKind = FaultKind::Status { status: 404 };

impl Scene {
    /// The server finds one parked post no longer, by its identifier, so often.
    fn forgets(&self, call: &str, times: u32) {
        self.net.inject(Fault {
            times,
            ..Fault::once(call, GONE)
        });
    }
}

#[tokio::test]
async fn a_server_that_does_not_find_it_once_still_has_it() {
    for times in 1..=4 {
        let scene = Scene::planned(Profile::MASTODON).await;
        scene.forgets(KEPT, times);
        scene.minutes(60).await;
        assert_eq!(scene.stands().await, held("parked", 1, 0), "{times} times");
        scene.minutes(40).await;
        assert_eq!(scene.stands().await, held("done", 0, 1), "{times} times");
    }
}

#[tokio::test]
async fn taken_back_it_does_not_go_out_though_the_server_does_not_find_it_at_first() {
    for times in 1..=4 {
        let scene = Scene::planned(Profile::MASTODON).await;
        scene.forgets(TAKE_OUT, times);
        scene.forgets(KEPT, times);
        scene.back().await;
        scene.minutes(100).await;
        assert_eq!(
            scene.stands().await,
            held("cancelled", 0, 0),
            "{times} times"
        );
    }
}

#[tokio::test]
async fn what_is_sent_again_from_here_is_taken_out_there_first() {
    let scene = Scene::planned(Profile::MASTODON).await;
    // Somebody took it out, as it seems.
    let lies = scene.net.parked_of("mira").remove(0);
    scene.net.take_out(&lies.id);
    scene.minutes(60).await;
    assert_eq!(scene.row().await.state, "asks");
    scene.net.put_back(lies);
    scene.answers("again").await;
    assert_eq!(scene.stands().await, held("held", 0, 0));
    scene.minutes(50).await;
    assert_eq!(scene.stands().await, held("done", 0, 1));
    assert_eq!(scene.row().await.answers, Vec::<String>::new());
}

#[tokio::test]
async fn one_that_became_public_unseen_is_not_taken_for_another_that_is_in_doubt() {
    for other in ["Day 12: a long walk by the harbour", "Something else."] {
        let scene = Scene::ready(Profile::MASTODON).await;
        scene
            .plan("Day 11: a long walk by the harbour", "11:30")
            .await;
        scene.minutes(1).await;
        // Longer away than a key is trusted; the planned one becomes public meanwhile.
        let away = FaultKind::Status { status: 503 };
        scene.net.inject(Fault::always(away));
        let card = scene.desk.proposed(&scene.account, other).await;
        scene.desk.approve(&card).await;
        scene.minutes(70).await;
        scene.net.clear_faults();
        scene.minutes(15).await;
        let rows = scene.desk.history().await;
        assert!(rows.iter().all(|row| row.state == "done"), "{rows:?}");
        assert!(rows.iter().all(|row| row.url.is_some()), "{rows:?}");
        let mut posted = scene.posted();
        posted.sort();
        let mut wanted = ["Day 11: a long walk by the harbour", other];
        wanted.sort_unstable();
        assert_eq!(posted, wanted);
    }
}
