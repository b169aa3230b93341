//! The cursor of `observe`: how far back everything is read, and a back-fill under way.
//!
//! The list is newest first and paged from the top. After downtime several pages lie between the
//! top and what was read last; they are read one a call, and only when the last of them is in does
//! [`Cursor::done_to`] move up. What arrives at the top meanwhile is read after that. So nothing is
//! lost, and a crash repeats at most one page.

use std::time::Duration;

use herald_domain::Timestamp;
use serde::{Deserialize, Serialize};
use sha2::{Digest as _, Sha256};

/// How far a back-fill reads beyond the newest item known: the list is sorted by the authors'
/// dates where those are earlier, so an item may appear below one seen before.
const OVERLAP: Duration = Duration::from_mins(2);

/// The most pages of one back-fill: 100,000 notifications.
const MAX_PAGES: u32 = 1_000;

/// The most times a back-fill begins again because the network forgot its page.
pub(super) const MAX_RESTARTS: u32 = 3;

/// Marks remembered of items seen; a page holds 100.
const MAX_SEEN: usize = 200;

/// Where reading stands; kept by the caller as JSON.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub(super) struct Cursor {
    /// Everything up to here is read.
    pub(super) done_to: Timestamp,
    /// Marks of the items near the top, so that they are not handed out again.
    #[serde(default)]
    pub(super) seen: Vec<String>,
    /// The back-fill under way.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub(super) fill: Option<Fill>,
    /// How often this back-fill began again.
    #[serde(default)]
    pub(super) restarts: u32,
}

/// A back-fill under way.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub(super) struct Fill {
    /// The network's cursor of the next page.
    pub(super) page: String,
    /// The newest item when it began; everything is read up to there once it ends.
    pub(super) top: Timestamp,
    /// Pages read so far.
    pub(super) pages: u32,
}

/// What a page showed.
pub(super) struct Page {
    /// From when to when its items were known to the network.
    pub(super) span: Option<Span>,
    /// Marks of all items, sound or not.
    pub(super) marks: Vec<String>,
    /// The network's cursor of the next page.
    pub(super) next: Option<String>,
}

/// From when to when.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Span {
    oldest: Timestamp,
    newest: Timestamp,
}

/// Returns the span of dates, without the first and the last of three or more: one odd date must not say
/// that everything below it is read.
pub(super) fn span(mut dates: Vec<Timestamp>) -> Option<Span> {
    dates.sort_unstable();
    let inner = match dates.as_slice() {
        [_, inner @ .., _] if !inner.is_empty() => inner,
        all => all,
    };
    let (oldest, newest) = (*inner.first()?, *inner.last()?);
    Some(Span { oldest, newest })
}

impl Cursor {
    /// Reads the caller's text; what is not a cursor starts afresh.
    pub(super) fn parse(text: &str) -> Option<Self> {
        serde_json::from_str(text).ok()
    }

    /// Returns the network's cursor to ask with.
    pub(super) fn page(&self) -> Option<&str> {
        self.fill.as_ref().map(|fill| fill.page.as_str())
    }

    /// Tells whether an item was handed out before.
    pub(super) fn knows(&self, mark: &str) -> bool {
        self.seen.iter().any(|seen| seen == mark)
    }

    /// Moves on after a page; the second part tells whether the back-fill was cut off.
    pub(super) fn after(self, page: Page, first: bool) -> (Self, bool) {
        let top = self
            .fill
            .as_ref()
            .map(|fill| fill.top)
            .into_iter()
            .chain(page.span.map(|span| span.newest))
            .max()
            .unwrap_or(self.done_to)
            .max(self.done_to);
        let pages = self.fill.as_ref().map_or(0, |fill| fill.pages) + 1;
        let moved = page.next.as_deref() != self.page();
        let reached = first || !moved || self.reaches(&page);
        let cut = !reached && pages >= MAX_PAGES;
        let seen = self.remember(page.marks);
        let next = match page.next {
            Some(next) if !reached && !cut => Self {
                done_to: self.done_to,
                seen,
                fill: Some(Fill {
                    page: next,
                    top,
                    pages,
                }),
                restarts: self.restarts,
            },
            Some(_) | None => Self {
                done_to: top,
                seen,
                fill: None,
                restarts: 0,
            },
        };
        (next, cut)
    }

    /// Tells whether a page ends the list above what was read before.
    ///
    /// At the end of a full page that is no end: what lies below would be passed over.
    pub(super) fn breaks_off(&self, page: &Page) -> bool {
        page.next.is_none() && !self.reaches(page)
    }

    /// Begins the back-fill again from the top.
    ///
    /// The marks are forgotten: a first page of items already known would otherwise end it, and
    /// what lies below would be lost.
    pub(super) fn restarted(self) -> Self {
        Self {
            done_to: self.done_to,
            seen: Vec::new(),
            fill: None,
            restarts: self.restarts + 1,
        }
    }

    fn reaches(&self, page: &Page) -> bool {
        let edge = self.done_to.minus(OVERLAP);
        let below = page.span.is_some_and(|span| span.oldest < edge);
        let all_known = !page.marks.is_empty() && page.marks.iter().all(|mark| self.knows(mark));
        below || all_known
    }

    /// Keeps the marks of a first page in place of the old ones; those of further pages are added.
    fn remember(&self, marks: Vec<String>) -> Vec<String> {
        if self.fill.is_none() {
            return marks;
        }
        let fresh = marks.into_iter().filter(|mark| !self.knows(mark));
        let mut seen: Vec<String> = self.seen.iter().cloned().chain(fresh).collect();
        seen.truncate(MAX_SEEN);
        seen
    }
}

/// Returns the mark of an item: enough of a hash to tell a few hundred apart.
pub(super) fn mark(text: &str) -> String {
    let mut mark = hex::encode(Sha256::digest(text.as_bytes()));
    mark.truncate(12);
    mark
}
