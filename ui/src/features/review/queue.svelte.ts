import type { ApiError, ReviewRow } from '../../bindings/herald';
import { announce } from '../../lib/announce.svelte';
import { neighbour, shelve } from '../../lib/entries';
import { listenForHints } from '../../lib/hints';
import { strings } from '../../lib/strings';
import { toApiError } from '../../platform';
import { Listing } from './listing';
import { GROUPS, inOrder } from './order';

const SLOW_MS = 200;
/** With fewer reviews of a group ahead, its next page is read. */
const NEAR_END = 15;
/** Where the engine stops counting. */
const MOST_COUNTED = 1000;

/** The reviews that wait, as they stand on the screen. */
export class Queue {
  /** The reviews, in the order of the screen. */
  rows = $state.raw<ReviewRow[]>([]);
  /** Reviews that arrived while the person was further down. */
  fresh = $state.raw<ReviewRow[]>([]);
  /** The review that is looked at. */
  active = $state<string | null>(null);
  /** The reviews the next decision counts for; empty when it is the active one. */
  marked = $state.raw<ReadonlySet<string>>(new Set());
  /** Why the queue could not be read. */
  error = $state.raw<ApiError | null>(null);
  /** Whether the first answer takes long enough to say so. */
  slow = $state(false);
  /** Whether there was a first answer. */
  loaded = $state(false);
  /** The groups that have more reviews than were read. */
  unfinished = $state.raw<ReadonlySet<string>>(new Set());
  /** How many reviews wait in all, up to one thousand. */
  waiting = $state(0);
  /** Whether the list is scrolled to its top. */
  atTop = true;

  #listings = GROUPS.map((group) => new Listing(group));
  #all: ReviewRow[] = [];
  #known = new Set<string>();
  /** Decided reviews and the reading after which they count as gone. */
  #leaving = new Map<string, number>();
  /** A review that is looked at though it is not in the queue. */
  #outside: string | null = null;
  #readings = 0;
  #busy = false;
  #stale = false;
  #further = new Set<Listing>();

  /** Reads, and reads again after hints; returns how to stop. */
  start(): () => void {
    const stop = listenForHints(['reviews', 'accounts'], () => void this.refresh());
    void this.refresh();
    return stop;
  }

  /** Reads again what was read; a reading under way is followed by one more. */
  async refresh(): Promise<void> {
    this.#stale = true;
    await this.#work();
  }

  /** Reads the next page of a group where there is one. */
  more(group: string): void {
    const listing = this.#listings.find((one) => one.group === group);
    if (!listing?.unfinished) return;
    this.#further.add(listing);
    void this.#work();
  }

  /** Takes reviews off the screen at once and looks at the next one. */
  leave(ids: readonly string[]): void {
    const gone = new Set(ids);
    const next = this.#after(gone);
    for (const id of ids) this.#leaving.set(id, Number.POSITIVE_INFINITY);
    this.marked = new Set([...this.marked].filter((id) => !gone.has(id)));
    this.#show();
    this.active = next;
  }

  /** Notes that the engine has taken a decision: readings from now on tell whether it is back. */
  settled(id: string): void {
    this.#leaving.set(id, this.#readings);
  }

  /** Puts a review back where it was and looks at it, because its decision was not taken. */
  restore(id: string): void {
    this.#leaving.delete(id);
    this.#show();
    if (this.rows.some((row) => row.id === id)) this.active = id;
  }

  /** Looks at a review that is in the queue, or about to be. */
  look(id: string | null): void {
    if (id) this.#known.add(id);
    if (id && !this.rows.some((row) => row.id === id)) this.#show();
    this.#outside = id && !this.rows.some((row) => row.id === id) ? id : null;
    this.active = id;
    this.#readAhead();
  }

  /** Looks at the review so many steps further. */
  step(by: number): void {
    this.look(neighbour(this.rows, this.active, by));
  }

  /** Chooses a review for a decision on several, or no longer. */
  mark(ids: readonly string[]): void {
    const all = ids.every((id) => this.marked.has(id));
    const marked = new Set(this.marked);
    for (const id of ids) {
      if (all) marked.delete(id);
      else marked.add(id);
    }
    this.marked = marked;
  }

