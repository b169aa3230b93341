//! What a network refuses from a program: a person finishes it, and Herald waits for their word.

use std::collections::BTreeMap;
use std::sync::Arc;
use std::sync::atomic::{AtomicU32, Ordering};
use std::time::Duration;

use async_trait::async_trait;
use herald_api::ErrorCode;
use herald_api::views::{ApproveReview, FinishHandOver, HandOverView, Nothing, ProposeAction};
use herald_domain::{
    Account, ApprovedAction, HandOver, Network, Receipt, Safety, Spending, Timestamp, Verb,
};
use herald_pipeline::engine::Engine;
use herald_pipeline::ports::{
    ActionExecutor, Change, Lookup, NetworkError, NetworkErrorKind, NetworkWriters, Prepared,
    Search, SendError, UnitOfWork,
};
use serde_json::Value;

use crate::support::{Desk, MIRA};

/// A network that takes nothing from programs, told before sending, at it, or at the second try, when the
/// first, unanswered one may have arrived.
#[derive(Clone)]
enum Refusing {
    BeforeSending,
    AtSending,
    AtSecond {
        calls: Arc<AtomicU32>,
        arrived: bool,
    },
}

fn page() -> HandOver {
    HandOver {
        url: "https://network.test/compose".to_owned(),
        text: Some("The words.".to_owned()),
        instruction: "Paste the text and press Publish.".to_owned(),
    }
}

#[async_trait]
impl ActionExecutor for Refusing {
    fn key(&self, _: Verb, now: Timestamp, _: [u8; 10]) -> String {
        now.millis().to_string()
    }

    async fn prepare(
        &self,
        _: &Account,
        _: &ApprovedAction,
        _: &str,
        _: Timestamp,
        _: &BTreeMap<String, Vec<u8>>,
    ) -> Result<Prepared, NetworkError> {
        Ok(Prepared {
            wire: Value::from("words"),
            hand_over: matches!(self, Self::BeforeSending).then(page),
            ..Prepared::default()
        })
    }

    async fn safety(&self, _: &Account, _: Verb) -> Safety {
        Safety::Person
    }

    async fn check_target(&self, _: &Account, _: &ApprovedAction) -> Result<(), NetworkError> {
        Ok(())
    }

    fn steps(&self, _: &Value) -> usize {
        1
    }

    async fn send(&self, _: &Account, _: &Value, _: &[Receipt]) -> Result<Receipt, SendError> {
        if let Self::AtSecond { calls, .. } = self
            && calls.fetch_add(1, Ordering::AcqRel) == 0
        {
            return Err(SendError::Unknown(NetworkError {
                kind: NetworkErrorKind::Unavailable,
                code: "no_answer".to_owned(),
                message: "It did not answer.".to_owned(),
            }));
        }
        Err(SendError::HandOver(page()))
    }

    async fn find(
        &self,
        _: &Account,
        _: &Value,
        _: &[Receipt],
        _: &Search,
    ) -> Result<Lookup, NetworkError> {
        let Self::AtSecond { calls, arrived } = self else {
            return Ok(Lookup::Nothing);
        };
        // A list that lags shows the first one late.
        let shows = *arrived && calls.load(Ordering::Acquire) > 1;
        Ok(if shows {
            Lookup::Found(Receipt::default())
        } else {
            Lookup::Nothing
        })
    }

    fn call_timeout(&self) -> Duration {
        Duration::from_secs(5)
    }
}

impl NetworkWriters for Refusing {
    fn executor(&self, _: Network) -> Option<Arc<dyn ActionExecutor>> {
        Some(Arc::new(self.clone()))
    }
}

/// Approves a post on a network that refuses programs, and returns what waits for the person.
async fn handed_over(desk: &Desk, refusing: Refusing) -> HandOverView {
    let wish = ProposeAction {
        verb: "post".into(),
        text: Some("The words.".into()),
        ..ProposeAction::default()
    };
    let card = desk.herald.propose_action(wish).await.expect("proposes");
    let approve = ApproveReview {
        id: card.row.id,
        digest: Some(card.digest),
        now: true,
    };
    desk.herald.approve_review(approve).await.expect("approves");
    let engine = Engine::new(desk.herald.context().clone(), Arc::new(refusing));
    engine.run_until_idle().await.expect("settles");
    let mut overview = desk.herald.overview(Nothing {}).await.expect("overview");
    assert_eq!(overview.handed_over.len(), 1, "{overview:?}");
    overview.handed_over.remove(0)
}

