//! Facts about accounts, their cursors, numbers and health, and about settings.

use std::collections::BTreeMap;
use std::time::Duration;

use herald_domain::{
    Account, AccountState, Health, HealthState, Network, Sample, Spending, Timestamp,
};
use herald_pipeline::ports::{Change, Keeping, UnitOfWork};

use super::Desk;
use crate::builders::{self, START};

/// What is read is what was put, to the last field.
pub async fn an_account_is_read_as_it_was_put(desk: &Desk) {
    let account = Account {
        state: AccountState::NeedsReconnect {
            reason: "The password was changed.".to_owned(),
        },
        demo: true,
        facts: BTreeMap::from([("plan".to_owned(), "self-serve".to_owned())]),
        display_name: "Zoë \"Z\" O'Neil 🌊".to_owned(),
        ..builders::account()
    };
    desk.write(Change::PutAccount(account.clone())).await;
    let read = desk.store.account(&account.id).await.expect("reads");
    assert_eq!(read, Some(account));
    let missing = builders::account();
    assert_eq!(desk.store.account(&missing.id).await, Ok(None));
}

/// Putting an account again changes it in place.
pub async fn a_second_put_replaces_the_account(desk: &Desk) {
    let account = desk.account().await;
    let renamed = Account {
        handle: "renamed.test".to_owned(),
        ..account
    };
    desk.write(Change::PutAccount(renamed.clone())).await;
    assert_eq!(desk.store.accounts().await, Ok(vec![renamed]));
}

const DAY_MS: i64 = 86_400_000;

/// What was approved for somebody never goes out as somebody else.
pub async fn an_account_never_becomes_somebody_else(desk: &Desk) {
    let account = desk.account().await;
    let others = [
        Account {
            authority: "elsewhere.test".to_owned(),
            ..account.clone()
        },
        Account {
            remote_id: "another".to_owned(),
            ..account.clone()
        },
        Account {
            network: Network::Mastodon,
            ..account.clone()
        },
    ];
    for other in others {
        desk.refuses(UnitOfWork::new().with(Change::PutAccount(other)))
            .await;
    }
    assert_eq!(desk.store.accounts().await, Ok(vec![account]));
}

/// The same number with two servers is two people; with one server it is one.
pub async fn an_identity_is_connected_once_for_each_authority(desk: &Desk) {
    let account = desk.account().await;
    let fresh = || Account {
        remote_id: account.remote_id.clone(),
        ..builders::account()
    };
    desk.refuses(UnitOfWork::new().with(Change::PutAccount(fresh())))
        .await;
    let elsewhere = Account {
        authority: "elsewhere.test".to_owned(),
        ..fresh()
    };
    desk.write(Change::PutAccount(elsewhere.clone())).await;
    let removed = Change::SetAccountState(account.id.clone(), AccountState::Removed);
    desk.write(removed).await;
    let anew = fresh();
    desk.write(Change::PutAccount(anew.clone())).await;
    let mut listed = desk.store.accounts().await.expect("reads");
    listed.sort_by_key(|one| one.id == anew.id);
    assert_eq!(listed, [elsewhere, anew]);
}

/// What an earlier sign-in met says nothing of the present one, nor of a state its owner chose.
pub async fn an_account_turns_only_as_it_was_seen(desk: &Desk) {
    let account = desk.account().await;
    let out = || AccountState::NeedsReconnect {
        reason: "The token was revoked.".to_owned(),
    };
    let turn = |seen: &Account| Change::TurnAccount {
        seen: seen.clone(),
        to: out(),
    };
    let again = Account {
        connected_at: START.plus(Duration::from_secs(9)),
        ..account.clone()
    };
    desk.write(Change::PutAccount(again.clone())).await;
    desk.refuses(UnitOfWork::new().with(turn(&account))).await;
    let paused = Change::SetAccountState(account.id.clone(), AccountState::Paused);
    desk.write(paused).await;
    desk.refuses(UnitOfWork::new().with(turn(&again))).await;
    let active = Change::SetAccountState(account.id.clone(), AccountState::Active);
    desk.write(active).await;
    desk.write(turn(&again)).await;
    let read = desk.store.account(&account.id).await.expect("reads");
    assert_eq!(read.map(|one| one.state), Some(out()));
}

/// An account connected again begins without the troubles of before.
pub async fn the_health_of_an_account_is_forgotten_whole(desk: &Desk) {
    let account = desk.account().await;
    let whole = builders::health("execute");
    desk.write(Change::SetHealth(whole.clone())).await;
    for part in ["observe", "sample"] {
        let health = Health {
            account_id: Some(account.id.clone()),
            ..builders::health(part)
        };
        desk.write(Change::SetHealth(health)).await;
    }
    desk.write(Change::ForgetHealth(account.id)).await;
    assert_eq!(desk.store.health().await, Ok(vec![whole]));
}

/// Removed accounts keep their row and leave the list, which is oldest first.
pub async fn removed_accounts_are_not_listed(desk: &Desk) {
    let first = desk.account().await;
    let second = desk.account().await;
    let third = desk.account().await;
    desk.write(Change::SetAccountState(
        second.id.clone(),
        AccountState::Removed,
    ))
    .await;
    let listed = desk.store.accounts().await.expect("reads");
    assert_eq!(listed, [first, third]);
    let removed = desk
        .store
        .account(&second.id)
        .await
        .expect("reads")
        .expect("is there");
    assert_eq!(removed.state, AccountState::Removed);
}

/// Nothing is written for an account that is not there.
pub async fn a_state_of_a_missing_account_is_refused(desk: &Desk) {
    let account = builders::account();
    let change = Change::SetAccountState(account.id, AccountState::Paused);
    desk.refuses(UnitOfWork::new().with(change)).await;
}

