import type { ReviewPage, ReviewRow } from '../../bindings/herald';
import { call } from '../../platform';

/** Reviews of one page; a screen shows about a dozen. */
const PAGE = 30;
/** The longest page the engine gives. */
const LONGEST_PAGE = 500;

/** The waiting reviews of one group, read page by page, newest first. */
export class Listing {
  /** What was read, newest first. */
  items: ReviewRow[] = [];
  /** How many reviews waited in all groups together, up to one thousand. */
  waiting = 0;
  /** Where reading goes on; `null` at the end. */
  #next: string | null = null;

  constructor(readonly group: string) {}

  /** Whether there are more than were read. */
  get unfinished(): boolean {
    return this.#next !== null;
  }

  /** Reads the next page and returns its reviews. */
  async more(): Promise<ReviewRow[]> {
    if (this.#next === null) return [];
    const page = await this.#page(this.#next, PAGE);
    this.items = [...this.items, ...page.items];
    this.#take(page);
    return page.items;
  }

  /** Reads again as far down as before, and returns those further down that came along. */
  async renew(): Promise<ReviewRow[]> {
    const oldest = this.unfinished ? (this.items.at(-1)?.id ?? '') : '';
    const items: ReviewRow[] = [];
    let page: ReviewPage;
    let before: string | null = null;
    do {
      const limit = Math.min(Math.max(PAGE, this.items.length - items.length), LONGEST_PAGE);
      page = await this.#page(before, limit);
      items.push(...page.items);
      before = page.next;
    } while (before !== null && before > oldest && items.length < this.items.length);
    this.items = items;
    this.#take(page);
    return items.filter((row) => row.id < oldest);
  }

  #page(before: string | null, limit: number): Promise<ReviewPage> {
    return call('list_reviews', { all: false, kind: this.group, before, limit });
  }

  #take(page: ReviewPage): void {
    this.#next = page.next;
    this.waiting = page.waiting;
  }
}
