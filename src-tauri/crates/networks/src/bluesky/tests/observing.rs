use std::collections::BTreeSet;
use std::sync::{Arc, Mutex};
use std::time::Duration;

use async_trait::async_trait;
use herald_domain::{Account, Timestamp};
use herald_pipeline::ports::{
    ActivitySource, HttpRequest, NetworkErrorKind, Observed, Transport, Vault,
};
use herald_testkit::{MemoryLocks, SeededRng};
use serde_json::{Value, json};

use super::support::{Desk, NOW, Told, answer, ok, person};
use crate::Wired as _;
use crate::bluesky::Bluesky;

/// A notification list that pages as the network does: newest first, by date.
#[derive(Default)]
struct Inbox {
    /// Name and date of each item.
    items: Mutex<Vec<(String, Timestamp)>>,
    pages_read: Mutex<usize>,
    forgets_pages: Mutex<bool>,
}

impl Inbox {
    fn add(&self, name: &str, at: Timestamp) {
        let mut items = self.items.lock().unwrap();
        items.push((name.to_owned(), at));
        items.sort_by_key(|(_, at)| std::cmp::Reverse(*at));
    }

    fn add_many(&self, name: &str, count: usize, from: Timestamp, apart: Duration) {
        for n in 0..count {
            self.add(&format!("{name}{n}"), from.plus(apart * n as u32));
        }
    }

    fn page(&self, start: usize, limit: usize) -> Value {
        let items = self.items.lock().unwrap();
        let shown: Vec<Value> = items
            .iter()
            .skip(start)
            .take(limit)
            .map(|(name, at)| notification(name, *at))
            .collect();
        let end = start + shown.len();
        let mut page = json!({"notifications": shown});
        if end < items.len() {
            // The place of the last item shown, so that new items on top do not shift the page.
            page["cursor"] = json!((items.len() - end).to_string());
        }
        page
    }
}

fn notification(name: &str, at: Timestamp) -> Value {
    json!({
        "uri": format!("at://did:plc:jonas/app.bsky.feed.like/{name}"),
        "cid": "bafy",
        "author": person("did:plc:jonas"),
        "reason": "like",
        "record": {},
        "indexedAt": at.to_rfc3339(),
    })
}

#[async_trait]
impl Transport for Inbox {
    async fn send(&self, request: HttpRequest) -> Told {
        *self.pages_read.lock().unwrap() += 1;
        let param = |name: &str| {
            let mut pairs = request.url.query_pairs();
            pairs
                .find(|(key, _)| key == name)
                .map(|(_, value)| value.into_owned())
        };
        let limit: usize = param("limit").unwrap().parse().unwrap();
        let Some(cursor) = param("cursor") else {
            return ok(&self.page(0, limit));
        };
        if *self.forgets_pages.lock().unwrap() {
            return answer(
                400,
                &json!({"error": "InvalidRequest", "message": "Malformed cursor"}),
            );
        }
        let left: usize = cursor.parse().unwrap();
        let start = self.items.lock().unwrap().len() - left;
        ok(&self.page(start, limit))
    }
}

struct Watch {
    inbox: Arc<Inbox>,
    source: Arc<dyn ActivitySource>,
    account: Account,
    cursor: Option<String>,
    seen: BTreeSet<String>,
    handed: usize,
}

impl Watch {
    async fn new() -> Self {
        let desk = Desk::new().await;
        let inbox = Arc::new(Inbox::default());
        let bluesky = Bluesky::new(&crate::NetworkPorts {
            transport: Arc::clone(&inbox) as Arc<dyn Transport>,
            vault: Arc::clone(&desk.vault) as Arc<dyn Vault>,
            clock: Arc::new(desk.clock.clone()),
            rng: Arc::new(SeededRng::new(1)),
            locks: Arc::new(MemoryLocks::default()),
        });
        Self {
            inbox,
            source: bluesky.source(),
            account: desk.account,
            cursor: None,
            seen: BTreeSet::new(),
            handed: 0,
        }
    }

    async fn observe(&mut self) -> Observed {
        let before = *self.inbox.pages_read.lock().unwrap();
        let cursor = self.cursor.as_deref();
        let observed = self.source.observe(&self.account, cursor).await.unwrap();
        let read = *self.inbox.pages_read.lock().unwrap() - before;
        assert!(read <= 1, "one page a call");
        let dates: Vec<_> = observed
            .activities
            .iter()
            .map(|one| one.created_at)
            .collect();
        assert!(dates.is_sorted(), "oldest first");
        self.handed += observed.activities.len();
        for activity in &observed.activities {
            let name = activity.remote.id.rsplit('/').next().unwrap();
            self.seen.insert(name.to_owned());
        }
        self.cursor.clone_from(&observed.cursor);
        observed
    }

    /// Reads until nothing more waits; returns how many calls that took.
    async fn drain(&mut self) -> usize {
        for calls in 1..50 {
            if !self.observe().await.more {
                return calls;
            }
        }
        panic!("reads without end");
    }
}

const APART: Duration = Duration::from_mins(1);

fn days_ago(days: u64) -> Timestamp {
    NOW.minus(Duration::from_secs(days * 86_400))
}

#[tokio::test]
async fn the_first_reading_takes_the_newest_hundred_and_no_history() {
    let mut watch = Watch::new().await;
    watch.inbox.add_many("old", 350, days_ago(20), APART);
    assert_eq!(watch.drain().await, 1);
    assert_eq!(watch.seen.len(), 100);
    assert!(watch.seen.contains("old349") && !watch.seen.contains("old249"));
}

