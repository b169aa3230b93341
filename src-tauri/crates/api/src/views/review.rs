//! The review desk.

use serde::{Deserialize, Serialize};
use ts_rs::TS;

use super::HistoryRow;

/// Which reviews to list.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize, TS)]
#[serde(default)]
pub struct ListReviews {
    /// Decided ones too.
    pub all: bool,
    /// Only those waiting of one kind: `reply`, `post`, `engagement` or `moderation`.
    pub kind: Option<String>,
    /// The cursor of the page before.
    pub before: Option<String>,
    /// At most this many, 1 to 500; 0 means 50.
    pub limit: u32,
}

/// One review in the queue.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, TS)]
pub struct ReviewRow {
    /// The review's id.
    pub id: String,
    /// Its last digits, enough for the command line.
    pub short: String,
    /// The account it is for.
    pub account_id: String,
    /// The network's word.
    pub network: String,
    /// The account's handle.
    pub account_handle: String,
    /// `reply`, `post`, `engagement` or `moderation`: the group it is shown in.
    pub kind: String,
    /// The verb.
    pub verb: String,
    /// Whom it answers or concerns; the account's name for a post.
    pub who: String,
    /// One line of what it answers or says.
    pub gist: String,
    /// When what it answers happened, or when it was made.
    pub at: i64,
    /// `open`, `snoozed`, `approved`, `rejected` or `rethinking`.
    pub state: String,
    /// How many warnings it carries.
    pub warnings: u32,
}

/// A page of reviews.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, TS)]
pub struct ReviewPage {
    /// The reviews, newest first.
    pub items: Vec<ReviewRow>,
    /// The cursor of the next page.
    pub next: Option<String>,
    /// How many wait in all; 1,000 means 1,000 or more.
    pub waiting: u32,
}

/// A post of a conversation.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize, TS)]
#[serde(default)]
pub struct PostView {
    /// Who wrote it.
    pub who: String,
    /// Their handle.
    pub who_handle: String,
    /// What it says; what somebody says of themselves where it is a person.
    pub text: String,
    /// What stands before it until a reader asks for it (a content warning); empty where nothing does.
    pub warning: String,
    /// What its pictures show, in order; empty where nobody said.
    pub pictures: Vec<String>,
    /// Whether it is a person and not a post.
    pub is_person: bool,
    /// When it was written.
    pub at: i64,
    /// Whether the account itself wrote it.
    pub mine: bool,
    /// Where a person can look at it.
    pub url: Option<String>,
}

/// Something to know before approving.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, TS)]
pub struct WarningView {
    /// A stable word.
    pub code: String,
    /// Whether it makes approving impossible.
    pub blocks: bool,
    /// The reason.
    pub text: String,
}

/// A picture of a draft.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, TS)]
pub struct MediaView {
    /// The picture as a `data:` address.
    pub data_url: String,
    /// What it shows.
    pub alt: String,
}

/// The card under a text that leads to a web page.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, TS)]
pub struct LinkCardView {
    /// The page.
    pub url: String,
    /// The host of the page, as a person reads it.
    pub host: String,
    /// Its title, a stranger's words.
    pub title: String,
    /// What it is about, a stranger's words; empty where it does not say.
    pub description: String,
    /// Its picture as a `data:` address; empty where there is none.
    pub picture: String,
}

/// A further post of a thread.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, TS)]
pub struct FurtherPost {
    /// What it says.
    pub text: String,
    /// Its pictures.
    pub media: Vec<MediaView>,
    /// The card of its link.
    pub card: Option<LinkCardView>,
    /// Characters used, as the network counts.
    pub used: u32,
}

