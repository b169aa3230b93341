//! Everything that happened is seen, once, whenever Herald was there and wherever it ended.

use std::collections::BTreeMap;
use std::time::Duration;

use herald_api::views::ListActivity;
use herald_simnet::{Fault, FaultKind, MastodonNet, Profile};

use crate::sim::chance::Chance;
use crate::support::{Desk, JONAS, MIRA};
use crate::wire::End;

/// How many things happen where nothing else is said.
const FEW: u64 = 400;

#[expect(clippy::disallowed_methods, reason = "a sweep asks for more")]
fn how_many() -> u64 {
    let wanted = std::env::var("HERALD_EVENTS").ok();
    wanted.map_or(FEW, |n| n.parse().expect("HERALD_EVENTS is a number"))
}

/// What a server does instead of showing what is new.
const ODDITIES: [FaultKind; 8] = [
    FaultKind::ServerError,
    FaultKind::Garbage,
    FaultKind::GarbageAfter,
    FaultKind::HalfAnswer,
    FaultKind::Offline,
    FaultKind::CloseAfter,
    FaultKind::Status { status: 404 },
    FaultKind::RateLimited { reset_after_s: 60 },
];

/// Lets as many things happen as wanted while Herald is there, is not, or ends in the midst of reading them, and
/// while the server answers oddly; `happens` lets the `n`-th happen, `odd` lets the next reading go wrong.
async fn live(
    mut desk: Desk,
    wanted: u64,
    happens: impl Fn(&Desk, u64),
    odd: impl Fn(&Desk, FaultKind),
) -> (Desk, u32) {
    let chance = Chance::of(wanted);
    let (mut done, mut ends) = (0, 0);
    while done < wanted {
        // More than a page at a time, now and then.
        let some = if chance.percent(25) {
            100 + chance.below(130)
        } else {
            chance.below(40)
        };
        let until = wanted.min(done + some);
        for nth in done..until {
            happens(&desk, nth);
        }
        done = until;
        desk.pass(chance.seconds(20, 200));
        if chance.percent(20) {
            odd(&desk, chance.pick(&ODDITIES));
        }
        let at = u32::try_from(chance.below(12)).expect("fits");
        let end = chance.pick(&[
            None,
            Some(End::BeforeCall(at)),
            Some(End::AfterCall(at)),
            Some(End::AfterCommit(at)),
        ]);
        let wire = desk.wire.clone();
        wire.ends_at(end);
        let ended = tokio::select! {
            biased;
            () = wire.end() => true,
            result = desk.engine.run_until_idle() => result.map(|_| false).expect("settles"),
        };
        wire.ends_at(None);
        if ended {
            ends += 1;
            desk = desk.restart().await;
        }
    }
    // A page at a time is read; what was put off is due by then.
    for _ in 0..wanted / 20 + 10 {
        desk.pass(Duration::from_mins(3));
        desk.settle().await;
    }
    (desk, ends)
}

/// Counts what was seen by what it says.
async fn seen(desk: &Desk) -> BTreeMap<String, usize> {
    let mut found = BTreeMap::new();
    let mut before = None;
    loop {
        let page = ListActivity {
            before: before.take(),
            limit: 500,
            ..ListActivity::default()
        };
        let page = desk.herald.list_activity(page).await.expect("lists");
        for row in page.items {
            *found.entry(row.text).or_default() += 1;
        }
        before = page.next;
        if before.is_none() {
            return found;
        }
    }
}

fn each_once(found: &BTreeMap<String, usize>, wanted: u64) {
    let twice: Vec<_> = found.iter().filter(|(_, times)| **times != 1).collect();
    assert!(twice.is_empty(), "seen more than once: {twice:?}");
    let count = u64::try_from(found.len()).expect("fits");
    assert_eq!(count, wanted, "seen");
}

#[tokio::test]
async fn everything_on_bluesky_is_seen_once() {
    let desk = Desk::connected().await;
    let wanted = how_many();
    let happens = |desk: &Desk, nth: u64| {
        let told = format!("@{MIRA} this is number {nth}.");
        desk.sim.mention(JONAS, MIRA, &told).expect("is posted");
    };
    let odd = |desk: &Desk, kind| {
        let reading = "app.bsky.notification.listNotifications";
        desk.sim.inject(Fault::once(reading, kind));
    };
    let (desk, ends) = live(desk, wanted, happens, odd).await;
    each_once(&seen(&desk).await, wanted);
    assert!(ends > 3, "the process ended {ends} times");
    assert_eq!(desk.problems().await, [""; 0]);
}

#[tokio::test]
async fn everything_on_mastodon_is_seen_once() {
    for profile in [Profile::MASTODON, Profile::KEYLESS] {
        let (desk, net, _) = Desk::on_mastodon(profile).await;
        desk.settle().await;
        let wanted = how_many();
        let town: &MastodonNet = &net;
        let happens = |_: &Desk, nth: u64| {
            town.post_as("jonas", &format!("@mira this is number {nth}."));
        };
        let odd = |_: &Desk, kind| town.inject(Fault::once("GET /api/v1/notifications", kind));
        let (desk, ends) = live(desk, wanted, happens, odd).await;
        each_once(&seen(&desk).await, wanted);
        assert!(ends > 3, "the process ended {ends} times");
        assert_eq!(desk.problems().await, [""; 0]);
    }
}
