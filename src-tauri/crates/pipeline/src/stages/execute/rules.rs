//! What may be sent again, when, and when a person is asked: pure rules.
//!
//! Looking up without being able to ask by key proves absence only once the server can no longer be
//! working on the call, and only where its list would have to show it.

use std::time::Duration;

use herald_domain::{Question, Receipt, Safety, Timestamp};

use crate::mutant::Mutant;
use crate::ports::{Lookup, NetworkError, NetworkErrorKind};

/// How long a server may work on a call after its answer was given up.
const STILL_AT_WORK: Duration = Duration::from_mins(5);

/// How long is tried in vain, without the time the computer slept.
pub(super) const PATIENCE: Duration = Duration::from_hours(6);

/// How long a part of a thread waits for replicas to show the part before.
pub(super) const LAG_PATIENCE: Duration = Duration::from_mins(3);

/// How often looking up is tried in vain before a person is asked: about six hours of looking, without the
/// time the computer slept.
const MOST_LOOKUPS: u32 = 360;

/// How often a look-up that the network answers with a refusal is tried: about half an hour.
const MOST_REFUSED: u32 = 35;

/// The most sendings of one step, whatever the guarantee.
const MOST_SENDINGS: u32 = 5;

/// The most sendings of one step where a repetition would be a second one.
const MOST_WITHOUT_KEY: u32 = 2;

/// How soon is looked again after a post that was left with the network.
const PARKED_PAUSE: Duration = Duration::from_secs(30);

/// What is known of a step that may have arrived.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Doubt {
    /// The present.
    pub(super) now: Timestamp,
    /// What this server guarantees.
    pub(super) safety: Safety,
    /// When the step was first sent.
    pub(super) first_called: Timestamp,
    /// When it was last sent.
    pub(super) last_called: Timestamp,
    /// The longest a call takes.
    pub(super) call_timeout: Duration,
    /// How often it was sent.
    pub(super) tries: u32,
    /// How often it was looked up since.
    pub(super) lookups: u32,
}

/// What follows from a look-up.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) enum Next {
    /// The network has the step.
    Found(Receipt),
    /// It may be sent again, with the same bytes and key.
    SendAgain,
    /// It is looked up again at the instant, for the reason given in words.
    LookAgain(Timestamp, String),
    /// Only a person can tell.
    Ask(Question),
}

impl Doubt {
    /// Returns when a server can no longer be working on the last call.
    fn settled_at(&self) -> Timestamp {
        self.last_called.plus(self.call_timeout + STILL_AT_WORK)
    }

    /// Tells whether a server can no longer be working on the last call.
    pub(super) fn is_settled(&self) -> bool {
        self.now >= self.settled_at() || Mutant::NoSettling.lives()
    }

    /// Tells whether sending again surely makes no second one.
    fn repeats_safely(&self) -> bool {
        match self.safety {
            Safety::ChosenId | Safety::Idempotent | Safety::Container => true,
            Safety::Key { ttl_seconds } => {
                let trusted = Duration::from_secs(u64::from(ttl_seconds) * 3 / 4);
                self.now.since(self.first_called) < trusted
            }
            Safety::DuplicateError | Safety::ReadBack | Safety::Person => false,
        }
    }

    /// Decides what follows from a look-up that was answered.
    pub(super) fn after(&self, lookup: Lookup) -> Next {
        let lookup = match lookup {
            Lookup::Found(receipt) => return Next::Found(receipt),
            other => other,
        };
        if let (Safety::ChosenId, Lookup::Unlike(seen)) = (self.safety, &lookup) {
            let why = "Something else is on the network under the identifier chosen for it.";
            return Next::Ask(Question::Arrived {
                why: why.to_owned(),
                seen: seen.clone(),
                is_taken: true,
            });
        }
        if self.repeats_safely() {
            return self.repeat();
        }
        if !self.is_settled() {
            return self.look_again(
                "The network may still be working on it, so it is not sent again yet; it is looked \
                 up until then.",
            );
        }
        match lookup {
            Lookup::Found(receipt) => Next::Found(receipt),
            Lookup::Nothing if self.tries < MOST_WITHOUT_KEY => Next::SendAgain,
            Lookup::Nothing => ask(
                "It was sent twice, got no answer either time, and is not among your posts.",
                Vec::new(),
            ),
            Lookup::Unlike(seen) => ask(
                "There is something on the network that Herald did not make as far as it knows, and \
                 that reads differently from what was sent.",
                seen,
            ),
            Lookup::CannotTell(why) => ask(&why, Vec::new()),
        }
    }

    /// Decides what follows while a post that was left with the network is to be looked for first: what was
    /// seen may be that one.
    pub(super) fn after_what_is_parked(&self) -> Next {
        let why = "A post that was left with the network is due; it is looked for first.";
        Next::LookAgain(self.now.plus(PARKED_PAUSE), why.to_owned())
    }

