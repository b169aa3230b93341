//! What Herald is about: accounts, activity, suggestions, reviews, decisions, actions.
//!
//! Pure data and rules: no clock, no randomness, no database, no network. Time and entropy arrive as
//! arguments. Adding a noun: one file here, its rows in `store`, its use cases in `api`.

#![warn(missing_docs, unreachable_pub)]

pub mod account;
pub mod action;
pub mod activity;
pub mod approval;
pub mod capability;
pub mod content;
pub mod digest;
pub mod event;
pub mod health;
pub mod ids;
pub mod job;
pub mod network;
pub mod parked;
pub mod plan;
pub mod post_rules;
pub mod proposal;
pub mod question;
pub mod review;
pub mod sample;
pub mod schedule;
pub mod settings;
pub mod spending;
pub mod suggestion;
pub mod target;
pub mod thread_split;
pub mod time;
pub mod typed;
pub mod verb;

pub use account::{Account, AccountState, Identity};
pub use action::{Action, ActionState, Failure, HandOver, InvalidTransition, Receipt};
pub use activity::{Activity, ActivityKind, ActivityStatus, Author, ThreadPost};
pub use approval::{ApprovalError, ApprovedAction};
pub use capability::{Availability, Capability, Safety};
pub use content::{LinkCard, Media, MediaRef, Placement, Poll, PostContent, Visibility};
pub use digest::{Digest, PublishTime};
pub use event::{Event, EventBody, EventKind};
pub use health::{Health, HealthState};
pub use ids::{
    AccountId, ActionId, ActivityId, DecisionId, EventId, JobId, OwnPostId, ReviewId, SuggestionId,
};
pub use job::{Job, Queue, ThinkTask, Work};
pub use network::Network;
pub use parked::{Parked, Recall};
pub use plan::{PlanError, Planned};
pub use post_rules::{ImageRule, PostRules, VideoRule};
pub use proposal::{Proposal, RemoteRef, ReplyTarget};
pub use question::{Answer, Question, Seen};
pub use review::{Decision, DecisionKind, Review, ReviewState};
pub use sample::{OwnPost, Sample};
pub use schedule::{Schedule, ScheduleKind};
pub use settings::{SettingError, Settings};
pub use spending::Spending;
pub use suggestion::{Provenance, Revision, Suggestion, SuggestionKind, SuggestionState, Warning};
pub use target::Target;
pub use time::Timestamp;
pub use verb::Verb;
