import { describe, expect, it } from 'vitest';
import { filterFuzzy, rate } from './fuzzy';

const commands = [
  'Approve',
  'Another version',
  'Go to Review',
  'Reject',
  'Theme: Dark',
  'Show @aïcha',
];
const find = (query: string): string[] => filterFuzzy(commands, query, (text) => text);

describe('filterFuzzy', () => {
  it('keeps_everything_in_order_without_a_query', () => {
    expect(find('')).toEqual(commands);
  });

  it('finds_letters_in_order_and_prefers_beginnings_of_words', () => {
    expect(find('rev')[0]).toBe('Go to Review');
    expect(find('av')[0]).toBe('Another version');
    expect(find('gtr')).toEqual(['Go to Review']);
  });

  it('finds_without_accents_and_capitals', () => {
    expect(find('AICHA')).toEqual(['Show @aïcha']);
  });

  it('finds_nothing_where_a_letter_is_missing', () => {
    expect(find('zzz')).toEqual([]);
    expect(rate('ab', 'ba')).toBeNull();
  });
});
