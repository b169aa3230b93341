use super::*;
use crate::{DecisionId, ReviewId, SuggestionId, Timestamp};
use std::collections::BTreeMap;

use crate::{AccountState, DecisionKind, Network, Provenance, ReviewState};
use crate::{PostContent, PublishTime};

fn account() -> Account {
    Account {
        id: AccountId::new(Timestamp(1), [9; 10]),
        network: Network::Mastodon,
        authority: "a.test".into(),
        remote_id: "1".into(),
        handle: "mira@a.test".into(),
        display_name: String::new(),
        state: AccountState::Active,
        addresses: BTreeMap::new(),
        facts: BTreeMap::new(),
        demo: false,
        connected_at: Timestamp(1),
    }
}

fn revision(text: &str) -> Revision {
    Revision {
        suggestion_id: SuggestionId::new(Timestamp(1), [1; 10]),
        number: 1,
        proposal: Proposal::Post {
            content: PostContent {
                text: text.into(),
                ..PostContent::default()
            },
        },
        publish_at: PublishTime::AfterApproval,
        why: String::new(),
        drafted_by: Provenance::default(),
        warnings: vec![],
        capability: None,
        target: None,
        created_at: Timestamp(1),
    }
}

fn review_of(revision: &Revision) -> Review {
    Review {
        id: ReviewId::new(Timestamp(2), [1; 10]),
        suggestion_id: revision.suggestion_id.clone(),
        digest: revision.digest(&account()),
        account_id: account().id,
        revision: revision.number,
        state: ReviewState::Approved,
        created_at: Timestamp(2),
    }
}

fn decision_on(review: &Review, kind: DecisionKind) -> Decision {
    Decision {
        id: DecisionId::new(Timestamp(3), [1; 10]),
        review_id: review.id.clone(),
        revision: review.revision,
        digest: review.digest.clone(),
        kind,
        by: "test".into(),
        at: Timestamp(3),
        undo_until: Timestamp(3),
        undone_at: None,
    }
}

#[test]
fn an_approved_revision_makes_an_approved_action() {
    let revision = revision("Hello");
    let review = review_of(&revision);
    let decision = decision_on(&review, DecisionKind::Approve);
    let approved =
        ApprovedAction::new(&account(), &review, &decision, &revision).expect("approved");
    assert_eq!(approved.proposal(), &revision.proposal);
    assert_eq!(approved.account_id(), &review.account_id);
}

#[test]
fn text_changed_after_approval_is_not_approved() {
    let seen = revision("Hello");
    let review = review_of(&seen);
    let decision = decision_on(&review, DecisionKind::Approve);
    let changed = revision("Hello!");
    assert_eq!(
        ApprovedAction::new(&account(), &review, &decision, &changed).err(),
        Some(ApprovalError::ContentChanged)
    );
}

#[test]
fn another_account_is_not_approved() {
    let seen = revision("Hello");
    let mut review = review_of(&seen);
    let decision = decision_on(&review, DecisionKind::Approve);
    review.account_id = AccountId::new(Timestamp(1), [8; 10]);
    assert_eq!(
        ApprovedAction::new(&account(), &review, &decision, &seen).err(),
        Some(ApprovalError::Mismatched)
    );
}

#[test]
fn an_account_that_became_somebody_else_is_not_approved() {
    let seen = revision("Hello");
    let review = review_of(&seen);
    let decision = decision_on(&review, DecisionKind::Approve);
    let moved = Account {
        authority: "b.test".into(),
        ..account()
    };
    assert_eq!(
        ApprovedAction::new(&moved, &review, &decision, &seen).err(),
        Some(ApprovalError::ContentChanged)
    );
}

#[test]
fn only_approving_decisions_that_stand_let_anything_out() {
    let revision = revision("Hello");
    let review = review_of(&revision);
    let reject = decision_on(&review, DecisionKind::Reject { reason: None });
    assert_eq!(
        ApprovedAction::new(&account(), &review, &reject, &revision).err(),
        Some(ApprovalError::NotApproving)
    );
    let mut undone = decision_on(&review, DecisionKind::EditAndApprove);
    undone.undone_at = Some(Timestamp(4));
    assert_eq!(
        ApprovedAction::new(&account(), &review, &undone, &revision).err(),
        Some(ApprovalError::Undone)
    );
}

#[test]
fn a_decision_on_another_review_is_refused() {
    let revision = revision("Hello");
    let review = review_of(&revision);
    let mut decision = decision_on(&review, DecisionKind::Approve);
    decision.review_id = ReviewId::new(Timestamp(9), [3; 10]);
    assert_eq!(
        ApprovedAction::new(&account(), &review, &decision, &revision).err(),
        Some(ApprovalError::Mismatched)
    );
}
