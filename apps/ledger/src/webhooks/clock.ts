import { type Instant, instantFromEpochMs, LAST_INSTANT } from '@subledger/domain';

/** Where the server's clock is injected: `@Inject(CLOCK) now: Clock`. */
export const CLOCK = Symbol('Clock');

/** Asked once a delivery, when it is received, and once a question that names no instant. */
export type Clock = () => Instant;

export const systemClock: Clock = () => instantFromEpochMs(Date.now()) ?? LAST_INSTANT;
