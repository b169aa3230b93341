//! News: one page of notifications a call.

use herald_domain::{Account, Timestamp};
use herald_pipeline::ports::{NetworkError, Observed};
use serde_json::Value;

use super::super::address::Web;
use super::super::client::{Client, Failed};
use super::super::trouble::explain;
use super::super::wire::NotificationPage;
use super::super::xrpc::XrpcError;
use super::cursor::{Cursor, MAX_RESTARTS, Page, mark, span};
use super::decode::activity;

const PAGE_SIZE: usize = 100;
const DOING: &str = "Reading what is new";

/// Reads at most one page of what is new since the cursor.
///
/// The first reading of an account takes the newest 100 and nothing older.
pub(super) async fn observe(
    client: &Client,
    account: &Account,
    cursor: Option<&str>,
) -> Result<Observed, NetworkError> {
    let known = cursor.and_then(Cursor::parse);
    let first = known.is_none();
    let known = known.unwrap_or_default();
    let page = match ask(client, account, known.page()).await {
        Ok(page) => page,
        Err(error) if forgot_page(&known, &error) => return Ok(begin_again(known)),
        Err(error) => return Err(error.explain(DOING)),
    };
    let now = client.clock.now();
    let (mut observed, shown) = read_page(page, account, &known, now);
    if first && cursor.is_some() {
        observed.dropped.push(
            "The place where reading stopped was unreadable, so only the newest 100 \
             notifications were read."
                .to_owned(),
        );
    }
    if !first && shown.marks.len() >= PAGE_SIZE && known.breaks_off(&shown) {
        return Err(explain(&XrpcError::garbled(host_of(account)), DOING));
    }
    let (next, cut) = known.after(shown, first);
    if cut {
        observed.dropped.push(
            "More than 100,000 notifications had gathered; older ones were left out.".to_owned(),
        );
    }
    observed.more = next.fill.is_some();
    observed.cursor = Some(write(&next));
    Ok(observed)
}

async fn ask(
    client: &Client,
    account: &Account,
    page: Option<&str>,
) -> Result<NotificationPage, Failed> {
    let mut params = vec![("limit", PAGE_SIZE.to_string())];
    params.extend(page.map(|page| ("cursor", page.to_owned())));
    client
        .read(account, "app.bsky.notification.listNotifications", params)
        .await
}

fn read_page(
    page: NotificationPage,
    account: &Account,
    known: &Cursor,
    now: Timestamp,
) -> (Observed, Page) {
    let web = Web::of(account);
    let mut observed = Observed::default();
    let mut shown = Page {
        span: None,
        marks: Vec::with_capacity(page.notifications.len()),
        next: page.cursor,
    };
    let mut dates = Vec::new();
    for item in &page.notifications {
        let mark = mark(&identity_of(item));
        let is_known = known.knows(&mark);
        match activity(item, account, &web, now) {
            Ok(activity) => {
                dates.push(activity.created_at);
                if !is_known {
                    observed.activities.push(activity);
                }
            }
            Err(why) if !is_known => observed.dropped.push(why),
            Err(_) => {}
        }
        shown.marks.push(mark);
    }
    shown.span = span(dates);
    observed
        .activities
        .sort_by_key(|activity| activity.created_at);
    (observed, shown)
}

/// Reads the first page of an account.
#[cfg(test)]
pub(in crate::bluesky) fn read_first(
    account: &Account,
    page: &[Value],
    now: Timestamp,
) -> Observed {
    let page = NotificationPage {
        notifications: page.to_vec(),
        cursor: None,
    };
    read_page(page, account, &Cursor::default(), now).0
}

/// An item's address and reason, or all of it where it has none.
fn identity_of(item: &Value) -> String {
    let text = |name: &str| item.get(name).and_then(Value::as_str);
    match (text("uri"), text("reason")) {
        (Some(uri), Some(reason)) => format!("{uri} {reason}"),
        _ => item.to_string(),
    }
}

fn host_of(account: &Account) -> String {
    format!("the server of @{}", account.handle)
}

fn forgot_page(known: &Cursor, error: &Failed) -> bool {
    let refused = error.refusal().is_some_and(|refusal| {
        refusal.status == 400 && !refusal.is_stale_token() && !refusal.error.is_empty()
    });
    refused && known.fill.is_some() && known.restarts < MAX_RESTARTS
}

fn begin_again(known: Cursor) -> Observed {
    Observed {
        cursor: Some(write(&known.restarted())),
        dropped: vec![
            "Bluesky no longer knows the page where reading stopped; reading begins again from \
             the newest. Nothing is lost."
                .to_owned(),
        ],
        more: true,
        ..Observed::default()
    }
}

fn write(cursor: &Cursor) -> String {
    serde_json::json!(cursor).to_string()
}