#[tokio::test]
async fn nothing_new_hands_out_nothing_and_leaves_the_cursor() {
    let mut watch = Watch::new().await;
    watch.inbox.add_many("old", 150, days_ago(20), APART);
    watch.drain().await;
    let cursor = watch.cursor.clone();
    for _ in 0..3 {
        let observed = watch.observe().await;
        assert_eq!((observed.activities.len(), observed.more), (0, false));
    }
    assert_eq!(watch.cursor, cursor);
}

#[tokio::test]
async fn downtime_is_filled_back_over_pages_without_loss_or_endless_reading() {
    let mut watch = Watch::new().await;
    watch.inbox.add_many("old", 150, days_ago(20), APART);
    watch.drain().await;
    watch.seen.clear();
    watch.inbox.add_many("new", 450, days_ago(10), APART);
    let calls = watch.drain().await;
    assert_eq!(calls, 5);
    let missed: Vec<String> = (0..450)
        .map(|n| format!("new{n}"))
        .filter(|name| !watch.seen.contains(name))
        .collect();
    assert_eq!(missed, Vec::<String>::new());
}

#[tokio::test]
async fn what_arrives_during_a_back_fill_is_read_after_it() {
    let mut watch = Watch::new().await;
    watch.inbox.add_many("old", 10, days_ago(20), APART);
    watch.drain().await;
    watch.inbox.add_many("new", 250, days_ago(10), APART);
    assert!(watch.observe().await.more);
    watch.inbox.add_many("late", 130, days_ago(5), APART);
    watch.drain().await;
    watch.drain().await;
    for (name, count) in [("new", 250), ("late", 130)] {
        for n in 0..count {
            assert!(
                watch.seen.contains(&format!("{name}{n}")),
                "{name}{n} was lost"
            );
        }
    }
}

#[tokio::test]
async fn an_item_that_sorts_below_known_ones_is_still_found() {
    let mut watch = Watch::new().await;
    watch.inbox.add_many("old", 50, days_ago(2), APART);
    watch.drain().await;
    // Written before the newest known one, indexed after it.
    watch.inbox.add("straggler", days_ago(2).plus(APART * 10));
    let observed = watch.observe().await;
    assert_eq!(observed.activities.len(), 1);
    assert!(watch.seen.contains("straggler"));
}

#[tokio::test]
async fn hundreds_in_the_same_second_are_not_read_for_ever() {
    let mut watch = Watch::new().await;
    watch.drain().await;
    watch
        .inbox
        .add_many("burst", 320, days_ago(1), Duration::ZERO);
    assert!(watch.drain().await <= 5);
    assert_eq!(watch.seen.len(), 320);
    let pages = *watch.inbox.pages_read.lock().unwrap();
    let handed = watch.handed;
    watch.drain().await;
    assert_eq!(*watch.inbox.pages_read.lock().unwrap(), pages + 1);
    assert_eq!(watch.handed, handed);
}

#[tokio::test]
async fn a_page_the_network_forgot_begins_the_back_fill_again_and_loses_nothing() {
    let mut watch = Watch::new().await;
    watch.inbox.add_many("old", 10, days_ago(20), APART);
    watch.drain().await;
    watch.inbox.add_many("new", 250, days_ago(10), APART);
    assert!(watch.observe().await.more);
    *watch.inbox.forgets_pages.lock().unwrap() = true;
    let observed = watch.observe().await;
    assert_eq!((observed.more, observed.dropped.len()), (true, 1));
    *watch.inbox.forgets_pages.lock().unwrap() = false;
    watch.drain().await;
    assert!((0..250).all(|n| watch.seen.contains(&format!("new{n}"))));
}

#[tokio::test]
async fn a_network_that_always_forgets_its_pages_is_given_up_on() {
    let mut watch = Watch::new().await;
    watch.drain().await;
    watch.inbox.add_many("new", 250, days_ago(10), APART);
    *watch.inbox.forgets_pages.lock().unwrap() = true;
    for _ in 0..20 {
        let cursor = watch.cursor.as_deref();
        match watch.source.observe(&watch.account, cursor).await {
            Ok(observed) => watch.cursor = observed.cursor,
            Err(error) => {
                assert_eq!(error.kind, NetworkErrorKind::Refused);
                return;
            }
        }
    }
    panic!("tries without end");
}

#[tokio::test]
async fn a_cursor_that_is_none_is_said_so_and_reading_goes_on() {
    let mut watch = Watch::new().await;
    watch.inbox.add_many("old", 3, days_ago(1), APART);
    watch.cursor = Some("{broken".into());
    let observed = watch.observe().await;
    assert_eq!((observed.activities.len(), observed.dropped.len()), (3, 1));
}

#[tokio::test]
async fn a_date_from_the_future_does_not_end_a_back_fill() {
    let mut watch = Watch::new().await;
    watch.drain().await;
    watch
        .inbox
        .add("prophet", NOW.plus(Duration::from_hours(365 * 24)));
    watch.drain().await;
    watch.inbox.add_many("new", 150, days_ago(3), APART);
    // The list is sorted by date, so the prophet stays on top.
    watch.drain().await;
    assert!(watch.seen.contains("new149"));
}
