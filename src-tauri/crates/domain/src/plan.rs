//! Plans: a wall time in a zone, turned into the instant it means.

use std::str::FromStr;

use chrono::{Duration, LocalResult, NaiveDateTime, TimeZone};
use chrono_tz::Tz;

use crate::{PublishTime, Timestamp};

/// The longest gap of any zone is a day (the Pacific date line); nothing needs looking further.
const LONGEST_GAP_MINUTES: i64 = 25 * 60;

/// Why a time was not understood.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum PlanError {
    /// It is no date and time.
    #[error("`{0}` is no date and time. Give it as in 2027-03-28 09:30.")]
    NoTime(String),
    /// There is no such zone.
    #[error("There is no time zone `{0}`. Give its name as in Europe/Berlin.")]
    NoZone(String),
    /// It has passed.
    #[error("{0} has passed. Give a time that is still to come.")]
    Passed(String),
}

/// A time as it was understood.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Planned {
    /// The time.
    pub time: PublishTime,
    /// What a person should know of it, in words: clocks were put forward or back that night.
    pub note: Option<String>,
}

/// Reads a wall time in a zone, `YYYY-MM-DD HH:MM`.
///
/// A time that clocks skip moves to the first instant after; of one that comes twice the first is meant.
///
/// # Errors
/// [`PlanError`].
pub fn plan(wall: &str, zone: &str, now: Timestamp) -> Result<Planned, PlanError> {
    let no_zone = |_| PlanError::NoZone(zone.to_owned());
    let tz = Tz::from_str(zone.trim()).map_err(no_zone)?;
    let typed = read(wall).ok_or_else(|| PlanError::NoTime(wall.trim().to_owned()))?;
    let (local, at, note) = resolve(typed, tz).ok_or_else(|| PlanError::NoTime(wall.to_owned()))?;
    if at <= now {
        return Err(PlanError::Passed(format!(
            "{} ({tz})",
            typed.format("%Y-%m-%d %H:%M")
        )));
    }
    let time = PublishTime::At {
        wall: local.format("%Y-%m-%dT%H:%M").to_string(),
        zone: tz.name().to_owned(),
        at,
    };
    Ok(Planned { time, note })
}

fn read(wall: &str) -> Option<NaiveDateTime> {
    let wall = wall.trim().replacen('T', " ", 1);
    let forms = ["%Y-%m-%d %H:%M", "%Y-%m-%d %H:%M:%S"];
    forms
        .iter()
        .find_map(|form| NaiveDateTime::parse_from_str(&wall, form).ok())
}

/// Finds the instant of a wall time, with what is to be known of it.
fn resolve(typed: NaiveDateTime, tz: Tz) -> Option<(NaiveDateTime, Timestamp, Option<String>)> {
    let shown = typed.format("%H:%M");
    for minutes in 0..=LONGEST_GAP_MINUTES {
        let local = typed.checked_add_signed(Duration::minutes(minutes))?;
        let at = |time: &chrono::DateTime<Tz>| Timestamp(time.timestamp_millis());
        match tz.from_local_datetime(&local) {
            LocalResult::Single(time) if minutes == 0 => return Some((local, at(&time), None)),
            LocalResult::Single(time) | LocalResult::Ambiguous(time, _) if minutes > 0 => {
                let note = format!(
                    "Clocks are put forward that night, so {shown} does not come in {}; it goes out \
                     at {}.",
                    tz.name(),
                    local.format("%H:%M")
                );
                return Some((local, at(&time), Some(note)));
            }
            LocalResult::Ambiguous(first, _) => {
                let note = format!(
                    "Clocks are put back that night, so {shown} comes twice in {}; the first is meant.",
                    tz.name()
                );
                return Some((local, at(&first), Some(note)));
            }
            LocalResult::Single(_) | LocalResult::None => {}
        }
    }
    None
}

#[cfg(test)]
mod tests {
    use super::*;

    const BERLIN: &str = "Europe/Berlin";

    fn at(wall: &str, zone: &str) -> (String, String, Option<String>) {
        let planned = plan(wall, zone, Timestamp(0)).expect("is understood");
        let PublishTime::At { wall, at, .. } = planned.time else {
            panic!("it has a time");
        };
        (wall, at.to_rfc3339(), planned.note)
    }

    #[test]
    fn a_wall_time_is_the_instant_it_means_in_its_zone() {
        let (wall, utc, note) = at("2027-03-27 09:30", BERLIN);
        assert_eq!(wall, "2027-03-27T09:30");
        assert!(utc.starts_with("2027-03-27T08:30:00"), "{utc}");
        assert_eq!(note, None);
        assert!(
            at("2027-07-01T09:30", BERLIN)
                .1
                .starts_with("2027-07-01T07:30:00")
        );
        assert!(
            at("2027-07-01 09:30", "Asia/Kolkata")
                .1
                .starts_with("2027-07-01T04:00:00")
        );
    }

    #[test]
    fn a_time_that_does_not_come_moves_to_the_first_instant_after() {
        let (wall, utc, note) = at("2027-03-28 02:30", BERLIN);
        assert_eq!(wall, "2027-03-28T03:00");
        assert!(utc.starts_with("2027-03-28T01:00:00"), "{utc}");
        assert!(note.expect("is told").contains("03:00"));
        // Samoa went over the date line: a whole day did not come.
        let (wall, ..) = at("2011-12-30 12:00", "Pacific/Apia");
        assert_eq!(wall, "2011-12-31T00:00");
    }

    #[test]
    fn of_a_time_that_comes_twice_the_first_is_meant() {
        let (_, utc, note) = at("2027-10-31 02:30", BERLIN);
        assert!(utc.starts_with("2027-10-31T00:30:00"), "{utc}");
        assert!(note.expect("is told").contains("twice"));
    }

    #[test]
    fn what_is_no_time_no_zone_or_past_is_said() {
        let now = Timestamp::parse_rfc3339("2027-01-01T00:00:00Z").expect("reads");
        let error = |wall, zone| plan(wall, zone, now).expect_err("refuses");
        assert!(matches!(error("tomorrow", BERLIN), PlanError::NoTime(_)));
        assert!(matches!(
            error("2027-02-30 10:00", BERLIN),
            PlanError::NoTime(_)
        ));
        assert!(matches!(
            error("2027-03-01 10:00", "Berlin"),
            PlanError::NoZone(_)
        ));
        assert!(matches!(
            error("2026-12-31 10:00", BERLIN),
            PlanError::Passed(_)
        ));
    }
}
