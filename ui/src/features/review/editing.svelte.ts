import { SvelteMap } from 'svelte/reactivity';
import type { ReviewCard } from '../../bindings/herald';

/** The texts a person is changing; an unsaved one is kept until it is saved or dropped. */
export class Editing {
  /** The review whose draft is open for editing. */
  id = $state<string | null>(null);
  #texts = new SvelteMap<string, string>();
  #digests = new Map<string, string>();

  /** Opens a draft for editing. */
  open(card: ReviewCard): void {
    if (card.text === null) return;
    if (!this.#texts.has(card.row.id)) this.#digests.set(card.row.id, card.digest);
    this.id = card.row.id;
  }

  /** Leaves editing; a changed text is kept. */
  close(): void {
    this.id = null;
  }

  /** Returns the text as it is being written. */
  text(card: ReviewCard): string {
    return this.#texts.get(card.row.id) ?? card.text ?? '';
  }

  /** Takes what was written. */
  write(card: ReviewCard, text: string): void {
    if (text === card.text) this.#texts.delete(card.row.id);
    else this.#texts.set(card.row.id, text);
  }

  /** Tells whether a review has an unsaved change. */
  isChanged(id: string): boolean {
    return this.#texts.has(id);
  }

  /** Tells whether the draft changed under the person's hands. */
  isOvertaken(card: ReviewCard): boolean {
    return this.isChanged(card.row.id) && this.#digests.get(card.row.id) !== card.digest;
  }

  /** Forgets an unsaved change. */
  drop(id: string): void {
    this.#texts.delete(id);
    this.#digests.delete(id);
    if (this.id === id) this.id = null;
  }

  /** Puts an unsaved change back, because saving it failed. */
  reopen(card: ReviewCard, text: string): void {
    this.write(card, text);
    this.#digests.set(card.row.id, card.digest);
    this.id = card.row.id;
  }
}
