import { describe, expect, it } from 'vitest';
import { snoozeChoices } from './snooze';

const at = (hour: number, minute = 0): number => new Date(2026, 10, 24, hour, minute).getTime();

describe('snoozeChoices', () => {
  it('by_day_offers_an_hour_this_evening_and_tomorrow', () => {
    const choices = snoozeChoices(at(10));
    expect(choices.map((one) => one.label)).toEqual([
      'In an hour',
      'This evening',
      'Tomorrow morning',
    ]);
    expect(choices.map((one) => one.minutes)).toEqual([60, 8 * 60, 23 * 60]);
  });

  it('in_the_evening_offers_three_hours_instead', () => {
    const choices = snoozeChoices(at(17, 30));
    expect(choices[1]).toMatchObject({ label: 'In three hours', minutes: 180 });
  });
});
