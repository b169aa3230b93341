//! Actions: approved things on their way out, each with a life of its own.
//!
//! ```text
//! held -> due -> sending -> done | refused | unconfirmed | handed_over
//!   \______\-> cancelled | missed | done (it was so already)
//! held -> parked -> done | held (taken out again) | cancelled | asks
//!           unconfirmed -> done | sending (again) | asks | refused
//!           asks -> done | due (a person says so) | cancelled
//!           missed -> due | cancelled
//! ```
//!
//! Whatever a person has to answer (`asks`, `missed`, `handed over`) steps out of the account's lane.

use serde::{Deserialize, Serialize};

use crate::{
    AccountId, ActionId, DecisionId, Digest, Parked, Question, Recall, RemoteRef, ReviewId,
    SuggestionId, Timestamp, Verb,
};

/// How far an action has come.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum ActionState {
    /// Inside the undo window, or its time is still to come; nothing has left.
    Held,
    /// Left with the network, which publishes it at its time; or asked for there, and the answer is out.
    Parked,
    /// May go out as soon as its turn comes.
    Due,
    /// Claimed by one worker, under a lease; the network may or may not have it.
    Sending,
    /// On the network.
    Done,
    /// Surely not on the network, which said why; it can be approved again.
    #[serde(alias = "failed")]
    Refused,
    /// Nobody knows yet whether the network has it; it is being looked up.
    Unconfirmed,
    /// A person has to say what became of it, or how it goes on.
    Asks,
    /// Given to a person to finish on the network's own page.
    HandedOver,
    /// Its time passed beyond what the person allows; nothing has left.
    Missed,
    /// Taken back before it left, or left as it is by a person.
    Cancelled,
    /// Its row cannot be read; it is kept as it is and stops nothing else.
    SetAside,
}

impl ActionState {
    /// Every state.
    pub const ALL: [Self; 12] = [
        Self::Held,
        Self::Parked,
        Self::Due,
        Self::Sending,
        Self::Done,
        Self::Refused,
        Self::Unconfirmed,
        Self::Asks,
        Self::HandedOver,
        Self::Missed,
        Self::Cancelled,
        Self::SetAside,
    ];

    /// Returns the word used in the database.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Held => "held",
            Self::Parked => "parked",
            Self::Due => "due",
            Self::Sending => "sending",
            Self::Done => "done",
            Self::Refused => "refused",
            Self::Unconfirmed => "unconfirmed",
            Self::Asks => "asks",
            Self::HandedOver => "handed_over",
            Self::Missed => "missed",
            Self::Cancelled => "cancelled",
            Self::SetAside => "set_aside",
        }
    }

    /// Tells whether nothing further happens by itself or by an answer to a question.
    pub fn is_final(self) -> bool {
        matches!(
            self,
            Self::Done | Self::Refused | Self::Cancelled | Self::SetAside
        )
    }

    /// Tells whether a person has to answer before anything further happens.
    pub fn waits_for_person(self) -> bool {
        matches!(self, Self::Asks | Self::HandedOver | Self::Missed)
    }

    /// Tells whether an action may go from this state to `next`.
    pub fn may_become(self, next: Self) -> bool {
        use ActionState as S;
        match self {
            S::Held if next == S::Parked => true,
            S::Parked => matches!(next, S::Parked | S::Held | S::Done | S::Asks | S::Cancelled),
            // Done without sending: the network already is as wished.
            S::Held | S::Due => matches!(
                next,
                S::Due
                    | S::Sending
                    | S::Done
                    | S::Cancelled
                    | S::Refused
                    | S::HandedOver
                    | S::Missed
            ),
            S::Sending => !matches!(next, S::Held | S::SetAside),
            S::Unconfirmed => matches!(
                next,
                S::Done
                    | S::Refused
                    | S::Sending
                    | S::Unconfirmed
                    | S::Asks
                    | S::Due
                    | S::Cancelled
                    | S::HandedOver
            ),
            // What lay with the network is taken out there before it is sent from here.
            S::Asks => matches!(next, S::Done | S::Due | S::Cancelled | S::Parked),
            S::Missed => matches!(next, S::Due | S::Cancelled),
            S::HandedOver => matches!(next, S::Done | S::Cancelled),
            S::Done | S::Refused | S::Cancelled | S::SetAside => false,
        }
    }
}

/// A step an action cannot take.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[error("an action that is {} cannot become {}", from.as_str(), to.as_str())]
pub struct InvalidTransition {
    /// Where it is.
    pub from: ActionState,
    /// Where it was to go.
    pub to: ActionState,
}

/// Where the network put it.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Receipt {
    /// The record that was made or changed.
    pub remote: Option<RemoteRef>,
    /// Where a person can look at it.
    pub url: Option<String>,
}

