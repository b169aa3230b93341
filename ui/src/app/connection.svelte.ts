class Connection {
  /** Whether this computer has a network at all. */
  online = $state(navigator.onLine);

  /** Follows the system; returns how to stop. */
  start(): () => void {
    const read = (): void => {
      this.online = navigator.onLine;
    };
    addEventListener('online', read);
    addEventListener('offline', read);
    return () => {
      removeEventListener('online', read);
      removeEventListener('offline', read);
    };
  }
}

/** The connection of this computer. */
export const connection = new Connection();
