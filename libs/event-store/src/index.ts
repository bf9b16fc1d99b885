export { Backoff, rest } from './backoff.js';
export { entryBeside } from './entry-beside.js';
export * from './event-store.js';
export { LEDGER_ONLY } from './ledger-only.js';
export * from './sqlite/index.js';
export { withTimeLimit } from './time-limit.js';
export type { EventStoreDb, EventStoreDbOptions } from './eventstoredb/event-store-db.js';
export { openEventStoreDb } from './eventstoredb/open.js';
