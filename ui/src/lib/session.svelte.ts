import type { AccountView, Decided, Overview, SettingList } from '../bindings/herald';
import { call } from '../platform';
import { now } from './now.svelte';
import { Reading } from './reading.svelte';

/** How often the overview is read where no hints come: another process does the work. */
const ELSEWHERE_MS = 15_000;

class Session {
  /** Counts, accounts, the engine, and what can be undone. */
  overview = new Reading<Overview>(async () => {
    const overview = await call('overview', {});
    now.follow(overview.now);
    return overview;
  }, ['accounts', 'activity', 'reviews', 'actions', 'settings', 'work']);

  /** Every setting. */
  settings = new Reading<SettingList>(() => call('get_settings', {}), ['settings']);

  /** The accounts, oldest first. */
  get accounts(): AccountView[] {
    return this.overview.value?.accounts ?? [];
  }

  /** Returns an account. */
  account(id: string): AccountView | undefined {
    return this.accounts.find((account) => account.id === id);
  }

  /** Returns the value of a setting; empty before settings are read. */
  setting(name: string): string {
    return this.settings.value?.settings.find((one) => one.name === name)?.value ?? '';
  }

  /** Takes the count of a decision over before the overview is read again. */
  decided(decided: Decided): void {
    const overview = this.overview.value;
    if (overview) this.overview.value = { ...overview, waiting: decided.waiting };
    void this.overview.refresh();
  }

  /** Reads both, and again after hints; returns how to stop. */
  start(): () => void {
    const stops = [this.overview.start(), this.settings.start(), now.start()];
    const timer = setInterval(() => {
      const state = this.overview.value?.engine.state;
      if (state !== 'here' || this.overview.error) void this.overview.refresh();
    }, ELSEWHERE_MS);
    return () => {
      clearInterval(timer);
      for (const stop of stops) stop();
    };
  }
}

/** What every place knows of the engine. */
export const session = new Session();