/// Approves a post whose first sending gets no answer, and whose second one the network wants from a person.
async fn refused_at_the_second_try(desk: &Desk, arrived: bool) {
    let account = desk.accounts().await.remove(0);
    let card = desk.proposed(&account, "The words.").await;
    desk.approve(&card).await;
    let calls = Arc::default();
    let refusing = Arc::new(Refusing::AtSecond { calls, arrived });
    let engine = Engine::new(desk.herald.context().clone(), refusing);
    for _ in 0..20 {
        engine.run_until_idle().await.expect("settles");
        desk.pass(Duration::from_mins(1));
    }
}

#[tokio::test]
async fn what_the_network_wants_from_the_person_is_not_handed_over_when_it_is_there() {
    let desk = Desk::connected().await;
    refused_at_the_second_try(&desk, true).await;
    assert_eq!(desk.history().await[0].state, "done");
}

#[tokio::test]
async fn what_the_network_wants_from_the_person_is_handed_over_once_it_surely_is_not_there() {
    let desk = Desk::connected().await;
    refused_at_the_second_try(&desk, false).await;
    let row = &desk.history().await[0];
    assert_eq!(row.state, "handed_over");
    let overview = desk.herald.overview(Nothing {}).await.expect("overview");
    assert_eq!(overview.handed_over[0].url, page().url);
}

fn finish(action_id: &str, done: bool) -> FinishHandOver {
    FinishHandOver {
        action_id: action_id.to_owned(),
        done,
        link: None,
    }
}

#[tokio::test]
async fn the_page_the_text_and_what_is_left_to_do_wait_for_the_person_and_survive_a_restart() {
    for refusing in [Refusing::BeforeSending, Refusing::AtSending] {
        let desk = Desk::connected().await;
        let waits = handed_over(&desk, refusing).await;
        assert_eq!(waits.url, page().url);
        assert_eq!(waits.text, "The words.");
        assert_eq!(waits.instruction, page().instruction);
        let desk = desk.restart().await;
        desk.settle().await;
        assert!(desk.posted().is_empty(), "nothing was sent by Herald");
        let overview = desk.herald.overview(Nothing {}).await.expect("overview");
        assert_eq!(overview.handed_over, [waits]);
    }
}

#[tokio::test]
async fn the_person_says_what_became_of_it_once() {
    for (done, state) in [(true, "done"), (false, "cancelled")] {
        let desk = Desk::connected().await;
        let id = handed_over(&desk, Refusing::BeforeSending).await.action_id;
        let answer = desk.herald.finish_hand_over(finish(&id, done)).await;
        assert_eq!(answer.expect("finishes").state, state);
        let overview = desk.herald.overview(Nothing {}).await.expect("overview");
        assert!(overview.handed_over.is_empty());
        let again = desk.herald.finish_hand_over(finish(&id, true)).await;
        assert_eq!(again.expect_err("only once").code, ErrorCode::Changed);
    }
}

#[tokio::test]
async fn nothing_is_bought_beyond_the_month_s_budget() {
    let desk = Desk::connected().await;
    let context = desk.herald.context();
    let account = context.store().accounts().await.expect("lists").remove(0);
    assert_eq!(account.handle, MIRA);
    assert_eq!(context.afford(10_000_000).await, Ok(Ok(())));
    let now = context.clock().now();
    let spent = Spending::once(account.id.clone(), "post", 9_900_000, now);
    let unit = UnitOfWork::new().with(Change::Spend(spent));
    context.store().commit(unit).await.expect("books");
    assert_eq!(context.afford(100_000).await, Ok(Ok(())));
    let refused = context.afford(100_001).await.expect("reads");
    let error = refused.expect_err("too much");
    assert_eq!(error.kind, NetworkErrorKind::OverBudget);
    assert!(error.message.contains("$0.10 are left"), "{error}");
    desk.pass(Duration::from_hours(31 * 24));
    assert_eq!(context.afford(100_001).await, Ok(Ok(())));
}