/// What a person needs to finish something on the network's own page.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct HandOver {
    /// The official page, with as much filled in as it takes.
    pub url: String,
    /// What is put on the clipboard, where there is something to paste.
    pub text: Option<String>,
    /// What is left to do there, in words.
    pub instruction: String,
}

/// Why something did not happen.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Failure {
    /// A stable word, for example `refused`, `parent_deleted`, `signed_out`.
    pub code: String,
    /// What happened, what it means and what to do, in words for people.
    pub message: String,
}

/// An approved thing on its way out.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Action {
    /// The action's id.
    pub id: ActionId,
    /// The account it goes out from; its lane.
    pub account_id: AccountId,
    /// The suggestion it carries out.
    pub suggestion_id: SuggestionId,
    /// The review that let it out.
    pub review_id: ReviewId,
    /// The decision that let it out.
    pub decision_id: DecisionId,
    /// What it does.
    pub verb: Verb,
    /// The digest of what was approved.
    pub digest: Digest,
    /// How far it has come.
    pub state: ActionState,
    /// Its place in the lane: when it may go out at the earliest. Waiting does not change it.
    pub planned_at: Timestamp,
    /// The conversation it belongs to; while one before it asks, those behind it in the same wait.
    pub thread: Option<String>,
    /// When the engine looks at it next: its time, the next try, the next look-up.
    pub due_at: Timestamp,
    /// When it is tried to be left with the network at the earliest; nothing where it is not.
    pub park_at: Option<Timestamp>,
    /// How it came to lie with the network, where that was tried.
    pub parked: Option<Parked>,
    /// Why it is being taken out of the network again, before its time.
    pub recall: Option<Recall>,
    /// When a person said that they have seen how it ended; until then a refusal asks for a look.
    pub seen_at: Option<Timestamp>,
    /// The idempotency key or chosen record key, made once.
    pub key: String,
    /// What is sent, to the byte, in the network's own form; written before the first call.
    pub prepared: Option<serde_json::Value>,
    /// The steps the network surely has, in order.
    pub steps: Vec<Receipt>,
    /// Whether the network may have something of it that is not among the steps.
    pub uncertain: bool,
    /// When the present step was first sent.
    pub first_tried: Option<Timestamp>,
    /// When the last call began.
    pub last_called: Option<Timestamp>,
    /// How often the present step was sent.
    pub tries: u32,
    /// How many times sending was begun in all.
    pub attempts: u32,
    /// How many times an unconfirmed attempt was looked up without an answer.
    pub lookups: u32,
    /// How long it was tried in vain since the first call that failed, in milliseconds: the pauses
    /// between the tries, without the time the computer slept.
    pub patience_ms: u64,
    /// What was taken out of the month's budget for it, in millionths of a US dollar.
    pub reserved_micro_usd: u64,
    /// What a person needs to finish it, where it was handed over.
    pub hand_over: Option<HandOver>,
    /// What a person has to answer, where it asks.
    pub question: Option<Question>,
    /// Raised at every change of hands; a write with an older epoch is dropped.
    pub epoch: i64,
    /// Until when the worker that claimed it holds it.
    pub lease_until: Option<Timestamp>,
    /// Where the network put it.
    pub receipt: Option<Receipt>,
    /// Why it was refused, waits, or cannot be confirmed.
    pub failure: Option<Failure>,
    /// When it was made.
    pub created_at: Timestamp,
    /// When it last changed.
    pub updated_at: Timestamp,
}

impl Action {
    /// Takes a step, raising the epoch.
    ///
    /// # Errors
    /// [`InvalidTransition`] when the state machine has no such step.
    pub fn step(mut self, to: ActionState, at: Timestamp) -> Result<Self, InvalidTransition> {
        if !self.state.may_become(to) {
            return Err(InvalidTransition {
                from: self.state,
                to,
            });
        }
        self.state = to;
        self.epoch += 1;
        self.updated_at = at;
        if to != ActionState::Sending {
            self.lease_until = None;
        }
        if to != ActionState::Asks {
            self.question = None;
        }
        if to != ActionState::Parked {
            self.recall = None;
        }
        Ok(self)
    }

    /// Tells whether the network surely has nothing of it.
    pub fn surely_nothing_sent(&self) -> bool {
        !self.uncertain
            && self.steps.is_empty()
            && !matches!(self.state, ActionState::Done | ActionState::Parked)
    }

    /// Tells whether its price was taken out of the budget already.
    pub fn is_paid_for(&self) -> bool {
        self.reserved_micro_usd > 0
    }

    /// Returns where it is looked at: its first step on the network, where there is one.
    pub fn first_step(&self) -> Option<&Receipt> {
        self.receipt.as_ref().or_else(|| self.steps.first())
    }
}

#[cfg(test)]
#[path = "action_tests.rs"]
mod tests;
