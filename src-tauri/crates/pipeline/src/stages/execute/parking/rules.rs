//! What follows from where a parked post is: pure rules.

use std::time::Duration;

use herald_domain::{Question, Receipt, Seen, Timestamp};

use crate::ports::Whereabouts;

/// Around its time a post is on its way from one list to another, and may be on neither.
const BEFORE: Duration = Duration::from_mins(1);
const AFTER: Duration = Duration::from_mins(5);

/// How long after a call that got no answer the network may still be at work on it, or its lists may lag.
const SETTLING: Duration = Duration::from_mins(5);

const LOOK_AGAIN: Duration = Duration::from_secs(30);

/// How often in a row what surely lay there has to be on no list before a person is asked.
const MISSES: u32 = 3;

/// The shortest pause before parking is tried again.
pub(super) const PAUSE: Duration = Duration::from_mins(5);

/// What lies there is looked at again after half of the time that is left, and no more when it is this near.
const NEAR: Duration = Duration::from_mins(20);

/// How soon after its time it is looked for among what is public.
const PUBLISHED_BY: Duration = Duration::from_secs(5);

/// A post that was given to the network for its time.
#[derive(Clone, Copy, Debug)]
pub(super) struct Lying {
    pub(super) now: Timestamp,
    pub(super) planned_at: Timestamp,
    pub(super) asked_at: Timestamp,
    /// Whether the network said that it has it.
    pub(super) is_known: bool,
    /// Whether it was read back as it was sent.
    pub(super) is_confirmed: bool,
    /// How often in a row it was on no list.
    pub(super) misses: u32,
    /// How late it may be.
    pub(super) may_be_late: Duration,
    pub(super) call_timeout: Duration,
}

/// What follows.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) enum Next {
    /// It lies there, under this identifier; it is looked at again.
    Lies(String, Timestamp),
    /// It is looked for again.
    LookAgain(Timestamp),
    /// It is taken out and goes out from here, for the reason given in words; under this identifier.
    TakeOut(String, &'static str),
    /// It is public.
    Public(Receipt),
    /// It never was there.
    Absent,
    /// A person is asked.
    Ask(Question),
}

/// Finds the first time from `planned_at` on that keeps a distance to all the others.
pub(super) fn first_free(
    planned_at: Timestamp,
    mut others: Vec<Timestamp>,
    spacing: Duration,
) -> Timestamp {
    others.sort_unstable();
    others.into_iter().fold(planned_at, |at, other| {
        let near = at.since(other) < spacing && other.since(at) < spacing;
        if near { other.plus(spacing) } else { at }
    })
}

impl Lying {
    /// Tells what follows from where it is.
    pub(super) fn after(&self, found: Whereabouts) -> Next {
        match found {
            Whereabouts::Public(receipt) => Next::Public(receipt),
            Whereabouts::Differs(id) => Next::TakeOut(
                id,
                "The server keeps it otherwise than you approved it; it goes out from here.",
            ),
            Whereabouts::Lies(id) => self.lies(id),
            Whereabouts::Nowhere => self.nowhere(Vec::new()),
            Whereabouts::Unlike(seen) => self.nowhere(seen),
        }
    }

    /// Tells when it is looked at again where nothing could be told.
    pub(super) fn unanswered(&self) -> Timestamp {
        self.now.plus(LOOK_AGAIN * 2)
    }

    /// Tells when it is looked for again where it may be on its way.
    pub(super) fn soon(&self) -> Timestamp {
        self.now.plus(LOOK_AGAIN)
    }

    fn lies(&self, id: String) -> Next {
        if self.now.since(self.planned_at) > self.may_be_late {
            let why = "The server did not publish it at its time; it was taken out there.";
            return Next::TakeOut(id, why);
        }
        if self.is_confirmed && self.now >= self.planned_at {
            return Next::LookAgain(self.soon());
        }
        let left = self.planned_at.since(self.now);
        let at = if left > NEAR {
            self.now.plus(left / 2)
        } else {
            self.planned_at.plus(PUBLISHED_BY)
        };
        Next::Lies(id, at)
    }

    fn nowhere(&self, seen: Vec<Seen>) -> Next {
        if !self.is_settled() {
            return Next::LookAgain(self.soon());
        }
        // Servers that keep posts keep their text: what is not alike is not it.
        if !self.is_known {
            return Next::Absent;
        }
        if self.misses < MISSES {
            return Next::LookAgain(self.soon());
        }
        let why = "It lay with the server until its time. It does not lie there any more, and it \
                   is not among your posts.";
        Next::Ask(Question::Arrived {
            why: why.to_owned(),
            seen,
            is_taken: false,
        })
    }

