import { call, toApiError } from '../platform';
import { announce } from './announce.svelte';
import { now } from './now.svelte';
import { session } from './session.svelte';
import { strings } from './strings';
import { where } from './place.svelte';

/** Something this window will do unless the person takes it back. */
interface Grace {
  id: number;
  text: string;
  until: number;
  timer: ReturnType<typeof setTimeout>;
  takeBack: () => void;
}

/** What the undo line shows. */
export interface Undoable {
  /** Stays the same while it is the same thing. */
  id: string;
  /** The sentence before the countdown. */
  text: string;
  /** Until when, by the engine's clock. */
  until: number;
}

class Undo {
  /** Why the last attempt to take something back failed. */
  trouble = $state('');
  #graces = $state.raw<Grace[]>([]);
  #next = 1;

  /** The newest thing that can be taken back. */
  get current(): Undoable | null {
    const grace = this.#graces.at(-1);
    if (grace) return { id: `grace-${grace.id}`, text: grace.text, until: grace.until };
    const undo = session.overview.value?.undo;
    if (!undo) return null;
    const text = undo.leaves ? strings.undo.leaving(undo.text) : strings.undo.standing(undo.text);
    return { id: undo.decision_id, text, until: undo.undo_until };
  }

  /** Does something after a while, unless it is taken back first. */
  later(text: string, ms: number, act: () => void, takeBack: () => void): void {
    const id = this.#next;
    this.#next += 1;
    const timer = setTimeout(() => {
      this.#drop(id);
      act();
    }, ms);
    this.#graces = [...this.#graces, { id, text, until: now.exact() + ms, timer, takeBack }];
  }

  /** Takes the newest thing back. */
  async takeBack(): Promise<void> {
    this.trouble = '';
    const grace = this.#graces.at(-1);
    if (grace) {
      clearTimeout(grace.timer);
      this.#drop(grace.id);
      grace.takeBack();
      announce(strings.undo.undone);
      return;
    }
    const undo = session.overview.value?.undo;
    if (!undo) return;
    try {
      const decided = await call('undo_decision', { review_id: undo.review_id });
      announce(decided.text || strings.undo.undone);
      session.decided(decided);
      if (where.name === 'review') where.go('review', decided.review_id);
    } catch (cause) {
      this.trouble = toApiError(cause).message;
      announce(this.trouble);
      void session.overview.refresh();
    }
  }

  #drop(id: number): void {
    this.#graces = this.#graces.filter((grace) => grace.id !== id);
  }
}

/** What can be taken back. */
export const undo = new Undo();
