/** A row of a list, a heading between rows, or the place where rows that were not read yet go. */
export type Entry<T> =
  | { kind: 'heading'; id: string; text: string }
  | { kind: 'row'; id: string; item: T; position: number }
  | { kind: 'more'; id: string; of: string };

/** Makes the entries of a list without headings. */
export function toEntries<T extends { id: string }>(items: readonly T[]): Entry<T>[] {
  return items.map((item, i) => ({ kind: 'row', id: item.id, item, position: i + 1 }));
}

/** Returns the neighbour of an item; the nearest end where there is none. */
export function neighbour<T extends { id: string }>(
  items: readonly T[],
  id: string | null,
  step: number,
): string | null {
  const at = items.findIndex((item) => item.id === id);
  if (at < 0) return items[0]?.id ?? null;
  const next = Math.min(Math.max(at + step, 0), items.length - 1);
  return items[next]?.id ?? null;
}

/** A list as it stands on the screen, and what arrived but is not shown yet. */
export interface Shelf<T> {
  shown: T[];
  waiting: T[];
}

/**
 * Puts a fresh reading on the screen so that nothing jumps.
 *
 * What was never shown waits unless the person is at the top; what is gone leaves at once.
 */
export function shelve<T extends { id: string }>(
  fresh: readonly T[],
  known: ReadonlySet<string>,
  atTop: boolean,
): Shelf<T> {
  if (atTop || known.size === 0) return { shown: [...fresh], waiting: [] };
  return {
    shown: fresh.filter((item) => known.has(item.id)),
    waiting: fresh.filter((item) => !known.has(item.id)),
  };
}
