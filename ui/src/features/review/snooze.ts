import { strings } from '../../lib/strings';

/** A time to show a review again. */
export interface SnoozeChoice {
  label: string;
  /** When, in milliseconds UTC. */
  at: number;
  minutes: number;
}

const MINUTE = 60_000;
const EVENING = 18;
const MORNING = 9;

/** Returns the three times offered, as they are at a moment of the person's day. */
export function snoozeChoices(now: number): SnoozeChoice[] {
  const evening = atHour(now, 0, EVENING);
  const eveningIsNear = evening - now < 90 * MINUTE;
  return [
    choice(strings.review.snooze.hour, now, now + 60 * MINUTE),
    eveningIsNear
      ? choice(strings.review.snooze.later, now, now + 180 * MINUTE)
      : choice(strings.review.snooze.evening, now, evening),
    choice(strings.review.snooze.tomorrow, now, atHour(now, 1, MORNING)),
  ];
}

function choice(label: string, now: number, at: number): SnoozeChoice {
  return { label, at, minutes: Math.max(1, Math.round((at - now) / MINUTE)) };
}

function atHour(now: number, days: number, hour: number): number {
  const day = new Date(now);
  day.setDate(day.getDate() + days);
  return day.setHours(hour, 0, 0, 0);
}
