//! Notify: tells a person that something waits; acts on `HumanReviewRequired`.

pub mod answers;

use std::time::Duration;

use herald_domain::{Account, Activity, Review, ReviewState, Revision, Timestamp};

use crate::ports::{Drafter, Notice};

/// What happened longer ago than this is in the queue, but no notification says so.
const NEWS: Duration = Duration::from_hours(1);

/// Decides what to say, if anything: first versions of answers to fresh activity, still open.
pub fn decide(
    review: &Review,
    revision: &Revision,
    account: &Account,
    activity: Option<&Activity>,
    drafter: &dyn Drafter,
    now: Timestamp,
) -> Option<Notice> {
    let activity = activity?;
    let fresh = now.since(activity.created_at) < NEWS;
    let first = review.revision == 1 && revision.number == 1;
    if review.state != ReviewState::Open || !first || !fresh {
        return None;
    }
    let draft = revision.proposal.content().map(|c| c.text.as_str());
    let greeting = drafter.greeting(account, activity, draft);
    Some(Notice {
        title: greeting.title,
        body: greeting.body,
        review: Some(review.id.clone()),
        approves: Some(review.digest.clone()),
    })
}
