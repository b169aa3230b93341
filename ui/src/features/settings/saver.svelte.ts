import { SvelteMap } from 'svelte/reactivity';
import { announce } from '../../lib/announce.svelte';
import { session } from '../../lib/session.svelte';
import { strings } from '../../lib/strings';
import { call, toApiError } from '../../platform';

/** How long “Saved” stays. */
const SAID_MS = 2500;

/** Saves settings one by one and remembers what to say beside each. */
export class Saver {
  #notes = new SvelteMap<string, string>();
  #errors = new SvelteMap<string, string>();
  #timers = new Map<string, ReturnType<typeof setTimeout>>();

  /** Returns what to say beside a setting; empty when there is nothing. */
  note(name: string): string {
    return this.#notes.get(name) ?? '';
  }

  /** Returns what is wrong with a setting; empty when nothing is. */
  error(name: string): string {
    return this.#errors.get(name) ?? '';
  }

  /** Saves a setting at once; tells whether it was taken. */
  async save(name: string, value: string): Promise<boolean> {
    if (value === session.setting(name)) {
      this.#errors.delete(name);
      return true;
    }
    return this.run(name, strings.settings.saved, async () => {
      session.settings.take(await call('set_setting', { name, value }));
    });
  }

  /** Does something for a field and says beside it how that went; tells whether it worked. */
  async run(name: string, note: string, act: () => Promise<void>): Promise<boolean> {
    this.#errors.delete(name);
    this.#notes.delete(name);
    try {
      await act();
    } catch (cause) {
      this.#errors.set(name, toApiError(cause).message);
      void session.settings.refresh();
      return false;
    }
    this.say(name, note);
    return true;
  }

  /** Says something beside a field for a while. */
  say(name: string, note: string): void {
    clearTimeout(this.#timers.get(name));
    this.#notes.set(name, note);
    this.#timers.set(
      name,
      setTimeout(() => this.#notes.delete(name), SAID_MS),
    );
    announce(note);
  }
}
