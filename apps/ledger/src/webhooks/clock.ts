import { type Instant, instantFromEpochMs, LAST_INSTANT } from '@subledger/domain';

/** The server's clock: asked once a delivery, when it is received. */
export const now = (): Instant => instantFromEpochMs(Date.now()) ?? LAST_INSTANT;
