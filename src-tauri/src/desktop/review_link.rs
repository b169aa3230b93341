//! The way from a notification or the tray to a review in the window.

use std::sync::{Mutex, PoisonError};

use herald_api::views::ListReviews;
use tauri::{AppHandle, Emitter as _, Manager as _};

use super::opening::Opening;
use super::window;

/// The event that asks the window to show a review.
const OPEN_REVIEW: &str = "open-review";

enum Screen {
    NotYet { wanted: Option<String> },
    Ready,
}

/// Remembers which review was asked for until the window can show it.
pub(super) struct ReviewLink(Mutex<Screen>);

impl Default for ReviewLink {
    fn default() -> Self {
        Self(Mutex::new(Screen::NotYet { wanted: None }))
    }
}

impl ReviewLink {
    /// Takes note that the window listens, and shows it the review that was asked for meanwhile.
    pub(super) fn screen_is_ready(&self, app: &AppHandle) {
        let mut screen = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        let before = std::mem::replace(&mut *screen, Screen::Ready);
        drop(screen);
        if let Screen::NotYet {
            wanted: Some(review),
        } = before
        {
            emit(app, &review);
        }
    }

    /// Returns the review back when the window can show it now; else keeps it.
    fn pass(&self, review: String) -> Option<String> {
        let mut screen = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        match &mut *screen {
            Screen::Ready => Some(review),
            Screen::NotYet { wanted } => {
                *wanted = Some(review);
                None
            }
        }
    }
}

/// Shows the window with a review open in it.
pub(super) fn open(app: &AppHandle, review: String) {
    window::show(app);
    if let Some(review) = app.state::<ReviewLink>().pass(review) {
        emit(app, &review);
    }
}

/// Shows the window with the newest review that waits, where one does.
pub(super) async fn open_queue(app: &AppHandle) {
    window::show(app);
    let Some(assembly) = app.state::<std::sync::Arc<Opening>>().opened() else {
        return;
    };
    let first = ListReviews {
        limit: 1,
        ..ListReviews::default()
    };
    match assembly.herald.list_reviews(first).await {
        Ok(page) => {
            if let Some(row) = page.items.into_iter().next() {
                open(app, row.id);
            }
        }
        Err(error) => tracing::warn!(%error, "the queue could not be read for the tray"),
    }
}

fn emit(app: &AppHandle, review: &str) {
    if let Err(error) = app.emit_to(window::LABEL, OPEN_REVIEW, review) {
        tracing::warn!(%error, "the window was not told to open a review");
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_review_asked_for_before_the_screen_is_there_is_kept() {
        let link = ReviewLink::default();
        assert_eq!(link.pass("r1".into()), None);
        assert_eq!(link.pass("r2".into()), None);
        let screen = link.0.into_inner().expect("whole");
        assert!(matches!(screen, Screen::NotYet { wanted: Some(review) } if review == "r2"));
    }
}
