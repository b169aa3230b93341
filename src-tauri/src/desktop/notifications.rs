//! Notifications: who wrote and what waits, with `Approve` and `Open` on them.
//!
//! A notification is a shortcut to a card, never the only way to decide. It carries the digest of
//! the draft it speaks of, so that `Approve` on an old notification approves nothing newer.

use std::collections::HashMap;
use std::sync::{Arc, OnceLock};

use async_trait::async_trait;
use herald_api::views::ApproveReview;
use herald_pipeline::ports::{Notice, Notifier};
use serde_json::Value;
use tauri::{AppHandle, Manager as _};
use tauri_plugin_notification::{
    Action, ActionPerformed, ActionType, ActiveNotification, NotificationExt as _,
};

use super::lifecycle::Life;
use super::opening::Opening;
use super::{bus, review_link, window};

/// The buttons of a notification about a draft.
const REVIEW_ACTIONS: &str = "review";

/// The button of a notification about what needs an answer.
const OPEN_ACTIONS: &str = "open";

/// Tells a person who does not look at the window; says nothing before there is one.
#[derive(Default)]
pub(super) struct DesktopNotifier {
    app: OnceLock<AppHandle>,
}

impl DesktopNotifier {
    /// Says whose window it is.
    pub(super) fn belong_to(&self, app: &AppHandle) {
        self.app.get_or_init(|| app.clone());
    }
}

#[async_trait]
impl Notifier for DesktopNotifier {
    async fn notify(&self, notice: Notice) {
        let Some(app) = self.app.get().filter(|app| !window::is_in_front(app)) else {
            return;
        };
        let markup = bus::notifications_take_markup().await;
        let body = if markup {
            escaped(&notice.body)
        } else {
            notice.body
        };
        let builder = app.notification().builder();
        let mut builder = builder.title(notice.title).body(body);
        if let Some(review) = notice.review {
            builder = builder.extra("review", review.as_str());
            builder = match notice.approves {
                Some(digest) => builder
                    .action_type_id(REVIEW_ACTIONS)
                    .extra("digest", digest.as_str()),
                None => builder.action_type_id(OPEN_ACTIONS),
            };
        }
        if let Err(error) = builder.show() {
            tracing::warn!(%error, "a notification was not shown");
        }
    }
}

/// Makes the letters of a text that markup would read as its own harmless.
fn escaped(text: &str) -> String {
    text.replace('&', "&amp;")
        .replace('<', "&lt;")
        .replace('>', "&gt;")
}

/// Listens to the buttons of notifications.
pub(super) fn listen(app: &AppHandle) {
    let approve = || Action::builder("approve", "Approve").build();
    let open = || Action::builder("open", "Open").build();
    let type_of = |id, actions| ActionType::builder(id).actions(actions).build();
    let types = vec![
        type_of(REVIEW_ACTIONS, vec![approve(), open()]),
        type_of(OPEN_ACTIONS, vec![open()]),
    ];
    let handle = app.clone();
    let listening = app
        .notification()
        .register_action_types(types)
        .and_then(|()| {
            app.notification()
                .on_action(move |done| on_action(&handle, done))
        });
    if let Err(error) = listening {
        tracing::warn!(%error, "the buttons of notifications cannot be heard");
    }
}

fn on_action(app: &AppHandle, performed: &ActionPerformed) {
    let extra = performed.notification().map(ActiveNotification::extra);
    let shown = extra.and_then(Shown::read);
    let app = app.clone();
    match (performed.action_id(), shown) {
        (
            "approve",
            Some(Shown {
                review,
                digest: Some(digest),
            }),
        ) => {
            app.clone()
                .state::<Life>()
                .start(async move { approve(&app, review, digest).await });
        }
        (_, Some(shown)) => review_link::open(&app, shown.review),
        (_, None) => window::show(&app),
    }
}

/// What a notification was about.
#[derive(Debug, PartialEq, Eq)]
struct Shown {
    review: String,
    /// Of a draft that can be approved.
    digest: Option<String>,
}

impl Shown {
    fn read(extra: &HashMap<String, Value>) -> Option<Self> {
        let text = |key: &str| extra.get(key)?.as_str().map(str::to_owned);
        Some(Self {
            review: text("review")?,
            digest: text("digest"),
        })
    }
}

/// Approves exactly what the notification spoke of; where that is refused, the card is shown.
async fn approve(app: &AppHandle, review: String, digest: String) {
    let Some(assembly) = app.state::<Arc<Opening>>().opened() else {
        return window::show(app);
    };
    let approval = ApproveReview {
        id: review.clone(),
        digest: Some(digest),
        now: false,
    };
    let herald = assembly.herald.speaking_as("notification");
    if let Err(error) = Box::pin(herald.approve_review(approval)).await {
        tracing::warn!(review.id = review, code = ?error.code, "approving from a notification was refused");
        review_link::open(app, review);
    }
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    #[test]
    fn remote_text_is_no_markup() {
        assert_eq!(escaped("<img src=x> & co"), "&lt;img src=x&gt; &amp; co");
    }

    #[test]
    fn an_approval_names_the_digest_that_was_shown() {
        let extra = HashMap::from([
            ("review".to_owned(), json!("r")),
            ("digest".to_owned(), json!("d")),
        ]);
        let shown = Shown {
            review: "r".into(),
            digest: Some("d".into()),
        };
        assert_eq!(Shown::read(&extra), Some(shown));
        let without = HashMap::from([("review".to_owned(), json!("r"))]);
        let shown = Shown::read(&without).expect("is about a review");
        assert_eq!(shown.digest, None, "nothing to approve");
        assert_eq!(Shown::read(&HashMap::new()), None);
    }
}