/// Each stream of each account goes on by itself.
pub async fn a_cursor_is_kept_by_account_and_stream(desk: &Desk) {
    let account = desk.account().await;
    let other = desk.account().await;
    for cursor in ["one", "two"] {
        desk.write(Change::SetCursor {
            account_id: account.id.clone(),
            stream: "notifications".to_owned(),
            cursor: cursor.to_owned(),
        })
        .await;
    }
    let read = desk.store.cursor(&account.id, "notifications").await;
    assert_eq!(read, Ok(Some("two".to_owned())));
    assert_eq!(desk.store.cursor(&account.id, "messages").await, Ok(None));
    assert_eq!(
        desk.store.cursor(&other.id, "notifications").await,
        Ok(None)
    );
}

/// What was never set has its default.
pub async fn settings_have_defaults_until_set(desk: &Desk) {
    let before = desk.store.settings().await.expect("reads");
    assert_eq!(before.undo_window(), Duration::from_secs(10));
    desk.write(Change::SetSetting {
        name: "review.undo_seconds".to_owned(),
        value: "30".to_owned(),
    })
    .await;
    let after = desk.store.settings().await.expect("reads");
    assert_eq!(after.undo_window(), Duration::from_secs(30));
}

/// One row for each part and account.
pub async fn the_health_of_a_part_is_replaced(desk: &Desk) {
    let account = desk.account().await;
    let whole = builders::health("execute");
    let part = Health {
        account_id: Some(account.id),
        ..builders::health("observe")
    };
    let worse = Health {
        state: HealthState::Failed,
        message: "The network does not answer.".to_owned(),
        failures: 3,
        retry_at: Some(START.plus(Duration::from_mins(1))),
        ..part.clone()
    };
    for health in [&whole, &part, &worse] {
        desk.write(Change::SetHealth(health.clone())).await;
    }
    assert_eq!(desk.store.health().await, Ok(vec![whole, worse]));
}

/// Every metric of the account as a whole, at its newest; other accounts and single posts stay out.
pub async fn the_latest_value_of_every_metric_is_read(desk: &Desk) {
    let account = desk.account().await;
    let other = desk.account().await;
    let hour = Duration::from_hours(1);
    let newest = [
        builders::sample(&account, "followers", START.plus(hour), 12),
        builders::sample(&account, "posts", START, 7),
    ];
    let mut samples = newest.to_vec();
    samples.push(builders::sample(&account, "followers", START, 10));
    samples.push(builders::sample(&other, "follows", START.plus(hour), 99));
    for metric in ["likes", "followers"] {
        samples.push(Sample {
            subject: "at://did:plc:me/app.bsky.feed.post/1".to_owned(),
            ..builders::sample(&account, metric, START.plus(hour * 2), 5)
        });
    }
    desk.write(Change::AddSamples(samples)).await;
    let mut read = desk.store.latest_samples(&account.id).await.expect("reads");
    read.sort_by(|a, b| a.metric.cmp(&b.metric));
    assert_eq!(read, newest);
}

/// Reading the same number again at the same instant is no second sample.
pub async fn a_sample_of_the_same_instant_replaces_the_older(desk: &Desk) {
    let account = desk.account().await;
    for value in [1, 2] {
        let sample = builders::sample(&account, "followers", START, value);
        desk.write(Change::AddSamples(vec![sample])).await;
    }
    let read = desk.store.latest_samples(&account.id).await.expect("reads");
    assert_eq!(read, [builders::sample(&account, "followers", START, 2)]);
}

/// What was paid adds up by account, day and kind, and is read month by month.
pub async fn what_was_paid_adds_up(desk: &Desk) {
    let account = desk.account().await;
    let paid = |what: &str, micro_usd: u64, at| {
        let spending = Spending::once(account.id.clone(), what, micro_usd, at);
        Change::Spend(spending)
    };
    let next_month = START.plus(Duration::from_hours(31 * 24));
    for change in [
        paid("post", 15_000, START),
        paid("post", 200_000, START),
        paid("reading", 1_000, START),
        paid("post", 15_000, next_month),
    ] {
        desk.write(change).await;
    }
    let month = Spending::month(START);
    let read = desk.store.spending(&month).await.expect("reads");
    let read: Vec<_> = read
        .iter()
        .map(|one| (one.what.as_str(), one.uses, one.micro_usd))
        .collect();
    assert_eq!(read, [("post", 2, 215_000), ("reading", 1, 1_000)]);
    let later = desk.store.spending(&Spending::month(next_month)).await;
    assert_eq!(later.expect("reads").len(), 1);
}

/// Of the samples of long ago the last of each day stays; and nothing is written when all are so.
pub async fn old_samples_are_thinned_to_one_a_day(desk: &Desk) {
    let account = desk.account().await;
    let midnight = Timestamp(START.millis() / DAY_MS * DAY_MS);
    let sample = |hours: u64, value| {
        let at = midnight.plus(Duration::from_hours(hours));
        builders::sample(&account, "followers", at, value)
    };
    let samples = [(0, 1), (23, 2), (24, 3), (30, 4), (47, 5), (48, 6), (50, 7)];
    let samples = samples.map(|(hours, value)| sample(hours, value));
    desk.write(Change::AddSamples(samples.to_vec())).await;
    let since = midnight.plus(Duration::from_hours(48));
    let keeping = Keeping {
        samples_since: since,
        done_since: START,
    };
    assert_eq!(desk.store.tidy(keeping, 2).await, Ok(2));
    assert_eq!(desk.store.tidy(keeping, 2).await, Ok(1));
    let version = desk.store.version().await;
    assert_eq!(desk.store.tidy(keeping, 2).await, Ok(0));
    assert_eq!(desk.store.version().await, version);
}
