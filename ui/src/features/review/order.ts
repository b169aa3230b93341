import type { ReviewRow } from '../../bindings/herald';
import type { Entry } from '../../lib/entries';
import { strings } from '../../lib/strings';

/** The groups of the queue, in the order they stand in it; a group is one kind of suggestion. */
export const GROUPS: readonly string[] = ['reply', 'post', 'engagement', 'moderation'];

/** Puts reviews into the order of the queue: by group, newest first within. */
export function inOrder(rows: readonly ReviewRow[]): ReviewRow[] {
  return GROUPS.flatMap((group) => rows.filter((row) => row.kind === group));
}

/** Returns the reviews that stand under one heading with a review. */
export function groupMates(rows: readonly ReviewRow[], id: string): ReviewRow[] {
  const row = rows.find((one) => one.id === id);
  return row ? rows.filter((one) => one.kind === row.kind) : [];
}

/** Puts headings between reviews that are in order, and a mark where a group goes on unread. */
export function withHeadings(
  rows: readonly ReviewRow[],
  unfinished: ReadonlySet<string>,
): Entry<ReviewRow>[] {
  const entries: Entry<ReviewRow>[] = [];
  rows.forEach((row, i) => {
    const group = row.kind;
    if (rows[i - 1]?.kind !== group) {
      const text = strings.review.groups[group] ?? '';
      entries.push({ kind: 'heading', id: `heading-${group}`, text });
    }
    entries.push({ kind: 'row', id: row.id, item: row, position: i + 1 });
    if (rows[i + 1]?.kind !== group && unfinished.has(group)) {
      entries.push({ kind: 'more', id: `more-${group}`, of: group });
    }
  });
  return entries;
}
