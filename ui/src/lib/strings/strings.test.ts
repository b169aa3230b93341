import { readdirSync, readFileSync } from 'node:fs';
import { parse } from 'svelte/compiler';
import { describe, expect, it } from 'vitest';
import { strings } from '.';

function leaves(value: unknown, path: string): [string, string][] {
  if (typeof value === 'string') return [[path, value]];
  if (typeof value === 'function') {
    const sample: unknown = (value as (...args: unknown[]) => unknown)(3, 'x', 'y');
    return typeof sample === 'string' ? [[path, sample]] : [];
  }
  if (typeof value !== 'object' || value === null) return [];
  return Object.entries(value).flatMap(([key, inner]) => leaves(inner, `${path}.${key}`));
}

const all = leaves(strings, 'strings');

describe('the catalogue', () => {
  it('has_words_for_everything', () => {
    expect(all.length).toBeGreaterThan(250);
    for (const [path, text] of all) expect(text.trim(), path).not.toBe('');
  });

  it('is_plain_and_calm', () => {
    for (const [path, text] of all) {
      expect(text, path).not.toMatch(/!|\boops\b|\bplease\b|\bsorry\b|undefined|\[object/iu);
      expect(text, path).not.toContain("'");
      expect(text, path).not.toMatch(/\.\.\.|\s{2}/u);
    }
  });
});

/** Collects words that stand in a template rather than in the catalogue. */
function looseWords(node: unknown, found: string[]): void {
  if (Array.isArray(node)) {
    for (const inner of node) looseWords(inner, found);
    return;
  }
  if (typeof node !== 'object' || node === null) return;
  const one = node as { type?: string; name?: string; data?: string };
  if (one.type === 'Attribute') {
    const spoken = ['aria-label', 'title', 'alt', 'placeholder'].includes(String(one.name));
    if (!spoken) return;
  }
  if (one.type === 'Text' && /\p{L}{2,}/u.test(String(one.data)))
    found.push(String(one.data).trim());
  for (const inner of Object.values(node)) looseWords(inner, found);
}

const components = readdirSync('src', { recursive: true, encoding: 'utf8' }).filter((file) =>
  file.endsWith('.svelte'),
);

describe('components', () => {
  it.each(components)('%s_takes_its_words_from_the_catalogue', (file) => {
    const source = readFileSync(`src/${file}`, 'utf8');
    const found: string[] = [];
    looseWords(parse(source, { modern: true }).fragment, found);
    expect(found.filter((text) => !text.startsWith('https://'))).toEqual([]);
  });

  it.each(components)('%s_is_short_and_uses_only_tokens', (file) => {
    const source = readFileSync(`src/${file}`, 'utf8');
    expect(source.split('\n').length).toBeLessThanOrEqual(250);
    const style = source.split('<style>')[1] ?? '';
    expect(
      style.match(/#[0-9a-f]{3,8}\b|rgba?\(|(?:margin|padding|border)-(?:left|right):/giu),
    ).toBeNull();
    expect(source).not.toContain('{@html');
    expect(source).not.toMatch(/\sstyle=/u);
  });
});