    /// Decides what follows when the network could not be asked.
    pub(super) fn unanswered(&self, error: &NetworkError) -> Next {
        let is_away = error.kind == NetworkErrorKind::Unavailable;
        let most = if is_away { MOST_LOOKUPS } else { MOST_REFUSED };
        // What is repeated safely is settled by itself as soon as the network is back.
        let waits = waits_for_help(error) || (is_away && self.repeats_safely());
        if self.lookups >= most && !waits {
            let why = format!("It could not be looked up: {}", error.message);
            return ask(&why, Vec::new());
        }
        let at = match error.kind {
            NetworkErrorKind::RateLimited { until } => until.max(self.now),
            _ => self.now.plus(pause(self.lookups)),
        };
        Next::LookAgain(
            at,
            format!("It could not be looked up yet: {}", error.message),
        )
    }

    fn repeat(&self) -> Next {
        if self.tries >= MOST_SENDINGS {
            return self.sent_most();
        }
        let at = self.last_called.plus(resend_pause(self.tries));
        if self.now < at {
            let why = "It did not arrive and is sent again in a moment.";
            return Next::LookAgain(at, why.to_owned());
        }
        Next::SendAgain
    }

    /// Decides what follows when it is not sent again: a list that lags may show it in a moment.
    fn sent_most(&self) -> Next {
        if self.is_settled() {
            return ask(
                "It was sent five times, got no answer that makes sense, and is not there.",
                Vec::new(),
            );
        }
        self.look_again(
            "It was sent five times and got no answer that makes sense; it is looked up until the \
             network can no longer be working on it.",
        )
    }

    fn look_again(&self, why: &str) -> Next {
        let at = self.now.plus(pause(self.lookups)).min(self.settled_at());
        Next::LookAgain(at, why.to_owned())
    }
}

fn ask(why: &str, seen: Vec<herald_domain::Seen>) -> Next {
    Next::Ask(Question::Arrived {
        why: why.to_owned(),
        seen,
        is_taken: false,
    })
}

/// Tells whether trouble ends only when a person does something, so that it is waited for.
fn waits_for_help(error: &NetworkError) -> bool {
    matches!(
        error.kind,
        NetworkErrorKind::SignedOut
            | NetworkErrorKind::VaultClosed
            | NetworkErrorKind::OverBudget
            | NetworkErrorKind::RateLimited { .. }
    )
}

/// Returns the pause before the next look-up: 2 s, doubled each time, at most a minute.
fn pause(lookups: u32) -> Duration {
    Duration::from_secs((2_u64 << lookups.min(5)).min(60))
}

/// Returns the pause between two sendings of what is safely repeated: the second at once, then 30 s, 2
/// minutes, 8 minutes.
fn resend_pause(tries: u32) -> Duration {
    match tries {
        0 | 1 => Duration::ZERO,
        tries => Duration::from_secs(30 << ((tries - 2) * 2).min(6)),
    }
}

/// Returns the pause before the next try of what surely did not leave, from how long it was tried in vain
/// already: 5 s, doubled each time, at most 10 minutes.
fn backoff(waited: Duration) -> Duration {
    (waited + Duration::from_secs(5)).min(Duration::from_mins(10))
}

/// How often is looked whether a person has helped.
const HELP_POLL: Duration = Duration::from_mins(1);

/// What to do with something that surely did not leave.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Waiting {
    /// Try again at the instant; the pause is taken from the patience where it is given.
    Until(Timestamp, Duration),
    /// It does not pass, or was waited for long enough.
    Over,
}

/// Decides how long something that surely did not leave is tried again.
///
/// `waited` is how long it was tried in vain already.
pub(super) fn waiting(error: &NetworkError, waited: Duration, now: Timestamp) -> Waiting {
    let patience = if error.code == "lagging" {
        LAG_PATIENCE
    } else {
        PATIENCE
    };
    match error.kind {
        NetworkErrorKind::RateLimited { until } => {
            Waiting::Until(until.max(now.plus(Duration::from_secs(1))), Duration::ZERO)
        }
        NetworkErrorKind::SignedOut
        | NetworkErrorKind::VaultClosed
        | NetworkErrorKind::OverBudget => Waiting::Until(now.plus(HELP_POLL), Duration::ZERO),
        NetworkErrorKind::Unavailable | NetworkErrorKind::Garbled if waited < patience => {
            let pause = backoff(waited);
            Waiting::Until(now.plus(pause), pause)
        }
        NetworkErrorKind::Unavailable
        | NetworkErrorKind::Garbled
        | NetworkErrorKind::Refused
        | NetworkErrorKind::Changed
        | NetworkErrorKind::Gone => Waiting::Over,
    }
}

#[cfg(test)]
#[path = "rules_tests.rs"]
mod tests;
