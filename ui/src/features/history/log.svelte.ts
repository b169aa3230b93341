import type { ApiError, HistoryRow } from '../../bindings/herald';
import { neighbour, shelve } from '../../lib/entries';
import { listenForHints } from '../../lib/hints';
import { call, toApiError } from '../../platform';

const PAGE = 100;
const SLOW_MS = 200;

/** The history, as it stands on the screen. */
export class Log {
  /** The actions, newest first. */
  rows = $state.raw<HistoryRow[]>([]);
  /** Actions that arrived while the person was further down. */
  fresh = $state.raw<HistoryRow[]>([]);
  /** The action that is looked at. */
  active = $state<string | null>(null);
  error = $state.raw<ApiError | null>(null);
  slow = $state(false);
  loaded = $state(false);
  /** Whether the list is scrolled to its top. */
  atTop = true;

  #all: HistoryRow[] = [];
  #next: string | null = null;
  #known = new Set<string>();
  #busy = false;
  #again = false;

  /** Reads, and reads again after hints; returns how to stop. */
  start(): () => void {
    const stop = listenForHints(['actions', 'reviews'], () => void this.refresh());
    void this.refresh();
    return stop;
  }

  /** Reads the newest again and keeps what was read further down. */
  async refresh(): Promise<void> {
    if (this.#busy) {
      this.#again = true;
      return;
    }
    this.#busy = true;
    const timer = setTimeout(() => (this.slow = !this.loaded), SLOW_MS);
    try {
      const page = await call('list_history', { before: null, limit: PAGE });
      this.#renew(page.items, page.next);
      this.error = null;
    } catch (cause) {
      this.error = toApiError(cause);
    }
    clearTimeout(timer);
    this.slow = false;
    await this.#free();
  }

  /** Reads the next page where there is one. */
  async more(): Promise<void> {
    if (this.#busy || !this.#next) return;
    this.#busy = true;
    try {
      const page = await call('list_history', { before: this.#next, limit: PAGE });
      for (const row of page.items) this.#known.add(row.id);
      const here = new Set(page.items.map((row) => row.id));
      this.#all = [...this.#all.filter((row) => !here.has(row.id)), ...page.items];
      this.#next = page.next;
      this.#show();
    } catch (cause) {
      this.error = toApiError(cause);
    }
    await this.#free();
  }

  /** Looks at the action so many steps further. */
  step(by: number): void {
    this.active = neighbour(this.rows, this.active, by);
  }

  /** Shows what arrived meanwhile. */
  showFresh(): void {
    const first = this.fresh[0];
    for (const row of this.#all) this.#known.add(row.id);
    this.#show();
    if (first) this.active = first.id;
  }

  /** Puts the newest page before what was read further down, if the two still meet. */
  #renew(page: HistoryRow[], next: string | null): void {
    const last = page.at(-1);
    const meets = this.#all.findIndex((row) => row.id === last?.id);
    const older = meets < 0 ? [] : this.#all.slice(meets + 1);
    this.#all = [...page, ...older];
    if (older.length === 0) this.#next = next;
    this.#show();
  }

  async #free(): Promise<void> {
    this.#busy = false;
    if (!this.#again) return;
    this.#again = false;
    await this.refresh();
  }

  #show(): void {
    const shelf = shelve(this.#all, this.#known, this.atTop || this.rows.length === 0);
    this.rows = shelf.shown;
    this.fresh = shelf.waiting;
    for (const row of shelf.shown) this.#known.add(row.id);
    this.loaded = true;
    if (this.active === null) this.active = this.rows[0]?.id ?? null;
  }
}
