/** How often ages on the screen are written anew. */
const STEP_MS = 20_000;

class Now {
  /** The present by the engine's clock, in steps. */
  value = $state(Date.now());
  #ahead = 0;

  /** The present by the engine's clock, to the millisecond. */
  exact(): number {
    return Date.now() + this.#ahead;
  }

  /** Takes the engine's clock as the true one. */
  follow(engineNow: number): void {
    this.#ahead = engineNow - Date.now();
    this.value = engineNow;
  }

  /** Keeps ages moving; returns how to stop. */
  start(): () => void {
    const timer = setInterval(() => (this.value = this.exact()), STEP_MS);
    return () => clearInterval(timer);
  }
}

/** The present, as screens show it. */
export const now = new Now();
