//! Questions: what only a person can tell of an action, with what they need to answer.

use serde::{Deserialize, Serialize};

use crate::{Action, ActionState, Recall, Receipt, Timestamp};

/// Something on the network that may be what was sent.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Seen {
    /// Where it lives.
    pub receipt: Receipt,
    /// What it says, as plain text.
    pub text: String,
    /// When it was written.
    pub at: Timestamp,
}

/// What a person has to answer about an action.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "kind", rename_all = "snake_case")]
pub enum Question {
    /// Did it arrive? It was sent, no answer came, and looking it up does not tell.
    Arrived {
        /// Why looking it up does not tell, in words for people.
        why: String,
        /// What the account has on the network that Herald cannot account for, newest first.
        seen: Vec<Seen>,
        /// Whether what was seen stands under the identifier chosen for it, so that another one is needed.
        #[serde(default, skip_serializing_if = "std::ops::Not::not")]
        is_taken: bool,
    },
    /// How does it go on? A part of it is public and the next one was refused.
    Stopped {
        /// Why the next part did not go out, in words for people.
        why: String,
        /// The parts that are public, in order.
        public: Vec<Receipt>,
        /// How many parts there are in all.
        of: u32,
    },
}

impl Question {
    /// Returns why it is asked, in words for people.
    pub fn why(&self) -> &str {
        match self {
            Self::Arrived { why, .. } | Self::Stopped { why, .. } => why,
        }
    }
}

/// What a person can say of an action.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Answer {
    /// It arrived.
    Arrived,
    /// It did not arrive: send it again. For what stopped: go on with the next part.
    Again,
    /// Delete the parts that are public.
    TakeBack,
    /// Leave it as it is; of what was refused: it is seen and asks for no look any more.
    Leave,
    /// Approve it again: another action for the same content.
    ApproveAgain,
    /// Of what was missed: send it now.
    Now,
    /// Of what was missed: send it at the next free time.
    NextSlot,
    /// Of what was missed: send it at a time that is given.
    At,
    /// Of what was missed: do not send it.
    Drop,
    /// Of what has not left for good: take the approval back, so that it waits in review again.
    Back,
}

impl Answer {
    /// Every answer.
    pub const ALL: [Self; 10] = [
        Self::Arrived,
        Self::Again,
        Self::TakeBack,
        Self::Leave,
        Self::ApproveAgain,
        Self::Now,
        Self::NextSlot,
        Self::At,
        Self::Drop,
        Self::Back,
    ];

    /// Returns the stable word of shells.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Arrived => "arrived",
            Self::Again => "again",
            Self::TakeBack => "take_back",
            Self::Leave => "leave",
            Self::ApproveAgain => "approve_again",
            Self::Now => "now",
            Self::NextSlot => "next_slot",
            Self::At => "at",
            Self::Drop => "drop",
            Self::Back => "back",
        }
    }

    /// Returns what a person can say of an action as it is.
    pub fn possible(action: &Action) -> &'static [Self] {
        match (action.state, &action.question) {
            (ActionState::Asks, Some(Question::Stopped { .. })) => {
                &[Self::Again, Self::TakeBack, Self::Leave]
            }
            (ActionState::Asks | ActionState::Unconfirmed, _) => {
                &[Self::Arrived, Self::Again, Self::Leave]
            }
            (ActionState::Refused, _) if action.seen_at.is_none() => {
                &[Self::ApproveAgain, Self::Leave]
            }
            (ActionState::Refused, _) => &[Self::ApproveAgain],
            (ActionState::Missed, _) => &[Self::Now, Self::NextSlot, Self::At, Self::Drop],
            (ActionState::Held | ActionState::Due, _) if action.surely_nothing_sent() => {
                &[Self::Back]
            }
            (ActionState::Parked, _) if action.recall != Some(Recall::Undo) => &[Self::Back],
            _ => &[],
        }
    }
}
