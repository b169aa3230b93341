//! Whole, valid values to start from; a test changes only what it is about.
//!
//! Ids differ at every call and rise with the instant they are made for.

mod review;
mod seen;
mod work;

pub use review::{
    action_for, approval_of, approved, decision_on, post_action, post_suggestion, review_of,
    revision_of, suggestion_for,
};
pub use seen::{account, activity, activity_at, mention, own_post, sample, thread_post};
pub use work::{event, event_about, health, observe_schedule};

use herald_domain::Timestamp;

use crate::clock::next_number;

/// The instant at which builders start: 2026-09-21T14:13:20Z.
pub const START: Timestamp = Timestamp(1_790_000_000_000);

/// Returns ten bytes no other call in this process got.
pub fn tail() -> [u8; 10] {
    let mut tail = [0; 10];
    for (to, from) in tail
        .iter_mut()
        .skip(2)
        .zip((next_number() as u64).to_be_bytes())
    {
        *to = from;
    }
    tail
}
