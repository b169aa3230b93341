//! News: one page of notifications a call, the oldest unread first.
//!
//! With `min_id` a server hands out the page right after what was read last, so no gap can open and a
//! restart repeats at most one page. Servers that do not know the parameter answer with the newest
//! page; that shows by what was read already being in it, and then older pages are read downwards.
//!
//! # Source
//! docs.joinmastodon.org/methods/notifications and api/guidelines#pagination, read 2026-07-02.

use herald_domain::Account;
use herald_pipeline::ports::{NetworkError, Observed};
use serde::{Deserialize, Serialize};
use serde_json::Value;

use super::super::client::{Ask, Client};
use super::super::wire::{Notification, fit};
use super::decode::activity;

const PAGE_SIZE: usize = 80;
const DOING: &str = "Reading what is new";

/// The most pages read downwards on servers without `min_id`.
const MOST_PAGES_DOWN: u32 = 50;

/// Where reading stands; kept by the caller as JSON.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub(super) struct Cursor {
    /// The newest notification read, by its id.
    #[serde(default)]
    last: Option<String>,
    /// Reading downwards on a server without `min_id`.
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
    let known = known.unwrap_or_default();
    let mut ask = Ask::get("/api/v1/notifications").with("limit", PAGE_SIZE.to_string());
    ask = match (&known.down, &known.last) {
        (Some(down), _) => ask.with("max_id", down.below.clone()),
        (None, Some(last)) => ask.with("min_id", last.clone()),
        (None, None) => ask,
    };
    let page: Vec<Value> = client
        .read(account, ask)
        .await
        .map_err(|error| error.explain(DOING))?;
    let ids: Vec<String> = page.iter().filter_map(id_of).collect();
    let fresh = fresh_part(&known, &page);
    let mut observed = read_page(client, account, fresh);
    if lost {
        observed.dropped.push(
            "The place where reading stopped was unreadable, so only the newest notifications \
             were read."
                .to_owned(),
        );
    }
    let next = after(&known, &ids, page.len());
    observed.more =
        next != known && (next.down.is_some() || page.len() >= PAGE_SIZE) && known.last.is_some();
    observed.cursor = Some(serde_json::json!(next).to_string());
    Ok(observed)
}

fn id_of(item: &Value) -> Option<String> {
    match item.get("id")? {
        Value::String(text) => Some(text.clone()),
        Value::Number(number) => Some(number.to_string()),
        _ => None,
    }
}

/// Returns the part of a page, newest first, that was not read before.
fn fresh_part<'a>(known: &Cursor, page: &'a [Value]) -> &'a [Value] {
    let last = known.last.as_deref();
    let seen = page
        .iter()
        .position(|item| id_of(item).as_deref() == last && last.is_some());
    seen.and_then(|end| page.get(..end)).unwrap_or(page)
}

/// Moves on after a page.
fn after(known: &Cursor, ids: &[String], length: usize) -> Cursor {
    let (Some(newest), Some(oldest)) = (ids.first(), ids.last()) else {
        // Nothing new, or the end of reading downwards.
        return Cursor {
            last: known
                .down
                .as_ref()
                .map_or_else(|| known.last.clone(), |d| Some(d.top.clone())),
            down: None,
        };
    };
    let reached = known.last.as_ref().is_none_or(|last| ids.contains(last));
    match &known.down {
        Some(down) if !reached && down.pages < MOST_PAGES_DOWN => Cursor {
            last: known.last.clone(),
            down: Some(Down {
                below: oldest.clone(),
                top: down.top.clone(),
                pages: down.pages + 1,
            }),
        },
        Some(down) => Cursor {
            last: Some(down.top.clone()),
            down: None,
        },
        // A full page that was asked for by `min_id` and holds what is older than that: the server
        // does not know the parameter when ids go back beyond `last`.
        None if !reached && length >= PAGE_SIZE && goes_back(known, ids) => Cursor {
            last: known.last.clone(),
            down: Some(Down {
                below: oldest.clone(),
                top: newest.clone(),
                pages: 1,
            }),
        },
        None => Cursor {
            last: Some(newest.clone()),
            down: None,
        },
    }
}

/// Tells whether a page holds ids from before what was read last; only numbers can be compared.
fn goes_back(known: &Cursor, ids: &[String]) -> bool {
    let number = |id: &String| id.parse::<u128>().ok();
    let Some(last) = known.last.as_ref().and_then(number) else {
        return false;
    };
    ids.iter().filter_map(number).any(|id| id <= last)
}

fn read_page(client: &Client, account: &Account, page: &[Value]) -> Observed {
    let now = client.clock.now();
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

    #[test]
    fn the_newest_of_a_page_is_where_reading_goes_on() {
        let next = after(&cursor(Some("100")), &ids((101..=180).rev()), 80);
        assert_eq!(next, cursor(Some("180")));
        assert_eq!(after(&cursor(Some("180")), &[], 0), cursor(Some("180")));
        assert_eq!(
            after(&cursor(None), &ids((1..=80).rev()), 80),
            cursor(Some("80"))
        );
    }

    #[test]
    fn a_server_that_ignores_min_id_is_read_downwards_until_what_was_read_before() {
        // 250 is the newest; 100 was read last; the server answers with its newest page each time.
        let mut known = cursor(Some("100"));
        known = after(&known, &ids((95..=174).rev()), 80);
        assert_eq!(
            known,
            cursor(Some("174")),
            "what was read last is in the page"
        );
        let first = after(&cursor(Some("300")), &ids((221..=300).rev()), 80);
        assert_eq!(first, cursor(Some("300")));
    }

    #[test]
    fn what_was_read_before_is_cut_off() {
        let page: Vec<Value> = [3, 2, 1].map(|id| json!({"id": id.to_string()})).into();
        assert_eq!(fresh_part(&cursor(Some("2")), &page).len(), 1);
        assert_eq!(fresh_part(&cursor(None), &page).len(), 3);
    }
}
