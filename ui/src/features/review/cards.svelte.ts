import { SvelteMap } from 'svelte/reactivity';
import type { ApiError, ReviewCard } from '../../bindings/herald';
import { call, toApiError } from '../../platform';

/** How many cards are kept ready at most. */
const MOST_KEPT = 60;

/** How long what a card is about is taken to be as it was, in milliseconds. */
const BELIEVED = 60_000;

/** Whole reviews, read ahead so that the next one is there at once. */
export class Cards {
  #kept = new SvelteMap<string, ReviewCard>();
  #errors = new SvelteMap<string, ApiError>();
  #reading = new Map<string, Promise<ReviewCard>>();
  #looked = new Map<string, number>();

  /** Returns a card that was read. */
  get(id: string | null): ReviewCard | null {
    return id ? (this.#kept.get(id) ?? null) : null;
  }

  /** Returns why a card could not be read. */
  error(id: string | null): ApiError | null {
    return id ? (this.#errors.get(id) ?? null) : null;
  }

  /** Puts a card in that came by another way. */
  put(card: ReviewCard): void {
    this.#errors.delete(card.row.id);
    this.#kept.delete(card.row.id);
    this.#kept.set(card.row.id, card);
    for (const id of this.#kept.keys()) {
      if (this.#kept.size <= MOST_KEPT) break;
      this.#kept.delete(id);
    }
  }

  /** Reads a card anew; rejects with an `ApiError`. */
  read(id: string): Promise<ReviewCard> {
    const reading = call('show_review', { id })
      .then((card) => {
        if (this.#reading.get(id) === reading) this.put(card);
        return card;
      })
      .catch((cause: unknown) => {
        const error = toApiError(cause);
        if (this.#reading.get(id) === reading && !this.#kept.has(id)) this.#errors.set(id, error);
        throw error;
      })
      .finally(() => {
        if (this.#reading.get(id) === reading) this.#reading.delete(id);
      });
    this.#reading.set(id, reading);
    return reading;
  }

  /** Reads cards that are not there yet; failures stay to be shown. */
  ahead(ids: readonly string[]): void {
    for (const id of ids) {
      if (!this.#kept.has(id) && !this.#errors.has(id) && !this.#reading.has(id)) this.again(id);
    }
  }

  /** Reads a card anew; a failure stays to be shown. */
  again(id: string): void {
    this.read(id).catch(() => undefined);
  }

  /** Looks on the network whether what a card is about changed; at most once a minute. */
  async lookAgain(id: string): Promise<void> {
    const now = Date.now();
    if (now - (this.#looked.get(id) ?? -BELIEVED) < BELIEVED) return;
    this.#looked.set(id, now);
    const before = this.get(id)?.digest;
    try {
      const card = await call('refresh_review', { id });
      if (card.digest !== before && this.#kept.has(id)) this.put(card);
    } catch {
      // The card stands as it was read, and the same is checked again just before anything is sent.
      this.#looked.delete(id);
    }
  }

  /** Reads one card anew and forgets the others, because something changed. */
  stale(keep: string | null): void {
    this.#errors.clear();
    for (const id of [...this.#kept.keys()]) if (id !== keep) this.#kept.delete(id);
    if (keep) this.again(keep);
  }
}
