//! The history: what went out, what did not, and why.

use serde::{Deserialize, Serialize};
use ts_rs::TS;

/// Which part of the history to list.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize, TS)]
#[serde(default)]
pub struct ListHistory {
    /// The cursor of the page before.
    pub before: Option<String>,
    /// At most this many, 1 to 500; 0 means 50.
    pub limit: u32,
}

/// One action in the history.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, TS)]
pub struct HistoryRow {
    /// The action's id.
    pub id: String,
    /// Its last digits, enough for the command line.
    pub short: String,
    /// The review that let it out.
    pub review_id: String,
    /// The network's word.
    pub network: String,
    /// The account's handle.
    pub account_handle: String,
    /// The verb.
    pub verb: String,
    /// The headline, for example `Reply to Jonas Weber`.
    pub headline: String,
    /// The text that went out, or the deed in words.
    pub text: String,
    /// `held`, `parked`, `due`, `sending`, `done`, `refused`, `unconfirmed`, `asks`, `handed_over`, `missed`,
    /// `cancelled` or `set_aside`.
    pub state: String,
    /// The state in words, for example `Done`, `Planned`.
    pub state_text: String,
    /// Why it was refused or waits; empty when all is well.
    pub trouble: String,
    /// What a person can say of it now: `arrived`, `again`, `take_back`, `leave`, `approve_again`, `now`,
    /// `next_slot`, `at`, `drop`, `back`.
    pub answers: Vec<String>,
    /// What on the network may be it, newest first, where it asks.
    pub seen: Vec<SeenView>,
    /// Its parts that are public, in order.
    pub parts: Vec<PartView>,
    /// Its parts that are still to come, in order, where one is public already.
    pub to_come: Vec<String>,
    /// The part that is asked about, where it is one of several.
    pub part_asked: Option<PartAskedView>,
    /// When it last changed.
    pub at: i64,
    /// When it goes out, while it has not.
    pub due_at: Option<i64>,
    /// Where a person can look at it.
    pub url: Option<String>,
}

/// A part of a thread that is public.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, TS)]
pub struct PartView {
    /// What it says.
    pub text: String,
    /// Where a person can look at it; unknown where a person said that it arrived.
    pub url: Option<String>,
}

/// A part of a thread that may have arrived.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, TS)]
pub struct PartAskedView {
    /// Which it is, from 1.
    pub number: u32,
    /// Of how many.
    pub of: u32,
    /// What it says.
    pub text: String,
}

/// Something on the network that may be what was sent.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, TS)]
pub struct SeenView {
    /// What it says.
    pub text: String,
    /// When it was written.
    pub at: i64,
    /// Where a person can look at it.
    pub url: Option<String>,
}

/// What a person says of an action.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize, TS)]
#[serde(default)]
pub struct AnswerAction {
    /// The action.
    pub action_id: String,
    /// One of the action's `answers`.
    pub answer: String,
    /// Where it is, for `arrived`.
    pub url: Option<String>,
    /// When it should go out, for `at`: `YYYY-MM-DD HH:MM`.
    pub at: Option<String>,
    /// The IANA name of the zone of that time; left out, this computer's.
    pub zone: Option<String>,
}

/// A page of the history.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, TS)]
pub struct HistoryPage {
    /// The actions, newest first.
    pub items: Vec<HistoryRow>,
    /// The cursor of the next page.
    pub next: Option<String>,
}

/// One step of a story.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, TS)]
pub struct StoryStep {
    /// When.
    pub at: i64,
    /// The event's name, for example `HumanReviewRequired`; a stable word.
    pub event: String,
    /// What happened, in words for people.
    pub what: String,
    /// More of it; may be empty.
    pub detail: String,
    /// The moment the detail ends with, in milliseconds; a shell writes it as its person does.
    pub until: Option<i64>,
}

/// How something came about and what became of it, from the journal.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, TS)]
pub struct Story {
    /// The headline.
    pub title: String,
    /// The steps, oldest first.
    pub steps: Vec<StoryStep>,
    /// The action it led to, where there is one.
    pub action: Option<HistoryRow>,
}
