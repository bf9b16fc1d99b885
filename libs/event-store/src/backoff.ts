import { setTimeout as wait } from 'node:timers/promises';

const FIRST_WAIT_MS = 20;
const LONGEST_WAIT_MS = 30_000;

/** Resolves after so long, or at once when the signal aborts. */
export const rest = (ms: number, signal: AbortSignal): Promise<void> =>
  wait(ms, undefined, { signal }).catch(() => undefined);

/**
 * The waits between the attempts of whoever follows the log. They double from 20 ms to 30 s, with jitter so that
 * several followers do not retry in lockstep.
 */
export class Backoff {
  #nextMs = FIRST_WAIT_MS;

  reset(): void {
    this.#nextMs = FIRST_WAIT_MS;
  }

  /** Resolves after the wait, or at once when the signal aborts. */
  async wait(signal: AbortSignal): Promise<void> {
    const waitMs = this.#nextMs * (0.5 + Math.random() / 2);
    this.#nextMs = Math.min(this.#nextMs * 2, LONGEST_WAIT_MS);
    await rest(waitMs, signal);
  }
}
