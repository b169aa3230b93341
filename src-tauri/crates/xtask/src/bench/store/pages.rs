//! Pages: the queue, activity and search, through the front, the store alone and bare SQLite.

use std::path::Path;
use std::sync::Arc;
use std::time::{Duration, Instant};

use anyhow::{Context as _, Result, ensure};
use herald_api::Herald;
use herald_api::views::{ListActivity, ListReviews};
use herald_pipeline::ports::{
    ActivityFilter, ActivityReads as _, Page, ReviewFilter, ReviewReads as _,
};
use herald_store::{SqliteStore, yardstick};
use herald_testkit::builders::START;

use super::bare::Bare;
use super::front::front;
use crate::bench::crowd::{Crowd, SCRIPTS, common_beginning, common_word};
use crate::bench::{Aim, Report, Samples};

/// How often each page is read.
const ROUNDS: usize = 300;

/// Rows of a page.
const ROWS: u32 = 50;

/// One statement with all that the queue shows: the least SQLite needs for it.
const QUEUE: &str = "SELECT r.*, s.kind, s.activity_id, v.proposal, v.publish_at, v.why,
        v.drafted_by, v.warnings, a.*, c.handle, c.network
    FROM review r JOIN suggestion s ON s.id = r.suggestion_id
    JOIN revision v ON v.suggestion_id = r.suggestion_id AND v.number = r.revision
    JOIN account c ON c.id = r.account_id LEFT JOIN activity a ON a.id = s.activity_id
    WHERE r.state IN ('open', 'snoozed') AND r.id < ? ORDER BY r.id DESC LIMIT 51";

const ACTIVITY: &str = "SELECT * FROM activity WHERE id < ? ORDER BY id DESC LIMIT 51";

const SEARCH: &str = "SELECT a.* FROM activity_fts f CROSS JOIN activity_search s
    CROSS JOIN activity a WHERE activity_fts MATCH ? AND s.seq = f.rowid AND a.id = s.id
    ORDER BY f.rowid DESC LIMIT 51";

/// The three ways to the same rows.
struct Ways<'a> {
    herald: Herald,
    store: Arc<SqliteStore>,
    bare: Bare,
    crowd: &'a Crowd,
}

/// Durations of the three ways, read in turns.
#[derive(Default)]
struct Turns {
    herald: Vec<Duration>,
    store: Vec<Duration>,
    bare: Vec<Duration>,
}

impl Turns {
    fn tell(self, report: &mut Report, what: &str, aim: Aim) {
        let (store, bare) = (Samples::new(self.store), Samples::new(self.bare));
        let herald = Samples::new(self.herald);
        let bare = ("bare SQLite", &bare);
        report.percentiles(&format!("{what}, as shown"), &herald, Some(bare), Some(aim));
        report.percentiles(
            &format!("{what}, store alone"),
            &store,
            Some(bare),
            Some(aim),
        );
    }
}

/// Measures every kind of page and adds it to a report.
pub async fn measure(
    store: SqliteStore,
    path: &Path,
    crowd: &Crowd,
    report: &mut Report,
) -> Result<()> {
    let store = Arc::new(store);
    let ways = Ways {
        herald: front(store.clone()),
        store: store.clone(),
        bare: Bare::open_to_read(path)?,
        crowd,
    };
    let queue_aim = Aim::AtMost(10.0);
    ways.queue(|_| None)
        .await?
        .tell(report, "queue, first page", queue_aim);
    let deep = ways.queue_cursors().await?;
    let anywhere = |round: usize| deep.get(round % deep.len()).cloned();
    ways.queue(anywhere)
        .await?
        .tell(report, "queue, any page", queue_aim);
    let aim = Aim::AtMost(50.0);
    ways.activity()
        .await?
        .tell(report, "activity, any page", aim);
    let searches: [(&str, &dyn Fn() -> String); 5] = [
        ("search, a rare word", &|| crowd.rare_word()),
        ("search, two words", &|| {
            format!("{} {}", crowd.word(), crowd.word())
        }),
        ("search, a very common word", &common_word),
        ("search, a very common beginning", &|| {
            common_beginning().to_owned()
        }),
        ("search, a common and a rare word", &|| {
            format!("{} {}", common_word(), crowd.rare_word())
        }),
    ];
    let aim = Aim::AtMost(15.0);
    for (what, query) in searches {
        ways.search(query).await?.tell(report, what, aim);
    }
    for script in &SCRIPTS {
        let found = ways.search(&|| crowd.part_of_a_text(script)).await?;
        found.tell(report, &format!("search, {}", script.name), aim);
    }
    drop(ways);
    Ok(store.close().await?)
}

