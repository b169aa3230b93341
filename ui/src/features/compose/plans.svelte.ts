import { SvelteMap } from 'svelte/reactivity';
import type { AccountView, PostPlan } from '../../bindings/herald';
import { countGraphemes } from '../../lib/text';
import { call } from '../../platform';

/** How long the person pauses before the engine is asked again. */
const PAUSE_MS = 200;

/** How the text would go out on each account, as its network counts. */
export class Plans {
  /** By account; what is not here is not known yet. */
  readonly known = new SvelteMap<string, PostPlan>();
  /** What the texts the plans were made of count by themselves. */
  readonly #counted = new SvelteMap<string, number>();
  #timer: ReturnType<typeof setTimeout> | undefined;
  #asked = 0;

  /** Asks the engine once the person pauses; an answer that comes too late is dropped. */
  ask(accounts: readonly AccountView[], text: string, warning: string): void {
    clearTimeout(this.#timer);
    const asked = (this.#asked += 1);
    this.#timer = setTimeout(() => void this.#read(asked, accounts, text, warning), PAUSE_MS);
  }

  /** Returns what a text of so many characters uses: as the network counts, and live while it is typed. */
  used(accountId: string, characters: number): number {
    const plan = this.known.get(accountId);
    const counted = this.#counted.get(accountId) ?? 0;
    return plan ? Math.max(0, plan.used + characters - counted) : characters;
  }

  /** Asks no more. */
  stop(): void {
    clearTimeout(this.#timer);
    this.#asked += 1;
  }

  async #read(
    asked: number,
    accounts: readonly AccountView[],
    text: string,
    warning: string,
  ): Promise<void> {
    for (const account of accounts) {
      try {
        const given = warning.trim() || null;
        const plan = await call('plan_post', { account_id: account.id, text, warning: given });
        if (asked !== this.#asked) return;
        this.known.set(account.id, plan);
        this.#counted.set(account.id, countGraphemes(text));
      } catch {
        // Without a plan the sheet counts by itself; adding the post says what is wrong.
        this.known.delete(account.id);
      }
    }
  }
}
