import { type Instant, instantFromEpochMs, LAST_INSTANT } from '@subledger/domain';

/** Where the server's clock is injected: `@Inject(CLOCK) now: Clock`. */
export const CLOCK = Symbol('Clock');

/** Called once per delivery, when it is received, and once per query that names no instant. */
export type Clock = () => Instant;

/** Many webhooks come in the same millisecond, and writing an instant costs more than reading the clock. */
let last = { epochMs: Number.NaN, instant: LAST_INSTANT };

export const systemClock: Clock = () => {
  const epochMs = Date.now();
  if (epochMs !== last.epochMs) {
    last = { epochMs, instant: instantFromEpochMs(epochMs) ?? LAST_INSTANT };
  }
  return last.instant;
};
