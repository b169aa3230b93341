//! Facts about activity.

use herald_domain::{Activity, ActivityKind, ActivityStatus};
use herald_pipeline::ports::{ActivityFilter, Change, Page, UnitOfWork};

use super::{Desk, every, ids};
use crate::builders::{self, START};

/// What is read is what was inserted, to the last field.
pub async fn an_activity_is_read_as_it_was_inserted(desk: &Desk) {
    let account = desk.account().await;
    let rich = Activity {
        note: Some("Muted words.".to_owned()),
        thread: vec![
            builders::thread_post("Before"),
            builders::thread_post("Later"),
        ],
        ..builders::mention(&account, "Line one\nLine \"two\" \\ 🌊 'quoted'; --")
    };
    let bare = Activity {
        text: String::new(),
        subject: None,
        root: None,
        langs: Vec::new(),
        url: None,
        ..builders::activity(&account, ActivityKind::Other("pinned_post".to_owned()), "")
    };
    desk.write(Change::InsertActivities(vec![rich.clone(), bare.clone()]))
        .await;
    assert_eq!(desk.store.activity(&rich.id).await, Ok(Some(rich)));
    assert_eq!(desk.store.activity(&bare.id).await, Ok(Some(bare)));
    let missing = builders::mention(&account, "Never stored");
    assert_eq!(desk.store.activity(&missing.id).await, Ok(None));
}

/// Seeing an item again changes nothing about it.
pub async fn a_second_sighting_leaves_the_first_alone(desk: &Desk) {
    let account = desk.account().await;
    let first = builders::mention(&account, "Hello");
    desk.write(Change::InsertActivities(vec![first.clone()]))
        .await;
    desk.write(Change::SetActivityStatus(
        first.id.clone(),
        ActivityStatus::Answered,
    ))
    .await;
    let again = Activity {
        text: "Changed".to_owned(),
        ..first.clone()
    };
    let new = builders::mention(&account, "News");
    desk.write(Change::InsertActivities(vec![again, new.clone()]))
        .await;
    let read = desk
        .store
        .activity(&first.id)
        .await
        .expect("reads")
        .expect("is there");
    assert_eq!(read.text, "Hello");
    assert_eq!(read.status, ActivityStatus::Answered);
    assert_eq!(desk.store.activity(&new.id).await, Ok(Some(new)));
}

/// A page that lists an item twice makes one row of it.
pub async fn twice_in_one_batch_is_one_row(desk: &Desk) {
    let account = desk.account().await;
    let activity = builders::mention(&account, "Twice");
    desk.write(Change::InsertActivities(vec![
        activity.clone(),
        activity.clone(),
    ]))
    .await;
    let found = desk
        .store
        .search_activities("twice", &Page::first(10))
        .await
        .expect("reads");
    assert_eq!(found.items, [activity]);
}

/// An activity belongs to an account that is there.
pub async fn an_activity_of_no_account_is_refused(desk: &Desk) {
    let stranger = builders::account();
    let activity = builders::mention(&stranger, "Hello");
    desk.refuses(UnitOfWork::new().with(Change::InsertActivities(vec![activity])))
        .await;
}

/// Walking the pages gives every item once, newest first.
pub async fn pages_have_neither_gaps_nor_repeats(desk: &Desk) {
    let account = desk.account().await;
    let mut all: Vec<Activity> = Vec::new();
    for n in 0..23 {
        // Seven share one millisecond.
        let at = START.plus(std::time::Duration::from_millis(n.max(7)));
        let kind = ActivityKind::Mention;
        all.push(builders::activity_at(&account, kind, "Page", at));
    }
    desk.write(Change::InsertActivities(all.clone())).await;
    all.sort_by(|a, b| b.id.cmp(&a.id));
    for limit in [1, 5, 22, 23, 24] {
        let filter = ActivityFilter::default();
        let read = every(limit, async |page| {
            desk.store.activities(&filter, &page).await
        })
        .await;
        assert_eq!(
            ids(read.iter().map(|a| &a.id)),
            ids(all.iter().map(|a| &a.id)),
            "{limit}"
        );
    }
}

