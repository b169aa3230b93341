//! What something is about is on the card, from the network, and an answer reaches whom it is for.

use herald_api::views::{AccountView, ListReviews, NewPost, ProposeAction, ReviewCard};
use herald_simnet::Profile;

use crate::support::{Desk, JONAS, MIRA};

fn about(account: &AccountView, verb: &str, target: &str) -> ProposeAction {
    ProposeAction {
        verb: verb.to_owned(),
        account_id: Some(account.id.clone()),
        target: Some(target.to_owned()),
        ..ProposeAction::default()
    }
}

async fn proposed(desk: &Desk, wish: ProposeAction) -> ReviewCard {
    desk.herald.propose_action(wish).await.expect("proposes")
}

async fn refused(desk: &Desk, wish: ProposeAction) -> String {
    let answer = desk.herald.propose_action(wish).await;
    let error = answer.expect_err("is refused");
    assert!(error.message.contains("Nothing was sent."), "{error:?}");
    error.message
}

async fn sent(desk: &Desk, card: &ReviewCard) {
    desk.approve(card).await;
    desk.settle().await;
    let newest = desk.history().await.remove(0);
    assert_eq!(newest.state, "done", "{newest:?}");
}

#[tokio::test]
async fn nobody_approves_a_deed_blind() {
    let desk = Desk::connected().await;
    let account = desk.accounts().await.remove(0);
    let post = desk
        .sim
        .post_as(JONAS, "Fog over the harbour.")
        .expect("posts");
    let own = desk.sim.post_as(MIRA, "My own words.").expect("posts");
    for verb in ["like", "repost", "quote", "report"] {
        let wish = ProposeAction {
            text: (verb == "quote").then(|| "Look".to_owned()),
            reason: (verb == "report").then(|| "spam".to_owned()),
            ..about(&account, verb, &post.to_string())
        };
        let card = proposed(&desk, wish).await;
        let seen = card.answers.expect("shows what it is about");
        assert_eq!(seen.text, "Fog over the harbour.", "{verb}");
        assert_eq!(seen.who, "Jonas Weber", "{verb}");
        assert!(!card.deed.contains("at://"), "{}", card.deed);
        assert_eq!(card.row.who, "Jonas Weber", "{verb}");
    }
    let card = proposed(&desk, about(&account, "delete", &own.to_string())).await;
    assert_eq!(card.answers.expect("shows it").text, "My own words.");
    let card = proposed(&desk, about(&account, "follow", JONAS)).await;
    assert_eq!(card.deed, "Follow Jonas Weber.");
    assert!(card.answers.expect("shows whom").is_person);
}

#[tokio::test]
async fn what_cannot_be_is_refused_when_it_is_proposed() {
    let desk = Desk::connected().await;
    let account = desk.accounts().await.remove(0);
    let post = desk.sim.post_as(JONAS, "Fog.").expect("posts").to_string();
    for (verb, target, says) in [
        ("like", JONAS, "a person, not a post"),
        ("repost", JONAS, "a person, not a post"),
        ("delete", JONAS, "a person, not a post"),
        ("follow", post.as_str(), "a post, not a person"),
        ("mute", post.as_str(), "a post, not a person"),
        ("block", post.as_str(), "a post, not a person"),
        ("follow", MIRA, "this account itself"),
        ("block", MIRA, "this account itself"),
        ("delete", post.as_str(), "not by this account"),
    ] {
        let words = refused(&desk, about(&account, verb, target)).await;
        assert!(words.contains(says), "{verb} {target}: {words}");
    }
    assert_eq!(desk.waiting().await, 0);
}

#[tokio::test]
async fn what_bluesky_cannot_keep_is_refused_when_it_is_proposed() {
    let desk = Desk::connected().await;
    let account = desk.accounts().await.remove(0);
    let post = |visibility: Option<&str>, warning: Option<&str>| ProposeAction {
        verb: "post".to_owned(),
        account_id: Some(account.id.clone()),
        text: Some("Only for you".to_owned()),
        visibility: visibility.map(str::to_owned),
        warning: warning.map(str::to_owned),
        ..ProposeAction::default()
    };
    for visibility in ["direct", "followers", "unlisted"] {
        let words = refused(&desk, post(Some(visibility), None)).await;
        assert!(words.contains("Everybody sees"), "{words}");
    }
    let words = refused(&desk, post(None, Some("spoiler"))).await;
    assert!(words.contains("no content warnings"), "{words}");
    assert_eq!(
        proposed(&desk, post(Some("public"), Some(" ")))
            .await
            .visibility,
        "public"
    );
}

