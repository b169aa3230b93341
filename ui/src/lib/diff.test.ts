import { describe, expect, it } from 'vitest';
import { compareWords } from './diff';

const side = (before: string, after: string, without: 'gone' | 'new'): string =>
  compareWords(before, after)
    .filter((change) => change.kind !== without)
    .map((change) => change.text)
    .join('');

describe('compareWords', () => {
  it('says_what_went_and_what_came', () => {
    expect(compareWords('I am glad it works', 'I am so glad')).toEqual([
      { kind: 'same', text: 'I am ' },
      { kind: 'gone', text: 'glad it works' },
      { kind: 'new', text: 'so glad' },
    ]);
  });

  it('gives_both_texts_back_whole', () => {
    const before = '  Thank you,\n dear Aïcha. See https://a.example 🎉';
    const after = 'Thanks, Aïcha!\n\nSee https://a.example 🎉 soon ';
    expect(side(before, after, 'new')).toBe(before);
    expect(side(before, after, 'gone')).toBe(after);
  });

  it('is_quick_with_very_long_texts', () => {
    const long = 'word '.repeat(20_000);
    expect(compareWords(long, `${long}x`).map((change) => change.kind)).toEqual(['gone', 'new']);
  });
});
