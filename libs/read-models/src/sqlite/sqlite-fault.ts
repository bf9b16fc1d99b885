/** SQLite's primary codes for trouble with the file or its locks, not with what was asked of it. */
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

export function sqliteFault(error: object): boolean {
  const { errcode, message } = error as { errcode?: unknown; message?: unknown };
  if (typeof errcode === 'number') return CODES.has(errcode & 0xff);
  return typeof message === 'string' && message.includes('database is not open');
}
