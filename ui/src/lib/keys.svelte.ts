/** A key, or two in a row, and what they do. */
export interface Binding {
  /** Ways to press it: `a`, `Shift+r`, `Mod+k`, `g r`, `ArrowDown`. */
  keys: string[];
  /** What it does, in words. */
  label: string;
  /** Does it. */
  run: (event: KeyboardEvent | null) => void;
  /** Whether it can be used now. */
  when?: () => boolean;
  /** Whether it also works while typing in a field. */
  inFields?: boolean;
}

/** The bindings of one place or part. */
export interface Scope {
  name: string;
  bindings: Binding[];
}

/** How long after the first of two keys the second counts. */
const PAIR_MS = 1500;

const FIELDS =
  'input:not([type=checkbox],[type=radio],[type=button],[type=file]),textarea,select,[contenteditable]';
const PRESSABLE = 'a[href],button,summary,[role=menuitem],input[type=checkbox],input[type=radio]';

/** Writes a key event as a binding would; `null` for bare modifiers and Alt. */
export function chordOf(event: KeyboardEvent): string | null {
  if (['Control', 'Shift', 'Meta', 'Alt', 'AltGraph'].includes(event.key)) return null;
  if (event.altKey) return null;
  const letter = event.key.length === 1 && event.key.toLowerCase() !== event.key.toUpperCase();
  const named = event.key.length > 1;
  const key = letter ? event.key.toLowerCase() : event.key;
  const shift = event.shiftKey && (letter || named) ? 'Shift+' : '';
  return `${event.ctrlKey || event.metaKey ? 'Mod+' : ''}${shift}${key}`;
}

class Keys {
  /** Whether keys without Ctrl do something. */
  single = $state(true);
  /** What can be pressed, the part opened last at the end. */
  scopes = $state.raw<Scope[]>([]);
  #first: string | null = null;
  #timer: ReturnType<typeof setTimeout> | undefined;

  /** Adds bindings; returns how to take them away. */
  add(scope: Scope): () => void {
    this.scopes = [...this.scopes, scope];
    return () => {
      this.scopes = this.scopes.filter((other) => other !== scope);
    };
  }

  /** Does what a key is bound to. */
  handle(event: KeyboardEvent): void {
    if (event.defaultPrevented || event.isComposing || event.repeat) {
      if (!event.repeat || !isMove(event)) return;
    }
    if (document.querySelector('dialog[open], [role=menu]')) return;
    const chord = chordOf(event);
    if (!chord) return;
    const binding = this.#find(chord, event);
    if (!binding) return;
    event.preventDefault();
    binding.run(event);
  }

  #find(chord: string, event: KeyboardEvent): Binding | null {
    const target = event.target instanceof Element ? event.target : null;
    const inField = Boolean(target?.closest(FIELDS));
    if (!this.#allowed(chord, target, inField)) return null;
    const first = this.#first;
    this.#forget();
    const usable = this.scopes
      .toReversed()
      .flatMap((scope) => scope.bindings)
      .filter((one) => (one.inFields || !inField) && (one.when?.() ?? true));
    const pair = first ? usable.find((one) => one.keys.includes(`${first} ${chord}`)) : undefined;
    if (pair) return pair;
    if (usable.some((one) => one.keys.some((key) => key.startsWith(`${chord} `))))
      this.#await(chord);
    return usable.find((one) => one.keys.includes(chord)) ?? null;
  }

  #allowed(chord: string, target: Element | null, inField: boolean): boolean {
    const printable = /^(Shift\+)?.$/u.test(chord);
    if (printable && (!this.single || inField)) return false;
    return !(/^(Enter|Space| )$/u.test(chord) && target?.closest(PRESSABLE));
  }

  #await(chord: string): void {
    this.#first = chord;
    this.#timer = setTimeout(() => (this.#first = null), PAIR_MS);
  }

  #forget(): void {
    clearTimeout(this.#timer);
    this.#first = null;
  }
}

function isMove(event: KeyboardEvent): boolean {
  return !event.defaultPrevented && !event.isComposing && /^(j|k|Arrow(Up|Down))$/u.test(event.key);
}

/** What the keyboard does. */
export const keys = new Keys();
