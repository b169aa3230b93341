//! Rate limits in fixed windows, told on every answer.
//!
//! # Source
//! docs.bsky.app rate limits, read 2026-04-21: 3,000 requests per 5 minutes, 30 sessions per
//! 5 minutes and account, 5,000 write points per hour (create 3, update 2, delete 1).

use std::collections::BTreeMap;

use crate::clock::Timestamp;

/// How much the server allows.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct RateLimits {
    /// Requests of any kind in five minutes.
    pub requests: u64,
    /// Logins per account in five minutes.
    pub logins: u64,
    /// Write points per account in an hour.
    pub write_points: u64,
}

impl Default for RateLimits {
    fn default() -> Self {
        Self {
            requests: 3_000,
            logins: 30,
            write_points: 5_000,
        }
    }
}

/// What a window counts.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Counted {
    /// All requests.
    Requests,
    /// Logins of one account, by the identifier given.
    Logins(String),
    /// Write points of one account.
    Writes(String),
}

/// How a window stands: the numbers of the `RateLimit-*` headers.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Standing {
    /// Allowed per window.
    pub limit: u64,
    /// Left in this window.
    pub remaining: u64,
    /// End of the window in seconds since the epoch.
    pub reset_at_s: i64,
    /// Length of the window in seconds.
    pub window_s: i64,
}

/// Counts calls.
#[derive(Clone, Debug)]
pub struct Limiter {
    limits: RateLimits,
    windows: BTreeMap<Counted, (i64, u64)>,
}

impl Limiter {
    /// Starts with empty windows.
    pub const fn new(limits: RateLimits) -> Self {
        Self {
            limits,
            windows: BTreeMap::new(),
        }
    }

    /// Takes `points` from a window.
    ///
    /// # Errors
    /// The standing of the window, when fewer points are left; nothing is taken then.
    pub fn take(
        &mut self,
        what: Counted,
        points: u64,
        now: Timestamp,
    ) -> Result<Standing, Standing> {
        let (limit, window_s) = match &what {
            Counted::Requests => (self.limits.requests, 300),
            Counted::Logins(_) => (self.limits.logins, 300),
            Counted::Writes(_) => (self.limits.write_points, 3_600),
        };
        let (ends_at_s, used) = self.windows.entry(what).or_insert((0, 0));
        if *ends_at_s <= now.as_seconds() {
            (*ends_at_s, *used) = (now.as_seconds() + window_s, 0);
        }
        let fits = *used + points <= limit;
        if fits {
            *used += points;
        }
        let standing = Standing {
            limit,
            remaining: if fits { limit - *used } else { 0 },
            reset_at_s: *ends_at_s,
            window_s,
        };
        if fits { Ok(standing) } else { Err(standing) }
    }
}

impl Standing {
    /// Returns a standing with nothing left until `reset_after_s` from now.
    pub fn exhausted(reset_after_s: u64, now: Timestamp) -> Self {
        let after = i64::try_from(reset_after_s).unwrap_or(i64::MAX);
        Self {
            limit: RateLimits::default().requests,
            remaining: 0,
            reset_at_s: now.as_seconds().saturating_add(after),
            window_s: 300,
        }
    }

    /// Returns the tighter of two standings, which is the one real servers show.
    #[must_use]
    pub const fn tighter(self, other: Self) -> Self {
        if other.remaining < self.remaining {
            other
        } else {
            self
        }
    }

    /// Returns the four headers.
    pub fn headers(&self) -> [(&'static str, String); 4] {
        [
            ("ratelimit-limit", self.limit.to_string()),
            ("ratelimit-remaining", self.remaining.to_string()),
            ("ratelimit-reset", self.reset_at_s.to_string()),
            (
                "ratelimit-policy",
                format!("{};w={}", self.limit, self.window_s),
            ),
        ]
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn window_refuses_when_spent_and_opens_again_at_its_end() {
        let limits = RateLimits {
            logins: 2,
            ..RateLimits::default()
        };
        let mut limiter = Limiter::new(limits);
        let key = || Counted::Logins("mira".to_owned());
        let now = Timestamp::from_ms(10_000);
        assert_eq!(limiter.take(key(), 1, now).unwrap().remaining, 1);
        assert_eq!(limiter.take(key(), 1, now).unwrap().remaining, 0);
        let refused = limiter.take(key(), 1, now).unwrap_err();
        assert_eq!((refused.remaining, refused.reset_at_s), (0, 310));
        assert!(
            limiter
                .take(Counted::Logins("jonas".to_owned()), 1, now)
                .is_ok()
        );
        assert!(limiter.take(key(), 1, now.plus_ms(300_000)).is_ok());
    }
}
