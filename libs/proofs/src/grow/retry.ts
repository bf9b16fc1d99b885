import { setTimeout as wait } from 'node:timers/promises';

const FIRST_MS = 100;
const LONGEST_MS = 30_000;

/** Waits between tries that double from 100 ms to 30 s, until one of them succeeds. */
export class Retry {
  #nextMs = FIRST_MS;

  succeeded(): void {
    this.#nextMs = FIRST_MS;
  }

  /** Resolves after the wait, or at once when the signal aborts. */
  async wait(signal: AbortSignal): Promise<void> {
    const waitMs = this.#nextMs;
    this.#nextMs = Math.min(2 * waitMs, LONGEST_MS);
    await wait(waitMs, undefined, { signal }).catch(() => undefined);
  }
}
