export * from './event-store.js';
export { openSqliteEventStore, SqliteEventStore } from './sqlite/sqlite-event-store.js';
export type { SqliteEventStoreOptions } from './sqlite/sqlite-event-store.js';
export { EventStoreDb, openEventStoreDb } from './eventstoredb/event-store-db.js';
export type { EventStoreDbOptions } from './eventstoredb/event-store-db.js';
export { checkLogFile } from './sqlite/check-file.js';