/// Account, kind and status narrow the list together.
pub async fn filters_combine(desk: &Desk) {
    let accounts = [desk.account().await, desk.account().await];
    let kinds = [ActivityKind::Mention, ActivityKind::Like];
    let states = [
        ActivityStatus::New,
        ActivityStatus::Seen,
        ActivityStatus::Answered,
    ];
    let mut all = Vec::new();
    for account in &accounts {
        for kind in &kinds {
            for status in states {
                all.push(Activity {
                    status,
                    ..builders::activity(account, kind.clone(), "x")
                });
            }
        }
    }
    desk.write(Change::InsertActivities(all.clone())).await;
    let options = |n: usize| n.checked_sub(1);
    for account in (0..=2).map(options) {
        for kind in (0..=2).map(options) {
            for status in (0..=3).map(options) {
                let filter = ActivityFilter {
                    account_id: account.and_then(|n| accounts.get(n)).map(|a| a.id.clone()),
                    kind: kind.and_then(|n| kinds.get(n)).cloned(),
                    status: status.and_then(|n| states.get(n)).copied(),
                };
                let fits = |a: &&Activity| {
                    filter
                        .account_id
                        .as_ref()
                        .is_none_or(|id| a.account_id == *id)
                        && filter.kind.as_ref().is_none_or(|k| a.kind == *k)
                        && filter.status.is_none_or(|s| a.status == s)
                };
                let expected = ids(all.iter().rev().filter(fits).map(|a| &a.id));
                let read = every(2, async |page| desk.store.activities(&filter, &page).await).await;
                assert_eq!(ids(read.iter().map(|a| &a.id)), expected, "{filter:?}");
            }
        }
    }
}

/// Each of the three changes its own field only.
pub async fn status_note_and_thread_change_alone(desk: &Desk) {
    let account = desk.account().await;
    let mut activity = builders::mention(&account, "Hello");
    desk.write(Change::InsertActivities(vec![activity.clone()]))
        .await;

    desk.write(Change::SetActivityStatus(
        activity.id.clone(),
        ActivityStatus::Seen,
    ))
    .await;
    activity.status = ActivityStatus::Seen;
    assert_eq!(
        desk.store.activity(&activity.id).await,
        Ok(Some(activity.clone()))
    );

    let note = Some("The model is busy.".to_owned());
    desk.write(Change::SetActivityNote(activity.id.clone(), note.clone()))
        .await;
    activity.note = note;
    assert_eq!(
        desk.store.activity(&activity.id).await,
        Ok(Some(activity.clone()))
    );

    let thread = vec![
        builders::thread_post("First"),
        builders::thread_post("Second"),
    ];
    desk.write(Change::SetThread(activity.id.clone(), thread.clone()))
        .await;
    activity.thread = thread;
    assert_eq!(
        desk.store.activity(&activity.id).await,
        Ok(Some(activity.clone()))
    );

    desk.write(Change::SetActivityNote(activity.id.clone(), None))
        .await;
    activity.note = None;
    assert_eq!(desk.store.activity(&activity.id).await, Ok(Some(activity)));
}

/// A change of something that is not there is refused.
pub async fn a_missing_activity_is_not_changed(desk: &Desk) {
    let account = desk.account().await;
    let id = builders::mention(&account, "Never stored").id;
    let changes = [
        Change::SetActivityStatus(id.clone(), ActivityStatus::Seen),
        Change::SetActivityNote(id.clone(), None),
        Change::SetThread(id, Vec::new()),
    ];
    for change in changes {
        desk.refuses(UnitOfWork::new().with(change)).await;
    }
}

/// Of many ids, those stored are returned.
pub async fn known_ids_are_told_from_unknown_ones(desk: &Desk) {
    let account = desk.account().await;
    let stored = desk.mentions(&account, &["One", "Two"]).await;
    let mut asked: Vec<_> = stored.iter().map(|a| a.id.clone()).collect();
    asked.push(builders::mention(&account, "Three").id);
    let mut known = desk.store.known_activities(&asked).await.expect("reads");
    known.sort();
    assert_eq!(ids(&known), ids(stored.iter().map(|a| &a.id)));
    assert_eq!(desk.store.known_activities(&[]).await, Ok(Vec::new()));
}

/// Remote text may hold NUL; what is stored does not.
pub async fn nul_characters_are_taken_out(desk: &Desk) {
    let account = desk.account().await;
    let mut activity = builders::mention(&account, "be\0fore");
    "E\0ve".clone_into(&mut activity.author.display_name);
    activity.thread = vec![builders::thread_post("th\0read")];
    desk.write(Change::InsertActivities(vec![activity.clone()]))
        .await;
    let read = desk
        .store
        .activity(&activity.id)
        .await
        .expect("reads")
        .expect("is there");
    assert_eq!(read.text, "before");
    assert_eq!(read.author.display_name, "Eve");
    assert_eq!(read.thread.first().map(|p| p.text.as_str()), Some("thread"));
    let found = desk
        .store
        .search_activities("before", &Page::first(1))
        .await
        .expect("reads");
    assert_eq!(found.items.len(), 1);
}