/// One review, whole.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, TS)]
pub struct ReviewCard {
    /// What the queue shows of it.
    pub row: ReviewRow,
    /// The digest of exactly what is shown; every decision names it.
    pub digest: String,
    /// The number of the version shown, from 1.
    pub version: u32,
    /// The version before, where this one replaced it.
    pub previous_text: Option<String>,
    /// The headline, for example `Reply on Bluesky as @mira.photos`.
    pub headline: String,
    /// The conversation before what it answers, oldest first.
    pub thread: Vec<PostView>,
    /// What it answers.
    pub answers: Option<PostView>,
    /// The text that would go out; `None` for verbs without text.
    pub text: Option<String>,
    /// What would be done, in words, for verbs without text.
    pub deed: String,
    /// The pictures that would go out.
    pub media: Vec<MediaView>,
    /// The card of the text's link.
    pub link_card: Option<LinkCardView>,
    /// Whether a link has a card that can be taken off, or could have one.
    pub can_have_card: bool,
    /// The further posts of a thread.
    pub rest: Vec<FurtherPost>,
    /// What is shown in place of the text until a reader asks for it; empty where nothing is.
    pub content_warning: String,
    /// Who can see it: `public`, `unlisted`, `followers` or `direct`; empty for the account's default.
    pub visibility: String,
    /// Whether the network's interface takes it, or the person finishes it on the official page.
    pub by_hand: bool,
    /// The account's display name.
    pub account_name: String,
    /// Characters used, as the network counts.
    pub used: u32,
    /// Characters allowed.
    pub allowed: u32,
    /// What to know about doing this on this network; empty where there is nothing to say.
    pub note: String,
    /// Price and time, for example `free, sent at once after 10 s`.
    pub leaves: String,
    /// The same where it is approved without the time to undo.
    pub leaves_now: String,
    /// Why it is proposed.
    pub why: String,
    /// What the draft rests on.
    pub facts: Vec<String>,
    /// Who wrote it, for example `Built-in drafter, on this computer`.
    pub drafted_by: String,
    /// What to know before approving.
    pub warnings: Vec<WarningView>,
    /// Whether it waits for a decision.
    pub can_decide: bool,
    /// Whether another version can be asked for.
    pub can_redraft: bool,
    /// The action it led to, as the history shows it; nothing while there is none.
    pub action: Option<HistoryRow>,
    /// The sentence on what became of it; empty while it waits.
    pub outcome: String,
}

/// Approves a review.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, TS)]
pub struct ApproveReview {
    /// The review.
    pub id: String,
    /// The digest of what was shown; left out, the present one is taken.
    #[serde(default)]
    pub digest: Option<String>,
    /// Whether to skip the undo hold.
    #[serde(default)]
    pub now: bool,
}

/// Changes the text of a draft, and approves it where wished.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize, TS)]
pub struct EditReview {
    /// The review.
    pub id: String,
    /// The digest of what was shown; left out, the present one is taken.
    #[serde(default)]
    pub digest: Option<String>,
    /// The new text, to the byte; left out, it stays as it is.
    #[serde(default)]
    pub text: Option<String>,
    /// The new content warning, empty to take it off; left out, it stays as it is.
    #[serde(default)]
    pub warning: Option<String>,
    /// Whether links have cards: `true` makes those that are missing, `false` takes them off; left out, a new
    /// link gets one.
    #[serde(default)]
    pub card: Option<bool>,
    /// The new texts of the further posts of a thread; those left out stay as they are.
    #[serde(default)]
    pub rest: Vec<String>,
    /// Whether to approve it at once.
    #[serde(default)]
    pub approve: bool,
    /// Whether to skip the undo hold.
    #[serde(default)]
    pub now: bool,
}

/// Rejects a review.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, TS)]
pub struct RejectReview {
    /// The review.
    pub id: String,
    /// Why not.
    #[serde(default)]
    pub reason: Option<String>,
}

/// Puts a review off.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, TS)]
pub struct SnoozeReview {
    /// The review.
    pub id: String,
    /// For how many minutes, 1 to 43,200.
    pub minutes: u32,
}

/// Asks for another version.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, TS)]
pub struct RedraftReview {
    /// The review.
    pub id: String,
    /// What should be different.
    #[serde(default)]
    pub wish: Option<String>,
}

/// Takes a decision back.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize, TS)]
#[serde(default)]
pub struct UndoDecision {
    /// A review whose newest decision is meant; left out, the newest decision of all.
    pub review_id: Option<String>,
}

/// What a decision led to.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, TS)]
pub struct Decided {
    /// The review.
    pub review_id: String,
    /// The decision; `None` when the text was changed without deciding.
    pub decision_id: Option<String>,
    /// Until when it can be taken back.
    pub undo_until: i64,
    /// The sentence, for example `Approved. The reply to Jonas goes out in 10 seconds.`
    pub text: String,
    /// How many reviews wait now.
    pub waiting: u32,
}
