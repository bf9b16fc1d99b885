/** The log in a file, and nothing that speaks to a server: what a thread beside it loads. */
export type { Marks } from './log-reader.js';
export { checkLogFile } from './check-file.js';
export { openSqliteEventStore, SqliteEventStore } from './sqlite-event-store.js';
export type { MarkedEvents, SqliteEventStoreOptions } from './sqlite-event-store.js';
