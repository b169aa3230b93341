//! News: one page of notifications a call, from the newest down to what was read before.
//!
//! `min_id` would hand out the oldest unread first, but some servers answer it with the newest page
//! and leave a gap. `since_id` and `max_id` mean the same everywhere: what is new is read downwards
//! until nothing is left above what was read before, and only then does that mark move up. A crash
//! repeats at most one page.
//!
//! # Source
//! docs.joinmastodon.org/methods/notifications and api/guidelines#pagination, read 2026-07-02.

use herald_domain::{Account, Timestamp};
use herald_pipeline::ports::{NetworkError, NetworkErrorKind, Observed};
use serde::{Deserialize, Serialize};
use serde_json::Value;

use super::super::client::{Ask, Client};
use super::super::wire::Notification;
use super::decode::activity;
use super::marks::{id_of, marks};
use crate::lenient::fit;

const PAGE_SIZE: usize = 80;
const DOING: &str = "Reading what is new";

/// The most pages of one reading downwards: 40,000 notifications.
const MOST_PAGES_DOWN: u32 = 500;

/// Where reading stands; kept by the caller as JSON.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub(super) struct Cursor {
    /// The newest notification read, by its id.
    #[serde(default)]
    last: Option<String>,
    /// The reading downwards under way.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    down: Option<Down>,
}

/// Reading downwards from the newest.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
struct Down {
    /// The oldest read so far.
    below: String,
    /// The newest; it becomes `last` when what was read before is reached.
    top: String,
    /// Pages read.
    pages: u32,
}

/// Reads at most one page of what is new since the cursor.
///
/// The first reading of an account takes the newest page and nothing older.
pub(super) async fn observe(
    client: &Client,
    account: &Account,
    cursor: Option<&str>,
) -> Result<Observed, NetworkError> {
    let known = cursor.and_then(|text| serde_json::from_str::<Cursor>(text).ok());
    let lost = cursor.is_some() && known.is_none();
    // An account that had no news yet has a cursor without a mark: whatever gathers is all new.
    let first = known.is_none();
    let known = known.unwrap_or_default();
    let mut ask = Ask::get("/api/v1/notifications").with("limit", PAGE_SIZE.to_string());
    if let Some(last) = &known.last {
        ask = ask.with("since_id", last.clone());
    }
    if let Some(down) = &known.down {
        ask = ask.with("max_id", down.below.clone());
    }
    let page: Vec<Value> = client
        .read(account, ask)
        .await
        .map_err(|error| error.explain(DOING))?;
    let marks = marks(&page, known.last.as_deref());
    let ids: Vec<String> = marks.iter().flatten().cloned().collect();
    if ids.is_empty() && !page.is_empty() {
        return Err(no_identifiers(account));
    }
    let fresh = fresh_part(&known, &page);
    let sound = sound_part(fresh, &marks);
    let mut observed = read_page(account, &sound, client.clock.now());
    let odd = fresh.len() - sound.len();
    observed.dropped.extend(
        (0..odd).map(|_| {
            "A notification was left out for now: its identifier makes no sense.".to_owned()
        }),
    );
    if lost {
        observed.dropped.push(
            "The place where reading stopped was unreadable, so only the newest notifications \
             were read."
                .to_owned(),
        );
    }
    let (next, cut) = after(&known, &ids, first);
    if cut {
        observed.dropped.push(
            "More than 40,000 notifications had gathered; older ones were left out.".to_owned(),
        );
    }
    observed.more = next.down.is_some();
    observed.cursor = Some(serde_json::json!(next).to_string());
    Ok(observed)
}

fn no_identifiers(account: &Account) -> NetworkError {
    NetworkError::new(
        NetworkErrorKind::Garbled,
        "garbled",
        format!(
            "{DOING} failed: the server of @{} names its notifications in a way that makes no sense. \
             Herald tries again by itself.",
            account.handle
        ),
    )
}

/// Returns what is named soundly of the beginning of a page.
fn sound_part(fresh: &[Value], marks: &[Option<String>]) -> Vec<Value> {
    let sound = fresh.iter().zip(marks).filter(|(_, mark)| mark.is_some());
    sound.map(|(item, _)| item.clone()).collect()
}

/// Returns the part of a page, newest first, that was not read before.
fn fresh_part<'a>(known: &Cursor, page: &'a [Value]) -> &'a [Value] {
    let last = known.last.as_deref();
    let seen = page
        .iter()
        .position(|item| id_of(item).as_deref() == last && last.is_some());
    seen.and_then(|end| page.get(..end)).unwrap_or(page)
}

