import type { ActivityRow, ApiError } from '../../bindings/herald';
import { announce } from '../../lib/announce.svelte';
import { neighbour, shelve } from '../../lib/entries';
import { listenForHints } from '../../lib/hints';
import { strings } from '../../lib/strings';
import { call, toApiError } from '../../platform';

/** Which activities are listed. */
export type Filter = 'all' | 'talk' | 'fresh';

const PAGE = 100;
const SLOW_MS = 200;
const TALK = ['mention', 'reply', 'quote'];

/** One listing of the engine that is read page by page. */
interface Stream {
  kind: string | null;
  next: string | null;
  items: ActivityRow[];
}

/** The activities, as they stand on the screen. */
export class Feed {
  /** The activities, newest first. */
  rows = $state.raw<ActivityRow[]>([]);
  /** Activities that arrived while the person was further down. */
  fresh = $state.raw<ActivityRow[]>([]);
  /** The activity that is looked at. */
  active = $state<string | null>(null);
  filter = $state<Filter>('all');
  query = $state('');
  error = $state.raw<ApiError | null>(null);
  slow = $state(false);
  loaded = $state(false);
  /** Whether the list is scrolled to its top. */
  atTop = true;

  #streams: Stream[] = [];
  #all: ActivityRow[] = [];
  #known = new Set<string>();
  #run = 0;
  #reading = false;

  /** Reads, and reads again after hints; returns how to stop. */
  start(): () => void {
    const stop = listenForHints(['activity', 'reviews', 'accounts'], () => void this.#renew());
    void this.reload();
    return () => {
      stop();
      this.#run += 1;
    };
  }

  /** Reads from the beginning, because something else is asked for. */
  async reload(): Promise<void> {
    this.#streams = this.#kinds().map((kind) => ({ kind, next: null, items: [] }));
    this.#known.clear();
    this.atTop = true;
    await this.#read(this.#streams, false);
  }

  /** Reads the next page where there is one. */
  async more(): Promise<void> {
    if (this.#reading) return;
    const streams = this.#streams.filter((stream) => stream.next !== null);
    if (streams.length > 0) await this.#read(streams, true);
  }

  /** Looks at an activity. */
  look(id: string | null): void {
    this.active = id;
  }

  /** Looks at the activity so many steps further. */
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

  /** Takes a newer state of one activity over. */
  put(row: ActivityRow): void {
    const swap = (one: ActivityRow): ActivityRow => (one.id === row.id ? row : one);
    this.#streams.forEach((stream) => (stream.items = stream.items.map(swap)));
    this.#all = this.#all.map(swap);
    this.rows = this.rows.map(swap);
    this.#show();
  }

  #kinds(): (string | null)[] {
    return this.filter === 'talk' && !this.query ? TALK : [null];
  }

  async #read(streams: Stream[], further: boolean): Promise<void> {
    const run = (this.#run += 1);
    this.#reading = true;
    const timer = setTimeout(() => (this.slow = run === this.#run && !this.loaded), SLOW_MS);
    try {
      const pages = await Promise.all(streams.map((stream) => this.#page(stream, further)));
      if (run !== this.#run) return;
      streams.forEach((stream, i) => {
        const page = pages[i];
        if (!page) return;
        stream.items = further ? [...stream.items, ...page.items] : page.items;
        stream.next = page.next;
      });
      this.error = null;
      this.#merge();
    } catch (cause) {
      if (run === this.#run) this.error = toApiError(cause);
    } finally {
      clearTimeout(timer);
      if (run === this.#run) {
        this.slow = false;
        this.#reading = false;
      }
    }
  }

  /** Reads the first pages again and puts them before what was read further down. */
  async #renew(): Promise<void> {
    const run = this.#run;
    try {
      const pages = await Promise.all(this.#streams.map((stream) => this.#page(stream, false)));
      if (run !== this.#run) return;
      this.#streams.forEach((stream, i) => {
        const page = pages[i];
        if (!page) return;
        const here = new Set(page.items.map((item) => item.id));
        const last = page.items.at(-1)?.at ?? Infinity;
        const older = stream.items.filter((item) => !here.has(item.id) && item.at < last);
        stream.next = older.length > 0 ? stream.next : page.next;
        stream.items = [...page.items, ...older];
      });
      this.error = null;
      this.#merge();
    } catch (cause) {
      this.error = toApiError(cause);
    }
  }

  #page(stream: Stream, further: boolean): Promise<{ items: ActivityRow[]; next: string | null }> {
    return call('list_activity', {
      account_id: null,
      kind: stream.kind,
      only_new: this.filter === 'fresh' && !this.query,
      query: this.query || null,
      before: further ? stream.next : null,
      limit: PAGE,
    });
  }

  /** Joins the streams in time; what a stream has not been read up to is held back. */
  #merge(): void {
    const floors = this.#streams
      .filter((stream) => stream.next !== null)
      .map((stream) => stream.items.at(-1)?.at ?? 0);
    const floor = Math.max(0, ...floors);
    this.#all = this.#streams
      .flatMap((stream) => stream.items)
      .filter((item) => item.at >= floor)
      .sort((a, b) => b.at - a.at);
    this.loaded = true;
    this.#show();
  }

  #show(): void {
    const before = this.fresh.length;
    const older = this.rows.at(-1)?.at ?? Infinity;
    // Older pages come in below what is on the screen, so they never wait.
    for (const row of this.#all)
      if (row.at < older && this.#known.size > 0) this.#known.add(row.id);
    // Somebody who looks at what is new keeps it on the screen after it was seen.
    const kept = this.filter === 'fresh' && !this.query ? this.#seenMeanwhile() : [];
    const all = [...this.#all, ...kept].sort((a, b) => b.at - a.at);
    const shelf = shelve(all, this.#known, this.atTop || this.rows.length === 0);
    this.rows = shelf.shown;
    this.fresh = shelf.waiting;
    for (const row of shelf.shown) this.#known.add(row.id);
    if (this.fresh.length > before) announce(strings.app.newRows(this.fresh.length));
  }

  #seenMeanwhile(): ActivityRow[] {
    const here = new Set(this.#all.map((row) => row.id));
    return this.rows.filter((row) => this.#known.has(row.id) && !here.has(row.id));
  }
}
