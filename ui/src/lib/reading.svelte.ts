import type { ApiError, Hint } from '../bindings/herald';
import { toApiError } from '../platform';
import { listenForHints } from './hints';

/** After this long without an answer a screen shows that it is loading. */
const SLOW_MS = 200;

/** Something read from the engine and read again after hints. */
export class Reading<T> {
  /** What was read last; `null` before the first answer. */
  value = $state.raw<T | null>(null);
  /** Why the last reading failed; `null` when it did not. */
  error = $state.raw<ApiError | null>(null);
  /** Whether the first answer takes long enough to say so. */
  slow = $state(false);

  #read: () => Promise<T>;
  #tags: readonly Hint[];
  #run = 0;
  #busy = false;
  #again = false;

  constructor(read: () => Promise<T>, tags: readonly Hint[]) {
    this.#read = read;
    this.#tags = tags;
  }

  /** Reads, and reads again after hints; returns how to stop. */
  start(): () => void {
    const stop = listenForHints(this.#tags, () => void this.refresh());
    void this.refresh();
    return () => {
      stop();
      this.#run += 1;
      this.#busy = false;
    };
  }

  /** Reads again; a reading under way is followed by one more. */
  async refresh(): Promise<void> {
    if (this.#busy) {
      this.#again = true;
      return;
    }
    await this.#go();
  }

  /** Forgets a reading under way and reads anew, because what is asked for changed. */
  async reload(): Promise<void> {
    await this.#go();
  }

  /** Puts an answer in that came by another way; a reading under way is forgotten. */
  take(value: T): void {
    this.#run += 1;
    this.#busy = false;
    this.value = value;
    this.error = null;
  }

  async #go(): Promise<void> {
    const run = (this.#run += 1);
    this.#busy = true;
    const timer = setTimeout(() => (this.slow = run === this.#run && this.value === null), SLOW_MS);
    try {
      const value = await this.#read();
      if (run !== this.#run) return;
      this.value = value;
      this.error = null;
    } catch (cause) {
      if (run !== this.#run) return;
      this.error = toApiError(cause);
    } finally {
      clearTimeout(timer);
      if (run === this.#run) this.#finish();
    }
  }

  #finish(): void {
    this.slow = false;
    this.#busy = false;
    if (!this.#again) return;
    this.#again = false;
    void this.#go();
  }
}
