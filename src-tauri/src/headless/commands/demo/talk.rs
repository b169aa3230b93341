//! The talk with the person at the terminal: a mention, a draft, a decision, what became of it.

use std::sync::Arc;
use std::time::Duration;

use herald_api::views::{
    ApproveReview, ById, Decided, EditReview, HistoryRow, ListHistory, ListReviews, Nothing,
    RedraftReview, RejectReview, ReviewCard, SnoozeReview,
};
use herald_api::{ApiError, ErrorCode, Herald};
use herald_domain::Timestamp;
use serde_json::json;

use super::keys::{Choice, Keys};
use super::read_back;
use crate::headless::exit::Failure;
use crate::headless::output::Output;
use crate::headless::render::{self, Tone};

/// How long nothing is looked at when no hint arrives.
const SLOW_LOOK: Duration = Duration::from_secs(1);

/// How long the demo waits for somebody to speak before it takes what waited already.
const FRESH_PATIENCE: Duration = Duration::from_secs(10);

/// How long the demo waits to see an approved reply go out; the undo time is at most 30 s.
const PATIENCE: Duration = Duration::from_secs(90);

/// How many minutes a snoozed card stays away in the demo.
const SNOOZE_MINUTES: u32 = 1;

/// The talk.
pub(super) struct Talk {
    herald: Arc<Herald>,
    began: Timestamp,
    output: Output,
    keys: Keys,
    /// Whether drafts are approved without asking.
    yes: bool,
    /// Whether one answered mention is enough.
    once: bool,
}

impl Talk {
    /// Makes a talk.
    pub(super) fn new(herald: Arc<Herald>, output: Output, yes: bool, once: bool) -> Self {
        Self {
            began: herald.context().clock().now(),
            herald,
            output,
            keys: Keys::new(),
            yes,
            once,
        }
    }

    /// Goes on until the person quits, or one mention was answered where that is enough.
    pub(super) async fn go_on(&mut self) -> Result<(), Failure> {
        loop {
            let card = self.next_card().await?;
            self.show(&card)?;
            let choice = self.choose(&card).await?;
            if choice == Choice::Quit {
                return Ok(());
            }
            let sends = matches!(choice, Choice::Approve | Choice::Edit(_));
            let decided = match self.decide(&card, choice).await {
                Err(error) if self.may_go_on(&error) => {
                    self.output.failed(&Failure::Api(error));
                    continue;
                }
                answer => answer?,
            };
            if self.output.is_json() {
                self.output.value(&json!({ "decided": decided }))?;
            } else {
                self.output.say(&decided.text)?;
            }
            if sends && self.follow(&card).await? && self.once {
                return Ok(());
            }
        }
    }

    /// Tells whether a person can do better at once; a script cannot.
    fn may_go_on(&self, error: &ApiError) -> bool {
        let code = error.code;
        !self.yes
            && matches!(
                code,
                ErrorCode::BadInput | ErrorCode::Changed | ErrorCode::TooLate
            )
    }

    /// Waits for a reply to be reviewed. Who spoke since the demo began comes first, then what
    /// waited before.
    async fn next_card(&self) -> Result<ReviewCard, Failure> {
        let context = self.herald.context();
        let wake = context.wake();
        let patient_until = context.clock().now().plus(FRESH_PATIENCE);
        loop {
            let armed = wake.armed();
            let waiting = ListReviews {
                limit: 200,
                ..ListReviews::default()
            };
            let reviews = self.herald.list_reviews(waiting).await?.items;
            let replies = || reviews.iter().filter(|row| row.verb == "reply");
            let fresh = replies().rfind(|row| row.at >= self.began.millis());
            let may_be_old = context.clock().now() >= patient_until;
            let next = fresh.or_else(|| replies().next().filter(|_| may_be_old));
            if let Some(row) = next {
                let id = row.id.clone();
                return Ok(self.herald.show_review(ById { id }).await?);
            }
            wake.changed(armed, SLOW_LOOK).await;
        }
    }

