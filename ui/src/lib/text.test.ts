import { describe, expect, it } from 'vitest';
import { clip, countGraphemes, initials, stretches } from './text';

describe('text', () => {
  it('counts_what_people_see_as_one_character', () => {
    expect(countGraphemes('')).toBe(0);
    expect(countGraphemes('abc')).toBe(3);
    expect(countGraphemes('👩‍👩‍👧‍👦🏳️‍🌈')).toBe(2);
    expect(countGraphemes('e\u0301')).toBe(1);
    expect(countGraphemes('שלום')).toBe(4);
  });

  it('clips_never_inside_a_character', () => {
    expect(clip('short', 10)).toBe('short');
    const family = '👩‍👩‍👧‍👦';
    expect(clip(`ab${family}cd`, 5)).toBe('ab');
    expect(clip('a'.repeat(60_000), 1200)).toHaveLength(1200);
  });

  it('makes_initials_of_any_name', () => {
    expect(initials('Mira')).toBe('M');
    expect(initials('jonas weber')).toBe('JW');
    expect(initials('🌊🌊')).toBe('🌊');
    expect(initials('   ')).toBe('');
    expect(initials('@mira')).toBe('M');
  });

  it('finds_what_networks_make_touchable', () => {
    const links = (text: string): string[] =>
      stretches(text)
        .filter((part) => part.kind === 'link')
        .map((part) => part.text);
    expect(links('See https://a.example/x?y=1, @mira.photos and #dark.')).toEqual([
      'https://a.example/x?y=1',
      '@mira.photos',
      '#dark',
    ]);
    expect(links('a@b.example is mail')).toEqual([]);
    const text = 'Hi @mira, look: https://a.example.';
    expect(
      stretches(text)
        .map((part) => part.text)
        .join(''),
    ).toBe(text);
  });
});
