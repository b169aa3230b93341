//! What is stored of a page of news, decided without a network or a store.

use std::collections::BTreeSet;
use std::sync::Arc;

use herald_domain::{Account, EventBody, Health, HealthState};
use herald_pipeline::mint::Mint;
use herald_pipeline::ports::{Change, Observed, UnitOfWork};
use herald_pipeline::stages::observe::{LEFT_OUT, PART, STREAM, Stored, decide};
use herald_testkit::builders::{self, START};
use herald_testkit::{MockClock, SeededRng};

fn decided(account: &Account, page: Observed, stored: &Stored) -> UnitOfWork {
    let mint = Mint::new(Arc::new(MockClock::at(START)), Arc::new(SeededRng::new(7)));
    decide(account, page, stored, &mint)
}

/// What is stored of an account that is read without trouble.
fn well(account: &Account) -> Stored {
    Stored {
        health: vec![Health::well(PART, Some(account.id.clone()), START)],
        ..Stored::default()
    }
}

fn left_out(unit: &UnitOfWork) -> Option<&Health> {
    unit.changes.iter().find_map(|change| match change {
        Change::SetHealth(health) if health.part == LEFT_OUT => Some(health),
        _ => None,
    })
}

#[test]
fn a_page_that_tells_nothing_new_stores_nothing() {
    let account = builders::account();
    let known = builders::mention(&account, "Hello");
    let stored = Stored {
        known: BTreeSet::from([known.id.clone()]),
        cursor: Some("here".to_owned()),
        ..well(&account)
    };
    let page = Observed {
        activities: vec![known],
        cursor: Some("here".to_owned()),
        ..Observed::default()
    };
    assert!(decided(&account, page, &stored).is_empty());
}

#[test]
fn what_is_new_is_stored_once_with_one_event_and_where_to_go_on() {
    let account = builders::account();
    let fresh = builders::mention(&account, "Hello");
    let page = Observed {
        activities: vec![fresh.clone(), fresh.clone()],
        cursor: Some("on".to_owned()),
        ..Observed::default()
    };
    let unit = decided(&account, page, &well(&account));
    let [
        Change::InsertActivities(stored),
        Change::SetCursor { stream, cursor, .. },
    ] = unit.changes.as_slice()
    else {
        panic!("{:?}", unit.changes)
    };
    assert_eq!(stored.as_slice(), std::slice::from_ref(&fresh));
    assert_eq!((stream.as_str(), cursor.as_str()), (STREAM, "on"));
    let bodies: Vec<&EventBody> = unit.events.iter().map(|event| &event.body).collect();
    let activity_ids = vec![fresh.id];
    assert_eq!(bodies, [&EventBody::ActivityUpdate { activity_ids }]);
}

#[test]
fn what_a_person_did_is_no_news_to_them() {
    let account = builders::account();
    let mut own = builders::mention(&account, "I said it myself");
    own.author.remote_id.clone_from(&account.remote_id);
    let page = Observed {
        activities: vec![own],
        ..Observed::default()
    };
    assert!(decided(&account, page, &well(&account)).is_empty());
}

#[test]
fn trouble_that_is_over_is_told_to_be_over() {
    let account = builders::account();
    let troubled = Health {
        state: HealthState::Failed,
        ..Health::well(PART, Some(account.id.clone()), START)
    };
    let stored = Stored {
        health: vec![troubled],
        ..Stored::default()
    };
    let unit = decided(&account, Observed::default(), &stored);
    let [Change::SetHealth(told)] = unit.changes.as_slice() else {
        panic!("{:?}", unit.changes)
    };
    let over = Health::well(PART, Some(account.id.clone()), START);
    assert_eq!(*told, over);
}

#[test]
fn what_was_left_out_adds_up_until_a_person_looked() {
    let account = builders::account();
    let page = |things: &[&str]| Observed {
        dropped: things.iter().map(|&thing| thing.to_owned()).collect(),
        ..Observed::default()
    };
    let unit = decided(&account, page(&["One was odd."]), &well(&account));
    let told = left_out(&unit).cloned();
    assert_eq!(
        told.as_ref().map(|h| h.message.as_str()),
        Some("One was odd.")
    );
    let mut stored = well(&account);
    stored.health.extend(told);
    let unit = decided(&account, page(&["Two.", "Three."]), &stored);
    let told = left_out(&unit).map(|h| (h.failures, h.state));
    assert_eq!(told, Some((3, HealthState::Degraded)));
    // A page without any says nothing about it, and takes nothing back.
    let unit = decided(&account, Observed::default(), &stored);
    assert_eq!(left_out(&unit), None);
}