    fn show(&self, card: &ReviewCard) -> Result<(), Failure> {
        if self.output.is_json() {
            return self.output.value(&json!({ "review": card }));
        }
        self.output.page(|page| {
            page.gap();
            render::review::card(page, card);
            page.gap();
        })
    }

    async fn choose(&mut self, card: &ReviewCard) -> Result<Choice, Failure> {
        if self.yes {
            return Ok(Choice::Approve);
        }
        let draft = card.text.as_deref().unwrap_or_default();
        self.keys.choose(self.output, draft).await
    }

    async fn decide(&self, card: &ReviewCard, choice: Choice) -> Result<Decided, ApiError> {
        let id = card.row.id.clone();
        let digest = Some(card.digest.clone());
        let now = self.yes;
        match choice {
            Choice::Approve | Choice::Quit => {
                self.herald
                    .approve_review(ApproveReview { id, digest, now })
                    .await
            }
            Choice::Edit(text) => {
                let edit = EditReview {
                    id,
                    digest,
                    text: Some(text),
                    warning: None,
                    card: None,
                    rest: Vec::new(),
                    approve: true,
                    now,
                };
                self.herald.edit_review(edit).await
            }
            Choice::Another(wish) => self.herald.redraft_review(RedraftReview { id, wish }).await,
            Choice::Reject => {
                self.herald
                    .reject_review(RejectReview { id, reason: None })
                    .await
            }
            Choice::Snooze => {
                let minutes = SNOOZE_MINUTES;
                self.herald
                    .snooze_review(SnoozeReview { id, minutes })
                    .await
            }
        }
    }

    /// Follows an approved reply until it is out, and reads it back; tells whether it is out.
    async fn follow(&self, card: &ReviewCard) -> Result<bool, Failure> {
        let Some(action) = self.outcome(&card.row.id).await? else {
            return self.too_long().await;
        };
        if self.output.is_json() {
            self.output.value(&json!({ "action": action }))?;
        } else {
            let line = format!("{}: {}", action.headline, action.state_text);
            let tone = render::history::tone(&action.state);
            self.output.page(|page| {
                page.line(&[(tone, &line)]);
                if !action.trouble.is_empty() {
                    page.paragraph("! ", Tone::Warn, &action.trouble);
                }
            })?;
        }
        if action.state != "done" {
            return Ok(false);
        }
        read_back::show(&self.herald, self.output, &action).await?;
        Ok(true)
    }

    /// Says why nothing went out; a script is not kept waiting for it.
    async fn too_long(&self) -> Result<bool, Failure> {
        let overview = self.herald.overview(Nothing {}).await?;
        let notes = overview.accounts.into_iter().map(|account| account.note);
        let reasons: Vec<_> = notes
            .chain(overview.problems)
            .filter(|n| !n.is_empty())
            .collect();
        let message = format!(
            "The reply is approved but did not go out within {} seconds; it is still on its way. {}",
            PATIENCE.as_secs(),
            reasons.join(" ")
        );
        let failure = Failure::Api(ApiError::passing(
            ErrorCode::Unreachable,
            message.trim_end(),
        ));
        if self.yes {
            return Err(failure);
        }
        self.output.failed(&failure);
        Ok(false)
    }

    async fn outcome(&self, review_id: &str) -> Result<Option<HistoryRow>, Failure> {
        let context = self.herald.context();
        let wake = context.wake();
        let deadline = context.clock().now().plus(PATIENCE);
        while context.clock().now() < deadline {
            let armed = wake.armed();
            let recent = ListHistory {
                before: None,
                limit: 50,
            };
            let history = self.herald.list_history(recent).await?;
            let settled = |row: &HistoryRow| {
                let done = ["done", "failed", "cancelled", "handed_over"];
                row.review_id == review_id && done.contains(&row.state.as_str())
            };
            if let Some(row) = history.items.into_iter().find(settled) {
                return Ok(Some(row));
            }
            wake.changed(armed, SLOW_LOOK).await;
        }
        Ok(None)
    }
}
