/** The server that the caller of `npm run test:eventstore` brings; empty if nobody does. */
export const BROUGHT = process.env.EVENTSTORE_TEST_URL ?? '';

/** Digits, because an id that is a number has to stay one. */
export const RUN_DIGITS = BROUGHT === '' ? '' : String(Date.now());

/** What a run puts into its ids: the log of a server that was brought may hold those of earlier runs. */
export const RUN = BROUGHT === '' ? '' : `-${RUN_DIGITS}`;
