//! Rate limits: what the servers said is left, and when there is more.
//!
//! A server shows the tightest of its limits on each answer, so a spent login limit must not stop
//! reading, nor spent write points. Budgets are therefore kept per account, host and [`Class`]. How a
//! network tells its limits is the network's own: it hands [`Limits::learn`] what it read.

use std::collections::HashMap;
use std::sync::{Mutex, PoisonError};
use std::time::Duration;

use herald_domain::Timestamp;
use herald_pipeline::ports::HttpResponse;

/// The longest wait believed; the longest window of the network is a day.
const LONGEST_WAIT: Duration = Duration::from_hours(24);

/// The wait after a 429 that does not say how long.
const UNSTATED_WAIT: Duration = Duration::from_mins(1);

/// Which of a server's limits a call counts against.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub(crate) enum Class {
    /// Reading and uploading.
    Read,
    /// Writing records, muting, reporting.
    Write,
    /// Signing in and renewing a session.
    Login,
    /// A limit a network keeps for one kind of call.
    Named(&'static str),
}

/// Whose budget a call uses.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub(crate) struct Purse {
    /// The account's id, or the identifier typed while there is no account yet.
    pub(crate) owner: String,
    /// The host called.
    pub(crate) host: String,
    /// The kind of call.
    pub(crate) class: Class,
}

/// What a server said is left.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Budget {
    /// Calls allowed in the window.
    pub(crate) limit: u64,
    /// Calls left in it.
    pub(crate) remaining: u64,
    /// When it ends.
    pub(crate) reset_at: Timestamp,
}

/// The budgets of all accounts.
#[derive(Debug, Default)]
pub(crate) struct Limits {
    budgets: Mutex<HashMap<Purse, Budget>>,
}

impl Limits {
    /// Lets a call through, or tells when the next one is welcome.
    pub(crate) fn admit(&self, purse: &Purse, now: Timestamp) -> Result<(), Timestamp> {
        let budgets = self.budgets.lock().unwrap_or_else(PoisonError::into_inner);
        match budgets.get(purse) {
            Some(budget) if budget.remaining == 0 && now < budget.reset_at => {
                tracing::debug!(host = %purse.host, limit = budget.limit, "no calls left");
                Err(budget.reset_at)
            }
            Some(_) | None => Ok(()),
        }
    }

    /// Learns from an answer; returns when calls are welcome again where it was refused for a limit.
    ///
    /// `told` is what the network's headers said; `refused` whether it is this network's way to say
    /// that there were too many calls (a 429, mostly).
    pub(crate) fn learn(
        &self,
        purse: &Purse,
        answer: &HttpResponse,
        told: Option<Budget>,
        refused: bool,
        now: Timestamp,
    ) -> Option<Timestamp> {
        let told = told.map(|budget| Budget {
            reset_at: budget.reset_at.min(now.plus(LONGEST_WAIT)),
            ..budget
        });
        let refused = refused.then(|| Budget {
            limit: told.map_or(0, |budget| budget.limit),
            remaining: 0,
            // What is said about this very call is more to the point than the window's end.
            reset_at: retry_after(answer, now)
                .or(told.map(|budget| budget.reset_at))
                .unwrap_or_else(|| now.plus(UNSTATED_WAIT))
                .clamp(now.plus(Duration::from_secs(1)), now.plus(LONGEST_WAIT)),
        });
        let budget = refused.or(told)?;
        self.set(purse, budget, now);
        refused.map(|budget| budget.reset_at)
    }

    /// Notes what is left where a network tells it by an endpoint, or where it was counted here.
    pub(crate) fn set(&self, purse: &Purse, budget: Budget, now: Timestamp) {
        let mut budgets = self.budgets.lock().unwrap_or_else(PoisonError::into_inner);
        budgets.retain(|_, budget| now < budget.reset_at);
        budgets.insert(purse.clone(), budget);
    }
}

