use herald_domain::Seen;

use super::*;

const T0: Timestamp = Timestamp(1_000_000);
const CALL: Duration = Duration::from_secs(25);
const KEY: Safety = Safety::Key { ttl_seconds: 3_600 };

fn doubt(safety: Safety, after: Duration, tries: u32) -> Doubt {
    Doubt {
        now: T0.plus(after),
        safety,
        first_called: T0,
        last_called: T0,
        call_timeout: CALL,
        tries,
        lookups: 0,
    }
}

fn secs(seconds: u64) -> Duration {
    Duration::from_secs(seconds)
}

fn seen() -> Vec<Seen> {
    vec![Seen {
        receipt: Receipt::default(),
        text: "Something else".to_owned(),
        at: T0,
    }]
}

#[test]
fn what_is_found_is_found_at_any_time() {
    for safety in [Safety::ReadBack, KEY, Safety::ChosenId] {
        let next = doubt(safety, secs(1), 1).after(Lookup::Found(Receipt::default()));
        assert_eq!(next, Next::Found(Receipt::default()));
    }
}

#[test]
fn a_server_that_may_still_be_at_work_is_not_believed_to_have_nothing() {
    for seconds in [1, 27, 60, 324] {
        let next = doubt(Safety::ReadBack, secs(seconds), 1).after(Lookup::Nothing);
        assert!(matches!(next, Next::LookAgain(..)), "{seconds} s: {next:?}");
    }
    let next = doubt(Safety::ReadBack, secs(325), 1).after(Lookup::Nothing);
    assert_eq!(next, Next::SendAgain);
}

#[test]
fn absence_counts_from_the_last_call_not_the_first() {
    let late = Doubt {
        last_called: T0.plus(secs(3_000)),
        ..doubt(Safety::ReadBack, secs(3_100), 1)
    };
    assert!(matches!(late.after(Lookup::Nothing), Next::LookAgain(..)));
}

#[test]
fn without_a_key_it_is_sent_twice_at_most_and_then_asked() {
    let next = doubt(Safety::ReadBack, secs(400), 2).after(Lookup::Nothing);
    assert!(matches!(next, Next::Ask(_)), "{next:?}");
}

#[test]
fn what_is_not_alike_is_asked_about_with_what_was_seen() {
    let early = doubt(Safety::ReadBack, secs(10), 1).after(Lookup::Unlike(seen()));
    assert!(matches!(early, Next::LookAgain(..)));
    let next = doubt(Safety::ReadBack, secs(400), 1).after(Lookup::Unlike(seen()));
    let Next::Ask(Question::Arrived { seen: shown, .. }) = next else {
        panic!("{next:?}");
    };
    assert_eq!(shown, seen());
}

#[test]
fn a_list_that_cannot_show_it_proves_nothing() {
    let looked = || Lookup::CannotTell("No list.".into());
    let early = doubt(Safety::ReadBack, secs(60), 1).after(looked());
    assert!(
        matches!(early, Next::LookAgain(..)),
        "the server may be at work: {early:?}"
    );
    let next = doubt(Safety::ReadBack, secs(400), 1).after(looked());
    assert!(matches!(next, Next::Ask(_)), "{next:?}");
}

#[test]
fn a_young_key_is_used_again_and_an_old_one_is_not_trusted() {
    assert_eq!(
        doubt(KEY, secs(60), 1).after(Lookup::Nothing),
        Next::SendAgain
    );
    let old = doubt(KEY, secs(2_700), 1);
    assert_eq!(
        old.after(Lookup::Nothing),
        Next::SendAgain,
        "by the list alone"
    );
    let old = doubt(KEY, secs(2_700), 2);
    assert!(matches!(old.after(Lookup::Nothing), Next::Ask(_)));
}