  /** Shows what arrived meanwhile. */
  showFresh(): void {
    for (const row of this.#all) this.#known.add(row.id);
    const first = inOrder(this.fresh)[0];
    this.#show();
    if (first) this.active = first.id;
  }

  async #work(): Promise<void> {
    if (this.#busy) return;
    this.#busy = true;
    const timer = setTimeout(() => (this.slow = !this.loaded), SLOW_MS);
    try {
      while (this.#stale || this.#further.size > 0) await this.#read();
      this.error = null;
    } catch (cause) {
      this.error = toApiError(cause);
    } finally {
      clearTimeout(timer);
      this.slow = false;
      this.#busy = false;
    }
  }

  async #read(): Promise<void> {
    if (this.#stale) {
      this.#stale = false;
      const reading = (this.#readings += 1);
      this.#lower(await Promise.all(this.#listings.map((one) => one.renew())));
      for (const [id, settled] of this.#leaving) {
        if (settled < reading) this.#leaving.delete(id);
      }
    } else {
      const further = [...this.#further];
      try {
        this.#lower(await Promise.all(further.map((one) => one.more())));
      } finally {
        for (const one of further) this.#further.delete(one);
      }
    }
    this.#take();
  }

  /** Notes what was read further down: it was there before, so it is not new. */
  #lower(pages: readonly ReviewRow[][]): void {
    for (const row of pages.flat()) this.#known.add(row.id);
  }

  #take(): void {
    this.#all = this.#listings.flatMap((one) => one.items);
    const before = this.active;
    const next = before ? this.#after(new Set([before])) : null;
    this.#show();
    this.loaded = true;
    this.marked = new Set([...this.marked].filter((id) => this.rows.some((row) => row.id === id)));
    const there = this.rows.some((row) => row.id === before);
    if (there) this.#outside = null;
    if (before && (there || before === this.#outside)) return;
    const neighbourStays = this.rows.some((row) => row.id === next);
    this.active = (neighbourStays ? next : this.rows[0]?.id) ?? null;
  }

  #show(): void {
    const here = this.#all.filter((row) => !this.#leaving.has(row.id));
    const before = this.fresh.length;
    const unfinished = this.#listings.filter((one) => one.unfinished).map((one) => one.group);
    this.unfinished = new Set(unfinished);
    const shelf = shelve(here, this.#known, this.atTop || this.rows.length === 0);
    this.rows = inOrder(shelf.shown);
    this.fresh = shelf.waiting;
    for (const row of shelf.shown) this.#known.add(row.id);
    this.waiting = this.#count(here.length);
    this.#readAhead();
    if (this.fresh.length > before) announce(strings.review.said.new(this.fresh.length));
  }

  /** Counts what waits: by hand where everything was read, else as the engine says. */
  #count(here: number): number {
    const counted = Math.max(...this.#listings.map((one) => one.waiting));
    if (this.unfinished.size === 0) return here;
    if (counted >= MOST_COUNTED) return counted;
    return Math.max(here, counted - this.#leaving.size);
  }

  /** Reads on in a group before the person comes to the end of what was read of it. */
  #readAhead(): void {
    for (const group of this.unfinished) {
      const rows = this.rows.filter((row) => row.kind === group);
      const at = rows.findIndex((row) => row.id === this.active);
      if (rows.length === 0 || (at >= 0 && rows.length - at <= NEAR_END)) this.more(group);
    }
  }

  /** Returns the review to look at when some leave: the next one, else the one before. */
  #after(gone: ReadonlySet<string>): string | null {
    const at = this.rows.findIndex((row) => row.id === this.active);
    if (this.active && !gone.has(this.active)) return this.active;
    const later = this.rows.slice(at + 1).find((row) => !gone.has(row.id));
    const earlier = this.rows.slice(0, Math.max(at, 0)).findLast((row) => !gone.has(row.id));
    return (later ?? earlier)?.id ?? null;
  }
}
