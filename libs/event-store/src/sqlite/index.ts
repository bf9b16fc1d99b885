/** The log in a file, without anything that talks to a server: for threads that must load little. */
export type { Marks } from './log-reader.js';
export { checkLogFile } from './check-file.js';
export { openSqliteEventStore, SqliteEventStore } from './sqlite-event-store.js';
export type { MarkedEvents, SqliteEventStoreOptions } from './sqlite-event-store.js';
