//! Texts arrive as the card showed them, whatever people write.

use herald_api::ErrorCode;
use herald_api::views::{AccountView, NewPost, PlanPost, PostPlan, ProposeAction};
use herald_simnet::Profile;
use serde_json::Value;

use crate::support::Desk;

fn post(account: &AccountView, text: &str) -> ProposeAction {
    ProposeAction {
        verb: "post".to_owned(),
        account_id: Some(account.id.clone()),
        text: Some(text.to_owned()),
        ..ProposeAction::default()
    }
}

async fn planned(
    desk: &Desk,
    account: &AccountView,
    text: &str,
    warning: Option<&str>,
) -> PostPlan {
    let plan = PlanPost {
        account_id: account.id.clone(),
        text: text.to_owned(),
        warning: warning.map(str::to_owned),
    };
    desk.herald.plan_post(plan).await.expect("plans")
}

async fn sent(desk: &Desk, wish: ProposeAction) {
    let card = desk.herald.propose_action(wish).await.expect("proposes");
    desk.approve(&card).await;
    desk.settle().await;
    let newest = desk.history().await.remove(0);
    assert_eq!(newest.state, "done", "{newest:?}");
}

/// What each facet of the newest post marks, and what stands there.
fn marked(desk: &Desk) -> Vec<(String, String)> {
    let post = desk.posts().pop().expect("a post");
    let text = post["text"].as_str().expect("a text");
    let facets = post["facets"].as_array().cloned().unwrap_or_default();
    let mark = |facet: &Value| {
        let end = |name: &str| usize::try_from(facet["index"][name].as_u64()?).ok();
        let shown = text.get(end("byteStart")?..end("byteEnd")?)?;
        let feature = &facet["features"][0];
        let says = ["uri", "did", "tag"]
            .into_iter()
            .find_map(|name| feature[name].as_str());
        Some((shown.to_owned(), says?.to_owned()))
    };
    facets
        .iter()
        .map(|f| mark(f).expect("marks a text"))
        .collect()
}

fn pair(shown: &str, says: &str) -> (String, String) {
    (shown.to_owned(), says.to_owned())
}

#[tokio::test]
async fn what_is_clicked_on_bluesky_is_what_was_typed() {
    let desk = Desk::connected().await;
    let account = desk.accounts().await.remove(0);
    let link = "https://example.com/x";
    for (text, marks) in [
        (
            "https://example.com/x\u{3000}次の文",
            vec![pair(link, link)],
        ),
        (
            "\u{feff}Look: https://example.com/x",
            vec![pair(link, link)],
        ),
        (
            "one\r\nhttps://example.com/x\r\n#two",
            vec![pair(link, link), pair("#two", "two")],
        ),
        ("this.Is fine, and 2.0.is as well", vec![]),
        ("@alice.test_x and @alice.test@mastodon.test", vec![]),
    ] {
        sent(&desk, post(&account, text)).await;
        assert_eq!(marked(&desk), marks, "{text:?}");
    }
}

#[tokio::test]
async fn a_long_text_without_spaces_is_split_around_its_link_and_arrives_whole() {
    let desk = Desk::connected().await;
    let account = desk.accounts().await.remove(0);
    let link = "https://example.com/tickets/2026";
    let before: String = "港の写真展は明日から始まります。"
        .chars()
        .cycle()
        .take(290)
        .collect();
    let text = format!("{before}{link} どうぞご覧ください。");
    let plan = planned(&desk, &account, &text, None).await;
    assert!(plan.posts.len() > 1);
    let whole = plan
        .posts
        .iter()
        .filter(|post| post.text.contains(link))
        .count();
    assert_eq!(whole, 1, "{:?}", plan.posts);
    assert!(plan.posts.iter().all(|post| post.used <= plan.allowed));
}

#[tokio::test]
async fn what_herald_split_fits_with_its_warning() {
    let (desk, net, account) = Desk::on_mastodon(Profile::MASTODON).await;
    let text = "It was a long day at the harbour, and we took many pictures. ".repeat(16);
    let warning = "a very long day, told at length";
    let plan = planned(&desk, &account, &text, Some(warning)).await;
    let mut texts = plan.posts.into_iter().map(|post| post.text);
    let wish = ProposeAction {
        verb: "thread".to_owned(),
        text: texts.next(),
        more: texts
            .map(|text| NewPost {
                text,
                images: Vec::new(),
            })
            .collect(),
        warning: Some(warning.to_owned()),
        ..post(&account, "")
    };
    sent(&desk, wish).await;
    assert!(net.statuses_of("mira").len() > 2);
}

#[tokio::test]
async fn scripts_whose_signs_join_are_counted_as_the_server_counts() {
    let desk = Desk::connected().await;
    let account = desk.accounts().await.remove(0);
    let plan = planned(&desk, &account, &"ខ្មែរ ស្រី ".repeat(50), None).await;
    assert_eq!(plan.used, 350);
    let refused = desk
        .herald
        .propose_action(post(&account, &"ខ្មែរ ស្រី ".repeat(50)))
        .await;
    let error = refused.expect_err("is too long");
    assert!(
        error.message.contains("of 300 characters"),
        "{}",
        error.message
    );
}

#[tokio::test]
async fn a_language_is_one_that_exists_and_is_sent_whole() {
    let (desk, net, account) = Desk::on_mastodon(Profile::MASTODON).await;
    let speaking = |tag: &str| ProposeAction {
        langs: vec![tag.to_owned()],
        ..post(&account, "港")
    };
    sent(&desk, speaking("zh-tw")).await;
    let status = net.statuses_of("mira").pop().expect("a post");
    assert_eq!(status.language.as_deref(), Some("zh-TW"));
    for tag in ["xx-invalid-language", "english", "en-", "", "zz"] {
        let refused = desk.herald.propose_action(speaking(tag)).await;
        let error = refused.expect_err("is no language");
        assert_eq!(error.code, ErrorCode::BadInput);
        assert!(error.message.contains("no language"), "{}", error.message);
    }
}

#[tokio::test]
async fn what_a_network_keeps_of_languages_is_on_the_card() {
    let (desk, _, account) = Desk::on_mastodon(Profile::MASTODON).await;
    let wish = ProposeAction {
        langs: vec!["en".to_owned(), "de".to_owned(), "fr".to_owned()],
        ..post(&account, "Two harbours.")
    };
    let card = desk.herald.propose_action(wish).await.expect("proposes");
    let said: Vec<&str> = card.warnings.iter().map(|w| w.text.as_str()).collect();
    assert_eq!(
        said,
        ["Mastodon keeps one language, so en is sent and de, fr is not."]
    );
}