#[tokio::test]
async fn an_answer_by_address_names_whom_it_answers_and_everybody_named_there() {
    let (desk, net, account) = Desk::on_mastodon(Profile::MASTODON).await;
    net.join("alan", "Alan", "alan-token");
    let asked = net.write_as("alan", "@jonas @mira shall we?", None, Some("unlisted"));
    net.change_status(&asked, |status, _| status.warning = "plans".to_owned());
    let wish = ProposeAction {
        text: Some("Yes!".to_owned()),
        ..about(&account, "reply", &asked)
    };
    let card = proposed(&desk, wish).await;
    assert_eq!(card.text.as_deref(), Some("@alan @jonas Yes!"));
    assert_eq!(card.content_warning, "plans");
    assert_eq!(card.visibility, "unlisted");
    let seen = card.answers.clone().expect("shows it");
    assert_eq!(
        (seen.warning.as_str(), seen.who.as_str()),
        ("plans", "Alan")
    );
    sent(&desk, &card).await;
    let status = net.statuses_of("mira").remove(0);
    assert_eq!(
        (status.warning.as_str(), status.answers),
        ("plans", Some(asked.clone()))
    );
    // Who wants the warning off takes it off.
    let wish = ProposeAction {
        text: Some("And again!".to_owned()),
        warning: Some(String::new()),
        ..about(&account, "reply", &asked)
    };
    assert_eq!(proposed(&desk, wish).await.content_warning, "");
}

#[tokio::test]
async fn a_drafted_answer_takes_the_warning_over_and_names_everybody() {
    let (desk, net, _) = Desk::on_mastodon(Profile::MASTODON).await;
    net.join("alan", "Alan", "alan-token");
    let asked = net.write_as(
        "alan",
        "@mira @jonas which lens did you use for the harbour picture?",
        None,
        None,
    );
    net.change_status(&asked, |status, _| status.warning = "gear talk".to_owned());
    desk.settle().await;
    let card = desk.only_card().await;
    assert_eq!(card.content_warning, "gear talk");
    let text = card.text.clone().expect("a draft");
    assert!(text.starts_with("@alan @jonas "), "{text}");
    sent(&desk, &card).await;
    assert_eq!(net.statuses_of("mira").remove(0).warning, "gear talk");
}

#[tokio::test]
async fn a_message_answers_the_message_and_reaches_who_was_chosen() {
    let (desk, net, account) = Desk::on_mastodon(Profile::MASTODON).await;
    net.join("ada", "Ada", "ada-token");
    let first = net.write_as("ada", "@mira hello", None, Some("direct"));
    let second = net.write_as(
        "ada",
        "@mira which lens did you use for the picture?",
        Some(&first),
        Some("direct"),
    );
    desk.settle().await;
    let wish = ProposeAction {
        verb: "message".to_owned(),
        text: Some("Ask @adam about it".to_owned()),
        ..about(&account, "message", "@ada")
    };
    let card = proposed(&desk, wish).await;
    assert_eq!(card.text.as_deref(), Some("@ada Ask @adam about it"));
    let list = desk.herald.list_reviews(ListReviews::default()).await;
    let mut rows = list.expect("lists").items.into_iter();
    let asked = rows.find(|row| row.gist.contains("which lens"));
    let drafted = desk
        .card(&asked.expect("a draft for the last message").id)
        .await;
    sent(&desk, &drafted).await;
    let status = net.statuses_of("mira").remove(0);
    assert_eq!(status.answers.as_deref(), Some(second.as_str()));
    assert_eq!(status.visibility, "direct");
}

#[tokio::test]
async fn each_part_of_what_few_see_reaches_the_same_people() {
    let (desk, net, account) = Desk::on_mastodon(Profile::MASTODON).await;
    let wish = ProposeAction {
        verb: "thread".to_owned(),
        account_id: Some(account.id.clone()),
        text: Some("@jonas first".to_owned()),
        more: vec![
            NewPost {
                text: "second".to_owned(),
                images: vec![],
            },
            NewPost {
                text: "third, @jonas".to_owned(),
                images: vec![],
            },
        ],
        visibility: Some("direct".to_owned()),
        ..ProposeAction::default()
    };
    let card = proposed(&desk, wish).await;
    let rest: Vec<&str> = card.rest.iter().map(|part| part.text.as_str()).collect();
    assert_eq!(rest, ["@jonas second", "third, @jonas"]);
    sent(&desk, &card).await;
    assert_eq!(net.statuses_of("mira").len(), 3);
}

#[tokio::test]
async fn a_name_is_found_in_the_form_herald_shows_it_in() {
    let (desk, net, account) = Desk::on_mastodon(Profile::MASTODON).await;
    net.join("petra", "Petra", "petra-token");
    let host = account
        .handle
        .split_once('@')
        .expect("has a server")
        .1
        .to_owned();
    for named in [
        format!("@petra@{host}"),
        format!("petra@{host}"),
        "@petra".to_owned(),
        "petra".to_owned(),
    ] {
        let card = proposed(&desk, about(&account, "follow", &named)).await;
        assert_eq!(card.row.who, "Petra", "{named}");
    }
}
