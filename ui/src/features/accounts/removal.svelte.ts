import type { AccountView } from '../../bindings/herald';
import { SvelteSet } from 'svelte/reactivity';
import { announce } from '../../lib/announce.svelte';
import { session } from '../../lib/session.svelte';
import { strings } from '../../lib/strings';
import { undo } from '../../lib/undo.svelte';
import { call, toApiError } from '../../platform';

/** How long a removal can be taken back. */
export const GRACE_MS = 10_000;

class Removal {
  /** Accounts that leave in a moment. */
  leaving = new SvelteSet<string>();
  /** Why the last removal failed. */
  trouble = $state('');

  /** Removes an account unless the person takes it back within ten seconds. */
  begin(account: AccountView): void {
    if (this.leaving.has(account.id)) return;
    const words = strings.accounts;
    this.trouble = '';
    this.leaving.add(account.id);
    announce(`${words.removing(account.handle)}. ${words.removeNote}`);
    undo.later(
      strings.undo.leaving(words.removing(account.handle)),
      GRACE_MS,
      () => void this.#finish(account),
      () => {
        this.leaving.delete(account.id);
        announce(words.kept(account.handle));
      },
    );
  }

  async #finish(account: AccountView): Promise<void> {
    try {
      await call('remove_account', { id: account.id });
      announce(strings.accounts.removed(account.handle));
      await session.overview.refresh();
    } catch (cause) {
      this.trouble = toApiError(cause).message;
      announce(this.trouble);
    }
    this.leaving.delete(account.id);
  }
}

/** The accounts on their way out of this window. */
export const removal = new Removal();
