//! What is approved goes out once, and what is said of it is true.

use std::collections::BTreeMap;
use std::time::Duration;

use herald_domain::{PostContent, Proposal, Receipt, Verb};
use herald_pipeline::ports::{Lookup, NetworkErrorKind, Prepared, Search, SendError};
use serde_json::Value;

use super::{Desk, is_told};
use crate::Instead;
use crate::builders;

/// Prepares a post under a key.
async fn prepared(desk: &Desk, text: &str, key: &str) -> Prepared {
    let content = PostContent {
        text: text.to_owned(),
        ..PostContent::default()
    };
    let proposal = Proposal::Post { content };
    let proposal = desk.source.completed(&desk.account, proposal, None).await;
    let approved = builders::approved(&desk.account, proposal.expect("it is completed"));
    let none = BTreeMap::new();
    let made = desk
        .executor
        .prepare(&desk.account, &approved, key, desk.now(), &none);
    made.await.expect("it is prepared")
}

/// Prepares a post under a key of its own.
async fn wire(desk: &Desk, text: &str) -> Value {
    let key = desk.executor.key(Verb::Post, desk.now(), builders::tail());
    prepared(desk, text, &key).await.wire
}

async fn find(desk: &Desk, wire: &Value) -> Lookup {
    find_beside(desk, wire, &[]).await
}

/// Looks a post up where others are accounted for.
async fn find_beside(desk: &Desk, wire: &Value, others: &[Receipt]) -> Lookup {
    let known = others.iter().filter_map(|one| one.remote.clone());
    let search = Search {
        first_called: desk.now(),
        accounted: known.map(|remote| remote.id).collect(),
    };
    let found = desk.executor.find(&desk.account, wire, &[], &search);
    found.await.expect("it is looked up")
}

/// Preparing twice gives the same bytes, and nothing is public.
pub async fn preparing_changes_nothing_and_is_the_same_twice(desk: &Desk) {
    desk.caught_up().await;
    let key = desk.executor.key(Verb::Post, desk.now(), builders::tail());
    let text = "See https://example.com #sea 🌊";
    let first = prepared(desk, text, &key).await;
    let again = prepared(desk, text, &key).await;
    assert_eq!(first.wire, again.wire);
    assert_eq!(desk.counterpart.posted().await, Vec::<String>::new());
}

/// A look-up before sending finds nothing, one afterwards what the receipt says.
pub async fn what_was_sent_is_found_and_what_was_not_is_not(desk: &Desk) {
    let wire = wire(desk, "The pier at dawn.").await;
    assert_eq!(find(desk, &wire).await, Lookup::Nothing);
    let receipt = desk.executor.send(&desk.account, &wire, &[]).await;
    let receipt = receipt.expect("it is sent");
    assert_eq!(desk.counterpart.posted().await.len(), 1);
    match find(desk, &wire).await {
        Lookup::Found(found) => assert_eq!(
            found.remote.map(|remote| remote.id),
            receipt.remote.map(|remote| remote.id)
        ),
        other => panic!("it is there: {other:?}"),
    }
}

/// The server has it and the answer did not come: never `NotSent`, and one look-up tells.
pub async fn a_lost_answer_is_looked_up_and_found(desk: &Desk) {
    let mut others = Vec::new();
    for (nth, instead) in [
        Instead::Silence,
        Instead::Status(500),
        Instead::Status(502),
        Instead::Page(504),
        Instead::Page(200),
        Instead::Empty,
        Instead::Half,
    ]
    .into_iter()
    .enumerate()
    {
        let text = format!("Lost answer number {nth}, of all.");
        let wire = wire(desk, &text).await;
        desk.wire
            .spoil_answers(desk.counterpart.posts(), instead.clone());
        let sent = desk.executor.send(&desk.account, &wire, &[]).await;
        desk.wire.stop();
        match sent {
            Err(SendError::Unknown(error)) => is_told(&error),
            other => panic!("after {instead:?} nobody can know: {other:?}"),
        }
        match find_beside(desk, &wire, &others).await {
            Lookup::Found(found) => others.push(found),
            other => panic!("after {instead:?} it is there: {other:?}"),
        }
        let posted = desk.counterpart.posted().await;
        assert_eq!(posted.len(), nth + 1, "{posted:?}");
        desk.pass(Duration::from_mins(5));
    }
}

/// The server refused: nothing is public, and later the same bytes go out once.
pub async fn a_refusal_is_no_sending_and_the_same_bytes_go_out_once_afterwards(desk: &Desk) {
    let mut others = Vec::new();
    for (nth, status) in [401, 403, 404, 422, 429].into_iter().enumerate() {
        let text = format!("Refused number {nth}, of all.");
        let wire = wire(desk, &text).await;
        desk.wire
            .answer_for_it(desk.counterpart.posts(), Instead::Status(status));
        let sent = desk.executor.send(&desk.account, &wire, &[]).await;
        desk.wire.stop();
        match sent {
            Err(SendError::NotSent(error)) => {
                is_told(&error);
                let waits = matches!(error.kind, NetworkErrorKind::RateLimited { .. });
                assert_eq!(waits, status == 429, "{error:?}");
            }
            other => panic!("{status} is a refusal: {other:?}"),
        }
        desk.pass(Duration::from_mins(10));
        let found = find_beside(desk, &wire, &others).await;
        assert_eq!(found, Lookup::Nothing, "after {status}");
        let sent = desk.executor.send(&desk.account, &wire, &[]).await;
        others.push(sent.expect("it goes out now"));
        let posted = desk.counterpart.posted().await;
        assert_eq!(posted.len(), nth + 1, "{posted:?}");
    }
}

/// Without a connection nothing was sent.
pub async fn what_never_left_is_known_not_to_have_left(desk: &Desk) {
    let wire = wire(desk, "Never left.").await;
    desk.wire
        .answer_for_it(desk.counterpart.posts(), Instead::Unreached);
    let sent = desk.executor.send(&desk.account, &wire, &[]).await;
    desk.wire.stop();
    let kind = match sent {
        Err(SendError::NotSent(error)) => error.kind,
        other => panic!("it never left: {other:?}"),
    };
    assert_eq!(kind, NetworkErrorKind::Unavailable);
    assert_eq!(find(desk, &wire).await, Lookup::Nothing);
    assert_eq!(desk.counterpart.posted().await, Vec::<String>::new());
}
