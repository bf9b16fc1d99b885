export * from './event-store.js';
export * from './sqlite/index.js';
export { EventStoreDb, openEventStoreDb } from './eventstoredb/event-store-db.js';
export type { EventStoreDbOptions } from './eventstoredb/event-store-db.js';
