import { describe, expect, it } from 'vitest';
import { neighbour, shelve } from './entries';

const rows = (...ids: string[]): { id: string }[] => ids.map((id) => ({ id }));

describe('shelve', () => {
  it('what_arrives_waits_while_the_person_is_further_down', () => {
    const shelf = shelve(rows('new', 'a', 'b'), new Set(['a', 'b', 'gone']), false);
    expect(shelf.shown.map((row) => row.id)).toEqual(['a', 'b']);
    expect(shelf.waiting.map((row) => row.id)).toEqual(['new']);
  });

  it('what_arrives_is_shown_at_the_top', () => {
    const shelf = shelve(rows('new', 'a'), new Set(['a']), true);
    expect(shelf.shown.map((row) => row.id)).toEqual(['new', 'a']);
    expect(shelf.waiting).toEqual([]);
  });
});

describe('neighbour', () => {
  it('stays_within_the_list', () => {
    expect(neighbour(rows('a', 'b'), 'b', 1)).toBe('b');
    expect(neighbour(rows('a', 'b'), 'b', -1)).toBe('a');
    expect(neighbour(rows('a', 'b'), null, 1)).toBe('a');
    expect(neighbour([], 'x', 1)).toBeNull();
  });
});
