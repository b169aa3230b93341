//! Signing in with the browser, and what is known of one's own accounts.

use std::net::{Ipv4Addr, TcpListener};

use herald_api::views::{
    AwaitSignIn, GivenField, ListActivity, SignInState, SignInView, StartSignIn,
};
use herald_simnet::{MastodonNet, Profile};
use tokio::io::{AsyncReadExt as _, AsyncWriteExt as _};
use tokio::net::TcpStream;

use crate::support::Desk;

async fn begun(desk: &Desk, net: &MastodonNet, port: Option<u16>) -> SignInView {
    let field = |id: &str, value: String| GivenField {
        id: id.to_owned(),
        value,
    };
    let mut fields = vec![field("server", net.url())];
    fields.extend(port.map(|port| field("redirect_port", port.to_string())));
    let start = StartSignIn {
        network: "mastodon".to_owned(),
        way: "oauth".to_owned(),
        fields,
        addresses: Vec::new(),
    };
    desk.herald.start_sign_in(start).await.expect("begins")
}

/// Opens an address as a browser would.
async fn open(address: &str) -> String {
    let (host, path) = address
        .strip_prefix("http://")
        .and_then(|rest| rest.split_once('/'))
        .expect("an address");
    let mut stream = TcpStream::connect(host).await.expect("is there");
    let request = format!("GET /{path} HTTP/1.1\r\nHost: {host}\r\nConnection: close\r\n\r\n");
    stream.write_all(request.as_bytes()).await.expect("sends");
    let mut answer = String::new();
    stream.read_to_string(&mut answer).await.expect("answers");
    answer
}

async fn signed_in(desk: &Desk, net: &MastodonNet, port: Option<u16>) -> SignInView {
    let view = begun(desk, net, port).await;
    let back = net.agree(&view.url, "mira").expect("the page is shown");
    let waiting = desk.herald.await_sign_in(AwaitSignIn {
        id: view.id,
        pasted: None,
    });
    let browser = async {
        let stray = back.replace("state=", "state=x");
        assert!(open(&stray).await.starts_with("HTTP/1.1 400"), "{stray}");
        open(&back).await
    };
    let (done, page) = tokio::join!(waiting, browser);
    assert!(page.contains("Herald has what it needs."), "{page}");
    done.expect("signs in")
}

#[tokio::test]
async fn the_browser_signs_in_and_a_stray_request_ends_nothing() {
    let desk = Desk::open().await;
    let net = desk.mastodon(Profile::MASTODON).await;
    let done = signed_in(&desk, &net, None).await;
    assert_eq!(done.state, SignInState::Connected);
    assert!(
        done.accounts[0].handle.starts_with("mira@"),
        "{:?}",
        done.accounts
    );
    net.post_as(
        "jonas",
        "@mira which lens did you use for the harbour picture?",
    );
    desk.settle().await;
    assert_eq!(desk.waiting().await, 1);
}

#[tokio::test]
async fn an_app_the_server_forgot_is_registered_again() {
    let desk = Desk::open().await;
    let net = desk.mastodon(Profile::MASTODON).await;
    let free = TcpListener::bind((Ipv4Addr::LOCALHOST, 0)).expect("a port");
    let port = free.local_addr().expect("is bound").port();
    drop(free);
    signed_in(&desk, &net, Some(port)).await;
    signed_in(&desk, &net, Some(port)).await;
    assert_eq!(net.apps(), 1, "one registration for one address");
    net.forget_apps();
    signed_in(&desk, &net, Some(port)).await;
    assert_eq!(net.apps(), 1);
}

/// What is noted of the activities that were seen.
async fn notes(desk: &Desk) -> Vec<String> {
    let listed = desk.herald.list_activity(ListActivity::default()).await;
    let items = listed.expect("lists").items.into_iter();
    items.map(|row| row.note).collect()
}

#[tokio::test]
async fn what_one_own_account_says_to_another_is_not_drafted() {
    let (desk, net, _) = Desk::on_mastodon(Profile::MASTODON).await;
    desk.connect_mastodon(&net, "jonas-token")
        .await
        .expect("connects");
    for n in 0..5 {
        net.post_as(
            "jonas",
            &format!("@mira which lens did you use for picture {n}?"),
        );
        net.post_as(
            "mira",
            &format!("@jonas which lens did you use for picture {n}?"),
        );
    }
    desk.settle().await;
    assert_eq!(desk.waiting().await, 0);
    let notes = notes(&desk).await;
    assert_eq!(notes.len(), 10);
    assert!(
        notes
            .iter()
            .all(|note| note.contains("an account of yours")),
        "{notes:?}"
    );
    // Somebody else's question is drafted all the same.
    net.join("ada", "Ada", "ada-token");
    net.post_as(
        "ada",
        "@mira which lens did you use for the harbour picture?",
    );
    desk.settle().await;
    assert_eq!(desk.waiting().await, 1);
}

#[tokio::test]
async fn a_handle_whose_server_answers_elsewhere_finds_it_and_stays_the_name_people_know() {
    let desk = Desk::open().await;
    let (front, net) = (
        desk.mastodon(Profile::MASTODON).await,
        desk.mastodon(Profile::MASTODON).await,
    );
    front.points_to(&net);
    let host = |net: &MastodonNet| net.url().trim_start_matches("http://").to_owned();
    let refused = desk.connect_mastodon(&front, "mira-token").await;
    let error = refused.expect_err("the front speaks no such interface");
    assert!(error.message.contains("Mastodon"), "{}", error.message);
    let account = desk
        .connect_named(&format!("@mira@{}", front.url()), "mira-token")
        .await;
    let account = account.expect("connects");
    assert_eq!(account.handle, format!("mira@{}", host(&front)));
    let card = desk.proposed(&account, "Found.").await;
    desk.approve(&card).await;
    desk.settle().await;
    assert_eq!(net.statuses_of("mira").len(), 1);
}