impl Ways<'_> {
    async fn queue(&self, cursor: impl Fn(usize) -> Option<String>) -> Result<Turns> {
        let mut turns = Turns::default();
        for round in 0..ROUNDS {
            let before = cursor(round);
            let input = ListReviews {
                before: before.clone(),
                ..ListReviews::default()
            };
            let started = Instant::now();
            let shown = self.herald.list_reviews(input).await?;
            turns.herald.push(started.elapsed());
            let filter = ReviewFilter::Waiting {
                now: START,
                kind: None,
            };
            let page = Page {
                before: before.clone(),
                limit: ROWS,
            };
            let started = Instant::now();
            let read = self.store.reviews(filter, &page).await?;
            turns.store.push(started.elapsed());
            let (time, rows) = self
                .bare
                .time(QUEUE, &[&before.unwrap_or("~".to_owned())])?;
            turns.bare.push(time);
            let same = shown.items.len() == read.items.len() && rows >= read.items.len();
            ensure!(same && rows > 0, "The ways lead to different queues");
        }
        Ok(turns)
    }

    /// Walks through the whole queue and returns where its pages begin.
    async fn queue_cursors(&self) -> Result<Vec<String>> {
        let mut cursors = Vec::new();
        let mut page = Page::first(ROWS);
        loop {
            let filter = ReviewFilter::Waiting {
                now: START,
                kind: None,
            };
            page.before = self.store.reviews(filter, &page).await?.next;
            match &page.before {
                Some(cursor) => cursors.push(cursor.clone()),
                None => break,
            }
        }
        // Neighbouring pages would find each other's rows at hand.
        let stride = 1 + cursors.len() / 7 * 3;
        let far = (0..cursors.len()).map(|n| n * stride % cursors.len());
        Ok(far.filter_map(|n| cursors.get(n).cloned()).collect())
    }

    async fn activity(&self) -> Result<Turns> {
        let mut turns = Turns::default();
        let newest = self
            .store
            .activities(&ActivityFilter::default(), &Page::first(1))
            .await?;
        let newest = newest.items.first().map_or(START, |one| one.id.at());
        for _ in 0..ROUNDS {
            let back = self.crowd.below(newest.since(START).as_millis() as u64 / 2);
            let before = format!(
                "{:012x}",
                newest.minus(Duration::from_millis(back)).millis()
            );
            let input = ListActivity {
                before: Some(before.clone()),
                ..ListActivity::default()
            };
            let started = Instant::now();
            let shown = self.herald.list_activity(input).await?;
            turns.herald.push(started.elapsed());
            let page = Page {
                before: Some(before.clone()),
                limit: ROWS,
            };
            let started = Instant::now();
            let read = self
                .store
                .activities(&ActivityFilter::default(), &page)
                .await?;
            turns.store.push(started.elapsed());
            let (time, rows) = self.bare.time(ACTIVITY, &[&before])?;
            turns.bare.push(time);
            let same = shown.items.len() == read.items.len() && rows >= read.items.len();
            ensure!(same && rows > 0, "The ways lead to different activity");
        }
        Ok(turns)
    }

    async fn search(&self, query: &dyn Fn() -> String) -> Result<Turns> {
        let mut turns = Turns::default();
        for _ in 0..ROUNDS {
            let query = query();
            let input = ListActivity {
                query: Some(query.clone()),
                ..ListActivity::default()
            };
            let started = Instant::now();
            let shown = self.herald.list_activity(input).await?;
            turns.herald.push(started.elapsed());
            let started = Instant::now();
            let read = self
                .store
                .search_activities(&query, &Page::first(ROWS))
                .await?;
            turns.store.push(started.elapsed());
            let asked = yardstick::query(&query).context("There is a word to look for")?;
            let (time, rows) = self.bare.time(SEARCH, &[&asked])?;
            turns.bare.push(time);
            let same = shown.items.len() == read.items.len() && rows >= read.items.len();
            ensure!(same, "The ways find different things for {query:?}");
        }
        Ok(turns)
    }
}