/// Reads three headers that hold numbers, the last in seconds since 1970.
pub(crate) fn read_headers(
    answer: &HttpResponse,
    [limit, remaining, reset]: [&str; 3],
) -> Option<Budget> {
    let number = |name: &str| answer.header(name)?.trim().parse::<u64>().ok();
    let reset_s = i64::try_from(number(reset)?).ok()?;
    let remaining = number(remaining)?;
    Some(Budget {
        limit: number(limit).unwrap_or(remaining),
        remaining,
        reset_at: Timestamp(reset_s.saturating_mul(1_000)),
    })
}

/// Reads `Retry-After`, in seconds or as a date.
pub(crate) fn retry_after(answer: &HttpResponse, now: Timestamp) -> Option<Timestamp> {
    let text = answer.header("retry-after")?.trim();
    if let Ok(seconds) = text.parse::<u64>() {
        return Some(now.plus(Duration::from_secs(seconds.min(LONGEST_WAIT.as_secs()))));
    }
    let date = chrono::DateTime::parse_from_rfc2822(text).ok()?;
    Some(Timestamp(date.timestamp_millis()))
}

#[cfg(test)]
mod tests {
    use super::*;
    use http::{HeaderMap, HeaderName, HeaderValue};

    const NOW: Timestamp = Timestamp(1_800_000_000_000);

    fn purse(class: Class) -> Purse {
        Purse {
            owner: "a".into(),
            host: "pds.test".into(),
            class,
        }
    }

    fn answer(status: u16, headers: &[(&'static str, String)]) -> HttpResponse {
        let headers: HeaderMap = headers
            .iter()
            .map(|(name, value)| {
                let name = HeaderName::from_static(name);
                (name, HeaderValue::from_str(value).unwrap())
            })
            .collect();
        HttpResponse {
            status,
            headers,
            body: Vec::new(),
        }
    }

    fn learn(limits: &Limits, class: Class, answer: &HttpResponse) -> Option<Timestamp> {
        let names = ["ratelimit-limit", "ratelimit-remaining", "ratelimit-reset"];
        let told = read_headers(answer, names);
        limits.learn(&purse(class), answer, told, answer.status == 429, NOW)
    }

    fn standing(remaining: u64, reset_in_s: i64) -> Vec<(&'static str, String)> {
        vec![
            ("ratelimit-limit", "3000".into()),
            ("ratelimit-remaining", remaining.to_string()),
            (
                "ratelimit-reset",
                (NOW.millis() / 1_000 + reset_in_s).to_string(),
            ),
        ]
    }

    #[test]
    fn nothing_left_stops_calls_until_the_reset() {
        let limits = Limits::default();
        let told = learn(&limits, Class::Read, &answer(200, &standing(0, 90)));
        assert_eq!(told, None);
        let reset = NOW.plus(Duration::from_secs(90));
        assert_eq!(limits.admit(&purse(Class::Read), NOW), Err(reset));
        assert_eq!(limits.admit(&purse(Class::Read), reset), Ok(()));
    }

    #[test]
    fn spent_write_points_do_not_stop_reading() {
        let limits = Limits::default();
        learn(&limits, Class::Write, &answer(200, &standing(0, 90)));
        assert!(limits.admit(&purse(Class::Write), NOW).is_err());
        assert_eq!(limits.admit(&purse(Class::Read), NOW), Ok(()));
    }

    #[test]
    fn a_429_is_obeyed_with_and_without_headers() {
        let after = |headers: &[(&'static str, String)]| {
            let until = learn(&Limits::default(), Class::Read, &answer(429, headers)).unwrap();
            until.since(NOW).as_secs()
        };
        assert_eq!(after(&standing(0, 300)), 300);
        assert_eq!(after(&[("retry-after", "7".into())]), 7);
        assert_eq!(after(&[]), 60);
        assert_eq!(after(&[("retry-after", "soon".into())]), 60);
    }

    #[test]
    fn a_reset_in_the_far_future_is_not_believed() {
        let limits = Limits::default();
        learn(&limits, Class::Read, &answer(200, &standing(0, 9_000_000)));
        let tomorrow = NOW.plus(LONGEST_WAIT);
        assert_eq!(limits.admit(&purse(Class::Read), tomorrow), Ok(()));
    }
}