/// Moves on after a page; the second part tells whether the reading was cut off.
fn after(known: &Cursor, ids: &[String], first: bool) -> (Cursor, bool) {
    let down = known.down.as_ref();
    let (Some(newest), Some(oldest)) = (ids.first(), ids.last()) else {
        // Nothing new, or nothing left above what was read before.
        let top = down.map(|down| down.top.clone());
        return (Cursor::at(top.or_else(|| known.last.clone())), false);
    };
    let top = down.map_or(newest, |down| &down.top);
    let pages = down.map_or(0, |down| down.pages) + 1;
    // The first reading takes one page; else some servers show what was read before once more.
    let reached = match &known.last {
        Some(last) => ids.contains(last),
        None => first,
    };
    let stuck = down.is_some_and(|down| down.below == *oldest);
    let cut = !reached && pages >= MOST_PAGES_DOWN;
    if reached || stuck || cut {
        return (Cursor::at(Some(top.clone())), cut);
    }
    let next = Cursor {
        last: known.last.clone(),
        down: Some(Down {
            below: oldest.clone(),
            top: top.clone(),
            pages,
        }),
    };
    (next, false)
}

impl Cursor {
    /// Everything up to here is read.
    fn at(last: Option<String>) -> Self {
        Self { last, down: None }
    }
}

pub(in crate::mastodon) fn read_page(
    account: &Account,
    page: &[Value],
    now: Timestamp,
) -> Observed {
    let mut observed = Observed::default();
    for item in page {
        let read = fit::<Notification>(item)
            .ok_or_else(|| "A notification was left out: it makes no sense.".to_owned())
            .and_then(|notification| activity(&notification, account, now));
        match read {
            Ok(activity) => observed.activities.push(activity),
            Err(why) => observed.dropped.push(why),
        }
    }
    observed
        .activities
        .sort_by_key(|activity| activity.created_at);
    observed
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    fn cursor(last: Option<&str>) -> Cursor {
        Cursor {
            last: last.map(str::to_owned),
            down: None,
        }
    }

    fn ids(numbers: impl Iterator<Item = u32>) -> Vec<String> {
        numbers.map(|n| n.to_string()).collect()
    }

    /// Reads everything a server has above what was read before, page by page.
    fn read_all(known: Cursor, server: &[u32]) -> (Vec<u32>, Cursor) {
        read_from(known, false, server)
    }

    fn read_from(mut known: Cursor, mut first: bool, server: &[u32]) -> (Vec<u32>, Cursor) {
        let mut seen = Vec::new();
        loop {
            let number = |text: &String| text.parse::<u32>().unwrap();
            let last = known.last.as_ref().map_or(0, number);
            let below = known
                .down
                .as_ref()
                .map_or(u32::MAX, |down| number(&down.below));
            let page: Vec<u32> = server.iter().rev().copied().collect();
            let page = page
                .into_iter()
                .filter(|id| *id > last && *id < below)
                .take(80);
            let page: Vec<u32> = page.collect();
            seen.extend(&page);
            known = after(&known, &ids(page.into_iter()), first).0;
            first = false;
            if known.down.is_none() {
                return (seen, known);
            }
        }
    }

    #[test]
    fn whatever_gathered_is_read_once_and_the_mark_moves_up_at_the_end() {
        let server: Vec<u32> = (1..=500).collect();
        let (mut seen, known) = read_all(cursor(Some("100")), &server);
        seen.sort_unstable();
        assert_eq!(seen, (101..=500).collect::<Vec<_>>());
        assert_eq!(known, cursor(Some("500")));
        let (seen, known) = read_all(known, &server);
        assert_eq!((seen.len(), known), (0, cursor(Some("500"))));
    }

    #[test]
    fn the_first_reading_takes_one_page() {
        let (seen, known) = read_from(cursor(None), true, &(1..=500).collect::<Vec<_>>());
        assert_eq!((seen.len(), known), (80, cursor(Some("500"))));
    }

    #[test]
    fn what_gathers_on_an_account_that_had_nothing_is_read_whole() {
        let (seen, known) = read_from(cursor(None), true, &[]);
        assert_eq!((seen.len(), &known), (0, &cursor(None)));
        let (seen, known) = read_all(known, &(1..=200).collect::<Vec<_>>());
        assert_eq!((seen.len(), known), (200, cursor(Some("200"))));
    }

    #[test]
    fn the_mark_stays_while_reading_downwards() {
        let (next, cut) = after(&cursor(Some("100")), &ids((421..=500).rev()), false);
        assert_eq!((next.last.as_deref(), cut), (Some("100"), false));
        let again: Cursor = serde_json::from_str(&serde_json::json!(next).to_string()).unwrap();
        assert_eq!(again, next, "a restart goes on where it was");
    }

    #[test]
    fn what_was_read_before_is_cut_off() {
        let page: Vec<Value> = [3, 2, 1].map(|id| json!({"id": id.to_string()})).into();
        assert_eq!(fresh_part(&cursor(Some("2")), &page).len(), 1);
        assert_eq!(fresh_part(&cursor(None), &page).len(), 3);
    }
}
