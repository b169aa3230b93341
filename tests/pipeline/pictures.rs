//! Posts of pictures without words, whose answer is lost: nothing but the pictures tells one from another.

use std::time::Duration;

use herald_api::views::{AccountView, NewImage, ProposeAction};
use herald_simnet::{Fault, FaultKind, MastodonNet, Profile};

use crate::support::Desk;
use crate::verbs::PIXEL;

const POST: &str = "POST /api/v1/statuses";

/// Approves a picture with a description and without a word.
async fn approve_picture(desk: &Desk, account: &AccountView, alt: &str) {
    let wish = ProposeAction {
        verb: "post".into(),
        account_id: Some(account.id.clone()),
        images: vec![NewImage {
            base64: PIXEL.into(),
            alt: alt.into(),
        }],
        ..ProposeAction::default()
    };
    let card = desk.herald.propose_action(wish).await.expect("proposes");
    desk.approve(&card).await;
}

/// Posts a picture from somewhere else, of those that are there.
fn posted_on_the_phone(net: &MastodonNet, text: &str) {
    let there = net.statuses_of("mira").remove(0).media;
    let id = net.post_as("mira", text);
    net.change_status(&id, |status, _| status.media = there);
}

#[tokio::test]
async fn a_picture_that_is_there_is_recognised_by_its_file() {
    for profile in Profile::ALL {
        let (desk, net, account) = Desk::on_mastodon(profile.clone()).await;
        desk.settle().await;
        net.inject(Fault::once(POST, FaultKind::CloseAfter));
        approve_picture(&desk, &account, "").await;
        desk.live(Duration::from_mins(3)).await;
        let row = desk.history().await.remove(0);
        assert_eq!(row.state, "done", "{}", profile.name);
        assert_eq!(net.statuses_of("mira").len(), 1, "{}", profile.name);
    }
}

#[tokio::test]
async fn a_picture_posted_on_the_phone_meanwhile_is_not_taken_for_the_one_that_was_lost() {
    for text in ["", "My dog, asleep."] {
        for profile in [Profile::KEYLESS, Profile::RENDERING] {
            let (desk, net, account) = Desk::on_mastodon(profile.clone()).await;
            desk.settle().await;
            approve_picture(&desk, &account, "A pier in fog").await;
            desk.live(Duration::from_secs(30)).await;
            net.inject(Fault::once(POST, FaultKind::Offline));
            approve_picture(&desk, &account, "A lighthouse").await;
            desk.settle().await;
            posted_on_the_phone(&net, text);
            desk.live(Duration::from_mins(30)).await;
            let row = desk.history().await.remove(0);
            let told = (row.state.as_str(), net.statuses_of("mira").len());
            assert!(
                matches!(told, ("asks", 2) | ("done", 3)),
                "{} {text:?}: {told:?}",
                profile.name
            );
        }
    }
}
