class Announcer {
  /** What a screen reader says next. */
  text = $state('');
  #flip = false;

  /** Has a sentence said; the same one twice in a row is said twice. */
  say(sentence: string): void {
    this.#flip = !this.#flip;
    this.text = this.#flip ? sentence : `${sentence}\u00a0`;
  }
}

/** The live region of the window. */
export const announcer = new Announcer();

/** Has a sentence said by screen readers. */
export const announce = (sentence: string): void => announcer.say(sentence);
