//! Builders of events, schedules and health.

use std::time::Duration;

use herald_domain::{
    Account, Event, EventBody, EventId, Health, HealthState, Schedule, ScheduleKind, SuggestionId,
};

use super::{START, tail};
use crate::clock::next_number;

/// Makes an event that starts a chain of its own.
pub fn event(body: EventBody) -> Event {
    let occurred_at = START.plus(Duration::from_secs(next_number() as u64));
    let id = EventId::new(occurred_at, tail());
    Event {
        correlation: id.as_str().to_owned(),
        id,
        account_id: None,
        causation: None,
        occurred_at,
        version: Event::VERSION,
        body,
    }
}

/// Makes an event of the chain of a suggestion.
pub fn event_about(suggestion: &SuggestionId, body: EventBody) -> Event {
    Event {
        correlation: suggestion.as_str().to_owned(),
        ..event(body)
    }
}

/// Makes the schedule row that watches an account every 30 seconds from the start on.
pub fn observe_schedule(account: &Account) -> Schedule {
    Schedule {
        kind: ScheduleKind::Observe,
        account_id: account.id.clone(),
        next_at: START,
        every: Duration::from_secs(30),
        zone: "UTC".to_owned(),
        epoch: 0,
    }
}

/// Makes the health of a part that works.
pub fn health(part: &str) -> Health {
    Health {
        part: part.to_owned(),
        account_id: None,
        state: HealthState::Ok,
        message: String::new(),
        failures: 0,
        retry_at: None,
        updated_at: START,
    }
}
