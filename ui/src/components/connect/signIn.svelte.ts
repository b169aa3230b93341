import type { AccountView, SignInView, StartSignIn } from '../../bindings/herald';
import { call, openExternal, toApiError } from '../../platform';

/** One sign-in with the browser: begun, waited for, and where there are several accounts, chosen. */
export class SignIn {
  /** How far it has come; `null` before it begins and after it ends. */
  view = $state<SignInView | null>(null);
  /** Why the last one ended without an account. */
  trouble = $state('');
  readonly #connected: (accounts: AccountView[]) => void;

  constructor(connected: (accounts: AccountView[]) => void) {
    this.#connected = connected;
  }

  /** Begins, opens the page and waits for the browser. */
  async begin(input: StartSignIn): Promise<void> {
    this.trouble = '';
    const begun = await call('start_sign_in', input);
    this.view = begun;
    await this.open();
    if (!begun.pasted) void this.#wait(begun.id, null);
  }

  /** Opens the page, once more where wished. */
  async open(): Promise<void> {
    if (!this.view) return;
    try {
      await openExternal(this.view.url);
    } catch (cause) {
      this.trouble = toApiError(cause).message;
    }
  }

  /** Takes the address the person landed on. */
  async paste(address: string): Promise<void> {
    if (this.view) await this.#wait(this.view.id, address);
  }

  /** Connects the accounts chosen. */
  async choose(ids: string[]): Promise<void> {
    if (this.view) await this.#take(call('choose_accounts', { id: this.view.id, remote_ids: ids }));
  }

  /** Gives up; whatever comes back later changes nothing. */
  async leave(): Promise<void> {
    const id = this.view?.id;
    this.view = null;
    if (id) await call('cancel_sign_in', { id }).catch(() => undefined);
  }

  async #wait(id: string, pasted: string | null): Promise<void> {
    await this.#take(call('await_sign_in', { id, pasted }));
  }

  async #take(answer: Promise<SignInView>): Promise<void> {
    const before = this.view?.id;
    try {
      const view = await answer;
      if (this.view?.id !== before || !before) return;
      if (view.state === 'connected') {
        this.view = null;
        this.#connected(view.accounts);
      } else {
        this.view = view;
      }
    } catch (cause) {
      if (this.view?.id !== before || !before) return;
      this.view = null;
      this.trouble = toApiError(cause).message;
    }
  }
}
