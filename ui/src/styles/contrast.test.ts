import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';

const css = readFileSync('src/styles/tokens.css', 'utf8');
const [usual = '', more = ''] = css.split('@media (prefers-contrast: more)');

type Theme = 'light' | 'dark';

function colours(part: string, theme: Theme): Map<string, string> {
  const pairs = part.matchAll(/--([\w-]+):\s*light-dark\((#\w{6}),\s*(#\w{6})\)/gu);
  return new Map(
    [...pairs].map(([, name = '', light = '', dark = '']) => [
      name,
      theme === 'light' ? light : dark,
    ]),
  );
}

function luminance(hex: string): number {
  const channel = (at: number): number => {
    const value = parseInt(hex.slice(at, at + 2), 16) / 255;
    return value <= 0.04045 ? value / 12.92 : ((value + 0.055) / 1.055) ** 2.4;
  };
  return 0.2126 * channel(1) + 0.7152 * channel(3) + 0.0722 * channel(5);
}

function contrast(a: string, b: string): number {
  const [low = 0, high = 0] = [luminance(a), luminance(b)].sort((x, y) => x - y);
  return (high + 0.05) / (low + 0.05);
}

const GROUNDS = ['ground', 'surface', 'raised', 'pressed'];
/** Every pair of text and ground that occurs. */
const TEXTS: [string, string[]][] = [
  ['text', [...GROUNDS, 'accent-soft', 'good-soft', 'danger-soft', 'warning-soft']],
  ['text-2', [...GROUNDS, 'accent-soft']],
  ['text-3', GROUNDS],
  ['accent', [...GROUNDS, 'accent-soft']],
  ['on-accent', ['accent', 'accent-pressed']],
  ['warning', [...GROUNDS, 'warning-soft']],
  ['danger', [...GROUNDS, 'danger-soft']],
  ['good', [...GROUNDS, 'good-soft']],
  ['on-inverse', ['inverse']],
];

const high = (theme: Theme): Map<string, string> =>
  new Map([...colours(usual, theme), ...colours(more, theme)]);

const CASES = [
  ['light', 'usual', colours(usual, 'light'), 4.5],
  ['dark', 'usual', colours(usual, 'dark'), 4.5],
  ['light', 'high', high('light'), 7],
  ['dark', 'high', high('dark'), 7],
] as const;

describe.each(CASES)('%s theme, %s contrast', (_theme, kind, tokens, least) => {
  const at = (name: string): string => {
    const colour = tokens.get(name);
    if (!colour) throw new Error(`tokens.css has no --${name}`);
    return colour;
  };

  it.each(TEXTS)('text_in_%s_can_be_read', (text, grounds) => {
    for (const ground of grounds) {
      const needed = kind === 'high' && text.startsWith('text') ? least : 4.5;
      const ratio = contrast(at(text), at(ground));
      expect(ratio, `${text} on ${ground}`).toBeGreaterThanOrEqual(needed);
    }
  });

  it('fields_and_shapes_can_be_seen', () => {
    for (const ground of ['surface', 'raised', 'ground']) {
      expect(contrast(at('field-line'), at(ground)), ground).toBeGreaterThanOrEqual(3);
      expect(contrast(at('accent'), at(ground)), ground).toBeGreaterThanOrEqual(3);
    }
  });
});