#[test]
fn five_sendings_are_the_most() {
    for safety in [KEY, Safety::ChosenId, Safety::Idempotent, Safety::Container] {
        let next = doubt(safety, secs(2_000), 5).after(Lookup::Nothing);
        assert!(matches!(next, Next::Ask(_)), "{safety:?}: {next:?}");
        // A list that lags may show the fifth in a moment.
        let next = doubt(safety, secs(10), 5).after(Lookup::Nothing);
        assert!(matches!(next, Next::LookAgain(..)), "{safety:?}: {next:?}");
    }
}

#[test]
fn sendings_of_what_repeats_safely_come_slower_and_slower() {
    let at = |seconds, tries| doubt(Safety::ChosenId, secs(seconds), tries).after(Lookup::Nothing);
    assert_eq!(at(0, 1), Next::SendAgain);
    assert!(matches!(at(29, 2), Next::LookAgain(..)));
    assert_eq!(at(30, 2), Next::SendAgain);
    assert!(matches!(at(119, 3), Next::LookAgain(..)));
    assert_eq!(at(480, 4), Next::SendAgain);
}

#[test]
fn a_network_that_cannot_be_asked_is_asked_again_and_at_last_the_person() {
    let down = NetworkError::new(NetworkErrorKind::Unavailable, "down", "It is down.");
    let looked = |lookups| Doubt {
        lookups,
        ..doubt(Safety::ReadBack, secs(60), 1)
    };
    assert!(matches!(looked(359).unanswered(&down), Next::LookAgain(..)));
    assert!(matches!(looked(360).unanswered(&down), Next::Ask(_)));
    let refused = NetworkError::new(NetworkErrorKind::Refused, "no", "It says no.");
    assert!(matches!(
        looked(34).unanswered(&refused),
        Next::LookAgain(..)
    ));
    assert!(matches!(looked(35).unanswered(&refused), Next::Ask(_)));
    let chosen = Doubt {
        safety: Safety::ChosenId,
        ..looked(9_000)
    };
    assert!(matches!(chosen.unanswered(&down), Next::LookAgain(..)));
    let closed = NetworkError::new(NetworkErrorKind::VaultClosed, "locked", "It is locked.");
    assert!(matches!(
        looked(9_000).unanswered(&closed),
        Next::LookAgain(..)
    ));
    // After a night of sleep the first look that fails is one look that failed.
    let slept = doubt(Safety::ReadBack, secs(30_000), 1).unanswered(&down);
    assert!(matches!(slept, Next::LookAgain(..)));
}

#[test]
fn patience_is_what_was_waited_in_vain_not_what_passed() {
    let down = NetworkError::new(NetworkErrorKind::Unavailable, "down", "It is down.");
    let six = Duration::from_hours(6);
    let waits = |waited| waiting(&down, waited, T0);
    assert_eq!(
        waits(Duration::ZERO),
        Waiting::Until(T0.plus(secs(5)), secs(5))
    );
    assert_eq!(waits(secs(35)), Waiting::Until(T0.plus(secs(40)), secs(40)));
    assert!(matches!(waits(secs(6 * 3_600 - 1)), Waiting::Until(..)));
    assert_eq!(waits(six), Waiting::Over);
    let lagging = NetworkError::new(NetworkErrorKind::Unavailable, "lagging", "Not yet.");
    assert_eq!(waiting(&lagging, LAG_PATIENCE, T0), Waiting::Over);
}

#[test]
fn what_needs_a_persons_help_is_waited_for_and_what_is_refused_is_not() {
    let of = |kind| {
        waiting(
            &NetworkError::new(kind, "x", "x"),
            Duration::from_hours(9),
            T0,
        )
    };
    assert!(matches!(
        of(NetworkErrorKind::SignedOut),
        Waiting::Until(_, Duration::ZERO)
    ));
    assert!(matches!(
        of(NetworkErrorKind::OverBudget),
        Waiting::Until(..)
    ));
    assert_eq!(of(NetworkErrorKind::Refused), Waiting::Over);
    assert_eq!(of(NetworkErrorKind::Gone), Waiting::Over);
    let until = T0.plus(Duration::from_hours(30));
    let limited = of(NetworkErrorKind::RateLimited { until });
    assert_eq!(limited, Waiting::Until(until, Duration::ZERO));
}
