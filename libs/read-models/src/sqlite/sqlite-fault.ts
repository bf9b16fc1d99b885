/** SQLite's primary codes for trouble with the file or its locks, rather than with the statement. */
const CODES = new Set([
  5, // SQLITE_BUSY
  6, // SQLITE_LOCKED
  7, // SQLITE_NOMEM
  8, // SQLITE_READONLY
  10, // SQLITE_IOERR
  11, // SQLITE_CORRUPT
  13, // SQLITE_FULL
  14, // SQLITE_CANTOPEN
  26, // SQLITE_NOTADB
]);

export function isSqliteFault(error: object): boolean {
  const { errcode, message } = error as { errcode?: unknown; message?: unknown };
  if (typeof errcode === 'number') return CODES.has(errcode & 0xff) || isTableGone(message);
  // The connection was closed during a query, because its file was lost.
  return typeof message === 'string' && /database is not open|has been finalized/.test(message);
}

/** Not an event's fault either: a table of a file that was started afresh a moment ago, and is not created yet. */
const isTableGone = (message: unknown): boolean =>
  typeof message === 'string' && message.startsWith('no such table: ');

const DAMAGE = new Set([
  11, // SQLITE_CORRUPT
  26, // SQLITE_NOTADB
]);
/** A file that ends where a page should begin. */
const SHORT_READ = 522;

/** Whether SQLite found that a file is not what it has written: waiting does not fix that. */
export function isDamage(error: unknown): boolean {
  const { errcode } = (error ?? {}) as { errcode?: unknown };
  return typeof errcode === 'number' && (errcode === SHORT_READ || DAMAGE.has(errcode & 0xff));
}
