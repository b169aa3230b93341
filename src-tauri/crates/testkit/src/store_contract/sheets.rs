//! Facts about what is shown of reviews.

use herald_domain::{AccountState, Review};
use herald_pipeline::ports::{Change, Sheet, StoreError};

use super::Desk;

async fn sheets(desk: &Desk, reviews: &[&Review]) -> Vec<Sheet> {
    let reviews = reviews.iter().map(|&r| r.clone()).collect();
    desk.store.sheets(reviews).await.expect("reads")
}

/// Each sheet holds what its own review points at, in the order asked for.
pub async fn sheets_show_what_their_reviews_point_at(desk: &Desk) {
    let (one, other) = (desk.account().await, desk.account().await);
    let post = desk.open_review(&one, "A post").await;
    let versions = ["First version", "Second version"];
    let (reply, mention) = desk.open_reply(&other, &versions).await;
    let read = sheets(desk, &[&reply.review, &post.review]).await;
    let [first, second] = read.as_slice() else {
        panic!("two were asked for, {} came", read.len())
    };
    assert_eq!(
        (&first.review, &second.review),
        (&reply.review, &post.review)
    );
    assert_eq!((&first.account, &second.account), (&other, &one));
    assert_eq!(first.activity.as_ref(), Some(&mention));
    assert_eq!(second.activity, None);
    assert_eq!(first.revision.number, 2);
    let content = first.revision.proposal.content().expect("a text");
    assert_eq!(content.text, "Second version");
    assert_eq!(second.revision, post.revision);
    for sheet in [first, second] {
        let alone = desk.store.suggestion(&sheet.review.suggestion_id).await;
        assert_eq!(alone, Ok(Some(sheet.suggestion.clone())));
    }
    assert_eq!(sheets(desk, &[]).await, []);
}

/// What was decided with an account that is gone is still shown.
pub async fn a_removed_account_is_still_on_its_sheets(desk: &Desk) {
    let mut account = desk.account().await;
    let post = desk.open_review(&account, "A post").await;
    account.state = AccountState::Removed;
    desk.write(Change::PutAccount(account.clone())).await;
    let read = sheets(desk, &[&post.review]).await;
    assert_eq!(read.first().map(|s| &s.account), Some(&account));
}

/// A review of nothing is an error, never a shorter page.
pub async fn a_review_that_points_nowhere_is_an_error(desk: &Desk) {
    let account = desk.account().await;
    let post = desk.open_review(&account, "A post").await;
    let astray = Review {
        revision: 7,
        ..post.review.clone()
    };
    let answer = desk.store.sheets(vec![post.review, astray]).await;
    assert!(
        matches!(answer, Err(StoreError::Inconsistent { .. })),
        "{answer:?}"
    );
}