    /// Tells whether what is on no list is nowhere.
    pub(super) fn is_settled(&self) -> bool {
        let passing =
            self.now > self.planned_at.minus(BEFORE) && self.now < self.planned_at.plus(AFTER);
        let settling = if self.is_known && self.is_confirmed {
            Duration::ZERO
        } else {
            self.call_timeout + SETTLING
        };
        !passing && self.now >= self.asked_at.plus(settling)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const ASKED: Timestamp = Timestamp(1_000_000_000);

    fn minutes(count: u64) -> Timestamp {
        ASKED.plus(Duration::from_secs(60 * count))
    }

    /// Planned for an hour after it was given away.
    fn lying(after: u64, is_known: bool) -> Lying {
        Lying {
            now: minutes(after),
            planned_at: minutes(60),
            asked_at: ASKED,
            is_known,
            is_confirmed: is_known,
            misses: MISSES,
            may_be_late: Duration::from_mins(15),
            call_timeout: Duration::from_secs(25),
        }
    }

    fn asks(next: &Next) -> bool {
        matches!(next, Next::Ask(_))
    }

    #[test]
    fn what_lies_there_is_looked_for_after_its_time() {
        let found = || Whereabouts::Lies("7".into());
        let half_way = minutes(1).plus(Duration::from_secs(59 * 30));
        let after_its_time = minutes(60).plus(PUBLISHED_BY);
        assert_eq!(
            lying(1, true).after(found()),
            Next::Lies("7".into(), half_way)
        );
        assert_eq!(
            lying(1, false).after(found()),
            Next::Lies("7".into(), half_way)
        );
        assert_eq!(
            lying(45, true).after(found()),
            Next::Lies("7".into(), after_its_time)
        );
        assert!(matches!(lying(61, true).after(found()), Next::LookAgain(_)));
        assert!(matches!(lying(76, true).after(found()), Next::TakeOut(..)));
    }

    #[test]
    fn nothing_is_believed_absent_while_it_may_be_on_its_way() {
        let nowhere = || Whereabouts::Nowhere;
        // The call may still be worked on.
        assert!(matches!(
            lying(5, false).after(nowhere()),
            Next::LookAgain(_)
        ));
        assert_eq!(lying(6, false).after(nowhere()), Next::Absent);
        // It may be moving from what waits to what is public.
        for at in [60, 64] {
            assert!(matches!(
                lying(at, true).after(nowhere()),
                Next::LookAgain(_)
            ));
            assert!(matches!(
                lying(at, false).after(nowhere()),
                Next::LookAgain(_)
            ));
        }
        assert!(asks(&lying(65, true).after(nowhere())));
        assert_eq!(lying(65, false).after(nowhere()), Next::Absent);
    }

    #[test]
    fn what_somebody_took_out_is_asked_and_what_is_not_alike_is_not_it() {
        assert!(asks(&lying(10, true).after(Whereabouts::Nowhere)));
        let seen = Seen {
            receipt: Receipt::default(),
            text: "Something else".into(),
            at: ASKED,
        };
        let unlike = || Whereabouts::Unlike(vec![seen.clone()]);
        assert!(asks(&lying(70, true).after(unlike())));
        assert_eq!(lying(70, false).after(unlike()), Next::Absent);
    }

    #[test]
    fn what_is_on_no_list_once_is_looked_for_again() {
        for misses in 0..MISSES {
            let missed = Lying {
                misses,
                ..lying(10, true)
            };
            let next = missed.after(Whereabouts::Nowhere);
            assert!(matches!(next, Next::LookAgain(_)));
        }
    }

    #[test]
    fn what_is_kept_otherwise_is_taken_out() {
        let next = lying(1, true).after(Whereabouts::Differs("7".into()));
        assert!(matches!(next, Next::TakeOut(id, _) if id == "7"));
    }

    #[test]
    fn a_free_time_keeps_its_distance_to_every_other() {
        let free = |at, others: &[u64]| {
            let others = others.iter().map(|n| minutes(*n)).collect();
            first_free(minutes(at), others, Duration::from_mins(10))
        };
        assert_eq!(free(30, &[]), minutes(30));
        assert_eq!(free(30, &[20, 40]), minutes(30));
        assert_eq!(free(30, &[30]), minutes(40));
        assert_eq!(free(30, &[45, 36, 25]), minutes(55));
        assert_eq!(free(30, &[36, 200]), minutes(46));
    }
}
