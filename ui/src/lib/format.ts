import { strings } from './strings';

const MINUTE = 60_000;
const HOUR = 60 * MINUTE;
const DAY = 24 * HOUR;

const number = new Intl.NumberFormat();
const clock = new Intl.DateTimeFormat(undefined, { hour: '2-digit', minute: '2-digit' });
const weekday = new Intl.DateTimeFormat(undefined, {
  weekday: 'short',
  hour: '2-digit',
  minute: '2-digit',
});
const date = new Intl.DateTimeFormat(undefined, { day: 'numeric', month: 'short' });
const dateOfYear = new Intl.DateTimeFormat(undefined, {
  day: 'numeric',
  month: 'short',
  year: 'numeric',
});
const whole = new Intl.DateTimeFormat(undefined, { dateStyle: 'full', timeStyle: 'medium' });
const seconds = new Intl.DateTimeFormat(undefined, {
  hour: '2-digit',
  minute: '2-digit',
  second: '2-digit',
});

const relative = new Intl.RelativeTimeFormat(undefined, { numeric: 'auto' });

/** Writes a number as the person's language does. */
export function formatNumber(value: number): string {
  return number.format(value);
}

/** Writes a count that stops at one thousand. */
export function formatCount(value: number): string {
  return value >= 1000 ? strings.app.thousandOrMore : number.format(value);
}

/** Writes how long ago something was, short: `2 min`; a date when it was long ago. */
export function formatAge(at: number, now: number): string {
  const age = Math.max(0, now - at);
  if (age < MINUTE) return strings.ages.now;
  if (age < HOUR) return strings.ages.minutes(number.format(Math.floor(age / MINUTE)));
  if (age < DAY) return strings.ages.hours(number.format(Math.floor(age / HOUR)));
  if (age < 7 * DAY) return strings.ages.days(number.format(Math.floor(age / DAY)));
  return formatDate(at, now);
}

/** Writes how long ago something was, as a phrase: `2 minutes ago`. */
export function formatAgo(at: number, now: number): string {
  const age = now - at;
  if (Math.abs(age) < HOUR) return relative.format(-Math.round(age / MINUTE), 'minute');
  if (Math.abs(age) < DAY) return relative.format(-Math.round(age / HOUR), 'hour');
  return relative.format(-Math.round(age / DAY), 'day');
}

/** Writes a moment as near as it needs to be: a time today, a weekday this week, else a date. */
export function formatMoment(at: number, now: number): string {
  if (sameDay(at, now)) return clock.format(at);
  if (Math.abs(now - at) < 6 * DAY) return weekday.format(at);
  return formatDate(at, now);
}

/** Writes a time of day. */
export function formatClock(at: number): string {
  return clock.format(at);
}

/** Writes a time of day with its seconds. */
export function formatSeconds(at: number): string {
  return seconds.format(at);
}

/** Writes a weekday and a time. */
export function formatWeekday(at: number): string {
  return weekday.format(at);
}

/** Writes a moment in full, for hovering and for screen readers. */
export function formatWhole(at: number): string {
  return whole.format(at);
}

function formatDate(at: number, now: number): string {
  const same = new Date(at).getFullYear() === new Date(now).getFullYear();
  return (same ? date : dateOfYear).format(at);
}

/** Tells whether two moments fall on one day here. */
export function sameDay(a: number, b: number): boolean {
  return new Date(a).toDateString() === new Date(b).toDateString();
}
