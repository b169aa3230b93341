/** Rates how well a query fits a text; `null` when its letters are not there in order, higher is better. */
export function rate(query: string, text: string): number | null {
  const wanted = fold(query).replace(/\s+/gu, '');
  const given = fold(text);
  if (!wanted) return 0;
  let score = 0;
  let from = 0;
  let run = 0;
  for (const letter of wanted) {
    const found = given.indexOf(letter, from);
    if (found < 0) return null;
    run = found === from ? run + 1 : 1;
    const atStart = found === 0 || /[\s:@.]/u.test(given[found - 1] ?? '');
    score += run * 2 + (atStart ? 6 : 0) - Math.min(found - from, 8) * 0.5;
    from = found + 1;
  }
  return score - given.length * 0.05;
}

/** Keeps what fits a query, best first; equal ones keep their order. */
export function filterFuzzy<T>(items: readonly T[], query: string, text: (item: T) => string): T[] {
  return items
    .map((item, place) => ({ item, place, score: rate(query, text(item)) }))
    .filter((rated): rated is { item: T; place: number; score: number } => rated.score !== null)
    .sort((a, b) => b.score - a.score || a.place - b.place)
    .map((rated) => rated.item);
}

function fold(text: string): string {
  return text.normalize('NFD').replace(/\p{M}/gu, '').toLocaleLowerCase();
}
