//! Instants and spans, in words.

use chrono::{DateTime, Local};
use herald_domain::Timestamp;

const MINUTE: i64 = 60;
const HOUR: i64 = 60 * MINUTE;
const DAY: i64 = 24 * HOUR;

/// Says how far an instant is from the present, for example `5 min ago` or `in 10 s`.
///
/// Past a week it is the date. A clock that is a little off makes `just now`, not the future.
pub fn relative(now: Timestamp, at: i64) -> String {
    let seconds = at.saturating_sub(now.millis()).div_euclid(1000);
    let distance = seconds.saturating_abs();
    let words = match distance {
        0..MINUTE if seconds <= 0 => return "just now".to_owned(),
        0..MINUTE => format!("{distance} s"),
        MINUTE..HOUR => format!("{} min", distance / MINUTE),
        HOUR..DAY => format!("{} h", distance / HOUR),
        d if d < 7 * DAY => format!("{} d", distance / DAY),
        _ => return date(at),
    };
    if seconds > 0 {
        format!("in {words}")
    } else {
        format!("{words} ago")
    }
}

/// Formats an instant in the computer's zone, for example `2026-11-22 14:02:11`.
pub fn exact(at: i64) -> String {
    local(at, "%Y-%m-%d %H:%M:%S")
}

/// Formats the time of day in the computer's zone, for example `14:02:11`.
pub fn time_of_day(at: i64) -> String {
    local(at, "%H:%M:%S")
}

fn date(at: i64) -> String {
    local(at, "%Y-%m-%d")
}

fn local(at: i64, format: &str) -> String {
    let at = DateTime::from_timestamp_millis(at).unwrap_or(DateTime::UNIX_EPOCH);
    at.with_timezone(&Local).format(format).to_string()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn distances_are_said_in_the_largest_whole_unit() {
        let now = Timestamp(1_790_000_000_000);
        let after = |seconds: i64| relative(now, now.millis() + seconds * 1000);
        assert_eq!(after(0), "just now");
        assert_eq!(after(-59), "just now");
        assert_eq!(after(-61), "1 min ago");
        assert_eq!(after(-7_300), "2 h ago");
        assert_eq!(after(-3 * DAY), "3 d ago");
        assert_eq!(after(10), "in 10 s");
        assert_eq!(after(2 * HOUR), "in 2 h");
        assert!(after(-8 * DAY).starts_with("2026-"), "{}", after(-8 * DAY));
    }

    #[test]
    fn impossible_instants_do_not_panic() {
        assert_eq!(relative(Timestamp(0), i64::MAX), "1970-01-01");
        assert!(!relative(Timestamp(i64::MAX), i64::MIN).is_empty());
    }
}
