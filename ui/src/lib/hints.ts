import type { Hint } from '../bindings/herald';

interface Listener {
  tags: readonly Hint[];
  heard: () => void;
}

/** How long hints gather before anything is read again. */
const GATHER_MS = 80;

const listeners = new Set<Listener>();
let gathered = new Set<Hint>();
let timer: ReturnType<typeof setTimeout> | null = null;

/** Calls back soon after one of the hints was given; returns how to stop. */
export function listenForHints(tags: readonly Hint[], heard: () => void): () => void {
  const listener = { tags, heard };
  listeners.add(listener);
  return () => listeners.delete(listener);
}

/** Takes hints in; many within a moment count as one. */
export function giveHints(hints: readonly Hint[]): void {
  for (const hint of hints) gathered.add(hint);
  timer ??= setTimeout(pass, GATHER_MS);
}

/** Drops what was gathered and not passed on yet; for tests, whose windows follow one another. */
export function forgetHints(): void {
  if (timer !== null) clearTimeout(timer);
  timer = null;
  gathered = new Set();
}

function pass(): void {
  const hints = gathered;
  gathered = new Set();
  timer = null;
  const everything = hints.has('everything');
  for (const listener of [...listeners]) {
    if (everything || listener.tags.some((tag) => hints.has(tag))) listener.heard();
  }
}
