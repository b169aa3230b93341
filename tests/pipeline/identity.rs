//! Who an account is: what was approved goes out from there and from nowhere else, and a sign-in is shown
//! to the server that gave it and to no other.

use std::time::Duration;

use crate::support::{Desk, MIRA};
use herald_api::ErrorCode;
use herald_api::views::{AccountStateView, AddressView, ById, ConnectAccount};
use herald_simnet::{Fault, FaultKind, MastodonNet, Profile};

/// Returns the texts of what Mira wrote on a server.
fn texts(net: &MastodonNet) -> Vec<String> {
    net.statuses_of("mira")
        .into_iter()
        .map(|s| s.text)
        .collect()
}

#[tokio::test]
async fn the_same_number_on_two_servers_is_two_accounts() {
    let desk = Desk::open().await;
    let (a, b) = (
        desk.mastodon(Profile::MASTODON).await,
        desk.mastodon(Profile::MASTODON).await,
    );
    assert_eq!(
        a.person("mira").expect("mira").id,
        b.person("mira").expect("mira").id
    );
    b.change("mira", |mira| {
        mira.tokens = ["other-token".to_owned()].into();
    });
    let on_a = desk
        .connect_mastodon(&a, "mira-token")
        .await
        .expect("connects");
    let card = desk.proposed(&on_a, "From A alone.").await;
    let on_b = desk
        .connect_mastodon(&b, "other-token")
        .await
        .expect("connects");
    assert_ne!(on_a.id, on_b.id);
    assert_eq!(desk.accounts().await.len(), 2);
    desk.approve(&card).await;
    desk.settle().await;
    assert_eq!(
        (texts(&a), texts(&b)),
        (vec!["From A alone.".to_owned()], vec![])
    );
    // Neither server was ever shown the other's token: each would have refused it.
    for account in desk.accounts().await {
        assert_eq!(account.state, AccountStateView::Active, "{}", account.note);
    }
}

#[tokio::test]
async fn connecting_again_finds_the_account_it_was() {
    let (desk, net, first) = Desk::on_mastodon(Profile::KEYLESS).await;
    let again = desk
        .connect_mastodon(&net, "mira-token")
        .await
        .expect("connects");
    assert_eq!(first.id, again.id);
    let other = desk
        .connect_mastodon(&net, "jonas-token")
        .await
        .expect("connects");
    assert_ne!(first.id, other.id);
}

#[tokio::test]
async fn a_token_revoked_and_replaced_is_used_at_once_and_the_account_is_well() {
    let (desk, net, account) = Desk::on_mastodon(Profile::MASTODON).await;
    desk.settle().await;
    net.change("mira", |mira| mira.tokens = ["new-token".to_owned()].into());
    desk.pass(Duration::from_mins(2));
    desk.settle().await;
    let state = |accounts: Vec<herald_api::views::AccountView>| accounts[0].state;
    assert_eq!(
        state(desk.accounts().await),
        AccountStateView::NeedsReconnect
    );
    desk.connect_mastodon(&net, "new-token")
        .await
        .expect("connects");
    for _ in 0..3 {
        desk.pass(Duration::from_mins(2));
        desk.settle().await;
        assert_eq!(state(desk.accounts().await), AccountStateView::Active);
    }
    let card = desk.proposed(&account, "With the new one.").await;
    desk.approve(&card).await;
    desk.settle().await;
    assert_eq!(texts(&net), ["With the new one."]);
    let desk = desk.restart().await;
    assert_eq!(state(desk.accounts().await), AccountStateView::Active);
    assert_eq!(desk.accounts().await[0].note, "");
}

#[tokio::test]
async fn a_sign_in_refused_for_a_while_is_well_again_by_itself() {
    let (desk, net, _) = Desk::on_mastodon(Profile::MASTODON).await;
    desk.settle().await;
    net.inject(Fault::always(FaultKind::Status { status: 401 }));
    desk.pass(Duration::from_mins(2));
    desk.settle().await;
    assert_eq!(
        desk.accounts().await[0].state,
        AccountStateView::NeedsReconnect
    );
    net.clear_faults();
    for _ in 0..3 {
        desk.pass(Duration::from_mins(31));
        desk.settle().await;
    }
    assert_eq!(desk.accounts().await[0].state, AccountStateView::Active);
}

#[tokio::test]
async fn an_account_is_not_removed_while_its_secret_cannot_be() {
    let desk = Desk::connected().await;
    let id = desk.accounts().await[0].id.clone();
    let session = format!("account/{id}/session");
    desk.close_vault(true);
    let refused = desk.herald.remove_account(ById { id: id.clone() }).await;
    assert_eq!(refused.expect_err("refuses").code, ErrorCode::VaultLocked);
    assert_eq!(desk.accounts().await.len(), 1);
    desk.close_vault(false);
    assert!(desk.secrets().contains(&session));
    desk.herald
        .remove_account(ById { id })
        .await
        .expect("removes");
    assert_eq!(desk.accounts().await.len(), 0);
    assert!(!desk.secrets().contains(&session));
    let ledger = desk.sim.ledger();
    let ended = |e: &&herald_simnet::LedgerEntry| e.method.ends_with("deleteSession");
    assert_eq!(
        ledger.accepted().filter(ended).count(),
        1,
        "the server was told"
    );
}

#[tokio::test]
async fn a_server_that_claims_somebody_elses_account_gets_nothing() {
    let desk = Desk::connected().await;
    // Another server on which Mira's name and password open an account of the same identifier.
    let evil = Desk::open().await;
    assert_eq!(
        evil.sim.user(MIRA).expect("mira").did,
        desk.sim.user(MIRA).expect("mira").did
    );
    let address = |role: &str, address: String| AddressView {
        role: role.to_owned(),
        address,
    };
    let claim = ConnectAccount {
        network: "bluesky".to_owned(),
        way: String::new(),
        fields: Vec::new(),
        handle: MIRA.to_owned(),
        secret: "app-pass-word-mira".to_owned(),
        second_factor: None,
        addresses: vec![
            address("service", evil.sim.url()),
            address("plc", desk.sim.url()),
        ],
    };
    let refused = desk
        .herald
        .connect_account(claim)
        .await
        .expect_err("refuses");
    assert!(
        refused.message.contains("identity document"),
        "{}",
        refused.message
    );
    assert_eq!(desk.accounts().await.len(), 1);
    let card = desk.mentioned("Which lens did you use?").await;
    desk.approve(&card).await;
    desk.settle().await;
    assert_eq!(desk.posted().len(), 1);
    assert_eq!(evil.posted(), Vec::<String>::new());
}
