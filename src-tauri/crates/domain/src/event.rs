//! Events: what happened, in the order it happened; log and outbox in one.

use serde::{Deserialize, Serialize};

use crate::Digest;
use crate::job::Queue;
use crate::{
    AccountId, ActionId, ActionState, ActivityId, DecisionId, DecisionKind, EventId, ReviewId,
    SuggestionId, Timestamp,
};

/// What happened, with the ids needed to read the rest.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "kind")]
pub enum EventBody {
    /// New activity was stored. Produced by observe, acted on by suggest.
    ActivityUpdate {
        /// The new activities, oldest first.
        activity_ids: Vec<ActivityId>,
    },
    /// A post or reply was suggested. Produced by suggest, acted on by request_review.
    ContentSuggested {
        /// The suggestion.
        suggestion_id: SuggestionId,
        /// Its revision.
        revision: u32,
    },
    /// A like, follow, repost, quote or moderation was suggested. As above.
    EngagementSuggested {
        /// The suggestion.
        suggestion_id: SuggestionId,
        /// Its revision.
        revision: u32,
    },
    /// A person is asked. Produced by request_review, acted on by a person.
    HumanReviewRequired {
        /// The review.
        review_id: ReviewId,
        /// The revision shown.
        revision: u32,
        /// The digest of exactly what is shown.
        digest: Digest,
    },
    /// A person answered. Produced by the use case that records a decision, acted on by execute,
    /// or by suggest when another version is asked for.
    HumanResponseReceived {
        /// The review.
        review_id: ReviewId,
        /// The decision.
        decision_id: DecisionId,
        /// What was said.
        decision: DecisionKind,
    },
    /// An action reached its end. Produced by execute, acted on by read models.
    ActionExecuted {
        /// The action.
        action_id: ActionId,
        /// How it ended.
        outcome: ActionState,
        /// The network's address of the result, where there is one.
        remote_id: Option<String>,
    },
    /// Nothing could be suggested, for the reason given.
    SuggestionDeclined {
        /// What it would have answered.
        activity_id: ActivityId,
        /// Why, in words for people.
        reason: String,
    },
    /// A person took a decision back.
    DecisionUndone {
        /// The review.
        review_id: ReviewId,
        /// The decision taken back.
        decision_id: DecisionId,
    },
    /// A person changed the draft without deciding yet.
    DraftEdited {
        /// The review.
        review_id: ReviewId,
        /// The new revision.
        revision: u32,
    },
    /// An approved action was put on its way.
    ActionScheduled {
        /// The action.
        action_id: ActionId,
        /// When it may leave.
        due_at: Timestamp,
    },
    /// The intent to send was written down, before the network was called.
    ActionIntended {
        /// The action.
        action_id: ActionId,
        /// Which attempt this is, from 1.
        attempt: u32,
        /// The key the network will know it by.
        key: String,
    },
    /// An attempt, or a look-up, ended.
    ActionAttempted {
        /// The action.
        action_id: ActionId,
        /// Which attempt it was, from 1.
        attempt: u32,
        /// The state it led to.
        led_to: ActionState,
        /// What was learned, in words for people.
        message: String,
    },
    /// What a waiting draft is about changed since it was made: it is a new revision. Entry of the log.
    TargetChanged {
        /// The review.
        review_id: ReviewId,
        /// The revision that says so.
        revision: u32,
        /// What changed, in words for people.
        what: String,
    },
    /// A person has to finish an action on the network's own page.
    ActionHandedOver {
        /// The action.
        action_id: ActionId,
        /// The page.
        url: String,
    },
    /// An account was connected or connected again.
    AccountConnected {
        /// The name people type.
        handle: String,
    },
    /// An account was paused, resumed, signed out or removed.
    AccountChanged {
        /// What it is now, in words for people.
        what: String,
    },
}

/// An event's name, without its body.
pub type EventKind = &'static str;

impl EventBody {
    /// Returns the event's name.
    pub fn kind(&self) -> EventKind {
        match self {
            Self::ActivityUpdate { .. } => "ActivityUpdate",
            Self::ContentSuggested { .. } => "ContentSuggested",
            Self::EngagementSuggested { .. } => "EngagementSuggested",
            Self::HumanReviewRequired { .. } => "HumanReviewRequired",
            Self::HumanResponseReceived { .. } => "HumanResponseReceived",
            Self::ActionExecuted { .. } => "ActionExecuted",
            Self::SuggestionDeclined { .. } => "SuggestionDeclined",
            Self::DecisionUndone { .. } => "DecisionUndone",
            Self::DraftEdited { .. } => "DraftEdited",
            Self::ActionScheduled { .. } => "ActionScheduled",
            Self::ActionIntended { .. } => "ActionIntended",
            Self::ActionAttempted { .. } => "ActionAttempted",
            Self::TargetChanged { .. } => "TargetChanged",
            Self::ActionHandedOver { .. } => "ActionHandedOver",
            Self::AccountConnected { .. } => "AccountConnected",
            Self::AccountChanged { .. } => "AccountChanged",
        }
    }

