//! Builders of what is proposed, decided and sent.

use std::time::Duration;

use herald_domain::{
    Account, Action, ActionId, ActionState, Activity, ApprovedAction, Decision, DecisionId,
    DecisionKind, PostContent, Proposal, Provenance, PublishTime, ReplyTarget, Review, ReviewId,
    ReviewState, Revision, Suggestion, SuggestionId, SuggestionKind, SuggestionState, Timestamp,
    Verb,
};

use super::{START, tail};
use crate::clock::next_number;

fn next_instant() -> Timestamp {
    START.plus(Duration::from_secs(next_number() as u64))
}

fn suggestion(account: &Account, kind: SuggestionKind) -> Suggestion {
    let created_at = next_instant();
    Suggestion {
        id: SuggestionId::new(created_at, tail()),
        account_id: account.id.clone(),
        activity_id: None,
        kind,
        state: SuggestionState::Proposed,
        latest_revision: 1,
        created_at,
    }
}

/// Makes a suggestion that answers an activity.
pub fn suggestion_for(account: &Account, activity: &Activity) -> Suggestion {
    Suggestion {
        activity_id: Some(activity.id.clone()),
        ..suggestion(account, SuggestionKind::Reply)
    }
}

/// Makes a suggestion for a post of one's own.
pub fn post_suggestion(account: &Account) -> Suggestion {
    suggestion(account, SuggestionKind::Post)
}

/// Makes a revision of a suggestion: a reply to the activity, or a post where there is none.
pub fn revision_of(
    suggestion: &Suggestion,
    activity: Option<&Activity>,
    number: u32,
    text: &str,
) -> Revision {
    let content = PostContent {
        text: text.to_owned(),
        langs: vec!["en".to_owned()],
        ..PostContent::default()
    };
    let proposal = match activity {
        Some(activity) => Proposal::Reply {
            to: ReplyTarget {
                parent: activity.remote.clone(),
                root: activity
                    .root
                    .clone()
                    .unwrap_or_else(|| activity.remote.clone()),
            },
            content,
        },
        None => Proposal::Post { content },
    };
    Revision {
        suggestion_id: suggestion.id.clone(),
        number,
        proposal,
        publish_at: PublishTime::AfterApproval,
        why: "Somebody asked.".to_owned(),
        drafted_by: Provenance {
            drafter: "builtin".to_owned(),
            local: true,
            ..Provenance::default()
        },
        warnings: Vec::new(),
        capability: None,
        target: None,
        created_at: next_instant(),
    }
}

/// Makes an open review of a revision.
pub fn review_of(account: &Account, suggestion: &Suggestion, revision: &Revision) -> Review {
    let created_at = next_instant();
    Review {
        id: ReviewId::new(created_at, tail()),
        suggestion_id: suggestion.id.clone(),
        account_id: suggestion.account_id.clone(),
        revision: revision.number,
        digest: revision.digest(account),
        state: ReviewState::Open,
        created_at,
    }
}

/// Makes a decision on a review as it is.
pub fn decision_on(review: &Review, kind: DecisionKind) -> Decision {
    let at = next_instant();
    Decision {
        id: DecisionId::new(at, tail()),
        review_id: review.id.clone(),
        revision: review.revision,
        digest: review.digest.clone(),
        kind,
        by: "window".to_owned(),
        at,
        undo_until: at.plus(Duration::from_secs(10)),
        undone_at: None,
    }
}

/// Makes the approval of a review as it is.
pub fn approval_of(review: &Review) -> Decision {
    decision_on(review, DecisionKind::Approve)
}

/// Makes the action an approval leads to, held until the undo window has passed.
pub fn action_for(review: &Review, decision: &Decision, verb: Verb) -> Action {
    let created_at = next_instant();
    Action {
        id: ActionId::new(created_at, tail()),
        account_id: review.account_id.clone(),
        suggestion_id: review.suggestion_id.clone(),
        review_id: review.id.clone(),
        decision_id: decision.id.clone(),
        verb,
        digest: review.digest.clone(),
        state: ActionState::Held,
        planned_at: decision.undo_until,
        thread: None,
        due_at: decision.undo_until,
        key: format!("key{}", next_number()),
        prepared: None,
        steps: Vec::new(),
        uncertain: false,
        first_tried: None,
        last_called: None,
        tries: 0,
        attempts: 0,
        lookups: 0,
        patience_ms: 0,
        reserved_micro_usd: 0,
        hand_over: None,
        question: None,
        epoch: 0,
        lease_until: None,
        park_at: None,
        parked: None,
        recall: None,
        seen_at: None,
        receipt: None,
        failure: None,
        created_at,
        updated_at: created_at,
    }
}

/// Makes the action of an approved post.
pub fn post_action() -> Action {
    let account = super::account();
    let suggestion = post_suggestion(&account);
    let revision = revision_of(&suggestion, None, 1, "Hello");
    let review = review_of(&account, &suggestion, &revision);
    action_for(&review, &approval_of(&review), Verb::Post)
}

/// Approves a proposal of an account, as a connector gets it.
///
/// # Panics
/// When the approval does not hold.
#[expect(clippy::unwrap_used, reason = "a builder of tests")]
pub fn approved(account: &Account, proposal: Proposal) -> ApprovedAction {
    let suggestion = post_suggestion(account);
    let mut revision = revision_of(&suggestion, None, 1, "");
    revision.proposal = proposal;
    revision.publish_at = PublishTime::AfterApproval;
    let review = review_of(account, &suggestion, &revision);
    ApprovedAction::new(account, &review, &approval_of(&review), &revision).unwrap()
}
