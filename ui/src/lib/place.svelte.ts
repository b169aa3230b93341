/** The places of the window, in the order of the rail. */
export const PLACES = ['review', 'activity', 'compose', 'accounts', 'history', 'settings'] as const;

/** A place of the window. */
export type Place = (typeof PLACES)[number];

/** The places that mean something before there is an account; the first one is the welcome. */
export const PLACES_WITHOUT_ACCOUNTS: readonly Place[] = ['review', 'history', 'settings'];

function parse(hash: string): { name: Place; id: string | null } {
  const [, name = '', id = ''] = hash.replace(/^#/u, '').split('/');
  const known = PLACES.find((place) => place === name);
  return { name: known ?? 'review', id: known && id ? decodeURIComponent(id) : null };
}

class Where {
  /** The place that is open. */
  name = $state<Place>('review');
  /** What is looked at there; `null` when nothing was chosen. */
  id = $state<string | null>(null);
  #last = new Map<Place, string>();
  #written: string | null = null;

  constructor() {
    this.#read();
  }

  /** Follows the address; returns how to stop. */
  start(): () => void {
    const read = (): void => this.#read();
    addEventListener('hashchange', read);
    read();
    return () => removeEventListener('hashchange', read);
  }

  /** Goes to a place, and to what was looked at there last. */
  go(name: Place, id: string | null = this.#last.get(name) ?? null): void {
    this.name = name;
    this.id = id;
    if (id) this.#last.set(name, id);
    this.#written = id ? `#/${name}/${encodeURIComponent(id)}` : `#/${name}`;
    location.hash = this.#written;
  }

  /**
   * Notes what is looked at.
   *
   * The address stays as it is: WebKit refuses more than a hundred changes in half a minute, and
   * somebody who holds `j` makes more.
   */
  look(name: Place, id: string | null): void {
    if (id) this.#last.set(name, id);
    else this.#last.delete(name);
    if (this.name === name) this.id = id;
  }

  #read(): void {
    if (location.hash === this.#written) return;
    this.#written = location.hash;
    const { name, id } = parse(location.hash);
    this.name = name;
    this.id = id ?? this.#last.get(name) ?? null;
  }
}

/** Where the person is. */
export const where = new Where();
