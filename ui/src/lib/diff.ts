/** A stretch of a comparison. */
export interface Change {
  kind: 'same' | 'gone' | 'new';
  text: string;
}

/** Above this many words on a side the comparison is not worth its time. */
const MOST_WORDS = 1200;

/** Compares two texts word by word; long texts are given as one gone and one new. */
export function compareWords(before: string, after: string): Change[] {
  const a = words(before);
  const b = words(after);
  if (a.length > MOST_WORDS || b.length > MOST_WORDS) {
    return [
      { kind: 'gone', text: before },
      { kind: 'new', text: after },
    ];
  }
  return join(walk(a, b, lengths(a, b)));
}

/** Splits a text into words, each with the space behind it. */
function words(text: string): string[] {
  return text.match(/\s*\S+\s*|\s+/gu) ?? [];
}

/** Fills the table of longest common runs; row `i`, column `j` is for `a[i..]` and `b[j..]`. */
function lengths(a: string[], b: string[]): Uint16Array[] {
  const table = Array.from({ length: a.length + 1 }, () => new Uint16Array(b.length + 1));
  for (let i = a.length - 1; i >= 0; i -= 1) {
    for (let j = b.length - 1; j >= 0; j -= 1) {
      const here = a[i] === b[j] ? at(table, i + 1, j + 1) + 1 : 0;
      const row = table[i];
      if (row) row[j] = here || Math.max(at(table, i + 1, j), at(table, i, j + 1));
    }
  }
  return table;
}

function at(table: Uint16Array[], i: number, j: number): number {
  return table[i]?.[j] ?? 0;
}

function walk(a: string[], b: string[], table: Uint16Array[]): Change[] {
  const changes: Change[] = [];
  let i = 0;
  let j = 0;
  while (i < a.length || j < b.length) {
    const left = a[i];
    const right = b[j];
    if (left !== undefined && left === right) {
      changes.push({ kind: 'same', text: left });
      i += 1;
      j += 1;
    } else if (
      right === undefined ||
      (left !== undefined && at(table, i + 1, j) >= at(table, i, j + 1))
    ) {
      changes.push({ kind: 'gone', text: left ?? '' });
      i += 1;
    } else {
      changes.push({ kind: 'new', text: right });
      j += 1;
    }
  }
  return changes;
}

/** Joins neighbours; between two stretches that stayed, what is gone stands before what is new. */
function join(changes: Change[]): Change[] {
  const joined: Change[] = [];
  let gone = '';
  let fresh = '';
  const flush = (): void => {
    if (gone) joined.push({ kind: 'gone', text: gone });
    if (fresh) joined.push({ kind: 'new', text: fresh });
    gone = '';
    fresh = '';
  };
  for (const { kind, text } of changes) {
    if (kind === 'gone') gone += text;
    else if (kind === 'new') fresh += text;
    else {
      flush();
      const last = joined.at(-1);
      if (last?.kind === 'same') last.text += text;
      else joined.push({ kind, text });
    }
  }
  flush();
  return joined;
}
