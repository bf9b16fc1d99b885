import type { DatabaseSync } from 'node:sqlite';

/**
 * Runs `write` in a transaction of its own: when this returns all of it is committed and durable; if it throws,
 * none is.
 */
export function inTransaction<Result>(db: DatabaseSync, write: () => Result): Result {
  // Some failures end a transaction by themselves, some leave it open, and some even fail to roll it back.
  if (db.isTransaction) db.exec('ROLLBACK');
  db.exec('BEGIN IMMEDIATE');
  try {
    const result = write();
    db.exec('COMMIT');
    return result;
  } catch (error) {
    if (db.isTransaction) db.exec('ROLLBACK');
    throw error;
  }
}