    /// Returns the one queue whose stage acts on the event; `None` for entries of the log alone.
    pub fn consumer(&self) -> Option<Queue> {
        match self {
            Self::ActivityUpdate { .. } => Some(Queue::Suggest),
            Self::ContentSuggested { .. } | Self::EngagementSuggested { .. } => {
                Some(Queue::RequestReview)
            }
            Self::HumanReviewRequired { .. } => Some(Queue::Notify),
            Self::HumanResponseReceived { decision, .. } => match decision {
                DecisionKind::Approve | DecisionKind::EditAndApprove => Some(Queue::Execute),
                DecisionKind::AnotherVersion { .. } => Some(Queue::Suggest),
                DecisionKind::Reject { .. } | DecisionKind::Snooze { .. } => None,
            },
            Self::ActionExecuted { .. } => Some(Queue::ReadModels),
            Self::SuggestionDeclined { .. }
            | Self::DecisionUndone { .. }
            | Self::DraftEdited { .. }
            | Self::ActionScheduled { .. }
            | Self::ActionIntended { .. }
            | Self::ActionAttempted { .. }
            | Self::TargetChanged { .. }
            | Self::ActionHandedOver { .. }
            | Self::AccountConnected { .. }
            | Self::AccountChanged { .. } => None,
        }
    }
}

/// One entry of the log.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Event {
    /// The event's id; text order is log order within one writer.
    pub id: EventId,
    /// The account it concerns, where it concerns one.
    pub account_id: Option<AccountId>,
    /// The chain it belongs to: the id of the suggestion, or of the event that started it.
    pub correlation: String,
    /// The event that led to it.
    pub causation: Option<EventId>,
    /// When it happened.
    pub occurred_at: Timestamp,
    /// The version of the body's shape.
    pub version: u16,
    /// What happened.
    pub body: EventBody,
}

impl Event {
    /// The version of body shapes this build writes.
    pub const VERSION: u16 = 1;
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_six_events_of_the_flow_have_their_one_consumer() {
        let suggestion_id = SuggestionId::new(Timestamp(1), [0; 10]);
        let review_id = ReviewId::new(Timestamp(1), [0; 10]);
        let decision_id = DecisionId::new(Timestamp(1), [0; 10]);
        let action_id = ActionId::new(Timestamp(1), [0; 10]);
        let response = |decision| EventBody::HumanResponseReceived {
            review_id: review_id.clone(),
            decision_id: decision_id.clone(),
            decision,
        };
        let table = [
            (
                EventBody::ActivityUpdate {
                    activity_ids: vec![],
                },
                Some(Queue::Suggest),
            ),
            (
                EventBody::ContentSuggested {
                    suggestion_id: suggestion_id.clone(),
                    revision: 1,
                },
                Some(Queue::RequestReview),
            ),
            (
                EventBody::EngagementSuggested {
                    suggestion_id,
                    revision: 1,
                },
                Some(Queue::RequestReview),
            ),
            (
                EventBody::HumanReviewRequired {
                    review_id: review_id.clone(),
                    revision: 1,
                    digest: Digest::from_stored("00"),
                },
                Some(Queue::Notify),
            ),
            (response(DecisionKind::Approve), Some(Queue::Execute)),
            (
                response(DecisionKind::AnotherVersion { wish: None }),
                Some(Queue::Suggest),
            ),
            (response(DecisionKind::Reject { reason: None }), None),
            (
                EventBody::ActionExecuted {
                    action_id,
                    outcome: ActionState::Done,
                    remote_id: None,
                },
                Some(Queue::ReadModels),
            ),
        ];
        for (body, consumer) in table {
            assert_eq!(body.consumer(), consumer, "{}", body.kind());
        }
    }

    #[test]
    fn a_body_carries_its_name() {
        let body = EventBody::ActivityUpdate {
            activity_ids: vec![],
        };
        let json = serde_json::to_value(&body).expect("serialises");
        assert_eq!(json["kind"], body.kind());
    }
}
