import { setTimeout as wait } from 'node:timers/promises';
import { isAway } from '../remote/away.js';
import { Refused } from '../remote/refused.js';

/** Longer than a ledger takes to start again. */
const PATIENCE_MS = 120_000;
const LONGEST_WAIT_MS = 30_000;
/** Where the ledger has not said how long to wait. */
const USUAL_WAIT_MS = 1_000;

/**
 * Tries again what a ledger turns away only for now: it is busy, its disk is full, or it is being started again. Ends
 * when nothing at all has got through for two minutes.
 */
export class Patience {
  readonly #signal: AbortSignal;
  /** When something got through; undefined: nothing has yet, and then nobody may be there. */
  #gotThroughAtMs: number | undefined;
  readonly #beganAtMs = performance.now();

  constructor(signal: AbortSignal) {
    this.#signal = signal;
  }

  /** @throws what `attempt` does, if it is final or the patience has run out; the signal's reason. */
  async during(attempt: () => Promise<void>): Promise<void> {
    for (;;) {
      try {
        await attempt();
        this.#gotThroughAtMs = performance.now();
        return;
      } catch (error) {
        const waitMs = this.#waitMsAfter(error);
        if (waitMs === undefined) throw error;
        await wait(waitMs, undefined, { signal: this.#signal });
      }
    }
  }

  #waitMsAfter(error: unknown): number | undefined {
    const idleMs = performance.now() - (this.#gotThroughAtMs ?? this.#beganAtMs);
    if (idleMs >= PATIENCE_MS) return undefined;
    const hasBegun = this.#gotThroughAtMs !== undefined;
    if (error instanceof Refused)
      return error.problem.status === 503 ? withJitter(error.problem.retryAfterMs) : undefined;
    return isAway(error) && hasBegun ? withJitter(USUAL_WAIT_MS) : undefined;
  }
}

/** So that those who were turned away together do not come back together. */
const withJitter = (ms = USUAL_WAIT_MS): number =>
  Math.min(ms, LONGEST_WAIT_MS) * (1 + Math.random() / 2);
