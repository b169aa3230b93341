//! Read models: keeps what screens read up to date; acts on `ActionExecuted`.

use herald_domain::{
    Action, ActionState, Activity, ActivityStatus, OwnPost, OwnPostId, Revision, Verb,
};

use crate::ports::{Change, UnitOfWork};

/// Decides what an action's end changes: what it answered is answered, what it posted is an own post.
pub fn decide(action: &Action, revision: &Revision, activity: Option<&Activity>) -> UnitOfWork {
    let mut unit = UnitOfWork::new();
    if action.state != ActionState::Done {
        return unit;
    }
    if let (Verb::Reply, Some(activity)) = (action.verb, activity) {
        unit.changes.push(Change::SetActivityStatus(
            activity.id.clone(),
            ActivityStatus::Answered,
        ));
    }
    let receipt = action.receipt.as_ref();
    let remote = receipt.and_then(|r| r.remote.clone());
    if let (Some(content), Some(remote)) = (revision.proposal.content(), remote) {
        unit.changes.push(Change::PutOwnPosts(vec![OwnPost {
            id: OwnPostId::of_remote(&action.account_id, &remote.id, action.created_at),
            account_id: action.account_id.clone(),
            remote,
            text: content.text.clone(),
            url: receipt.and_then(|r| r.url.clone()),
            created_at: action.updated_at,
        }]));
    }
    unit
}
